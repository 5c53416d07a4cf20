//! Reads exports of notes: one row a note, its text in one cell or its parts in several, its header
//! in the others; or one note in several rows, a question and its answer in each. Each text is read
//! as any note is, at its place in the table.

use super::columns::Header;
use super::csv::{Cell, Row};
use super::field::Field;
use super::level::level_from_text;
use super::sheet::{DateCell, Sheet, body};
use crate::model::{AttendanceStatement, Note, NoteKind, Signature, SignatureState, Timestamp};
use crate::problem::{Problem, ProblemKind};
use crate::read::dates::parse_timestamp;
use crate::read::note::attendance::absence_in;
use crate::read::note::kind::read_title;
use crate::read::note::signature::{
    is_patients_own, is_signature_line, past_signing, states_signing, timestamp,
};
use crate::read::note::stated::{NoteCell, Stated, credential, from_cells, person};
use crate::text::{Located, Span};
use std::collections::{BTreeMap, BTreeSet};

/// A note's text has this many words; fewer are a remark.
const WORDS: usize = 8;
/// Rows that tell what a column holds.
const SAMPLE: usize = 200;

/// Returns whether most of the rows that fill a column, which stand behind a header, fill it with
/// more than a remark.
pub(super) fn are_texts(rows: &[Row<'_>], header: usize, column: usize) -> bool {
    let (long, all) = filled(rows, header, column).fold((0, 0), |(long, all), text| {
        let is_long = text.split_whitespace().nth(WORDS - 1).is_some();
        (long + usize::from(is_long), all + 1)
    });
    long * 2 > all
}

/// Words of the part of a note that a column holds, as a mean; a payer's name has fewer, and a few
/// names recur.
const WORDS_OF_PART: usize = 3;
/// Words of a note under a header that remarks have as well, as a mean.
const WORDS_OF_LONG: usize = 15;

/// Returns whether a column holds what one part of each note says: some words, seldom the same.
pub(super) fn are_parts(rows: &[Row<'_>], header: usize, column: usize) -> bool {
    let mut unlike = BTreeSet::new();
    let (mut words, mut all) = (0, 0);
    for text in filled(rows, header, column) {
        words += text.split_whitespace().count();
        all += 1;
        unlike.insert(text);
    }
    words >= all * WORDS_OF_PART && all > 0 && (all < 4 || unlike.len() * 3 > all)
}

/// Returns whether a column holds whole notes and no remarks.
pub(super) fn are_long(rows: &[Row<'_>], header: usize, column: usize) -> bool {
    let texts = filled(rows, header, column).map(|text| text.split_whitespace().count());
    let (words, all) = texts.fold((0, 0), |(words, all), one| (words + one, all + 1));
    words >= all * WORDS_OF_LONG && all > 0
}

fn filled<'r>(rows: &'r [Row<'_>], header: usize, column: usize) -> impl Iterator<Item = &'r str> {
    let rows = rows.get(header + 1..).unwrap_or_default().iter();
    rows.map(move |row| row.text(column))
        .filter(|text| !text.is_empty())
        .take(SAMPLE)
}

/// Reads every row of the sheet of a name; `first` is the place of the first note among the file's.
pub(super) fn read<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    rows: &[Row<'t>],
    (name, first): (Option<&str>, usize),
) -> Vec<Note> {
    if !tells_who_signed(header, rows) {
        let message = "the table holds a note a row but no column that tells who signed, when, or \
                       whether the note is final, and the texts carry no signature; nothing in it \
                       is used. Export it with the signature columns, or export the notes as text \
                       or PDF";
        let place = sheet.start();
        sheet
            .problems
            .push(Problem::at(place, ProblemKind::UnknownColumns, message));
        return Vec::new();
    }
    let Some(heads) = rows.get(header.row) else {
        return Vec::new();
    };
    let sheet_kind = name.and_then(kind_of_sheet);
    let mut notes = Vec::new();
    for rows in rows_of_notes(header, rows) {
        let Some(row) = rows.first().copied() else {
            continue;
        };
        let pieces = pieces(sheet, header, heads, &rows);
        if !pieces.iter().any(|piece| !piece.is_heading) {
            let message = "holds no text of a note; it is not used";
            sheet.trouble(row, ProblemKind::BadValue, message);
            continue;
        }
        let stated = Stated {
            sheet_kind,
            ..stated(sheet, header, row)
        };
        let ordinal = u32::try_from(first + notes.len()).unwrap_or(u32::MAX);
        let note = from_cells(sheet.file, &pieces, &stated, ordinal, &mut sheet.problems);
        notes.extend(note.map(|note| with_diagnosis(note, sheet, header, row)));
    }
    notes
}

/// Lets a plan name the diagnosis that a column of its row states.
fn with_diagnosis<'t>(mut note: Note, sheet: &Sheet<'t>, header: &Header, row: &Row<'t>) -> Note {
    if let Some(plan) = &mut note.plan
        && plan.diagnosis.is_none()
        && let Some(cell) = sheet.cell(header, row, Field::Diagnosis)
        && cell.text.chars().filter(|c| c.is_alphanumeric()).count() >= 3
    {
        plan.diagnosis = Some(sheet.span(&cell.range));
    }
    note
}

/// Returns the rows of each note: one, or those of its questions, which have its number in common,
/// or else whom and when it is about.
fn rows_of_notes<'r, 't>(header: &Header, rows: &'r [Row<'t>]) -> Vec<Vec<&'r Row<'t>>> {
    let rows = body(header, rows);
    if header.column(Field::NoteQuestion).is_none() {
        return rows.map(|row| vec![row]).collect();
    }
    const ABOUT: [Field; 8] = [
        Field::Mrn,
        Field::PatientName,
        Field::PatientLast,
        Field::Date,
        Field::TimeIn,
        Field::TimeRange,
        Field::NoteTitle,
        Field::Author,
    ];
    let mut notes: Vec<Vec<&Row<'_>>> = Vec::new();
    let mut places: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    for row in rows {
        let number = header.text(row, Field::NoteId);
        let key = match number {
            "" => ABOUT.iter().map(|field| header.text(row, *field)).collect(),
            number => vec![number],
        };
        let place = *places.entry(key).or_insert(notes.len());
        match notes.get_mut(place) {
            Some(note) => note.push(row),
            None => notes.push(vec![row]),
        }
    }
    notes
}

/// Returns a note's text in the order of its columns, or of its rows, each part below its heading.
fn pieces<'t>(
    sheet: &Sheet<'t>,
    header: &Header,
    heads: &Row<'t>,
    rows: &[&Row<'t>],
) -> Vec<NoteCell<'t>> {
    let bodies = header.columns(Field::NoteBody);
    let parts = header.columns(Field::NotePart);
    let mut columns: Vec<usize> = bodies.iter().chain(parts).copied().collect();
    columns.sort_unstable();
    let question = header.column(Field::NoteQuestion);
    let mut pieces = Vec::new();
    let mut add = |cell: Option<&Cell<'t>>, is_heading| {
        let Some(cell) = cell.filter(|cell| !cell.text.is_empty()) else {
            return;
        };
        let (page, start, text) = sheet.raw(cell);
        pieces.push(NoteCell {
            page,
            start,
            text,
            is_heading,
        });
    };
    let is_parted = columns.len() > 1 || question.is_some();
    if is_parted && let Some(row) = rows.first() {
        // What stands first is where the note begins, which is no other note's place.
        let begins = [Field::NoteTitle, Field::Session, Field::Date, Field::NoteId];
        let begins = begins.into_iter().find_map(|field| {
            let cell = row.cells.get(header.column(field)?)?;
            (!cell.text.is_empty()).then_some(cell)
        });
        add(begins, true);
    }
    for row in rows {
        for &column in &columns {
            let cell = row.cells.get(column).filter(|cell| !cell.text.is_empty());
            if cell.is_none() {
                continue;
            }
            if let Some(question) = question {
                add(row.cells.get(question), true);
            } else if is_parted && (bodies.len() > 1 || parts.contains(&column)) {
                add(heads.cells.get(column), true);
            }
            add(cell, false);
        }
    }
    pieces
}

