//! Finds for every note the earlier one that it resembles most, in time that grows with the
//! number of notes and not with its square.
//!
//! Notes of equal words are one text. Of each text 120 minima are kept (MinHash), in 20 bands of
//! six: two texts whose Jaccard similarity is 0.85 share a band in all but one of 10,000 cases.
//! Only texts that share one are compared, and these exactly, so chance decides nothing else. Of
//! each text a sum and the minima are held, half a kilobyte; its words are asked for again.

use crate::model::{ServiceDate, jaccard};
use crate::text::packed;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a note is to the earlier one that it resembles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Relation {
    /// The same patient's note of another date.
    SamePatient,
    /// The same patient's note by another author.
    OtherAuthor,
    /// Another patient's note.
    OtherPatient,
}

/// One note to compare. Entries are compared in the order in which they are given, which should
/// be that of their dates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The patient's number.
    #[serde(skip)]
    pub patient: u32,
    /// The note's place in the patient's record.
    pub note: u32,
    /// Its date.
    pub date: ServiceDate,
    /// A number of its author; 0 when unknown.
    pub author: u64,
    /// A number of the session that it shares with others; such notes are not compared with each
    /// other across patients. 0 for none.
    pub session: u64,
    /// Its own words.
    pub words: Words,
}

/// What is held of a text's words; the words themselves are asked for where two texts may be
/// alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Words {
    /// A sum: texts of equal sums are one text. `None` for a text without words.
    sum: Option<[u8; 16]>,
    #[serde(with = "packed_minima")]
    minima: Box<[u32; MINIMA]>,
}

/// Stores minima as the hashes that they are.
mod packed_minima {
    use super::MINIMA;
    use crate::text::packed;
    use serde::de::Error;
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        minima: &[u32; MINIMA],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        packed::serialize(minima, serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Box<[u32; MINIMA]>, D::Error> {
        let minima = packed::deserialize(deserializer)?;
        let unlike = |minima: Box<[u32]>| Error::invalid_length(minima.len(), &"all minima");
        minima.try_into().map_err(unlike)
    }
}

impl Words {
    /// Looks at the words of a text as shingles, sorted, each once.
    pub fn of(shingles: &[u32]) -> Self {
        let mut first = [0; 16];
        blake3::Hasher::new()
            .update(&packed::bytes(shingles))
            .finalize_xof()
            .fill(&mut first);
        Self {
            sum: (!shingles.is_empty()).then_some(first),
            minima: Box::new(minima(shingles)),
        }
    }
}

/// A note that resembles an earlier one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// The later note, by its place among the entries.
    pub later: usize,
    /// The earlier one.
    pub earlier: usize,
    /// What they are to each other.
    pub relation: Relation,
    /// Their Jaccard similarity.
    pub similarity: f64,
}

const BANDS: usize = 20;
const ROWS: usize = 6;
const MINIMA: usize = BANDS * ROWS;

/// Bands whose keys are made in one look at all minima, which lie scattered in memory and are
/// waited for. All at once would take 80 bytes a text.
const AT_ONCE: usize = 4;
const _: () = assert!(BANDS.is_multiple_of(AT_ONCE));

/// Texts of one bucket that each one is compared with at most: far more than resemble each other
/// honestly, and enough for a copy to meet one of its kind.
const WINDOW: usize = 256;

/// How far an estimate from 120 minima may lie below the truth, six standard errors.
const SLACK: f64 = 0.2;

