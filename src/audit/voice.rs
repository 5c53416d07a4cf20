//! What judging one patient gives, before anything is said of the whole facility.

use super::judge;
use super::judged::Tallies;
use super::outcome::PatientOutcome;
use super::silence::Silence;
use crate::finding::Finding;
use crate::ledger::{PatientRecord, PatientSummary};
use crate::policy::Policy;
use crate::text::known;
use serde::{Deserialize, Serialize};

/// What is said of a patient.
#[derive(Serialize, Deserialize)]
pub(super) struct Voice {
    pub(super) outcome: PatientOutcome,
    /// Findings that are taken back unless silence would hide a fault.
    pub(super) withheld: Vec<Finding>,
    pub(super) summary: PatientSummary,
}

/// What is said of a patient, and how every rule ended.
#[derive(Serialize, Deserialize)]
pub(super) struct Heard {
    pub(super) voice: Voice,
    #[serde(with = "known::before_each")]
    pub(super) tallies: Tallies,
}

impl Heard {
    /// Judges a patient.
    pub(super) fn of(record: &PatientRecord, policy: &Policy, silence: &Silence) -> Self {
        let audit = judge::patient(record, policy);
        let (withheld, said) = audit
            .findings
            .into_iter()
            .partition(|finding| silence.withholds(finding));
        Self {
            voice: Voice {
                outcome: PatientOutcome::of(&audit.ledger, policy, said),
                withheld,
                summary: audit.summary,
            },
            tallies: audit.tallies,
        }
    }
}
