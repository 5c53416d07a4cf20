//! Judges one patient: join, rules, prices. Pure: no files, no clock, no globals but the rules.

use crate::finding::{Finding, LineId};
use crate::ledger::{Ledger, PatientRecord, PatientSummary};
use crate::policy::Policy;
use crate::rules::{Case, Checks, RULES, Scope, Tally, collapse};
use std::collections::BTreeMap;

/// Everything the audit says of one patient.
#[derive(Debug, Clone)]
pub struct PatientAudit<'r> {
    /// The joined record that was judged, kept for pricing and for the results.
    pub ledger: Ledger<'r>,
    /// Findings, unsorted, each with the patient's key.
    pub findings: Vec<Finding>,
    /// How every rule ended.
    pub tallies: BTreeMap<&'static str, Tally>,
    /// What facility-scope checks need.
    pub summary: PatientSummary,
}

/// Audits one patient's record under a policy.
pub fn patient<'r>(record: &'r PatientRecord, policy: &Policy) -> PatientAudit<'r> {
    let ledger = Ledger::build(record, policy);
    let case = Case {
        record,
        ledger: &ledger,
        policy,
    };
    let mut checks = Checks::of(record);
    for rule in RULES
        .iter()
        .filter(|rule| policy.selection.includes(rule.code))
    {
        if let Scope::Patient(check) = rule.scope {
            check(&case, &mut checks);
        }
    }
    let summary = PatientSummary::of(&ledger);
    let (findings, tallies) = checks.into_parts();
    let mut findings = collapse(findings, policy);
    for finding in &mut findings {
        finding.patient = Some(record.key.clone());
    }
    PatientAudit {
        ledger,
        findings,
        tallies,
        summary,
    }
}

/// Returns the claim id and line number of a line.
pub(super) fn line_name(record: &PatientRecord, id: LineId) -> (String, u32) {
    let claim = &record.claims[id.claim];
    (claim.id.clone(), claim.lines[id.line].number)
}