/// Returns whether signatures can be looked for at all: in columns, or in the texts.
fn tells_who_signed(header: &Header, rows: &[Row<'_>]) -> bool {
    let columns = [
        Field::SignedBy,
        Field::SignedOn,
        Field::ApprovedBy,
        Field::ApprovedOn,
        Field::NoteStatus,
    ];
    let has_column = columns.iter().any(|field| header.column(*field).is_some());
    has_column
        || body(header, rows).any(|row| {
            let texts = [Field::NoteBody, Field::NotePart].into_iter();
            let mut columns = texts.flat_map(|field| header.columns(field));
            // "Client signature: J. Doe 3/1/2026" in a plan tells nothing of who wrote it.
            let signs = |line: &str| is_signature_line(line) && !is_patients_own(line);
            columns.any(|column| row.text(*column).lines().any(signs))
        })
}

/// Returns the kind of the notes of a sheet, by its name, which is often a plural.
fn kind_of_sheet(name: &str) -> Option<NoteKind> {
    let name = name.trim();
    let one = name.strip_suffix(['s', 'S']).unwrap_or(name);
    let noted = format!("{one} note");
    [name, one, &noted]
        .into_iter()
        .find_map(read_title)
        .filter(|reading| reading.words + 1 >= reading.of)
        .map(|reading| reading.kind)
}

fn stated<'t>(sheet: &mut Sheet<'t>, header: &Header, row: &Row<'t>) -> Stated {
    let patient = sheet.patient(header, row);
    let date = date(sheet, header, row);
    let title = [Field::NoteTitle, Field::Session, Field::Procedure]
        .into_iter()
        .find_map(|field| sheet.text(header, row, field));
    let level = sheet.cell(header, row, Field::Level).and_then(|cell| {
        let level = level_from_text(&cell.text)?;
        Some(sheet.located(level, cell))
    });
    let times = times(sheet, header, row);
    let minutes = sheet.cell(header, row, Field::Minutes).and_then(|cell| {
        let digits = cell.text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let minutes = digits.parse::<u32>().ok().filter(|all| *all <= 24 * 60)?;
        Some(sheet.located(minutes, cell))
    });
    let participants = sheet
        .cell(header, row, Field::Participants)
        .and_then(|cell| {
            let count = cell.text.trim().parse::<u32>().ok();
            let count = count.filter(|count| (1..=60).contains(count))?;
            Some(sheet.located(count, cell))
        });
    let named = |field| {
        let cell = sheet.cell(header, row, field)?;
        Some(person(past_signing(&cell.text), sheet.span(&cell.range)))
    };
    let (author, own) = named(Field::Author).unzip();
    let (by, on) = columns_of_signature(header);
    let signer = named(by);
    // Who approves another's note has read it: the note was closed, and the second name is theirs.
    let is_others = by == Field::ApprovedBy
        && author
            .as_ref()
            .zip(signer.as_ref())
            .is_some_and(|(author, (signer, _))| !is_same_person(&author.value, &signer.value));
    let approver = signer.clone().filter(|_| is_others);
    let signer = signer.filter(|_| !is_others);
    let written = sheet
        .cell(header, row, Field::Credential)
        .and_then(|cell| credential(&cell.text, sheet.span(&cell.range)));
    let is_signer = match (&author, &signer) {
        (Some(author), Some((signer, _))) => author.value.eq_ignore_ascii_case(&signer.value),
        _ => true,
    };
    let signers = signer
        .as_ref()
        .and_then(|(_, credential)| credential.clone());
    let credential = own
        .flatten()
        .or(written)
        .or_else(|| signers.filter(|_| is_signer));
    let signer = signer.map(|(name, _)| name);
    let signature = if approver.is_some() {
        closed(sheet, header, row, by)
    } else {
        signature((&*sheet, header, row), signer.clone(), (by, on))
    };
    // Who supervises has signed where a column tells when.
    let has_cosigned = sheet.cell(header, row, Field::CosignedOn).is_some();
    let cosigner = named(Field::CosignedBy)
        .or_else(|| named(Field::Supervisor).filter(|_| has_cosigned))
        .map(|(name, _)| name);
    let second = match (cosigner, approver) {
        (None, Some((approver, _))) => (Some(approver), (by, on)),
        (cosigner, _) => (cosigner, (Field::CosignedBy, Field::CosignedOn)),
    };
    let cosignature = signature_of_second(sheet, header, row, second);
    Stated {
        title,
        kind: None,
        sheet_kind: None,
        patient,
        date,
        level,
        times,
        own_time: None,
        minutes,
        participants,
        author: author.or(signer),
        credential,
        signature: Some(signature),
        cosignature,
        missed: missed(sheet, header, row),
    }
}

