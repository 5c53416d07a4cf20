//! Reads each client's part of a group session's print as a note of its own: with the part stand
//! the head and the foot that belong to all of them.

use super::attendance::{absence_in, read_attendance};
use super::group_print::{Session, bracketed, client_column};
use super::labels::{Label, cells};
use super::split::Part;
use super::stated::Stated;
use super::view::{Document, NoteView};
use super::{patient, read_note, time, zone};
use crate::model::{
    AttendanceStatement, Minute, Note, NoteKind, PatientIdentity, PersonName, ServiceTime,
};
use crate::read::dates::parse_birth_date;
use crate::text::{Located, Span};
use std::ops::Range;

/// Bounds that a person would draw as well.
const CONFIDENCE: u8 = 95;

/// Returns the notes of a session. `first` is the place of the first among the file's.
pub(super) fn read(document: &Document<'_>, session: &Session, first: usize) -> Vec<Note> {
    let parts = session.parts.iter().enumerate();
    parts
        .filter_map(|(at, part)| {
            let ordinal = u32::try_from(first + at).unwrap_or(u32::MAX);
            read_part(document, session, part.clone(), ordinal)
        })
        .collect()
}

fn read_part(
    document: &Document<'_>,
    session: &Session,
    lines: Range<usize>,
    ordinal: u32,
) -> Option<Note> {
    let head = session.head.clone();
    let first_line = lines.start;
    let own = document.of_range(lines.clone());
    let own = own.view(0..own.lines.len());
    let ranges = [head.clone(), lines.clone(), session.foot.clone()];
    let whole = document.of_ranges(&ranges);
    let view = whole.view(0..whole.lines.len());
    // The client's own part comes first: it is where this note is told from the others.
    let spans: Vec<Span> = [lines, head.clone(), session.foot.clone()]
        .into_iter()
        .flat_map(|range| super::spans(&document.view(range)))
        .collect();
    if spans.is_empty() {
        return None;
    }
    let missed = missed(&own);
    let mut stated = Stated {
        patient: patient_of(document, &own, first_line),
        own_time: match missed {
            Some(_) => None,
            None => own_time(&own, &document.view(head)),
        },
        missed,
        ..Stated::default()
    };
    take_row(document, session, first_line, &mut stated);
    let part = Part {
        lines: 0..whole.lines.len(),
        confidence: CONFIDENCE,
        unclear: Vec::new(),
    };
    Some(read_note(&view, &part, spans, ordinal, &stated))
}

fn patient_of(document: &Document<'_>, own: &NoteView<'_>, first: usize) -> PatientIdentity {
    let mut patient = patient::read_patient(own);
    let line = document.lines.get(first);
    let found = line.and_then(|line| Some((line, bracketed(line.text)?)));
    if let Some((line, (name, number))) = found {
        let text = |bytes: &Range<usize>| line.text.get(bytes.clone()).unwrap_or_default();
        let place = |bytes: &Range<usize>| line.span(document.file, bytes.clone());
        let parsed = PersonName::parse(text(&name));
        patient.name = parsed.map(|parsed| Located::new(parsed, place(&name)));
        patient.mrn = Some(Located::new(text(&number).to_owned(), place(&number)));
    }
    patient
}

