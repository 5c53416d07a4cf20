//! The steps that every job on a whole case begins with: read, join by patient, judge.

use super::bodies::CaseBodies;
use super::kept::Kept;
use super::outcome::{Assembled, PatientOutcome};
use super::remembered::Remembered;
use super::shelf::Shelved;
use super::silence::{Silence, Sources};
use super::voice::{Heard, Voice};
use super::{AuditError, Progress, gather, unread};
use crate::finding::Finding;
use crate::ledger::{
    Basis, Before, Ledger, Matching, PatientRecord, PatientSummary, compare_notes, match_patients,
    with_bodies,
};
use crate::policy::Policy;
use crate::problem::Problem;
use crate::read::ReadOptions;
use crate::report::{FileResult, NotSupplied};
use crate::rules::{Checks, RULES, Scope, Tally};
use crate::store::{CaseFolder, Memory};
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
    /// What was concluded before.
    pub(super) memory: Option<Memory>,
    /// What conclusions about each patient rest on, in the order of patients; none where nothing
    /// is remembered.
    bases: Vec<Option<Basis>>,
}

/// Reads every file and joins the facts by patient.
pub(super) fn join<'c>(
    case: &'c CaseFolder,
    policy: &Policy,
    options: &'c ReadOptions,
    kept: Kept,
    progress: &dyn Progress,
) -> Result<Joined<'c>, AuditError> {
    progress.stage("reading", case.files.len() as u64);
    let (mut gathered, cache) = gather::gather(case, options, kept.facts, progress)?;
    tracing::info!(
        files = case.files.len(),
        notes = gathered.facts.notes.len(),
        "read"
    );
    progress.stage("joining", 0);
    let paths: Vec<String> = case.files.iter().map(|file| file.path.clone()).collect();
    let facts = gathered.facts;
    let (finished, mut matching) = rayon::join(
        || cache.map(|cache| cache.finish(case)).transpose(),
        || match_patients(facts, &paths),
    );
    if let Some(kept) = finished? {
        gathered.bodies.open(kept);
    }
    let guessed = gathered.problems.iter();
    let guessed = guessed.filter_map(|problem| Some((problem.file, problem.may_be?)));
    unread::mark(
        &mut matching.patients,
        &gathered.unread,
        &gathered.lost,
        &guessed.collect::<Vec<_>>(),
        &paths,
    );
    tracing::info!(patients = matching.patients.len(), "matched");
    gathered.bodies.lighten(&mut matching.patients);
    progress.stage("comparing", 0);
    let memory = kept.memory;
    let patients = matching.patients.par_iter();
    let basis = |record: &PatientRecord| Basis::of(record, &gathered.bodies);
    let bases: Vec<Option<Basis>> = match &memory {
        Some(_) => patients.map(basis).collect(),
        None => Vec::new(),
    };
    let before = memory.as_ref().map(|memory| Before {
        conclusions: memory,
        bases: &bases,
    });
    compare_notes(&mut matching.patients, policy, &gathered.bodies, before);
    gathered.bodies.check()?;
    tracing::info!("compared notes");
    Ok(Joined {
        files: gathered.files,
        problems: gathered.problems,
        matching,
        bodies: gathered.bodies,
        memory,
        bases,
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

/// How every rule ended.
pub(super) type Tallies = BTreeMap<&'static str, Tally>;

/// Judges every patient, then the facility. Of each patient only what is said is held; the few of
/// whom the facility's checks say more are judged once again. Where files' facts are kept, records
/// are left without theirs.
pub(super) fn judge(
    joined: &mut Joined<'_>,
    policy: &Policy,
    progress: &dyn Progress,
) -> Result<Judged, AuditError> {
    let (patients, bodies) = (&mut joined.matching.patients, &joined.bodies);
    progress.stage("judging", patients.len() as u64);
    // Every patient's record shares what the whole export holds.
    let export = patients.first().map(|record| Arc::clone(&record.export));
    let silence = export.as_ref().map(|export| Silence::of(export, policy));
    let silence = silence.unwrap_or_default();
    let memory = joined.memory.as_ref();
    let remembered = Remembered::new(memory, export.as_deref(), policy);
    let bases = &mut joined.bases;
    bases.resize_with(patients.len(), || None);
    // Of what each rule ended with only the sums are held: a list a patient is longer than most
    // of what is said of the patient.
    let tallies = Mutex::new(Tallies::new());
    let lays_aside = memory.is_some();
    let (mut voices, mut shelved): (Vec<Voice>, Vec<Option<Shelved>>) = Default::default();
    patients
        .par_iter_mut()
        .zip(&mut *bases)
        .map(|(record, basis)| {
            *basis = remembered.basis(basis.take(), record);
            let hear = |record: &mut _| {
                with_bodies(bodies, record, |record| Heard::of(record, policy, &silence))
            };
            let heard = remembered.heard(basis.as_ref(), record, hear);
            let mut tallies = tallies.lock().unwrap_or_else(PoisonError::into_inner);
            add(&mut tallies, heard.tallies);
            progress.step();
            let shelved = lays_aside.then(|| Shelved::of(record, bodies));
            (heard.voice, shelved.flatten())
        })
        .unzip_into_vecs(&mut voices, &mut shelved);
    let mut tallies = tallies.into_inner().unwrap_or_else(PoisonError::into_inner);
    let summaries: Vec<_> = voices
        .iter_mut()
        .map(|voice| std::mem::take(&mut voice.summary))
        .collect();
    let mut facility = of_facility(&summaries, policy);
    drop(summaries);
    let heard = (&mut *voices, &mut tallies);
    let sources = Sources::of(&joined.files, &joined.problems);
    let not_supplied = silence.apply(heard, &mut facility, &sources, policy);
    let (of_facility, more) = facility.into_parts();
    add(&mut tallies, more);
    let (mut of_patients, of_nobody) = by_patient(of_facility, patients);
    let count = patients.len();
    let outcomes = patients
        .par_iter_mut()
        .zip(shelved)
        .zip(bases)
        .zip(voices)
        .zip(&mut of_patients)
        .enumerate()
        .map(|(place, ((((record, shelved), basis), voice), more))| {
            more.splice(0..0, voice.withheld);
            if more.is_empty() {
                return Ok(voice.outcome);
            }
            let mut whole;
            let record = match shelved {
                Some(shelved) => {
                    let unread = AuditError::Shelved {
                        place: place + 1,
                        patients: count,
                    };
                    whole = shelved.whole(record).ok_or(unread)?;
                    &mut whole
                }
                None => record,
            };
            let said = voice.outcome.findings.into_iter();
            let said = said.map(|Assembled { finding, .. }| finding);
            Ok(
                remembered.outcome(basis.as_ref(), std::mem::take(more), |more| {
                    with_bodies(bodies, record, |record| {
                        let findings = said.chain(more).collect();
                        PatientOutcome::of(&Ledger::build(record, policy), policy, findings)
                    })
                }),
            )
        })
        .collect::<Result<_, AuditError>>()?;
    bodies.check()?;
    Ok(Judged {
        outcomes,
        of_nobody,
        tallies,
        not_supplied,
    })
}

/// Checks all patients together, in the order of rules.
fn of_facility(summaries: &[PatientSummary], policy: &Policy) -> Checks {
    let checked: Vec<Checks> = RULES
        .par_iter()
        .filter(|rule| policy.selection.includes(rule.code))
        .filter_map(|rule| {
            let Scope::Facility(check) = rule.scope else {
                return None;
            };
            let mut checks = Checks::default();
            check(summaries, policy, &mut checks);
            Some(checks)
        })
        .collect();
    let mut facility = Checks::default();
    for checks in checked {
        facility.merge(checks);
    }
    facility
}

fn add(tallies: &mut Tallies, more: Tallies) {
    for (rule, tally) in more {
        tallies.entry(rule).or_default().add(tally);
    }
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
