//! Counts the documented minutes of a program week, for the rules that hold them against a minimum.

use super::Case;
use crate::ledger::{DayRow, Stay, Week};
use crate::model::ServiceDate;

/// Returns the documented minutes of the week, or `None` when too much of it is not known.
pub(super) fn known_minutes(case: &Case<'_>, stay: &Stay, week: &Week) -> Option<u32> {
    let days = || days_of(case, week).map(|(_, day)| day);
    // A note without a time may hold the missing minutes, unless a sheet covers its day.
    if days().any(|day| day.untimed_notes > 0 && day.sheet_minutes.is_none()) {
        return None;
    }
    if !stay.level.is_24_hour() {
        return week.minutes;
    }
    // The house's log tells of groups on days whose notes of them may be elsewhere.
    let of_log = |day: &DayRow| {
        let mut notes = day.notes.iter().map(|&note| case.ledger.note(note));
        notes.any(|note| note.marks.of_log.is_some() && note.time.is_none())
    };
    if days().any(of_log) {
        return None;
    }
    // A residential week has days without groups; only a week with times on most days is counted.
    let timed = days().filter(|day| day.minutes().is_some()).count();
    (timed * 2 > week.days.len()).then(|| days().filter_map(DayRow::minutes).sum())
}

/// Returns the days of a week that the record tells of.
pub(super) fn days_of<'c>(
    case: &Case<'c>,
    week: &Week,
) -> impl Iterator<Item = (ServiceDate, &'c DayRow)> + use<'c> {
    let ledger = case.ledger;
    ledger
        .days
        .range(week.starts..=week.starts.plus_days(6))
        .map(|(date, day)| (*date, day))
}
