//! Turns documents into pages of text and the notes on them. Each format has one reader of
//! pages; what a document within a document holds is read by the same readers.

mod flow;
pub(crate) mod furniture;
pub mod pdf;
pub(crate) mod rows;
mod source;
pub mod text;

pub(crate) use source::{DocumentPlace, DocumentText};

use super::{FileContent, ReadOptions, note};
use crate::text::FileId;

/// Reads a PDF and the notes in it. `name` is its path, which may hold a date or a document kind.
pub fn read_pdf(file: FileId, name: &str, bytes: &[u8], options: &ReadOptions) -> FileContent {
    with_notes(
        file,
        name,
        pdf::read_pages(&DocumentPlace::whole(file, options), bytes),
    )
}

/// Reads a text file and the notes in it.
pub fn read_text(file: FileId, name: &str, text: &str, options: &ReadOptions) -> FileContent {
    with_notes(
        file,
        name,
        text::read_pages(&DocumentPlace::whole(file, options), text),
    )
}

/// Finds the notes on a document's pages.
pub(crate) fn with_notes(file: FileId, name: &str, document: DocumentText) -> FileContent {
    let mut content = FileContent::empty(document.kind);
    content.pages = document.pages;
    content.problems = document.problems;
    if content
        .pages
        .iter()
        .any(|page| !page.text.as_str().trim().is_empty())
    {
        content.notes = note::from_pages(file, name, &content.pages, &mut content.problems);
    }
    content
}
