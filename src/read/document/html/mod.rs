//! Turns HTML pages, and pieces of them, into pages of text: what a browser shows, in reading
//! order. Nothing that a page refers to is fetched.

mod guard;
mod style;
#[cfg(test)]
mod tests;
mod walk;

use super::beside::Beside;
use super::{DocumentPlace, DocumentText};
use crate::problem::{Problem, ProblemKind};
use crate::read::FileKind;
use scraper::Html;

/// Returns the pages of an HTML page.
pub(crate) fn read_pages(place: &DocumentPlace<'_>, text: &str) -> DocumentText {
    let mut document = DocumentText {
        kind: FileKind::Html,
        pages: Vec::new(),
        problems: Vec::new(),
    };
    if guard::is_too_costly(text) {
        document.problems.push(Problem::file(
            place.file,
            ProblemKind::Unreadable,
            "the HTML page is longer or nested deeper than any chart, so it was not read; split \
             it or export the chart as PDF",
        ));
        return document;
    }
    let html = Html::parse_document(text);
    let (flow, beside) = walk::read(&html);
    let overflowed = flow.overflowed();
    document.pages = flow.into_pages(place.first_page);
    if overflowed {
        super::beside::say_damaged(place, "HTML page", true, &mut document.problems);
    }
    Beside::say(beside, place, "HTML page", &mut document.problems);
    super::report_blank_pages(place.file, &document.pages, &mut document.problems);
    if document.pages.is_empty() && !overflowed {
        document.problems.push(Problem::file(
            place.file,
            ProblemKind::EmptyFile,
            "the HTML page shows no words; export the document again or remove the file",
        ));
    }
    document
}
