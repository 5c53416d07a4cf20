//! Judges one patient: join, rules, prices. Pure: no files, no clock, no globals but the rules.

use crate::exposure::{PricedPatient, price_patient};
use crate::finding::{Finding, LineId};
use crate::ledger::{DayRow, Ledger, LineRow, PatientRecord, PatientSummary};
use crate::model::ServiceDate;
use crate::policy::Policy;
use crate::rules::{Case, Checks, RULES, Scope, Tally};
use std::collections::BTreeMap;

/// Everything the audit says of one patient.
#[derive(Debug, Clone)]
pub struct PatientAudit {
    /// Findings, unsorted, each with the patient's key.
    pub findings: Vec<Finding>,
    /// How every rule ended.
    pub tallies: BTreeMap<&'static str, Tally>,
    /// Lines with what they were joined to.
    pub lines: Vec<LineRow>,
    /// Days.
    pub days: BTreeMap<ServiceDate, DayRow>,
    /// What facility-scope checks need.
    pub summary: PatientSummary,
    /// Notes of service that no line bills.
    pub unlinked_notes: Vec<usize>,
}

/// Audits one patient's record under a policy.
pub fn patient(record: &PatientRecord, policy: &Policy) -> PatientAudit {
    let ledger = Ledger::build(record, policy);
    let case = Case {
        record,
        ledger: &ledger,
        policy,
    };
    let mut checks = Checks::default();
    for rule in RULES
        .iter()
        .filter(|rule| policy.selection.includes(rule.code))
    {
        if let Scope::Patient(check) = rule.scope {
            check(&case, &mut checks);
        }
    }
    let summary = PatientSummary::of(&ledger);
    let (mut findings, tallies) = checks.into_parts();
    for finding in &mut findings {
        finding.patient = Some(record.key.clone());
    }
    let Ledger {
        lines,
        days,
        unlinked_notes,
        ..
    } = ledger;
    PatientAudit {
        findings,
        tallies,
        lines,
        days,
        summary,
        unlinked_notes,
    }
}

/// Prices a patient's findings, facility-scope ones included.
pub(super) fn price(
    record: &PatientRecord,
    policy: &Policy,
    findings: &[Finding],
) -> PricedPatient {
    price_patient(&Ledger::build(record, policy), policy, findings)
}

/// Returns the claim id and line number of a line.
pub(super) fn line_name(record: &PatientRecord, id: LineId) -> (String, u32) {
    let claim = &record.claims[id.claim];
    (claim.id.clone(), claim.lines[id.line].number)
}
