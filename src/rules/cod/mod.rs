//! Coding: is the claim well formed, and does one code contradict another.

mod add_on_without_visit;
mod ambiguous_level;
mod behavioral;
mod bill_type_inconsistent;
mod code_not_valid;
mod complexity_unsupported;
mod component_drug_or_lab;
mod condition_code_missing;
mod diagnosis_invalid;
mod diagnosis_missing;
mod diagnosis_not_in_note;
mod drug_test_frequency;
mod duplicate_line;
mod edited;
mod evaluation_repeated;
mod implausible_units_or_dates;
mod incident_to_unsupported;
mod modifier_conflict;
mod modifier_missing;
mod npi_invalid;
mod per_diem_plus_component;
mod pointer_not_behavioral;
mod primary_not_behavioral;
mod provider_type_mismatch;
mod remission_as_active;
mod revenue_procedure_inconsistent;
mod session_length_outlier;
mod status_frequency_mismatch;
mod taxonomy_mismatch;
mod telehealth_mismatch;
mod unbundled_pair;
mod units_unlikely;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &diagnosis_missing::RULE,
    &diagnosis_invalid::RULE,
    &diagnosis_not_in_note::RULE,
    &remission_as_active::RULE,
    &pointer_not_behavioral::RULE,
    &primary_not_behavioral::RULE,
    &code_not_valid::RULE,
    &modifier_missing::RULE,
    &modifier_conflict::RULE,
    &ambiguous_level::RULE,
    &revenue_procedure_inconsistent::RULE,
    &bill_type_inconsistent::RULE,
    &condition_code_missing::RULE,
    &status_frequency_mismatch::RULE,
    &unbundled_pair::RULE,
    &units_unlikely::RULE,
    &per_diem_plus_component::RULE,
    &add_on_without_visit::RULE,
    &complexity_unsupported::RULE,
    &evaluation_repeated::RULE,
    &session_length_outlier::RULE,
    &provider_type_mismatch::RULE,
    &implausible_units_or_dates::RULE,
    &duplicate_line::RULE,
    &drug_test_frequency::RULE,
    &npi_invalid::RULE,
    &taxonomy_mismatch::RULE,
    &telehealth_mismatch::RULE,
    &incident_to_unsupported::RULE,
    &component_drug_or_lab::RULE,
];
