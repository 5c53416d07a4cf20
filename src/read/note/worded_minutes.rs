//! Reads a session's minutes in the words of a sentence: `53 min session`, `met with client for 50
//! minutes`.

use super::guards::Guard;
use super::stated_minutes::sentence_around;
use super::time::UNITS;
use super::view::NoteView;
use crate::model::NoteKind;
use crate::text::{Pattern, Span, bytes, strip_prefix_ignoring_case};
use std::sync::LazyLock;

static WORDED: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(\d{1,3})\s*-?\s*(?:minutes?|mins?)\b\.?\s*(?:of\s+)?(?:long\s+)?(?:\w+\s+){0,3}?(?:session|therapy|psychotherapy|counseling|group|individual|visit|face[-\s]to[-\s]face)\b
        |\b(?:session|group|therapy|psychotherapy|counseling|visit|met|seen|attended|participated|lasted|duration|total\s+time|time\s+spent)\b[^.\n]{0,40}?\b(?:for|lasted|lasting|was|of|:|duration|spent|[(])\s*(?:approximately\s+|a\s+total\s+of\s+|about\s+)?(\d{1,3})\s*-?\s*(?:minutes?|mins?)\b
        |\b(\d(?:\.\d)?)\s*-?\s*(?:hours?|hrs?)\s+(?:\w+\s+){0,2}?(?:session|therapy|psychotherapy|group|of\s+group)\b",
    )
});

static NOT_DURATION: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:late|early|q\s?\d+|every\s+\d+|walk|jog|exercise|meditat\w*|checks?|ago|break|each|daily|per\s+day|recommended|will|plan(?:ned)?|next|goal|weekly|x\s?/?\s?week|times?\s+(?:a|per)\s+week|arriv\w*|left|breathing|yoga|nap|slept|per\s+week)\b",
    )
});

/// Returns whether a sentence tells minutes of something else, or of what is planned.
pub(super) fn tells_otherwise(sentence: &str) -> bool {
    NOT_DURATION
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(sentence))
}

/// Returns whether a unit of time stands behind a number, with no more than blanks and a dash
/// between them, as in every match of [`WORDED`].
pub(super) fn may_count(text: &str) -> bool {
    let mut rest = text;
    while let Some(digit) = bytes::find(rest.as_bytes(), |byte| byte.is_ascii_digit()) {
        let number = rest.get(digit..).unwrap_or_default();
        rest = number.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let behind = rest.trim_start();
        let behind = behind.strip_prefix('-').unwrap_or(behind).trim_start();
        let begins = |unit: &&str| strip_prefix_ignoring_case(behind, unit).is_some();
        if UNITS.iter().any(begins) {
            return true;
        }
    }
    false
}

/// Reads a duration in words: `53 min session`, `met with client for 50 minutes`.
pub(super) fn worded_duration(view: &NoteView<'_>, kind: NoteKind) -> Option<(u32, Span)> {
    if kind.is_not_delivery() {
        return None;
    }
    let pattern = WORDED.as_ref()?;
    view.body_lines().find_map(|(index, line)| {
        let text = line.text;
        if !line.may(Guard::Lasts) || !may_count(text) {
            return None;
        }
        pattern.captures_iter(text).find_map(|captures| {
            let whole = captures.get(0)?;
            let sentence = sentence_around(text, whole.start(), whole.end());
            if tells_otherwise(sentence) {
                return None;
            }
            let minutes = if let Some(hours) = captures.get(3) {
                (hours.as_str().parse::<f64>().ok()? * 60.0).round() as u32
            } else {
                captures
                    .get(1)
                    .or_else(|| captures.get(2))?
                    .as_str()
                    .parse()
                    .ok()?
            };
            ((5..=600).contains(&minutes))
                .then(|| (minutes, view.place(index, whole.start()..whole.end())))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_duration_in_words_lacks_its_number(
            words in prop::collection::vec(prop::sample::select(vec![
                "50", "5.5", "1", "-", " - ", " ", " ", "\u{a0}", "min", "Minutes", "hrs", "hour", "session", "of group",
                "met for", "lasted", "therapy", ".", "x", "é",
            ]), 0..12),
        ) {
            let text = words.concat();
            let pattern = WORDED.as_ref().expect("an expression");
            prop_assert!(may_count(&text) || !pattern.is_match(&text));
        }
    }
}
