//! Links notes to the service lines they document, with a confidence and a reason.

use super::{LineRow, PatientRecord};
use crate::model::NoteKind;
use crate::policy::{Policy, ServiceFamily};

/// Links every note to the lines it documents.
pub(super) fn link(record: &PatientRecord, policy: &Policy, rows: &mut [LineRow]) {
    let _ = (record, policy, rows);
}

/// Lists notes that document a service and are linked to no line.
pub(super) fn unlinked(record: &PatientRecord, rows: &[LineRow]) -> Vec<usize> {
    let _ = (record, rows);
    Vec::new()
}

/// Returns whether a note of this kind can document a line of this family.
pub fn documents(kind: NoteKind, family: ServiceFamily) -> bool {
    let _ = (kind, family);
    false
}

/// Returns the service families that a note of this kind can document.
pub fn note_families(kind: NoteKind) -> &'static [ServiceFamily] {
    let _ = kind;
    &[]
}
