//! Precision, recall and F1 per class.

use serde::Serialize;
use std::collections::BTreeMap;

/// One class's figures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Score {
    /// Share of predictions of the class that are right; 0 where none was made.
    pub(super) precision: f64,
    /// Share of the class that was found; 0 where there is none.
    pub(super) recall: f64,
    /// Harmonic mean of both.
    pub(super) f1: f64,
    /// How many rows have the class.
    pub(super) support: u64,
}

/// Counts of (wanted, predicted) pairs.
#[derive(Debug, Clone, Default)]
pub(super) struct Confusion {
    pairs: BTreeMap<(String, String), u64>,
}

impl Confusion {
    /// Counts one row.
    pub(super) fn add(&mut self, wanted: &str, predicted: &str) {
        *self
            .pairs
            .entry((wanted.to_owned(), predicted.to_owned()))
            .or_default() += 1;
    }

    /// Returns the number of rows.
    pub(super) fn rows(&self) -> u64 {
        self.pairs.values().sum()
    }

    /// Returns how often `wanted` was taken for `predicted`.
    pub(super) fn count(&self, wanted: &str, predicted: &str) -> u64 {
        self.pairs
            .get(&(wanted.to_owned(), predicted.to_owned()))
            .copied()
            .unwrap_or_default()
    }

    /// Returns the figures of every class that was wanted or predicted.
    pub(super) fn scores(&self) -> BTreeMap<String, Score> {
        let mut wanted: BTreeMap<&str, u64> = BTreeMap::new();
        let mut predicted: BTreeMap<&str, u64> = BTreeMap::new();
        for ((want, predict), count) in &self.pairs {
            *wanted.entry(want).or_default() += count;
            *predicted.entry(predict).or_default() += count;
        }
        let ratio = |part: u64, whole: u64| {
            if whole == 0 {
                0.0
            } else {
                part as f64 / whole as f64
            }
        };
        let classes: std::collections::BTreeSet<&str> =
            wanted.keys().chain(predicted.keys()).copied().collect();
        classes
            .into_iter()
            .map(|class| {
                let right = self.count(class, class);
                let support = wanted.get(class).copied().unwrap_or_default();
                let precision = ratio(right, predicted.get(class).copied().unwrap_or_default());
                let recall = ratio(right, support);
                let sum = precision + recall;
                let f1 = if sum == 0.0 {
                    0.0
                } else {
                    2.0 * precision * recall / sum
                };
                (
                    class.to_owned(),
                    Score {
                        precision,
                        recall,
                        f1,
                        support,
                    },
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_follow_their_definitions() {
        let mut confusion = Confusion::default();
        for (wanted, predicted) in [
            ("a", "a"),
            ("a", "a"),
            ("a", "b"),
            ("b", "b"),
            ("b", "a"),
            ("c", "a"),
        ] {
            confusion.add(wanted, predicted);
        }
        let scores = confusion.scores();
        let a = scores["a"];
        assert!((a.precision - 0.5).abs() < 1e-12 && (a.recall - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(
            (scores["c"].recall, scores["c"].f1, scores["c"].support),
            (0.0, 0.0, 1)
        );
        assert_eq!(confusion.rows(), 6);
    }
}
