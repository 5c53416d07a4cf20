//! Tells where a cue is spoken by somebody quoted or stands in a parenthesis, so that it says nothing
//! of the words outside.

use super::cues::{Cue, CueClass, Event};
use super::scope::View;

/// A quotation of fewer words may be the cue itself: `"no" to SI`.
const LEAST_WORDS: usize = 3;

/// Returns whether a cue stands inside a quotation that ends before the target or begins behind it.
pub(super) fn keep_apart(
    view: &View<'_>,
    event: &Event,
    cue: &Cue,
    from: usize,
    to: usize,
) -> bool {
    let forward = event.end <= from;
    let (low, high) = event.gap(from, to);
    let middle = view.text.get(low..high).unwrap_or("");
    if !middle.contains('"') {
        return false;
    }
    // What is quoted right behind a word may answer it: `SI "no, never that"`.
    if !forward && (cue.class != CueClass::Hypothetical || is_answer(middle)) {
        return false;
    }
    let (Some(first), Some(last)) = (view.tokens.first(), view.tokens.last()) else {
        return false;
    };
    let before = view.text.get(first.start..event.start).unwrap_or("");
    let behind = view.text.get(event.end..last.end).unwrap_or("");
    let (Some(opened), Some(closed)) = (before.rfind('"'), behind.find('"')) else {
        return false;
    };
    let is_open = before.bytes().filter(|&byte| byte == b'"').count() % 2 == 1;
    let quoted = first.start + opened + 1..event.end + closed;
    let quoted = view.text.get(quoted).unwrap_or("");
    is_open && quoted.split_whitespace().count() >= LEAST_WORDS
}

/// Returns whether a cue with words of its own stands in a parenthesis that ends before the target:
/// "AH of father (derogatory, no command), SI".
pub(super) fn is_parenthesized(view: &View<'_>, event: &Event, cue: &Cue, from: usize) -> bool {
    if matches!(cue.class, CueClass::OtherPerson | CueClass::Recent) {
        return false;
    }
    // "(copied from 3/9 H&P) SI in Feb" says of the words outside where they come from.
    let form = view.text.get(event.start..event.end).unwrap_or("");
    if form.starts_with("copied") || form.starts_with("carried") || form.starts_with("pasted") {
        return false;
    }
    let middle = view.text.get(event.end..from).unwrap_or("");
    let Some((inside, _)) = middle.split_once(')') else {
        return false;
    };
    !inside.contains('(') && inside.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Returns whether no word stands between a target and the quotation.
fn is_answer(middle: &str) -> bool {
    let lead = middle.split('"').next().unwrap_or("");
    !lead.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use crate::model::Assertion;
    use crate::scan::classify::assert_classes;

    #[test]
    fn what_is_denied_in_a_parenthesis_stays_in_it() {
        assert_classes(&[
            (
                "AH of father (derogatory, no command), SI with no current plan.",
                "SI",
                Assertion::Affirmed,
            ),
            (
                "Client (hx of cutting, no attempts) reports SI daily.",
                "SI",
                Assertion::Affirmed,
            ),
            ("No (current) SI.", "SI", Assertion::Negated),
            ("(no) SI", "SI", Assertion::Negated),
            (
                "Denies SI (passive last week), HI, AVH.",
                "AVH",
                Assertion::Negated,
            ),
        ]);
    }

    #[test]
    fn what_is_quoted_says_nothing_of_the_words_outside() {
        assert_classes(&[
            (
                "Says \"nobody can watch me all day at the shelter\" - needs 24h.",
                "needs 24h",
                Assertion::Affirmed,
            ),
            (
                "Passive SI daily, \"if truck hit me ok\".",
                "Passive SI",
                Assertion::Affirmed,
            ),
            (
                "Says \"nobody hears voices here\".",
                "hears voices",
                Assertion::Negated,
            ),
            ("Said \"no\" to SI.", "SI", Assertion::Negated),
            (
                "Reports \"no one cares\", SI daily.",
                "SI",
                Assertion::Affirmed,
            ),
        ]);
    }
}
