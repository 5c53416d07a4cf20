//! The share of units in error, with limits.

use super::limits::{Confidence, Sides};
use super::quantile;
use super::sample::{Group, Sample};
use crate::model::Money;

/// How many units are in error, of a stratum or of a universe of one stratum.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorRate {
    /// Units with any overpayment or underpayment that counts.
    pub errors: u64,
    /// Units sampled.
    pub sampled: u64,
    /// Two-sided limits at every confidence.
    pub limits: Vec<RateLimits>,
}

/// Limits of a rate, both as shares between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateLimits {
    /// The confidence.
    pub confidence: Confidence,
    /// Wilson's score interval.
    pub wilson: (f64, f64),
    /// The exact interval of Clopper and Pearson.
    pub exact: (f64, f64),
}

impl ErrorRate {
    /// Counts the errors of a stratum's sample. No finite population correction is made, so the
    /// limits are on the wide side where much of a stratum was sampled.
    pub fn of(group: &Group) -> Self {
        let wrong = group
            .units
            .iter()
            .filter(|unit| unit.overpaid != Money::ZERO);
        Self::new(wrong.count() as u64, group.units.len() as u64)
    }

    /// Returns the rate of a count of errors among sampled units, of which there is one or more.
    pub(super) fn new(errors: u64, sampled: u64) -> Self {
        let limits = Confidence::ALL.map(|confidence| RateLimits {
            confidence,
            wilson: wilson(errors, sampled, confidence),
            exact: exact(errors, sampled, confidence),
        });
        Self {
            errors,
            sampled,
            limits: limits.to_vec(),
        }
    }

    /// Returns the share of units in error.
    pub fn share(&self) -> f64 {
        self.errors as f64 / self.sampled as f64
    }
}

impl Sample {
    /// Returns the share of units in error in the universe, each stratum weighted by its units.
    pub fn error_share(&self) -> f64 {
        let of = |group: &Group| group.stratum.units as f64 * ErrorRate::of(group).share();
        self.groups.iter().map(of).sum::<f64>() / self.universe() as f64
    }
}

fn wilson(errors: u64, sampled: u64, confidence: Confidence) -> (f64, f64) {
    let n = sampled as f64;
    let share = errors as f64 / n;
    let q = Sides::Two.normal_quantile(confidence);
    let middle = share + q * q / (2.0 * n);
    let half = q * (share * (1.0 - share) / n + q * q / (4.0 * n * n)).sqrt();
    let whole = 1.0 + q * q / n;
    // At the ends the limit is 0 or 1 exactly; rounding would leave it a hair beside.
    let lower = if errors == 0 {
        0.0
    } else {
        (middle - half) / whole
    };
    let upper = if errors == sampled {
        1.0
    } else {
        (middle + half) / whole
    };
    (lower, upper)
}

fn exact(errors: u64, sampled: u64, confidence: Confidence) -> (f64, f64) {
    let above = confidence.probability(Sides::Two);
    let right = sampled - errors;
    let lower = match errors {
        0 => 0.0,
        // The quantile of 1 − p is one less that of p with the shapes changed about, but taken
        // directly it keeps its digits near zero.
        errors => quantile::beta(1.0 - above, errors as f64, right as f64 + 1.0),
    };
    let upper = match right {
        0 => 1.0,
        right => quantile::beta(above, errors as f64 + 1.0, right as f64),
    };
    (lower, upper)
}
