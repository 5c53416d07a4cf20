//! Turns rich text (RTF) into pages of text: what is shown when it is printed. Hidden passages,
//! tracked deletions and comments are no part of it; that they were there is said.

mod fonts;
mod lexer;
mod reader;
mod sink;
#[cfg(test)]
mod tests;
mod words;

use super::beside::{Beside, say_damaged};
use super::{DocumentPlace, DocumentText};
use crate::problem::{Problem, ProblemKind};
use crate::read::FileKind;
use reader::Reader;

/// Returns the pages of a document of rich text.
pub(crate) fn read_pages(place: &DocumentPlace<'_>, bytes: &[u8]) -> DocumentText {
    let (flow, account) = Reader::new().read(bytes);
    let overflowed = flow.overflowed();
    let mut document = DocumentText {
        kind: FileKind::Rtf,
        pages: flow.into_pages(place.first_page),
        problems: Vec::new(),
    };
    if account.damaged || overflowed {
        say_damaged(
            place,
            "rich text document",
            overflowed,
            &mut document.problems,
        );
    }
    Beside {
        deletions: account.deletions,
        hidden: account.hidden,
        comments: account.comments,
        documents: account.objects,
    }
    .say(place, "rich text document", &mut document.problems);
    super::report_blank_pages(place.file, &document.pages, &mut document.problems);
    if document.pages.is_empty() && !overflowed {
        document.problems.push(Problem::file(
            place.file,
            ProblemKind::EmptyFile,
            "the rich text document holds no words; export the document again or remove the file",
        ));
    }
    document
}
