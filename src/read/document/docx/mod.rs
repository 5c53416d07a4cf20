//! Turns Word documents (DOCX, and templates and macro documents of the same make) into pages of
//! text: what a reader of the printed document sees, in reading order.
//!
//! Tracked deletions, hidden passages and comments are no part of the text; that they were there
//! is said. Pages end where the author or the last printing ended them.

mod body;
mod forms;
mod numbering;
mod package;
mod sections;
#[cfg(test)]
mod tests;

use super::beside::{Beside, say_damaged};
use super::{DocumentPlace, DocumentText};
use crate::problem::{Problem, ProblemKind};
use crate::read::FileKind;
use body::{Body, NoteKind, SectionText, Shared};
use numbering::{Numbering, Styles};
use package::{Package, Relation, Trouble};
use std::collections::BTreeMap;

/// Returns the pages of a Word document.
pub(crate) fn read_pages(place: &DocumentPlace<'_>, bytes: &[u8]) -> DocumentText {
    let mut document = DocumentText {
        kind: FileKind::Docx,
        pages: Vec::new(),
        problems: Vec::new(),
    };
    let mut refuse = |kind, sentence: &str| {
        document
            .problems
            .push(Problem::file(place.file, kind, sentence));
    };
    let Some(mut package) = Package::open(bytes) else {
        refuse(
            ProblemKind::Unreadable,
            "the Word document is damaged (its zip directory cannot be read); open it in Word, \
             let Word repair it and save it again",
        );
        return document;
    };
    let main = main_part(&mut package);
    let Some(xml) = package.part(&main) else {
        let (kind, sentence) = unopened(package.trouble);
        refuse(kind, sentence);
        return document;
    };
    let relations = package.relations(&main);
    let shared = read_shared(place, &mut package, &relations, &xml);
    let mut body = Body::new(&shared);
    body.read(&xml);
    drop(xml);
    let left_out = body.left_out;
    let damaged = body.damaged || package.trouble.is_some();
    let overflowed = body.flow.overflowed();
    document.pages = body.flow.into_pages(place.first_page);
    if damaged || overflowed {
        say_damaged(place, "Word document", overflowed, &mut document.problems);
    }
    Beside {
        deletions: left_out.deletions,
        hidden: left_out.hidden,
        comments: left_out.comments,
        documents: left_out.references + package.count_in("word/embeddings"),
    }
    .say(place, "Word document", &mut document.problems);
    let signatures = package.count_in("_xmlsignatures").saturating_sub(1);
    if signatures > 0 {
        document.problems.push(Problem::file(
            place.file,
            ProblemKind::LeftOut,
            "the Word document carries a digital signature, which was not checked; look at it in \
             Word (File, Info, View Signatures)",
        ));
    }
    super::report_blank_pages(place.file, &document.pages, &mut document.problems);
    if document.pages.is_empty() && !overflowed {
        document.problems.push(Problem::file(
            place.file,
            ProblemKind::EmptyFile,
            "the Word document holds no words; export the document again or remove the file",
        ));
    }
    document
}

fn unopened(trouble: Option<Trouble>) -> (ProblemKind, &'static str) {
    match trouble {
        Some(Trouble::TooLarge) => (
            ProblemKind::Unreadable,
            "the Word document unpacks to more than 128 MB of text, which no chart holds; split \
             it or export it as PDF",
        ),
        Some(Trouble::Encrypted) => (
            ProblemKind::Encrypted,
            "the Word document's text is encrypted; open it in Word and save a copy without a \
             password",
        ),
        Some(Trouble::Damaged) => (
            ProblemKind::Unreadable,
            "the Word document's text is damaged and could not be unpacked; open it in Word, let \
             Word repair it and save it again",
        ),
        None => (
            ProblemKind::Unreadable,
            "the Word document has no text part; open it in Word and save it again",
        ),
    }
}

