//! Gives the pages of a file as lines with their places. It knows nothing of what they say.

use super::guards::{Cues, Guard, Guards};
use crate::text::{FileId, Page, Span, bytes};
use std::ops::Range;

/// One line of a page, without its line break.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'t> {
    /// The page number.
    pub(crate) page: u32,
    /// The character at which the line begins on its page.
    pub(crate) start: u32,
    /// The line.
    pub(crate) text: &'t str,
    /// Whether this is a running header or footer.
    pub(crate) furniture: bool,
    /// Whether this is the first line of its page that holds anything.
    pub(crate) top: bool,
    /// Whether it holds nothing.
    blank: bool,
    /// Whether wide gaps, tabs or bars may part it into columns.
    pub(crate) is_parted: bool,
    is_ascii: bool,
    guards: Guards,
}

impl Line<'_> {
    /// Returns whether the line holds nothing.
    pub(crate) fn is_blank(&self) -> bool {
        self.blank
    }

    /// Returns whether all its characters are ASCII.
    pub(crate) fn is_ascii(&self) -> bool {
        self.is_ascii
    }

    /// Returns whether the line may hold something, by its words.
    pub(crate) fn may(&self, guard: Guard) -> bool {
        self.guards.may(guard)
    }

    /// Returns the cues of remarks that the line holds.
    pub(crate) fn cues(&self) -> Cues {
        self.guards.cues()
    }

    /// Returns those among the cues that may be of a remark.
    pub(crate) fn told_cues(&self) -> Cues {
        self.guards.told_cues()
    }

    /// Returns the number of words.
    pub(crate) fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }

    /// Returns the place of some bytes of the line; bytes inside a character count as its start.
    pub(crate) fn span(&self, file: FileId, bytes: Range<usize>) -> Span {
        let count = |to: usize| {
            self.text
                .char_indices()
                .take_while(|(at, _)| *at < to)
                .count() as u32
        };
        let (start, end) = if self.is_ascii {
            (
                bytes.start.min(self.text.len()) as u32,
                bytes.end.min(self.text.len()) as u32,
            )
        } else {
            (count(bytes.start), count(bytes.end))
        };
        Span::new(file, self.page, self.start + start, self.start + end)
    }

    /// Returns the place of the line without the white space around it.
    pub(crate) fn trimmed_span(&self, file: FileId) -> Span {
        let start = self.text.len() - self.text.trim_start().len();
        self.span(file, start..start + self.text.trim().len())
    }
}

/// Returns the lines of all pages in order.
pub(crate) fn lines_of(pages: &[Page]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for page in pages {
        add_lines(&mut lines, page.number, 0, page.text.as_str());
    }
    lines
}

/// Adds the lines of a text that begins at a character of a page.
pub(crate) fn add_lines<'t>(lines: &mut Vec<Line<'t>>, page: u32, mut start: u32, text: &'t str) {
    let mut top_seen = false;
    for text in text.split('\n') {
        let is_ascii = text.is_ascii();
        let characters = match is_ascii {
            true => text.len(),
            false => text.chars().count(),
        } as u32;
        let shown = text.strip_suffix('\r').unwrap_or(text);
        let blank = shown.trim().is_empty();
        let top = !top_seen && !blank;
        top_seen |= top;
        lines.push(Line {
            page,
            start,
            text: shown,
            furniture: false,
            top,
            blank,
            is_parted: is_parted(shown),
            is_ascii,
            guards: Guards::of(shown),
        });
        start += characters + 1;
    }
}

fn is_parted(text: &str) -> bool {
    let all = text.as_bytes();
    // Bytes with those behind them, all of which are compared at once.
    let pairs = all.iter().zip(all.iter().skip(1));
    let gaps = pairs.map(|(&one, &next)| (one == b' ') & (next == b' '));
    bytes::any(all, |byte| (byte == b'\t') | (byte == b'|'))
        || gaps.fold(false, |found, gap| found | gap)
}
