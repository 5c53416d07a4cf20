//! Copied notes.

mod copied;
mod identical_across_patients;
mod identical_note;
mod near_identical_run;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &identical_note::RULE,
    &near_identical_run::RULE,
    &identical_across_patients::RULE,
];
