//! One page of extracted text with the boxes of its words.

use super::NoteText;
use serde::{Deserialize, Serialize};

/// One page as read: its text, its words' boxes where the format has them, and what was missed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The page number, from 1.
    pub number: u32,
    /// The page's text; every span on this page counts characters of it.
    pub text: NoteText,
    /// Word boxes in reading order; empty where the format has no geometry.
    pub words: Vec<WordBox>,
    /// What could not be read.
    pub coverage: PageCoverage,
}

impl Page {
    /// Returns a page of a format that has no geometry.
    pub fn plain(number: u32, text: impl Into<String>) -> Self {
        Self {
            number,
            text: NoteText::new(text),
            words: Vec::new(),
            coverage: PageCoverage::default(),
        }
    }
}

/// Where one word lies on its page.
///
/// Coordinates are PDF points in unrotated page space, origin at the lower left, which is the
/// space that highlight annotations need.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WordBox {
    /// First character of the word in the page text.
    pub start: u32,
    /// One past its last character.
    pub end: u32,
    /// Left edge.
    pub x0: f32,
    /// Lower edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Upper edge.
    pub y1: f32,
}

/// What a page holds that did not become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PageCoverage {
    /// Glyphs drawn that map to no character.
    pub unreadable_glyphs: u32,
    /// Images drawn on the page.
    pub images: u32,
    /// Characters drawn invisibly (an OCR layer under a scan).
    pub invisible_characters: u32,
}
