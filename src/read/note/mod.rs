//! Parts pages into notes and reads each note's facts: kind, patient, dates, times, signatures,
//! attendance. It does not read what a note says of the patient's condition; scanning does.

pub(crate) mod addendum;
mod attendance;
mod away;
mod away_log;
pub(in crate::read) mod credential;
mod day_blocks;
mod dimensions;
mod film;
mod flowsheet;
mod guards;
mod identity_line;
pub(crate) mod kind;
pub(crate) mod labels;
mod level;
mod level_statement;
pub(crate) mod lines;
mod marks;
mod more_times;
mod pages;
mod participants;
mod patient;
mod plan;
mod remarks;
mod service_date;
pub(crate) mod signature;
pub(crate) mod split;
mod telehealth;
mod time;
mod view;
pub(crate) mod when;
mod whereabouts;
mod written_times;

#[cfg(test)]
mod tests;

use crate::model::{MissingPages, Note, NoteBody, NoteKind, Signature, SignatureState, Sketch};
use crate::problem::{Problem, ProblemKind};
use crate::text::{FileId, Page, Span, bytes};
use split::Part;
use view::{Document, NoteView};

/// Most lines of one file that notes are looked for on, some forty thousand pages of a chart.
const MAX_LINES: usize = 2_000_000;

/// Returns the notes on a file's pages, in order, and adds what could not be told to the
/// problems. `name` is the file's path, which may hold a date or a document kind.
///
/// Mentions and sketches are left empty: scanning fills them.
pub fn from_pages(
    file: FileId,
    name: &str,
    pages: &[Page],
    problems: &mut Vec<Problem>,
) -> Vec<Note> {
    let lines = |page: &Page| bytes::count(page.text.as_str().as_bytes(), |byte| byte == b'\n');
    if pages.iter().map(lines).sum::<usize>() > MAX_LINES {
        problems.push(Problem::file(
            file,
            ProblemKind::Unreadable,
            format!(
                "the file holds more than {MAX_LINES} lines, which no chart does, so no note was \
                 looked for; split it and read the parts"
            ),
        ));
        return Vec::new();
    }
    let document = Document::new(file, name, pages);
    let mut notes: Vec<Note> = split::split(&document)
        .into_iter()
        .filter_map(|part| {
            let view = document.view(part.lines.clone());
            let spans = spans(&view);
            (!spans.is_empty()).then_some((part, view, spans))
        })
        .enumerate()
        .map(|(ordinal, (part, view, spans))| {
            let ordinal = u32::try_from(ordinal).unwrap_or(u32::MAX);
            read_note(&view, &part, spans, ordinal)
        })
        .collect();
    share_identity(&mut notes);
    let missing = pages::check(&document, problems);
    give_missing_pages(&mut notes, missing);
    for note in &notes {
        report(note, problems);
    }
    notes
}

/// Gives notes that name nobody the one patient whom all the file's other notes name: a chart
/// states its patient on the cover and not on every sheet.
fn share_identity(notes: &mut [Note]) {
    let key = |note: &Note| {
        let mrn = note
            .patient
            .mrn
            .as_ref()
            .map(|mrn| mrn.value.to_lowercase());
        mrn.or_else(|| note.patient.name.as_ref().map(|name| name.value.key()))
    };
    let mut known = notes.iter().filter(|note| !note.patient.is_empty());
    let Some(first) = known.next() else { return };
    let wanted = key(first);
    if wanted.is_none() || !known.all(|note| key(note) == wanted) {
        return;
    }
    let patient = first.patient.clone();
    for note in notes.iter_mut().filter(|note| note.patient.is_empty()) {
        // A birth date of its own must not contradict.
        let conflict = note
            .patient
            .birth_date
            .as_ref()
            .zip(patient.birth_date.as_ref());
        if conflict.is_none_or(|(own, other)| own.value == other.value) {
            note.patient = patient.clone();
        }
    }
}

