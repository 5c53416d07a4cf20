//! Answers for the phrases by which systems mark a signature, a second signature or none at
//! all, and for which lines hold one. Who signed is not its matter.

use super::choice::is_not_chosen;
use super::person::skip_joining_words;
use super::{by_name, patients};
use crate::read::note::guards::Guard;
use crate::read::note::lines::Line;
use crate::read::note::when;
use crate::text::{AnyOf, Pattern};
use std::ops::Range;
use std::sync::LazyLock;

fn pattern(text: &str) -> Option<Pattern> {
    Pattern::new(text)
}

/// Phrases by which systems mark an electronic signature.
pub(super) static PHRASE: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    pattern(
        r"(?ix)
        \b(?:electronic(?:ally)?|digital(?:ly)?)\s+(?:co-?\s?)?(?:signed|authenticated|verified|approved|attested|signature)(?:\s+and\s+(?:dated|approved|finalized|authenticated))?
        |\bsigned\s+(?:electronically|digitally)
        |\be-?\s?sign(?:ed|ature)\b | \be-?sign\s+(?:on\s+)?(?:\d{1,2}[/-]\d{1,2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d)
        |(?:^|[\s(:])/e?s/ | //\s?signed\s?//
        |\b(?:authenticated|countersigned|co-?\s?signed|signed\s+off|signed|finali[sz]ed|attested|sealed)\s+(?:and\s+\w+\s+)?(?:electronically\s+)?by\b
        |\bsigned\s*: | ^\W*(?:verify|sign|co-?sign)\s+by\b | \bverified\s+by\s*:
        |\bsigned\s+(?:on\s+)?\d{1,2}[/-]\d{1,2}[/-]\d{2,4}
        |\b(?:note|document)\s+(?:signed|locked|finali[sz]ed)\b",
    )
});

/// Words of which one stands in every line of a signature block.
pub(crate) const SIGNS: [&str; 33] = [
    // In every match of [`PHRASE`].
    "sign",
    "electronic",
    "digital",
    "/s/",
    "/es/",
    "authenticated",
    "finali",
    "attested",
    "sealed",
    "verif",
    "locked",
    // In every other match of [`COSIGN`].
    "supervis",
    "attestation",
    "clinical director",
    "reviewed",
    // Before the name of [`by_name::signed_name`].
    "s/ ",
    "e-sig",
    "esig",
    "e sig",
    "sig:",
    "sig ",
    "e/s ",
    "e/s:",
    "sgd",
    "auth'd",
    "auth’d",
    "validated",
    // Before the name that ends a paragraph.
    "charted by",
    "documented by",
    "entered by",
    "recorded by",
    "written by",
    "authored by",
];

static MAY_SIGN: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(&SIGNS));

/// Phrases for a second signature.
pub(super) static COSIGN: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    pattern(
        r"(?i)\bco-?\s?sig(?:n|\b)|\bcounter-?sign|\bsupervis(?:or|ed|ing)\b|\battestation\b|\bclinical director\b|\breviewed\s?(?:and|&|/)\s?co-?\s?signed\b|\breviewed (?:and (?:co-?signed|approved|signed) )?by\b",
    )
});

/// Marks of a note that nobody has signed.
static UNSIGNED: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    pattern(
        r"(?ix)\bnot\s+(?:yet\s+)?(?:been\s+)?(?:electronically\s+)?(?:signed|finali[sz]ed|authenticated)\b
        |\bunsigned\b|\b(?:signature|signoff|sign-off|e-?sign?|sig)\s+(?:is\s+)?(?:pending|required|needed|missing|not\s+on\s+file)\b
        |\b(?:pending|awaiting|needs|requires|missing)\s+(?:\w+\s+)?(?:signature|sign-?off|e-?sign?|authentication|finali[sz]ation)\b
        |\b(?:pending|awaiting|needs|missing)\s+sig\W*$
        |\bunfinali[sz]ed\b|\bdraft\b|\bpreliminary\s+(?:note|report|document)\b|\bincomplete\s+note\b
        |\bnote\s+(?:is\s+)?in\s+progress\b|\bunauthenticated\b|\bno\s+signature\b|\bsaved\s+(?:but\s+)?not\s+signed\b",
    )
});

/// Words of which one stands in every match of [`UNSIGNED`].
pub(crate) const LACKS: [&str; 12] = [
    "sign",
    "esig",
    "e-sig",
    " sig",
    "sig pending",
    "sig needed",
    "finali",
    "authentica",
    "draft",
    "preliminary",
    "incomplete",
    "progress",
];

