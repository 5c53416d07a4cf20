//! Answers small questions about the words around a cue: what a denial takes for granted, whose
//! verb it is, whether a lack is itself denied. It does not decide a reach.

use super::cues::{CueClass, CueTable, Event, Reach};
use super::scope::View;

/// Returns whether a denial takes its object for granted: "no insight into his paranoia", "refused
/// pills for pain", "denies that the cutting is a problem".
pub(super) fn presupposes(view: &View<'_>, cue: &Event, from: usize) -> bool {
    let form = view.text.get(cue.start..cue.end).unwrap_or("");
    let refusal = form.contains("refus") || form.contains("declin");
    let mut before = ["", ""];
    for token in view.tokens_between(cue.end, from) {
        let word = token.of(view.text);
        if refusal && matches!(word, "for" | "about" | "until" | "because") {
            return true;
        }
        before = [before[1], word];
    }
    let [first, last] = before;
    let definite = matches!(last, "his" | "her" | "the" | "their" | "this");
    if definite && matches!(first, "about" | "for" | "into" | "from" | "over" | "to") {
        return true;
    }
    // The denied clause says something of a known thing.
    let clause = form.ends_with(" that") && first.is_empty() && definite;
    clause
        && view
            .tokens_from(from + 1)
            .iter()
            .take(4)
            .any(|token| matches!(token.of(view.text), "is" | "are" | "was" | "were"))
}

/// Returns whether only a subject stands between ("denies [that pt] has").
pub(super) fn is_subject(view: &View<'_>, from: usize, to: usize) -> bool {
    let mut words = 0;
    let subject = view.tokens_between(from, to).iter().all(|token| {
        words += 1;
        matches!(
            token.of(view.text),
            "that"
                | "the"
                | "he"
                | "she"
                | "they"
                | "there"
                | "it"
                | "pt"
                | "patient"
                | "client"
                | "his"
                | "her"
        )
    });
    subject && (1..=3).contains(&words)
}

/// Returns whether only a relative's subject stands between a target and its verb.
pub(super) fn is_relative(view: &View<'_>, to: usize, verb: usize) -> bool {
    let mut between = view
        .tokens_between(to, verb)
        .iter()
        .map(|token| token.of(view.text));
    between.next().is_some_and(|word| {
        matches!(
            word,
            "he" | "she" | "they" | "pt" | "patient" | "client" | "that" | "which"
        )
    }) && between.next().is_none()
}

pub(super) fn is_auxiliary(verb: &str) -> bool {
    matches!(verb, "is" | "was" | "are" | "were" | "has" | "had" | "+")
}

pub(super) fn is_lack(view: &View<'_>, event: &Event) -> bool {
    matches!(
        view.text.get(event.start..event.end),
        Some("without" | "w/o")
    )
}

/// Returns whether a lack is itself denied close by ("never a day without", "not without").
pub(super) fn is_denied_lack(table: &CueTable, view: &View<'_>, lack: &Event) -> bool {
    view.events.iter().any(|event| {
        event.end <= lack.start
            && negates(table, event)
            && !is_lack(view, event)
            && view.text.get(event.start..event.end).is_some_and(|form| {
                form.starts_with("never") || form.ends_with("not") || form.ends_with("n't")
            })
            && view.text.get(event.end..lack.start).is_some_and(|middle| {
                !middle.contains([',', ';', ':']) && middle.split_whitespace().count() <= 4
            })
    })
}

pub(super) fn negates(table: &CueTable, event: &Event) -> bool {
    table
        .cue(event)
        .is_some_and(|cue| cue.class == CueClass::Negated && cue.direction == Reach::Forward)
}

/// Returns whether a result follows: a number, a sign of equality, a verdict.
pub(super) fn is_rated(view: &View<'_>, end: usize) -> bool {
    view.tokens_from(end).first().is_some_and(|next| {
        let next = next.of(view.text);
        next.starts_with(|c: char| c.is_ascii_digit())
            || matches!(
                next,
                "=" | ":" | "score" | "scored" | "positive" | "negative" | "pos" | "neg"
            )
    })
}
