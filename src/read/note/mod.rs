//! Parts pages into notes and reads each note's facts: kind, patient, dates, times, signatures,
//! attendance. It does not read what a note says of the patient's condition; scanning does.

pub(crate) mod addendum;
pub(crate) mod attendance;
mod attended_rows;
mod away;
mod away_log;
mod chart_head;
pub(in crate::read) mod credential;
mod day_blocks;
mod day_log;
mod day_rows;
mod day_table;
pub(crate) mod dimension_grid;
pub(crate) mod dimension_list;
pub(crate) mod dimension_rating;
mod dimensions;
mod discharge_told;
mod dose_table;
mod film;
mod flow_lines;
mod flowsheet;
mod group_parts;
mod group_print;
mod guards;
mod identity_line;
mod in_person;
pub(crate) mod kind;
pub(crate) mod labels;
mod level;
mod level_statement;
pub(crate) mod lines;
mod log_words;
mod marks;
mod medication_list;
mod missed;
mod more_times;
mod number_words;
mod other_days;
mod pages;
mod participants;
mod past_midnight;
mod patient;
mod pause;
mod plan;
mod remarks;
mod service_date;
mod session_heads;
pub(crate) mod signature;
pub(crate) mod split;
pub(crate) mod stated;
mod stated_minutes;
mod telehealth;
mod time;
mod told_minutes;
mod unread_time;
mod view;
pub(crate) mod when;
mod whereabouts;
mod worded_minutes;
mod written_times;
mod zone;

#[cfg(test)]
mod tests;

use crate::model::{
    MissingPages, Note, NoteBody, NoteKind, PatientIdentity, RemarkKind, Signature, SignatureState,
    Sketch,
};
use crate::problem::{Problem, ProblemKind};
use crate::text::{FileId, Page, Span, bytes};
use split::Part;
use stated::Stated;
use std::ops::Range;
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
    let sessions = group_print::find(&document);
    let mut notes: Vec<Note> = Vec::new();
    if sessions.is_empty() {
        add_notes(&mut notes, &document, problems);
    }
    let mut from = 0;
    for session in &sessions {
        let before = document.of_range(from..session.lines().start);
        add_notes(&mut notes, &before, problems);
        let of_session = group_parts::read(&document, session, notes.len());
        notes.extend(of_session);
        from = session.lines().end;
    }
    if !sessions.is_empty() {
        let after = document.of_range(from..document.lines.len());
        add_notes(&mut notes, &after, problems);
    }
    share_identity(&mut notes);
    let missing = pages::check(&document, problems);
    give_missing_pages(&mut notes, missing);
    for note in &notes {
        report(note, problems);
    }
    notes
}

/// Adds the notes that stand one below the other in a document.
fn add_notes(notes: &mut Vec<Note>, document: &Document<'_>, problems: &mut Vec<Problem>) {
    if let Some(log) = log_of(document, 0..document.lines.len()) {
        notes.extend(day_rows::read(document, &log, notes.len()));
        return;
    }
    let parts = split::split(document);
    let unclear = parts.iter().flat_map(|part| &part.unclear);
    for line in unclear.filter_map(|&line| document.lines.get(line)) {
        problems.push(Problem::at(
            line.trimmed_span(document.file),
            ProblemKind::BadValue,
            "a line below a rule begins with the date and time of another day, and nothing on it \
             names an entry; it was read as part of the note above; look whether another note \
             begins here",
        ));
    }
    for part in parts {
        if let Some(log) = log_of(document, part.lines.clone()) {
            notes.extend(day_rows::read(document, &log, notes.len()));
            continue;
        }
        let view = document.view(part.lines.clone());
        let spans = spans(&view);
        if !spans.is_empty() {
            let ordinal = u32::try_from(notes.len()).unwrap_or(u32::MAX);
            notes.push(read_note(&view, &part, spans, ordinal, &Stated::default()));
        }
    }
}

/// Returns the log of days that some lines are.
fn log_of(document: &Document<'_>, lines: Range<usize>) -> Option<day_log::Log> {
    day_log::find(document, lines.clone()).or_else(|| dose_table::find(document, lines))
}

