//! Integrity of the documentation: is there a note, is it signed, dated and by whom.

mod addendum_not_labelled;
mod admission_assessment_missing;
mod altered_record_signs;
mod author_credential_missing;
mod author_not_qualified_for_service;
mod contradictory_attendance;
mod discharge_summary_missing;
mod disclosure_consent_missing;
mod dos_mismatch;
#[cfg(test)]
mod entry_cases;
mod gaps;
mod gathered;
mod individual_content;
mod late_signature;
mod logged;
mod mar_missing;
mod note_element_missing;
mod note_missing;
mod note_predates_service;
mod note_unsigned;
mod order_missing;
pub(super) mod orders;
mod page_missing_or_unreadable;
mod patient_identifier_missing_on_page;
mod perhaps_noted;
mod process_note_only;
mod rendering_npi_differs_from_note_author;
mod response_missing;
mod service_not_covered;
mod signature_illegible_or_initials_only;
mod signature_not_dated;
mod signature_stamp_or_typed_only;
mod signed_after_claim_submission;
mod signed_after_records_request;
mod staff;
mod stopped;
mod supervision_cosignature_missing;
mod telehealth_elements_missing;
mod withdrawal_scale_missing;
mod wrong_patient_content;

pub(crate) use disclosure_consent_missing::is_substance_use;
pub(crate) use process_note_only::is_private;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &note_missing::RULE,
    &note_unsigned::RULE,
    &signature_illegible_or_initials_only::RULE,
    &signature_not_dated::RULE,
    &signature_stamp_or_typed_only::RULE,
    &late_signature::RULE,
    &signed_after_claim_submission::RULE,
    &signed_after_records_request::RULE,
    &author_credential_missing::RULE,
    &author_not_qualified_for_service::RULE,
    &supervision_cosignature_missing::RULE,
    &rendering_npi_differs_from_note_author::RULE,
    &wrong_patient_content::RULE,
    &patient_identifier_missing_on_page::RULE,
    &dos_mismatch::RULE,
    &note_predates_service::RULE,
    &contradictory_attendance::RULE,
    &note_element_missing::RULE,
    &individual_content::RULE,
    &response_missing::RULE,
    &order_missing::RULE,
    &page_missing_or_unreadable::RULE,
    &altered_record_signs::RULE,
    &addendum_not_labelled::RULE,
    &admission_assessment_missing::RULE,
    &discharge_summary_missing::RULE,
    &mar_missing::RULE,
    &withdrawal_scale_missing::RULE,
    &telehealth_elements_missing::RULE,
    &process_note_only::RULE,
    &service_not_covered::RULE,
    &disclosure_consent_missing::RULE,
];
