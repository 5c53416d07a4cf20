//! Treatment plans and physician certifications: do they exist and hold on the billed days, do
//! they state what they must, and does the chart follow them.

mod certification_missing;
mod certification_signed_late;
mod diagnosis_missing;
mod discharge_plan_absent;
mod frequency_missing;
mod goals_identical_across_patients;
mod goals_not_linked;
mod goals_not_measurable;
mod inpatient_statement_missing;
mod no_plan_in_force;
mod patient_signature_missing;
mod physician_signature_missing;
mod plan_overdue;
mod plan_review_overdue;
mod plan_unchanged_after_event;
mod planned_hours_below_minimum;
mod recertification_content;
mod recertification_late;
mod service_not_on_plan;
#[cfg(test)]
mod stay_cases;

mod in_force;
mod stated;

#[cfg(test)]
mod calendar_cases;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &no_plan_in_force::RULE,
    &plan_overdue::RULE,
    &physician_signature_missing::RULE,
    &patient_signature_missing::RULE,
    &frequency_missing::RULE,
    &planned_hours_below_minimum::RULE,
    &diagnosis_missing::RULE,
    &goals_not_measurable::RULE,
    &goals_not_linked::RULE,
    &plan_review_overdue::RULE,
    &certification_missing::RULE,
    &recertification_late::RULE,
    &certification_signed_late::RULE,
    &recertification_content::RULE,
    &inpatient_statement_missing::RULE,
    &discharge_plan_absent::RULE,
    &service_not_on_plan::RULE,
    &plan_unchanged_after_event::RULE,
    &goals_identical_across_patients::RULE,
];
