//! The program calendar: on which days a facility's day programs do not run.

use super::PolicyError;
use super::facility::WrittenDate;
use crate::model::{LevelOfCare, ServiceDate};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// When day programs are closed. Empty where the facility states no calendar, which says nothing
/// about any day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Weekdays without program, 0 = Sunday.
    closed_weekdays: BTreeSet<u32>,
    /// Weekdays without program for a level that has its own.
    by_level: BTreeMap<LevelOfCare, BTreeSet<u32>>,
    /// Single days without program.
    holidays: BTreeSet<ServiceDate>,
    /// Days on which the program ran although the calendar would say closed.
    make_up_days: BTreeSet<ServiceDate>,
}

/// Why a program is closed on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The weekday.
    Weekday,
    /// A holiday or another single day.
    Holiday,
}

impl Calendar {
    /// Returns whether the facility states no calendar.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// Returns why the program of a level is closed on a day, `None` where it may run.
    pub fn closed(&self, level: LevelOfCare, day: ServiceDate) -> Option<Closed> {
        if self.make_up_days.contains(&day) {
            return None;
        }
        if self.holidays.contains(&day) {
            return Some(Closed::Holiday);
        }
        let weekdays = self.by_level.get(&level).unwrap_or(&self.closed_weekdays);
        weekdays
            .contains(&day.weekday_from_sunday())
            .then_some(Closed::Weekday)
    }

    /// Lays another calendar over this one: weekdays that it states win, days are added.
    pub fn overlay(&mut self, other: Self) {
        if !other.closed_weekdays.is_empty() {
            self.closed_weekdays = other.closed_weekdays;
        }
        self.by_level.extend(other.by_level);
        self.holidays.extend(other.holidays);
        self.make_up_days.extend(other.make_up_days);
    }
}

/// The calendar as written: `[calendar]` and `[[calendar.program]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenCalendar {
    /// Weekdays on which day programs do not run: `saturday`, `sun`.
    #[serde(default, alias = "closed_days")]
    closed_weekdays: Vec<String>,
    /// The other way to say it: the only weekdays on which they run.
    #[serde(default, alias = "program_days")]
    open_weekdays: Vec<String>,
    /// Dates on which they do not run.
    #[serde(default, alias = "closed_dates")]
    holidays: Vec<WrittenDate>,
    /// Dates on which they ran all the same.
    #[serde(default, alias = "makeup_days")]
    make_up_days: Vec<WrittenDate>,
    /// Levels with weekdays of their own.
    #[serde(default)]
    program: Vec<WrittenProgram>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenProgram {
    level: LevelOfCare,
    #[serde(default, alias = "closed_days")]
    closed_weekdays: Vec<String>,
    #[serde(default, alias = "program_days")]
    open_weekdays: Vec<String>,
}

impl WrittenCalendar {
    /// Reads the days; errors name the place and what was expected.
    pub(super) fn read(self) -> Result<Calendar, PolicyError> {
        let mut by_level = BTreeMap::new();
        for program in self.program {
            let closed = closed(&program.closed_weekdays, &program.open_weekdays)?;
            by_level.insert(program.level, closed);
        }
        Ok(Calendar {
            closed_weekdays: closed(&self.closed_weekdays, &self.open_weekdays)?,
            by_level,
            holidays: dates("holidays", &self.holidays)?,
            make_up_days: dates("make_up_days", &self.make_up_days)?,
        })
    }
}

const WEEKDAYS: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];

/// Returns the weekdays that are named closed, or are not among those named open.
fn closed(closed: &[String], open: &[String]) -> Result<BTreeSet<u32>, PolicyError> {
    let mut days = weekdays(closed)?;
    if !open.is_empty() {
        let open = weekdays(open)?;
        days.extend((0..7).filter(|day| !open.contains(day)));
    }
    Ok(days)
}

fn weekdays(written: &[String]) -> Result<BTreeSet<u32>, PolicyError> {
    let number = |text: &String| {
        let lower = text.trim().to_ascii_lowercase();
        let place = WEEKDAYS
            .iter()
            .position(|name| lower.len() >= 3 && name.starts_with(&lower));
        place.map(|place| place as u32).ok_or_else(|| {
            PolicyError::Shape(format!(
                "calendar weekdays: `{text}` is not a weekday like \"saturday\""
            ))
        })
    };
    written.iter().map(number).collect()
}

fn dates(field: &str, written: &[WrittenDate]) -> Result<BTreeSet<ServiceDate>, PolicyError> {
    let date = |date: &WrittenDate| {
        let text = date.text();
        ServiceDate::parse_iso(text.trim()).ok_or_else(|| {
            PolicyError::Shape(format!(
                "calendar.{field}: `{text}` is not a date like 2026-04-15"
            ))
        })
    };
    written.iter().map(date).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::FacilityFile;

    fn calendar(text: &str) -> Calendar {
        let file = FacilityFile::parse(&format!("schema = 1\n[calendar]\n{text}"));
        file.expect("a calendar").calendar
    }

    #[test]
    fn tells_closed_days_by_weekday_holiday_and_level() {
        let calendar = calendar(
            r#"
            closed_weekdays = ["Saturday", "sun"]
            holidays = ["2026-01-19"]
            make_up_days = [2026-01-24]
            [[calendar.program]]
            level = "IOP"
            open_weekdays = ["mon", "tue", "wed", "thu"]
            "#,
        );
        let day = |day| ServiceDate::new(2026, 1, day).expect("a date");
        let php = LevelOfCare::PartialHospitalization;
        let iop = LevelOfCare::IntensiveOutpatient;
        assert_eq!(calendar.closed(php, day(16)), None, "a Friday");
        assert_eq!(calendar.closed(iop, day(16)), Some(Closed::Weekday));
        assert_eq!(calendar.closed(php, day(17)), Some(Closed::Weekday));
        assert_eq!(calendar.closed(php, day(19)), Some(Closed::Holiday));
        assert_eq!(calendar.closed(php, day(24)), None, "a make-up Saturday");
    }

    #[test]
    fn no_calendar_closes_no_day() {
        let day = ServiceDate::new(2026, 1, 18).expect("a date");
        let empty = Calendar::default();
        assert!(empty.is_empty());
        assert_eq!(empty.closed(LevelOfCare::PartialHospitalization, day), None);
    }

    #[test]
    fn names_a_weekday_or_date_that_is_none() {
        for (text, part) in [
            ("closed_weekdays = [\"S\"]", "weekday"),
            ("make_up_days = [\"1/2/26\"]", "make_up_days"),
        ] {
            let file = FacilityFile::parse(&format!("schema = 1\n[calendar]\n{text}"));
            let error = file.expect_err(text).to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
