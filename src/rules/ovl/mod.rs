//! Overlaps: one person in two places, one day paid twice.

mod after_discharge;
mod biller;
mod clinician_two_places;
mod closed_day;
mod duplicate_group;
mod during_jail_or_deceased;
mod hospital;
mod impossible_day;
mod individual_inside_group;
mod otp_two_providers;
mod outpatient_during_inpatient;
mod patient_two_places;
mod php_iop_within_7_days;
mod residential_and_affiliate;
mod rows;
mod sessions;
mod sibling_per_diem;
mod travel_impossible;
mod two_levels_same_day;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &clinician_two_places::RULE,
    &impossible_day::RULE,
    &patient_two_places::RULE,
    &two_levels_same_day::RULE,
    &php_iop_within_7_days::RULE,
    &outpatient_during_inpatient::RULE,
    &residential_and_affiliate::RULE,
    &during_jail_or_deceased::RULE,
    &closed_day::RULE,
    &after_discharge::RULE,
    &otp_two_providers::RULE,
    &duplicate_group::RULE,
    &sibling_per_diem::RULE,
    &travel_impossible::RULE,
    &individual_inside_group::RULE,
];
