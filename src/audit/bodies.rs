//! Gives the bodies of a case's notes while its patients are compared, judged and indexed: from what
//! is kept, and where that is damaged from the source itself.

use super::content::read_case_file;
use super::gather::{LateScanner, scanned};
use super::{AuditError, IndexPlace};
use crate::ledger::Bodies;
use crate::model::{Note, TakenBody};
use crate::read::ReadOptions;
use crate::store::{BodyPlace, CaseFolder, KeptBodies, StoreError, forget_facts};
use crate::text::{FileId, reading_as};
use std::sync::OnceLock;

/// The bodies of the notes of a case.
pub(super) struct CaseBodies<'c> {
    case: &'c CaseFolder,
    options: &'c ReadOptions,
    kept: Option<KeptBodies>,
    /// By [`FileId`].
    files: Vec<FileBodies>,
    /// A file of which what is kept does not fit its sum.
    damaged: OnceLock<FileId>,
    /// A file that is no longer what it was when it was read.
    changed: OnceLock<FileId>,
}

struct FileBodies {
    places: Box<[BodyPlace]>,
    /// A sum of the SHA-256 of its bytes.
    sum: [u8; 32],
}

impl<'c> CaseBodies<'c> {
    /// Gives no bodies yet.
    pub(super) fn new(case: &'c CaseFolder, options: &'c ReadOptions) -> Self {
        Self {
            case,
            options,
            kept: None,
            files: Vec::new(),
            damaged: OnceLock::new(),
            changed: OnceLock::new(),
        }
    }

    /// Takes what is kept.
    pub(super) fn open(&mut self, kept: KeptBodies) {
        self.kept = Some(kept);
    }

    /// Adds the next file: where the bodies of its notes lie, by the notes' ordinals, none where
    /// the notes have them; and the SHA-256 of its bytes.
    pub(super) fn add(&mut self, places: Vec<BodyPlace>, sha256: &str) {
        self.files.push(FileBodies {
            places: places.into(),
            sum: sum_of(sha256),
        });
    }

    /// Fails where a body that was asked for could not be had.
    pub(super) fn check(&self) -> Result<(), AuditError> {
        let Some(file) = self.changed.get() else {
            return Ok(());
        };
        let file = self.case.files.get(file.0 as usize);
        Err(AuditError::SourceChanged {
            path: file.map(|file| file.path.clone()).unwrap_or_default(),
        })
    }

    /// Sees to it that what was found damaged is made anew by the next audit.
    pub(super) fn forget_damage(&self, place: IndexPlace<'_>) -> Result<(), StoreError> {
        match (self.damaged.get(), place.facts()) {
            (Some(_), Some(facts)) => forget_facts(&facts),
            _ => Ok(()),
        }
    }

    /// Reads and scans the source anew.
    fn read_again(&self, note: &Note, sum: &[u8; 32]) -> Option<TakenBody> {
        let file = self.case.files.get(note.file.0 as usize)?;
        let read = read_case_file(file, self.options);
        if sum_of(&read.sha256) != *sum {
            return None;
        }
        let facts = scanned(file, read, LateScanner::default().get());
        let mut notes = facts.content.notes;
        Some(notes.get_mut(note.ordinal as usize)?.take_body())
    }
}

impl Bodies for CaseBodies<'_> {
    fn body(&self, note: &Note) -> Option<TakenBody> {
        let file = self.files.get(note.file.0 as usize)?;
        let place = file.places.get(note.ordinal as usize)?;
        let stored = self
            .kept
            .as_ref()
            .and_then(|kept| kept.read(note.file, place));
        let body = stored.and_then(|stored| {
            reading_as(note.file, || postcard::from_bytes::<TakenBody>(&stored)).ok()
        });
        if body.is_some() {
            return body;
        }
        self.damaged.get_or_init(|| note.file);
        let again = self.read_again(note, &file.sum);
        if again.is_none() {
            self.changed.get_or_init(|| note.file);
        }
        again
    }
}

fn sum_of(sha256: &str) -> [u8; 32] {
    *blake3::hash(sha256.as_bytes()).as_bytes()
}
