//! Sets two passages that say the same beside each other and marks the words that differ.

use similar::{ChangeTag, TextDiff};

/// Two passages, each as runs of words that both have or that are its own.
pub(super) struct DiffView {
    pub(super) left: Vec<Run>,
    pub(super) right: Vec<Run>,
}

/// Words in a row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) differs: bool,
    pub(super) words: String,
}

impl DiffView {
    /// Returns about how many bytes the passages take on the page.
    pub(super) fn bytes(&self) -> usize {
        let runs = self.left.iter().chain(&self.right);
        80 + runs.map(|run| 15 + run.words.len()).sum::<usize>()
    }
}

/// Words of a passage that is worth comparing.
const LEAST_WORDS: usize = 10;
/// How alike two passages must be to be one and its copy.
const LEAST_RATIO: f32 = 0.6;

/// Returns the two of some quotes that are most alike, set beside each other.
pub(super) fn pair(quotes: &[&str]) -> Option<DiffView> {
    let long: Vec<String> = quotes
        .iter()
        .map(|quote| quote.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|quote| quote.split(' ').count() >= LEAST_WORDS)
        .collect();
    let mut best: Option<(f32, &str, &str)> = None;
    for (place, one) in long.iter().enumerate() {
        for other in long.iter().skip(place + 1) {
            let ratio = TextDiff::from_words(one.as_str(), other.as_str()).ratio();
            if ratio >= LEAST_RATIO && best.is_none_or(|(most, ..)| ratio > most) {
                best = Some((ratio, one, other));
            }
        }
    }
    best.map(|(_, one, other)| view(one, other))
}

fn view(one: &str, other: &str) -> DiffView {
    let diff = TextDiff::from_words(one, other);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => {
                push(&mut left, false, change.value());
                push(&mut right, false, change.value());
            }
            ChangeTag::Delete => push(&mut left, true, change.value()),
            ChangeTag::Insert => push(&mut right, true, change.value()),
        }
    }
    DiffView { left, right }
}

fn push(runs: &mut Vec<Run>, differs: bool, words: &str) {
    match runs.last_mut() {
        Some(last) if last.differs == differs => last.words.push_str(words),
        _ => runs.push(Run {
            differs,
            words: words.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_that_are_alike_are_set_beside_each_other() {
        let quotes = [
            "LX*1",
            "She slept in the car after the eviction and called her sister at noon.",
            "The group spoke of cravings, of paydays and of the bar at the corner shop.",
            "He slept in the car after the\neviction and called his sister at noon.",
        ];
        let view = pair(&quotes).expect("a pair");
        let marked = |runs: &[Run]| -> Vec<String> {
            let own = runs.iter().filter(|run| run.differs);
            own.map(|run| run.words.trim().to_owned()).collect()
        };
        assert_eq!(marked(&view.left), ["She", "her"]);
        assert_eq!(marked(&view.right), ["He", "his"]);
    }

    #[test]
    fn passages_that_differ_or_are_short_are_no_pair() {
        assert!(pair(&["Did well today.", "Did well today."]).is_none());
        assert!(pair(&[]).is_none());
    }
}
