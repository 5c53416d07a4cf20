//! Finds logs with a row a day: the notes of technicians, a house's or a shift's log, a log of
//! contacts, a course of treatments, groups written one below the other under one heading. A
//! reviewer reads each dated row as that day's entry.
//!
//! What looks like it and is none: tables of scores, vital signs, drugs and results, lists of
//! appointments, problems, goals and former treatments, a payer's calls, and the days that one
//! note tells of. So a log says in its title or its columns that it is one, or each of its entries
//! is signed.

use super::guards::Guard;
use super::labels::{Label, cells};
use super::lines::Line;
use super::log_words::{Columns, Head, is_measured};
use super::signature::{is_signature, is_signature_line, read_authorship};
use super::view::Document;
use super::when;
use super::{credential, kind};
use crate::model::{NoteKind, ServiceDate};
use crate::text::Span;
use crate::text::bytes::has_digit;
use std::ops::Range;

/// Most filled lines above the first entry, below the last, and of one entry.
const HEAD: usize = 14;
const FOOT: usize = 10;
const ENTRY: usize = 25;
/// Most days from one entry to the next, and from the first to the last.
const GAP: i64 = 31;
const ALL: i64 = 120;
/// Bytes of a line within which an entry's date begins, and within which it and what shows its kind
/// stand.
const REACH: usize = 16;
const DATED: usize = 80;
/// Bytes of a line that may sign by its end, as longer ones are not read for a signature.
const LONG: usize = 80;

/// One log's lines.
#[derive(Debug)]
pub(super) struct Log {
    /// What stands once above the entries.
    pub(super) head: Range<usize>,
    /// The entries in order.
    pub(super) entries: Vec<Entry>,
    /// What stands once below them.
    pub(super) foot: Range<usize>,
    /// What its columns are, where it is a table.
    pub(super) columns: Option<Columns>,
    /// The kind of its entries.
    pub(super) kind: NoteKind,
    /// Where its title stands, if it has one of a known kind.
    pub(super) title: Option<Span>,
    /// Whether each entry is signed by itself.
    pub(super) is_signed_each: bool,
}

/// One day's entry.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Its lines.
    pub(super) lines: Range<usize>,
    /// Its day.
    pub(super) date: ServiceDate,
    /// The bytes of the day on the first line.
    pub(super) at: Range<usize>,
}

/// Returns the log that some lines are, all of them.
pub(super) fn find(document: &Document<'_>, range: Range<usize>) -> Option<Log> {
    let lines = document.lines.get(range.clone())?;
    let is_shown = |line: &&Line<'_>| !line.furniture && !line.is_blank();
    // Nearly every note ends here.
    let may_begin = lines
        .iter()
        .filter(is_shown)
        .filter(|line| may_open(line.text));
    if may_begin.take(2).count() < 2 {
        return None;
    }
    let (first, head) = head(document, &range)?;
    let mut entries = entries(document, first..range.end, head.year)?;
    let columns = Columns::above(document, range.start..first);
    let is_table = columns.is_some();
    let is_signed_each = are_signed(document, &entries);
    let foot = match is_signed_each {
        // Entries that are signed keep their signatures.
        true => range.end..range.end,
        false => foot(document, &mut entries, range.end, is_table)?,
    };
    let days = entries.iter().filter(|entry| {
        let text = document.lines.get(entry.lines.start).map(|line| line.text);
        text.is_some_and(|text| is_measured(text, &entry.at))
    });
    if days.count() * 2 > entries.len() {
        return None;
    }
    let least = match (&columns, is_signed_each) {
        (_, true) => 2,
        (Some(columns), _) if columns.tell_of_days() || head.is_log => 2,
        (None, _) if head.is_log => 3,
        _ => return None,
    };
    let below = |entry: &Entry| heads_another(document, entry.lines.start + 1..entry.lines.end);
    if entries.iter().any(below) || heads_another(document, foot.clone()) {
        return None;
    }
    let refused = head.is_other || columns.as_ref().is_some_and(Columns::are_other);
    if refused || entries.len() < least || states_one_session(document, range.start..first) {
        return None;
    }
    let (kind, title) = kind(
        document,
        range.start..first,
        foot.clone(),
        is_table,
        head.kind,
    );
    // A list of calls is no record of the patient's days.
    if !may_be_of_days(kind) || kind == NoteKind::Unknown && head.is_of_calls {
        return None;
    }
    Some(Log {
        head: range.start..first,
        entries,
        foot,
        columns,
        kind,
        title,
        is_signed_each,
    })
}

