//! Reads a typed identity line that has no labels but the birth date's: `Ann Roe  X-1005  dob
//! 1/30/84`, `ROE, ANN | 10442 | DOB 01/30/1984`, `Nursing note / Roe, Ann / X-1005 / dob 1/30/84`.
//! Where the note's file or folder is called by the number, the line needs no birth date.

use super::labels::Label;
use super::patient::{born_on, is_nobody};
use super::view::NoteView;
use super::{credential, when};
use crate::model::{PatientIdentity, PersonName, ServiceDate};
use crate::text::Located;
use crate::text::bytes::has_digit;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static BORN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:(?:d[./]?o[./]?b\.?|born|birth\s*date|date\s+of\s+birth)(?:\s|:|$)|birth:|b\.\s?[0-9])",
    )
    .ok()
});

/// How many lines of a note's beginning may hold the line.
const REACH: usize = 6;

/// How many lines may name a member in a sentence.
const MEMBER_REACH: usize = 12;

/// What such a line states: a name, a record number, or both.
pub(crate) struct IdentityLine {
    name: Option<Located<PersonName>>,
    record_number: Option<Located<String>>,
    birth_date: Option<Located<ServiceDate>>,
}

impl IdentityLine {
    /// Gives an identity what it lacks, where the line is of the same person.
    pub(super) fn fill(self, identity: &mut PatientIdentity) {
        let names = self.name.as_ref().zip(identity.name.as_ref());
        let numbers = self.record_number.as_ref().zip(identity.mrn.as_ref());
        let births = self.birth_date.zip(identity.birth_date);
        let is_another = names.is_some_and(|(own, other)| own.value.key() != other.value.key())
            || numbers.is_some_and(|(own, other)| !own.value.eq_ignore_ascii_case(&other.value))
            || births.is_some_and(|(own, other)| own.value != other.value);
        // A labelled number without a name may be anybody's but that of a line that repeats it.
        let is_apart = identity.mrn.is_some() && numbers.is_none();
        if is_another || is_apart {
            return;
        }
        identity.name = identity.name.take().or(self.name);
        identity.mrn = identity.mrn.take().or(self.record_number);
        identity.birth_date = identity.birth_date.or(self.birth_date);
    }
}

/// Returns the first identity line at a note's beginning.
pub(crate) fn read_identity_line(view: &NoteView<'_>) -> Option<IdentityLine> {
    let born = BORN.as_ref()?;
    let path = view.document.name;
    // A running header states it too.
    let running = view
        .labelled(Label::BirthDate)
        .filter(|field| view.is_furniture(field.line))
        .filter_map(|field| view.line(field.line).map(|line| (field.line, line)));
    let own = view.body_lines().take(REACH);
    own.chain(running).find_map(|(index, line)| {
        if !has_digit(line.text) {
            return None;
        }
        let label = born.find(line.text);
        let end = label.map_or(line.text.len(), |label| label.start());
        let before = line.text.get(..end)?;
        let told = told(before, label.is_some(), path);
        let birth_date = label.and_then(|label| {
            // "b. 3/14/2001": the sign ends with the date's first digit.
            let is_short = label.as_str().ends_with(|c: char| c.is_ascii_digit());
            let end = label.end() - usize::from(is_short);
            let after = line.text.get(end..)?;
            let found = when::find_dates(after).into_iter().next()?;
            let bytes = end + found.start..end + found.end;
            Some(Located::new(born_on(&found)?, view.place(index, bytes)))
        });
        let name = told.name.and_then(|bytes| {
            let name = PersonName::parse(before.get(bytes.clone())?)?;
            Some(Located::new(name, view.place(index, bytes)))
        });
        let record_number = told.number.and_then(|bytes| {
            let number = before.get(bytes.clone())?.to_owned();
            Some(Located::new(number, view.place(index, bytes)))
        });
        let is_enough = match label {
            Some(_) => name.is_some() || record_number.is_some() && birth_date.is_some(),
            None => name.is_some() && record_number.is_some(),
        };
        is_enough.then_some(IdentityLine {
            name,
            record_number,
            birth_date,
        })
    })
}

