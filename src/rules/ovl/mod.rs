//! Overlaps: one person in two places, one day paid twice.

mod biller;
mod clinician_two_places;
mod hospital;
mod otp_two_providers;
mod outpatient_during_inpatient;
mod patient_two_places;
mod php_iop_within_7_days;
mod residential_and_affiliate;
mod sibling_per_diem;
mod two_levels_same_day;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &clinician_two_places::RULE,
    &patient_two_places::RULE,
    &two_levels_same_day::RULE,
    &php_iop_within_7_days::RULE,
    &outpatient_during_inpatient::RULE,
    &residential_and_affiliate::RULE,
    &otp_two_providers::RULE,
    &sibling_per_diem::RULE,
];
