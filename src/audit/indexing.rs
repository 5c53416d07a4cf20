//! Brings the search index up to date: only the notes of files that changed, or that belong to
//! another patient now, are written anew.

use super::bodies::CaseBodies;
use super::filed::FiledNotes;
use super::{AuditError, IndexPlace};
use crate::model::Note;
use crate::report::FileResult;
use crate::search::{IndexBuilder, NoteDocument, NoteIndex, SearchError};
use crate::store::{CacheKey, CaseFile, CaseFolder, clear_index, read_summed, write_summed};
use crate::text::{FileId, PageMaps, Span};
use serde::{Deserialize, Serialize, Serializer};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Memory for notes not yet on disk.
const MEMORY: usize = 64 * 1024 * 1024;

/// A sum of all that the documents of one file rest on.
type Sum = [u8; 32];

/// What an index holds, by file.
#[derive(Default, Serialize, Deserialize)]
struct Indexed<F> {
    key: CacheKey,
    files: F,
}

/// The files of a case that hold notes, with their sums, in order. A case of a million files holds
/// their paths once, so they are not held here again.
struct Sums<'c> {
    case: &'c CaseFolder,
    of: Vec<(FileId, Sum)>,
}

impl<'c> Sums<'c> {
    fn get(&self, file: FileId) -> Option<&Sum> {
        let place = self.of.binary_search_by_key(&file, |(file, _)| *file);
        self.of.get(place.ok()?).map(|(_, sum)| sum)
    }

    /// Returns paths and sums, in the order of paths.
    fn by_path(&self) -> impl ExactSizeIterator<Item = (&'c str, &Sum)> {
        self.of.iter().map(|(file, sum)| {
            let file = self.case.files.get(file.0 as usize);
            (file.map_or("", |file| file.path.as_str()), sum)
        })
    }
}

impl Serialize for Sums<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.by_path())
    }
}

/// Returns a mark for a commit, which tells whether a list of files belongs to it.
fn mark<'f>(files: impl Iterator<Item = (&'f str, &'f Sum)>) -> String {
    let mut mark = blake3::Hasher::new();
    for (path, sum) in files {
        mark.update(path.as_bytes());
        mark.update(sum);
    }
    mark.finalize().to_hex().to_string()
}

fn pairs(files: &BTreeMap<String, Sum>) -> impl Iterator<Item = (&str, &Sum)> {
    files.iter().map(|(path, sum)| (path.as_str(), sum))
}

/// The notes of a case by file, and which of them the index lacks.
pub(super) struct Indexing<'p> {
    folder: &'p Path,
    list: Option<PathBuf>,
    before: BTreeMap<String, Sum>,
    now: Indexed<Sums<'p>>,
    notes: &'p FiledNotes,
    builder: Option<IndexBuilder>,
}

impl<'p> Indexing<'p> {
    /// Compares what the index holds with what it should hold. Where nothing is kept it is made
    /// anew.
    pub(super) fn open(
        place: IndexPlace<'p>,
        case: &'p CaseFolder,
        files: &[FileResult],
        notes: &'p FiledNotes,
    ) -> Self {
        let sums = notes.files().filter_map(|(file, of_file)| {
            let result = files.get(file.0 as usize)?;
            let mut sum = blake3::Hasher::new();
            sum.update(result.sha256.as_bytes());
            for (ordinal, patient) in of_file {
                sum.update(&ordinal.to_le_bytes());
                sum.update(patient.as_bytes());
                sum.update(b"\n");
            }
            Some((file, *sum.finalize().as_bytes()))
        });
        let key = place.key.unwrap_or_default();
        let of = sums.collect();
        let list = place.facts().map(|facts| facts.join("indexed"));
        let before: Option<Indexed<BTreeMap<String, Sum>>> = list.as_deref().and_then(read_summed);
        let before = before.filter(|before| {
            let fits = |index: NoteIndex| index.mark() == Some(mark(pairs(&before.files)));
            before.key == key && NoteIndex::in_folder(place.folder).is_ok_and(fits)
        });
        Self {
            folder: place.folder,
            list,
            before: before.map(|before| before.files).unwrap_or_default(),
            now: Indexed {
                key,
                files: Sums { case, of },
            },
            notes,
            builder: None,
        }
    }

    /// Returns whether the notes of a file must be written.
    pub(super) fn wants(&self, file: &CaseFile) -> bool {
        let now = self.now.files.get(file.id);
        now.is_some() && now != self.before.get(&file.path)
    }

    /// Writes the notes of a file in place of those that were there.
    pub(super) fn write(
        &mut self,
        file: &CaseFile,
        sha256: &str,
        maps: &PageMaps<'_>,
        bodies: &CaseBodies<'_>,
    ) -> Result<(), AuditError> {
        let mut builder = self.builder()?;
        if self.before.contains_key(&file.path) {
            builder.remove_file(&file.path);
        }
        for (patient, note) in self.notes.notes(file.id, bodies) {
            builder.add(&NoteDocument {
                patient,
                file_path: &file.path,
                sha256,
                pages: pieces(&note, maps),
                date: note.date(),
                kind: note.kind,
                author: note.author.as_ref().map(|author| author.value.as_str()),
                level: note.level_hint.map(|level| level.value),
                mentions: &note.mentions,
            })?;
        }
        self.builder = Some(builder);
        Ok(())
    }

    /// Takes out what is no longer there and publishes all at once.
    pub(super) fn finish(mut self) -> Result<(), AuditError> {
        let now = &self.now.files;
        if !self.before.is_empty() && pairs(&self.before).eq(now.by_path()) {
            return Ok(());
        }
        let mark = mark(now.by_path());
        let gone = self.gone();
        let mut builder = self.builder()?;
        for path in &gone {
            builder.remove_file(path);
        }
        builder.finish_as(&mark)?;
        if let Some(list) = &self.list {
            write_summed(list, &self.now)?;
        }
        Ok(())
    }

    /// Returns the files that were indexed and are there no more.
    fn gone(&self) -> Vec<String> {
        // Both are in the order of paths.
        let mut paths = self.now.files.by_path().map(|(path, _)| path).peekable();
        let is_gone = |known: &&String| {
            while paths.next_if(|path| *path < known.as_str()).is_some() {}
            paths.next_if_eq(&known.as_str()).is_none()
        };
        self.before.keys().filter(is_gone).cloned().collect()
    }

    /// Hands out the builder that was begun, or begins one.
    fn builder(&mut self) -> Result<IndexBuilder, AuditError> {
        if let Some(begun) = self.builder.take() {
            return Ok(begun);
        }
        let index = match NoteIndex::in_folder(self.folder) {
            Ok(index) => index,
            Err(SearchError::Locked) => return Err(SearchError::Locked.into()),
            // Another version's index, or a damaged one: nothing in it is of use, and what could
            // not be opened was not compared with either.
            Err(_) => {
                clear_index(self.folder)?;
                NoteIndex::in_folder(self.folder)?
            }
        };
        let mut builder = IndexBuilder::new(&index, MEMORY)?;
        if self.before.is_empty() {
            builder.clear()?;
        }
        Ok(builder)
    }
}

fn pieces<'p>(note: &Note, maps: &PageMaps<'p>) -> Vec<(Span, &'p str)> {
    note.spans
        .iter()
        .filter_map(|span| {
            let map = maps.get(span.page)?;
            Some((*span, map.slice(span.start, span.end)))
        })
        .collect()
}
