//! The point estimate and its standard error, by difference or by ratio, over one stratum or
//! several. Formulas are those of W. G. Cochran, Sampling Techniques, chapters 2, 5 and 6.

use super::sample::{Group, Sample};
use crate::model::Money;
use thiserror::Error;

/// How overpayments are carried from the sample to the universe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Estimator {
    /// The mean overpayment of a unit times the units (mean per unit of the difference).
    Difference,
    /// Overpaid cents per paid dollar times the dollars of the universe; over several strata the
    /// combined ratio.
    Ratio,
}

impl Estimator {
    /// Returns the name used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Difference => "difference",
            Self::Ratio => "ratio",
        }
    }
}

/// Why an estimator cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EstimateError {
    /// The ratio needs the dollars of the universe.
    #[error(
        "the ratio estimator needs the dollars paid on the universe: give them with the size, or \
         use the difference estimator"
    )]
    NoDollars,
    /// Nothing was paid on the sample.
    #[error("nothing was paid on the sampled units, so there is no ratio; use the difference")]
    NothingPaid,
}

/// What a sample says of its universe. Amounts are in cents.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// The estimator.
    pub estimator: Estimator,
    /// The point estimate of the overpayment of the universe.
    pub total: f64,
    /// The standard error of the point estimate, with the finite population correction.
    pub standard_error: f64,
    /// Degrees of freedom of Student's t; `None` where every unit was sampled.
    pub degrees: Option<f64>,
    /// Overpaid per paid, for the ratio estimator.
    pub ratio: Option<f64>,
    /// The strata, by name.
    pub strata: Vec<StratumEstimate>,
}

/// What a sample says of one stratum. Amounts are in cents.
#[derive(Debug, Clone, PartialEq)]
pub struct StratumEstimate {
    /// The stratum's name.
    pub name: String,
    /// Its units in the universe.
    pub units: u64,
    /// Its units in the sample.
    pub sampled: u64,
    /// The mean overpayment of a sampled unit.
    pub mean: f64,
    /// The standard deviation of what the estimator spreads: overpayments, or for the ratio what
    /// the ratio leaves unexplained of each.
    pub deviation: f64,
    /// Its share of the variance of the point estimate, in cents squared.
    pub variance: f64,
}

/// Extrapolates a sample to its universe.
pub fn estimate(sample: &Sample, estimator: Estimator) -> Result<Estimate, EstimateError> {
    let (ratio, total) = match estimator {
        Estimator::Difference => (None, expanded(sample, |group| mean(overpaid(group)))),
        Estimator::Ratio => {
            let dollars = sample.dollars().ok_or(EstimateError::NoDollars)?;
            let paid = expanded(sample, |group| {
                mean(group.units.iter().map(|unit| unit.paid))
            });
            if paid == 0.0 {
                return Err(EstimateError::NothingPaid);
            }
            let ratio = expanded(sample, |group| mean(overpaid(group))) / paid;
            (Some(ratio), ratio * dollars.cents() as f64)
        }
    };
    let slope = ratio.unwrap_or(0.0);
    let strata: Vec<StratumEstimate> = sample
        .groups
        .iter()
        .map(|group| stratum(group, slope))
        .collect();
    Ok(Estimate {
        estimator,
        total,
        standard_error: strata.iter().map(|each| each.variance).sum::<f64>().sqrt(),
        degrees: degrees(&strata),
        ratio,
        strata,
    })
}

fn stratum(group: &Group, slope: f64) -> StratumEstimate {
    let spread =
        |(paid, overpaid): (Money, Money)| overpaid.cents() as f64 - slope * paid.cents() as f64;
    let values: Vec<f64> = group
        .units
        .iter()
        .map(|unit| spread((unit.paid, unit.overpaid)))
        .collect();
    let mut figures = StratumEstimate {
        name: group.stratum.name.clone(),
        units: group.stratum.units,
        sampled: group.units.len() as u64,
        mean: mean(overpaid(group)),
        deviation: deviation(&values),
        variance: 0.0,
    };
    figures.variance = variance(&figures);
    figures
}

/// Returns N²(1 − n/N)s²/n, which is zero where every unit was sampled.
pub(super) fn variance(stratum: &StratumEstimate) -> f64 {
    let (units, sampled) = (stratum.units as f64, stratum.sampled as f64);
    units * (units - sampled) * stratum.deviation * stratum.deviation / sampled
}

/// Returns Satterthwaite's degrees of freedom, which are n − 1 for one stratum. Strata without
/// variance add none; where no stratum has any, the degrees of all are added up, since then no
/// limit depends on them.
pub(super) fn degrees(strata: &[StratumEstimate]) -> Option<f64> {
    let sampled = strata.iter().filter(|each| each.sampled < each.units);
    let spread: Vec<(f64, f64)> = sampled
        .map(|each| (each.variance, (each.sampled - 1) as f64))
        .collect();
    if spread.is_empty() {
        return None;
    }
    let total: f64 = spread.iter().map(|(variance, _)| variance).sum();
    if total == 0.0 {
        return Some(spread.iter().map(|(_, degrees)| degrees).sum());
    }
    // Shares of the total instead of squares of variances, which may leave the range of numbers.
    let parts = spread.iter().map(|(variance, degrees)| {
        let share = variance / total;
        share * share / degrees
    });
    Some(1.0 / parts.sum::<f64>())
}

/// Adds up a mean of each stratum times its units.
fn expanded(sample: &Sample, mean: impl Fn(&Group) -> f64) -> f64 {
    let of = |group: &Group| group.stratum.units as f64 * mean(group);
    sample.groups.iter().map(of).sum()
}

fn overpaid(group: &Group) -> impl Iterator<Item = Money> {
    group.units.iter().map(|unit| unit.overpaid)
}

/// Returns the mean in cents; the sum is exact.
pub(super) fn mean(amounts: impl Iterator<Item = Money>) -> f64 {
    let (sum, count) = amounts.fold((0_i128, 0_u64), |(sum, count), amount| {
        (sum + i128::from(amount.cents()), count + 1)
    });
    match count {
        0 => 0.0,
        count => sum as f64 / count as f64,
    }
}

/// Returns the standard deviation with n − 1; zero for a single value.
pub(super) fn deviation(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    if count < 2.0 {
        return 0.0;
    }
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (squares / (count - 1.0)).sqrt()
}
