//! Finds prose below the author's signature that no heading announces: words added to a closed
//! note. Labelled addenda are read elsewhere.

use crate::model::{PatientIdentity, Signature, SignatureState};
use crate::read::note::addendum::heads_addendum;
use crate::read::note::guards::Guard;
use crate::read::note::lines::Line;
use crate::read::note::signature::{is_signature_line, states_signing};
use crate::read::note::view::NoteView;
use crate::text::Span;
use crate::text::bytes::has_digit;
use regex::Regex;
use std::sync::LazyLock;

/// Least words of prose that count as an entry; disclaimers are told by their words.
const LEAST_WORDS: usize = 12;

/// Words of what systems, payers and cosigners put below signatures.
const BOILERPLATE: [&str; 40] = [
    "confidential",
    "hipaa",
    "42 cfr",
    "disclos",
    "prohibit",
    "protected health",
    "printed",
    "generated",
    "electronic",
    "signature",
    "signed",
    "signing",
    "attest",
    "reviewed",
    "supervis",
    "agree with",
    "i have read",
    "i certify",
    "dictat",
    "transcri",
    "voice recognition",
    "copyright",
    "all rights",
    "page ",
    "created",
    "edited",
    "modified",
    "consent",
    "authorized",
    "recipient",
    "federal",
    "this document",
    "this note",
    "this record",
    "end of",
    "version",
    "rev.",
    "cc:",
    "participat",
    "copy of",
];

/// How the lines begin that a system prints at a page's foot.
const PRINTS: [&str; 5] = ["printed", "page ", "confidential", "generated", "end of"];

/// Returns the prose below the signature, and nothing where other sections or signatures follow.
pub(super) fn read_below(
    view: &NoteView<'_>,
    signature: &Signature,
    patient: &PatientIdentity,
) -> Option<Span> {
    if signature.state != SignatureState::Signed {
        return None;
    }
    let signed = signature.span?;
    // Nothing stands below a signature in another cell of the note's row.
    let holds_it = |line: &Line<'_>| {
        line.page == signed.page
            && line.start <= signed.start
            && signed.start <= line.span(view.file(), 0..line.text.len()).end
    };
    if !view.all_lines().iter().any(holds_it) {
        return None;
    }
    let mut words = 0;
    let mut found: Option<Span> = None;
    let after = view
        .body_lines()
        .filter(|(_, line)| (line.page, line.start) > (signed.page, signed.end));
    let mut last_line = None;
    for (index, line) in after {
        let text = line.text;
        // A rule, drawn with blanks between its strokes, has "words".
        let is_print = || is_print_line(text) || names_the_chart(text, patient) || is_address(text);
        if !text.contains(char::is_alphanumeric) || is_print() {
            continue;
        }
        if line.may(Guard::Adds) && heads_addendum(text) || labels_an_entry(text) {
            return None;
        }
        // The note goes on: its signature stood in the middle of a form.
        if view.fields_on(index).next().is_some()
            || is_signature_line(text)
            || states_signing(text)
            || is_heading(text)
        {
            return None;
        }
        let lower = text.to_lowercase();
        let is_apart = |last: usize| index > last + 1;
        if BOILERPLATE.iter().any(|word| lower.contains(word)) && !tells_who_signed(&lower) {
            // What a system prints below an entry of its own does not make the entry its print.
            let is_print = PRINTS
                .iter()
                .any(|word| lower.trim_start().starts_with(word));
            if is_print && words >= LEAST_WORDS && last_line.is_some_and(is_apart) {
                break;
            }
            return None;
        }
        if line.words() < 6 && found.is_none() {
            continue;
        }
        // A second block far below is another thing.
        if last_line.is_some_and(|last| index > last + 2) {
            break;
        }
        last_line = Some(index);
        words += line.words();
        let here = line.trimmed_span(view.file());
        found = match found {
            Some(span) if span.page == here.page => Some(Span {
                end: here.end,
                ..span
            }),
            Some(span) => Some(span),
            None => Some(here),
        };
    }
    found.filter(|_| words >= LEAST_WORDS)
}

