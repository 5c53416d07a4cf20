//! Integrity of the documentation: is there a note, is it signed, dated and by whom.

mod admission_assessment_missing;
mod author_credential_missing;
mod discharge_summary_missing;
mod disclosure_consent_missing;
mod dos_mismatch;
mod gaps;
mod individual_content;
mod late_signature;
mod mar_missing;
mod note_element_missing;
mod note_missing;
mod note_unsigned;
mod order_missing;
mod orders;
mod process_note_only;
mod response_missing;
mod service_not_covered;
mod signature_not_dated;
mod telehealth_elements_missing;
mod withdrawal_scale_missing;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &note_missing::RULE,
    &note_unsigned::RULE,
    &signature_not_dated::RULE,
    &late_signature::RULE,
    &author_credential_missing::RULE,
    &dos_mismatch::RULE,
    &note_element_missing::RULE,
    &individual_content::RULE,
    &response_missing::RULE,
    &order_missing::RULE,
    &admission_assessment_missing::RULE,
    &discharge_summary_missing::RULE,
    &mar_missing::RULE,
    &withdrawal_scale_missing::RULE,
    &telehealth_elements_missing::RULE,
    &process_note_only::RULE,
    &service_not_covered::RULE,
    &disclosure_consent_missing::RULE,
];
