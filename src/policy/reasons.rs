//! Tells what a payer's reason for not paying means: whether a corrected claim mends it or an
//! appeal must argue it, what to do first and which clock runs. Numbers are X12's, words ours.

use crate::model::AdjustmentGroup;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What kind of reason it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonClass {
    /// Something on the claim or its way is missing or wrong.
    Technical,
    /// A code or modifier.
    Coding,
    /// The authorization.
    Authorization,
    /// Eligibility, benefit or contract.
    Coverage,
    /// Another payer's turn or payment.
    Coordination,
    /// Need, level, amount or documentation of the service.
    Substantive,
    /// Price or the patient's share: no denial.
    Pricing,
    /// A payer's review or recovery.
    Review,
    /// A notice that goes with any class.
    Notice,
    /// A reason that the table does not hold, or one that needs a remark and has none.
    Unclassified,
}

impl ReasonClass {
    /// Returns the class in words, as in "a coding denial".
    pub fn words(self) -> &'static str {
        match self {
            Self::Technical => "technical",
            Self::Coding => "coding",
            Self::Authorization => "authorization",
            Self::Coverage => "coverage",
            Self::Coordination => "coordination-of-benefits",
            Self::Substantive => "substantive",
            Self::Pricing => "pricing",
            Self::Review => "review",
            Self::Notice => "notice",
            Self::Unclassified => "unclassified",
        }
    }
}

/// Which clock a reason starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// For a corrected claim.
    CorrectedClaim,
    /// For a claim after another payer's decision.
    Coordination,
    /// For records that were asked for.
    Records,
    /// For an appeal.
    Appeal,
    /// None.
    None,
}

/// One reason or remark code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The code, `197`.
    pub code: String,
    /// Our label.
    pub label: String,
    /// Its class.
    pub class: ReasonClass,
    /// What to do first.
    pub action: String,
    /// Cure codes.
    #[serde(default)]
    pub cure: Vec<String>,
    /// The clock; a remark starts that of its class.
    #[serde(default)]
    pub deadline: Option<Clock>,
    /// Whether a remark code must say what is meant.
    #[serde(default)]
    pub shell: bool,
    /// Whether an approval that covers the day speaks against it.
    #[serde(default)]
    pub covered: bool,
    /// Whether the number was checked against a public copy of the list.
    #[serde(default = "yes")]
    pub verified: bool,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    reason: Vec<Reason>,
    #[serde(default)]
    remark: Vec<Reason>,
}

const REASON_FILE: &str = include_str!("../knowledge/carc.toml");
const REMARK_FILE: &str = include_str!("../knowledge/rarc.toml");

static REASONS: LazyLock<BTreeMap<String, Reason>> = LazyLock::new(|| table(REASON_FILE));
static REMARKS: LazyLock<BTreeMap<String, Reason>> = LazyLock::new(|| table(REMARK_FILE));

fn table(text: &str) -> BTreeMap<String, Reason> {
    let file = toml::from_str::<File>(text);
    debug_assert!(file.is_ok(), "reason codes: {:?}", file.err());
    let rows = file.map_or_else(|_| Vec::new(), |file| [file.reason, file.remark].concat());
    rows.into_iter()
        .map(|row| (row.code.clone(), row))
        .collect()
}

/// A reason as understood from its group, its code and the remarks beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classified {
    /// The class.
    pub class: ReasonClass,
    /// The clock that runs.
    pub clock: Clock,
    /// What the reason code says, where the table holds it.
    pub reason: Option<&'static Reason>,
    /// The remark that decided, where one did.
    pub remark: Option<&'static Reason>,
}

impl Classified {
    /// Returns what to do first.
    pub fn action(&self) -> &'static str {
        match (self.remark, self.reason) {
            (Some(remark), _) => &remark.action,
            (None, Some(reason)) => &reason.action,
            (None, None) => "read the payer's letter; the code is not in the table",
        }
    }

    /// Returns what the payer says, in our words.
    pub fn label(&self) -> String {
        match (self.reason, self.remark) {
            (Some(reason), Some(remark)) => format!("{}: {}", reason.label, remark.label),
            (Some(reason), None) => reason.label.clone(),
            (None, _) => "a reason that the table does not hold".to_owned(),
        }
    }

    /// Returns whether a corrected claim, a right payer or a missing paper can mend it.
    pub fn is_fixable(&self) -> bool {
        match self.class {
            ReasonClass::Technical | ReasonClass::Coding | ReasonClass::Coordination => {
                self.clock != Clock::Appeal
            }
            ReasonClass::Authorization | ReasonClass::Coverage => self.clock != Clock::Appeal,
            _ => false,
        }
    }
}

/// Classifies an adjustment. A code that the table does not hold is never taken for technical.
pub fn classify(group: AdjustmentGroup, code: &str, remarks: &[String]) -> Classified {
    let code = code.trim().trim_start_matches('0');
    let reason = REASONS.get(code);
    let class = |class| Classified {
        class,
        clock: reason.and_then(|row| row.deadline).unwrap_or(Clock::None),
        reason,
        remark: None,
    };
    if group == AdjustmentGroup::PR {
        return class(ReasonClass::Pricing);
    }
    if group == AdjustmentGroup::OA && code == "23" {
        return class(ReasonClass::Coordination);
    }
    let Some(row) = reason else {
        return class(ReasonClass::Unclassified);
    };
    if !row.shell {
        return class(row.class);
    }
    let told = remarks
        .iter()
        .filter_map(|remark| REMARKS.get(remark.trim()))
        .find(|remark| remark.class != ReasonClass::Notice);
    match told {
        Some(remark) => Classified {
            class: remark.class,
            clock: clock_of(remark.class, row.deadline),
            reason,
            remark: Some(remark),
        },
        // These two say nothing at all without a remark; the others name what is missing.
        None if matches!(row.code.as_str(), "96" | "A1") => Classified {
            clock: Clock::Appeal,
            ..class(ReasonClass::Unclassified)
        },
        None => class(row.class),
    }
}

