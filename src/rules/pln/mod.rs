//! Treatment plans and physician certifications: do they exist and hold on the billed days.

mod certification_missing;
mod no_plan_in_force;
mod plan_review_overdue;
mod recertification_late;

mod in_force;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &no_plan_in_force::RULE,
    &plan_review_overdue::RULE,
    &certification_missing::RULE,
    &recertification_late::RULE,
];
