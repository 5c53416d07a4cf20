//! Finds the prints of group sessions that hold a part for each client: what the session was
//! stands once above the first part, the signature once below the last. Systems of virtual
//! programs and Kipu's group sessions print so.
//!
//! What looks like it and is none: the record of one patient that lists who else was there, an
//! incident report or a day's log of the unit, and notes of several patients each with a head of
//! its own.

use super::guards::Guard;
use super::kind;
use super::labels::{Field, Label, cells};
use super::lines::Line;
use super::patient::{is_nobody, name_part};
use super::signature::is_signature;
use super::view::Document;
use super::when;
use crate::model::{NoteKind, PersonName, ServiceDate};
use crate::text::bytes::has_digit;
use std::collections::BTreeSet;
use std::ops::Range;

/// Most filled lines of a head.
const HEAD_LINES: usize = 40;
/// Fewest words of what was written on one client; fewer are an entry of a list.
const WORDS_OF_PART: usize = 8;

/// One session's lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    /// What the session was.
    pub(super) head: Range<usize>,
    /// Each client's part.
    pub(super) parts: Vec<Range<usize>>,
    /// Who signed, for all of them.
    pub(super) foot: Range<usize>,
}

impl Session {
    /// Returns all its lines.
    pub(super) fn lines(&self) -> Range<usize> {
        let last = self.parts.last().map_or(self.head.end, |part| part.end);
        self.head.start..self.foot.end.max(last)
    }
}

/// Where a client's part begins.
struct Opening {
    line: usize,
    who: String,
}

/// Returns the sessions of a document in order; none for nearly every file.
pub(super) fn find(document: &Document<'_>) -> Vec<Session> {
    let openings = openings(document);
    let clients: BTreeSet<&str> = openings
        .iter()
        .map(|opening| opening.who.as_str())
        .collect();
    if clients.len() < 2 {
        return Vec::new();
    }
    let all = document.lines.len();
    let mut sessions = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(first) = openings.get(at) {
        let Some(head) = head_above(document, from, first.line) else {
            from = first.line;
            at += 1;
            continue;
        };
        // As far as no other session's head stands between.
        let mut count = 1;
        let mut end = all;
        while let Some(next) = openings.get(at + count) {
            let last = openings.get(at + count - 1).map_or(0, |last| last.line);
            if let Some(other) = head_above(document, last + 1, next.line) {
                end = other.start;
                break;
            }
            count += 1;
        }
        let own = openings.get(at..at + count).unwrap_or_default();
        sessions.extend(session(document, head, own, end));
        from = end;
        at += count;
    }
    sessions
}

/// Returns the lines of the head that stands just above a line and below another.
fn head_above(document: &Document<'_>, from: usize, opening: usize) -> Option<Range<usize>> {
    let line = |at: usize| document.lines.get(at);
    let signed = (from..opening).rfind(|&at| line(at).is_some_and(is_signature));
    let from = signed.map_or(from, |signed| signed + 1);
    if is_head(document, from..opening) {
        return Some(from..opening);
    }
    // Below another client's part, from the title on.
    (from..opening)
        .rev()
        .filter(|&at| line(at).is_some_and(|line| names_group(line.text)))
        .map(|at| at..opening)
        .find(|head| is_head(document, head.clone()))
}