/// Returns for every entry and relation the most similar earlier entry, where one is similar to
/// `least` (0 to 1), sorted. `shingles` gives the words of the entry at a place.
pub fn nearest(
    entries: &[Entry],
    relations: &[Relation],
    least: f64,
    shingles: impl Fn(usize) -> Vec<u32> + Sync,
) -> Vec<Found> {
    // Within one patient, only that patient's notes need to meet.
    let is_scoped = !relations.contains(&Relation::OtherPatient);
    let texts = texts(entries, is_scoped);
    let of_text = |text: u32| {
        let text = texts.get(text as usize)?;
        text.members.first().copied()
    };
    let minima: Vec<&[u32; MINIMA]> = texts
        .iter()
        .filter_map(|text| entries.get(*text.members.first()?))
        .map(|entry| &*entry.words.minima)
        .collect();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for first in (0..BANDS).step_by(AT_ONCE) {
        let keys_of = |(text, minima): (&Text, &&[u32; MINIMA])| -> [u32; AT_ONCE] {
            std::array::from_fn(|band| key(minima, first + band, text.scope))
        };
        let keys: Vec<[u32; AT_ONCE]> = texts.par_iter().zip(&minima).map(keys_of).collect();
        pairs.par_extend((0..AT_ONCE).into_par_iter().flat_map_iter(|band| {
            // Key and place in one number, which is sorted several times as fast as a pair.
            let of_band = keys.iter().enumerate();
            let mut keys: Vec<u64> = of_band
                .map(|(place, keys)| u64::from(keys[band]) << 32 | place as u64)
                .collect();
            keys.sort_unstable();
            let mut found = Vec::new();
            for bucket in keys.chunk_by(|one, other| one >> 32 == other >> 32) {
                for (place, &later) in bucket.iter().enumerate() {
                    for &earlier in &bucket[place.saturating_sub(WINDOW)..place] {
                        let (earlier, later) = (earlier as u32, later as u32);
                        if may_resemble(&minima, earlier, later, least) {
                            found.push((earlier, later));
                        }
                    }
                }
            }
            found
        }));
    }
    pairs.par_sort_unstable();
    pairs.dedup();
    let groups: Vec<&[(u32, u32)]> = pairs.chunk_by(|one, other| one.0 == other.0).collect();
    let alike: Vec<(u32, u32, f64)> = groups
        .into_par_iter()
        .flat_map_iter(|group| {
            let words = |text| of_text(text).map(&shingles).unwrap_or_default();
            let first = group.first().map(|&(one, _)| words(one));
            let first = first.unwrap_or_default();
            group.iter().filter_map(move |&(one, other)| {
                let similarity = jaccard(&first, &words(other));
                (similarity >= least).then_some((one, other, similarity))
            })
        })
        .collect();
    resolve(entries, &texts, &alike, relations)
}

/// Notes of equal words.
struct Text {
    scope: u64,
    /// Their places among the entries, ascending.
    members: Vec<usize>,
    /// The same by patient.
    by_patient: Vec<(u32, usize)>,
}

fn texts(entries: &[Entry], is_scoped: bool) -> Vec<Text> {
    let mut places: BTreeMap<(u64, [u8; 16]), usize> = BTreeMap::new();
    let mut texts: Vec<Text> = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let Some(sum) = entry.words.sum else {
            continue;
        };
        let scope = if is_scoped {
            u64::from(entry.patient) + 1
        } else {
            0
        };
        let text = *places.entry((scope, sum)).or_insert_with(|| {
            texts.push(Text {
                scope,
                members: Vec::new(),
                by_patient: Vec::new(),
            });
            texts.len() - 1
        });
        if let Some(text) = texts.get_mut(text) {
            text.members.push(place);
            text.by_patient.push((entry.patient, place));
        }
    }
    for text in &mut texts {
        text.by_patient.sort_unstable();
    }
    texts
}

/// How often each shingle is thrown, so that a short text fills nearly all places, too.
const THROWS: u64 = 8;

