//! Finds when a taper, or the scoring of withdrawal, was told to be over.

use crate::ledger::Stay;
use crate::model::{Element, ServiceDate};
use crate::rules::Case;

/// Returns the days of a stay on which a note says that the taper or the scale ended, in no order.
pub(super) fn days_stopped<'c>(
    case: &'c Case<'_>,
    stay: &'c Stay,
) -> impl Iterator<Item = ServiceDate> + use<'c> {
    let stopped =
        case.record.notes.iter().filter(|note| {
            !note.kind.is_not_delivery() && note.elements.has(Element::ScaleStopped)
        });
    stopped
        .filter_map(|note| note.date())
        .filter(|date| stay.first_day() <= *date && *date <= stay.last_day())
}
