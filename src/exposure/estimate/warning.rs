//! What a reader must know before relying on an estimate.

use super::estimator::Estimate;
use super::limits::{Distribution, LimitPolicy};
use super::sample::Sample;
use crate::model::Money;

/// Fewer sampled units than this are commonly held too few for an extrapolation.
const FEWEST: usize = 30;

/// A reason to doubt or not to use an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// No unit is in error.
    NoErrors,
    /// Some units have no review and count as the user said.
    NotReviewed {
        /// How many.
        units: usize,
    },
    /// Fewer than thirty units.
    FewUnits {
        /// How many.
        sampled: usize,
    },
    /// The point estimate is an underpayment.
    Underpaid,
    /// The point estimate is more than was paid on the universe.
    AboveUniverse,
    /// A lower limit was computed below zero.
    BelowZero,
    /// More was found overpaid on units than was paid.
    MoreThanPaid {
        /// On how many.
        units: usize,
    },
    /// The sample paid more on average than the universe, or less, by over a quarter.
    UnlikeUniverse,
}

impl Warning {
    /// Returns the name used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::NoErrors => "no-errors-found",
            Self::NotReviewed { .. } => "not-reviewed",
            Self::FewUnits { .. } => "fewer-than-30-units",
            Self::Underpaid => "underpaid-on-balance",
            Self::AboveUniverse => "more-than-was-paid",
            Self::BelowZero => "lower-limit-below-zero",
            Self::MoreThanPaid { .. } => "overpaid-more-than-paid",
            Self::UnlikeUniverse => "sample-unlike-universe",
        }
    }

    /// Returns the warning as a sentence.
    pub fn sentence(self) -> String {
        match self {
            Self::NoErrors => {
                "No sampled unit is in error: there is nothing to extrapolate.".into()
            }
            Self::NotReviewed { units } => format!(
                "{units} sampled units have no review: the figures show what they may come to and \
                 are no estimate."
            ),
            Self::FewUnits { sampled } => format!(
                "The sample holds {sampled} units; fewer than {FEWEST} are commonly held too few \
                 for an extrapolation."
            ),
            Self::Underpaid => {
                "On balance the sample was paid too little: there is no overpayment to demand."
                    .into()
            }
            Self::AboveUniverse => {
                "The point estimate is more than was paid on the whole universe; check the sample, \
                 or use the ratio estimator."
                    .into()
            }
            Self::BelowZero => {
                "A lower limit was computed below zero and is told as zero: the sample does not \
                 show an overpayment with that confidence."
                    .into()
            }
            Self::MoreThanPaid { units } => format!(
                "On {units} sampled units more is told as overpaid than was paid; check them."
            ),
            Self::UnlikeUniverse => {
                "The mean paid on sampled units, weighted by strata, differs from the universe's \
                 by more than a quarter. It may be chance, which the ratio estimator bears better, \
                 or sample and universe may not be of the same units."
                    .into()
            }
        }
    }
}

/// Returns the warnings about an estimate, the gravest first; `unreviewed` units of the sample
/// have no review.
pub fn warnings(sample: &Sample, estimate: &Estimate, unreviewed: usize) -> Vec<Warning> {
    let sampled = sample.units().count();
    let no_errors = sample.units().all(|unit| unit.overpaid == Money::ZERO);
    let more = sample
        .units()
        .filter(|unit| unit.overpaid > unit.paid && unit.paid != Money::ZERO)
        .count();
    let below = LimitPolicy::ALL.into_iter().any(|policy| {
        let by = |distribution| estimate.policy(policy, distribution).computed;
        Distribution::ALL.into_iter().any(|each| by(each) < 0.0)
    });
    let found = [
        no_errors.then_some(Warning::NoErrors),
        (unreviewed > 0).then_some(Warning::NotReviewed { units: unreviewed }),
        (sampled < FEWEST).then_some(Warning::FewUnits { sampled }),
        (estimate.total < 0.0).then_some(Warning::Underpaid),
        is_above(sample, estimate).then_some(Warning::AboveUniverse),
        (below && !no_errors).then_some(Warning::BelowZero),
        (more > 0).then_some(Warning::MoreThanPaid { units: more }),
        is_unlike(sample).then_some(Warning::UnlikeUniverse),
    ];
    found.into_iter().flatten().collect()
}

fn is_above(sample: &Sample, estimate: &Estimate) -> bool {
    let dollars = sample.dollars();
    dollars.is_some_and(|dollars| estimate.total > dollars.cents() as f64)
}

fn is_unlike(sample: &Sample) -> bool {
    let Some(dollars) = sample.dollars().filter(|dollars| *dollars > Money::ZERO) else {
        return false;
    };
    let expanded: f64 = sample
        .groups()
        .iter()
        .map(|group| {
            let paid: Money = group.units.iter().map(|unit| unit.paid).sum();
            group.stratum.units as f64 * paid.cents() as f64 / group.units.len() as f64
        })
        .sum();
    (expanded / dollars.cents() as f64 - 1.0).abs() > 0.25
}
