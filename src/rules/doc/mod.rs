//! Integrity of the documentation: is there a note, is it signed, dated and by whom.

pub(super) mod author_credential_missing;
pub(super) mod dos_mismatch;
pub(super) mod late_signature;
pub(super) mod note_missing;
pub(super) mod note_unsigned;
pub(super) mod signature_not_dated;
