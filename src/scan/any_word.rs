//! Answers whether a text holds any of some words, each standing alone, in one pass over its bytes.

use super::tokens::stands_alone;
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use serde::{Deserialize, Deserializer};

/// Words, or several words in a row, of which a text may hold one. The text is plain: lower case.
#[derive(Debug, Clone, Default)]
pub(super) struct AnyWord(Option<AhoCorasick>);

impl AnyWord {
    /// Prepares the words.
    pub(super) fn new<W: AsRef<[u8]>>(words: &[W]) -> Self {
        let words = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .build(words);
        debug_assert!(words.is_ok(), "{:?}", words.err());
        Self(words.ok())
    }

    /// Returns whether there are no words.
    pub(super) fn is_empty(&self) -> bool {
        self.0
            .as_ref()
            .is_none_or(|words| words.patterns_len() == 0)
    }

    /// Returns whether a text holds one of the words.
    pub(super) fn is_in(&self, text: &str) -> bool {
        // Of "si" and "si with", either may be the one that stands alone.
        let words = self.0.iter();
        let mut found = words.flat_map(|words| words.find_overlapping_iter(text));
        found.any(|found| stands_alone(text, found.start(), found.end()))
    }
}

impl<'de> Deserialize<'de> for AnyWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(&Vec::<String>::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_stand_alone() {
        let words = AnyWord::new(&["drink", "drinks", "w/d", "last use", "use", "si", "si with"]);
        for (text, wanted) in [
            ("two drinks", true),
            ("a drink, then home", true),
            ("drinkers", false),
            ("s/p w/d.", true),
            ("last used", false),
            ("last use monday", true),
            ("misuse", false),
            ("si without plan", true),
            ("si, with plan", true),
            ("", false),
        ] {
            assert_eq!(words.is_in(text), wanted, "{text}");
        }
        assert!(AnyWord::default().is_empty() && !AnyWord::default().is_in("drink"));
    }
}
