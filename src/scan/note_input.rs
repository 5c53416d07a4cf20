//! What the scanner is given of a note.

use crate::model::{Note, NoteKind, ServiceDate};
use crate::text::{PageMaps, Span};

/// A note as the scanner needs it.
#[derive(Debug, Clone, Copy)]
pub struct NoteInput<'a> {
    /// The file's pages.
    pub pages: &'a PageMaps<'a>,
    /// The note's pieces in reading order, one per page it touches.
    pub spans: &'a [Span],
    /// What kind of note it is.
    pub kind: NoteKind,
    /// Its date of service, against which ages are told.
    pub service_date: Option<ServiceDate>,
    /// Headings of its tables: `Nausea` over a column of zeros is no symptom.
    pub headings: &'a [Span],
}

impl<'a> NoteInput<'a> {
    /// Returns a note as it is scanned, with the pages of its file.
    pub fn of(note: &'a Note, pages: &'a PageMaps<'a>) -> Self {
        Self {
            pages,
            spans: &note.spans,
            kind: note.kind,
            service_date: note.date(),
            headings: &note.headings,
        }
    }
}