/// Gives notes that name nobody the one patient whom all the file's other notes name: a chart
/// states its patient on the cover and not on every sheet.
fn share_identity(notes: &mut [Note]) {
    let known = || notes.iter().filter(|note| !note.patient.is_empty());
    // A number without a name or birth date, found on few notes, speaks for none but those.
    let is_stray = |note: &&Note| {
        let patient = &note.patient;
        patient.name.is_none() && patient.birth_date.is_none() && patient.member_id.is_none()
    };
    let (stray, named): (Vec<&Note>, Vec<&Note>) = known().partition(is_stray);
    let voters: Vec<&Note> = match stray.len() < named.len() {
        true => named,
        false => known().collect(),
    };
    let facts = |note: &&&Note| {
        let patient = &note.patient;
        u8::from(patient.mrn.is_some())
            + u8::from(patient.name.is_some())
            + u8::from(patient.birth_date.is_some())
    };
    // The first of those that say most.
    let Some(fullest) = voters.iter().rev().max_by_key(facts) else {
        return;
    };
    if !voters
        .iter()
        .all(|note| is_one(&note.patient, &fullest.patient))
    {
        return;
    }
    let patient = fullest.patient.clone();
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

/// Returns whether two headers of one file speak of one patient: by record number where both
/// state one, by name otherwise.
fn is_one(one: &PatientIdentity, other: &PatientIdentity) -> bool {
    let numbers = one.mrn.as_ref().zip(other.mrn.as_ref());
    let names = one.name.as_ref().zip(other.name.as_ref());
    match (numbers, names) {
        (Some((one, other)), _) => one.value.eq_ignore_ascii_case(&other.value),
        (None, Some((one, other))) => one.value.key() == other.value.key(),
        (None, None) => false,
    }
}

fn read_note(
    view: &NoteView<'_>,
    part: &Part,
    spans: Vec<Span>,
    ordinal: u32,
    stated: &Stated,
) -> Note {
    // The kind may rest on the author's credential, and whose signature counts on the kind.
    let title = stated.title.as_ref();
    let titled = title.and_then(|title| kind::named_by(&title.value, title.span));
    let named = titled.unwrap_or_else(|| kind::read_named(view));
    let kind_by = |class| {
        let told = stated.kind;
        told.unwrap_or_else(|| kind::read_kind(view, &named, class))
    };
    let (first_kind, _) = kind_by(None);
    let patient = match stated.patient.is_empty() {
        true => patient::read_patient(view),
        false => stated.patient.clone(),
    };
    let signs_own = patient.name.as_ref().map(|name| &name.value);
    let mut authorship = signature::read_authorship(view, first_kind, signs_own);
    authorship.take(stated);
    let class = authorship
        .credential
        .as_ref()
        .map(|credential| credential.value.class);
    let (mut kind, mut title) = kind_by(class);
    if stated.kind.is_none()
        && named.is_plain()
        && !kind.is_not_delivery()
        && let Some(place) = assessment(view, &named, kind)
    {
        kind = NoteKind::Assessment;
        title = Some(place);
    }
    // A laboratory's print names who ordered the test, and is no note of theirs.
    // A laboratory's own name can read as one that was typed below.
    let is_signed = match authorship.signature.state {
        SignatureState::Absent => false,
        SignatureState::TypedName => authorship.credential.is_some(),
        _ => true,
    };
    let is_open = named.is_open() && matches!(kind, NoteKind::Unknown | NoteKind::PrescriberNote);
    let is_open = is_open && !is_signed;
    if stated.kind.is_none() && is_open && kind::is_result_print(view) {
        kind = NoteKind::LabResult;
    }
    // What a payer writes of a claim names the code billed and the day, and is no note of them.
    let is_payers = title.is_none() && marks::is_payers_letter(view);
    if is_payers {
        kind = NoteKind::Administrative;
    }
    // "Tx Plans", "Orders": a workbook may keep a sheet for each kind of note.
    if title.is_none() {
        kind = stated.sheet_kind.unwrap_or(kind);
    }
    let is_plain = matches!(kind, NoteKind::ProgressNote | NoteKind::Unknown);
    if is_plain && day_blocks::lists_groups(view) {
        kind = NoteKind::GroupNote;
    }
    let is_list = medication_list::is_list(view, kind, authorship.signature.state);
    if is_list {
        kind = NoteKind::Administrative;
    }
    if stated.missed.is_some() {
        kind = NoteKind::NoShow;
    }
    let service = match stated.date {
        Some(date) => Some(service_date::stated(date)),
        // What stands on a list is since when a drug is taken.
        None if is_list => None,
        None => service_date::read_service_date(view, kind, authorship.signature.signed_at),
    };
    let marks = marks::read_marks(
        view,
        &marks::Known {
            kind,
            patient: &patient,
            signature: &authorship.signature,
            spans: &spans,
        },
    );
    // What a payer writes documents no service.
    if marks.letter.is_some() && kind == NoteKind::Unknown {
        kind = NoteKind::Administrative;
    }
    if let Some(signing) = &marks.signing {
        count_as_signed(&mut authorship.signature, signing.span);
    }
    let level_hint = stated.level.or_else(|| level::read_level(view));
    let dated = service.map(|found| found.date.value);
    let time = stated.time(kind).or_else(|| time::read_time(view, kind));
    let tables = flowsheet::read_flowsheets(view, kind, dated);
    let own_name = patient.name.as_ref().map(|name| &name.value);
    let talk = level_statement::read_level_talk(view, kind);
    let body = NoteBody {
        boundary_confidence: part.confidence,
        title,
        credential: authorship.credential,
        signature: authorship.signature,
        cosignature: authorship.cosignature,
        participants: stated
            .participants
            .or_else(|| participants::read_participants(view)),
        attendance: stated
            .missed
            .or_else(|| attendance::read_attendance(view, kind, own_name)),
        dimensions: dimensions::read_dimensions(view, kind),
        level_statement: talk.statement,
        less_care: talk.less_care,
        plan: plan::read_plan(view, kind, level_hint).map(Box::new),
        addenda: addendum::read_addenda(view),
        telehealth: telehealth::read_telehealth(view, kind),
        remarks: remarks::read_remarks(view, kind, title, (dated, time.as_ref())),
        marks,
        whereabouts: whereabouts::read_whereabouts(view, kind, (dated, own_name)),
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

/// Returns the title of an assessment that is one by what it holds. A progress note with a part of
/// that name is none.
fn assessment(view: &NoteView<'_>, named: &kind::Named, kind: NoteKind) -> Option<Span> {
    let by_dimensions =
        || kind::goes_through_dimensions(dimensions::read_dimensions(view, NoteKind::Assessment));
    if let Some(place) = kind::admission_title(view).filter(|_| by_dimensions()) {
        return Some(place);
    }
    let place = kind::assessment_title(view).filter(|_| named.is_open())?;
    // A prescriber's and a nurse's notes have parts of this name as well.
    let is_open = matches!(kind, NoteKind::Unknown | NoteKind::IndividualNote);
    let is_told = || kind::is_assessments_own_title(view) || kind::tells_history_and_level(view);
    (by_dimensions() || is_open && is_told()).then_some(place)
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
    if let Some(entry) = note.remarks.first(RemarkKind::OtherDay)
        && !is_table_of_days(note)
    {
        problems.push(Problem::at(
            entry.span,
            ProblemKind::BadValue,
            "an entry of another day stands in this note and was not told apart; no rule takes that \
             day for a day without a note; look whether each entry has a head of its own",
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

/// Returns whether a note is a sheet whose rows were read with days of their own.
fn is_table_of_days(note: &Note) -> bool {
    let rows = || note.flowsheet.iter().filter_map(|row| row.date);
    matches!(note.kind, NoteKind::Flowsheet | NoteKind::MedicationRecord)
        && rows()
            .next()
            .is_some_and(|first| rows().any(|day| day != first))
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
