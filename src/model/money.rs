//! Money in whole cents.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An amount in whole cents of a US dollar. May be negative (reversals, adjustments).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Money(i64);

impl Money {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// Returns an amount of whole cents.
    pub fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// Returns the amount in cents.
    pub fn cents(self) -> i64 {
        self.0
    }

    /// Reads `1250`, `1250.5`, `-12.50`, `$1,250.00` or `(12.50)`; more than two decimals are
    /// accepted only when the rest are zeros. Returns `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (text, parenthesised) = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
            Some(inner) => (inner, true),
            None => (text, false),
        };
        let (text, minus) = match text.strip_prefix('-') {
            Some(rest) => (rest, true),
            None => (text.strip_prefix('+').unwrap_or(text), false),
        };
        let text = text.trim().strip_prefix('$').unwrap_or(text);
        let text = match text.contains(',') {
            true => Cow::Owned(text.replace(',', "")),
            false => Cow::Borrowed(text),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || whole.len() > 15 {
            return None;
        }
        if fraction.bytes().skip(2).any(|byte| byte != b'0') {
            return None;
        }
        let dollars: i64 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok()?
        };
        let cents = match fraction.len() {
            0 => 0,
            1 => fraction.parse::<i64>().ok()? * 10,
            _ => fraction[..2].parse().ok()?,
        };
        let amount = dollars.checked_mul(100)?.checked_add(cents)?;
        Some(Self(if minus || parenthesised {
            -amount
        } else {
            amount
        }))
    }

    /// Returns the amount times `numerator / denominator`, rounded half away from zero.
    ///
    /// A zero denominator gives zero: there is nothing to share out.
    pub fn share(self, numerator: i64, denominator: i64) -> Self {
        if denominator == 0 {
            return Self::ZERO;
        }
        let product = i128::from(self.0) * i128::from(numerator);
        let denominator = i128::from(denominator);
        let half = denominator.abs() / 2 * product.signum() * denominator.signum();
        Self(((product + half) / denominator) as i64)
    }

    /// Returns the amount as a plain decimal string, `1250.00`, without sign of currency.
    pub fn to_decimal(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

/// Prints `$1,250.00`.
impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimal = Self(self.0.abs()).to_decimal();
        let (whole, fraction) = decimal.split_once('.').unwrap_or((&decimal, "00"));
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        write!(
            formatter,
            "{}${grouped}.{fraction}",
            if self.0 < 0 { "-" } else { "" }
        )
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_amounts_as_billers_write_them() {
        for (text, cents) in [
            ("112.5", 11250),
            ("$1,250.00", 125_000),
            ("-12.50", -1250),
            ("(12.50)", -1250),
            (".5", 50),
            ("100.0000", 10_000),
        ] {
            assert_eq!(Money::parse(text), Some(Money::from_cents(cents)), "{text}");
        }
        for text in ["", "-", "12.345", "abc", "1.2.3", "9999999999999999"] {
            assert_eq!(Money::parse(text), None, "{text}");
        }
    }

    #[test]
    fn shares_round_half_away_from_zero() {
        assert_eq!(Money::from_cents(5).share(1, 2).cents(), 3);
        assert_eq!(Money::from_cents(-5).share(1, 2).cents(), -3);
        assert_eq!(Money::from_cents(100).share(1, 3).cents(), 33);
        assert_eq!(Money::from_cents(100).share(1, 0).cents(), 0);
    }

    #[test]
    fn prints_thousands() {
        assert_eq!(
            Money::from_cents(-123_456_789).to_string(),
            "-$1,234,567.89"
        );
    }
}
