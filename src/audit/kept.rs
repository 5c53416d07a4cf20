//! Says what is kept of a file between audits, and what that rests on besides the file itself.

use super::Reuse;
use crate::read::{FileContent, ReadOptions};
use crate::report::FileResult;
use crate::store::{CacheKey, FACTS, FactCache, StoreError, program_sum};
use crate::text::{FileId, reading_as};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What reading and scanning one file gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FileFacts {
    pub(super) result: FileResult,
    /// Without its pages: the words stay in the source.
    pub(super) content: FileContent,
}

impl FileFacts {
    /// Returns the facts as they are kept; `None` where they cannot be, which only costs time.
    pub(super) fn stored(&self) -> Option<Vec<u8>> {
        postcard::to_stdvec(self).ok()
    }

    /// Reads kept facts as those of a file; `None` where they are not what this program keeps.
    pub(super) fn restored(file: FileId, stored: &[u8]) -> Option<Self> {
        reading_as(file, || postcard::from_bytes(stored)).ok()
    }
}

/// Opens the facts kept beside an index.
pub(super) fn open(index: &Path, key: Option<CacheKey>) -> Result<Option<FactCache>, StoreError> {
    key.map(|key| FactCache::open(&index.join(FACTS), key))
        .transpose()
}

/// Returns the sum of everything that decides what a file gives: the program, with all its
/// knowledge, and what the user told its readers. Passwords go into it and cannot be got out of
/// it. `None` where nothing is to be reused or the program cannot be told from another.
pub(super) fn key(options: &ReadOptions, reuse: Reuse) -> Option<CacheKey> {
    if reuse == Reuse::Nothing {
        return None;
    }
    let mut key = blake3::Hasher::new();
    key.update(&program_sum()?);
    let told = format!(
        "{:?} {:?} {}",
        options.columns,
        options.pdf_passwords,
        options.picture_reader.is_some()
    );
    key.update(told.as_bytes());
    Some(*key.finalize().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    #[test]
    fn kept_facts_are_those_that_reading_gave() {
        let note = "GROUP NOTE\nPatient: Ann Poe  MRN: 1001\nDate of Service: 01/05/2026\n\
            Start: 9:00 AM  End: 10:00 AM\nClient reported cravings 7/10 and denied SI. \
            PHQ-9: 14. BP 120/80. Works 40 hours a week.\n\
            Electronically signed by Dana Roe, LCSW on 01/05/2026 at 4:20 PM";
        let table = "Auth #,MRN,Patient,Payer,Units,Start Date,End Date,Decision\n\
            A1,1001,\"Poe, Ann\",Acme,5,01/05/2026,01/09/2026,Approved\n";
        for (name, text) in [("note.txt", note), ("log.csv", table)] {
            let read = |file| {
                let content = read::file(file, name, text.as_bytes(), &ReadOptions::default());
                FileFacts {
                    result: FileResult {
                        path: name.to_owned(),
                        sha256: String::new(),
                        kind: content.kind,
                        bytes: 0,
                        pages: 1,
                        pages_without_text: 0,
                        pages_unread: 0,
                        pages_recognized: 0,
                        notes: 0,
                        claims: 0,
                        records: 0,
                    },
                    content: FileContent {
                        pages: Vec::new(),
                        ..content
                    },
                }
            };
            let stored = read(FileId(3)).stored().expect("facts can be kept");
            assert_eq!(
                FileFacts::restored(FileId(9), &stored),
                Some(read(FileId(9)))
            );
            assert_eq!(FileFacts::restored(FileId(9), &stored[1..]), None);
        }
    }
}
