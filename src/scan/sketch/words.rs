//! Knows the words that differ between honest copies, by their hashes, and how a word is hashed.

use std::sync::LazyLock;

pub(super) const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// The tokens that stand for every number, date and time, for whom a note speaks of, and for
/// pronouns: a copy in another patient's chart differs in them and is a copy still.
pub(super) const NUMBER: u64 = 0x23;
pub(super) const SUBJECT: u64 = 0x24;
pub(super) const PRONOUN: u64 = 0x25;
const POSSESSIVE: u64 = 0x26;
const REFLEXIVE: u64 = 0x27;

const CLASSES: [(&str, u64); 5] = [
    (
        "january february march april may june july august september october november december \
         jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday \
         saturday sunday mon tue wed thu fri sat sun",
        NUMBER,
    ),
    (
        "client patient pt cl resident consumer participant mr mrs ms miss",
        SUBJECT,
    ),
    ("he she they", PRONOUN),
    ("him his her hers their theirs them", POSSESSIVE),
    ("himself herself themselves themself", REFLEXIVE),
];

/// The words of the classes by their hashes.
pub(super) struct Words {
    /// Each word's hash with its class, sorted.
    classes: Vec<(u64, u64)>,
    /// For the highest twelve bits of a hash, where the first word whose hash begins so stands,
    /// or past the end: nearly every other word is told from them by that alone.
    begins: Vec<u8>,
}

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut classes: Vec<(u64, u64)> = CLASSES
        .iter()
        .flat_map(|(list, class)| list.split_whitespace().map(|word| (hash_of(word), *class)))
        .collect();
    classes.sort_unstable();
    debug_assert!(classes.len() < usize::from(u8::MAX));
    let mut begins = vec![u8::MAX; 1 << 12];
    for (place, (hash, _)) in classes.iter().enumerate().rev() {
        begins[beginning(*hash)] = place as u8;
    }
    Words { classes, begins }
});

fn beginning(hash: u64) -> usize {
    (hash >> 52) as usize
}

impl Words {
    /// Returns the class of the word with a hash.
    pub(super) fn class(&self, hash: u64) -> Option<u64> {
        let first = self.begins[beginning(hash)];
        let rest = self.classes.get(usize::from(first)..)?;
        let found = rest.iter().find(|(word, _)| *word >= hash)?;
        (found.0 == hash).then_some(found.1)
    }
}

pub(super) fn hash_of(word: &str) -> u64 {
    word.chars().fold(FNV_OFFSET, |hash, letter| {
        step(hash, u64::from(u32::from(letter)))
    })
}

pub(super) const fn step(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(FNV_PRIME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_has_its_class_and_others_have_none() {
        for (list, class) in CLASSES {
            for word in list.split_whitespace() {
                assert_eq!(WORDS.class(hash_of(word)), Some(class), "{word}");
            }
        }
        for (hash, _) in &WORDS.classes {
            assert_eq!(WORDS.class(hash + 1), None);
            assert_eq!(WORDS.class(hash - 1), None);
        }
        for word in ["", "group", "clients", "marches"] {
            assert_eq!(WORDS.class(hash_of(word)), None, "{word}");
        }
    }
}
