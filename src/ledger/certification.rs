//! Physician certifications and recertifications.

use super::PatientRecord;
use crate::model::{LevelOfCare, NoteKind, ServiceDate, SignatureState};

/// A certification or recertification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificationRow {
    /// Index into the record's notes.
    pub note: usize,
    /// Whether it is a recertification.
    pub is_recertification: bool,
    /// Level it names, where it names one.
    pub level: Option<LevelOfCare>,
    /// The document's date.
    pub date: ServiceDate,
    /// First day it certifies: its stated date, else the document's.
    pub from: ServiceDate,
    /// Last day it certifies by its own words.
    pub stated_to: Option<ServiceDate>,
    /// When it was signed; `None` when it is unsigned or the signature carries no date.
    pub signed_on: Option<ServiceDate>,
    /// Whether it is signed at all.
    pub signed: bool,
}

/// Lists certifications in date order.
pub(super) fn certifications(record: &PatientRecord) -> Vec<CertificationRow> {
    let mut rows: Vec<CertificationRow> = record
        .notes
        .iter()
        .enumerate()
        .filter(|(_, note)| {
            matches!(
                note.kind,
                NoteKind::Certification | NoteKind::Recertification
            )
        })
        .filter_map(|(index, note)| {
            let facts = note.plan.as_ref();
            let date = note
                .date()
                .or(note.signature.signed_at.map(|at| at.value.date))?;
            let effective = facts
                .and_then(|plan| plan.effective.as_ref())
                .map(|date| date.value);
            Some(CertificationRow {
                note: index,
                is_recertification: note.kind == NoteKind::Recertification,
                level: facts
                    .and_then(|plan| plan.level.as_ref())
                    .or(note.level_hint.as_ref())
                    .map(|level| level.value),
                date,
                from: effective.unwrap_or(date),
                stated_to: facts
                    .and_then(|plan| plan.expires.as_ref())
                    .map(|date| date.value),
                signed_on: note.signature.signed_at.map(|at| at.value.date),
                signed: note.signature.state == SignatureState::Signed,
            })
        })
        .collect();
    rows.sort_by_key(|row| (row.date, row.note));
    rows
}
