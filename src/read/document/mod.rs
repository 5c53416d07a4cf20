//! Turns documents into pages of text and the notes on them. Each format has one reader of
//! pages; what a document within a document holds is read by the same readers.

pub(crate) mod furniture;
pub mod pdf;
mod source;
pub mod text;

pub(crate) use source::{DocumentPlace, DocumentText};

use super::signature::{self, Signature};
use super::{FileContent, ReadOptions, decode, note, table, x12};
use crate::text::{FileId, Page};

/// Reads a PDF and the notes in it. `name` is its path, which may hold a date or a document kind.
pub fn read_pdf(file: FileId, name: &str, bytes: &[u8], options: &ReadOptions) -> FileContent {
    with_notes(
        file,
        name,
        pdf::read_pages(&DocumentPlace::whole(file, options), bytes),
    )
}

/// Reads a PDF's pages alone, without looking for notes on them.
pub fn pdf_pages(file: FileId, bytes: &[u8], options: &ReadOptions) -> Vec<Page> {
    pdf::read_pages(&DocumentPlace::whole(file, options), bytes).pages
}

/// Reads a text file and the notes in it.
pub fn read_text(file: FileId, name: &str, text: &str, options: &ReadOptions) -> FileContent {
    with_notes(
        file,
        name,
        text::read_pages(&DocumentPlace::whole(file, options), text),
    )
}

/// Reads a document that stands in another. Returns `None` for a kind that is no document.
pub(crate) fn read_attachment(
    place: &DocumentPlace<'_>,
    _name: &str,
    bytes: &[u8],
) -> Option<DocumentText> {
    match signature::of(bytes) {
        Signature::Pdf => Some(pdf::read_pages(place, bytes)),
        Signature::Text => {
            let text = decode::text(bytes).text;
            let is_prose = !x12::looks_like(&text)
                && signature::of_markup(&text).is_none()
                && !table::looks_like(&text);
            is_prose.then(|| text::read_pages(place, &text))
        }
        _ => None,
    }
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