/// Returns whether the only such word of a line tells that somebody signed another paper: `Client signed
/// the new safety plan`.
fn tells_who_signed(lower: &str) -> bool {
    const WHO: [&str; 10] = [
        "client", "patient", "pt", "mother", "father", "mom", "dad", "guardian", "he", "she",
    ];
    const PAPERS: [&str; 8] = [
        "safety plan",
        "crisis plan",
        "contract",
        "release",
        "roi",
        "agreement",
        "pass form",
        "letter",
    ];
    let Some(at) = lower.find(" signed ") else {
        return false;
    };
    let before = lower.get(..at).unwrap_or_default();
    let behind = lower.get(at + " signed ".len()..).unwrap_or_default();
    let who = before.rsplit(' ').next().unwrap_or_default();
    let mut others = BOILERPLATE.iter().filter(|word| **word != "signed");
    WHO.contains(&who)
        && PAPERS.iter().any(|paper| behind.contains(paper))
        && !behind.starts_with("this ")
        && !others.any(|word| lower.contains(word))
}

/// What a system prints at the foot of every note stands in short parts, with signs or wide gaps
/// between them: `Hill Center · Notely EHR · Doe, Jane · 71-00418`.
fn is_print_line(text: &str) -> bool {
    let text = text.trim();
    let mut parts = 0;
    let rest = text
        .split(['·', '•', '|', '¦'])
        .flat_map(|part| part.split("   "));
    let rest = rest
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" – "));
    for part in rest.map(str::trim).filter(|part| !part.is_empty()) {
        if part.split_whitespace().count() > 6 || part.contains(". ") {
            return false;
        }
        parts += 1;
    }
    parts >= 3 && !text.ends_with('.') && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Returns whether a line that is no sentence holds the patient's own record number, as the foot of
/// a printed page does: `Hill Center, Notely EHR, Doe, Jane, chart 71-00418`.
fn names_the_chart(text: &str, patient: &PatientIdentity) -> bool {
    let text = text.trim();
    let number = patient.mrn.as_ref().map(|mrn| mrn.value.trim());
    let number = number.filter(|number| number.len() >= 4 && has_digit(number));
    number.is_some_and(|number| text.contains(number))
        && text.split_whitespace().count() <= 20
        && !text.ends_with('.')
        && !text.contains(". ")
}

static CONTACT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\(?\d{3}\)?[ .-]\d{3}[.-]\d{4}|\b[A-Z]{2},?\s+\d{5}\b|(?i:\bfax\b|\bwww\.|\bhttps?:|\bsuite\s+\d|@\w)",
    )
    .ok()
});

/// Returns whether a line that is no sentence tells how to reach the facility: `120 Mill Road,
/// Orville, OH 44667, (330) 555-0100, Fax (330) 555-0101`.
fn is_address(text: &str) -> bool {
    let text = text.trim();
    let ways = CONTACT
        .as_ref()
        .map_or(0, |ways| ways.find_iter(text).count());
    ways >= 2 && !text.ends_with('.') && !text.contains(". ")
}

/// "LATE ENTRY 2/5/26 0900: …", "Clarification: …" say what they are.
fn labels_an_entry(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    [
        "late entry",
        "correction",
        "clarification",
        "amend",
        "update",
        "revis",
        "note:",
        "added",
    ]
    .iter()
    .any(|word| lower.starts_with(word) || lower.contains("late entry"))
}

/// A short line in capitals, or one that ends with a colon, heads a section.
fn is_heading(text: &str) -> bool {
    let trimmed = text.trim();
    let letters = || trimmed.chars().filter(|c| c.is_alphabetic());
    let short = trimmed.split_whitespace().count() <= 6;
    short && (trimmed.ends_with(':') || letters().count() > 2 && letters().all(char::is_uppercase))
}
