//! Treatment plans and physician certifications: do they exist and hold on the billed days.

pub(super) mod certification_missing;
pub(super) mod no_plan_in_force;
pub(super) mod plan_review_overdue;
pub(super) mod recertification_late;

mod in_force;
