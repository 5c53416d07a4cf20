//! One citation as a report makes it.

use crate::text::NoteText;

/// A place that a report cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// Where the report makes it: `findings.jsonl, line 3, finding 1f0c…`.
    pub named: String,
    /// The source's path relative to the case folder.
    pub file: String,
    /// The SHA-256 that the report gives for the source, where it gives one.
    pub sha256: Option<String>,
    /// The place; `None` where the whole file is meant.
    pub place: Option<Place>,
}

/// A place in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The page, from 1.
    pub page: u32,
    /// The characters of that page.
    pub range: Range,
    /// The quoted words, where the report quotes any.
    pub words: Option<NoteText>,
    /// Whether the words are only the beginning of those at the place.
    pub goes_on: bool,
}

/// How much of a page is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// The page; quoted words stand somewhere on it.
    Page,
    /// A note that begins at this character.
    NoteFrom(u32),
    /// Something that begins at this character.
    From(u32),
    /// These characters, end exclusive.
    Characters(u32, u32),
    /// What is written in the report is no place.
    Malformed,
}
