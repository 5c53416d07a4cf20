//! The conductor and the library's front door: discover, read, scan, join, judge, price, cite,
//! index. It owns the order of the steps and nothing else.
//!
//! Per file, in parallel: bytes to pages to notes to mentions. Per patient, in parallel and pure:
//! [`patient`]. Per facility: checks over compact summaries. Then every cited file is opened once
//! more to cut the quotes, and the same pass feeds the search index, so that no note's text is
//! held in memory while patients are judged.

mod about;
mod again;
mod assemble;
mod bodies;
mod cite;
mod content;
pub mod expected;
mod filed;
mod gather;
mod indexing;
mod judge;
mod judged;
mod kept;
mod outcome;
mod packet;
mod quotes;
mod remembered;
mod shelf;
mod silence;
mod standing;
mod unread;
mod verify;
mod voice;

pub use again::{
    Unlike, hashed, unlike_configuration, unlike_program, unlike_results, unlike_settings,
    unlike_sources,
};
pub use content::{ReadFile, read_case_file};
pub use judge::{PatientAudit, patient};
pub use kept::IndexPlace;
pub use packet::{PacketRequest, packet};
pub use standing::{Standing, leave, standing};
pub use verify::{read_manifest, verify, verify_packet};

use crate::denials::{self, QueueEntry};
use crate::exposure::{Overpaid, price_patient};
use crate::ledger::PatientRecord;
use crate::packet::PacketError;
use crate::policy::Policy;
use crate::read::ReadOptions;
use crate::report::Results;
use crate::search::SearchError;
use crate::store::{self, CaseFolder, FACTS, Seen, StoreError};
use filed::FiledNotes;
use kept::Kept;
use quotes::QuoteCache;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why an audit could not be done.
#[derive(Debug, Error)]
pub enum AuditError {
    /// Trouble with the disk or the configuration.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Trouble with the search index.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// A report has no manifest: a run that is stopped while it puts its files in place leaves
    /// none.
    #[error(
        "{path}: no manifest.json, so nothing says that the files here belong together; the run \
         that wrote them was stopped, or this is no report"
    )]
    NoManifest {
        /// The folder.
        path: PathBuf,
    },
    /// A report's manifest is not what this program writes.
    #[error("{path}: cannot be read as a manifest: {why}")]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A source changed between its reading and its citing.
    #[error("{path}: changed while it was being audited")]
    SourceChanged {
        /// The file, relative to the case folder.
        path: String,
    },
    /// No claim has the number asked for.
    #[error("claim {claim}: no claim of that number in the case's files")]
    UnknownClaim {
        /// The number as given.
        claim: String,
    },
    /// Several patients have a claim of the number asked for.
    #[error("claim {claim}: {patients} patients have a claim of that number")]
    SeveralPatients {
        /// The number as given.
        claim: String,
        /// How many.
        patients: usize,
    },
    /// Facts that were laid aside in memory cannot be read again.
    #[error(
        "facts of patient {place} of {patients} could not be read back from memory; run the audit \
         again with --no-cache, which lays none aside"
    )]
    Shelved {
        /// The patient's place in the order of keys, from 1.
        place: usize,
        /// How many there are.
        patients: usize,
    },
    /// The packet could not be made.
    #[error(transparent)]
    Packet(#[from] PacketError),
}

/// Hears of progress. Called from several threads.
pub trait Progress: Sync {
    /// A stage begins that has this many steps.
    fn stage(&self, name: &'static str, steps: u64);
    /// One step of the stage is done.
    fn step(&self);
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _name: &'static str, _steps: u64) {}
    fn step(&self) {}
}

/// What an audit may take over from the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reuse {
    /// What files gave that have not changed since.
    Unchanged,
    /// Nothing: every file is read anew, and the index is made anew.
    Nothing,
}

