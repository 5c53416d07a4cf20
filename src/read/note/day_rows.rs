//! Reads each entry of a log as a note of its own day: with the entry stand the head and the foot
//! that belong to all of them.

use super::day_log::{Entry, Log, signing_cell};
use super::lines::Line;
use super::log_words::Column;
use super::signature::{Authorship, is_signature_line, read_authorship, timestamp};
use super::split::Part;
use super::stated::{Stated, person};
use super::view::Document;
use super::{read_note, spans, time, when};
use crate::model::{
    Note, NoteKind, ServiceDate, ServiceTime, Signature, SignatureState, TimeBasis, Timestamp,
};
use crate::text::{FileId, Located, Span};
use std::ops::Range;

/// A row of a table is bounded as surely as a person would draw it.
const CONFIDENCE: u8 = 95;

/// Returns the notes of a log. `first` is the place of the first among the file's.
pub(super) fn read(document: &Document<'_>, log: &Log, first: usize) -> Vec<Note> {
    let last = log.entries.len().saturating_sub(1);
    let entries = log.entries.iter().enumerate();
    entries
        .filter_map(|(at, entry)| {
            let ordinal = u32::try_from(first + at).unwrap_or(u32::MAX);
            // What stands once is the first entry's above it and the last one's below.
            let from = if at == 0 {
                log.head.start
            } else {
                entry.lines.start
            };
            let to = if at == last {
                log.foot.end
            } else {
                entry.lines.end
            };
            read_entry(document, log, entry, from..to, ordinal)
        })
        .collect()
}

fn read_entry(
    document: &Document<'_>,
    log: &Log,
    entry: &Entry,
    shown: Range<usize>,
    ordinal: u32,
) -> Option<Note> {
    let spans = spans(&document.view(shown.clone()));
    if spans.is_empty() {
        return None;
    }
    let of_doses = log.kind == NoteKind::MedicationRecord;
    // What stands below a week's doses tells of any of them: "Sat no show, unable to reach".
    let foot = match of_doses && shown.end != log.foot.end {
        true => log.foot.end..log.foot.end,
        false => log.foot.clone(),
    };
    let ranges = [log.head.clone(), entry.lines.clone(), foot];
    let whole = document.of_ranges(&ranges);
    let view = whole.view(0..whole.lines.len());
    let part = Part {
        lines: 0..whole.lines.len(),
        confidence: CONFIDENCE,
        unclear: Vec::new(),
    };
    let stated = stated(document, log, entry)?;
    let mut note = read_note(&view, &part, spans, ordinal, &stated);
    // The page of a chart on which a log stands is not all of a document.
    if log.head.start > 0 || log.foot.end.max(entry.lines.end) < document.lines.len() {
        note.body.marks.missing_pages.clear();
    }
    if log.is_signed_each {
        return Some(note);
    }
    note.body.marks.of_log = stated.date.map(|date| date.span);
    match &stated.signature {
        None => sign_with_the_log(document, entry, &mut note),
        // A bare surname tells who was on duty, by no name that a roster or a claim knows.
        Some(signature) if signature.signer.is_none() => note.author = None,
        Some(_) => {}
    }
    if of_doses {
        note.attendance = None;
    }
    // What a shift's entry tells of hours is the day's, and no time of a service.
    if log.kind == NoteKind::ShiftNote && stated.own_time.is_none() && stated.times.is_none() {
        note.time = None;
    }
    Some(note)
}

