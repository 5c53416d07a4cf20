//! Answers whether a text holds any of some words, in one pass over its bytes.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Tells whether a text holds one of some words, whatever their ASCII case and wherever they
/// stand. It guards an expression that costs several times as much and that most lines fail.
pub(crate) struct AnyOf(Option<AhoCorasick>);

impl AnyOf {
    /// Prepares the words.
    pub(crate) fn new(words: &[&str]) -> Self {
        Self(
            AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .kind(Some(AhoCorasickKind::DFA))
                .build(words)
                .ok(),
        )
    }

    /// Returns whether a text holds one of the words. Words that could not be prepared guard
    /// nothing, so that no line is lost.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.0.as_ref().is_none_or(|words| words.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_within_words() {
        let words = AnyOf::new(&["sign", "/s/"]);
        assert!(words.is_in("Electronically SIGNED"));
        assert!(words.is_in("/s/ Ann Roe"));
        assert!(words.is_in("reassigned"));
        assert!(!words.is_in("She came late."));
        assert!(!words.is_in(""));
    }
}