/// Returns the minima of a text: every shingle is thrown into a few of the places, by its hash,
/// and the least hash thrown into a place stays there (one-permutation MinHash, Li, Owen and
/// Zhang, NIPS 2012). That costs a fifteenth of hashing every shingle for every place, and two
/// texts agree in a place as likely as before. A place that stays empty takes over what the next
/// one has, marked so that it is not taken for the same (rotation, Shrivastava and Li, ICML 2014).
fn minima(shingles: &[u32]) -> [u32; MINIMA] {
    const EMPTY: u32 = u32::MAX;
    let mut minima = [EMPTY; MINIMA];
    for &shingle in shingles {
        for throw in 0..THROWS {
            let hash = mix(u64::from(shingle) | throw << 32);
            let place = ((hash & 0xffff_ffff) * MINIMA as u64) >> 32;
            if let Some(minimum) = minima.get_mut(place as usize) {
                *minimum = (*minimum).min((hash >> 32) as u32);
            }
        }
    }
    let mut filled = minima;
    for (place, minimum) in filled.iter_mut().enumerate() {
        let behind = (1..MINIMA).map(|step| (step, minima[(place + step) % MINIMA]));
        if *minimum == EMPTY
            && let Some((step, taken)) = behind.into_iter().find(|(_, other)| *other != EMPTY)
        {
            *minimum = taken ^ (step as u32).wrapping_mul(0x9e37_79b9);
        }
    }
    filled
}

/// Returns a hash of a band's minima: their sum, each times an odd number of its own, which
/// need not wait for each other. Texts that only share the hash fall to [`may_resemble`].
fn key(minima: &[u32; MINIMA], band: usize, scope: u64) -> u32 {
    let rows = minima.iter().skip(band * ROWS).zip(FACTORS);
    let sum = rows.fold(scope.wrapping_mul(SCOPE), |sum, (&minimum, factor)| {
        sum.wrapping_add(u64::from(minimum).wrapping_mul(factor))
    });
    (sum >> 32) as u32
}

const SCOPE: u64 = mix(ROWS as u64) | 1;
const FACTORS: [u64; ROWS] = {
    let mut factors = [0; ROWS];
    let mut row = 0;
    while row < ROWS {
        factors[row] = mix(row as u64) | 1;
        row += 1;
    }
    factors
};

fn may_resemble(minima: &[&[u32; MINIMA]], one: u32, other: u32, least: f64) -> bool {
    let of = |text: u32| minima.get(text as usize).copied();
    let (Some(one), Some(other)) = (of(one), of(other)) else {
        return false;
    };
    let equal: u32 = one.iter().zip(other).map(|(a, b)| u32::from(a == b)).sum();
    f64::from(equal) / MINIMA as f64 >= least - SLACK
}

/// The finalizer of SplitMix64.
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

fn resolve(
    entries: &[Entry],
    texts: &[Text],
    alike: &[(u32, u32, f64)],
    relations: &[Relation],
) -> Vec<Found> {
    let mut neighbours: Vec<Vec<(usize, f64)>> =
        (0..texts.len()).map(|place| vec![(place, 1.0)]).collect();
    for &(one, other, similarity) in alike {
        for (from, to) in [(one, other), (other, one)] {
            if let Some(list) = neighbours.get_mut(from as usize) {
                list.push((to as usize, similarity));
            }
        }
    }
    let mut found: Vec<Found> = texts
        .par_iter()
        .zip(&neighbours)
        .flat_map_iter(|(text, neighbours)| {
            text.members.iter().flat_map(move |&later| {
                relations.iter().filter_map(move |&relation| {
                    let mut best: Option<Found> = None;
                    for &(place, similarity) in neighbours {
                        let earlier = texts
                            .get(place)
                            .and_then(|other| earliest(entries, other, later, relation));
                        if let Some(earlier) = earlier
                            && best.is_none_or(|best| {
                                (similarity, best.earlier) > (best.similarity, earlier)
                            })
                        {
                            best = Some(Found {
                                later,
                                earlier,
                                relation,
                                similarity,
                            });
                        }
                    }
                    best
                })
            })
        })
        .collect();
    found.sort_unstable_by_key(|found| (found.later, found.relation));
    found
}

