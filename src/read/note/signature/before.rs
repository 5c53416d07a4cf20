//! Finds the clinician whose name stands before the words that sign: `Charted by Jane Roe, RN --
//! e-signed 04/05/2026`, `Done with Jane Roe LPC, signed electronically 04/05/2026`.

use crate::read::note::credential::{self, NamedPerson};
use crate::text::strip_prefix_ignoring_case;

/// Bytes before the words that sign in which a name begins.
const REACH: usize = 110;

/// Words between a name and the words that sign it.
const BETWEEN: [&str; 22] = [
    "and",
    "has",
    "this",
    "the",
    "note",
    "entry",
    "record",
    "on",
    "at",
    "am",
    "pm",
    "a",
    "p",
    "by",
    "date",
    "time",
    "staff",
    "electronically",
    "digitally",
    "completed",
    "approved",
    "e",
];

/// Words that tell who wrote or did what stands above, before the name.
const WRITES: [&str; 12] = [
    "charted",
    "documented",
    "entered",
    "recorded",
    "written",
    "authored",
    "noted",
    "dictated",
    "reported",
    "prepared",
    "created",
    "submitted",
];
const DOES: [&str; 14] = [
    "completed",
    "done",
    "read",
    "reviewed",
    "seen",
    "session",
    "provided",
    "conducted",
    "facilitated",
    "led",
    "performed",
    "filed",
    "note",
    "signed",
];

/// Returns the length of the words at a text's beginning that lead to whom it names, and whether they
/// say that this person wrote it: `Charted by`, `Authored and`, `Done with`.
pub(super) fn lead(text: &str) -> (usize, bool) {
    let mut rest = text;
    let mut writes = false;
    let mut is_led = false;
    while let Some((word, behind)) = next_word(rest) {
        let is_any = |list: &[&str]| list.iter().any(|known| word.eq_ignore_ascii_case(known));
        is_led |= rest.starts_with(['/', '&']) || rest.starts_with(" &");
        let does = is_any(&WRITES) || is_any(&DOES) && !word.eq_ignore_ascii_case("signed");
        if does {
            writes |= is_any(&WRITES);
        } else if !is_any(&["and", "by", "with"]) {
            break;
        } else {
            is_led = true;
        }
        rest = behind;
        if is_any(&["by", "with"]) {
            break;
        }
    }
    if is_led {
        (text.len() - rest.len(), writes)
    } else {
        (0, false)
    }
}

fn next_word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches([' ', '&', '/', ':']);
    let length = text
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    (length > 0).then(|| text.split_at(length))
}

/// Returns the clinician with a credential who stands before the words that sign, with nothing
/// between that tells of another matter, and where the name begins.
pub(super) fn clinician(text: &str, phrase: usize) -> Option<(usize, NamedPerson)> {
    let head = text.get(..phrase)?;
    let from = head.ceil_char_boundary(phrase.saturating_sub(REACH));
    let near = head.get(from..)?;
    let starts = near.char_indices().filter(|&(at, letter)| {
        let before = near.get(..at).and_then(|head| head.chars().next_back());
        letter.is_uppercase() && before.is_none_or(|before| !before.is_alphanumeric())
    });
    starts.map(|(at, _)| from + at).find_map(|at| {
        let person = credential::read_person(head.get(at..)?)?;
        let is_known = person.credential.is_some();
        let between = head.get(at + person.end..)?;
        (is_known && is_joined(between)).then_some((at, person))
    })
}

fn is_joined(between: &str) -> bool {
    let mut words = between
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    words.all(|word| BETWEEN.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// Returns where the full name begins that stands behind `Charted by` and before the words that sign,
/// without a credential.
pub(super) fn writer(text: &str, phrase: usize) -> Option<(usize, NamedPerson)> {
    let head = text.get(..phrase)?;
    let opens = head.len()
        - head
            .trim_start_matches(|c: char| !c.is_alphanumeric())
            .len();
    let (length, _) = lead(head.get(opens..)?);
    let from = opens + length;
    let behind = head.get(from..)?;
    let from = from + behind.len() - behind.trim_start_matches([' ', ':']).len();
    let person = credential::read_person(head.get(from..)?)?;
    let is_full = head
        .get(from..from + person.name.end)
        .is_some_and(|name| name.contains(' '));
    let is_near = is_joined(head.get(from + person.end..)?);
    (length > 0 && is_full && is_near).then_some((from, person))
}

/// Returns whether a person read at a line's beginning is but the verb before the name: `Charted by`.
pub(super) fn is_verb(text: &str, person: &NamedPerson) -> bool {
    let behind = text.get(person.end..).unwrap_or_default().trim_start();
    let mut joins = ["by", "with", "and"].iter();
    joins.any(|word| {
        strip_prefix_ignoring_case(behind, word).is_some_and(|tail| tail.starts_with([' ', ':']))
    })
}
