//! Integrity of the documentation: is there a note, is it signed, dated and by whom.

mod addendum_not_labelled;
mod altered_record_signs;
mod author_credential_missing;
mod author_not_qualified_for_service;
mod contradictory_attendance;
mod dos_mismatch;
mod gathered;
mod late_signature;
mod note_missing;
mod note_predates_service;
mod note_unsigned;
mod page_missing_or_unreadable;
mod patient_identifier_missing_on_page;
mod rendering_npi_differs_from_note_author;
mod signature_illegible_or_initials_only;
mod signature_not_dated;
mod signature_stamp_or_typed_only;
mod signed_after_claim_submission;
mod signed_after_records_request;
mod staff;
mod supervision_cosignature_missing;
mod wrong_patient_content;

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
    &page_missing_or_unreadable::RULE,
    &altered_record_signs::RULE,
    &addendum_not_labelled::RULE,
];
