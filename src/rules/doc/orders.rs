//! Finds the order for a service, wherever it stands: on an order sheet, in a prescriber's note
//! or examination, or told by the nurse or the laboratory who carried it out.

use crate::model::{Element, Note, NoteKind, ServiceDate, SignatureState};
use crate::rules::Case;

/// What was found of an order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::rules) enum Found<'c> {
    /// An order stands, or somebody carried one out.
    Sound,
    /// The only order that fits was never signed.
    Unsigned(&'c Note),
    /// None.
    Missing,
}

/// Looks for an order that names one of the elements, dated within `from..=to`.
pub(in crate::rules) fn find<'c>(
    case: &Case<'c>,
    elements: &[Element],
    from: ServiceDate,
    to: ServiceDate,
) -> Found<'c> {
    let mut found = Found::Missing;
    let fitting = case
        .record
        .notes
        .iter()
        .filter(|note| note.date().is_none_or(|date| from <= date && date <= to))
        .filter(|note| orders(note, elements));
    for note in fitting {
        if note.kind != NoteKind::Order || !is_unsigned(note) {
            return Found::Sound;
        }
        if found == Found::Missing {
            found = Found::Unsigned(note);
        }
    }
    found
}

fn orders(note: &Note, elements: &[Element]) -> bool {
    use NoteKind as K;
    let names = note.elements.has_any(elements);
    match note.kind {
        // An order sheet that could not be read may hold anything.
        K::Order => names || !note.elements.were_read(),
        K::PrescriberNote
        | K::HistoryAndPhysical
        | K::PsychiatricEvaluation
        | K::Certification
        | K::Recertification => names,
        // A counselor's plan or assessment orders nothing before a prescriber signs it.
        K::Assessment | K::TreatmentPlan | K::PlanReview => names && has_prescriber(note),
        K::NursingNote
        | K::LabResult
        | K::MedicationRecord
        | K::Flowsheet
        | K::ShiftNote
        | K::CaseManagement
        | K::Contact
        | K::Unknown => names && note.elements.has(Element::OrderWord),
        _ => false,
    }
}

fn has_prescriber(note: &Note) -> bool {
    let by_author = note
        .credential
        .as_ref()
        .is_some_and(|credential| credential.value.class.is_prescriber());
    by_author || note.cosignature.is_some()
}

/// Returns whether an order sheet shows that nobody signed it.
pub(super) fn is_unsigned(note: &Note) -> bool {
    matches!(
        note.signature.state,
        SignatureState::MarkedUnsigned | SignatureState::Blank | SignatureState::Absent
    )
}
