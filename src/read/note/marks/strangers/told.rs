//! Finds a note whose text is of another patient: prose that names a person of another name and, on
//! the same line, that person's record number or birth date.

use super::{shape, shares_nothing};
use crate::model::{PatientIdentity, PersonName, Stranger};
use crate::read::note::patient::record_number;
use crate::read::note::view::NoteView;
use crate::read::note::when;
use crate::text::AnyOf;
use crate::text::bytes::has_digit;
use std::ops::Range;
use std::sync::LazyLock;

/// People other than patients whom a note may name with a birth date, near their name.
const KIN: [&str; 28] = [
    "mother",
    "father",
    "mom",
    "dad",
    "parent",
    "guardian",
    "wife",
    "husband",
    "spouse",
    "partner",
    "son",
    "daughter",
    "brother",
    "sister",
    "sibling",
    "aunt",
    "uncle",
    "grand",
    "cousin",
    "child",
    "fiance",
    "friend",
    "boyfriend",
    "girlfriend",
    "subscriber",
    "policyholder",
    "insured",
    "foster",
];

/// Other patients of whom a note may rightly tell, anywhere on the line.
const PEERS: [&str; 12] = [
    "peer",
    "roommate",
    "housemate",
    "another patient",
    "another client",
    "another resident",
    "other patient",
    "other client",
    "other resident",
    "wrong chart",
    "wrong patient",
    "error",
];

/// Bytes before and behind a name in which it is told whose kin it is.
const NEAR: (usize, usize) = (40, 20);

/// Returns the first place at which prose does.
pub(super) fn told(view: &NoteView<'_>, own: &PatientIdentity) -> Option<Stranger> {
    let name = &own.name.as_ref()?.value;
    view.body_lines().find_map(|(index, line)| {
        let text = line.text;
        if !has_digit(text) || !MARKED.is_in(text) {
            return None;
        }
        let (fact, place) = other_number(text, own)
            .map(|place| (true, place))
            .or_else(|| Some((false, other_birth(text, own)?)))?;
        let person = person_in(text, &place, name)?;
        let lower = text.to_ascii_lowercase();
        let from = text.floor_char_boundary(person.start.saturating_sub(NEAR.0));
        let to = text.floor_char_boundary(person.end.saturating_add(NEAR.1));
        let near = lower.get(from..to).unwrap_or(&lower);
        let is_any = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
        if is_any(&PEERS, &lower) || is_any(&KIN, near) {
            return None;
        }
        let bytes = person.start.min(place.start)..person.end.max(place.end);
        Some(Stranger {
            span: view.place(index, bytes),
            name: true,
            record_number: fact,
            birth_date: !fact,
        })
    })
}

/// What stands before a birth date or a record number, whole.
static MARKED: LazyLock<AnyOf> = LazyLock::new(|| {
    let mut words = vec!["DOB"];
    words.extend(LABELS);
    AnyOf::new(&words)
});

const LABELS: [&str; 10] = [
    "MRN",
    "Client #",
    "Client No",
    "Client ID",
    "Patient #",
    "Patient ID",
    "Chart #",
    "Chart No",
    "Record #",
    "Resident #",
];

/// Returns the first label of a record number on a line and where it stands.
fn number_label(text: &str) -> Option<(usize, &'static str)> {
    let mut labels = LABELS.iter();
    labels.find_map(|label| text.find(label).map(|at| (at, *label)))
}

/// Returns a record number of the shape of the patient's own that is another.
fn other_number(text: &str, own: &PatientIdentity) -> Option<Range<usize>> {
    let known = &own.mrn.as_ref()?.value;
    let (at, label) = number_label(text)?;
    let from = at + label.len();
    let behind = text.get(from..)?;
    let lead = behind.len() - behind.trim_start_matches([' ', ':', '#', '.']).len();
    let number = record_number(behind.get(lead..)?)?;
    let number = from + lead + number.start..from + lead + number.end;
    let written = text.get(number.clone())?;
    let is_other = lead <= 3
        && shape(written) == shape(known)
        && written.len() >= 4
        && !written.eq_ignore_ascii_case(known);
    is_other.then_some(at..number.end)
}

