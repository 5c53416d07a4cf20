//! Service units, which may be fractions (half days, hours).

use serde::{Deserialize, Serialize};
use std::fmt;

/// A count of service units in thousandths, since X12 allows fractional units.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Units(i64);

impl Units {
    /// Returns a whole number of units.
    pub fn whole(count: i64) -> Self {
        Self(count.saturating_mul(1000))
    }

    /// Reads `5`, `2.5` or `0.250`; at most three decimals. Returns `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (sign, text) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty())
            || !digits(whole)
            || !digits(fraction)
            || whole.len() > 12
            || fraction.len() > 3
        {
            return None;
        }
        let whole: i64 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok()?
        };
        let thousandths = match fraction.len() {
            0 => 0,
            length => fraction.parse::<i64>().ok()? * [100, 10, 1][length - 1],
        };
        Some(Self(sign * (whole * 1000 + thousandths)))
    }

    /// Returns the count in thousandths of a unit.
    pub fn thousandths(self) -> i64 {
        self.0
    }

    /// Returns the count rounded down to whole units.
    pub fn floor(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Returns the sum.
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Returns `part` of `whole` shares, rounded down; zero where there are no shares.
    pub fn share(self, part: i64, whole: i64) -> Self {
        if whole == 0 {
            return Self(0);
        }
        let share = i128::from(self.0) * i128::from(part) / i128::from(whole);
        Self(i64::try_from(share).unwrap_or(i64::MAX))
    }

    /// Returns the difference, which may be negative.
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// Prints `5` or `2.5`.
impl fmt::Display for Units {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.abs() / 1000, self.0.abs() % 1000);
        if fraction == 0 {
            return write!(formatter, "{sign}{whole}");
        }
        let fraction = format!("{fraction:03}");
        write!(
            formatter,
            "{sign}{whole}.{}",
            fraction.trim_end_matches('0')
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_fractions() {
        for text in ["5", "2.5", "0.25", "-1"] {
            assert_eq!(
                Units::parse(text).map(|units| units.to_string()).as_deref(),
                Some(text)
            );
        }
        assert_eq!(Units::parse("1.2345"), None);
        assert_eq!(Units::parse("two"), None);
    }
}
