//! Tells which kinds of notes document which families of services.

use crate::model::{Note, NoteKind};
use crate::policy::ServiceFamily;

/// Returns whether a note of this kind is the usual documentation of a line of this family.
pub fn documents(kind: NoteKind, family: ServiceFamily) -> bool {
    note_families(kind).contains(&family)
}

/// Returns the service families that a note of this kind usually documents.
pub fn note_families(kind: NoteKind) -> &'static [ServiceFamily] {
    use ServiceFamily as F;
    match kind {
        NoteKind::Assessment => &[F::Assessment, F::Testing, F::EvaluationManagement],
        NoteKind::PsychiatricEvaluation | NoteKind::HistoryAndPhysical => {
            &[F::Assessment, F::EvaluationManagement, F::Procedure]
        }
        NoteKind::PrescriberNote => &[
            F::EvaluationManagement,
            F::Medication,
            F::Procedure,
            F::Minor,
        ],
        NoteKind::NursingNote => &[F::Medication, F::Withdrawal, F::Procedure, F::Minor],
        NoteKind::GroupNote => &[F::Group, F::Program],
        NoteKind::IndividualNote => &[F::Individual, F::Program, F::Crisis],
        NoteKind::FamilyNote => &[F::Family, F::Program],
        NoteKind::CrisisNote => &[F::Crisis, F::Individual],
        NoteKind::CaseManagement | NoteKind::Contact => &[F::Support],
        NoteKind::LabResult => &[F::Laboratory],
        NoteKind::MedicationRecord => &[F::Medication, F::Withdrawal, F::Minor],
        NoteKind::Flowsheet => &[F::Withdrawal],
        NoteKind::ProgramSummary => &[F::Program],
        NoteKind::ShiftNote => &[F::Residential, F::Withdrawal, F::Inpatient],
        // Plan development is billed as a service of its own (H0032, T1007).
        NoteKind::TreatmentPlan | NoteKind::PlanReview => &[F::Assessment],
        NoteKind::ProgressNote => &[
            F::Individual,
            F::Group,
            F::Family,
            F::EvaluationManagement,
            F::Support,
            F::Crisis,
            F::Procedure,
            F::Minor,
        ],
        _ => &[],
    }
}

/// Returns whether a note may document a service though notes of its kind usually document others.
/// Community teams and mobile crisis teams bill one code for whoever of them was there, skills are
/// taught in groups, technicians watch medication taken, and a psychologist's test is often headed
/// as a session.
pub(super) fn may_document(note: &Note, family: ServiceFamily) -> bool {
    use ServiceFamily as F;
    let is_service = note.kind.is_therapeutic_service()
        || matches!(
            note.kind,
            NoteKind::CaseManagement | NoteKind::ShiftNote | NoteKind::HistoryAndPhysical
        );
    match family {
        F::Support | F::Crisis => is_service,
        F::Medication => matches!(note.kind, NoteKind::ShiftNote | NoteKind::CaseManagement),
        F::Testing => note.kind.is_therapeutic_service() || note.kind == NoteKind::ShiftNote,
        // Technicians run the coil and nurses watch, under the physician.
        F::Procedure => note.kind == NoteKind::ShiftNote,
        F::Minor => {
            is_service
                || matches!(
                    note.kind,
                    NoteKind::MedicationRecord | NoteKind::Flowsheet | NoteKind::Contact
                )
        }
        _ => false,
    }
}
