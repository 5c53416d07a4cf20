//! Sets and tables of words that are asked for a word at a time. They are never walked through,
//! so the order of a hash table does not show in any result.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A set of words.
pub(crate) type WordSet = HashSet<String, BuildHasherDefault<WordHasher>>;
/// A table from words to values.
pub(crate) type WordMap<T> = HashMap<String, T, BuildHasherDefault<WordHasher>>;

/// Returns what each word of some lists is, as the bits of the lists that it stands in.
pub(crate) fn classes(lists: &[(&[&str], u8)]) -> WordMap<u8> {
    let mut classes = WordMap::default();
    for (words, class) in lists {
        for word in *words {
            *classes.entry((*word).to_owned()).or_default() |= class;
        }
    }
    classes
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
}
