//! The list of rules, in listing order. Adding a rule is one file, one `mod` line and one line
//! here.

use super::{Rule, aut, cod, doc, ovl, pln, tim};

/// Every rule.
pub static RULES: &[&Rule] = &[
    &doc::note_missing::RULE,
    &doc::note_unsigned::RULE,
    &doc::signature_not_dated::RULE,
    &doc::late_signature::RULE,
    &doc::author_credential_missing::RULE,
    &doc::dos_mismatch::RULE,
    &pln::no_plan_in_force::RULE,
    &pln::plan_review_overdue::RULE,
    &pln::certification_missing::RULE,
    &pln::recertification_late::RULE,
    &tim::no_time_documented::RULE,
    &tim::psychotherapy_time_below_code::RULE,
    &tim::psychotherapy_below_16::RULE,
    &tim::family_therapy_under_26::RULE,
    &tim::crisis_under_30::RULE,
    &tim::per_diem_day_below_minimum::RULE,
    &tim::weekly_hours_below_minimum::RULE,
    &tim::billed_after_no_show::RULE,
    &tim::units_exceed_minutes::RULE,
    &aut::no_authorization_found::RULE,
    &aut::number_missing_on_claim::RULE,
    &aut::number_mismatch::RULE,
    &aut::dos_outside_auth_dates::RULE,
    &aut::units_exceed_authorized::RULE,
    &aut::level_differs_from_authorized::RULE,
    &cod::diagnosis_missing::RULE,
    &cod::diagnosis_invalid::RULE,
    &cod::revenue_procedure_inconsistent::RULE,
    &cod::condition_code_missing::RULE,
    &cod::duplicate_line::RULE,
    &cod::npi_invalid::RULE,
    &ovl::clinician_two_places::RULE,
    &ovl::patient_two_places::RULE,
    &ovl::two_levels_same_day::RULE,
];

/// Returns the rule of a code, case-insensitively.
pub fn find(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code.trim()))
}
