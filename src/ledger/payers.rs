//! Who a payer is: whether two sources name one payer, what kind of insurance it is, and whether
//! a coverage was in force on a day. It ranks no payers; `primacy` does.

use super::identity::fold_id;
use crate::model::{Coverage, CoverageStatus, Payer, ServiceDate};
use crate::policy::{PayerClass, Policy};

/// A kind of insurance, as far as the order of payment asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PayerKind {
    /// Original Medicare.
    Medicare,
    /// A Medicare Advantage plan, which stands in for original Medicare.
    MedicareAdvantage,
    /// A policy that supplements Medicare.
    Supplement,
    /// Medicaid, fee for service or managed.
    Medicaid,
    /// A commercial or group health plan.
    Commercial,
    /// TRICARE.
    Tricare,
    /// Not health insurance of these services: dental, vision, drugs, accident, veterans' care.
    Limited,
    /// Not known.
    Unknown,
}

impl PayerKind {
    /// Returns the kind in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Medicare => "Medicare",
            Self::MedicareAdvantage => "Medicare Advantage",
            Self::Supplement => "a Medicare supplement",
            Self::Medicaid => "Medicaid",
            Self::Commercial => "commercial",
            Self::Tricare => "TRICARE",
            Self::Limited => "limited benefits",
            Self::Unknown => "of unknown kind",
        }
    }
}

/// Codes by which Medicare says why it pays second (SBR05, EB04).
pub const SECONDARY_PAYER_CODES: [&str; 9] = ["12", "13", "14", "15", "16", "41", "42", "43", "47"];

/// Returns the kind of a payer from the facility's file, its filing code, the kind of insurance
/// that a coverage states, and at last its name.
pub fn payer_kind(policy: &Policy, payer: &Payer, insurance_type: &str) -> PayerKind {
    let words = format!("{} {}", payer.name, insurance_type).to_ascii_lowercase();
    let says = |list: &[&str]| list.iter().any(|word| words.contains(word));
    let kind = insurance_type.trim().to_ascii_uppercase();
    let kind = kind.as_str();
    let limited = [
        "dental",
        "vision",
        "pharmacy",
        "prescription",
        "workers",
        "veterans",
        "liability",
        "casualty",
    ];
    let limited_types = ["WC", "AP", "LT", "LC", "LD", "LI", "PE", "RP", "PL"];
    let limited_filing = ["WC", "AM", "LM", "VA"];
    if says(&limited)
        || limited_types.contains(&kind)
        || limited_filing.contains(&payer.filing_code.as_str())
    {
        return PayerKind::Limited;
    }
    if matches!(kind, "MI" | "MH" | "SP") || says(&["medigap", "medicare supp"]) {
        return PayerKind::Supplement;
    }
    match policy.payer_class(payer) {
        PayerClass::Medicare => return PayerKind::Medicare,
        PayerClass::MedicareAdvantage => return PayerKind::MedicareAdvantage,
        PayerClass::Medicaid => return PayerKind::Medicaid,
        PayerClass::Commercial => return PayerKind::Commercial,
        PayerClass::Tricare => return PayerKind::Tricare,
        PayerClass::Unknown => {}
    }
    match kind {
        "MA" | "MB" | "MP" | "CP" => return PayerKind::Medicare,
        kind if SECONDARY_PAYER_CODES.contains(&kind) => return PayerKind::Medicare,
        "HN" => return PayerKind::MedicareAdvantage,
        "MC" | "QM" => return PayerKind::Medicaid,
        "C1" | "GP" | "CO" | "IN" | "IP" => return PayerKind::Commercial,
        _ => {}
    }
    if says(&["medicaid"]) {
        PayerKind::Medicaid
    } else if says(&["tricare"]) {
        PayerKind::Tricare
    } else if says(&["medicare"]) {
        if says(&[
            "advantage",
            "hmo",
            "ppo",
            "snp",
            "complete",
            "choice",
            "plus",
            "gold",
        ]) {
            PayerKind::MedicareAdvantage
        } else {
            PayerKind::Medicare
        }
    } else if says(&["commercial", "group health", "employer"]) {
        PayerKind::Commercial
    } else {
        PayerKind::Unknown
    }
}

/// Words that tell no payer from another.
const COMMON: [&str; 14] = [
    "the",
    "of",
    "inc",
    "llc",
    "co",
    "corp",
    "company",
    "health",
    "plan",
    "plans",
    "insurance",
    "ins",
    "part",
    "b",
];

