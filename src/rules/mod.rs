//! Answers for judging: the registry and one file per rule. Rules are pure views of the ledger.

mod aut;
mod billed_line;
mod case;
mod checks;
mod cln;
mod cob;
mod cod;
mod collapse;
mod dates;
mod den;
mod doc;
#[cfg(test)]
mod fixture;
mod loc;
mod ovl;
mod pln;
mod registry;
mod relied;
mod stay;
mod tim;
mod week;

pub(crate) use billed_line::code_words;
pub use case::{Case, head};
pub use checks::{Checks, Tally};
pub use collapse::collapse;
pub(crate) use dates::{counted, listed};
pub(crate) use den::{DenialGroup, denial_groups, exhibits_lacking, letter_requests};
pub(crate) use doc::{is_private, is_substance_use};
pub use registry::{RULES, find};

use crate::finding::{Authority, Cure, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{PatientSummary, Supply};
use crate::policy::Policy;

/// Whether a rule is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleStatus {
    /// In use.
    Stable,
    /// New; its condition may still change.
    Preview,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Scope {
    /// One patient at a time.
    Patient(fn(&Case<'_>, &mut Checks)),
    /// All patients' summaries.
    Facility(fn(&[PatientSummary], &Policy, &mut Checks)),
}

/// One rule: what it is, why it matters and how it is checked.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Code, `TIM-002`. Never reused.
    pub code: &'static str,
    /// Name of the fault, `psychotherapy-time-below-code`.
    pub name: &'static str,
    /// Status.
    pub status: RuleStatus,
    /// Severity of a finding.
    pub severity: Severity,
    /// How its exposure is counted.
    pub exposure: ExposureKind,
    /// Which services it looks at, in words.
    pub applies_to: &'static str,
    /// What it rests on.
    pub authority: &'static [Authority],
    /// The exact condition, in words that a reviewer could read aloud.
    pub checks: &'static str,
    /// Why an auditor cares.
    pub why: &'static str,
    /// What may lawfully be done.
    pub cure: &'static [Cure],
    /// Keys of the parameters it uses.
    pub params: &'static [&'static str],
    /// Whether a finding rests on something that was not found: what is not found may stand on a
    /// page that could not be read, so such a finding never fails where pages were not.
    pub rests_on_absence: bool,
    /// The kinds of source without which the rule says nothing: where the whole export holds none
    /// of a kind, that is said once, and the rule does not run.
    pub needs: &'static [Supply],
    /// The check.
    pub scope: Scope,
}

impl Rule {
    /// Starts a finding of this rule with an outcome and a message.
    pub fn finding(&self, outcome: Outcome, message: impl Into<String>) -> Finding {
        Finding {
            rule: self.code,
            name: self.name,
            outcome,
            severity: self.severity,
            confidence: match outcome {
                Outcome::Fail => 95,
                Outcome::Warn => 70,
                Outcome::NoData => 100,
            },
            patient: None,
            claim: None,
            line: None,
            date: None,
            date_to: None,
            due: None,
            at_risk: Vec::new(),
            exposure: self.exposure,
            message: message.into(),
            cure: self.cure,
            authority: self.authority,
            evidence: Vec::new(),
        }
    }

    /// Returns the rule's family, `TIM`.
    pub fn family(&self) -> &'static str {
        self.code.split('-').next().unwrap_or(self.code)
    }
}
