//! Authorizations: was the billed service approved, for these days, units and level.

mod approvals;
mod authorized_not_billed;
#[cfg(test)]
mod burn_down_cases;
mod dos_outside_auth_dates;
mod frequency_over_authorized;
mod level_differs_from_authorized;
mod no_authorization_found;
mod notification_late;
mod number_mismatch;
mod number_missing_on_claim;
mod overlapping_approvals;
mod partial_billed_full;
mod pending_or_denied;
mod place_mismatch;
mod procedure_not_authorized;
mod provider_mismatch;
mod retroactive;
mod story_not_in_record;
mod tier_differs;
mod units_exceed_authorized;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &no_authorization_found::RULE,
    &number_missing_on_claim::RULE,
    &number_mismatch::RULE,
    &dos_outside_auth_dates::RULE,
    &units_exceed_authorized::RULE,
    &level_differs_from_authorized::RULE,
    &procedure_not_authorized::RULE,
    &provider_mismatch::RULE,
    &place_mismatch::RULE,
    &pending_or_denied::RULE,
    &partial_billed_full::RULE,
    &retroactive::RULE,
    &notification_late::RULE,
    &frequency_over_authorized::RULE,
    &tier_differs::RULE,
    &authorized_not_billed::RULE,
    &overlapping_approvals::RULE,
    &story_not_in_record::RULE,
];