/// Returns the name of the part that holds the text.
fn main_part(package: &mut Package<'_>) -> String {
    let relations = package.relations("");
    relations
        .into_values()
        .find(|relation| relation.kind == "officeDocument")
        .and_then(|relation| relation.target)
        .unwrap_or_else(|| "word/document.xml".to_owned())
}

/// Reads what the body needs: lists, styles, notes, headers, documents to be merged in.
fn read_shared(
    place: &DocumentPlace<'_>,
    package: &mut Package<'_>,
    relations: &BTreeMap<String, Relation>,
    xml: &str,
) -> Shared {
    let mut shared = Shared::default();
    if let Some(numbering) = part_of(package, relations, "numbering") {
        shared.numbering = Numbering::read(&numbering);
    }
    if let Some(styles) = part_of(package, relations, "styles") {
        shared.styles = Styles::read(&styles);
    }
    for (kind, name) in [(NoteKind::Foot, "footnotes"), (NoteKind::End, "endnotes")] {
        let Some(notes) = part_of(package, relations, name) else {
            continue;
        };
        let mut body = Body::new(&shared);
        body.read(&notes);
        let notes = body.notes;
        for (id, lines) in notes {
            shared.notes.insert((kind, id), lines);
        }
    }
    for (id, relation) in relations {
        if relation.kind != "aFChunk" {
            continue;
        }
        let bytes = relation
            .target
            .as_ref()
            .and_then(|target| package.bytes(target));
        let lines = bytes.and_then(|bytes| imported_lines(place, &bytes));
        shared
            .imported
            .extend(lines.map(|lines| (id.clone(), lines)));
    }
    let even_differs = part_of(package, relations, "settings")
        .is_some_and(|settings| settings.contains("evenAndOddHeaders"));
    let mut last: (Vec<String>, Vec<String>) = Default::default();
    let mut read = BTreeMap::new();
    for section in sections::read(xml) {
        let mut lines_of = |ids: Vec<&str>, last: &mut Vec<String>| {
            let mut lines: Vec<String> = Vec::new();
            for id in ids {
                let own: &Vec<String> = read.entry(id.to_owned()).or_insert_with(|| {
                    let target = relations.get(id).and_then(|found| found.target.as_ref());
                    let text = target.and_then(|target| package.part(target));
                    text.map_or_else(Vec::new, |text| {
                        let mut body = Body::new(&shared);
                        body.read(&text);
                        body.flow.into_lines()
                    })
                });
                // The first page's header usually repeats lines of the others.
                lines.extend(
                    own.iter()
                        .filter(|line| !lines.contains(line))
                        .cloned()
                        .collect::<Vec<_>>(),
                );
            }
            // A section without a header of its own shows the one before it, which is written.
            if lines.is_empty() || lines == *last {
                return Vec::new();
            }
            last.clone_from(&lines);
            lines
        };
        let header = lines_of(section.shown(&section.headers, even_differs), &mut last.0);
        let footer = lines_of(section.shown(&section.footers, even_differs), &mut last.1);
        shared.sections.push(SectionText {
            header,
            footer,
            is_continuous: section.is_continuous,
        });
    }
    shared
}

/// Returns the text of the first part of a kind.
fn part_of(
    package: &mut Package<'_>,
    relations: &BTreeMap<String, Relation>,
    kind: &str,
) -> Option<String> {
    let relation = relations.values().find(|found| found.kind == kind)?;
    package.part(relation.target.as_ref()?)
}

/// Returns the lines of a document that Word merges in when it opens this one.
fn imported_lines(place: &DocumentPlace<'_>, bytes: &[u8]) -> Option<Vec<String>> {
    let document = super::read_attached(&place.attachment(1)?, bytes);
    let pages = document.pages;
    (!pages.is_empty()).then(|| {
        let texts = pages.iter().flat_map(|page| page.text.as_str().lines());
        texts.map(str::to_owned).collect()
    })
}