/// Returns whether lines say what a group session was and when, and name no patient.
fn is_head(document: &Document<'_>, lines: Range<usize>) -> bool {
    let own = document.lines.get(lines.clone()).unwrap_or_default();
    let filled = || {
        own.iter()
            .filter(|line| !line.is_blank() && !line.furniture)
    };
    let count = filled().take(HEAD_LINES + 1).count();
    if count == 0 || count > HEAD_LINES || dates(document, lines.clone()).is_empty() {
        return false;
    }
    let fields = document.fields_in(lines);
    let identifies = |field: &Field| {
        let is_identity = matches!(
            field.label,
            Label::PatientName | Label::Mrn | Label::MemberId | Label::BirthDate
        );
        // The heading of a table of clients stands above the value of its first row.
        is_identity && field.value_line == field.line && !field.value.is_empty()
    };
    if fields.iter().any(identifies) {
        return false;
    }
    let types = fields.iter().filter(|field| field.label == Label::NoteType);
    let types = types.filter_map(|field| kind::read_title(document.value(field)));
    let titles = filled().filter_map(|line| kind::title_of_line(line.text));
    let mut named = types
        .chain(titles)
        .filter(|title| title.weight >= 200)
        .peekable();
    if named.peek().is_some() {
        return named.any(|title| title.kind == NoteKind::GroupNote);
    }
    let has_topic = fields.iter().any(|field| field.label == Label::GroupTopic);
    has_topic || filled().take(6).any(|line| names_group(line.text))
}

/// Returns whether a line of a head names a group.
fn names_group(text: &str) -> bool {
    text.len() < 120
        && text
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word.eq_ignore_ascii_case("group") || word.eq_ignore_ascii_case("groups"))
}

/// Returns the days that lines name, birth dates aside.
fn dates(document: &Document<'_>, lines: Range<usize>) -> BTreeSet<ServiceDate> {
    let own = document.lines.get(lines).unwrap_or_default().iter();
    own.filter(|line| !line.furniture)
        .flat_map(|line| when::find_dates(line.text))
        .map(|found| found.date)
        .collect()
}

/// Parts the lines of a session; `None` where they are something else.
fn session(
    document: &Document<'_>,
    head: Range<usize>,
    openings: &[Opening],
    end: usize,
) -> Option<Session> {
    let clients: BTreeSet<&str> = openings
        .iter()
        .map(|opening| opening.who.as_str())
        .collect();
    if clients.len() < 2 {
        return None;
    }
    // A client who is named again in the own part opens none.
    let mut seen = BTreeSet::new();
    let starts: Vec<&Opening> = openings
        .iter()
        .filter(|opening| seen.insert(opening.who.as_str()))
        .collect();
    let ends = starts.iter().skip(1).map(|next| next.line).chain([end]);
    let mut parts: Vec<Range<usize>> = starts
        .iter()
        .zip(ends)
        .map(|(opening, next)| opening.line..next)
        .collect();
    let last = parts.pop()?;
    let signs = |lines: Range<usize>| {
        let mut own = document.lines.get(lines.clone()).unwrap_or_default().iter();
        own.position(is_signature).map(|at| lines.start + at)
    };
    // Who signs each part signs the last one as well.
    let is_signed_each = parts.iter().any(|part| signs(part.clone()).is_some());
    let below = match is_signed_each {
        true => None,
        false => foot_start(document, last.clone(), &parts),
    };
    let cut = below.unwrap_or(end);
    let foot = cut..foot_end(document, cut, end);
    parts.push(last.start..last.end.min(cut));
    // Entries of a list say little, and a note of its own is dated for itself.
    let written = |part: &Range<usize>| words(document, part.clone()) >= WORDS_OF_PART;
    let others = parts.get(..parts.len() - 1)?;
    let count = others.iter().filter(|part| written(part)).count();
    let days = dates(document, head.clone());
    let has_own_head = |part: &Range<usize>| {
        let mut fields = document.fields_in(part.clone()).iter();
        fields.any(|field| {
            let is_at_head = field.marked && field.name.start < 3;
            let is_else = || {
                let found = when::find_dates(document.value(field));
                found.iter().any(|found| !days.contains(&found.date))
            };
            is_at_head
                && match field.label {
                    Label::ServiceDate | Label::NoteType => true,
                    Label::Date => is_else(),
                    _ => false,
                }
        })
    };
    // Below a signature another document begins with its title.
    let goes_on = |part: &Range<usize>| {
        signs(part.clone()).is_some_and(|signed| foot_end(document, signed, part.end) < part.end)
    };
    let is_else = |part: &Range<usize>| has_own_head(part) || goes_on(part);
    let fits = count * 2 >= others.len() && !parts.iter().any(is_else);
    fits.then_some(Session { head, parts, foot })
}

