//! Decides whether a short or ambiguous form stands in a context that makes it mean what it is
//! listed for.

use crate::model::IndicatorId;
use crate::scan::any_word::AnyWord;
use crate::scan::tokens::Token;
use serde::Deserialize;

/// The context that some forms need. Accepts when any accepting condition holds (or none is
/// given), and no rejecting one does.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Guard {
    pub(crate) forms: Vec<String>,
    /// The only indicator that it holds for, where the forms have several.
    #[serde(default)]
    indicator: String,
    /// Accepts when written in capitals.
    #[serde(default)]
    upper: bool,
    /// Accepts in these sections.
    #[serde(default)]
    sections: Vec<String>,
    /// Accepts in notes of these kinds only; unlike the others it is required.
    #[serde(default)]
    kinds: Vec<String>,
    /// Accepts only where one of these words stands anywhere in the note; required like `kinds`.
    #[serde(default)]
    note: AnyWord,
    /// Accepts near one of these words.
    #[serde(default)]
    near: Vec<String>,
    /// How near, in tokens.
    #[serde(default = "near")]
    within: usize,
    /// Accepts where it is the whole of its clause, in notes of these kinds.
    #[serde(default)]
    alone: Vec<String>,
    /// Accepts when a digit follows within so many characters.
    digit_after: Option<usize>,
    /// Rejects behind somebody's name, whose credential it is there.
    #[serde(default)]
    reject_credential: bool,
    #[serde(default)]
    reject_next: Vec<String>,
    #[serde(default)]
    reject_prev: Vec<String>,
    #[serde(default)]
    reject_near: Vec<String>,
    #[serde(default = "near")]
    reject_within: usize,
}

fn near() -> usize {
    4
}

/// The place of a form.
pub(crate) struct Surroundings<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) sentence: (usize, usize),
    pub(crate) upper: bool,
    /// Whether somebody's name stands before it, as before a credential.
    pub(crate) named: bool,
    pub(crate) section: &'static str,
    pub(crate) kind: &'static str,
}

impl Guard {
    /// Returns whether it holds for an indicator.
    pub(crate) fn is_for(&self, indicator: IndicatorId) -> bool {
        self.indicator.is_empty() || indicator == self.indicator.as_str()
    }

    /// Returns whether the form means what it is listed for here.
    pub(crate) fn accepts(&self, place: &Surroundings<'_>) -> bool {
        let after = place.text.get(place.to..place.sentence.1).unwrap_or("");
        let before = place.text.get(place.sentence.0..place.from).unwrap_or("");
        let following = after.trim_start_matches([' ', '"']);
        if self
            .reject_next
            .iter()
            .any(|word| starts_with_word(following, word))
        {
            return false;
        }
        if self.reject_credential && place.named {
            return false;
        }
        let preceding = before.trim_end();
        if self
            .reject_prev
            .iter()
            .any(|word| ends_with_word(preceding, word))
        {
            return false;
        }
        if !self.reject_near.is_empty()
            && self.any_near(place, &self.reject_near, self.reject_within)
        {
            return false;
        }
        if !self.kinds.is_empty() && !self.kinds.iter().any(|kind| kind == place.kind) {
            return false;
        }
        if !self.note.is_empty() && !self.note.is_in(place.text) {
            return false;
        }
        let unconditional = !self.upper
            && self.sections.is_empty()
            && self.near.is_empty()
            && self.digit_after.is_none();
        unconditional
            || (self.upper && place.upper)
            || self.sections.iter().any(|section| section == place.section)
            || (!self.near.is_empty() && self.any_near(place, &self.near, self.within))
            || self
                .digit_after
                .is_some_and(|reach| after.bytes().take(reach).any(|byte| byte.is_ascii_digit()))
            || (self.upper && (after.starts_with('/') || before.ends_with('/')))
            || self.alone.iter().any(|kind| kind == place.kind) && stands_by_itself(before, after)
    }

    fn any_near(&self, place: &Surroundings<'_>, words: &[String], within: usize) -> bool {
        let first = place
            .tokens
            .partition_point(|token| token.start < place.from);
        let last = place.tokens.partition_point(|token| token.start < place.to);
        let low = first.saturating_sub(within);
        let high = (last + within).min(place.tokens.len());
        let window = place
            .tokens
            .get(low..first)
            .into_iter()
            .chain(place.tokens.get(last..high))
            .flatten();
        window.into_iter().any(|token| {
            let word = token.of(place.text);
            words.iter().any(|listed| {
                // Several words begin with the one that stands here, as the one alone does.
                listed.as_bytes().first() == word.as_bytes().first()
                    && listed.starts_with(word)
                    && (listed.len() == word.len()
                        || (listed.contains(' ')
                            && place
                                .text
                                .get(token.start..place.sentence.1)
                                .is_some_and(|rest| starts_with_word(rest, listed))))
            })
        })
    }
}

/// Returns whether nothing but a word of going on shares a form's clause ("1:1 cont.").
fn stands_by_itself(before: &str, after: &str) -> bool {
    let before = before.trim_end();
    let after = after.trim_start();
    let after = ["cont", "cont'd", "continued", "continues", "maintained"]
        .iter()
        .filter(|word| starts_with_word(after, word))
        .filter_map(|word| after.get(word.len()..))
        .next_back()
        .unwrap_or(after);
    (before.is_empty() || before.ends_with([';', '.'])) && {
        let after = after.trim_start();
        after.starts_with(['.', ',', ';']) || (after.is_empty() && before.is_empty())
    }
}

/// Returns whether a text begins with a word or words.
pub(crate) fn starts_with_word(text: &str, word: &str) -> bool {
    text.starts_with(word)
        && text
            .as_bytes()
            .get(word.len())
            .is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

/// Returns whether a text ends with a word or words.
pub(crate) fn ends_with_word(text: &str, word: &str) -> bool {
    text.ends_with(word)
        && text.len().checked_sub(word.len() + 1).is_none_or(|at| {
            text.as_bytes()
                .get(at)
                .is_none_or(|byte| !byte.is_ascii_alphanumeric())
        })
}