fn stated(document: &Document<'_>, log: &Log, entry: &Entry) -> Option<Stated> {
    let line = document.lines.get(entry.lines.start)?;
    let place = |bytes: Range<usize>| line.span(document.file, bytes);
    let date = Located::new(entry.date, place(entry.at.clone()));
    // A wrapped entry is signed on its last line.
    let signing = || {
        let lines = document.lines.get(entry.lines.clone())?;
        lines.iter().skip(1).rev().find(|line| !line.is_blank())
    };
    let mut stated = Stated {
        date: Some(date),
        kind: Some((log.kind, log.title)),
        own_time: time_behind(line, document.file, entry.at.end, log.kind),
        ..Stated::default()
    };
    let signed =
        signed_in_cells(document, log, line).or_else(|| signed_at_end(document, log, signing()?));
    if let Some(signed) = signed {
        stated.signature = Some(signed.signature);
        stated.author = signed.author;
        stated.credential = signed.credential;
    }
    let Some(columns) = &log.columns else {
        return Some(stated);
    };
    let cell = |column: Column| columns.cell(line.text, column);
    let text = |bytes: &Range<usize>| line.text.get(bytes.clone()).unwrap_or_default();
    if let Some((from, to)) = cell(Column::Start).zip(cell(Column::Stop)) {
        let span = place(from.start.min(to.start)..from.end.max(to.end));
        stated.times = Some((text(&from).to_owned(), text(&to).to_owned(), span));
    }
    stated.minutes = cell(Column::Minutes).and_then(|cell| {
        let minutes = text(&cell).trim_end_matches(|c: char| !c.is_ascii_digit());
        let minutes = minutes.parse::<u32>().ok().filter(|all| *all <= 24 * 60)?;
        Some(Located::new(minutes, place(cell)))
    });
    if let Some(cell) = cell(Column::Person)
        && text(&cell).chars().any(char::is_alphabetic)
        && !log.is_signed_each
        && stated.signature.is_none()
    {
        let (name, credential) = person(text(&cell), place(cell.clone()));
        // Logs are initialed row by row: a name without a credential names who was on duty.
        let name = credential.is_some().then_some(name);
        stated.author.clone_from(&name);
        stated.credential = credential;
        stated.signature = Some(initialed(name, date, place(cell)));
    }
    Some(stated)
}

/// Returns who signed a row and when, where one of its cells tells it or two do: `e-signed Ann Roe, RN
/// 03/24/2026 22:44`, or `Ann Roe, RN` in one and `e-signed 03/24/2026 22:44` in the other.
fn signed_in_cells(document: &Document<'_>, log: &Log, line: &Line<'_>) -> Option<Authorship> {
    let cell = |column: Column| log.columns.as_ref()?.cell(line.text, column);
    let (stamp, writer) = (cell(Column::Stamp), cell(Column::Person));
    for cell in [stamp.clone(), writer.clone()].into_iter().flatten() {
        let signs = line.text.get(cell.clone()).is_some_and(is_signature_line);
        if let Some(found) = signed_by(document, log, line, cell).filter(|_| signs) {
            return Some(found);
        }
    }
    if let Some(found) = signed_at_end(document, log, line) {
        return Some(found);
    }
    let (stamp, written) = (stamp?, writer?);
    let (text, name) = (
        line.text.get(stamp.clone())?,
        line.text.get(written.clone())?,
    );
    let at = timestamp(text);
    if !name.contains(char::is_alphabetic)
        || !is_signature_line(text) && at.is_none()
        || denies(text)
    {
        return None;
    }
    let place = |bytes: Range<usize>| line.span(document.file, bytes);
    let (author, credential) = person(name, place(written));
    let signed_at = at.map(|(at, part)| {
        let bytes = stamp.start + part.start..stamp.start + part.end;
        Located::new(at, place(bytes))
    });
    let signature = Signature {
        state: SignatureState::Signed,
        signer: Some(author.clone()),
        signed_at,
        span: Some(place(stamp)),
    };
    Some(Authorship {
        signature,
        cosignature: None,
        author: Some(author),
        credential,
    })
}

/// Returns who signed a row by its last cell or its end.
fn signed_at_end(document: &Document<'_>, log: &Log, line: &Line<'_>) -> Option<Authorship> {
    signed_by(document, log, line, signing_cell(line)?)
}

