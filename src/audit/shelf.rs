//! Holds the facts of patients who were heard, in little room: they are looked at again only where
//! the facility's checks say more of a patient, and until then a facility's records together are
//! the most that is in memory.

use super::bodies::CaseBodies;
use crate::ledger::PatientRecord;
use crate::text::{FileId, FileTable};

/// The facts of a record, as they would be kept on the disk: about a fifth of what they take as
/// they are worked with.
pub(super) struct Shelved {
    stored: Box<[u8]>,
    /// The files that the facts stand in.
    files: Box<[FileId]>,
}

impl Shelved {
    /// Takes the facts out of a record, which is left with its key and what all records share.
    /// `None`, and the record as it was, where a note of it cannot be had again or the facts cannot
    /// be stored.
    pub(super) fn of(record: &mut PatientRecord, bodies: &CaseBodies<'_>) -> Option<Self> {
        if !record.notes.iter().all(|note| bodies.keeps(note)) {
            return None;
        }
        let shelved = Self::stored(record)?;
        let whole = std::mem::take(record);
        record.key = whole.key;
        record.export = whole.export;
        Some(shelved)
    }

    fn stored(record: &PatientRecord) -> Option<Self> {
        let mut table = FileTable::default();
        let stored = table.store(record)?;
        Some(Self {
            stored: stored.into(),
            files: table.into_files().into(),
        })
    }

    /// Returns the record whose facts these are, given what is left of it; `None` where they cannot
    /// be read.
    pub(super) fn whole(&self, left: &PatientRecord) -> Option<PatientRecord> {
        let mut table = FileTable::of(self.files.to_vec());
        let whole: PatientRecord = table.restore(&self.stored)?;
        Some(PatientRecord {
            export: left.export.clone(),
            ..whole
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use crate::read::ReadOptions;
    use std::path::Path;

    #[test]
    fn a_record_comes_back_as_it_was() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/cedar-hollow");
        let (case, policy): (_, Policy) = crate::audit::open(&corpus, &[]).expect("a case");
        let options = ReadOptions::default();
        let records = crate::audit::records(&case, &policy, &options).expect("it is read");
        assert!(records.iter().any(|record| record.claims.len() > 1));
        for record in &records {
            let shelved = Shelved::stored(record).expect("it can be stored");
            assert!(shelved.files.len() > 1, "facts of several files");
            let left = PatientRecord {
                key: record.key.clone(),
                export: record.export.clone(),
                ..PatientRecord::default()
            };
            assert_eq!(shelved.whole(&left).as_ref(), Some(record));
            let cut = Shelved {
                stored: shelved.stored.iter().skip(1).copied().collect(),
                ..shelved
            };
            assert_ne!(cut.whole(&left).as_ref(), Some(record));
        }
    }
}
