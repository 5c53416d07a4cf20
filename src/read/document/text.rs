//! Turns decoded plain text into pages. It does not decode bytes.

use super::{DocumentPlace, DocumentText};
use crate::problem::{Problem, ProblemKind};
use crate::read::FileKind;
use crate::text::Page;

/// Returns the pages of a text file. Form feeds part them.
pub(crate) fn read_pages(place: &DocumentPlace<'_>, text: &str) -> DocumentText {
    let mut document = DocumentText {
        kind: FileKind::Text,
        pages: Vec::new(),
        problems: Vec::new(),
    };
    if text.trim().is_empty() {
        document.problems.push(Problem::file(
            place.file,
            ProblemKind::EmptyFile,
            "the text file holds no words; export the document again or remove the file",
        ));
        return document;
    }
    document.pages = pages_of(text, place.first_page);
    document
}

/// Parts a text at its form feeds. A form feed at the very end makes no page of its own.
pub(crate) fn pages_of(text: &str, first: u32) -> Vec<Page> {
    let mut parts: Vec<&str> = text.split('\u{c}').collect();
    if parts.len() > 1 && parts.last().is_some_and(|part| part.trim().is_empty()) {
        parts.pop();
    }
    parts
        .into_iter()
        .enumerate()
        .map(|(index, part)| {
            Page::plain(
                u32::try_from(index)
                    .unwrap_or(u32::MAX)
                    .saturating_add(first),
                part,
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_feeds_part_pages() {
        let numbers = |text| {
            pages_of(text, 1)
                .iter()
                .map(|page| page.number)
                .collect::<Vec<_>>()
        };
        assert_eq!(numbers("one"), [1]);
        assert_eq!(numbers("one\u{c}two\u{c}\n"), [1, 2]);
    }

    #[test]
    fn an_empty_file_is_a_problem() {
        let options = crate::read::ReadOptions::default();
        let place = DocumentPlace::whole(crate::text::FileId(0), &options);
        let document = read_pages(&place, " \n");
        assert_eq!(
            document.problems.first().map(|problem| problem.kind),
            Some(ProblemKind::EmptyFile)
        );
    }
}
