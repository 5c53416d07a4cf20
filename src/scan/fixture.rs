//! Scans a text for the tests of this module, as a note of its own.

use super::{Lexicon, NoteInput, Scanner};
use crate::model::{Mention, NoteKind, ServiceDate};
use crate::text::{FileId, Page, PageMaps, Span};

/// Returns what a text says as a note of a kind and day.
pub(super) fn scan_as(
    text: &str,
    kind: NoteKind,
    service_date: Option<ServiceDate>,
) -> Vec<Mention> {
    let pages = [Page::plain(1, text)];
    let spans = [Span::new(FileId(0), 1, 0, text.chars().count() as u32)];
    Scanner::new(Lexicon::embedded()).note(&NoteInput {
        pages: &PageMaps::new(&pages),
        spans: &spans,
        kind,
        service_date,
        headings: &[],
    })
}
