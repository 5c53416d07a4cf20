//! The assessments around an admission, on which the reason for a level rests.

use crate::ledger::Stay;
use crate::model::{Note, NoteKind, ServiceDate};
use crate::rules::Case;

/// Returns the days on which an assessment of a stay's admission may be dated.
pub(super) fn window(case: &Case<'_>, stay: &Stay) -> (ServiceDate, ServiceDate) {
    let before = case.number_for_stay(stay, "admission.window_before_days");
    let after = case.number_for_stay(stay, "admission.window_after_days");
    (
        stay.admission.plus_days(-before),
        stay.admission.plus_days(after),
    )
}

/// Returns the assessments and evaluations at a stay's admission, in order of the record.
pub(super) fn at_admission<'l>(case: &Case<'l>, stay: &Stay) -> Vec<&'l Note> {
    let (first, last) = window(case, stay);
    let notes = case.record.notes.iter();
    notes
        .filter(|note| {
            matches!(
                note.kind,
                NoteKind::Assessment | NoteKind::PsychiatricEvaluation
            )
        })
        .filter(|note| {
            note.date()
                .is_some_and(|date| first <= date && date <= last)
        })
        .collect()
}
