//! Tells sessions that count toward program hours from breaks, meals, travel and self-help
//! meetings, by their names.

use crate::text::AnyOf;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    not_counted: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    phrases: Vec<String>,
    unless: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "examples are for the test"))]
    examples: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "examples are for the test"))]
    others: Vec<String>,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let file = toml::from_str::<File>(include_str!("../knowledge/program_time.toml"));
    debug_assert!(file.is_ok(), "program_time.toml: {:?}", file.as_ref().err());
    file.map_or_else(|_| Vec::new(), |file| file.not_counted)
});

/// The phrases of all entries, of which most names hold none.
static PHRASES: LazyLock<AnyOf> = LazyLock::new(|| {
    let phrases = ENTRIES.iter().flat_map(|entry| &entry.phrases);
    AnyOf::new(&phrases.map(String::as_str).collect::<Vec<_>>())
});

/// Returns whether a session of this name is program time.
pub fn counts_toward_hours(session: &str) -> bool {
    if !PHRASES.is_in(session) {
        return true;
    }
    let lower = session.to_ascii_lowercase();
    let holds = |phrase: &str| holds_words(&lower, phrase);
    !ENTRIES.iter().any(|entry| {
        entry.phrases.iter().any(|phrase| holds(phrase))
            && !entry
                .unless
                .iter()
                .any(|word| lower.contains(word.as_str()))
    })
}

/// Returns whether the words stand in the text as whole words.
fn holds_words(text: &str, words: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '\'';
    text.match_indices(words).any(|(at, found)| {
        let before = text.get(..at).and_then(|part| part.chars().next_back());
        let after = text
            .get(at + found.len()..)
            .and_then(|part| part.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_tells_its_examples_apart() {
        assert!(!ENTRIES.is_empty());
        for entry in ENTRIES.iter() {
            for example in &entry.examples {
                assert!(!counts_toward_hours(example), "{example}");
            }
            for other in &entry.others {
                assert!(counts_toward_hours(other), "{other}");
            }
        }
    }

    #[test]
    fn therapy_by_any_name_counts() {
        for name in [
            "",
            "Process Group",
            "Breakthrough: grief",
            "DBT skills",
            "Craving surfing",
            "Anger and the smoke alarm in the brain group",
        ] {
            assert!(counts_toward_hours(name), "{name}");
        }
    }
}
