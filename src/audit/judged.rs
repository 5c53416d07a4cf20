//! The steps that every job on a whole case begins with: read, join by patient, judge.

use super::bodies::CaseBodies;
use super::outcome::{Assembled, PatientOutcome};
use super::silence::Silence;
use super::{AuditError, Progress, gather, judge, unread};
use crate::finding::Finding;
use crate::ledger::{
    Ledger, Matching, PatientRecord, PatientSummary, compare_notes, match_patients, with_bodies,
};
use crate::policy::Policy;
use crate::problem::Problem;
use crate::read::ReadOptions;
use crate::report::{FileResult, NotSupplied};
use crate::rules::{Checks, RULES, Scope, Tally};
use crate::store::{CaseFolder, FactCache};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A case that was read and joined.
pub(super) struct Joined<'c> {
    pub(super) files: Vec<FileResult>,
    pub(super) problems: Vec<Problem>,
    pub(super) matching: Matching,
    /// The bodies of the patients' notes.
    pub(super) bodies: CaseBodies<'c>,
}

/// Reads every file and joins the facts by patient.
pub(super) fn join<'c>(
    case: &'c CaseFolder,
    policy: &Policy,
    options: &'c ReadOptions,
    cache: Option<FactCache>,
    progress: &dyn Progress,
) -> Result<Joined<'c>, AuditError> {
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
    compare_notes(&mut matching.patients, policy, &gathered.bodies);
    gathered.bodies.check()?;
    tracing::info!("compared notes");
    Ok(Joined {
        files: gathered.files,
        problems: gathered.problems,
        matching,
        bodies: gathered.bodies,
    })
}

/// What judging gave.
pub(super) struct Judged {
    /// One outcome a patient, in the order of patients.
    pub(super) outcomes: Vec<PatientOutcome>,
    /// Findings about the facility that concern no one patient.
    pub(super) of_nobody: Vec<Finding>,
    /// How every rule ended.
    pub(super) tallies: Tallies,
    /// Kinds of source that no file holds.
    pub(super) not_supplied: Vec<NotSupplied>,
}

/// What judging one patient gave, before anything was said of the whole facility.
pub(super) struct Voice {
    outcome: PatientOutcome,
    /// Findings that are taken back unless silence would hide a fault.
    pub(super) withheld: Vec<Finding>,
    summary: PatientSummary,
}

/// How every rule ended.
pub(super) type Tallies = BTreeMap<&'static str, Tally>;

/// Judges every patient, then the facility. Of each patient only what is said is held; the few of
/// whom the facility's checks say more are judged once again.
pub(super) fn judge(
    joined: &mut Joined<'_>,
    policy: &Policy,
    progress: &dyn Progress,
) -> Result<Judged, AuditError> {
    let (patients, bodies) = (&mut joined.matching.patients, &joined.bodies);
    progress.stage("judging", patients.len() as u64);
    // Every patient's record shares what the whole export holds.
    let export = patients.first().map(|record| Arc::clone(&record.export));
    let silence = export.map(|export| Silence::of(&export, policy));
    let silence = silence.unwrap_or_default();
    // Of what each rule ended with only the sums are held: a list a patient is longer than most
    // of what is said of the patient.
    let tallies = Mutex::new(Tallies::new());
    let mut voices: Vec<Voice> = patients
        .par_iter_mut()
        .map(|record| {
            let heard = with_bodies(bodies, record, |record| hear(record, policy, &silence));
            let (voice, of_patient) = heard;
            let mut tallies = tallies.lock().unwrap_or_else(PoisonError::into_inner);
            add(&mut tallies, of_patient);
            progress.step();
            voice
        })
        .collect();
    let mut tallies = tallies.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut facility = Checks::default();
    let summaries: Vec<_> = voices
        .iter_mut()
        .map(|voice| std::mem::take(&mut voice.summary))
        .collect();
    for rule in RULES
        .iter()
        .filter(|rule| policy.selection.includes(rule.code))
    {
        if let Scope::Facility(check) = rule.scope {
            check(&summaries, policy, &mut facility);
        }
    }
    drop(summaries);
    let heard = (&mut *voices, &mut tallies);
    let not_supplied = silence.apply(heard, &mut facility, &joined.files, policy);
    let (of_facility, more) = facility.into_parts();
    add(&mut tallies, more);
    let (mut of_patients, of_nobody) = by_patient(of_facility, patients);
    let outcomes = patients
        .par_iter_mut()
        .zip(voices)
        .zip(&mut of_patients)
        .map(|((record, voice), more)| {
            more.splice(0..0, voice.withheld);
            if more.is_empty() {
                return voice.outcome;
            }
            let said = voice.outcome.findings.into_iter();
            let said = said.map(|Assembled { finding, .. }| finding);
            let findings = said.chain(more.drain(..)).collect();
            with_bodies(bodies, record, |record| {
                PatientOutcome::of(&Ledger::build(record, policy), policy, findings)
            })
        })
        .collect();
    bodies.check()?;
    Ok(Judged {
        outcomes,
        of_nobody,
        tallies,
        not_supplied,
    })
}

fn add(tallies: &mut Tallies, more: Tallies) {
    for (rule, tally) in more {
        tallies.entry(rule).or_default().add(tally);
    }
}

fn hear(record: &PatientRecord, policy: &Policy, silence: &Silence) -> (Voice, Tallies) {
    let audit = judge::patient(record, policy);
    let (withheld, said) = audit
        .findings
        .into_iter()
        .partition(|finding| silence.withholds(finding));
    let voice = Voice {
        outcome: PatientOutcome::of(&audit.ledger, policy, said),
        withheld,
        summary: audit.summary,
    };
    (voice, audit.tallies)
}

/// Parts the facility's findings by patient, in the order of patients, and returns those of
/// nobody, too.
fn by_patient(
    findings: Vec<Finding>,
    patients: &[PatientRecord],
) -> (Vec<Vec<Finding>>, Vec<Finding>) {
    let mut of_patients = vec![Vec::new(); patients.len()];
    let mut of_nobody = Vec::new();
    for finding in findings {
        // Patients are sorted by key.
        let place = finding
            .patient
            .as_ref()
            .and_then(|key| patients.binary_search_by(|record| record.key.cmp(key)).ok());
        match place.and_then(|place| of_patients.get_mut(place)) {
            Some(of_patient) => of_patient.push(finding),
            None => of_nobody.push(finding),
        }
    }
    (of_patients, of_nobody)
}