/// Returns the first entry's line and what stands above it. Days without a year are read where the
/// head tells the year.
fn head(document: &Document<'_>, range: &Range<usize>) -> Option<(usize, Head)> {
    let first = |year: Option<i32>| {
        let lines = document.lines.get(range.clone()).unwrap_or_default().iter();
        let opens = |line: &&Line<'_>| !line.furniture && opening(line.text, year).is_some();
        let mut found = lines.enumerate().filter(|(_, line)| opens(line));
        let (at, _) = found.next()?;
        found.next().map(|_| range.start + at)
    };
    if let Some(first) = first(None) {
        let head = Head::of(document, range.start..first, HEAD)?;
        return Some((first, head));
    }
    // In a leap year every day can be read.
    let first = first(Some(2000))?;
    let head = Head::of(document, range.start..first, HEAD)?;
    (head.is_log && head.year.is_some()).then_some((first, head))
}

/// Returns the kind of a log's entries, by its head and who signed it, and the title's place.
fn kind(
    document: &Document<'_>,
    head: Range<usize>,
    foot: Range<usize>,
    is_table: bool,
    by_words: Option<NoteKind>,
) -> (NoteKind, Option<Span>) {
    let around = document.of_ranges(&[head.clone(), foot]);
    let authorship = read_authorship(&around.view(0..around.lines.len()), NoteKind::Unknown, None);
    let class = authorship
        .credential
        .map(|credential| credential.value.class);
    // By itself and without a table's headings, which are no title: "Date | Staff | Note".
    let lines = document.lines.get(head.clone()).unwrap_or_default();
    let is_heading = |line: &&Line<'_>| line.is_parted && !has_digit(line.text);
    let below = lines.iter().rev();
    let cut = below
        .take_while(|line| line.is_blank() || is_table && is_heading(line))
        .count();
    let above = document.of_range(head.start..head.end - cut);
    let view = above.view(0..above.lines.len());
    let named = kind::read_named(&view);
    let (kind, title) = kind::read_kind(&view, &named, class);
    match (kind, title, by_words) {
        (_, None, Some(kind)) | (NoteKind::Unknown | NoteKind::ProgressNote, _, Some(kind)) => {
            (kind, title)
        }
        _ => (kind, title),
    }
}

/// Returns whether notes of a kind may stand in a log of days.
fn may_be_of_days(kind: NoteKind) -> bool {
    kind.is_therapeutic_service()
        || matches!(
            kind,
            NoteKind::ShiftNote
                | NoteKind::NursingNote
                | NoteKind::PrescriberNote
                | NoteKind::CaseManagement
                | NoteKind::ProgressNote
                | NoteKind::Unknown
        )
}

/// Returns whether a head states the day or the times of one session: what stands below is told in
/// it.
pub(super) fn states_one_session(document: &Document<'_>, head: Range<usize>) -> bool {
    document.fields_in(head).iter().any(|field| {
        let value = document.value(field);
        let is_heading = field.value_line != field.line;
        let states = match field.label {
            Label::ServiceDate | Label::Date => when::find_dates(value).len() == 1,
            Label::Start | Label::Stop | Label::Duration => has_digit(value),
            _ => false,
        };
        states && !is_heading && !field.in_prose
    })
}

/// Returns whether on lines below an entry's first another document begins, with a title or a patient
/// of its own.
pub(super) fn heads_another(document: &Document<'_>, below: Range<usize>) -> bool {
    let names = document.fields_in(below.clone()).iter().any(|field| {
        matches!(
            field.label,
            Label::PatientName | Label::Mrn | Label::NoteType
        ) && !field.in_prose
            && document
                .lines
                .get(field.line)
                .is_some_and(|line| !line.furniture)
    });
    let lines = document.lines.get(below).unwrap_or_default();
    names
        || lines.iter().any(|line| {
            !line.furniture
                && !signs(line)
                && (kind::title_of_line(line.text).is_some_and(|title| title.weight >= 200)
                    || kind::names_a_document(line.text))
        })
}

