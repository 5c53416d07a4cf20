//! Gives the bodies of a case's notes while its patients are compared and judged, and whole notes
//! while they are indexed: from what is kept, and where that is damaged from the source itself.

use super::content::read_case_file;
use super::gather::{LateScanner, scanned};
use super::kept::FileFacts;
use super::{AuditError, IndexPlace};
use crate::ledger::{Bodies, PatientRecord};
use crate::model::{Note, Rare, TakenBody};
use crate::read::ReadOptions;
use crate::store::{BodyPlace, CaseFolder, KeptFacts, StoreError, forget_facts};
use crate::text::{FileId, reading_as};
use rayon::prelude::*;
use std::sync::OnceLock;

/// The bodies of the notes of a case.
pub(super) struct CaseBodies<'c> {
    case: &'c CaseFolder,
    options: &'c ReadOptions,
    kept: Option<KeptFacts>,
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
    pub(super) fn open(&mut self, kept: KeptFacts) {
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

    /// Returns whether a note can be had again whole.
    pub(super) fn keeps(&self, note: &Note) -> bool {
        self.place(note).is_some()
    }

    /// Takes out of notes whom they name: it has sorted them, and comes back with their bodies.
    pub(super) fn lighten(&self, records: &mut [PatientRecord]) {
        records.par_iter_mut().for_each(|record| {
            for note in record.notes.iter_mut().filter(|note| self.keeps(note)) {
                note.patient = Rare::default();
            }
        });
    }

    /// Returns all notes of a file that is kept, whole, by their ordinals; none where they cannot
    /// be had.
    pub(super) fn notes(&self, file: FileId) -> Vec<Note> {
        let kept = || {
            let head = self.kept.as_ref()?.head(file)?;
            let mut notes = FileFacts::restored(file, &head)?.content.notes;
            for note in &mut notes {
                note.put_body(self.kept_body(note, self.place(note)?)?);
            }
            Some(notes)
        };
        kept().or_else(|| self.read_again(file)).unwrap_or_default()
    }

    fn place(&self, note: &Note) -> Option<&BodyPlace> {
        let file = self.files.get(note.file.0 as usize)?;
        file.places.get(note.ordinal as usize)
    }

    fn kept_body(&self, note: &Note, place: &BodyPlace) -> Option<TakenBody> {
        let stored = self.kept.as_ref()?.body(note.file, place)?;
        reading_as(note.file, || postcard::from_bytes::<TakenBody>(&stored)).ok()
    }

    /// Reads and scans a source anew, of which what is kept does not fit its sum.
    fn read_again(&self, id: FileId) -> Option<Vec<Note>> {
        self.damaged.get_or_init(|| id);
        let again = || {
            let file = self.case.files.get(id.0 as usize)?;
            let read = read_case_file(file, self.options);
            let is_same = sum_of(&read.sha256) == self.files.get(id.0 as usize)?.sum;
            let facts = is_same.then(|| scanned(file, read, LateScanner::default().get()));
            Some(facts?.content.notes)
        };
        let notes = again();
        if notes.is_none() {
            self.changed.get_or_init(|| id);
        }
        notes
    }
}

impl Bodies for CaseBodies<'_> {
    fn sum(&self, note: &Note) -> Option<[u8; 16]> {
        Some(self.place(note)?.sum())
    }

    fn body(&self, note: &Note) -> Option<TakenBody> {
        let place = self.place(note)?;
        self.kept_body(note, place).or_else(|| {
            let mut notes = self.read_again(note.file)?;
            Some(notes.get_mut(note.ordinal as usize)?.take_body())
        })
    }
}

fn sum_of(sha256: &str) -> [u8; 32] {
    *blake3::hash(sha256.as_bytes()).as_bytes()
}
