//! National Provider Identifiers.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A National Provider Identifier whose check digit holds (45 CFR 162.406).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Npi(u64);

impl Npi {
    /// Reads ten digits that begin with 1 or 2 and pass the Luhn check over `80840` + digits.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() != 10 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        if !matches!(text.as_bytes()[0], b'1' | b'2') {
            return None;
        }
        // The constant 24 stands for the Luhn sum of the prefix 80840.
        let sum: u32 = text
            .bytes()
            .rev()
            .enumerate()
            .map(|(place, byte)| {
                let digit = u32::from(byte - b'0');
                match (place % 2, digit * 2) {
                    (0, _) => digit,
                    (_, doubled) if doubled > 9 => doubled - 9,
                    (_, doubled) => doubled,
                }
            })
            .sum();
        if !(sum + 24).is_multiple_of(10) {
            return None;
        }
        text.parse().ok().map(Self)
    }
}

impl fmt::Display for Npi {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:010}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_the_digit() {
        assert!(Npi::parse("1234567893").is_some());
        for bad in ["1234567890", "123456789", "3234567893", "12345678 3", ""] {
            assert!(Npi::parse(bad).is_none(), "{bad}");
        }
    }
}