/// Parts lines into entries, which are in the order of their days.
fn entries(document: &Document<'_>, range: Range<usize>, year: Option<i32>) -> Option<Vec<Entry>> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut filled = 0;
    for index in range.clone() {
        let line = document.lines.get(index)?;
        if line.furniture || line.is_blank() {
            continue;
        }
        // "03/06/2026 e-signed Ann Roe, RN"; a longer line only mentions what was signed.
        let is_signing = || line.words() <= 8 && !line.text.contains('|') && signs(line);
        let opened = opening(line.text, year).filter(|_| !is_signing());
        match (opened, entries.last_mut()) {
            (Some((date, at)), _) => {
                entries.push(Entry {
                    lines: index..index + 1,
                    date,
                    at,
                });
                filled = 0;
            }
            (None, Some(last)) => {
                last.lines.end = index + 1;
                filled += 1;
                if filled > ENTRY {
                    return None;
                }
            }
            (None, None) => return None,
        }
    }
    let days = || entries.iter().map(|entry| entry.date);
    let steps = || {
        days()
            .zip(days().skip(1))
            .map(|(one, next)| next.days_since(one))
    };
    let is_in_order = steps().all(|step| (0..=GAP).contains(&step))
        || steps().all(|step| (-GAP..=0).contains(&step));
    let (first, last) = (entries.first()?.date, entries.last()?.date);
    let all = last.days_since(first).abs();
    (is_in_order && (1..=ALL).contains(&all)).then_some(entries)
}

/// Returns whether most entries are signed by themselves; below the last one stands the signature of
/// a whole log as well.
fn are_signed(document: &Document<'_>, entries: &[Entry]) -> bool {
    let signed = |entry: &&Entry| {
        let lines = document.lines.get(entry.lines.clone()).unwrap_or_default();
        lines.iter().any(signs)
    };
    let before = entries.split_last().map_or(&[][..], |(_, before)| before);
    let count = before.iter().filter(signed).count();
    count > 0 && count * 3 >= before.len() * 2
}

/// Cuts what stands below the last entry off it.
fn foot(
    document: &Document<'_>,
    entries: &mut [Entry],
    end: usize,
    is_table: bool,
) -> Option<Range<usize>> {
    let last = entries.last_mut()?;
    let own = document.lines.get(last.lines.clone())?;
    let ends = |(at, line): &(usize, &Line<'_>)| {
        let is_row = line.is_parted && has_digit(line.text);
        *at > 0 && (line.is_blank() || signs(line) || is_table && !is_row)
    };
    let cut = own.iter().enumerate().find(ends).map(|(at, _)| at);
    let cut = cut.map_or(last.lines.end, |at| last.lines.start + at);
    last.lines.end = cut;
    let below = document.lines.get(cut..end)?;
    let filled = below
        .iter()
        .filter(|line| !line.is_blank() && !line.furniture);
    (filled.count() <= FOOT).then_some(cut..end)
}

/// Returns whether a line signs, by its words or by a name with a credential.
fn signs(line: &Line<'_>) -> bool {
    if is_signature(line) || signing_cell(line).is_some() {
        return true;
    }
    let text = line.text.trim();
    let text = text.trim_start_matches(['-', '–', '—', ' ']);
    text.len() <= 80
        && credential::read_person(text).is_some_and(|person| {
            let rest = text.get(person.end..).unwrap_or_default();
            let words = rest.split(|c: char| !c.is_alphabetic());
            person.credential.is_some() && words.filter(|word| word.len() > 2).count() <= 1
        })
}

/// Returns the last cell of a row between bars, or the end of a longer entry, where it signs the row:
/// `03/24/2026 | Joined yoga. | e-signed Ann Roe, RN 03/24/2026 22:44`, `03/24/2026 Joined yoga. ESIGN:
/// Roe, Ann RN 03/24/2026 22:44`.
pub(super) fn signing_cell(line: &Line<'_>) -> Option<Range<usize>> {
    let text = line.text;
    if text.contains('|') {
        let cells = cells(text);
        let last = cells.last().filter(|_| cells.len() >= 3)?.clone();
        let signs = line.may(Guard::Signs) && text.get(last.clone()).is_some_and(is_signature_line);
        return signs.then_some(last);
    }
    // A shorter line signs or not as a whole.
    if text.len() <= LONG {
        return None;
    }
    let end = text.trim_end_matches([' ', '\t', ')', ']']).len();
    let from = text.floor_char_boundary(end.saturating_sub(SIGNED));
    let near = text.get(from..end)?;
    let gaps = [
        ". ", "! ", "? ", "; ", ") ", "\" ", "” ", "  ", " - ", " -- ", " – ", " — ",
    ];
    let mut starts: Vec<usize> = gaps
        .iter()
        .flat_map(|gap| {
            near.match_indices(*gap)
                .map(move |(at, gap)| from + at + gap.len())
        })
        .collect();
    // "(Ann Roe, RN 04/05/2026 2209)"
    for start in &mut starts {
        let tail = text.get(*start..end).unwrap_or_default();
        *start += tail.len()
            - tail
                .trim_start_matches([' ', '(', '[', '-', '–', '—'])
                .len();
    }
    starts.sort_unstable();
    let may_sign = line.may(Guard::Signs);
    let signs = |start: &usize| {
        let tail = text.get(*start..end).unwrap_or_default();
        may_sign && is_signature_line(tail) && tail.split_whitespace().count() <= SIGNED_WORDS
            || names_and_stamps(tail)
    };
    let start = starts.into_iter().rev().find(signs)?;
    Some(start..end)
}