static MAY_LACK: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(&LACKS));

/// Finds the first mark of a note that nobody has signed, beside those that a field only offers.
pub(super) fn find_unsigned(text: &str) -> Option<Range<usize>> {
    let pattern = UNSIGNED.as_ref().filter(|_| MAY_LACK.is_in(text))?;
    pattern
        .find_iter(text)
        .find(|found| !is_not_chosen(text, found))
}

pub(super) static STATUS_OPEN: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:draft|in[- ]progress|pending|unsigned|not signed|incomplete|open|unlocked|preliminary|unfinali[sz]ed|awaiting|needs signature|working|saved|shared)\b",
    )
});

/// Returns whether a text belongs to a signature block.
pub(crate) fn is_signature_line(text: &str) -> bool {
    MAY_SIGN.is_in(text) && signs(text)
}

/// Returns whether a line belongs to a signature block.
pub(crate) fn is_signature(line: &Line<'_>) -> bool {
    line.may(Guard::Signs) && signs(line.text)
}

/// Bytes of a line that may sign as a whole; a longer one may by its end.
const LONGEST: usize = 300;

/// Asks of a text with one of the words that sign.
fn signs(text: &str) -> bool {
    let trimmed = text.trim();
    if trimmed.len() > LONGEST {
        return !by_name::parts(trimmed).is_empty();
    }
    if let Some(found) = PHRASE.as_ref().and_then(|p| p.find(trimmed)) {
        // A sentence about a signed form is no signature.
        let place = found.start;
        return place < 60
            && !starts_sentence_about_forms(trimmed, place)
            && !is_by_others(trimmed, found.end)
            || !by_name::parts(trimmed).is_empty();
    }
    if cosigns(trimmed) || by_name::signs(trimmed) || !by_name::parts(trimmed).is_empty() {
        return true;
    }
    // What follows needs a label.
    if !trimmed.bytes().any(|byte| matches!(byte, b':' | b'_')) {
        return false;
    }
    let lower = trimmed.to_ascii_lowercase();
    let head = lower.split([':', '_']).next().unwrap_or_default();
    head.len() < 45
        && lower.len() > head.len()
        && (head.contains("signature") || head.trim() == "signed" || head.contains("cosign"))
}

/// Returns the beginning of a name with which a line ends behind words that sign: `Jane` in
/// `… Electronically signed by Jane`.
pub(crate) fn name_at_end(text: &str) -> Option<&str> {
    let phrase = PHRASE.as_ref().filter(|_| MAY_SIGN.is_in(text))?;
    let behind = text.get(phrase.find_iter(text).last()?.end..)?;
    let name = skip_joining_words(behind).trim();
    let words = name.split(' ').count();
    let is_name = name.starts_with(char::is_uppercase) && name.chars().all(char::is_alphabetic);
    (words == 1 && is_name).then_some(name)
}

/// Bytes of prose before the signature that ends a line.
const PROSE: usize = 24;

/// Returns whether the signature on a line stands behind something else that the line says: `Calm all
/// day. Jane Roe, RN e-signed 04/05/2026 22:09`.
pub(crate) fn stands_behind_prose(text: &str) -> bool {
    let first = by_name::parts(text).into_iter().next();
    first.is_some_and(|part| part.start > PROSE)
}

/// Returns a cell's text behind the words by which it signs: `Electronically signed by Ann Roe, LCSW`.
pub(crate) fn past_signing(text: &str) -> &str {
    let phrase = PHRASE
        .as_ref()
        .filter(|_| MAY_SIGN.is_in(text))
        .and_then(|phrase| phrase.find(text))
        .filter(|found| found.start < 3);
    phrase.map_or(text, |found| {
        skip_joining_words(text.get(found.end..).unwrap_or_default())
    })
}

/// Returns whether the words that sign on a line are said of the patient or of somebody beside one.
pub(crate) fn is_patients_own(text: &str) -> bool {
    let phrase = PHRASE
        .as_ref()
        .filter(|_| MAY_SIGN.is_in(text))
        .and_then(|phrase| phrase.find(text));
    phrase.is_some_and(|phrase| patients::signs_here(text, &phrase))
}

/// Returns whether a short line says whether the note is signed: `This note has not been signed`,
/// `Sign off status: Pending`. Systems print it where others print the signature. One of
/// [`LACKS`] stands in all of them.
pub(crate) fn states_signing(text: &str) -> bool {
    let trimmed = text.trim();
    let status = trimmed
        .get(..15)
        .is_some_and(|head| head.eq_ignore_ascii_case("sign off status"));
    let words = trimmed.split_whitespace().count();
    // "He read out a draft of the letter" says nothing of the note.
    let marks = |found: Range<usize>| found.start == 0 || words <= 6;
    trimmed.len() < 90 && words <= 12 && (status || find_unsigned(trimmed).is_some_and(marks))
}

