//! Sets and tables of words that are asked for a word at a time. They are never walked through,
//! so the order of a hash table does not show in any result.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A set of words.
pub(crate) type WordSet = HashSet<String, BuildHasherDefault<WordHasher>>;
/// A table from words to values.
pub(crate) type WordMap<T> = HashMap<String, T, BuildHasherDefault<WordHasher>>;

/// Tells what a word is, as the bits of the lists that it stands in. It is asked for every word of
/// every note, most of which are short.
pub(crate) struct Classes {
    /// Words of up to eight bytes, as numbers: an open table at most half full, whose size is a
    /// power of two. A number of 0 is a free place.
    short: Vec<u64>,
    /// The bits of the words in the table, apart from them so that both stay in the nearest cache.
    bits: Vec<u8>,
    long: WordMap<u8>,
}

impl Classes {
    /// Prepares lists of words, each with its bit.
    pub(crate) fn new(lists: &[(&[&str], u8)]) -> Self {
        let count: usize = lists.iter().map(|(words, _)| words.len()).sum();
        let size = (2 * count + 1).next_power_of_two();
        let mut classes = Self {
            short: vec![0; size],
            bits: vec![0; size],
            long: WordMap::default(),
        };
        for (words, bit) in lists {
            for word in *words {
                *classes.entry(word) |= bit;
            }
        }
        classes
    }

    fn entry(&mut self, word: &str) -> &mut u8 {
        match packed(word.as_bytes()) {
            Some(number) => {
                let place = self.place(number);
                self.short[place] = number;
                &mut self.bits[place]
            }
            None => self.long.entry(word.to_owned()).or_default(),
        }
    }

    /// Returns the bits of a word; 0 for one that stands in no list.
    #[inline]
    pub(crate) fn of(&self, word: &str) -> u8 {
        match packed(word.as_bytes()) {
            Some(number) => self.of_loaded(number),
            None => self.long.get(word).copied().unwrap_or_default(),
        }
    }

    /// Returns the bits of a word of one to eight bytes, none of them zero, as
    /// [`load`](super::bytes::load) gives it with nothing behind it.
    #[inline]
    pub(crate) fn of_loaded(&self, number: u64) -> u8 {
        self.bits[self.place(number)]
    }

    /// Returns where a short word stands, or the free place for it.
    fn place(&self, number: u64) -> usize {
        let mask = self.short.len() - 1;
        let mut place = (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & mask;
        while self.short[place] != 0 && self.short[place] != number {
            place = (place + 1) & mask;
        }
        place
    }
}

/// Returns the bytes of a word of one to eight as a number, the first one lowest. A word that ends
/// with a zero byte, as no list has one, has none.
#[inline]
fn packed(word: &[u8]) -> Option<u64> {
    let length = word.len();
    let number = match (word.first_chunk::<4>(), word.last_chunk::<4>()) {
        (Some(first), Some(last)) if length <= 8 => {
            let last = u64::from(u32::from_le_bytes(*last));
            u64::from(u32::from_le_bytes(*first)) | last << (8 * (length - 4))
        }
        (None, None) => {
            let number = |number, byte: &u8| number << 8 | u64::from(*byte);
            word.iter().rev().fold(0, number)
        }
        _ => return None,
    };
    // The highest byte is the last one's.
    let is_whole = number.leading_zeros() as usize / 8 + length == 8;
    (length > 0 && is_whole).then_some(number)
}

/// Hashes a word eight letters at a time. The words are the program's own or the user's, so no
/// defence against chosen collisions is needed.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let mut eight = [0; 8];
            eight.copy_from_slice(chunk);
            self.take(u64::from_le_bytes(eight));
        }
        let rest = chunks
            .remainder()
            .iter()
            .rev()
            .fold(bytes.len() as u64, |rest, &byte| {
                rest << 8 | u64::from(byte)
            });
        self.take(rest);
    }

    fn write_u8(&mut self, byte: u8) {
        self.take(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        // The table reads the lowest and the highest bits.
        self.0 ^ self.0 >> 32
    }
}

impl WordHasher {
    fn take(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(23) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::bytes::load;

    #[test]
    fn words_are_told_apart() {
        let words = [
            "",
            "a",
            "b",
            "si",
            "suicidal",
            "suicidal ideation",
            "ideation",
            "aa",
        ];
        let set: WordSet = words.iter().map(|&word| word.to_owned()).collect();
        for word in words {
            assert!(set.contains(word), "{word}");
        }
        for word in ["c", "suicidal ", "suicidal ideatio", "\0"] {
            assert!(!set.contains(word), "{word}");
        }
    }

    #[test]
    fn a_word_has_the_bits_of_its_lists() {
        let one = [
            "i",
            "he",
            "she",
            "they",
            "client",
            "patient's",
            "fiancé",
            "daughter",
        ];
        let other = ["she", "clients", "patient's"];
        let classes = Classes::new(&[(&one, 1), (&other, 2)]);
        for word in one.iter().chain(&other) {
            let expected = u8::from(one.contains(word)) | u8::from(other.contains(word)) << 1;
            assert_eq!(classes.of(word), expected, "{word}");
            if word.len() <= 8 {
                assert_eq!(
                    classes.of_loaded(load(word.as_bytes(), 0)),
                    expected,
                    "{word}"
                );
            }
        }
        for word in [
            "",
            "h",
            "eh",
            "hers",
            "clien",
            "daughters",
            "he\0",
            "\0",
            "patient",
        ] {
            assert_eq!(classes.of(word), 0, "{word}");
        }
    }
}
