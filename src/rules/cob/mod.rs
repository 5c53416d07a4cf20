//! Coordination of benefits: was the right payer billed first, in force and under the right
//! number, and does what one payer paid stand rightly on the claim to the next.

mod amount_mismatch;
mod carve_out;
mod coverage_inactive;
mod medicaid_not_last;
mod medicare_secondary_code_missing;
mod member_id_mismatch;
mod other_payer_first;
mod overpaid;
mod payment_not_reported;
mod prior;
mod unbalanced;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &other_payer_first::RULE,
    &medicaid_not_last::RULE,
    &payment_not_reported::RULE,
    &amount_mismatch::RULE,
    &unbalanced::RULE,
    &coverage_inactive::RULE,
    &member_id_mismatch::RULE,
    &carve_out::RULE,
    &overpaid::RULE,
    &medicare_secondary_code_missing::RULE,
];
