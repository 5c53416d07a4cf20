//! Tells a prescriber's visit by what it says, whatever its title. A visit with psychotherapy
//! (99214 with 90833) is the commonest session of an outpatient psychiatrist, and its note is one.

use super::opening::title_words;
use crate::model::{AuthorClass, NoteKind};
use crate::read::note::view::NoteView;
use crate::text::AnyOf;
use std::sync::LazyLock;

/// Words by which a note names an evaluation and management service
/// ("practiced decision making" is therapy).
const NAMES: [&str; 10] = [
    "evaluation and management",
    "evaluation & management",
    "complexity decision making",
    "complexity decision-making",
    "medical decision making",
    "medical decision-making",
    "mdm",
    "e/m",
    "e&m",
    "e & m",
];

/// Words by which a note tells of what is done in one.
const TELLS: [&str; 20] = [
    "med mgmt",
    "meds mgmt",
    "med management",
    "medication management",
    "medication mgmt",
    "med check",
    "medication check",
    "med visit",
    "medication visit",
    "med review",
    "medication review",
    "rx management",
    "rx mgmt",
    "drug management",
    "drug therapy management",
    "pharmacologic management",
    "rx sent",
    "refilled",
    "refills sent",
    "e-prescribed",
];

/// What a prescriber does with a dose that stands on the same line: `Lower it to 50 mg`.
const CHANGES: [&str; 16] = [
    "continue", "cont", "increase", "decrease", "lower", "raise", "start", "stop", "taper",
    "titrate", "restart", "switch", "refill", "hold", "reduce", "maintain",
];

static NAMED: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(&NAMES));
static TOLD: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(&TELLS));
static CHANGED: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(&CHANGES));

/// Returns the kind of what a prescriber wrote: a visit with psychotherapy is a visit. A note whose
/// own title names psychotherapy must say so in the service's name.
pub(super) fn of_prescriber(
    kind: NoteKind,
    view: &NoteView<'_>,
    class: Option<AuthorClass>,
    is_titled: bool,
) -> NoteKind {
    let is_prescriber = class.is_some_and(AuthorClass::is_prescriber);
    let tells_a_visit = || {
        let mut lines = view.body_lines().map(|(_, line)| line.text);
        lines.any(|text| {
            names_any(text, &NAMED, &NAMES)
                || !is_titled && (names_any(text, &TOLD, &TELLS) || changes_a_dose(text))
        })
    };
    match kind {
        NoteKind::IndividualNote if is_prescriber && (adds_talk(view) || tells_a_visit()) => {
            NoteKind::PrescriberNote
        }
        _ => kind,
    }
}

/// Returns whether a line of the note's beginning names a visit to which psychotherapy is added:
/// `Follow-up with Psychotherapy`.
fn adds_talk(view: &NoteView<'_>) -> bool {
    const VISITS: [&str; 12] = [
        "follow up",
        "followup",
        "f u",
        "visit",
        "med",
        "meds",
        "medication",
        "medications",
        "e m",
        "psychiatric",
        "psychiatry",
        "management",
    ];
    view.body_lines().take(HEAD).any(|(_, line)| {
        let Some(head) = title_words(line.text) else {
            return false;
        };
        let added = [" with ", " and ", " plus "].iter().find_map(|word| {
            let (visit, rest) = head.split_once(word)?;
            let is_talk = [
                "psychotherapy",
                "individual psychotherapy",
                "supportive psychotherapy",
            ];
            is_talk
                .iter()
                .any(|talk| rest.trim_start().starts_with(talk))
                .then_some(visit)
        });
        added.is_some_and(|visit| {
            let visit = format!(" {} ", visit.trim());
            VISITS
                .iter()
                .any(|word| visit.contains(&format!(" {word} ")))
        })
    })
}

/// Lines at a note's beginning that may be its title.
const HEAD: usize = 5;

/// Returns whether a line says one of the words of this visit.
fn names_any(text: &str, gate: &AnyOf, words: &[&str]) -> bool {
    if !gate.is_in(text) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    words.iter().any(|word| {
        lower.match_indices(word).any(|(at, _)| {
            let (before, rest) = lower.split_at(at);
            let after = rest.get(word.len()..).unwrap_or_default();
            let is_word = !before.ends_with(char::is_alphanumeric)
                && !after.starts_with(char::is_alphanumeric);
            is_word && !is_denied(before) && !is_elsewhere(after)
        })
    })
}

/// Returns whether the clause before the words takes them back: `No medication management today`.
fn is_denied(before: &str) -> bool {
    let clause = before.rsplit(['.', ';', ',', ':']).next();
    let mut words = clause.unwrap_or_default().split_whitespace();
    words.any(|word| {
        matches!(
            word,
            "no" | "not" | "without" | "nor" | "never" | "declined"
        )
    })
}

/// Returns whether the words behind say that it was not done, or by another: `Medication management
/// per PCP`, `E/M not billed`.
fn is_elsewhere(after: &str) -> bool {
    const BEHIND: [&str; 20] = [
        "by ",
        "per ",
        "is by",
        "is with",
        "with dr",
        "with pcp",
        "with her ",
        "with his ",
        "with their ",
        "with an",
        "remains with",
        "elsewhere",
        "through ",
        "from ",
        "not ",
        "none",
        "n/a",
        "deferred",
        "was not",
        "is not",
    ];
    let after = after.trim_start_matches([' ', ':', '-', '(', ',']);
    BEHIND.iter().any(|words| after.starts_with(words))
}

/// Returns whether a line orders a dose: `Continue sertraline 100 mg`.
fn changes_a_dose(text: &str) -> bool {
    let is_dose = text.match_indices("mg").any(|(at, _)| {
        let (before, rest) = text.split_at(at);
        let is_unit = !rest
            .get(2..)
            .unwrap_or_default()
            .starts_with(char::is_alphanumeric);
        is_unit && before.trim_end().ends_with(|c: char| c.is_ascii_digit())
    });
    is_dose && names_any(text, &CHANGED, &CHANGES)
}