/// Reasons of other classes than price under which the patient owes a part of what was covered: a
/// Medicaid spend-down, the share that an earlier payer left.
const PATIENTS_SHARE: [&str; 3] = ["23", "178", "275"];

/// Classifies an adjustment of a line that was paid nothing. Group PR says who owes the amount, and
/// the code why it is not paid: a plan without a contract refuses as not necessary or not covered
/// and leaves the bill to the patient. Deductible, co-insurance and co-payment stay the patient's
/// share, and so does a code that the table does not hold.
pub fn classify_unpaid(group: AdjustmentGroup, code: &str, remarks: &[String]) -> Classified {
    let as_told = classify(group, code, remarks);
    if group != AdjustmentGroup::PR {
        return as_told;
    }
    let refused = classify(AdjustmentGroup::CO, code, remarks);
    let is_share = matches!(refused.class, ReasonClass::Pricing | ReasonClass::Notice)
        || refused
            .reason
            .is_none_or(|reason| PATIENTS_SHARE.contains(&reason.code.as_str()));
    if is_share { as_told } else { refused }
}

/// Returns the clock of a class that a remark told.
fn clock_of(class: ReasonClass, of_reason: Option<Clock>) -> Clock {
    match class {
        ReasonClass::Technical if of_reason == Some(Clock::Records) => Clock::Records,
        ReasonClass::Technical | ReasonClass::Coding | ReasonClass::Authorization => {
            Clock::CorrectedClaim
        }
        ReasonClass::Coordination => Clock::Coordination,
        ReasonClass::Pricing | ReasonClass::Notice => Clock::None,
        _ => Clock::Appeal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AdjustmentGroup::{CO, OA, PR};

    #[test]
    fn tables_parse_and_hold_each_code_once() {
        let count = |text: &str| {
            let file: File = toml::from_str(text).expect("a table parses");
            file.reason.len() + file.remark.len()
        };
        assert_eq!(count(REASON_FILE), REASONS.len());
        assert_eq!(count(REMARK_FILE), REMARKS.len());
        for row in REASONS.values() {
            assert!(
                row.deadline.is_some() && !row.action.is_empty(),
                "{}",
                row.code
            );
        }
        for row in REMARKS.values() {
            assert!(row.deadline.is_none() && !row.shell, "{}", row.code);
        }
    }

    #[test]
    fn groups_shells_and_remarks_decide() {
        use ReasonClass::*;
        let cases: [(AdjustmentGroup, &str, &[&str], ReasonClass, Clock); 12] = [
            (CO, "197", &[], Authorization, Clock::CorrectedClaim),
            (CO, "50", &[], Substantive, Clock::Appeal),
            (CO, "150", &["N54"], Substantive, Clock::Appeal),
            (CO, "16", &["M77"], Technical, Clock::CorrectedClaim),
            (CO, "16", &["MA01", "N661"], Substantive, Clock::Appeal),
            (CO, "252", &["M127"], Technical, Clock::Records),
            (CO, "96", &[], Unclassified, Clock::Appeal),
            (CO, "96", &["N115"], Substantive, Clock::Appeal),
            (PR, "96", &["N30"], Pricing, Clock::Appeal),
            (OA, "23", &[], Coordination, Clock::Coordination),
            (CO, "45", &[], Pricing, Clock::None),
            (CO, "999", &[], Unclassified, Clock::None),
        ];
        for (group, code, remarks, class, clock) in cases {
            let remarks: Vec<String> = remarks.iter().map(|code| (*code).to_owned()).collect();
            let found = classify(group, code, &remarks);
            assert_eq!(
                (found.class, found.clock),
                (class, clock),
                "{group:?}-{code}"
            );
        }
    }

    #[test]
    fn a_line_paid_nothing_is_refused_whoever_owes_it() {
        use ReasonClass::*;
        let cases: [(&str, &[&str], ReasonClass); 12] = [
            ("50", &["N180"], Substantive),
            ("197", &[], Authorization),
            ("198", &[], Authorization),
            ("204", &[], Coverage),
            ("242", &[], Coverage),
            ("27", &[], Coverage),
            ("96", &["N115"], Substantive),
            ("96", &[], Unclassified),
            ("1", &[], Pricing),
            ("3", &[], Pricing),
            ("66", &[], Pricing),
            ("178", &[], Pricing),
        ];
        for (code, remarks, class) in cases {
            let remarks: Vec<String> = remarks.iter().map(|code| (*code).to_owned()).collect();
            let found = classify_unpaid(PR, code, &remarks);
            assert_eq!(found.class, class, "PR-{code}");
            assert_eq!(
                classify_unpaid(CO, code, &remarks),
                classify(CO, code, &remarks)
            );
        }
    }

    #[test]
    fn what_an_appeal_alone_can_mend_is_not_fixable() {
        assert!(classify(CO, "197", &[]).is_fixable());
        assert!(!classify(CO, "210", &[]).is_fixable(), "not timely");
        assert!(!classify(CO, "29", &[]).is_fixable(), "filed late");
        assert!(!classify(CO, "999", &[]).is_fixable());
    }
}