/// Returns the columns of the author's signature: those so called, else those of who approved it.
fn columns_of_signature(header: &Header) -> (Field, Field) {
    let signed = (Field::SignedBy, Field::SignedOn);
    let approved = (Field::ApprovedBy, Field::ApprovedOn);
    let has = |(by, on)| header.column(by).or(header.column(on)).is_some();
    if !has(signed) && has(approved) {
        approved
    } else {
        signed
    }
}

/// Returns whether two columns name one person, in either order: `Roe, Ann` and `Ann B. Roe`.
fn is_same_person(one: &str, other: &str) -> bool {
    let words = |name: &'_ str| -> BTreeSet<String> {
        let words = name.split(|c: char| !c.is_alphabetic());
        words
            .filter(|word| word.len() > 1)
            .map(str::to_lowercase)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    one.is_subset(&other) || other.is_subset(&one) || one.intersection(&other).count() >= 2
}

/// Returns the signature of a note that somebody else approved and that its author has closed, as
/// no column tells more.
fn closed<'t>(sheet: &Sheet<'t>, header: &Header, row: &Row<'t>, by: Field) -> Signature {
    let cell = sheet.cell(header, row, by);
    Signature {
        state: SignatureState::Signed,
        signer: None,
        signed_at: None,
        span: cell.map(|cell| sheet.span(&cell.range)),
    }
}

