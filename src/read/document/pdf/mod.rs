//! Turns PDF bytes into pages of text with a box per word. Reading glyphs, and nothing else, is
//! left to a library behind `GlyphSource`; grouping them into words, lines and columns is ours.

mod hayro;
mod layout;

#[cfg(test)]
mod tests;

use super::{DocumentPlace, DocumentText};
use crate::problem::{Problem, ProblemKind};
use crate::read::FileKind;
use crate::text::{FileId, NoteText, Page, PageCoverage, Span};

/// Most pages that are read of one file.
const MAX_PAGES: usize = 100_000;
/// Most glyphs that are read of one page; more is a drawing, or an attack.
const MAX_GLYPHS: usize = 200_000;

/// One drawn character, or several that one glyph stands for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    /// The characters.
    pub(crate) text: GlyphText,
    /// Where its pen begins, in unrotated page space.
    pub(crate) origin: (f32, f32),
    /// Where its pen ends.
    pub(crate) advance: (f32, f32),
    /// Its height over the baseline's direction, in points.
    pub(crate) size: f32,
}

/// The characters of a glyph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GlyphText {
    /// One character, by far the most common.
    One(char),
    /// Several, as of a ligature.
    Many(String),
}

/// What one page draws.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct PageGlyphs {
    /// The glyphs in the order they are drawn.
    pub(crate) glyphs: Vec<Glyph>,
    /// Degrees by which viewers turn the page clockwise: 0, 90, 180 or 270.
    pub(crate) rotation: u16,
    /// What was drawn but is not among the glyphs.
    pub(crate) coverage: PageCoverage,
    /// Whether the page holds more than could be read.
    pub(crate) damaged: bool,
}

/// Why a PDF could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpenFailure {
    /// It needs a password.
    Encrypted,
    /// It is damaged beyond repair.
    Damaged,
}

/// Reads the glyphs of a PDF's pages.
pub(crate) trait GlyphSource {
    /// Calls `each` with the glyphs of every page in order.
    fn read_pages(&self, bytes: &[u8], each: &mut dyn FnMut(PageGlyphs))
    -> Result<(), OpenFailure>;
}

/// Returns the pages of a PDF.
pub(crate) fn read_pages(place: &DocumentPlace<'_>, bytes: &[u8]) -> DocumentText {
    read_with(&hayro::Hayro, place, bytes)
}

fn read_with(source: &dyn GlyphSource, place: &DocumentPlace<'_>, bytes: &[u8]) -> DocumentText {
    let file = place.file;
    let mut document = DocumentText {
        kind: FileKind::Pdf,
        pages: Vec::new(),
        problems: Vec::new(),
    };
    let mut damaged = Vec::new();
    let mut each = |glyphs: PageGlyphs| {
        let number = u32::try_from(document.pages.len())
            .unwrap_or(u32::MAX)
            .saturating_add(place.first_page);
        let laid = layout::lay_out(&glyphs);
        if glyphs.damaged || laid.text.is_empty() && glyphs.coverage.unreadable_glyphs > 0 {
            damaged.push(number);
        }
        document.pages.push(Page {
            number,
            text: NoteText::new(laid.text),
            words: laid.words,
            coverage: glyphs.coverage,
        });
    };
    if let Err(failure) = source.read_pages(bytes, &mut each) {
        document.problems.push(unopened(file, failure));
        return document;
    }
    if document.pages.is_empty() {
        document.problems.push(unopened(file, OpenFailure::Damaged));
        return document;
    }
    if document.pages.len() >= MAX_PAGES {
        document.problems.push(Problem::file(
            file,
            ProblemKind::PageDamaged,
            format!("only the first {MAX_PAGES} pages were read; split the file"),
        ));
    }
    for (first, last) in runs(damaged) {
        document.problems.push(Problem::at(
            Span::new(file, first, 0, 0),
            ProblemKind::PageDamaged,
            format!(
                "{} drawn text that could not be turned into characters; compare with the \
                 original and export again from the record system",
                pages(first, last, "holds", "hold")
            ),
        ));
    }
    without_text(file, &document.pages, &mut document.problems);
    document
}

fn unopened(file: FileId, failure: OpenFailure) -> Problem {
    match failure {
        OpenFailure::Encrypted => Problem::file(
            file,
            ProblemKind::Encrypted,
            "the PDF needs a password; save a copy without one and run again",
        ),
        OpenFailure::Damaged => Problem::file(
            file,
            ProblemKind::Unreadable,
            "the PDF is damaged and no page could be read; export it again",
        ),
    }
}

/// Reports each run of pages that hold no text once, and says whether they hold images.
fn without_text(file: FileId, all: &[Page], problems: &mut Vec<Problem>) {
    let blank = |page: &&Page| page.text.as_str().trim().is_empty();
    let numbers = all.iter().filter(blank).map(|page| page.number).collect();
    for (first, last) in runs(numbers) {
        let images = all
            .iter()
            .filter(|page| (first..=last).contains(&page.number))
            .any(|page| page.coverage.images > 0);
        let advice = if images {
            "they show images, probably scans: run text recognition (OCR) on the file and read \
             it again"
        } else {
            "check that nothing is missing"
        };
        problems.push(Problem::at(
            Span::new(file, first, 0, 0),
            ProblemKind::PageWithoutText,
            format!("{} no text; {advice}", pages(first, last, "holds", "hold")),
        ));
    }
}

fn pages(first: u32, last: u32, one: &str, many: &str) -> String {
    if first == last {
        format!("page {first} {one}")
    } else {
        format!("pages {first}–{last} {many}")
    }
}

/// Returns the runs of consecutive numbers.
fn runs(numbers: Vec<u32>) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    runs
}
