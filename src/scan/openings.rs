//! Finds the phrases of a list that begin where a word does, or at a sign, by their first letters.
//!
//! An automaton takes a dozen instructions for every byte of a text. Here bytes are looked at eight
//! together, and one by one only where a word begins. What has to stand before and behind a phrase,
//! and which of several phrases counts, is for its reader.

use crate::text::bytes;

/// A list of phrases, prepared for finding.
pub(super) struct Openings {
    phrases: Vec<Box<[u8]>>,
    /// A bit for each mark that a phrase opens with: nearly every word is told from all phrases
    /// by that alone.
    marks: Box<[u64; 1 << (MARK_BITS - 6)]>,
    /// How many marks are set before each sixty-four of them.
    set_before: Vec<u32>,
    /// The phrases by the marks that they open with, sorted.
    by_mark: Vec<Opening>,
    /// Where those of each mark that is set begin, and at last where all end.
    firsts: Vec<u32>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Opening {
    mark: u32,
    /// The number of the phrase.
    index: usize,
    /// The phrase's first eight bytes, folded, and which of them it has.
    eight: u64,
    within: u64,
}

const MARK_BITS: u32 = 16;
/// A mark is made of four bytes; a phrase of three has one for each that may follow.
const SHORTEST: usize = 3;

impl Openings {
    /// Prepares phrases of ASCII; their order numbers them. Those of less than three letters are
    /// not found.
    pub(super) fn new<T: AsRef<str>>(list: &[T]) -> Self {
        let mut openings = Self {
            phrases: Vec::with_capacity(list.len()),
            marks: Box::new([0; 1 << (MARK_BITS - 6)]),
            set_before: Vec::new(),
            by_mark: Vec::new(),
            firsts: Vec::new(),
        };
        for (index, phrase) in list.iter().enumerate() {
            let phrase = phrase.as_ref().as_bytes();
            openings.phrases.push(phrase.into());
            let opening = bytes::load(phrase, 0) as u32;
            match phrase.len() {
                0..SHORTEST => {}
                SHORTEST => {
                    let followed = (0..=u32::from(u8::MAX)).map(|next| opening | next << 24);
                    followed.for_each(|opening| openings.add(opening, index));
                }
                _ => openings.add(opening, index),
            }
        }
        openings.by_mark.sort_unstable();
        openings.by_mark.dedup();
        let mut set = 0;
        for marks in openings.marks.iter() {
            openings.set_before.push(set);
            set += marks.count_ones();
        }
        let of_mark = openings.by_mark.chunk_by(|one, next| one.mark == next.mark);
        let mut first = 0;
        for same in of_mark {
            openings.firsts.push(first);
            first += same.len() as u32;
        }
        openings.firsts.push(first);
        openings
    }

    /// Returns the phrases of a mark that is set.
    fn of_mark(&self, mark: u32) -> &[Opening] {
        let word = mark as usize >> 6;
        let lower = self.marks[word] & ((1 << (mark & 63)) - 1);
        let place = (self.set_before[word] + lower.count_ones()) as usize;
        let range = self.firsts[place] as usize..self.firsts[place + 1] as usize;
        self.by_mark.get(range).unwrap_or_default()
    }

    fn add(&mut self, opening: u32, index: usize) {
        let mark = mark(opening);
        self.marks[mark as usize >> 6] |= 1 << (mark & 63);
        let phrase = self.phrases.get(index).map_or(&[][..], |phrase| phrase);
        let within = bytes::first(phrase.len());
        self.by_mark.push(Opening {
            mark,
            index,
            eight: (bytes::load(phrase, 0) | FOLD) & within,
            within,
        });
    }

    /// Calls `found` with start and number of every phrase, in any ASCII case, but for those that
    /// begin within a word: at a letter behind a letter. They come in order of their starts.
    pub(super) fn find(&self, text: &str, mut found: impl FnMut(usize, usize)) {
        let bytes = text.as_bytes();
        let (mut base, mut letter_before) = (0, 0);
        let mut ahead = bytes::load(bytes, 0);
        while base < bytes.len() {
            let eight = ahead;
            ahead = bytes::load(bytes, base + 8);
            let letters = bytes::letters(eight);
            let within = letters & (letters << 8 | letter_before);
            letter_before = letters >> 56;
            let mut starts = bytes::visible(eight) & !within;
            while starts != 0 {
                let place = starts.trailing_zeros() & !7;
                starts &= starts - 1;
                let mark = mark((eight >> place | ahead << 1 << (63 - place)) as u32);
                if self.marks[mark as usize >> 6] >> (mark & 63) & 1 == 1 {
                    self.tell(bytes, base + place as usize / 8, mark, &mut found);
                }
            }
            base += 8;
        }
    }

    #[inline(never)]
    fn tell(&self, bytes: &[u8], start: usize, mark: u32, found: &mut impl FnMut(usize, usize)) {
        let here = bytes::load(bytes, start) | FOLD;
        for opening in self.of_mark(mark) {
            if here & opening.within != opening.eight {
                continue;
            }
            let phrase = self.phrases.get(opening.index);
            let phrase = phrase.map_or(&[][..], |phrase| phrase);
            let there = bytes.get(start..start + phrase.len());
            if there.is_some_and(|there| there.eq_ignore_ascii_case(phrase)) {
                found(start, opening.index);
            }
        }
    }
}

/// Makes letters small; other bytes that it makes equal are told apart later.
const FOLD: u64 = 0x2020_2020_2020_2020;

/// Returns the mark of four bytes, of letters in any case.
fn mark(opening: u32) -> u32 {
    (opening | FOLD as u32).wrapping_mul(0x9e37_79b1) >> (32 - MARK_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIST: [&str; 9] = [
        "discharge plan",
        "d/c plan",
        "plan",
        "plan of care",
        "q15",
        ".he",
        "[client",
        "***",
        "elos",
    ];

    /// Looks for every phrase at every place.
    fn sought(text: &str) -> Vec<(usize, usize)> {
        let small = text.to_ascii_lowercase();
        let is_letter = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
        let mut found = Vec::new();
        for start in 0..text.len() {
            if start > 0 && is_letter(start) && is_letter(start - 1) {
                continue;
            }
            for (index, phrase) in LIST.iter().enumerate() {
                if small.as_bytes()[start..].starts_with(phrase.as_bytes()) {
                    found.push((start, index));
                }
            }
        }
        found
    }

    proptest! {
        #[test]
        fn finds_what_a_slow_search_finds(
            words in prop::collection::vec(prop::sample::select(vec![
                "discharge", "Plan", "plan", "d/c", "of", "care", "PLANS", "Q15", "q", "15", ".he", "h", "[", "Client",
                "*", "**", "é", "\n", "-", " ", " ", " ", "elo", "s",
            ]), 0..30),
        ) {
            let text = words.concat();
            let mut found = Vec::new();
            Openings::new(&LIST).find(&text, |start, phrase| found.push((start, phrase)));
            prop_assert_eq!(found, sought(&text));
        }
    }
}