/// Returns what the status of a visit says of a patient who did not come.
fn missed<'t>(
    sheet: &Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> Option<Located<AttendanceStatement>> {
    [Field::Attendance, Field::NoteStatus]
        .into_iter()
        .find_map(|field| {
            let cell = sheet.cell(header, row, field)?;
            let statement = absence_in(&cell.text)?;
            Some(sheet.located(statement, cell))
        })
}

fn date<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> Option<Located<crate::model::ServiceDate>> {
    let cell = sheet.cell(header, row, Field::Date)?;
    // A system may print the moment of the encounter.
    if let Some(moment) = parse_timestamp(&cell.text) {
        return Some(sheet.located(moment.date, cell));
    }
    let span = sheet.span(&cell.range);
    match sheet.date(header, row, Field::Date, "date of service") {
        DateCell::Date(date) => Some(Located::new(date, span)),
        DateCell::Blank | DateCell::Bad => None,
    }
}

fn times<'t>(sheet: &Sheet<'t>, header: &Header, row: &Row<'t>) -> Option<(String, String, Span)> {
    if let Some(cell) = sheet.cell(header, row, Field::TimeRange)
        && let Some((from, to)) = cell.text.split_once(['-', '–'])
    {
        return Some((from.to_owned(), to.to_owned(), sheet.span(&cell.range)));
    }
    let from = sheet.cell(header, row, Field::TimeIn)?;
    let to = sheet.cell(header, row, Field::TimeOut)?;
    let (start, end) = (
        from.range.start.min(to.range.start),
        from.range.end.max(to.range.end),
    );
    let span = sheet.span(&(start..end));
    Some((from.text.to_string(), to.text.to_string(), span))
}

