//! Who had to pay first for a patient on a day, and why: Medicaid last, Medicare's secondary-payer
//! facts, the order that a source states, TRICARE's place, the subscriber's own plan, the birthday
//! rule. Where none of these tells, it stays unknown.

use super::PatientRecord;
use super::payers::{
    InForceOn, PayerKind, SECONDARY_PAYER_CODES, in_force_on, payer_kind, same_payer,
};
use crate::model::{Claim, Coverage, Payer, PayerOrder, ServiceDate};
use crate::policy::Policy;
use crate::text::Span;

/// A payer whose coverage was in force on the day.
#[derive(Debug, Clone, PartialEq)]
pub struct Held<'r> {
    /// The payer.
    pub payer: &'r Payer,
    /// What kind of insurance it is.
    pub kind: PayerKind,
    /// Its stated place in the order.
    pub order: Option<PayerOrder>,
    /// Where it is stated.
    pub span: Span,
    /// Whether its dates prove that it was in force.
    pub is_firm: bool,
    /// How the patient is related to its subscriber; empty when not said.
    relationship: &'r str,
    /// Month and day of the subscriber's birth.
    subscriber_born: Option<(u32, u32)>,
}

/// Why one payer pays before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precedence {
    /// Medicaid pays last.
    MedicaidLast,
    /// Medicare pays second for the stated reason.
    MedicareSecondary,
    /// A supplement follows Medicare.
    SupplementAfterMedicare,
    /// A Medicare Advantage plan stands in for Medicare.
    AdvantageReplacesMedicare,
    /// A source states the order.
    Stated,
    /// TRICARE pays after other insurance.
    TricareAfterOthers,
    /// The patient's own plan pays before one that covers the patient as a dependent.
    OwnPlanFirst,
    /// Of two parents' plans, that of the parent whose birthday is earlier in the year.
    BirthdayRule,
}

impl Precedence {
    /// Returns the reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::MedicaidLast => "Medicaid pays after every other coverage",
            Self::MedicareSecondary => "Medicare is stated to be the secondary payer",
            Self::SupplementAfterMedicare => "a supplement pays after Medicare",
            Self::AdvantageReplacesMedicare => "the Advantage plan stands in for Medicare",
            Self::Stated => "the coverage lists it as primary",
            Self::TricareAfterOthers => "TRICARE pays after other health insurance",
            Self::OwnPlanFirst => "the patient's own plan pays before one held as a dependent",
            Self::BirthdayRule => {
                "of two parents' plans that of the earlier birthday in the year pays first, \
                 unless a court order says otherwise"
            }
        }
    }

    /// Returns whether the reason can stand as proof: the birthday rule yields to custody.
    pub fn is_firm(self) -> bool {
        self != Self::BirthdayRule
    }
}

/// Who pays first.
#[derive(Debug, Clone, PartialEq)]
pub enum Primacy<'r> {
    /// No coverage in force is known.
    NoCoverage,
    /// One payer comes before each other; the reasons are those against each of them, in order.
    Known(Held<'r>, Vec<Precedence>),
    /// Several are in force and nothing tells their order.
    Undecided(Vec<Held<'r>>),
}

/// Returns the payers of the patient's coverages in force on a day, one each, in order of the
/// sources. Coverage that is not health insurance of these services is left out.
pub fn held_on<'r>(record: &'r PatientRecord, policy: &Policy, day: ServiceDate) -> Vec<Held<'r>> {
    let stale = policy.number("cob.eligibility_stale_days");
    let mut held: Vec<Held<'r>> = Vec::new();
    let mut add = |new: Held<'r>| {
        if new.kind == PayerKind::Limited {
            return;
        }
        match held
            .iter_mut()
            .find(|known| same_payer(policy, known.payer, new.payer))
        {
            Some(known) => {
                known.order = known.order.or(new.order);
                known.is_firm |= new.is_firm;
                known.subscriber_born = known.subscriber_born.or(new.subscriber_born);
                if known.kind == PayerKind::Unknown {
                    known.kind = new.kind;
                }
            }
            None => held.push(new),
        }
    };
    for coverage in &record.coverages {
        let in_force = in_force_on(coverage, day, stale);
        if !matches!(in_force, InForceOn::Yes | InForceOn::Likely) {
            continue;
        }
        add(of_coverage(policy, coverage, in_force == InForceOn::Yes));
    }
    for coverage in &record.coverages {
        named_beside(policy, coverage, day)
            .into_iter()
            .for_each(&mut add);
    }
    held
}