fn read_note(view: &NoteView<'_>, part: &Part, spans: Vec<Span>, ordinal: u32) -> Note {
    // The kind may rest on the author's credential, and whose signature counts on the kind.
    let named = kind::read_named(view);
    let (first_kind, _) = kind::read_kind(view, &named, None);
    let patient = patient::read_patient(view);
    let signs_own = patient.name.as_ref().map(|name| &name.value);
    let mut authorship = signature::read_authorship(view, first_kind, signs_own);
    let class = authorship
        .credential
        .as_ref()
        .map(|credential| credential.value.class);
    let (mut kind, title) = kind::read_kind(view, &named, class);
    let is_plain = matches!(kind, NoteKind::ProgressNote | NoteKind::Unknown);
    if is_plain && day_blocks::lists_groups(view) {
        kind = NoteKind::GroupNote;
    }
    let service = service_date::read_service_date(view, authorship.signature.signed_at);
    let marks = marks::read_marks(
        view,
        &marks::Known {
            kind,
            patient: &patient,
            signature: &authorship.signature,
            spans: &spans,
        },
    );
    if let Some(signing) = &marks.signing {
        count_as_signed(&mut authorship.signature, signing.span);
    }
    let level_hint = level::read_level(view);
    let dated = service.map(|found| found.date.value);
    let time = time::read_time(view, kind);
    let tables = flowsheet::read_flowsheets(view, kind, dated);
    let body = NoteBody {
        boundary_confidence: part.confidence,
        title,
        credential: authorship.credential,
        signature: authorship.signature,
        cosignature: authorship.cosignature,
        participants: participants::read_participants(view),
        attendance: attendance::read_attendance(view, kind),
        dimensions: dimensions::read_dimensions(view, kind),
        level_statement: level_statement::read_level_statement(view, kind),
        plan: plan::read_plan(view, kind, level_hint).map(Box::new),
        addenda: addendum::read_addenda(view),
        telehealth: telehealth::read_telehealth(view, kind),
        remarks: remarks::read_remarks(view, kind, title, (dated, time.as_ref())),
        marks,
        whereabouts: whereabouts::read_whereabouts(view, kind),
        headings: tables.headings,
        ..NoteBody::default()
    };
    Note {
        file: view.file(),
        ordinal,
        kind,
        patient: patient.into(),
        service_date: service.map(|found| (found.date, found.basis)),
        service_date_to: service.and_then(|found| found.to),
        time,
        author: authorship.author,
        level_hint,
        flowsheet: tables.rows,
        sketch: Sketch::default(),
        is_disclosure_consent: false,
        body: body.into(),
        spans,
    }
}

/// Initials and scrawls sign, however poorly: the line is not empty.
fn count_as_signed(signature: &mut Signature, span: Span) {
    if matches!(
        signature.state,
        SignatureState::Absent | SignatureState::Blank
    ) {
        signature.state = SignatureState::TypedName;
        signature.span = Some(span);
    }
}

/// Gives each gap between printed page numbers to the note on whose page it was seen.
fn give_missing_pages(notes: &mut [Note], missing: Vec<MissingPages>) {
    for gap in missing {
        let holds = |note: &&mut Note| note.spans.iter().any(|span| span.page == gap.span.page);
        if let Some(note) = notes.iter_mut().find(holds) {
            note.marks.missing_pages.push(gap);
        }
    }
}

/// Says what a note lacks that joining it to claims needs.
fn report(note: &Note, problems: &mut Vec<Problem>) {
    let Some(&place) = note.spans.first() else {
        return;
    };
    if note.patient.is_empty() {
        problems.push(Problem::at(
            place,
            ProblemKind::NoPatient,
            format!(
                "{}, note {}: no patient found; looked for a labelled name (Patient, Client, \
                 Resident), record number (MRN, Chart #, Client ID) or member id in the header \
                 and in running headers; name the patient in the file or match it by hand",
                note.kind.id(),
                note.ordinal + 1,
            ),
        ));
    }
    if note.service_date.is_none() && note.kind != NoteKind::Administrative {
        problems.push(Problem::at(
            place,
            ProblemKind::NoServiceDate,
            format!(
                "{}, note {}: no date of service found; looked for a labelled date, a date in \
                 the header, the file's name and the signature; date the document or its file",
                note.kind.id(),
                note.ordinal + 1,
            ),
        ));
    }
}

/// Returns one span per page, without blank lines and running headers at its ends.
fn spans(view: &NoteView<'_>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (_, line) in view.body_lines() {
        let here = line.trimmed_span(view.file());
        match spans.last_mut() {
            Some(last) if last.page == here.page => last.end = here.end,
            _ => spans.push(here),
        }
    }
    spans
}
