//! The steps that every job on a whole case begins with: read, join by patient, judge.

use super::judge::{self, PatientAudit};
use super::{AuditError, Progress, gather, silence, unread};
use crate::ledger::{Matching, compare_notes, match_patients};
use crate::policy::Policy;
use crate::problem::Problem;
use crate::read::ReadOptions;
use crate::report::{FileResult, NotSupplied};
use crate::rules::{Checks, RULES, Scope};
use crate::store::{CaseFolder, FactCache};
use rayon::prelude::*;

/// A case that was read and joined.
pub(super) struct Joined {
    pub(super) files: Vec<FileResult>,
    pub(super) problems: Vec<Problem>,
    pub(super) matching: Matching,
}

/// Reads every file and joins the facts by patient.
pub(super) fn join(
    case: &CaseFolder,
    policy: &Policy,
    options: &ReadOptions,
    cache: Option<&FactCache>,
    progress: &dyn Progress,
) -> Result<Joined, AuditError> {
    progress.stage("reading", case.files.len() as u64);
    let gathered = gather::gather(case, options, cache, progress)?;
    tracing::info!(
        files = case.files.len(),
        notes = gathered.facts.notes.len(),
        "read"
    );
    progress.stage("joining", 0);
    let paths: Vec<String> = case.files.iter().map(|file| file.path.clone()).collect();
    let mut matching = match_patients(gathered.facts, &paths);
    unread::mark(&mut matching.patients, &gathered.unread, &paths);
    tracing::info!(patients = matching.patients.len(), "matched");
    progress.stage("comparing", 0);
    compare_notes(&mut matching.patients, policy);
    tracing::info!("compared notes");
    Ok(Joined {
        files: gathered.files,
        problems: gathered.problems,
        matching,
    })
}

/// What judging gave.
pub(super) struct Judged<'r> {
    /// One audit a patient, in the order of patients.
    pub(super) audits: Vec<PatientAudit<'r>>,
    /// Checks over the whole facility.
    pub(super) facility: Checks,
    /// Kinds of source that no file holds.
    pub(super) not_supplied: Vec<NotSupplied>,
}

/// Judges every patient, then the facility.
pub(super) fn judge<'r>(
    joined: &'r Joined,
    policy: &Policy,
    progress: &dyn Progress,
) -> Judged<'r> {
    let patients = &joined.matching.patients;
    progress.stage("judging", patients.len() as u64);
    let mut audits: Vec<PatientAudit<'r>> = patients
        .par_iter()
        .map(|record| {
            let audit = judge::patient(record, policy);
            progress.step();
            audit
        })
        .collect();
    let mut facility = Checks::default();
    let summaries: Vec<_> = audits.iter().map(|audit| audit.summary.clone()).collect();
    for rule in RULES
        .iter()
        .filter(|rule| policy.selection.includes(rule.code))
    {
        if let Scope::Facility(check) = rule.scope {
            check(&summaries, policy, &mut facility);
        }
    }
    // Every patient's record shares what the whole export holds.
    let export = patients.first().map(|record| &record.export);
    let not_supplied = export.map_or_else(Vec::new, |export| {
        silence::apply(&mut audits, &mut facility, export, &joined.files, policy)
    });
    Judged {
        audits,
        facility,
        not_supplied,
    }
}
