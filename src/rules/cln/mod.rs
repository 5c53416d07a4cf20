//! Copied notes.

mod copied;
mod copied_from_other_author;
mod copied_readings;
mod copy_forward_contradiction;
mod identical_across_patients;
mod identical_note;
mod identical_weekly_summary;
mod leftover_text;
mod mass_signature;
mod near_identical_run;
mod pronoun_or_name_mismatch;
mod template_only;
mod unchanged_mental_status;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &identical_note::RULE,
    &near_identical_run::RULE,
    &identical_across_patients::RULE,
    &copied_readings::RULE,
    &copy_forward_contradiction::RULE,
    &template_only::RULE,
    &pronoun_or_name_mismatch::RULE,
    &mass_signature::RULE,
    &leftover_text::RULE,
    &identical_weekly_summary::RULE,
    &unchanged_mental_status::RULE,
    &copied_from_other_author::RULE,
];