fn of_coverage<'r>(policy: &Policy, coverage: &'r Coverage, is_firm: bool) -> Held<'r> {
    let subscriber = coverage.details.subscriber.as_ref();
    let born = subscriber.and_then(|subscriber| subscriber.birth_date.as_ref());
    Held {
        payer: &coverage.payer,
        kind: payer_kind(policy, &coverage.payer, &coverage.insurance_type),
        order: coverage.order,
        span: coverage.span,
        is_firm,
        relationship: coverage.relationship.trim(),
        subscriber_born: born.map(|born| (born.value.month(), born.value.day())),
    }
}

/// Returns the other payers that an eligibility answer names (EB*R), where it names their days.
fn named_beside<'r>(policy: &Policy, coverage: &'r Coverage, day: ServiceDate) -> Vec<Held<'r>> {
    let lines = coverage
        .benefits
        .iter()
        .filter(|benefit| benefit.information == "R");
    let lines: Vec<_> = lines.collect();
    let others = &coverage.details.other_payers;
    // Names and lines can only be told to belong together where there are as many of each.
    if lines.len() != others.len() {
        return Vec::new();
    }
    let in_force = |place: usize| {
        let dates = lines.get(place).and_then(|line| line.dates);
        dates.is_none_or(|dates| dates.contains(day) || (dates.days() == 1 && dates.from() <= day))
    };
    others
        .iter()
        .enumerate()
        .filter(|(place, _)| in_force(*place))
        .map(|(place, (order, payer))| Held {
            payer,
            kind: payer_kind(
                policy,
                payer,
                lines
                    .get(place)
                    .map_or("", |line| of_other(line.details.insurance_type.as_str())),
            ),
            order: *order,
            span: lines.get(place).map_or(coverage.span, |line| line.span),
            is_firm: lines.get(place).is_some_and(|line| line.dates.is_some()),
            relationship: "",
            subscriber_born: None,
        })
        .collect()
}

/// Returns the kind of the insurance that a payer names beside its own. Why Medicare pays second
/// tells it: an employer's plan (aged, renal disease, disabled), or one that pays for an accident,
/// an injury at work or a veteran.
fn of_other(insurance_type: &str) -> &str {
    match insurance_type {
        "12" | "13" | "43" => "GP",
        "14" | "15" | "16" | "41" | "42" | "47" => "LI",
        other => other,
    }
}

/// Returns who had to pay first on a day.
pub fn primary_on<'r>(record: &'r PatientRecord, policy: &Policy, day: ServiceDate) -> Primacy<'r> {
    let held = held_on(record, policy, day);
    for candidate in &held {
        let reasons: Option<Vec<Precedence>> = held
            .iter()
            .filter(|other| *other != candidate)
            .map(|other| precedes(record, policy, candidate, other))
            .collect();
        if let Some(reasons) = reasons {
            return Primacy::Known(candidate.clone(), reasons);
        }
    }
    if held.is_empty() {
        Primacy::NoCoverage
    } else {
        Primacy::Undecided(held)
    }
}

