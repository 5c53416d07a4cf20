//! Reads exports of notes: one row a note, its text in one cell, its header in the others. Each
//! text is read as any note is, at its place in the table.

use super::columns::Header;
use super::csv::{Cell, Row};
use super::field::Field;
use super::level::level_from_text;
use super::sheet::{DateCell, Sheet, body};
use crate::model::{Note, Signature, SignatureState, Timestamp};
use crate::problem::{Problem, ProblemKind};
use crate::read::dates::parse_timestamp;
use crate::read::note::signature::{is_signature_line, states_signing, timestamp};
use crate::read::note::stated::{NoteCell, Stated, credential, from_cell, person};
use crate::text::{Located, Span};

/// A note's text has this many words; fewer are a remark.
const WORDS: usize = 8;
/// Rows that tell what a column holds.
const SAMPLE: usize = 200;

/// Returns whether most of the rows that fill a column, which stand behind a header, fill it with
/// more than a remark.
pub(super) fn are_texts(rows: &[Row<'_>], header: usize, column: usize) -> bool {
    let rows = rows.get(header + 1..).unwrap_or_default().iter();
    let (long, all) = rows
        .map(|row| row.text(column))
        .filter(|text| !text.is_empty())
        .take(SAMPLE)
        .fold((0, 0), |(long, all), text| {
            let is_long = text.split_whitespace().nth(WORDS - 1).is_some();
            (long + usize::from(is_long), all + 1)
        });
    long * 2 > all
}

/// Reads every row; `first` is the place of the first note among the file's.
pub(super) fn read<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    rows: &[Row<'t>],
    first: usize,
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
    let mut notes = Vec::new();
    for row in body(header, rows) {
        let Some(cell) = sheet.cell(header, row, Field::NoteBody) else {
            let message = "holds no text of a note; it is not used";
            sheet.trouble(row, ProblemKind::BadValue, message);
            continue;
        };
        let stated = stated(sheet, header, row);
        let (page, start, text) = sheet.raw(cell);
        let cell = NoteCell {
            file: sheet.file,
            page,
            start,
            text,
        };
        let ordinal = u32::try_from(first + notes.len()).unwrap_or(u32::MAX);
        notes.extend(from_cell(&cell, &stated, ordinal, &mut sheet.problems));
    }
    notes
}

/// Returns whether signatures can be looked for at all: in columns, or in the texts.
fn tells_who_signed(header: &Header, rows: &[Row<'_>]) -> bool {
    let columns = [Field::SignedBy, Field::SignedOn, Field::NoteStatus];
    let has_column = columns.iter().any(|field| header.column(*field).is_some());
    has_column
        || body(header, rows).any(|row| {
            let text = header.text(row, Field::NoteBody);
            text.lines().any(is_signature_line)
        })
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
        Some(person(&cell.text, sheet.span(&cell.range)))
    };
    let signer = named(Field::SignedBy);
    let (author, own) = named(Field::Author).unzip();
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
    let signature = signature(
        (&*sheet, header, row),
        signer.clone(),
        (Field::SignedBy, Field::SignedOn),
    );
    let cosigner = named(Field::CosignedBy).map(|(name, _)| name);
    let cosignature = signature_of_second(sheet, header, row, cosigner);
    Stated {
        title,
        patient,
        date,
        level,
        times,
        minutes,
        participants,
        author: author.or(signer),
        credential,
        signature: Some(signature),
        cosignature,
    }
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
    let at = moment(sheet, header, row, on);
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
    signer: Option<Located<String>>,
) -> Option<Signature> {
    let at = moment(sheet, header, row, Field::CosignedOn);
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