/// Returns the first member of a text before `later` that stands in the relation to it.
fn earliest(entries: &[Entry], text: &Text, later: usize, relation: Relation) -> Option<usize> {
    let entry = entries.get(later)?;
    let holds = |place: usize| {
        let Some(other) = entries.get(place) else {
            return false;
        };
        match relation {
            Relation::SamePatient => other.date != entry.date,
            Relation::OtherAuthor => {
                other.author != entry.author && other.author != 0 && entry.author != 0
            }
            Relation::OtherPatient => {
                other.patient != entry.patient
                    && (other.session != entry.session || entry.session == 0)
            }
        }
    };
    match relation {
        Relation::OtherPatient => text
            .members
            .iter()
            .copied()
            .take_while(|&place| place < later)
            .find(|&place| holds(place)),
        Relation::SamePatient | Relation::OtherAuthor => {
            let from = text
                .by_patient
                .partition_point(|&(patient, _)| patient < entry.patient);
            text.by_patient
                .get(from..)?
                .iter()
                .take_while(|&&(patient, place)| patient == entry.patient && place < later)
                .map(|&(_, place)| place)
                .find(|&place| holds(place))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(patient: u32, day: u32, shingles: std::ops::Range<u32>) -> (Entry, Vec<u32>) {
        let first = ServiceDate::new(2026, 1, 1).expect("a date");
        let shingles: std::collections::BTreeSet<u32> =
            shingles.map(|place| mix(u64::from(place)) as u32).collect();
        let shingles = Vec::from_iter(shingles);
        let entry = Entry {
            patient,
            note: day,
            date: first.plus_days(i64::from(day)),
            author: u64::from(day % 2) + 1,
            session: 0,
            words: Words::of(&shingles),
        };
        (entry, shingles)
    }

    fn found(entries: &[(Entry, Vec<u32>)], relation: Relation) -> Vec<(usize, usize, f64)> {
        let (entries, words): (Vec<Entry>, Vec<Vec<u32>>) = entries.iter().cloned().unzip();
        nearest(&entries, &[relation], 0.85, |place| words[place].clone())
            .into_iter()
            .map(|found| {
                (
                    found.later,
                    found.earlier,
                    (found.similarity * 100.0).round(),
                )
            })
            .collect()
    }

    #[test]
    fn the_most_similar_earlier_note_is_found() {
        let entries = [
            entry(1, 0, 0..100),
            entry(1, 1, 5..105),
            entry(2, 2, 0..100),
            entry(1, 3, 0..100),
            entry(3, 4, 40..140),
        ];
        let same = [(1, 0, 90.0), (3, 0, 100.0)];
        assert_eq!(found(&entries, Relation::SamePatient), same);
        assert_eq!(
            found(&entries, Relation::OtherPatient),
            [(2, 0, 100.0), (3, 2, 100.0)]
        );
        assert_eq!(
            found(&entries, Relation::OtherAuthor),
            [(1, 0, 90.0), (3, 0, 100.0)]
        );
    }

    #[test]
    fn notes_of_one_date_or_one_session_are_no_copies() {
        let mut entries = vec![entry(1, 0, 0..50), entry(1, 0, 0..50), entry(2, 0, 0..50)];
        assert_eq!(found(&entries, Relation::SamePatient), []);
        for (entry, _) in &mut entries {
            entry.session = 7;
        }
        assert_eq!(found(&entries, Relation::OtherPatient), []);
    }

    #[test]
    fn all_planted_pairs_are_found() {
        // A pair shares 92 of 108 shingles, which is 0.852.
        let mut entries = Vec::new();
        for pair in 0..400 {
            let start = pair * 1000;
            entries.push(entry(pair, 0, start..start + 100));
            entries.push(entry(pair, 1, start + 8..start + 108));
        }
        assert_eq!(found(&entries, Relation::SamePatient).len(), 400);
    }
}
