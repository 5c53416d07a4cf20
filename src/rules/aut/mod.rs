//! Authorizations: was the billed service approved, for these days, units and level.

mod dos_outside_auth_dates;
mod level_differs_from_authorized;
mod no_authorization_found;
mod number_mismatch;
mod number_missing_on_claim;
mod units_exceed_authorized;

mod approvals;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &no_authorization_found::RULE,
    &number_missing_on_claim::RULE,
    &number_mismatch::RULE,
    &dos_outside_auth_dates::RULE,
    &units_exceed_authorized::RULE,
    &level_differs_from_authorized::RULE,
];