/// Returns a birth date that is not the patient's.
fn other_birth(text: &str, own: &PatientIdentity) -> Option<Range<usize>> {
    let born = own.birth_date.as_ref()?.value;
    let at = text.find("DOB")?;
    let from = at + "DOB".len();
    let found = when::find_dates(text.get(from..)?).into_iter().next()?;
    let date = found.date;
    let is_other = found.start <= 3
        && (date.month(), date.day()) != (born.month(), born.day())
        && date.year() % 100 != born.year() % 100;
    is_other.then_some(at..from + found.end)
}

/// Returns a person who has no name in common with the patient: one by title anywhere on the line,
/// `Mr. Poe`, or two names right before the number, `Max Poe (MRN 2077)`.
fn person_in(text: &str, number: &Range<usize>, own: &PersonName) -> Option<Range<usize>> {
    let before = text.get(..number.start)?;
    let close = before.trim_end_matches([' ', ',', '(', '[', '-', '#']);
    let by_number = last_two(close)
        .or_else(|| given_name(before, close))
        .filter(|_| before.len() - close.len() <= 3);
    by_number.or_else(|| titled(text)).filter(|place| {
        let words = text.get(place.clone()).unwrap_or_default();
        let words = ["Mr", "Mrs", "Ms", "Miss"]
            .iter()
            .fold(words, |words, title| {
                let rest = words.strip_prefix(title);
                rest.filter(|rest| rest.starts_with(['.', ' ']))
                    .map_or(words, |rest| rest.trim_start_matches(['.', ' ']))
            });
        let other = PersonName {
            last: words.to_owned(),
            first: String::new(),
            middle: String::new(),
        };
        shares_nothing(&other, own)
    })
}

/// Returns the two capitalized words at a text's end.
fn last_two(text: &str) -> Option<Range<usize>> {
    let is_name = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.contains(char::is_lowercase)
            && word.len() >= 3
            && word
                .chars()
                .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
    };
    let last = text.rfind(' ').map_or(0, |at| at + 1);
    let head = text.get(..last)?.strip_suffix(' ')?;
    let first = head.rfind(' ').map_or(0, |at| at + 1);
    let both = is_name(text.get(last..)?) && is_name(head.get(first..)?);
    both.then_some(first..text.len())
}

/// Returns the one capitalized word with which a sentence begins, right before a number in brackets:
/// `Odessa (MRN 2077) said that`.
fn given_name(before: &str, close: &str) -> Option<Range<usize>> {
    const NO_NAMES: [&str; 14] = [
        "patient", "client", "resident", "member", "chart", "record", "note", "the", "this", "see",
        "name", "misfiled", "mrn", "belongs",
    ];
    let start = close.rfind(' ').map_or(0, |at| at + 1);
    let word = close.get(start..)?;
    let ahead = close.get(..start)?.trim_end();
    let begins = ahead.is_empty() || ahead.ends_with(['.', '!', '?']);
    let is_name = word.len() >= 3
        && word.starts_with(char::is_uppercase)
        && word.chars().skip(1).all(char::is_lowercase)
        && !NO_NAMES
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known));
    (begins && is_name && before.ends_with('(')).then_some(start..close.len())
}

fn titled(text: &str) -> Option<Range<usize>> {
    ["Mr. ", "Mrs. ", "Ms. ", "Mr ", "Mrs ", "Ms "]
        .into_iter()
        .find_map(|title| {
            let at = text.find(title)?;
            let is_word = at == 0 || text.get(..at)?.ends_with([' ', '(', '"', ':', '.']);
            let behind = text.get(at + title.len()..)?;
            let length = behind
                .char_indices()
                .find(|(_, c)| !(c.is_alphabetic() || matches!(c, '-' | '\'' | '’')))
                .map_or(behind.len(), |(at, _)| at);
            let name = behind.get(..length)?;
            let is_name = name.starts_with(char::is_uppercase) && name.len() >= 3;
            (is_word && is_name).then(|| at..at + title.len() + length)
        })
}