/// Returns the payer of a claim as one to be ranked: as a coverage holds it, else as the claim
/// names it.
pub fn of_claim<'r>(policy: &Policy, claim: &'r Claim, held: &[Held<'r>]) -> Held<'r> {
    let known = held
        .iter()
        .find(|held| same_payer(policy, held.payer, &claim.payer));
    known.cloned().unwrap_or_else(|| Held {
        payer: &claim.payer,
        kind: payer_kind(policy, &claim.payer, ""),
        order: None,
        span: claim.span,
        is_firm: false,
        relationship: "",
        subscriber_born: None,
    })
}

/// Returns why the first payer pays before the second, where anything tells.
pub fn precedes(
    record: &PatientRecord,
    policy: &Policy,
    first: &Held<'_>,
    second: &Held<'_>,
) -> Option<Precedence> {
    use PayerKind::{Commercial, Medicaid, Medicare, MedicareAdvantage, Supplement, Tricare};
    let is_known = |held: &Held<'_>| held.kind != PayerKind::Unknown;
    match (first.kind, second.kind) {
        (Medicaid, other) if other != Medicaid && is_known(second) => return None,
        (_, Medicaid) if first.kind != Medicaid && is_known(first) => {
            return Some(Precedence::MedicaidLast);
        }
        (Medicare | MedicareAdvantage, Supplement) => {
            return Some(Precedence::SupplementAfterMedicare);
        }
        (Supplement, Medicare | MedicareAdvantage) | (Medicare, MedicareAdvantage) => return None,
        (MedicareAdvantage, Medicare) => return Some(Precedence::AdvantageReplacesMedicare),
        (Commercial, Medicare) if is_medicare_second(record, policy) => {
            return Some(Precedence::MedicareSecondary);
        }
        (Medicare, Commercial) if is_medicare_second(record, policy) => return None,
        _ => {}
    }
    match (first.order, second.order) {
        (Some(one), Some(other)) if one < other => return Some(Precedence::Stated),
        (Some(one), Some(other)) if one > other => return None,
        (Some(PayerOrder::Primary), None) => return Some(Precedence::Stated),
        (None, Some(PayerOrder::Primary)) => return None,
        _ => {}
    }
    match (first.kind, second.kind) {
        (Tricare, _) => return None,
        (Commercial | Medicare | MedicareAdvantage, Tricare) => {
            return Some(Precedence::TricareAfterOthers);
        }
        _ => {}
    }
    if first.kind != second.kind {
        return None;
    }
    match (is_own(first.relationship), is_own(second.relationship)) {
        (Some(true), Some(false)) => Some(Precedence::OwnPlanFirst),
        (Some(false), Some(false)) if is_child(first) && is_child(second) => {
            let earlier = first.subscriber_born? < second.subscriber_born?;
            earlier.then_some(Precedence::BirthdayRule)
        }
        _ => None,
    }
}

/// Returns whether any source gives the reason for which Medicare pays second.
pub fn is_medicare_second(record: &PatientRecord, policy: &Policy) -> bool {
    let is_code = |code: &str| SECONDARY_PAYER_CODES.contains(&code);
    let of_coverage = record.coverages.iter().any(|coverage| {
        is_code(coverage.insurance_type.trim())
            || coverage
                .benefits
                .iter()
                .any(|line| is_code(line.details.insurance_type.as_str()))
    });
    let is_medicare = |payer: &Payer| payer_kind(policy, payer, "") == PayerKind::Medicare;
    of_coverage
        || record.claims.iter().any(|claim| {
            (is_medicare(&claim.payer) && is_code(claim.details.insurance_type.as_str()))
                || claim.details.other_payers.iter().any(|other| {
                    is_medicare(&other.payer) && is_code(other.insurance_type.as_str())
                })
        })
}

/// Returns whether the patient is the plan's subscriber, where the source says.
fn is_own(relationship: &str) -> Option<bool> {
    match relationship.to_ascii_lowercase().as_str() {
        "" => None,
        "18" | "self" | "subscriber" | "insured" | "s" => Some(true),
        _ => Some(false),
    }
}

fn is_child(held: &Held<'_>) -> bool {
    let relationship = held.relationship.to_ascii_lowercase();
    relationship == "19" || relationship.contains("child") || relationship.contains("dependent")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_insurance_named_beside_medicare_is_an_employers_plan() {
        let payer = Payer {
            name: "Harbor Mutual".to_owned(),
            ..Payer::default()
        };
        let kind = |code: &str| payer_kind(&Policy::default(), &payer, of_other(code));
        assert_eq!(kind("12"), PayerKind::Commercial);
        assert_eq!(kind("43"), PayerKind::Commercial);
        // Workers' compensation and liability pay for an injury only.
        assert_eq!(kind("15"), PayerKind::Limited);
        assert_eq!(kind("47"), PayerKind::Limited);
        assert_eq!(kind("MA"), PayerKind::Medicare);
        assert_eq!(kind(""), PayerKind::Unknown);
    }
}
