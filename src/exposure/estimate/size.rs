//! How many units to sample for a precision that is wanted.

use super::estimator::{deviation, mean};
use crate::model::Money;
use thiserror::Error;

/// A planned sample size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SizePlan {
    /// Units for a universe without end.
    pub unbounded: f64,
    /// Units for this universe, rounded up and never fewer than two or more than there are.
    pub units: u64,
}

/// Why no size can be planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SizeError {
    /// The pilot holds too little.
    #[error("a pilot sample needs two reviewed units or more; review more, or give `--cv`")]
    SmallPilot,
    /// The pilot's overpayments have no mean to measure against.
    #[error(
        "the pilot sample shows no overpayment on balance, so it has no coefficient of variation; \
         review more units, or give `--cv`"
    )]
    NoOverpayment,
}

/// Returns the standard deviation of a pilot's overpayments over their mean.
pub fn coefficient_of_variation(overpaid: &[Money]) -> Result<f64, SizeError> {
    if overpaid.len() < 2 {
        return Err(SizeError::SmallPilot);
    }
    let mean = mean(overpaid.iter().copied());
    if mean <= 0.0 {
        return Err(SizeError::NoOverpayment);
    }
    let mut values: Vec<f64> = overpaid.iter().map(|each| each.cents() as f64).collect();
    values.sort_by(f64::total_cmp);
    Ok(deviation(&values) / mean)
}

/// Returns the sample size for a precision: n₀ = (q·CV/e)², n = n₀ / (1 + n₀/N).
///
/// `quantile` is of the normal distribution; `precision` is a share of the point estimate.
pub fn sample_size(variation: f64, quantile: f64, precision: f64, universe: u64) -> SizePlan {
    let unbounded = (quantile * variation / precision).powi(2);
    let bounded = unbounded / (1.0 + unbounded / universe as f64);
    let units = if bounded.is_finite() {
        (bounded.ceil() as u64).max(2)
    } else {
        universe
    };
    SizePlan {
        unbounded,
        units: units.min(universe),
    }
}