/// Reads a part of a line as a signature by itself.
fn signed_by(
    document: &Document<'_>,
    log: &Log,
    line: &Line<'_>,
    part: Range<usize>,
) -> Option<Authorship> {
    let text = line.text.get(part.clone())?;
    let place = line.span(document.file, part.clone());
    let alone = Document::of_parts(document.file, [(place.page, place.start, text)].into_iter());
    let found = read_authorship(&alone.view(0..alone.lines.len()), log.kind, None);
    let is_signed = found.signature.state == SignatureState::Signed;
    if is_signed && found.signature.signer.is_some() {
        return Some(found);
    }
    // "ESIGN: Roe, Ann MHT 10/30/2025 22:09": a name with a credential and the day sign.
    let (at, stamp) = timestamp(text)?;
    let named = text.get(..stamp.start)?;
    let opens = |at: &usize| {
        named
            .get(*at..)
            .is_some_and(|rest| rest.starts_with(char::is_uppercase))
    };
    let starts = named.match_indices([' ', ':']).map(|(at, _)| at + 1);
    let mut starts = std::iter::once(0).chain(starts).filter(opens);
    let (name, credential) = starts.find_map(|from| {
        let place = line.span(document.file, part.start + from..part.start + named.len());
        let name = named
            .get(from..)?
            .trim_end_matches(|c: char| !c.is_alphanumeric());
        let (name, credential) = person(name, place);
        let is_whole = name.value.split_whitespace().nth(1).is_some();
        Some((name, credential.filter(|_| is_whole)?))
    })?;
    let span = line.span(
        document.file,
        part.start + stamp.start..part.start + stamp.end,
    );
    let signature = Signature {
        state: SignatureState::Signed,
        signer: Some(name.clone()),
        signed_at: Some(Located::new(at, span)),
        span: Some(place),
    };
    Some(Authorship {
        signature,
        cosignature: None,
        author: Some(name),
        credential: Some(credential),
    })
}

/// Returns whether a cell says that nobody has signed yet: `not signed`, `pending 03/24/2026`.
fn denies(text: &str) -> bool {
    const WORDS: [&str; 6] = ["not ", "unsigned", "pending", "await", "due", "____"];
    let lower = text.to_ascii_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

/// Reads the times that stand right behind an entry's day: `04/02/2026 6:00p-7:00p  topic`.
fn time_behind(line: &Line<'_>, file: FileId, end: usize, kind: NoteKind) -> Option<ServiceTime> {
    let rest = line.text.get(end..)?;
    let times = when::find_labelled_times(rest);
    let ranges = when::find_ranges(rest, &times);
    let range = ranges.first().filter(|range| {
        let before = rest.get(..range.start).unwrap_or_default();
        !before.contains(char::is_alphanumeric)
    })?;
    let (start, stop, minutes) = time::between(&range.from, &range.to, kind)?;
    Some(ServiceTime {
        start: Some(start),
        stop: Some(stop),
        minutes,
        stated_minutes: None,
        basis: TimeBasis::StartStop,
        sessions: 0,
        span: line.span(file, end + range.start..end + range.end),
    })
}

/// Returns the signature that a row's own day and name are.
fn initialed(signer: Option<Located<String>>, date: Located<ServiceDate>, span: Span) -> Signature {
    let at = Timestamp {
        date: date.value,
        time: None,
    };
    Signature {
        state: SignatureState::Signed,
        signer,
        signed_at: Some(Located::new(at, date.span)),
        span: Some(span),
    }
}

/// Takes the signature that closes the log for the entry's, but for its date: it tells when the log
/// was closed, and no entry was written then but the one of that day.
fn sign_with_the_log(document: &Document<'_>, entry: &Entry, note: &mut Note) {
    let own = document.lines.get(entry.lines.clone()).unwrap_or_default();
    let is_own = |span: Span| {
        let mut places = own.iter().map(|line| line.trimmed_span(document.file));
        places.any(|line| line.contains(&span))
    };
    let body = &mut *note.body;
    let signatures = [Some(&mut body.signature), body.cosignature.as_mut()];
    for signature in signatures.into_iter().flatten() {
        let is_later = |at: &Located<Timestamp>| at.value.date != entry.date && !is_own(at.span);
        if signature.signed_at.as_ref().is_some_and(is_later) {
            signature.signed_at = None;
        }
    }
}
