//! Settles overlaps: the longest form wins, one fact is told once.

use super::lexicon::{Entry, Lexicon};
use super::scanner::{Candidate, Draft};
use crate::model::{Assertion, Measure};

/// Three and more signs together weigh more than each alone.
const CLUSTER: usize = 3;
const CLUSTER_WEIGHT: u8 = 3;
const CLUSTERED: &str = "D1-23";

/// Takes out forms that stand wholly inside a longer one.
pub(super) fn settle(lexicon: &Lexicon, candidates: &mut Vec<Candidate>) {
    candidates.sort_by_key(|candidate| {
        (
            candidate.start,
            std::cmp::Reverse(candidate.end),
            candidate.indicator,
            rank(candidate),
        )
    });
    candidates.dedup_by_key(|candidate| (candidate.start, candidate.end, candidate.indicator));
    let mut inside = Vec::with_capacity(candidates.len());
    for short in candidates.iter() {
        inside.push(candidates.iter().any(|long| {
            let longer = long.end - long.start > short.end - short.start;
            longer
                && long.start <= short.start
                && short.end <= long.end
                && takes(lexicon, long, short)
        }));
    }
    let mut keep = inside.iter();
    candidates.retain(|_| !keep.next().copied().unwrap_or(false));
}

/// Of one form's meanings, the one with a number to read comes first, then one that says more.
fn rank(candidate: &Candidate) -> u8 {
    match candidate.entry {
        Entry::Instrument { .. } => 0,
        Entry::Form {
            preset: Some(_), ..
        } => 1,
        Entry::Form { .. } => 2,
        Entry::Anchor(_) => 3,
    }
}

/// Returns whether a longer form takes the place of a shorter one inside it.
fn takes(lexicon: &Lexicon, long: &Candidate, short: &Candidate) -> bool {
    if long.indicator == short.indicator {
        // A number is worth more than words around it.
        return !matches!(
            (long.entry, short.entry),
            (Entry::Form { .. }, Entry::Instrument { .. })
        );
    }
    // "No cravings" speaks of both: the craving denied, and its counterpart.
    let indicators = lexicon.indicators();
    if indicators
        .get(usize::from(long.indicator))
        .is_some_and(|indicator| indicator.keeps_inside)
    {
        return false;
    }
    let counterpart = indicators
        .get(usize::from(short.indicator))
        .and_then(|indicator| indicator.when_negated)
        .map(|flip| flip.creates);
    counterpart.is_none()
        || counterpart
            != indicators
                .get(usize::from(long.indicator))
                .map(|indicator| indicator.id)
}

/// Takes out flipped mentions that say again what the sentence already says, and weighs clusters.
pub(super) fn finish(_lexicon: &Lexicon, drafts: &mut Vec<Draft>, first: usize) {
    let mut doubled = Vec::new();
    for (index, draft) in drafts.iter().enumerate().skip(first) {
        if !draft.mention.flipped {
            continue;
        }
        let told = drafts
            .iter()
            .enumerate()
            .skip(first)
            .any(|(other, existing)| {
                other != index
                    && existing.mention.indicator == draft.mention.indicator
                    && existing.mention.assertion == draft.mention.assertion
                    && (!existing.mention.flipped || other < index)
            });
        if told {
            doubled.push(index);
        }
    }
    for index in doubled.into_iter().rev() {
        drafts.remove(index);
    }
    // The title of a rated dimension states nothing itself.
    let rated: Vec<(usize, usize)> = drafts
        .iter()
        .skip(first)
        .filter(|draft| matches!(draft.mention.measure, Some(Measure::DimensionRating(..))))
        .map(|draft| (draft.start, draft.end))
        .collect();
    if !rated.is_empty() {
        let own = drafts.split_off(first.min(drafts.len()));
        drafts.extend(own.into_iter().filter(|draft| {
            !rated.iter().any(|&(start, end)| {
                start <= draft.start && draft.end <= end && draft.end - draft.start < end - start
            })
        }));
    }
    let is_sign = |draft: &Draft| {
        draft.mention.indicator == CLUSTERED && draft.mention.assertion == Assertion::Affirmed
    };
    if drafts
        .iter()
        .skip(first)
        .filter(|draft| is_sign(draft))
        .count()
        >= CLUSTER
    {
        for draft in drafts.iter_mut().skip(first).filter(|draft| is_sign(draft)) {
            draft.mention.weight = draft.mention.weight.max(CLUSTER_WEIGHT);
        }
    }
}
