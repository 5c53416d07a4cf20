//! Reads what signs at a note's end in words that no list knows: a clinician and a stamp with its
//! minute on one short line, in either order, or on two. Record systems invent such lines without
//! end: `Signed Tue 10/7/25 10:55 PM   Jane Roe, BA, Counselor II`, `[e-sig] Jane Roe, RN 03/13/2026
//! 23:44`, or a name and below it `Signed and locked Oct 1, 2025 at 7:32 PM`.

use super::closing::BODY;
use super::person::located;
use super::phrases::is_patients;
use super::stamp::timestamp;
use super::{Candidate, Role};
use crate::model::{SignatureState, Timestamp};
use crate::read::note::credential::{self, NamedPerson};
use crate::read::note::view::NoteView;
use crate::text::bytes::has_digit;
use crate::text::{Located, strip_prefix_ignoring_case};
use std::ops::Range;

/// Lines from the end among which a note is signed.
const LAST_LINES: usize = 6;
/// Words of a line that signs.
const MOST_WORDS: usize = 16;
/// Words beside name and stamp.
const MOST_OTHERS: usize = 6;

/// Words of a line that tells of a meeting, of another paper, or that nobody signed.
const ELSEWHERE: [&str; 26] = [
    "next", "appt", "f/u", "fu", "see", "seen", "call", "phone", "with", "due", "not", "for", "to",
    "from", "cc", "copy", "sent", "start", "left", "session", "visit", "until", "intake",
    "pending", "draft", "unsigned",
];
/// Beginnings of such words.
const ELSEWHERE_STEMS: [&str; 16] = [
    "cosign",
    "co-sign",
    "countersign",
    "supervis",
    "review",
    "agree",
    "appoint",
    "follow",
    "return",
    "refer",
    "schedul",
    "await",
    "fax",
    "arriv",
    "admi",
    "discharg",
];

/// Beginnings of words by which a stamp on a line of its own signs what a name stands beside.
const SIGNS: [&str; 12] = [
    "sign",
    "esign",
    "e-sign",
    "lock",
    "finali",
    "authentic",
    "attest",
    "approv",
    "verif",
    "validat",
    "closed",
    "complet",
];

/// Returns the short ones of a note's last lines that hold a date, with its place, from the end on, and
/// none above its last paragraph, where nobody signs it.
fn dated_lines<'v>(
    view: &'v NoteView<'_>,
) -> impl Iterator<Item = (usize, &'v str, (Timestamp, Range<usize>))> {
    let lines = view.body_lines().rev().take(LAST_LINES).enumerate();
    lines
        .take_while(|(_, (_, line))| line.words() <= BODY || has_digit(line.text))
        .filter(|&(below, (index, line))| {
            // The head of a note of few words may be taken to reach to its end.
            let is_head = index < view.header_end && below > 0;
            !is_head && line.words() <= MOST_WORDS && !is_patients(line.text)
        })
        .filter_map(|(_, (index, line))| Some((index, line.text, timestamp(line.text)?)))
        .filter(|(index, ..)| !is_led_elsewhere(view, *index))
}

/// Returns the signature of a note's last lines, where nothing else in them signs.
pub(super) fn stamped(view: &NoteView<'_>) -> Option<Candidate> {
    let mut stamps = dated_lines(view).filter(|(.., (stamp, _))| stamp.time.is_some());
    stamps.find_map(|(index, text, (stamp, place))| {
        let found = match person_beside(text, &place) {
            Some((from, person)) => {
                let rest = [place.clone(), from..from + person.end];
                is_plain(text, &rest).then_some((index, from, person))
            }
            None if words_of(text).any(|word| begins(word, &SIGNS))
                && is_plain(text, std::slice::from_ref(&place)) =>
            {
                beside(view, index).map(|(line, person)| (line, 0, person))
            }
            None => None,
        };
        Some(candidate(view, index, (stamp, place), found?))
    })
}

/// Returns whose name, credential and date stand alone on one of a note's last lines, whatever word or
/// sign leads to them: `Counselor: /Jane Roe, LPC/ 4/5/2026`, `Form completed and signed by Jane Roe,
/// LPC 4/5/2026`. Without a word or a sign of signing it is a typed name.
pub(super) fn dated(view: &NoteView<'_>) -> Option<Candidate> {
    dated_lines(view).find_map(|(index, text, (stamp, place))| {
        let (from, person) = person_beside(text, &place)?;
        let named = from..from + person.end;
        if !is_plain(text, &[place.clone(), named]) {
            return None;
        }
        let is_slashed = text.get(..from).is_some_and(|head| head.ends_with('/'))
            || strip_prefix_ignoring_case(text.trim_start(), "s/").is_some();
        let signs = is_slashed || words_of(text).any(|word| begins(word, &SIGNS));
        let mut found = candidate(view, index, (stamp, place), (index, from, person));
        if !signs {
            found.state = SignatureState::TypedName;
        }
        Some(found)
    })
}

