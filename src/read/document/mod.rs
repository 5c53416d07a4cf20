//! Turns documents into pages of text and the notes on them. Each format has one reader of
//! pages; what a document within a document holds is read by the same readers.

mod attached;
mod beside;
mod blank;
pub(crate) mod ccda;
pub(crate) mod coded;
pub(crate) mod docx;
mod flow;
pub(crate) mod furniture;
pub(crate) mod headed;
pub(crate) mod html;
pub mod pdf;
pub(crate) mod rows;
pub(crate) mod rtf;
mod source;
mod symbols;
pub mod text;
pub(crate) mod when;

pub(crate) use attached::read_attached;
use blank::report_blank_pages;
pub(crate) use flow::PICTURE;
pub(crate) use source::{DocumentPlace, DocumentText, PartText};

use super::{FileContent, FileKind, ReadOptions, note};
use crate::model::{Note, NoteKind};
use crate::problem::ProblemKind;
use crate::text::{FileId, NoteText, Page};

/// Reads a PDF and the notes in it. `name` is its path, which may hold a date or a document kind.
pub fn read_pdf(file: FileId, name: &str, bytes: &[u8], options: &ReadOptions) -> FileContent {
    let parts = pdf::read_parts(&DocumentPlace::whole(file, options), bytes);
    let mut content = FileContent::empty(FileKind::Pdf);
    let parts = parts.into_iter().map(PartText::of).collect();
    add_parts(&mut content, file, name, parts);
    content
}

/// Reads a Word document and the notes in it.
pub fn read_docx(file: FileId, name: &str, bytes: &[u8], options: &ReadOptions) -> FileContent {
    with_notes(
        file,
        name,
        docx::read_pages(&DocumentPlace::whole(file, options), bytes),
    )
}

/// Reads rich text and the notes in it.
pub fn read_rtf(file: FileId, name: &str, bytes: &[u8], options: &ReadOptions) -> FileContent {
    with_notes(
        file,
        name,
        rtf::read_pages(&DocumentPlace::whole(file, options), bytes),
    )
}

/// Reads an HTML page and the notes in it.
pub fn read_html(file: FileId, name: &str, text: &str, options: &ReadOptions) -> FileContent {
    with_notes(
        file,
        name,
        html::read_pages(&DocumentPlace::whole(file, options), text),
    )
}

/// Reads a PDF's pages alone, without looking for notes on them.
pub fn pdf_pages(file: FileId, bytes: &[u8], options: &ReadOptions) -> Vec<Page> {
    pdf::read_pages(&DocumentPlace::whole(file, options), bytes).pages
}

/// Reads a text file and the notes in it.
pub fn read_text(file: FileId, name: &str, text: &str, options: &ReadOptions) -> FileContent {
    with_notes(
        file,
        name,
        text::read_pages(&DocumentPlace::whole(file, options), text),
    )
}

/// Finds the notes on a document's pages.
pub(crate) fn with_notes(file: FileId, name: &str, document: DocumentText) -> FileContent {
    let mut content = FileContent::empty(document.kind);
    content.pages = document.pages;
    content.problems = document.problems;
    if content
        .pages
        .iter()
        .any(|page| !page.text.as_str().trim().is_empty())
    {
        content.notes = note::from_pages(file, name, &content.pages, &mut content.problems);
    }
    content
}

/// Reads a C-CDA and the notes in it.
pub(crate) fn read_ccda(
    file: FileId,
    name: &str,
    text: &str,
    options: &ReadOptions,
) -> FileContent {
    let parts = ccda::read_parts(&DocumentPlace::whole(file, options), text);
    let mut content = FileContent::empty(FileKind::Ccda);
    add_parts(&mut content, file, name, parts);
    content
}

/// Adds a file's documents, each with the notes on its own pages, so that two documents never
/// merge into one note. `name` is the file's path, which speaks for a document that stands alone.
pub(crate) fn add_parts(content: &mut FileContent, file: FileId, name: &str, parts: Vec<PartText>) {
    let alone = parts.len() == 1 && content.pages.is_empty();
    for part in parts {
        let pages = part.text.pages;
        content.problems.extend(part.text.problems);
        let has_text = |page: &Page| !page.text.as_str().trim().is_empty();
        if pages.iter().any(has_text) {
            let name = if alone { name } else { "" };
            let mut problems = Vec::new();
            let notes = note::from_pages(file, name, &pages, &mut problems);
            if part.patient.is_some() {
                problems.retain(|problem| problem.kind != ProblemKind::NoPatient);
            }
            content.problems.append(&mut problems);
            for mut note in notes {
                note.kind = part
                    .kind
                    .or_else(|| kind_of_head(&note, &part.head))
                    .unwrap_or(note.kind);
                if let Some(patient) = &part.patient {
                    note.patient = patient.clone().into();
                }
                note.ordinal = u32::try_from(content.notes.len()).unwrap_or(u32::MAX);
                content.notes.push(note);
            }
        }
        content.pages.extend(pages);
    }
}

/// Returns the kind that a document's head names, where the note's was read off the title of a
/// section: every progress note has a plan and vital signs, and is neither.
fn kind_of_head(note: &Note, head: &NoteText) -> Option<NoteKind> {
    let names_a_section = matches!(
        note.kind,
        NoteKind::TreatmentPlan
            | NoteKind::PlanReview
            | NoteKind::Flowsheet
            | NoteKind::MedicationRecord
            | NoteKind::LabResult
            | NoteKind::Order
            | NoteKind::Assessment
            | NoteKind::HistoryAndPhysical
            | NoteKind::DischargeSummary
            | NoteKind::CaseManagement
            | NoteKind::Contact
            | NoteKind::Administrative
    );
    let length = u32::try_from(head.as_str().chars().count()).unwrap_or(u32::MAX);
    // Of several notes in one document only the first stands under the head.
    let is_first = note.place().start < length;
    let in_body = note
        .title
        .is_some_and(|title| title.page > note.place().page || title.start >= length);
    if !is_first || !names_a_section || !in_body {
        return None;
    }
    let page = [Page::plain(1, head.as_str())];
    let told = note::from_pages(note.file, "", &page, &mut Vec::new());
    Some(told.first().map_or(NoteKind::Unknown, |note| note.kind))
}