/// Counts the words of a part below and behind the client's name and numbers.
fn words(document: &Document<'_>, part: Range<usize>) -> usize {
    let lines = document.lines.get(part).unwrap_or_default();
    let all: usize = lines.iter().map(|line| line.words()).sum();
    let named = lines.first().map_or(0, |line| line.words().min(8));
    all - named
}

/// Returns where the last client's part ends and what is said of all begins: with the signature,
/// or above it with a line on the group.
fn foot_start(
    document: &Document<'_>,
    last: Range<usize>,
    others: &[Range<usize>],
) -> Option<usize> {
    let head_of = |at: usize| {
        let (head, _) = document.lines.get(at)?.text.split_once(':')?;
        Some(head.trim().to_ascii_lowercase())
    };
    let is_of_each = |head: &str| {
        let mut lines = others.iter().flat_map(|part| part.clone());
        lines.any(|at| head_of(at).as_deref() == Some(head))
    };
    (last.start + 1..last.end).find(|&at| {
        let signs = document.lines.get(at).is_some_and(is_signature);
        signs
            || head_of(at).is_some_and(|head| {
                let is_of_all = [
                    "group ",
                    "facilitator",
                    "plan for group",
                    "next group",
                    "next session",
                ];
                is_of_all.iter().any(|word| head.starts_with(word)) && !is_of_each(&head)
            })
    })
}

/// Returns where another document begins below a signature.
fn foot_end(document: &Document<'_>, from: usize, end: usize) -> usize {
    (from + 1..end)
        .find(|&at| {
            let title = document
                .lines
                .get(at)
                .and_then(|line| kind::title_of_line(line.text));
            title.is_some_and(|title| title.weight >= 200)
        })
        .unwrap_or(end)
}

/// Returns the lines that may begin a client's part. A chart that names its patient on each page
/// has none.
fn openings(document: &Document<'_>) -> Vec<Opening> {
    let mut openings: Vec<Opening> = Vec::new();
    for field in &document.fields {
        let is_identity = matches!(
            field.label,
            Label::PatientName | Label::PlainName | Label::Mrn | Label::BirthDate | Label::MemberId
        );
        if !is_identity || field.in_prose {
            continue;
        }
        let is_running = document
            .lines
            .get(field.line)
            .is_some_and(|line| line.furniture);
        if is_running {
            match field.label {
                Label::PlainName => continue,
                _ => return Vec::new(),
            }
        }
        let found = match field.label {
            Label::PatientName if field.marked && field.name.start < 3 => named(document, field),
            Label::PatientName | Label::PlainName => None,
            _ => beside(document, field).or_else(|| above(document, field)),
        };
        openings.extend(found);
    }
    rows(document, &mut openings);
    let in_brackets = document.lines.iter().enumerate();
    let in_brackets = in_brackets.filter(|(_, line)| line.may(Guard::Opens) && !line.furniture);
    openings.extend(in_brackets.filter_map(|(at, line)| {
        let (name, _) = bracketed(line.text)?;
        let who = person(line.text.get(name)?)?;
        Some(Opening { line: at, who })
    }));
    openings.sort_by_key(|opening| opening.line);
    openings.dedup_by_key(|opening| opening.line);
    openings
}

fn person(text: &str) -> Option<String> {
    let part = name_part(text)?;
    let name = text.get(part)?;
    let words = name
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .count();
    (words >= 2).then(|| PersonName::parse(name).map(|name| name.key()))?
}

/// `Client: Jane Doe`.
fn named(document: &Document<'_>, field: &Field) -> Option<Opening> {
    Some(Opening {
        line: field.line,
        who: person(document.value(field))?,
    })
}

