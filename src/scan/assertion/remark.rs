//! Tells remarks beside a score or a thought from what is said of it: "D5 4 - used 3 days after last
//! rehab" rates today, "passive SI (if a bus hit me ok)" tells what is wished.

use super::clause::is_spaced;
use super::cues::{Cue, CueClass, Event};
use super::scope::View;

/// Returns whether a word of the past stands in a remark before or behind a score, which is of its
/// own day: "4 - sz hx 2023, CIWA 19 at door". "Prior PHQ-9 21, GAD-7 15" lists scores of the past.
pub(super) fn is_apart(view: &View<'_>, event: &Event, from: usize, to: usize) -> bool {
    let behind = event.start >= to;
    let (low, high) = event.gap(from, to);
    let middle = view.text.get(low..high).unwrap_or("");
    let signed = middle.contains([',', ';', '('])
        || middle
            .match_indices('-')
            .any(|(at, _)| is_spaced(view.text, low + at));
    let mut between = view.tokens_between(low, high).iter();
    if behind {
        let named = between.any(|token| {
            let word = token.of(view.text);
            token.word
                && word.bytes().all(|byte| byte.is_ascii_alphabetic())
                && !matches!(
                    word,
                    "score" | "was" | "of" | "total" | "is" | "at" | "as" | "high"
                )
        });
        return signed || named;
    }
    let last = middle
        .rsplit_once([',', ';', '('])
        .map_or("", |(before, _)| before.rsplit(' ').next().unwrap_or(""));
    let scores = last.len() < 4 && last.starts_with(|first: char| first.is_ascii_digit());
    signed && !scores
}

/// Returns whether a word that looks ahead stands apart from a score with its number: "severe withdrawal
/// anticipated, CIWA 17", "at risk of relapse, PHQ-9 15".
pub(super) fn is_forecast(
    view: &View<'_>,
    event: &Event,
    cue: &Cue,
    from: usize,
    to: usize,
) -> bool {
    let form = view.text.get(event.start..event.end).unwrap_or("");
    let ahead = cue.class == CueClass::Hypothetical
        && event.end <= from
        && (form.contains("anticipat") || form.contains("expect") || form.contains("risk"));
    let apart = || {
        let middle = view.text.get(event.end..from).unwrap_or("");
        middle.contains([',', ';'])
    };
    let rated = || {
        let next = view.text.get(to..).unwrap_or("");
        next.trim_start_matches([' ', ':', '='])
            .starts_with(|first: char| first.is_ascii_digit())
    };
    // "CIWA 2 at d/c" was taken then.
    let closing = event.start >= to && matches!(form, "at d/c" | "at discharge");
    rated() && (closing || (ahead && apart()))
}

/// Returns whether a quoted "if" tells what a passive wish is: `passive SI ("if the bus hit me ok")`.
pub(super) fn is_quoted_wish(
    view: &View<'_>,
    event: &Event,
    cue: &Cue,
    from: usize,
    to: usize,
) -> bool {
    cue.class == CueClass::Hypothetical
        && event.start >= to
        && view.text.get(event.start..event.end) == Some("if")
        && view
            .text
            .get(..event.start)
            .is_some_and(|head| head.ends_with(['"', '\'', '(']))
        && view
            .text
            .get(from..to)
            .is_some_and(|words| words.contains("passive") || words.contains("death"))
}

#[cfg(test)]
mod tests {
    use crate::model::Assertion;
    use crate::scan::classify::assert_classes;

    #[test]
    fn a_wish_is_told_in_its_own_words() {
        assert_classes(&[
            (
                "Passive SI ('if the bus hit me ok'), no plan.",
                "Passive SI",
                Assertion::Affirmed,
            ),
            (
                "Passive SI (\"if the bus hit me ok\"), no plan.",
                "Passive SI",
                Assertion::Affirmed,
            ),
            (
                "Call if passive SI returns.",
                "passive SI",
                Assertion::Hypothetical,
            ),
        ]);
    }
}
