//! Integrity of the documentation: is there a note, is it signed, dated and by whom.

mod author_credential_missing;
mod dos_mismatch;
mod late_signature;
mod note_missing;
mod note_unsigned;
mod signature_not_dated;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &note_missing::RULE,
    &note_unsigned::RULE,
    &signature_not_dated::RULE,
    &late_signature::RULE,
    &author_credential_missing::RULE,
    &dos_mismatch::RULE,
];