/// Audits a case folder and brings its search index, whose folder's lock the caller holds, up to
/// date. The results do not depend on what is reused.
pub fn run(
    case: &CaseFolder,
    policy: &Policy,
    options: &ReadOptions,
    place: IndexPlace<'_>,
    progress: &dyn Progress,
) -> Result<Results, AuditError> {
    store::prepare_index(place.folder, place.key.is_some())?;
    let kept = place.open()?;
    let mut joined = judged::join(case, policy, options, kept, progress)?;
    let mut notes = FiledNotes::of(&joined.matching.patients);
    let judged = judged::judge(&mut joined, policy, progress)?;
    if let Some(memory) = joined.memory {
        memory.finish()?;
    }
    progress.stage("pricing", 0);
    let (matching, bodies) = (joined.matching, joined.bodies);
    // All that had to be said of the records is said.
    notes.hold(matching.patients, &bodies);
    let parts = assemble::Parts {
        files: joined.files,
        problems: [joined.problems, matching.problems].concat(),
        unmatched_remittances: &matching.unmatched_remittances,
        judged,
    };
    let (mut results, kept) = rayon::join(
        || assemble::assemble(case, policy, parts),
        || QuoteCache::open(place.facts().as_deref().zip(place.key)),
    );
    progress.stage("citing", case.files.len() as u64);
    let notes = (&notes, &bodies);
    results.quotes = cite::cite(case, options, &results, notes, (place, kept), progress)?;
    bodies.check()?;
    bodies.forget_damage(place)?;
    store::finish_index(place.folder)?;
    Ok(results)
}

/// Reads a case and joins its facts by patient: the records that [`patient`] judges.
pub fn records(
    case: &CaseFolder,
    policy: &Policy,
    options: &ReadOptions,
) -> Result<Vec<PatientRecord>, AuditError> {
    let joined = judged::join(case, policy, options, Kept::default(), &Silent)?;
    Ok(joined.matching.patients)
}

/// The work queue of a case.
#[derive(Debug, Clone, Default)]
pub struct WorkQueue {
    /// What payers refused or asked for, by deadline, then dollars.
    pub entries: Vec<QueueEntry>,
    /// Paid claims that failed findings put in question, by patient and claim.
    pub overpaid: Vec<Overpaid>,
    /// Paths of the case's files, by [`crate::text::FileId`].
    pub paths: Vec<String>,
}

/// Makes the work queue of a case.
pub fn queue(
    case: &CaseFolder,
    policy: &Policy,
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Result<WorkQueue, AuditError> {
    let joined = judged::join(case, policy, options, Kept::default(), progress)?;
    let matching = &joined.matching;
    progress.stage("judging", matching.patients.len() as u64);
    let per_patient: Vec<(Vec<QueueEntry>, Vec<Overpaid>)> = matching
        .patients
        .par_iter()
        .map(|record| {
            let audit = judge::patient(record, policy);
            progress.step();
            let entries = denials::entries(&audit.ledger, policy, &audit.findings);
            let priced = price_patient(&audit.ledger, policy, &audit.findings);
            (entries, priced.overpaid)
        })
        .collect();
    let (entries, overpaid): (Vec<_>, Vec<_>) = per_patient.into_iter().unzip();
    Ok(WorkQueue {
        entries: denials::ordered(entries.concat()),
        overpaid: overpaid.concat(),
        paths: case.files.iter().map(|file| file.path.clone()).collect(),
    })
}

/// Opens a case folder, reads its configuration with policy files over it, and returns both.
pub fn open(root: &Path, policies: &[PathBuf]) -> Result<(CaseFolder, Policy), AuditError> {
    opened(store::discover(root)?, root, policies)
}

/// Opens them where an audit before may have left what it kept in an index folder: files that it
/// saw are listed without being opened.
pub fn open_again(
    root: &Path,
    policies: &[PathBuf],
    index: &Path,
) -> Result<(CaseFolder, Policy), AuditError> {
    let case = store::discover_again(root, || Seen::of(&index.join(FACTS)))?;
    opened(case, root, policies)
}

fn opened(
    mut case: CaseFolder,
    root: &Path,
    policies: &[PathBuf],
) -> Result<(CaseFolder, Policy), AuditError> {
    let file = store::load_facility_file(root, policies)?;
    let paths = |named: &[String]| named.iter().map(PathBuf::from).collect::<Vec<_>>();
    let (ncci, mue) = (paths(&file.ncci), paths(&file.mue));
    let mut policy = Policy::for_facility(file).map_err(|source| StoreError::Configuration {
        path: root.join(store::CONFIGURATION),
        source,
    })?;
    use_edits(&mut case, &mut policy, &ncci, &mue)?;
    Ok((case, policy))
}

/// Adds CMS's files of pairs of codes and of most units to what the audit judges by.
pub fn use_edits(
    case: &mut CaseFolder,
    policy: &mut Policy,
    ncci: &[PathBuf],
    mue: &[PathBuf],
) -> Result<(), AuditError> {
    let loaded = store::load_edits(ncci, mue)?;
    policy.edits.pairs.extend(loaded.pairs);
    policy.edits.units.extend(loaded.units);
    case.set_aside(&[ncci, mue].concat());
    Ok(())
}
