//! What each overturned unit takes off a demand: the estimate once more, with its overpayment
//! at zero.

use super::estimator::{Estimate, EstimateError, Estimator, estimate};
use super::limits::{Distribution, LimitPolicy};
use super::sample::{Sample, SampledUnit};
use crate::model::Money;

/// A unit and the estimate after it was overturned. Amounts are in cents.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The unit's id.
    pub unit: String,
    /// Its stratum.
    pub stratum: String,
    /// Its overpayment before.
    pub overpaid: Money,
    /// Whether it is marked as overturned.
    pub marked: bool,
    /// The point estimate without it.
    pub total: f64,
    /// The lower limits without it by t, in the order of [`LimitPolicy::ALL`].
    pub lower: [f64; 2],
}

/// Returns what each unit with an overpayment takes off when it alone is overturned, the most off
/// the first policy's lower limit first.
pub fn effects(sample: &Sample, estimator: Estimator) -> Result<Vec<Effect>, EstimateError> {
    let mut trial = sample.clone();
    let mut effects = Vec::new();
    for (group, place) in overpaid_places(sample, |_| true) {
        let overpaid = clear(&mut trial, group, place);
        let after = estimate(&trial, estimator)?;
        if let Some(unit) = unit_at(&mut trial, group, place) {
            unit.overpaid = overpaid;
            effects.push(Effect::new(unit, &after));
        }
    }
    effects.sort_by(|a, b| {
        let by_amount = |effect: &Effect| (effect.lower[0], effect.total);
        let (a_amount, b_amount) = (by_amount(a), by_amount(b));
        a_amount
            .0
            .total_cmp(&b_amount.0)
            .then(a_amount.1.total_cmp(&b_amount.1))
            .then_with(|| (&a.stratum, &a.unit).cmp(&(&b.stratum, &b.unit)))
    });
    Ok(effects)
}

/// Returns the estimate after each marked unit and all those before it, in the order of `effects`.
pub fn cumulative(
    sample: &Sample,
    estimator: Estimator,
    effects: &[Effect],
) -> Result<Vec<Effect>, EstimateError> {
    let mut trial = sample.clone();
    let mut steps = Vec::new();
    let marked: Vec<(usize, usize)> = overpaid_places(sample, |unit| unit.overturned).collect();
    for effect in effects.iter().filter(|effect| effect.marked) {
        let is_it = |(group, place): &&(usize, usize)| {
            let unit = sample
                .groups
                .get(*group)
                .and_then(|group| group.units.get(*place));
            unit.is_some_and(|unit| unit.id == effect.unit && unit.stratum == effect.stratum)
        };
        let Some(&(group, place)) = marked.iter().find(is_it) else {
            continue;
        };
        let overpaid = clear(&mut trial, group, place);
        let after = estimate(&trial, estimator)?;
        if let Some(unit) = unit_at(&mut trial, group, place) {
            let mut step = Effect::new(unit, &after);
            step.overpaid = overpaid;
            steps.push(step);
        }
    }
    Ok(steps)
}

impl Effect {
    fn new(unit: &SampledUnit, after: &Estimate) -> Self {
        Self {
            unit: unit.id.clone(),
            stratum: unit.stratum.clone(),
            overpaid: unit.overpaid,
            marked: unit.overturned,
            total: after.total,
            lower: LimitPolicy::ALL.map(|policy| after.policy(policy, Distribution::Student).lower),
        }
    }
}

/// Returns the places, stratum and unit, of units that are overpaid and wanted.
fn overpaid_places(
    sample: &Sample,
    wanted: impl Fn(&SampledUnit) -> bool,
) -> impl Iterator<Item = (usize, usize)> {
    let mut places = Vec::new();
    for (group, each) in sample.groups.iter().enumerate() {
        for (place, unit) in each.units.iter().enumerate() {
            if unit.overpaid > Money::ZERO && wanted(unit) {
                places.push((group, place));
            }
        }
    }
    places.into_iter()
}

fn unit_at(sample: &mut Sample, group: usize, place: usize) -> Option<&mut SampledUnit> {
    sample.groups.get_mut(group)?.units.get_mut(place)
}

/// Sets a unit's overpayment to zero and returns what it was.
fn clear(sample: &mut Sample, group: usize, place: usize) -> Money {
    unit_at(sample, group, place).map_or(Money::ZERO, |unit| std::mem::take(&mut unit.overpaid))
}
