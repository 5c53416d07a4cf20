//! Reports pages of documents without geometry that hold pictures and no words.

use crate::problem::{Problem, ProblemKind};
use crate::text::{FileId, Page, Span};

/// Reports each page that shows pictures and holds no text. Pages without either are not made.
pub(super) fn report_blank_pages(file: FileId, pages: &[Page], problems: &mut Vec<Problem>) {
    for page in pages {
        if page.coverage.images > 0 && page.text.as_str().trim().is_empty() {
            problems.push(Problem::at(
                Span::new(file, page.number, 0, 0),
                ProblemKind::PageWithoutText,
                format!(
                    "page {} shows pictures and holds no text, probably a scan: save the \
                     document as PDF, run text recognition (OCR) on it and read the PDF",
                    page.number
                ),
            ));
        } else if page.coverage.unreadable_glyphs > 0 {
            problems.push(Problem::at(
                Span::new(file, page.number, 0, 0),
                ProblemKind::PageDamaged,
                format!(
                    "characters on page {} that nobody can tell: {} (of a symbol font that is not \
                     known, or damaged); compare with the original",
                    page.number, page.coverage.unreadable_glyphs
                ),
            ));
        }
    }
}
