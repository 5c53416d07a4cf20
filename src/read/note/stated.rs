//! Reads a note whose text stands in cells of a table and whose header stands in others.

use super::split::Part;
use super::view::{Document, NoteView};
use super::when::{self, FoundTime};
use super::{credential, read_note, report, spans, time};
use crate::model::{
    AttendanceStatement, Credential, LevelOfCare, Note, NoteKind, PatientIdentity, ServiceDate,
    ServiceTime, Signature, TimeBasis,
};
use crate::problem::Problem;
use crate::text::{FileId, Located, Span};

/// What stands beside a note's text, by which the text is read; empty for all notes that have
/// their header in themselves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stated {
    /// The kind of note or service.
    pub(crate) title: Option<Located<String>>,
    /// The kind and the place of the title, as a reader has told already.
    pub(crate) kind: Option<(NoteKind, Option<Span>)>,
    /// What the name of the note's sheet says of its kind, where nothing nearer does.
    pub(crate) sheet_kind: Option<NoteKind>,
    /// Who it is about.
    pub(crate) patient: PatientIdentity,
    /// The date of service.
    pub(crate) date: Option<Located<ServiceDate>>,
    /// The level of care.
    pub(crate) level: Option<Located<LevelOfCare>>,
    /// When the service began and ended, as written, and where both stand.
    pub(crate) times: Option<(String, String, Span)>,
    /// When it began and ended, as a reader has told already.
    pub(crate) own_time: Option<ServiceTime>,
    /// How long it took.
    pub(crate) minutes: Option<Located<u32>>,
    /// How many took part in the group.
    pub(crate) participants: Option<Located<u32>>,
    /// Who wrote it.
    pub(crate) author: Option<Located<String>>,
    /// The author's credential.
    pub(crate) credential: Option<Located<Credential>>,
    /// The author's signature.
    pub(crate) signature: Option<Signature>,
    /// The second signature.
    pub(crate) cosignature: Option<Signature>,
    /// That the patient did not come.
    pub(crate) missed: Option<Located<AttendanceStatement>>,
}

impl Stated {
    /// Returns the time that the cells state for a note of a kind.
    pub(super) fn time(&self, kind: NoteKind) -> Option<ServiceTime> {
        if self.own_time.is_some() {
            return self.own_time;
        }
        let stated = self.minutes;
        if let Some((from, to, span)) = &self.times
            && let (Some(from), Some(to)) = (only_time(from), only_time(to))
            && let Some((start, stop, minutes)) = time::between(&from, &to, kind)
        {
            return Some(ServiceTime {
                start: Some(start),
                stop: Some(stop),
                minutes,
                stated_minutes: stated.map(|stated| stated.value),
                basis: TimeBasis::StartStop,
                sessions: 0,
                span: *span,
            });
        }
        stated.map(|stated| ServiceTime {
            start: None,
            stop: None,
            minutes: stated.value,
            stated_minutes: None,
            basis: TimeBasis::Duration,
            sessions: 0,
            span: stated.span,
        })
    }
}

fn only_time(text: &str) -> Option<FoundTime> {
    match when::find_labelled_times(text).as_slice() {
        [time] => Some(*time),
        _ => None,
    }
}

/// A cell with a note's text, or with the heading of the next.
pub(crate) struct NoteCell<'t> {
    /// The page that the table is.
    pub(crate) page: u32,
    /// The character of the page at which the text begins.
    pub(crate) start: u32,
    /// The text as it stands on the page.
    pub(crate) text: &'t str,
    /// Whether it only names what follows.
    pub(crate) is_heading: bool,
}

/// Reads the note of some cells; `None` when they hold no text. What cannot be told is added to
/// the problems.
pub(crate) fn from_cells(
    file: FileId,
    cells: &[NoteCell<'_>],
    stated: &Stated,
    ordinal: u32,
    problems: &mut Vec<Problem>,
) -> Option<Note> {
    let parts = cells.iter().map(|cell| (cell.page, cell.start, cell.text));
    let document = Document::of_parts(file, parts);
    let part = Part {
        lines: 0..document.lines.len(),
        confidence: 99,
        unclear: Vec::new(),
    };
    let view: NoteView<'_> = document.view(part.lines.clone());
    let spans = match cells {
        [_] => spans(&view),
        // Between the parts stand other cells and other notes.
        cells => cells.iter().map(|cell| place(file, cell)).collect(),
    };
    if spans.is_empty() {
        return None;
    }
    let note = read_note(&view, &part, spans, ordinal, stated);
    report(&note, problems);
    Some(note)
}

fn place(file: FileId, cell: &NoteCell<'_>) -> Span {
    let length = u32::try_from(cell.text.chars().count()).unwrap_or(u32::MAX);
    let end = cell.start.saturating_add(length);
    Span::new(file, cell.page, cell.start, end)
}

/// Reads a person as a column names one, `Roe, Ann, LCSW` or `Ann Roe LCSW`: the name, and the
/// credential behind it.
pub(crate) fn person(text: &str, span: Span) -> (Located<String>, Option<Located<Credential>>) {
    let read = credential::read_person(text);
    let Some(person) = read else {
        return (Located::new(text.to_owned(), span), None);
    };
    let credential = person.credential;
    let name = match &credential {
        Some(_) => text.get(person.name).unwrap_or(text),
        None => text,
    };
    let credential = credential.map(|(credential, _)| Located::new(credential, span));
    (Located::new(name.trim().to_owned(), span), credential)
}

/// Reads a credential that has a column of its own.
pub(crate) fn credential(text: &str, span: Span) -> Option<Located<Credential>> {
    let class = super::super::credential_class(text)?;
    let text = text.trim().to_owned();
    Some(Located::new(Credential { text, class }, span))
}
