//! Small questions that judging a candidate asks: is it one of a list of denials, does its own
//! form deny, what do form and sentence say together. It finds no forms and reads no cues.

use super::lexicon::{Entry, Indicator, Lexicon};
use super::scanner::Candidate;
use crate::model::{Assertion, Direction, Mention};

/// Returns whether a denial ending at byte `cue` comes to the candidate over a comma, in a list that
/// no "or" closes ("lacks insight, motivation or support" denies good news too).
pub(super) fn listed(text: &str, cue: usize, candidate: Candidate, end: usize) -> bool {
    let over = text
        .get(cue..candidate.start)
        .is_some_and(|middle| middle.contains(','));
    let tail = text.get(candidate.end..end).unwrap_or("");
    let before = text.get(cue..candidate.start).unwrap_or("");
    let joined = before.trim_end().ends_with(" or") || before.trim_end().ends_with(" nor");
    let closed = joined
        || tail
            .find(" or ")
            .or_else(|| tail.find(" nor "))
            .is_some_and(|at| {
                let middle = tail.get(..at).unwrap_or("");
                middle.split_whitespace().count() <= CLOSING_WORDS
                    && !middle.contains([';', '.'])
                    && !middle
                        .split_whitespace()
                        .any(|word| matches!(word, "no" | "denies" | "not"))
            });
    over && !closed
}

/// Words between a list's member and the "or" that closes the list.
const CLOSING_WORDS: usize = 4;

/// Returns whether a form says that a complaint is absent ("no tremor").
pub(super) fn is_denial(lexicon: &Lexicon, candidate: &Candidate) -> bool {
    match candidate.entry {
        Entry::Form {
            preset: Some(preset),
            ..
        } if preset.assertion == Assertion::Negated => true,
        _ => lexicon
            .indicators()
            .get(usize::from(candidate.indicator))
            .is_some_and(|indicator| indicator.direction == Some(Direction::L)),
    }
}

/// Returns the mention as one of another indicator.
pub(super) fn of(indicator: &Indicator, mention: Mention) -> Mention {
    Mention {
        indicator: indicator.id,
        dimension: indicator.dimension,
        direction: indicator.direction.unwrap_or(Direction::N),
        weight: indicator.weight,
        ..mention
    }
}

/// Joins what a form's own words say with what the sentence says.
pub(super) fn preset_with(preset: Assertion, judged: Assertion) -> Assertion {
    match (preset, judged) {
        (_, Assertion::OtherPerson | Assertion::Hypothetical) => judged,
        (Assertion::Negated, Assertion::Historical | Assertion::Uncertain) => judged,
        // "Not well groomed" denies a denial.
        (Assertion::Negated, Assertion::Negated) => Assertion::Affirmed,
        (Assertion::Affirmed, _) => judged,
        (preset, Assertion::Negated) if preset != Assertion::Negated => Assertion::Negated,
        (preset, _) => preset,
    }
}

const PAST: [&str; 9] = [
    "hx", "h/o", "history", "prior", "past", "previous", "lifetime", "last", "numerous",
];

pub(super) fn tells_of_past(words: &str) -> bool {
    words.split(' ').any(|word| PAST.contains(&word))
}