/// Returns the name in what stands on a line before a birth date or number, where slashes or dashes
/// between blanks part it into cells and another than the first tells the name.
pub(super) fn name_before(text: &str, path: &str) -> Option<Range<usize>> {
    let parted = [" / ", " - ", " – ", " — ", " -- ", "::"];
    if !parted.iter().any(|part| text.contains(part)) {
        return None;
    }
    told(text, true, path).name
}

/// Reads a member whom a sentence of a payer's letter or agreement names: `Member Roe, Ann LBX61209.`
pub(super) fn read_member(view: &NoteView<'_>) -> Option<PatientIdentity> {
    const WORDS: [&str; 6] = [
        "Member ",
        "member ",
        "MEMBER ",
        "Enrollee ",
        "Insured ",
        "Subscriber ",
    ];
    view.body_lines()
        .take(MEMBER_REACH)
        .find_map(|(index, line)| {
            if !line.text.contains(',') || !has_digit(line.text) {
                return None;
            }
            WORDS.iter().find_map(|word| {
                let start = line.text.find(word)? + word.len();
                let rest = line.text.get(start..)?;
                let digit = rest.find(|c: char| c.is_ascii_digit())?;
                let id = rest.get(..digit)?.rfind(' ')? + 1;
                let end = rest
                    .get(digit..)?
                    .find(|c: char| !c.is_ascii_alphanumeric());
                let end = end.map_or(rest.len(), |end| digit + end);
                let name = rest.get(..id)?.trim_end_matches([' ', ',', '(', '#']);
                let number = rest.get(id..end)?.trim_start_matches(['(', '#']);
                let id = end - number.len();
                let digits = number.bytes().filter(u8::is_ascii_digit).count();
                let is_id = digits >= 5 && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
                if !is_id || !name.contains(',') || !is_name(name, false) {
                    return None;
                }
                let place =
                    |bytes: Range<usize>| view.place(index, start + bytes.start..start + bytes.end);
                Some(PatientIdentity {
                    name: Some(Located::new(PersonName::parse(name)?, place(0..name.len()))),
                    member_id: Some(Located::new(number.to_owned(), place(id..end))),
                    ..PatientIdentity::default()
                })
            })
        })
}

/// The bytes of what a line's cells tell.
#[derive(Default)]
struct Told {
    name: Option<Range<usize>>,
    number: Option<Range<usize>>,
}

/// Returns the name and the record number in a line's cells: the number and the name nearest
/// before it, for what stands further before is the note's title.
fn told(text: &str, is_born: bool, path: &str) -> Told {
    let mut told = Told::default();
    for cell in cells(text) {
        let Some(parts) = parts(text, cell, is_born, path) else {
            continue;
        };
        let is_sure = |name: &Range<usize>| {
            text.get(name.clone())
                .is_some_and(|name| name.contains(','))
        };
        let is_open = told.number.is_none() || told.name.is_none();
        if is_open && !told.name.as_ref().is_some_and(is_sure) {
            told.name = parts.name.or(told.name);
        }
        told.number = told.number.or(parts.number);
    }
    // Without a birth date only the number that the file is called by tells whose note it is.
    if !is_born && told.number.is_none() {
        told.name = None;
    }
    told
}

