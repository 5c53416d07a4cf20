//! Brings the search index up to date: only the notes of files that changed, or that belong to
//! another patient now, are written anew.

use super::AuditError;
use crate::ledger::PatientRecord;
use crate::model::Note;
use crate::report::FileResult;
use crate::search::{IndexBuilder, NoteDocument, NoteIndex, SearchError};
use crate::store::{CacheKey, CaseFile, CaseFolder, FACTS, clear_index, read_summed, write_summed};
use crate::text::{FileId, PageMaps, Span};
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
    notes: BTreeMap<FileId, Vec<(&'p str, &'p Note)>>,
    builder: Option<IndexBuilder>,
}

impl<'p> Indexing<'p> {
    /// Compares what the index in a folder holds with what it should hold. `key` is what facts
    /// rest on besides their files; without it the index is made anew.
    pub(super) fn open(
        folder: &'p Path,
        key: Option<CacheKey>,
        case: &CaseFolder,
        files: &[FileResult],
        patients: &'p [PatientRecord],
    ) -> Result<Self, AuditError> {
        let mut notes: BTreeMap<FileId, Vec<(&str, &Note)>> = BTreeMap::new();
        for record in patients {
            for note in &record.notes {
                let of_file = notes.entry(note.file).or_default();
                of_file.push((record.key.as_str(), note));
            }
        }
        let mut now = Indexed {
            key: key.unwrap_or_default(),
            files: BTreeMap::new(),
        };
        for (file, of_file) in &mut notes {
            of_file.sort_by_key(|(_, note)| note.ordinal);
            let place = file.0 as usize;
            if let (Some(file), Some(result)) = (case.files.get(place), files.get(place)) {
                let mut sum = blake3::Hasher::new();
                sum.update(result.sha256.as_bytes());
                for (patient, note) in of_file {
                    sum.update(&note.ordinal.to_le_bytes());
                    sum.update(patient.as_bytes());
                    sum.update(b"\n");
                }
                now.files
                    .insert(file.path.clone(), *sum.finalize().as_bytes());
            }
        }
        let list = key.map(|_| folder.join(FACTS).join("indexed"));
        let before: Option<Indexed> = list.as_deref().and_then(read_summed);
        let before = before.filter(|before| {
            let fits = |index: NoteIndex| index.mark() == Some(before.mark());
            before.key == now.key && NoteIndex::in_folder(folder).is_ok_and(fits)
        });
        Ok(Self {
            folder,
            list,
            before: before.unwrap_or_default(),
            now,
            notes,
            builder: None,
        })
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
    ) -> Result<(), AuditError> {
        let is_known = self.before.files.contains_key(&file.path);
        self.builder()?;
        let Some(builder) = &mut self.builder else {
            return Ok(());
        };
        if is_known {
            builder.remove_file(&file.path);
        }
        for (patient, note) in self.notes.get(&file.id).into_iter().flatten() {
            builder.add(&NoteDocument {
                patient,
                file_path: &file.path,
                sha256,
                pages: pieces(note, maps),
                date: note.date(),
                kind: note.kind,
                author: note.author.as_ref().map(|author| author.value.as_str()),
                level: note.level_hint.map(|level| level.value),
                mentions: &note.mentions,
            })?;
        }
        Ok(())
    }

    /// Takes out what is no longer there and publishes all at once.
    pub(super) fn finish(mut self) -> Result<(), AuditError> {
        let gone: Vec<String> = self
            .before
            .files
            .keys()
            .filter(|path| !self.now.files.contains_key(*path))
            .cloned()
            .collect();
        if self.before.files == self.now.files && !self.before.files.is_empty() {
            return Ok(());
        }
        self.builder()?;
        if let Some(mut builder) = self.builder {
            for path in gone {
                builder.remove_file(&path);
            }
            builder.finish_as(&self.now.mark())?;
        }
        if let Some(list) = &self.list {
            write_summed(list, &self.now)?;
        }
        Ok(())
    }

    fn builder(&mut self) -> Result<(), AuditError> {
        if self.builder.is_some() {
            return Ok(());
        }
        let index = match NoteIndex::in_folder(self.folder) {
            Ok(index) => index,
            Err(SearchError::Locked) => return Err(SearchError::Locked.into()),
            // Another version's index, or a damaged one: nothing in it is of use.
            Err(_) => {
                clear_index(self.folder)?;
                self.before = Indexed::default();
                NoteIndex::in_folder(self.folder)?
            }
        };
        let mut builder = IndexBuilder::new(&index, MEMORY)?;
        if self.before.files.is_empty() {
            builder.clear()?;
        }
        self.builder = Some(builder);
        Ok(())
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