/// Bytes of an entry's end, and its words, that may sign it.
const SIGNED: usize = 120;
const SIGNED_WORDS: usize = 14;

/// Returns whether a text is a person's whole name with a credential, a day and nothing else, behind at
/// most what a form calls the writer: `Entered by Ann Roe, RN 04/05/2026 2209`, `Staff: …`.
fn names_and_stamps(text: &str) -> bool {
    let called = [" by ", ": "];
    let behind = called.iter().filter_map(|joint| {
        let at = text.find(joint).filter(|at| *at <= CALLED)?;
        text.get(at + joint.len()..)
    });
    std::iter::once(text).chain(behind).any(is_person_and_day)
}

/// Bytes of what a form calls the writer.
const CALLED: usize = 20;

fn is_person_and_day(text: &str) -> bool {
    let Some(person) = credential::read_person(text) else {
        return false;
    };
    let name = text.get(person.name.clone()).unwrap_or_default();
    let rest = text.get(person.end..).unwrap_or_default();
    let words = rest.split(|c: char| !c.is_alphabetic());
    person.credential.is_some()
        && name.split_whitespace().nth(1).is_some()
        && !when::find_dates(rest).is_empty()
        && words.filter(|word| word.len() > 2).count() <= 1
}

/// Returns whether a line may begin with a day, by its first letters.
pub(super) fn may_open(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\t', '|', '[', '(', '#', '-', '*', '•']);
    text.starts_with(|c: char| c.is_ascii_digit() || "MTWFSJADN".contains(c))
        && has_digit(text.get(..REACH * 2).unwrap_or(text))
}

/// Reads the day with which a line begins, behind at most a running number and a weekday, where
/// words follow. A day without a year is one of `year`.
pub(super) fn opening(text: &str, year: Option<i32>) -> Option<(ServiceDate, Range<usize>)> {
    if !may_open(text) {
        return None;
    }
    let head = text.get(..text.floor_char_boundary(DATED)).unwrap_or(text);
    let found = when::find_dates(head).first().copied();
    let found = found.filter(|found| found.start <= REACH).or_else(|| {
        let partial = when::find_partial_date(text, year?)?;
        (partial.start <= REACH).then_some(partial)
    })?;
    let rest = text.get(found.end..)?;
    // "4/5 - 4/11/26" is a week, "1/2/3" a number.
    let behind = rest.trim_start();
    let is_part = rest.starts_with(|c: char| c.is_alphanumeric() || c == '/');
    let is_range = behind
        .strip_prefix(['-', '–', '—'])
        .is_some_and(|to| to.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    let has_words = rest.chars().filter(|c| c.is_alphabetic()).nth(1).is_some();
    if is_part || is_range || !has_words || !is_counted(text.get(..found.start)?) {
        return None;
    }
    Some((found.date, found.start..found.end))
}

/// Returns whether nothing but a running number and a weekday stands before a day.
fn is_counted(before: &str) -> bool {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let mut numbers = 0;
    before
        .split(|c: char| c.is_whitespace() || "|[(#-*•.,:)".contains(c))
        .filter(|word| !word.is_empty())
        .all(|word| {
            let is_day = word
                .get(..3)
                .is_some_and(|begin| DAYS.iter().any(|day| begin.eq_ignore_ascii_case(day)));
            let is_number = word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit());
            numbers += usize::from(is_number);
            (is_day || is_number) && numbers <= 1
        })
}
