//! Where the index lies, and how notes come into it.

use super::document::NoteDocument;
use super::error::SearchError;
use super::schema::{Fields, fields, schema, tokenizers};
use std::path::Path;
use tantivy::directory::MmapDirectory;
use tantivy::{Directory, Index, IndexWriter, TantivyDocument, Term};

/// The least memory that tantivy accepts for a writer.
const LEAST_MEMORY: usize = 15_000_000;
/// A writer never needs more; tantivy refuses 4 GiB.
const MOST_MEMORY: usize = 2_000_000_000;

/// An index of notes in a folder or in memory.
#[derive(Clone)]
pub struct NoteIndex {
    pub(super) index: Index,
}

impl NoteIndex {
    /// Opens the index of an existing folder, or creates one in it when it is empty.
    pub fn in_folder(folder: &Path) -> Result<Self, SearchError> {
        let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
        Self::in_directory(directory)
    }

    /// Creates an index in memory.
    pub fn in_memory() -> Result<Self, SearchError> {
        Self::in_directory(tantivy::directory::RamDirectory::create())
    }

    /// Opens or creates the index of a tantivy directory.
    pub fn in_directory(directory: impl Into<Box<dyn Directory>>) -> Result<Self, SearchError> {
        let mut index = Index::open_or_create(directory, schema())?;
        index.set_tokenizers(tokenizers());
        Ok(Self { index })
    }

    /// Returns the mark that the last commit carries, as given to [`IndexBuilder::finish_as`].
    pub fn mark(&self) -> Option<String> {
        self.index.load_metas().ok()?.payload
    }
}

/// Writes notes into an index. Nothing can be found before [`IndexBuilder::finish`].
pub struct IndexBuilder {
    writer: IndexWriter<TantivyDocument>,
    fields: Fields,
}

impl IndexBuilder {
    /// Starts writing, with so many bytes of memory for notes not yet on disk.
    ///
    /// One thread indexes: reading and scanning keep the others busy.
    pub fn new(index: &NoteIndex, memory: usize) -> Result<Self, SearchError> {
        let memory = memory.clamp(LEAST_MEMORY, MOST_MEMORY);
        let writer = index.index.writer_with_num_threads(1, memory)?;
        Ok(Self {
            writer,
            fields: fields(),
        })
    }

    /// Forgets every note.
    pub fn clear(&mut self) -> Result<(), SearchError> {
        self.writer.delete_all_documents()?;
        Ok(())
    }

    /// Forgets the notes of a file, by its path relative to the case folder.
    pub fn remove_file(&mut self, path: &str) {
        self.writer
            .delete_term(Term::from_field_text(self.fields.file, path));
    }

    /// Adds a note.
    pub fn add(&mut self, note: &NoteDocument<'_>) -> Result<(), SearchError> {
        let document = note
            .to_tantivy(&self.fields)
            .map_err(|_| SearchError::Damaged)?;
        self.writer.add_document(document)?;
        Ok(())
    }

    /// Publishes everything in one commit and waits until the index is at rest.
    pub fn finish(self) -> Result<(), SearchError> {
        self.finish_as("")
    }

    /// Publishes everything in one commit that carries a mark, by which what is kept beside the
    /// index can be told to belong to it.
    pub fn finish_as(mut self, mark: &str) -> Result<(), SearchError> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(mark);
        commit.commit()?;
        self.writer.wait_merging_threads()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{index, write};
    use super::super::{Query, Searcher};
    use super::*;

    #[test]
    fn hits_do_not_depend_on_the_order_of_writing() {
        let query = Query::parse("panic OR kind:treatment-plan").unwrap();
        let found = |rotation| {
            let index = NoteIndex::in_memory().unwrap();
            write(&index, rotation);
            Searcher::new(&index).unwrap().search(&query, 10).unwrap()
        };
        assert_eq!(found(0).len(), 3);
        assert_eq!(found(0), found(1));
        assert_eq!(found(0), found(2));
    }

    #[test]
    fn a_files_notes_can_be_taken_out_again() {
        let index = index();
        let mut builder = IndexBuilder::new(&index, 0).unwrap();
        builder.remove_file("charts/a.pdf");
        builder.finish().unwrap();
        assert_eq!(Searcher::new(&index).unwrap().notes(), 2);
        let mut builder = IndexBuilder::new(&index, 0).unwrap();
        builder.clear().unwrap();
        builder.finish().unwrap();
        assert_eq!(Searcher::new(&index).unwrap().notes(), 0);
    }

    #[test]
    fn a_second_writer_is_told_to_wait() {
        let index = index();
        let _first = IndexBuilder::new(&index, 0).unwrap();
        assert!(matches!(
            IndexBuilder::new(&index, 0),
            Err(SearchError::Locked)
        ));
    }

    #[test]
    fn a_folder_keeps_its_index() {
        let folder = tempfile::tempdir().unwrap();
        write(&NoteIndex::in_folder(folder.path()).unwrap(), 0);
        let again = NoteIndex::in_folder(folder.path()).unwrap();
        assert_eq!(Searcher::new(&again).unwrap().notes(), 3);
    }
}
