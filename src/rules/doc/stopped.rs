//! Finds when a taper, or the scoring of withdrawal, was told to be over.

use crate::ledger::Stay;
use crate::model::{Element, Note, NoteKind, ServiceDate};
use crate::rules::Case;

/// Returns the days of a stay on which a note says that the taper or the scale ended, in no order.
pub(super) fn days_stopped<'c>(
    case: &'c Case<'_>,
    stay: &'c Stay,
) -> impl Iterator<Item = ServiceDate> + use<'c> {
    let dates = notes_of_end(case).filter_map(|note| note.date());
    dates.filter(|date| stay.first_day() <= *date && *date <= stay.last_day())
}

/// Returns the days of a stay from which on no score is awaited. A medication record bears the date
/// of its first dose and tells of the end at its last one, so that it counts for the last day that it
/// is said to cover, and where none is said for no day.
pub(super) fn days_scoring_stopped<'c>(
    case: &'c Case<'_>,
    stay: &'c Stay,
) -> impl Iterator<Item = ServiceDate> + use<'c> {
    let dates = notes_of_end(case).filter_map(|note| match note.kind {
        NoteKind::MedicationRecord => note.service_date_to,
        _ => note.date(),
    });
    dates.filter(|date| stay.first_day() <= *date && *date <= stay.last_day())
}

fn notes_of_end<'c>(case: &'c Case<'_>) -> impl Iterator<Item = &'c Note> + use<'c> {
    case.record
        .notes
        .iter()
        .filter(|note| !note.kind.is_not_delivery() && note.elements.has(Element::ScaleStopped))
}
