//! Short codes of claim transactions that qualify a value: which date, which amount, which
//! reference.

use serde::{Deserialize, Serialize};
use std::fmt;

const WIDTH: usize = 4;

/// A code of at most four characters, kept in place because a claim holds dozens of them.
///
/// Longer texts are no codes and become the empty qualifier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Qualifier {
    bytes: [u8; WIDTH],
    length: u8,
}

impl Qualifier {
    /// No code.
    pub const EMPTY: Self = Self {
        bytes: [0; WIDTH],
        length: 0,
    };

    /// Returns the code; empty when the text is longer than four bytes or not ASCII.
    pub fn new(text: &str) -> Self {
        let mut bytes = [0; WIDTH];
        if !text.is_ascii() || text.len() > WIDTH {
            return Self::default();
        }
        for (slot, byte) in bytes.iter_mut().zip(text.bytes()) {
            *slot = byte.to_ascii_uppercase();
        }
        Self {
            bytes,
            length: text.len() as u8,
        }
    }

    /// Returns the code as text.
    pub fn as_str(&self) -> &str {
        let written = self.bytes.get(..usize::from(self.length)).unwrap_or(&[]);
        std::str::from_utf8(written).unwrap_or_default()
    }

    /// Returns whether there is no code.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }
}

impl fmt::Debug for Qualifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.as_str())
    }
}

impl fmt::Display for Qualifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl PartialEq<&str> for Qualifier {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_short_codes_and_nothing_else() {
        assert_eq!(Qualifier::new("g1"), "G1");
        assert_eq!(Qualifier::new("0B").to_string(), "0B");
        for text in ["", "TOOLONG", "é"] {
            assert!(Qualifier::new(text).is_empty(), "{text}");
        }
    }
}
