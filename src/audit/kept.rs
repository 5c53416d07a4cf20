//! Says what is kept of a file between audits, and what that rests on besides the file itself.

use super::Reuse;
use crate::model::{Note, TakenBody};
use crate::read::{FileContent, ReadOptions};
use crate::report::FileResult;
use crate::store::{self, BodyPlace, CacheKey, FACTS, FactCache, Memory, StoreError, program_sum};
use crate::text::{FileId, reading_as};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What reading and scanning one file gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FileFacts {
    pub(super) result: FileResult,
    /// Without its pages: the words stay in the source.
    pub(super) content: FileContent,
    /// Where the bodies of its notes are kept that were taken out of them, by the notes' ordinals.
    pub(super) bodies: Vec<BodyPlace>,
}

impl FileFacts {
    /// Takes the bodies out of the notes and returns what is kept: the rest, and the bodies.
    /// `None` where that cannot be, which only costs time; the facts are as before then.
    pub(super) fn store(&mut self) -> Option<(Vec<u8>, Vec<u8>)> {
        let taken: Vec<TakenBody> = self.content.notes.iter_mut().map(taken).collect();
        let each: Option<Vec<Vec<u8>>> = taken
            .iter()
            .map(|body| postcard::to_stdvec(body).ok())
            .collect();
        let stored = each.and_then(|each| {
            let (bodies, places) = store::bodies(each.into_iter())?;
            self.bodies = places;
            Some((postcard::to_stdvec(self).ok()?, bodies))
        });
        if stored.is_none() {
            self.bodies.clear();
            for (note, body) in self.content.notes.iter_mut().zip(taken) {
                note.put_body(body);
            }
        }
        stored
    }

    /// Reads kept facts as those of a file; `None` where they are not what this program keeps.
    pub(super) fn restored(file: FileId, stored: &[u8]) -> Option<Self> {
        let facts: Self = reading_as(file, || postcard::from_bytes(stored)).ok()?;
        (facts.bodies.len() == facts.content.notes.len()).then_some(facts)
    }
}

/// Takes the body out of a note, which still tells who it is about: that sorts it.
fn taken(note: &mut Note) -> TakenBody {
    let patient = note.patient.clone();
    let body = note.take_body();
    note.patient = patient;
    body
}

/// Where an audit keeps its index and, beside it, what the next one may take over.
#[derive(Debug, Clone, Copy)]
pub struct IndexPlace<'p> {
    /// The index folder.
    pub(super) folder: &'p Path,
    /// What all that is kept rests on besides the files; `None` where nothing is taken over.
    pub(super) key: Option<CacheKey>,
}

impl<'p> IndexPlace<'p> {
    /// Names a folder, what files are read with, and what may be taken over. The program's own
    /// file is summed here, once a run.
    pub fn new(folder: &'p Path, options: &ReadOptions, reuse: Reuse) -> Self {
        let key = match reuse {
            Reuse::Unchanged => key(options),
            Reuse::Nothing => None,
        };
        Self { folder, key }
    }

    /// Returns the folder of what is kept, where anything is.
    pub(super) fn facts(self) -> Option<PathBuf> {
        self.key.map(|_| self.folder.join(FACTS))
    }

    /// Opens what is kept.
    pub(super) fn open(self) -> Result<Kept, StoreError> {
        let Some(key) = self.key else {
            return Ok(Kept::default());
        };
        let folder = self.folder.join(FACTS);
        Ok(Kept {
            facts: Some(FactCache::open(&folder, key)?),
            memory: Some(Memory::open(&folder.join(CONCLUSIONS), key)?),
        })
    }
}

/// The folder, within that of the facts, of what was concluded from them.
const CONCLUSIONS: &str = "conclusions";

/// What the audits before left for this one; nothing where nothing is taken over.
#[derive(Default)]
pub(super) struct Kept {
    /// What files gave.
    pub(super) facts: Option<FactCache>,
    /// What was concluded from it.
    pub(super) memory: Option<Memory>,
}

/// Returns the sum of everything that decides what a file gives: the program, with all its
/// knowledge, and what the user told its readers. Passwords go into it and cannot be got out of
/// it. `None` where the program cannot be told from another.
fn key(options: &ReadOptions) -> Option<CacheKey> {
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
                    result: FileResult::uncounted(name, String::new(), 0),
                    content: FileContent {
                        pages: Vec::new(),
                        ..content
                    },
                    bodies: Vec::new(),
                }
            };
            let (head, bodies) = read(FileId(3)).store().expect("facts can be kept");
            let mut restored = FileFacts::restored(FileId(9), &head).expect("they are read back");
            let mut at = bodies.as_slice();
            for note in &mut restored.content.notes {
                let body = reading_as(FileId(9), || postcard::take_from_bytes(at));
                let (body, rest) = body.expect("every note has its body");
                note.put_body(body);
                at = rest;
            }
            assert!(at.is_empty());
            restored.bodies.clear();
            assert_eq!(restored, read(FileId(9)));
            assert_eq!(FileFacts::restored(FileId(9), &head[1..]), None);
        }
    }
}
