//! Turns decoded plain text into pages. It does not decode bytes.

use crate::problem::{Problem, ProblemKind};
use crate::read::{FileContent, FileKind, note};
use crate::text::{FileId, Page};

/// Reads a text file. Form feeds part pages; `name` may hold a date or a document kind.
pub fn read_text(file: FileId, name: &str, text: &str) -> FileContent {
    let mut content = FileContent::empty(FileKind::Text);
    if text.trim().is_empty() {
        content.problems.push(Problem::file(
            file,
            ProblemKind::EmptyFile,
            "the text file holds no words; export the document again or remove the file",
        ));
        return content;
    }
    content.pages = pages_of(text);
    content.notes = note::from_pages(file, name, &content.pages, &mut content.problems);
    content
}

/// Parts a text at its form feeds. A form feed at the very end makes no page of its own.
pub(crate) fn pages_of(text: &str) -> Vec<Page> {
    let mut parts: Vec<&str> = text.split('\u{c}').collect();
    if parts.len() > 1 && parts.last().is_some_and(|part| part.trim().is_empty()) {
        parts.pop();
    }
    parts
        .into_iter()
        .enumerate()
        .map(|(index, part)| {
            Page::plain(
                u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1),
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
            pages_of(text)
                .iter()
                .map(|page| page.number)
                .collect::<Vec<_>>()
        };
        assert_eq!(numbers("one"), [1]);
        assert_eq!(numbers("one\u{c}two\u{c}\n"), [1, 2]);
    }

    #[test]
    fn an_empty_file_is_a_problem() {
        let content = read_text(FileId(0), "a.txt", " \n");
        assert_eq!(
            content.problems.first().map(|problem| problem.kind),
            Some(ProblemKind::EmptyFile)
        );
    }
}
