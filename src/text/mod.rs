//! Answers for where text stands and how it is carried: file ids, spans in characters, page
//! text and the map between bytes and characters. It knows nothing of notes or claims.

mod any_of;
pub(crate) mod bytes;
mod char_map;
mod file_id;
mod hexadecimal;
pub(crate) mod known;
mod note_text;
pub(crate) mod packed;
mod page;
mod pattern;
mod prefix;
pub(crate) mod sentence;
pub(crate) mod shared_text;
mod visible;
pub(crate) mod words;

pub(crate) use any_of::AnyOf;
pub use char_map::CharMap;
pub use file_id::{FileId, FileTable, reading_as};
pub use hexadecimal::{hexadecimal, sum_of_texts};
pub use known::Known;
pub use note_text::NoteText;
pub use page::{Page, PageCoverage, PageMaps, WordBox};
pub(crate) use pattern::{Groups, Pattern};
pub(crate) use prefix::strip_prefix_ignoring_case;
pub use visible::{is_unseen, on_one_line, visible};

use serde::{Deserialize, Serialize};

/// Points at characters of one page of one file.
///
/// `page` counts from 1. `start` and `end` are character (not byte) offsets into that page's
/// extracted text, end exclusive. Files without pages (text, X12, CSV) have the single page 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The page, from 1.
    pub page: u32,
    /// First character.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
}

impl Span {
    /// Returns a span of `start..end` on a page.
    pub fn new(file: FileId, page: u32, start: u32, end: u32) -> Self {
        Self {
            file,
            page,
            start,
            end: end.max(start),
        }
    }

    /// Returns whether `other` lies wholly inside this span.
    pub fn contains(&self, other: &Span) -> bool {
        self.file == other.file
            && self.page == other.page
            && self.start <= other.start
            && other.end <= self.end
    }
}

/// A value together with the place it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Located<T> {
    /// What was read.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Located<T> {
    /// Joins a value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}
