//! A set of shingles that many others are asked for, of which hardly any is in it.

use crate::text::packed;

/// Shingles that are left out of others. A table of bits says of nearly every shingle that is not
/// in the set that it is not; the sorted list decides the rest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mask {
    sorted: Box<[u32]>,
    bits: Box<[u64]>,
    /// A sum of the shingles.
    sum: [u8; 32],
}

/// Bits of the table for each shingle, so that one in thirty others meets a bit that is set.
const BITS_EACH: usize = 32;
/// Most bits of a table.
const MOST_BITS: usize = 1 << 15;

impl Mask {
    /// Takes shingles, sorted, each once.
    pub(super) fn new(sorted: Box<[u32]>) -> Self {
        let size = (sorted.len() * BITS_EACH).next_power_of_two();
        let mut bits = vec![0; size.clamp(64, MOST_BITS) / 64].into_boxed_slice();
        let words = bits.len();
        for shingle in &sorted {
            if let Some(word) = bits.get_mut(*shingle as usize / 64 % words) {
                *word |= 1_u64 << (shingle % 64);
            }
        }
        let sum = *blake3::hash(&packed::bytes(&sorted)).as_bytes();
        Self { sorted, bits, sum }
    }

    /// Returns a sum of the set: equal ones are of equal sets.
    pub(super) fn sum(&self) -> &[u8; 32] {
        &self.sum
    }

    /// Returns whether a shingle is in the set.
    pub(super) fn holds(&self, shingle: u32) -> bool {
        let place = shingle as usize / 64 % self.bits.len();
        let word = self.bits.get(place).copied().unwrap_or(0);
        word >> (shingle % 64) & 1 == 1 && self.sorted.binary_search(&shingle).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_what_it_was_given_and_nothing_else() {
        let given = vec![0, 7, 1 << 15, (1 << 15) + 9, u32::MAX];
        let mask = Mask::new(given.clone().into());
        for shingle in &given {
            assert!(mask.holds(*shingle), "{shingle}");
        }
        // These share their bit with one that is in the set.
        for other in [1 << 16, 7 + (1 << 15), 9, u32::MAX >> 1] {
            assert!(!mask.holds(other), "{other}");
        }
        assert!(!Mask::new(Box::default()).holds(0));
    }
}
