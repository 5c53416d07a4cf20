//! Overlaps: one person in two places, one day paid twice.

mod clinician_two_places;
mod patient_two_places;
mod two_levels_same_day;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &clinician_two_places::RULE,
    &patient_two_places::RULE,
    &two_levels_same_day::RULE,
];