/// Reads one cell: a name, a number, or a name with the number before or behind it.
fn parts(text: &str, cell: Range<usize>, is_born: bool, path: &str) -> Option<Told> {
    let cell = past_role(text, cell);
    let written = text.get(cell.clone())?;
    let last = written.rfind([' ', ',', '#']).map_or(0, |at| at + 1);
    let first = written.find([' ', ',']).unwrap_or(written.len());
    let (number, rest) = match (0..first, last..written.len()) {
        (_, behind) if is_number(written.get(behind.clone())?, last == 0, is_born, path) => {
            (Some(behind), 0..last)
        }
        (before, _) if is_number(written.get(before.clone())?, false, is_born, path) => {
            let rest = before.end..written.len();
            (Some(before), rest)
        }
        _ => (None, 0..written.len()),
    };
    let part = written.get(rest.clone())?;
    let lead = part.len() - part.trim_start_matches([' ', ',', '#', '-']).len();
    let name = part.trim_matches([' ', ',', '#', '-']);
    // "Ann Roe, ID 10442": the number's label is no part of the name.
    let is_label = |text: &str| names_a_record(text) || is_born && labels_a_number(text);
    let name = match name.rsplit_once(' ') {
        Some((name, label)) if number.is_some() && is_label(label) => {
            name.trim_end_matches([' ', ',', '-'])
        }
        _ => name,
    };
    // "gideon roe MH-3152 dob": typed in small letters, and nothing else stands in the cell.
    let may_be_small = number.is_some() && is_born;
    let is_name = is_name(name, may_be_small);
    // "Prior Auth A104421", "Room 2140": a number of something else; "Record: X-1005" is of the chart.
    if number.is_some() && !name.is_empty() && !is_name && !is_label(name) {
        return None;
    }
    let start = cell.start + rest.start + lead;
    Some(Told {
        name: is_name.then(|| start..start + name.len()),
        number: number.map(|at| cell.start + at.start..cell.start + at.end),
    })
}

/// Returns whether a word before a number says that it is the patient's, where a birth date on the line
/// says whose line it is. On another, `Client ID: 10442   Unit (Basin WM)`, a place would be the name.
fn labels_a_number(text: &str) -> bool {
    const LABELS: [&str; 5] = ["id", "no", "acct", "account", "case"];
    let text = text.trim_end_matches([':', '.', '#', ' ']);
    LABELS.iter().any(|label| text.eq_ignore_ascii_case(label))
}

/// Returns whether what stands before a number says that it is the chart's.
fn names_a_record(text: &str) -> bool {
    const NAMES: [&str; 10] = [
        "record",
        "record no",
        "record number",
        "chart",
        "chart no",
        "chart number",
        "mrn",
        "mr",
        "file",
        "file no",
    ];
    let text = text.trim_end_matches([':', '.', '#', ' ']);
    NAMES.iter().any(|name| text.eq_ignore_ascii_case(name))
}

/// Cuts the word for a patient off a cell's beginning: `pt Ann Roe`.
fn past_role(text: &str, cell: Range<usize>) -> Range<usize> {
    const ROLES: [&str; 11] = [
        "pt",
        "pt.",
        "patient",
        "client",
        "resident",
        "name",
        "consumer",
        "guest",
        "participant",
        "student",
        "youth",
    ];
    let written = text.get(cell.clone()).unwrap_or_default();
    let word = written.split([' ', ':']).next().unwrap_or_default();
    if !ROLES.iter().any(|role| word.eq_ignore_ascii_case(role)) {
        return cell;
    }
    let rest = written.get(word.len()..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start_matches([' ', ':']).len();
    cell.start + word.len() + blank..cell.end
}

/// Cuts a line at bars, dots, tabs, brackets, runs of blanks, and slashes and dashes between blanks.
fn cells(text: &str) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut start = 0;
    let mut before = ' ';
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map_or(' ', |(_, next)| *next);
        let is_free = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—');
        let is_break = match c {
            '|' | '\t' | ';' | '·' | '•' | '(' | ')' | '[' | ']' => true,
            ' ' => next == ' ',
            '/' | '-' | '–' | '—' => is_free(before) && is_free(next),
            // "HILL RTC :: CLIENT ROE, ANN".
            ':' => next == ':' || before == ':',
            _ => false,
        };
        if is_break {
            cells.push(start..at);
            start = at + c.len_utf8();
        }
        before = c;
    }
    cells.push(start..text.len());
    cells
        .into_iter()
        .filter_map(|cell| {
            let part = text.get(cell.clone())?;
            let lead = part.len() - part.trim_start_matches([' ', '#', '-', '*']).len();
            let kept = part.trim_matches([' ', '#', '-', ',', '*']).len();
            (kept > 0).then(|| cell.start + lead..cell.start + lead + kept)
        })
        .collect()
}

