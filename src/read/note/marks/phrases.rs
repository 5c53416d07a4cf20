//! Finds the phrases by which a document shows its making, all in one pass over a line.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

/// What a phrase means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Meaning {
    Created,
    Edited,
    Printed,
    Request,
    Denial,
    Demand,
    Change,
    Foretold,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhraseFile {
    phrase: Vec<Phrase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    text: String,
    means: Meaning,
    #[cfg_attr(not(test), allow(dead_code))]
    hit: String,
    #[cfg_attr(not(test), allow(dead_code))]
    miss: String,
}

struct Phrases {
    all: Vec<Phrase>,
    matcher: Option<AhoCorasick>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let text = include_str!("../../../knowledge/record_marks.toml");
    let file = toml::from_str::<PhraseFile>(text);
    debug_assert!(file.is_ok(), "record_marks.toml: {:?}", file.err());
    let all = file.map_or_else(|_| Vec::new(), |file| file.phrase);
    let matcher = AhoCorasickBuilder::new()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(all.iter().map(|phrase| phrase.text.as_str()))
        .ok();
    Phrases { all, matcher }
});

/// Returns the phrases' words.
pub(in crate::read::note) fn words() -> impl Iterator<Item = &'static str> {
    PHRASES.all.iter().map(|phrase| phrase.text.as_str())
}

/// Returns the phrases on a line with their places, in order.
pub(super) fn phrases(text: &str) -> impl Iterator<Item = (Meaning, Range<usize>)> {
    let known = &*PHRASES;
    known
        .matcher
        .iter()
        .flat_map(move |matcher| matcher.find_iter(text))
        .filter(|found| stands_alone(text, &found.range()))
        .filter_map(|found| {
            let phrase = known.all.get(found.pattern().as_usize())?;
            Some((phrase.means, found.range()))
        })
}

fn stands_alone(text: &str, place: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let is_letter = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(|byte| byte.is_ascii_alphanumeric())
    };
    !is_letter(place.start.checked_sub(1)) && !is_letter(Some(place.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_hits_and_misses_its_examples() {
        assert!(PHRASES.all.len() > 20);
        for phrase in &PHRASES.all {
            let means = |text: &str| phrases(text).any(|(means, _)| means == phrase.means);
            assert!(means(&phrase.hit), "{} in {}", phrase.text, phrase.hit);
            assert!(!means(&phrase.miss), "{} in {}", phrase.text, phrase.miss);
        }
    }
}
