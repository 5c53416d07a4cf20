//! Program weeks: hours delivered in each week of a stay.

use super::{Census, DayRow, Stay};
use crate::model::ServiceDate;
use crate::policy::Policy;
use std::collections::BTreeMap;

/// One week of a stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// Index into the ledger's stays.
    pub stay: usize,
    /// First day of the week (Sunday by default).
    pub starts: ServiceDate,
    /// Billed days of the stay in this week, in order.
    pub days: Vec<ServiceDate>,
    /// Minutes attended on all days of the week by the better of notes and attendance sheets;
    /// `None` when a billed day of the week has neither a timed note nor a timed sheet; one on which
    /// the patient did not come has no minutes.
    pub minutes: Option<u32>,
    /// Whether the stay covers the whole week: it began on or before the week's first program day
    /// and went on past its end. Partial weeks are not held to a weekly minimum.
    pub whole: bool,
    /// Sessions documented in the week (notes of service).
    pub sessions: u32,
}

/// Makes the weeks of every stay.
pub(super) fn weeks(
    policy: &Policy,
    stays: &[Stay],
    days: &BTreeMap<ServiceDate, DayRow>,
) -> Vec<Week> {
    let mut weeks = Vec::new();
    for (index, stay) in stays.iter().enumerate() {
        let starts_on = stay.terms(policy).number("week.starts_on");
        let starts_on = starts_on.rem_euclid(7) as u32;
        let mut by_week: BTreeMap<ServiceDate, Vec<ServiceDate>> = BTreeMap::new();
        for &day in &stay.days {
            by_week
                .entry(week_start(day, starts_on))
                .or_default()
                .push(day);
        }
        for (starts, billed) in by_week {
            let ends = starts.plus_days(6);
            // What was done at another level of care does not fill this one's hours.
            let is_other = |date: &ServiceDate, day: &DayRow| {
                let level = day.level_billed;
                stay.days.binary_search(date).is_err()
                    && level.is_some_and(|level| level.is_program() && level != stay.level)
            };
            let in_week = || {
                let of_week = days.range(starts..=ends);
                of_week
                    .filter(|(date, day)| !is_other(date, day))
                    .map(|(_, day)| day)
            };
            let steps = days
                .range(starts..=ends)
                .any(|(date, day)| is_other(date, day));
            let is_unknown = |day: &DayRow| {
                let is_untold = day.attended().is_none() && day.census != Census::Absent;
                is_untold || day.by_day_note && day.sheet_minutes.is_none()
            };
            let unknown = billed
                .iter()
                .any(|date| days.get(date).is_none_or(is_unknown));
            let minutes = in_week().filter_map(DayRow::attended).sum();
            weeks.push(Week {
                stay: index,
                starts,
                days: billed,
                minutes: (!unknown).then_some(minutes),
                // A day program that runs Monday to Friday is whole without its weekend.
                whole: !steps
                    && if stay.level.is_24_hour() {
                        // Of nights that the export does not bill it need not hold the notes.
                        stay.told_from <= starts
                            && stay.first_day() <= starts
                            && stay.last_day() >= ends
                    } else {
                        stay.told_from <= starts.plus_days(1)
                            && stay.last_day() >= ends.plus_days(-1)
                    },
                sessions: in_week().map(|day| day.service_notes).sum(),
            });
        }
    }
    weeks
}

fn week_start(day: ServiceDate, starts_on: u32) -> ServiceDate {
    let back = (7 + day.weekday_from_sunday() - starts_on) % 7;
    day.plus_days(-i64::from(back))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_start_on_the_day_of_the_policy() {
        let wednesday = ServiceDate::new(2026, 1, 7).expect("a date");
        assert_eq!(week_start(wednesday, 0).to_string(), "2026-01-04");
        assert_eq!(week_start(wednesday, 1).to_string(), "2026-01-05");
        assert_eq!(week_start(wednesday, 4).to_string(), "2026-01-01");
    }
}