/// What a second clinician calls the words below another's note.
const ATTESTATIONS: [&str; 12] = [
    "attending attestation",
    "attending physician attestation",
    "attending physician's attestation",
    "attending's attestation",
    "teaching physician attestation",
    "teaching physician's attestation",
    "teaching attestation",
    "faculty attestation",
    "supervising physician attestation",
    "supervisor attestation",
    "supervisory attestation",
    "physician attestation",
];

/// Returns whether a line is a second clinician's attestation to the note above and what it says:
/// `ATTENDING ATTESTATION: I saw and evaluated the patient with the resident and agree.` Such a line
/// belongs to that note, whoever signs on it.
pub(crate) fn heads_attestation(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let behind = ATTESTATIONS.iter().find_map(|head| {
        let begins = text.get(..head.len())?;
        begins
            .eq_ignore_ascii_case(head)
            .then(|| text.get(head.len()..))?
    });
    behind.is_some_and(|behind| {
        let behind = behind.trim_start_matches('*').trim_start();
        behind.starts_with([':', '-', '–', '—']) && behind.split_whitespace().nth(2).is_some()
    })
}

/// Returns whether an attestation is signed on its own line.
pub(crate) fn attests_and_signs(text: &str) -> bool {
    PHRASE.as_ref().is_some_and(|phrase| phrase.is_match(text))
}

/// Returns whether a line such as `Reviewed by supervisor: Ann Roe, LPC-S 4/12/26` cosigns.
pub(super) fn cosigns(text: &str) -> bool {
    (text.contains(':') || text.contains(" by "))
        && text.split_whitespace().count() <= 14
        && COSIGN
            .as_ref()
            .and_then(|p| p.find(text))
            .is_some_and(|found| found.start < 12)
        && !when::find_dates(text).is_empty()
}

/// "Client signed by hand the consent", "was signed by": verbs about other papers.
fn starts_sentence_about_forms(text: &str, place: usize) -> bool {
    let before = text.get(..place).unwrap_or_default().to_ascii_lowercase();
    let words = [
        "was",
        "were",
        "be",
        "been",
        "consent",
        "roi",
        "contract",
        "form",
        "agreement",
        "not",
        "release",
        "plan",
        "order",
        "client",
        "patient",
        "he",
        "she",
        "they",
    ];
    let mut last = before.split_whitespace().rev().take(3);
    last.any(|word| words.contains(&word.trim_matches(|c: char| !c.is_alphanumeric())))
        && !before.contains(':')
        && !before.contains("note")
        && !is_this_document(&before)
}

/// Returns whether a sentence is about the document that it stands in: `This document was`.
fn is_this_document(before: &str) -> bool {
    const DOCUMENTS: [&str; 7] = [
        "document",
        "record",
        "report",
        "entry",
        "evaluation",
        "assessment",
        "encounter",
    ];
    let mut words = before.split_whitespace();
    words.next() == Some("this")
        && words
            .take(3)
            .any(|word| DOCUMENTS.contains(&word.trim_matches(|c: char| !c.is_alphanumeric())))
}

/// Returns whether somebody signed who is no staff, as a sentence tells: `relapse plan done, signed
/// by wife as well`. Staff sign by name.
fn is_by_others(text: &str, end: usize) -> bool {
    const OTHERS: [&str; 11] = [
        "family", "son", "daughter", "mum", "judge", "both", "all", "everyone", "him", "her",
        "them",
    ];
    const OWN: [&str; 6] = ["his", "her", "their", "the", "a", "an"];
    let before = text.get(..end).unwrap_or_default();
    if !before.to_ascii_lowercase().ends_with(" by") {
        return false;
    }
    let behind = text.get(end..).unwrap_or_default();
    let mut words = behind
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let first = words.next().unwrap_or_default();
    let word = match OWN.contains(&first) {
        true => words.next().unwrap_or_default(),
        false => first,
    };
    OTHERS.contains(&word) || word.starts_with(char::is_lowercase) && patients::is_person(word)
}

pub(super) fn is_patients(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let head = lower.split(':').next().unwrap_or_default();
    head.contains("signature")
        && [
            "patient", "client", "guardian", "parent", "witness", "resident", "member", "youth",
            "child", "minor", "consumer",
        ]
        .iter()
        .any(|word| head.contains(word))
}
