//! The secret that pseudonyms and shifts are made with, and its file.

use crate::text::hexadecimal;
use std::fmt;

/// The first line of a key file.
const HEAD: &str = "chartproof deidentify key 1";

/// A secret key.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    // The key never reaches a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key")
    }
}

impl Key {
    /// Makes a key of random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// Returns the text of its file.
    pub fn file(&self) -> String {
        format!("{HEAD}\n{}\n", hexadecimal(&self.0))
    }

    /// Reads the text of a key file; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let (head, digits) = (lines.next()?, lines.next()?.trim());
        if head.trim() != HEAD || digits.len() != 64 || lines.any(|line| !line.trim().is_empty()) {
            return None;
        }
        let mut key = [0; 32];
        for (byte, place) in key.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(digits.get(place..place + 2)?, 16).ok()?;
        }
        Some(Self(key))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_and_nothing_else_is_one() {
        let key = Key::new([0xa5; 32]);
        let file = key.file();
        assert_eq!(Key::parse(&file), Some(key.clone()));
        for spoilt in [
            "",
            HEAD,
            &file[..60],
            &file.replace("a5a5", "a5"),
            &file.replace("a5a5", "xya5"),
            &format!("{file}more\n"),
            &"a5".repeat(32),
        ] {
            assert_eq!(Key::parse(spoilt), None, "{spoilt}");
        }
        assert_eq!(format!("{key:?}"), "Key");
    }
}