/// `Jane Doe · DOB 01/02/1980 · Client ID 10442`, `Jane Doe (MRN 10442):`.
fn beside(document: &Document<'_>, field: &Field) -> Option<Opening> {
    let first = document.fields_in(field.line..field.line + 1).first()?;
    let line = document.lines.get(field.line)?;
    let before = line.text.get(..field.name.start)?;
    let name = before.trim_matches(|c: char| !c.is_alphabetic() && c != '.');
    let fits = first.name == field.name && before.len() < 60 && !is_nobody(name);
    Some(Opening {
        line: field.line,
        who: person(name).filter(|_| fits)?,
    })
}

/// A name that stands alone above a line that begins with a number or birth date.
fn above(document: &Document<'_>, field: &Field) -> Option<Opening> {
    let above = field.line.checked_sub(1).filter(|_| field.name.start < 3)?;
    let text = document.lines.get(above)?.text.trim();
    let name = text.trim_end_matches(':');
    let is_alone = name_part(name) == Some(0..name.len())
        && document.fields_in(above..field.line).is_empty()
        && !is_nobody(name);
    Some(Opening {
        line: above,
        who: person(name).filter(|_| is_alone)?,
    })
}

/// `Jane Doe (10442):`, `Jane Doe (MRN KW2001)`: the bytes of the name and of the number.
pub(super) fn bracketed(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let open = text.find('(').filter(|open| *open < 60)?;
    let close = open + text.get(open..)?.find(')')?;
    let after = text.get(close + 1..)?.trim_start();
    let before = text.get(..open)?;
    let lead = before.len() - before.trim_start().len();
    let name = lead..before.trim_end().len();
    let inner = text.get(open + 1..close)?;
    let words: Vec<&str> = inner
        .split([' ', ':', '#'])
        .filter(|word| !word.is_empty())
        .collect();
    let (number, labels) = words.split_last()?;
    let known = [
        "mrn", "id", "client", "patient", "chart", "no", "mr", "record", "member",
    ];
    let is_labelled = |label: &&str| known.iter().any(|word| label.eq_ignore_ascii_case(word));
    let is_number = number.bytes().filter(u8::is_ascii_digit).count() >= 3
        && number
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let stands_alone = after.is_empty() || after.starts_with([':', '-', '|']);
    let named = text.get(name.clone())?;
    let is_name = name_part(named) == Some(0..named.len()) && !is_nobody(named);
    let start = open + 1 + inner.rfind(number)?;
    (stands_alone && is_number && is_name && labels.iter().all(is_labelled))
        .then(|| (name, start..start + number.len()))
}

/// Returns the column of clients of the heading of a table.
pub(super) fn client_column(line: &Line<'_>) -> Option<usize> {
    const HEADINGS: [&str; 9] = [
        "client",
        "client name",
        "patient",
        "patient name",
        "resident",
        "member",
        "participant",
        "participant name",
        "name",
    ];
    // Most rows of tables hold a number.
    if !line.is_parted || line.text.len() > 200 || has_digit(line.text) {
        return None;
    }
    let columns = cells(line.text);
    let is_client = |cell: &Range<usize>| {
        let text = line.text.get(cell.clone()).unwrap_or_default();
        HEADINGS.iter().any(|word| text.eq_ignore_ascii_case(word))
    };
    let column = columns.iter().take(3).position(is_client);
    column.filter(|_| columns.len() >= 3)
}

/// The rows of tables with a column of clients.
fn rows(document: &Document<'_>, openings: &mut Vec<Opening>) {
    let mut column = None;
    for (at, line) in document
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.is_parted)
    {
        if let Some(found) = client_column(line) {
            column = Some(found);
            continue;
        }
        let Some(column) = column else { continue };
        let own = cells(line.text);
        let name = own.get(column).and_then(|cell| line.text.get(cell.clone()));
        if let Some(who) = name.and_then(person).filter(|_| own.len() >= 2) {
            openings.push(Opening { line: at, who });
        }
    }
}
