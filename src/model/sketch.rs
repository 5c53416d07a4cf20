//! A note's words as hashes, for finding copies when the words themselves are gone.

use crate::text::{Span, packed};
use serde::{Deserialize, Serialize};

/// What a part of a note is, by the heading above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartRole {
    /// Narrative under no heading, or under one that says nothing more.
    Body,
    /// How this patient took part and responded.
    Response,
    /// What the clinician did; in a group, what all its members had in common.
    Intervention,
    /// What a group was about, described for all its members.
    Topic,
    /// What is honestly carried from note to note: goals, plan, diagnoses, history, risk screen.
    Carried,
    /// The mental status examination.
    MentalStatus,
}

/// One paragraph of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SketchPart {
    /// What it is.
    pub role: PartRole,
    /// Whether it speaks of the patient: by name, as "client" or with a pronoun.
    pub is_personal: bool,
    /// Where it stands, on one page.
    pub span: Span,
    /// Its words after normalization.
    pub tokens: u32,
    /// The place of its first shingle in the sketch.
    pub first: u32,
}

/// A note's normalized words as hashes of five-word shingles, in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sketch {
    /// Words after normalization.
    pub tokens: u32,
    /// Hash of the whole normalized text; equal hashes mean equal texts.
    pub text_hash: u64,
    /// Hash of the normalized title; 0 without one.
    pub title: u32,
    /// Boxes that are ticked.
    pub ticks: u16,
    /// Words of short values behind labels of the note's body.
    pub values: u16,
    /// One hash for every five words of a paragraph; a shorter paragraph has one.
    #[serde(with = "packed")]
    pub shingles: Box<[u32]>,
    /// The paragraphs, in order.
    pub parts: Box<[SketchPart]>,
}

impl Sketch {
    /// Returns the shingles of a paragraph.
    pub fn of_part(&self, part: &SketchPart) -> &[u32] {
        let first = part.first as usize;
        let count = part.tokens.saturating_sub(4).max(1) as usize;
        let end = first.saturating_add(count).min(self.shingles.len());
        self.shingles.get(first..end).unwrap_or_default()
    }

    /// Returns the Jaccard similarity of two notes' shingles, 0 to 1.
    pub fn similarity(&self, other: &Sketch) -> f64 {
        jaccard(&distinct(&self.shingles), &distinct(&other.shingles))
    }
}

/// Fewer hashes are sorted as they are.
const FEW: usize = 64;

/// Returns shingles sorted, each once.
pub fn distinct(shingles: &[u32]) -> Vec<u32> {
    let mut sorted = shingles.to_vec();
    if shingles.len() < FEW {
        sorted.sort_unstable();
    } else {
        sort_by_first_byte(shingles, &mut sorted);
    }
    sorted.dedup();
    sorted
}

/// Sorts hashes into a place of their number. They are spread evenly, so that each value of their
/// highest byte parts off a few, which are quickly sorted.
fn sort_by_first_byte(hashes: &[u32], sorted: &mut [u32]) {
    let first_byte = |hash: u32| (hash >> 24) as usize;
    let mut ends = [0; 256];
    for hash in hashes {
        ends[first_byte(*hash)] += 1;
    }
    let mut all = 0;
    // Where each group begins, and, once it is filled, where it ends.
    for end in &mut ends {
        all += std::mem::replace(end, all);
    }
    for hash in hashes {
        let end = &mut ends[first_byte(*hash)];
        sorted[*end] = *hash;
        *end += 1;
    }
    let mut start = 0;
    for end in ends {
        if end > start + 1 {
            sorted[start..end].sort_unstable();
        }
        start = end;
    }
}

/// Returns the Jaccard similarity of two sorted sets; of two empty ones it is 0.
pub fn jaccard(one: &[u32], other: &[u32]) -> f64 {
    let common = common(one, other);
    let all = one.len() + other.len() - common;
    if all == 0 {
        return 0.0;
    }
    common as f64 / all as f64
}

/// Returns the Jaccard similarity of two sorted sets in whole percent, rounded down.
pub fn percent_alike(one: &[u32], other: &[u32]) -> u8 {
    let common = common(one, other);
    let all = one.len() + other.len() - common;
    u8::try_from((common * 100).checked_div(all).unwrap_or_default()).unwrap_or(100)
}

/// Returns whether the Jaccard similarity of two sorted sets is at least `least`, and stops as soon
/// as it cannot be.
pub fn are_alike(one: &[u32], other: &[u32], least: f64) -> bool {
    let all = (one.len() + other.len()) as f64;
    // Of `all` members `common` count twice: common / (all - common) >= least.
    let needed = all * least / (1.0 + least);
    let (mut left, mut right, mut count) = (0, 0, 0_usize);
    while let (Some(&a), Some(&b)) = (one.get(left), other.get(right)) {
        let most = count + (one.len() - left).min(other.len() - right);
        if (most as f64) < needed - 1.0 {
            return false;
        }
        left += usize::from(a <= b);
        right += usize::from(b <= a);
        count += usize::from(a == b);
    }
    let all = one.len() + other.len() - count;
    all > 0 && count as f64 / all as f64 >= least
}

/// Returns how many members two sorted sets have in common.
pub fn common(one: &[u32], other: &[u32]) -> usize {
    let (mut left, mut right, mut count) = (0, 0, 0);
    while let (Some(&a), Some(&b)) = (one.get(left), other.get(right)) {
        // Both steps are counted without a branch, which the processor could not foresee.
        left += usize::from(a <= b);
        right += usize::from(b <= a);
        count += usize::from(a == b);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_alike_as_their_similarity_says() {
        let sets: Vec<Vec<u32>> = (0..40_u32)
            .map(|seed| {
                (0..30)
                    .filter(|n| (n * 7 + seed * 11) % 13 > seed % 5)
                    .collect()
            })
            .chain([Vec::new(), vec![1], vec![2]])
            .collect();
        for one in &sets {
            for other in &sets {
                for least in [0.3, 0.5, 0.85, 1.0] {
                    let expected = jaccard(one, other) >= least;
                    assert_eq!(are_alike(one, other, least), expected, "{one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn many_are_sorted_as_few_are() {
        let spread = (0..900_u32).map(|n| n.wrapping_mul(0x9e37_79b1) >> (n % 3));
        let hashes: Vec<u32> = spread.chain([0, 7, u32::MAX, 7]).collect();
        let mut expected = hashes.clone();
        expected.sort_unstable();
        expected.dedup();
        assert!(expected.len() < hashes.len());
        assert_eq!(distinct(&hashes), expected);
    }

    #[test]
    fn sets_are_compared_exactly() {
        let one = distinct(&[5, 1, 9, 1, 7]);
        assert_eq!(one, [1, 5, 7, 9]);
        assert_eq!(common(&one, &[1, 2, 9]), 2);
        assert!((jaccard(&one, &[1, 2, 9]) - 0.4).abs() < 1e-9);
        assert!(jaccard(&[], &[]).abs() < f64::EPSILON);
        assert_eq!(percent_alike(&one, &[1, 2, 9]), 40);
        assert_eq!(percent_alike(&[1, 2, 3], &[3]), 33);
        assert_eq!(percent_alike(&one, &one), 100);
        assert_eq!(percent_alike(&[], &[]), 0);
    }
}
