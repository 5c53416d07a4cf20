//! One page of extracted text with the boxes of its words.

use super::{CharMap, NoteText, Span};
use serde::{Deserialize, Serialize};
use std::fmt;

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

/// How much of what a page shows became text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PageCoverage {
    /// Characters of the page's text that show something; 0 where the format does not count them.
    pub characters: u32,
    /// Glyphs drawn that map to no character.
    pub unreadable_glyphs: u32,
    /// Images drawn on the page.
    pub images: u32,
    /// Share of the page that images cover, in percent.
    pub image_percent: u8,
    /// Curved shapes drawn on the page, as letters turned into drawings are.
    pub shapes: u32,
    /// Characters drawn invisibly (an OCR layer under a scan).
    pub invisible_characters: u32,
    /// Annotations and fields that viewers hide, which are not read.
    pub hidden_annotations: u32,
    /// Whether the page's images were looked at and show nothing.
    pub images_are_blank: bool,
    /// Words read off the page's images by text recognition (OCR).
    pub recognized_words: u32,
    /// How sure the recognition is of them on average, 0 to 100.
    pub recognition_confidence: u8,
}

/// A page covered by images to this share is probably a scan.
const SCAN_PERCENT: u8 = 50;
/// A scan with fewer characters than this beside its images holds a fax header or a stamp, but
/// not the words of the scanned page.
const SCAN_CHARACTERS: u32 = 300;
/// A page without text but with this many curved shapes probably shows letters turned into
/// drawings.
const DRAWN_LETTERS: u32 = 60;
/// Recognition less sure than this has probably misread words that matter.
const LEAST_CONFIDENCE: u8 = 60;

impl PageCoverage {
    /// Returns whether the page's images probably hold words that are not in its text.
    pub fn lacks_text(&self) -> bool {
        if self.images_are_blank {
            return false;
        }
        if self.recognized_words > 0 {
            return self.recognition_confidence < LEAST_CONFIDENCE;
        }
        let is_scan = self.image_percent >= SCAN_PERCENT && self.characters < SCAN_CHARACTERS;
        let is_empty = self.characters == 0 && (self.images > 0 || self.shapes >= DRAWN_LETTERS);
        self.images > 0 && is_scan || is_empty
    }
}

/// A file's pages, each with its map between bytes and characters. Made once for a file, it lets
/// many notes be cut from one long page without that page being counted again for each.
#[derive(Clone)]
pub struct PageMaps<'p>(Vec<(u32, CharMap<'p>)>);

impl<'p> PageMaps<'p> {
    /// Maps the pages.
    pub fn new(pages: &'p [Page]) -> Self {
        Self(
            pages
                .iter()
                .map(|page| (page.number, CharMap::new(page.text.as_str())))
                .collect(),
        )
    }

    /// Returns the map of the page of a number.
    pub fn get(&self, number: u32) -> Option<&CharMap<'p>> {
        let is_it = |(page, _): &&(u32, CharMap<'p>)| *page == number;
        let in_order = (number as usize).checked_sub(1);
        in_order
            .and_then(|place| self.0.get(place))
            .filter(is_it)
            .or_else(|| self.0.iter().find(is_it))
            .map(|(_, map)| map)
    }

    /// Returns the text of a span; a page that is not there has none.
    pub fn slice(&self, span: &Span) -> &'p str {
        self.get(span.page)
            .map_or("", |map| map.slice(span.start, span.end))
    }
}

impl fmt::Debug for PageMaps<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PageMaps({} pages)", self.0.len())
    }
}