/// Takes what stands in the cells of a table's row by the headings above it, where the client's
/// part is one.
fn take_row(document: &Document<'_>, session: &Session, row: usize, stated: &mut Stated) {
    let heading = session.head.clone().rev();
    let heading = heading
        .filter_map(|at| document.lines.get(at))
        .find(|line| !line.is_blank());
    let (Some(heading), Some(line)) = (heading, document.lines.get(row)) else {
        return;
    };
    let Some(clients) = client_column(heading) else {
        return;
    };
    let place = |cell: &Range<usize>| line.span(document.file, cell.clone());
    let heads = cells(heading.text);
    let own = cells(line.text);
    for (column, (head, cell)) in heads.iter().zip(&own).enumerate() {
        let head = heading.text.get(head.clone()).unwrap_or_default();
        let head = head.to_ascii_lowercase();
        let text = line.text.get(cell.clone()).unwrap_or_default();
        let has = |words: &[&str]| {
            let mut all = head.split(|c: char| !c.is_alphanumeric() && c != '#');
            all.any(|word| words.contains(&word))
        };
        if column == clients {
            let name = PersonName::parse(text);
            stated.patient.name = name.map(|name| Located::new(name, place(cell)));
        } else if has(&["mrn", "id", "chart", "#", "record"]) {
            let number = patient::record_number(text).map(|_| text.to_owned());
            stated.patient.mrn = number.map(|number| Located::new(number, place(cell)));
        } else if has(&["dob", "birth"]) {
            let born = parse_birth_date(text);
            stated.patient.birth_date = born.map(|born| Located::new(born, place(cell)));
        } else if has(&["minutes", "min", "mins"]) {
            let minutes = text.trim_end_matches(|c: char| !c.is_ascii_digit());
            let minutes = minutes.parse::<u32>().ok().filter(|all| *all <= 24 * 60);
            stated.minutes = minutes.map(|minutes| Located::new(minutes, place(cell)));
        } else if has(&["attendance", "attended", "status", "present"]) {
            let missed = absence_in(text);
            stated.missed = stated
                .missed
                .take()
                .or(missed.map(|said| Located::new(said, place(cell))));
        }
    }
}

/// Returns the time that a part states for its client, who may come late and leave early, by the
/// clock of the session's place.
fn own_time(own: &NoteView<'_>, head: &NoteView<'_>) -> Option<ServiceTime> {
    let is_time = |label: Label| {
        matches!(
            label,
            Label::Start | Label::Stop | Label::Time | Label::Duration
        )
    };
    if !own.fields.iter().any(|field| is_time(field.label)) {
        return None;
    }
    let read = |view: &NoteView<'_>| time::read_time(view, NoteKind::GroupNote);
    let mut time = read(own)?;
    let zone_of = |view: &NoteView<'_>, time: &ServiceTime| {
        let on = |line: &&super::lines::Line<'_>| {
            let place = line.trimmed_span(view.file());
            place.page == time.span.page && place.start <= time.span.start
        };
        let line = view.all_lines().iter().rfind(on)?;
        zone::hours_behind(line.text)
    };
    let of_session = read(head);
    let zones = of_session.and_then(|session| zone_of(head, &session));
    if let Some((there, here)) = zones.zip(zone_of(own, &time)) {
        let moved = |minute: Minute| {
            let day = 24 * 60;
            let moved = minute.since_midnight() + day + here * 60 - there * 60;
            Minute::new(moved % day / 60, moved % 60)
        };
        time.start = time.start.and_then(moved);
        time.stop = time.stop.and_then(moved);
    }
    Some(time)
}

/// Returns the part's statement that its client was not there.
fn missed(own: &NoteView<'_>) -> Option<Located<AttendanceStatement>> {
    let name = patient::read_patient(own).name;
    let name = name.as_ref().map(|name| &name.value);
    read_attendance(own, NoteKind::GroupNote, name).or_else(|| {
        // "Client note: NO SHOW. Called twice", "Session clock: did not join".
        own.body_lines().find_map(|(at, line)| {
            let field = own.fields_on(at).find(|field| field.name.start < 3);
            let labelled = field.map(|field| field.value.start);
            let colon = line.text.find(": ").filter(|at| *at < 40).map(|at| at + 2);
            let from = labelled.or(colon).unwrap_or(0);
            let text = line.text.get(from..)?.trim_start();
            let end = text
                .find(['.', ';', ',', '|', '(', '-'])
                .unwrap_or(text.len());
            let said = text.get(..end)?.trim_end();
            // "no-show" holds a dash itself.
            let said = match said.eq_ignore_ascii_case("no") {
                true => text.get(..7)?,
                false => said,
            };
            let few = said.split_whitespace().count() <= 4;
            let is_plain = ["no", "absent", "did not", "didn", "not present", "never"]
                .iter()
                .any(|word| said.to_ascii_lowercase().starts_with(word));
            let statement = absence_in(said).filter(|_| few && is_plain)?;
            let start = line.text.len() - text.len();
            Some(Located::new(
                statement,
                own.place(at, start..start + said.len()),
            ))
        })
    })
}
