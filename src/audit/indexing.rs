//! Brings the search index up to date: only the notes of files that changed, or that belong to
//! another patient now, are written anew.

use super::bodies::CaseBodies;
use super::filed::FiledNotes;
use super::{AuditError, IndexPlace};
use crate::model::Note;
use crate::report::FileResult;
use crate::search::{IndexBuilder, NoteDocument, NoteIndex, SearchError};
use crate::store::{CacheKey, CaseFile, CaseFolder, clear_index, read_summed, write_summed};
use crate::text::{PageMaps, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Memory for notes not yet on disk.
const MEMORY: usize = 64 * 1024 * 1024;

/// What the index holds, by file: a sum of all that its documents rest on.
#[derive(Default, PartialEq, Serialize, Deserialize)]
struct Indexed {
    key: CacheKey,
    files: BTreeMap<String, [u8; 32]>,
}

impl Indexed {
    /// Returns a mark for the commit, which tells whether this list belongs to it.
    fn mark(&self) -> String {
        let mut mark = blake3::Hasher::new();
        for (path, sum) in &self.files {
            mark.update(path.as_bytes());
            mark.update(sum);
        }
        mark.finalize().to_hex().to_string()
    }
}

/// The notes of a case by file, and which of them the index lacks.
pub(super) struct Indexing<'p> {
    folder: &'p Path,
    list: Option<PathBuf>,
    before: Indexed,
    now: Indexed,
    notes: &'p FiledNotes,
    builder: Option<IndexBuilder>,
}

impl<'p> Indexing<'p> {
    /// Compares what the index holds with what it should hold. Where nothing is kept it is made
    /// anew.
    pub(super) fn open(
        place: IndexPlace<'p>,
        case: &CaseFolder,
        files: &[FileResult],
        notes: &'p FiledNotes,
    ) -> Self {
        let mut now = Indexed {
            key: place.key.unwrap_or_default(),
            files: BTreeMap::new(),
        };
        for (file, of_file) in notes.files() {
            let place = file.0 as usize;
            if let (Some(file), Some(result)) = (case.files.get(place), files.get(place)) {
                let mut sum = blake3::Hasher::new();
                sum.update(result.sha256.as_bytes());
                for (ordinal, patient) in of_file {
                    sum.update(&ordinal.to_le_bytes());
                    sum.update(patient.as_bytes());
                    sum.update(b"\n");
                }
                now.files
                    .insert(file.path.clone(), *sum.finalize().as_bytes());
            }
        }
        let list = place.facts().map(|facts| facts.join("indexed"));
        let before: Option<Indexed> = list.as_deref().and_then(read_summed);
        let before = before.filter(|before| {
            let fits = |index: NoteIndex| index.mark() == Some(before.mark());
            before.key == now.key && NoteIndex::in_folder(place.folder).is_ok_and(fits)
        });
        Self {
            folder: place.folder,
            list,
            before: before.unwrap_or_default(),
            now,
            notes,
            builder: None,
        }
    }

    /// Returns whether the notes of a file must be written.
    pub(super) fn wants(&self, file: &CaseFile) -> bool {
        let now = self.now.files.get(&file.path);
        now.is_some() && now != self.before.files.get(&file.path)
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
        if self.before.files.contains_key(&file.path) {
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
        if self.before.files == self.now.files && !self.before.files.is_empty() {
            return Ok(());
        }
        let mut builder = self.builder()?;
        let known = self.before.files.keys();
        for gone in known.filter(|path| !self.now.files.contains_key(*path)) {
            builder.remove_file(gone);
        }
        builder.finish_as(&self.now.mark())?;
        if let Some(list) = &self.list {
            write_summed(list, &self.now)?;
        }
        Ok(())
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
        if self.before.files.is_empty() {
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