/// Returns the author's signature as the columns tell it; blank where they are left empty.
fn signature<'t>(
    (sheet, header, row): (&Sheet<'t>, &Header, &Row<'t>),
    signer: Option<Located<String>>,
    (by, on): (Field, Field),
) -> Signature {
    let at = moment(sheet, header, row, on).or_else(|| moment(sheet, header, row, by));
    let status = sheet.cell(header, row, Field::NoteStatus);
    let status_span = status.map(|cell| sheet.span(&cell.range));
    let state = match status.map(|cell| status_of(&cell.text)) {
        Some(Status::Open) => SignatureState::MarkedUnsigned,
        _ if signer.is_some() || at.is_some() => SignatureState::Signed,
        // Where the columns for a signature are empty, "Complete" may be said of the visit.
        Some(Status::Signed) => SignatureState::Signed,
        Some(Status::Closed) if header.column(by).or(header.column(on)).is_none() => {
            SignatureState::Signed
        }
        _ => SignatureState::Blank,
    };
    let place = match state {
        SignatureState::MarkedUnsigned => status_span,
        SignatureState::Blank => Some(sheet.span(&row.range)),
        _ => signer
            .as_ref()
            .map(|signer| signer.span)
            .or(at.map(|at| at.span))
            .or(status_span),
    };
    Signature {
        state,
        signer,
        signed_at: at.filter(|_| state == SignatureState::Signed),
        span: place,
    }
}

fn signature_of_second<'t>(
    sheet: &Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
    (signer, (by, on)): (Option<Located<String>>, (Field, Field)),
) -> Option<Signature> {
    // "Ann Roe, LCSW 03/02/2026" in one cell.
    let at = moment(sheet, header, row, on).or_else(|| moment(sheet, header, row, by));
    let span = signer.as_ref().map(|signer| signer.span);
    let span = span.or(at.map(|at| at.span))?;
    Some(Signature {
        state: SignatureState::Signed,
        signer,
        signed_at: at,
        span: Some(span),
    })
}

fn moment<'t>(
    sheet: &Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
    field: Field,
) -> Option<Located<Timestamp>> {
    let cell: &Cell<'_> = sheet.cell(header, row, field)?;
    let read = parse_timestamp(&cell.text);
    let moment = read.or_else(|| timestamp(&cell.text).map(|(moment, _)| moment))?;
    Some(sheet.located(moment, cell))
}

/// What the status of a note says of its signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Signed,
    Closed,
    Open,
    Unknown,
}

fn status_of(text: &str) -> Status {
    let lower = text.trim().to_ascii_lowercase();
    let is_any = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    let open = [
        "draft",
        "unsigned",
        "not signed",
        "in progress",
        "in-progress",
        "pending",
        "incomplete",
        "open",
        "unlocked",
        "preliminary",
        "awaiting",
        "needs",
        "unfinal",
        "saved",
        "working",
    ];
    let closed = [
        "complete",
        "final",
        "locked",
        "closed",
        "approved",
        "filed",
        "authenticated",
    ];
    if is_any(&open) {
        Status::Open
    } else if is_any(&[
        "signed",
        "e-signed",
        "esigned",
        "electronically signed",
        "cosigned",
        "co-signed",
    ]) || states_signing(text)
    {
        Status::Signed
    } else if is_any(&closed) {
        Status::Closed
    } else {
        Status::Unknown
    }
}