fn candidate(
    view: &NoteView<'_>,
    index: usize,
    (stamp, place): (Timestamp, Range<usize>),
    (line, from, person): (usize, usize, NamedPerson),
) -> Candidate {
    let text = view.line(line).map_or("", |line| line.text);
    let (signer, credential) = located(view, line, text, from, person);
    Candidate {
        line: index,
        state: SignatureState::Signed,
        role: Role::Staff,
        signer: Some(signer),
        credential,
        at: Some(Located::new(stamp, view.place(index, place.clone()))),
        span: view.line(index).map_or_else(
            || view.place(index, place),
            |line| line.trimmed_span(view.file()),
        ),
    }
}

/// Returns where a clinician's name begins on a stamp's line, before or behind the stamp.
fn person_beside(text: &str, stamp: &Range<usize>) -> Option<(usize, NamedPerson)> {
    let starts = text.char_indices().filter(|&(at, sign)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        sign.is_uppercase() && before.is_none_or(|before| !before.is_alphanumeric())
    });
    starts
        .filter(|(at, _)| !stamp.contains(at))
        .find_map(|(at, _)| {
            let end = if at < stamp.start {
                stamp.start
            } else {
                text.len()
            };
            let person = credential::read_person(text.get(at..end)?)?;
            let is_named = text.get(at..at + person.name.end)?.contains(' ');
            (person.credential.is_some() && is_named).then_some((at, person))
        })
}

/// Names whoever signed a line that bears no name, where it stands above or below: `Jane Roe, LMSW`
/// and then `Signed electronically Mar 12, 2026, 6:21 PM`.
pub(super) fn name_signer(view: &NoteView<'_>, candidate: &mut Candidate) {
    // One word behind the phrase may be a month's: "Signed electronically Mar 12".
    let is_named = candidate
        .signer
        .as_ref()
        .is_some_and(|signer| candidate.credential.is_some() || signer.value.contains(' '));
    if candidate.state != SignatureState::Signed || is_named {
        return;
    }
    // "Signed 04/05/2026 14:32 jroe (Jane Roe, LCSW)".
    let text = view.line(candidate.line).map_or("", |line| line.text);
    let stamp = timestamp(text).map(|(_, place)| place);
    if let Some((from, person)) = stamp.and_then(|stamp| person_beside(text, &stamp)) {
        let (signer, credential) = located(view, candidate.line, text, from, person);
        candidate.signer = Some(signer);
        candidate.credential = credential;
        return;
    }
    if let Some((line, person)) = beside(view, candidate.line) {
        let text = view.line(line).map_or("", |line| line.text);
        let (signer, credential) = located(view, line, text, 0, person);
        candidate.signer = Some(signer);
        candidate.credential = credential;
    }
}

fn beside(view: &NoteView<'_>, index: usize) -> Option<(usize, NamedPerson)> {
    [index.checked_sub(1), Some(index + 1)]
        .into_iter()
        .flatten()
        .find_map(|line| Some((line, name_of(view, line)?)))
}

/// Reads the clinician of a line that holds a name with its credential and little else.
fn name_of(view: &NoteView<'_>, index: usize) -> Option<NamedPerson> {
    let line = view
        .line(index)
        .filter(|_| view.from <= index && index < view.to)?;
    let person = credential::read_person(line.text)?;
    let tail = line.text.get(person.end..)?;
    let is_name = person.credential.is_some() && line.words() <= 8 && !has_digit(tail);
    (is_name && words_of(tail).count() <= 4).then_some(person)
}

/// Returns whether what stands beside some parts of a line is short and tells of nothing else.
fn is_plain(text: &str, parts: &[Range<usize>]) -> bool {
    let is_part = |at: usize| parts.iter().any(|part| part.contains(&at));
    let signs = text.char_indices();
    let rest: String = signs
        .map(|(at, sign)| if is_part(at) { ' ' } else { sign })
        .collect();
    words_of(&rest).count() <= MOST_OTHERS && !words_of(&rest).any(is_elsewhere)
}

/// Returns whether the line above announces what stands on this one: `Next session:`.
fn is_led_elsewhere(view: &NoteView<'_>, index: usize) -> bool {
    let above = index.checked_sub(1).filter(|&above| above >= view.from);
    let above = above.and_then(|above| view.line(above));
    above.is_some_and(|above| {
        let text = above.text.trim_end();
        text.ends_with(':') && above.words() <= 6
            || above.words() <= 4 && words_of(text).any(is_elsewhere)
    })
}

fn is_elsewhere(word: &str) -> bool {
    ELSEWHERE
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
        || begins(word, &ELSEWHERE_STEMS)
}

fn begins(word: &str, stems: &[&str]) -> bool {
    let mut stems = stems.iter();
    stems.any(|stem| strip_prefix_ignoring_case(word, stem).is_some())
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphabetic() || matches!(c, '/' | '-')))
        .map(|word| word.trim_matches(['/', '-']))
        .filter(|word| !word.is_empty())
}
