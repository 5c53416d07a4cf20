//! What a reader may be told from outside: passwords, column names, help with pictures of text.

use super::table::ColumnMap;
use std::fmt;
use std::sync::Arc;

/// What the user told about the files to read. The default knows nothing and reads all the same.
#[derive(Clone, Default)]
pub struct ReadOptions {
    /// Passwords tried on encrypted PDFs, after the empty one.
    pub pdf_passwords: Vec<String>,
    /// Names of table columns beyond those that the program knows.
    pub columns: ColumnMap,
    /// Reads text off pictures of pages; `None` leaves such pages unread.
    pub picture_reader: Option<Arc<dyn PictureReader>>,
}

impl fmt::Debug for ReadOptions {
    // Passwords never reach a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ReadOptions")
            .field("pdf_passwords", &self.pdf_passwords.len())
            .field("picture_reader", &self.picture_reader.is_some())
            .finish_non_exhaustive()
    }
}

/// Reads the text off a picture of a page (OCR). Readers only ask; who answers stands above them.
pub trait PictureReader: Send + Sync {
    /// Returns the words of a picture in reading order, or why there are none.
    fn read_picture(&self, picture: &Picture) -> Result<Vec<PictureWord>, String>;
}

/// A page drawn in shades of grey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Dots per inch.
    pub resolution: u32,
    /// One byte a pixel, row by row from the top; 255 is white.
    pub shades: Vec<u8>,
}

impl Picture {
    /// Returns the share of its pixels that are dark.
    pub fn ink(&self) -> f64 {
        let dark = self.shades.iter().filter(|shade| **shade < 160).count();
        dark as f64 / self.shades.len().max(1) as f64
    }
}

/// One word read off a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureWord {
    /// The word.
    pub text: String,
    /// Number of its line, counted over the whole picture; words of one line share it.
    pub line: u32,
    /// Left edge in pixels.
    pub left: u32,
    /// Upper edge in pixels, from the top.
    pub top: u32,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// How sure the reading is, 0 to 100.
    pub confidence: u8,
}
