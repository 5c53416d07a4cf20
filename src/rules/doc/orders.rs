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
    /// The only order sheet that fits was never signed, while another document speaks of the
    /// treatment without ordering it.
    Doubtful(&'c Note, &'c Note),
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

/// Looks for the order of a stay. What a nurse or a counselor tells of an order whose sheet lies in the
/// chart unsigned ("admitted per orders") does not sign it, nor does an examination that names the
/// withdrawal: a prescriber's own document has to admit or to certify.
pub(in crate::rules) fn find_for_stay<'c>(
    case: &Case<'c>,
    elements: &[Element],
    from: ServiceDate,
    to: ServiceDate,
) -> Found<'c> {
    let fitting = || {
        let notes = case.record.notes.iter();
        notes
            .filter(|note| note.date().is_none_or(|date| from <= date && date <= to))
            .filter(|note| orders(note, elements))
    };
    let is_sheet = |note: &&Note| note.kind == NoteKind::Order;
    let shown = fitting()
        .filter(is_sheet)
        .find(|sheet| shows_no_signature(sheet));
    let stands = |note: &Note| match note.kind {
        NoteKind::Order => !shows_no_signature(note),
        _ => admits(note),
    };
    let others = || fitting().filter(|note| !is_sheet(note));
    // What a prescriber wrote may order; what others tell of it shows an order at most.
    let by_prescriber = || others().find(|note| is_of_prescriber(note));
    match shown {
        Some(sheet) if !fitting().any(stands) => {
            match by_prescriber().or_else(|| others().next()) {
                Some(other) => Found::Doubtful(sheet, other),
                None => Found::Unsigned(sheet),
            }
        }

        _ => find(case, elements, from, to),
    }
}

/// Returns whether a document of a kind that prescribers write, or written by one.
pub(super) fn is_of_prescriber(note: &Note) -> bool {
    use NoteKind as K;
    let is_own = matches!(
        note.kind,
        K::PrescriberNote | K::HistoryAndPhysical | K::PsychiatricEvaluation
    );
    is_own || has_prescriber(note)
}

/// Returns whether a prescriber's own document admits the patient.
fn admits(note: &Note) -> bool {
    use NoteKind as K;
    match note.kind {
        K::Certification | K::Recertification => true,
        K::PrescriberNote | K::HistoryAndPhysical | K::PsychiatricEvaluation => {
            note.elements.has(Element::Admission)
        }
        _ => false,
    }
}

/// Returns whether a mark or an empty line for the signature shows that nobody signed.
fn shows_no_signature(note: &Note) -> bool {
    matches!(
        note.signature.state,
        SignatureState::MarkedUnsigned | SignatureState::Blank
    )
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
