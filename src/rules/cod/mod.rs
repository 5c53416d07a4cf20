//! Coding: is the claim well formed, and does one code contradict another.

mod condition_code_missing;
mod diagnosis_invalid;
mod diagnosis_missing;
mod duplicate_line;
mod npi_invalid;
mod revenue_procedure_inconsistent;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &diagnosis_missing::RULE,
    &diagnosis_invalid::RULE,
    &revenue_procedure_inconsistent::RULE,
    &condition_code_missing::RULE,
    &duplicate_line::RULE,
    &npi_invalid::RULE,
];