/// Returns a payer's name or id as its letters and digits in lower case.
pub(super) fn fold_payer(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

/// Returns the first word of a payer's name, folded.
pub(super) fn first_word(name: &str) -> String {
    name.split_whitespace()
        .next()
        .map(fold_payer)
        .unwrap_or_default()
}

fn name_words(payer: &Payer) -> Vec<String> {
    let lower = payer.name.to_lowercase();
    let all: Vec<String> = lower
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let telling: Vec<String> = all
        .iter()
        .filter(|word| !COMMON.contains(&word.as_str()))
        .cloned()
        .collect();
    if telling.is_empty() { all } else { telling }
}

/// Returns whether two sources surely name one payer: one entry of the facility's file, one id, or
/// one name but for words that tell nothing.
pub fn same_payer(policy: &Policy, one: &Payer, other: &Payer) -> bool {
    if let (Some(one), Some(other)) = (policy.payer_entry(one), policy.payer_entry(other)) {
        return one == other;
    }
    let (id, other_id) = (fold_id(&one.id), fold_id(&other.id));
    if !id.is_empty() && id == other_id {
        return true;
    }
    let words = name_words(one);
    !words.is_empty() && words == name_words(other)
}

/// Returns whether two sources may name one payer: surely the same, or names that begin alike, as
/// a plan and its owner's short name do.
pub fn may_be_same_payer(policy: &Policy, one: &Payer, other: &Payer) -> bool {
    if same_payer(policy, one, other) {
        return true;
    }
    // The facility's file tells them apart.
    if policy.payer_entry(one).is_some() && policy.payer_entry(other).is_some() {
        return false;
    }
    let (one, other) = (name_words(one), name_words(other));
    match (one.first(), other.first()) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// Whether a coverage was in force on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InForceOn {
    /// Its dates, or an answer for the day itself, say so.
    Yes,
    /// It is active without dates, or was asked for long before the day.
    Likely,
    /// It was not.
    No,
    /// The source does not tell.
    Unknown,
}

/// Returns whether a coverage was in force on a day. `stale_days` is how long an answer without an
/// end date is taken to hold.
pub fn in_force_on(coverage: &Coverage, day: ServiceDate, stale_days: i64) -> InForceOn {
    let (from, to, checked) = (coverage.from, coverage.to, coverage.checked);
    if coverage.status == CoverageStatus::Inactive {
        return inactive_on(coverage, day);
    }
    if let Some(from) = from.filter(|from| day < *from) {
        // A plan year's first day is no proof that nothing was in force the year before.
        let is_plan_year = (from.month(), from.day()) == (1, 1);
        return if is_plan_year {
            InForceOn::Unknown
        } else {
            InForceOn::No
        };
    }
    if let Some(to) = to.filter(|to| *to < day) {
        let is_plan_year = (to.month(), to.day()) == (12, 31);
        let may_be_renewed = checked.is_some_and(|checked| checked <= to) || is_plan_year;
        return if may_be_renewed {
            InForceOn::Unknown
        } else {
            InForceOn::No
        };
    }
    if coverage.status == CoverageStatus::Unknown {
        // A list of a patient's insurances in their order is one of those in force.
        let is_listed = to.is_none() && coverage.order.is_some();
        // A log of inquiries without a column for the answer lists what was found: the place in the
        // order, from when, and on which day somebody asked.
        let was_found = from.zip(checked).is_some_and(|(from, asked)| {
            from <= asked && (to.is_some() || day.days_since(asked) <= stale_days)
        });
        if was_found && coverage.order.is_some() {
            return InForceOn::Yes;
        }
        return if from.is_some() || is_listed {
            InForceOn::Likely
        } else {
            InForceOn::Unknown
        };
    }
    let is_stale = to.is_none() && checked.is_some_and(|asked| day.days_since(asked) > stale_days);
    if checked == Some(day) || (from.is_some() && !is_stale) {
        InForceOn::Yes
    } else {
        InForceOn::Likely
    }
}

/// A payer that says "not active" speaks of the day it was asked for, or gives the day on which
/// the coverage ended.
fn inactive_on(coverage: &Coverage, day: ServiceDate) -> InForceOn {
    let asked_for = coverage.details.dates.iter().any(|event| {
        matches!(event.qualifier.as_str(), "291" | "307" | "292") && event.dates.value.contains(day)
    });
    let ends = coverage
        .details
        .dates
        .iter()
        .any(|event| matches!(event.qualifier.as_str(), "347" | "349" | "357"));
    match (coverage.from, coverage.to) {
        _ if asked_for && !ends => InForceOn::No,
        (_, Some(to)) if to < day => InForceOn::No,
        (Some(from), _) if day < from => InForceOn::No,
        (Some(_), Some(_)) => InForceOn::Yes,
        _ if coverage.checked.is_some_and(|checked| checked <= day) => InForceOn::No,
        _ => InForceOn::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payer(name: &str, id: &str) -> Payer {
        Payer {
            name: name.into(),
            id: id.into(),
            filing_code: String::new(),
        }
    }

    #[test]
    fn one_payer_under_two_names() {
        let policy = Policy::default();
        let same = |one: (&str, &str), other: (&str, &str)| {
            same_payer(&policy, &payer(one.0, one.1), &payer(other.0, other.1))
        };
        assert!(same(("Harbor Health Plan", ""), ("HARBOR", "")));
        assert!(same(("Harbor", "00123"), ("HBR OF OHIO", "123")));
        assert!(!same(("Harbor", "1"), ("Harbor Medicaid", "2")));
        assert!(may_be_same_payer(
            &policy,
            &payer("Harbor", "1"),
            &payer("Harbor Medicaid", "2")
        ));
        assert!(!same(("", ""), ("", "")));
    }

    #[test]
    fn kinds_come_from_codes_before_names() {
        let policy = Policy::default();
        let kind = |name: &str, code: &str| payer_kind(&policy, &payer(name, ""), code);
        assert_eq!(
            kind("Harbor Medicare PPO", ""),
            PayerKind::MedicareAdvantage
        );
        assert_eq!(kind("Medicare Part B", ""), PayerKind::Medicare);
        assert_eq!(kind("Harbor", "MC"), PayerKind::Medicaid);
        assert_eq!(kind("Harbor", "C1"), PayerKind::Commercial);
        assert_eq!(kind("Harbor Dental", "C1"), PayerKind::Limited);
        assert_eq!(
            kind("Harbor Medicare Supplement", ""),
            PayerKind::Supplement
        );
        assert_eq!(kind("Harbor", ""), PayerKind::Unknown);
    }
}
