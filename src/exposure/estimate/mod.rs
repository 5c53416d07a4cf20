//! Answers for sampling and extrapolation: which units of a frame are drawn, what a reviewed
//! sample says of the universe, how sure that is, how large a sample must be, and what each
//! overturned unit takes off a demand. It decides no unit: overpayments are the reviewer's.
//!
//! Amounts are whole cents until they enter a mean or a variance; from there on figures are
//! `f64` in cents, and are rounded to whole cents only where they are shown.

mod draw;
mod estimator;
mod limits;
mod overturn;
mod quantile;
mod rate;
mod review;
mod sample;
mod size;
#[cfg(test)]
mod tests;
mod warning;

pub use draw::{DrawError, Drawn, DrawnStratum, FrameUnit, METHOD, Sizes, WHOLE, draw};
pub use estimator::{Estimate, EstimateError, Estimator, StratumEstimate, estimate};
pub use limits::{Confidence, Distribution, LimitPolicy, Limits, Sides};
pub use overturn::{Effect, cumulative, effects};
pub use rate::{ErrorRate, RateLimits};
pub use review::{ReviewError, ReviewTerms, Underpayments, Unreviewed, reviewed};
pub use sample::{Group, Sample, SampleError, SampledUnit, Stratum};
pub use size::{SizeError, SizePlan, coefficient_of_variation, sample_size};
pub use warning::{Warning, warnings};

use crate::model::Money;

/// Returns a figure in cents as whole cents, rounded half away from zero, and at most ninety
/// quadrillion dollars either way: amounts that large are mistakes and must stay printable.
pub fn rounded(cents: f64) -> Money {
    Money::from_cents(cents.round().clamp(-9e18, 9e18) as i64)
}