/// Returns whether some words are a person's name and no title, place or clinician.
fn is_name(text: &str, may_be_small: bool) -> bool {
    const PARTICLES: [&str; 12] = [
        "de", "la", "las", "los", "van", "von", "del", "der", "da", "di", "bin", "al",
    ];
    const LETTERS: [char; 4] = ['\'', '’', '-', '.'];
    let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
    let count = words.clone().count();
    let is_written = |word: &str| {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        capital || may_be_small || PARTICLES.contains(&word)
    };
    let is_plain = |word: &str| {
        word.chars()
            .all(|c| c.is_alphabetic() || LETTERS.contains(&c))
    };
    let most = if text.starts_with(char::is_uppercase) {
        5
    } else {
        3
    };
    (2..=most).contains(&count)
        && words.all(|word| is_written(word) && is_plain(word))
        && !is_nobody(text)
        && credential::read_person(text).is_none_or(|person| person.credential.is_none())
}

/// Returns whether a token is written as a record number is. `is_alone` says that it fills its cell,
/// `is_born` that a birth date follows on the line; `path` is the file's, which may hold it.
pub(super) fn is_number(token: &str, is_alone: bool, is_born: bool, path: &str) -> bool {
    let digits = token.bytes().filter(u8::is_ascii_digit).count();
    if digits < 3
        || token.len() > 20
        || !token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        return false;
    }
    let is_day = || !when::find_dates(token).is_empty() || when::find_compact_date(token).is_some();
    if stands_in(path, token) {
        return !is_day();
    }
    let letters = token.len()
        - token
            .trim_start_matches(|c: char| c.is_ascii_alphabetic())
            .len();
    let (lead, number) = token.split_at(letters);
    is_born
        && match letters {
            // A phone number, a day or times are no record number, nor is a code of a service.
            0 if number.contains('-') => false,
            0 => (is_alone || digits >= 5) && !is_code(token),
            1..=5 => !is_code(token) && !is_of_else(lead),
            _ => false,
        }
}

/// Returns whether a token has the shape of a billing code: `90837`, `H0015`.
fn is_code(token: &str) -> bool {
    let (lead, rest) = token.split_at(token.len().min(1));
    token.len() == 5
        && rest.bytes().all(|byte| byte.is_ascii_digit())
        && (matches!(lead, "G" | "H" | "S" | "T")
            || ["90", "96", "97", "98", "99"].contains(&token.get(..2).unwrap_or_default()))
}

/// Returns whether the letters before a number say that it is of a room, an authorization or a
/// claim.
fn is_of_else(letters: &str) -> bool {
    const OTHERS: [&str; 15] = [
        "rm", "room", "bed", "unit", "apt", "auth", "pa", "ref", "clm", "claim", "ext", "npi",
        "tel", "fax", "lic",
    ];
    OTHERS
        .iter()
        .any(|other| letters.eq_ignore_ascii_case(other))
}

/// Returns whether a token stands by itself in a path, as in `charts/roe_X-1005/01.txt`.
fn stands_in(path: &str, token: &str) -> bool {
    let of_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = path.as_bytes();
    let found = bytes.windows(token.len()).enumerate().any(|(at, part)| {
        part.eq_ignore_ascii_case(token.as_bytes())
            && !of_word(at.checked_sub(1).and_then(|before| bytes.get(before)))
            && !of_word(bytes.get(at + token.len()))
    });
    // "2026" or "0429" in a file's name is a day.
    found && (token.len() >= 5 || !token.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
