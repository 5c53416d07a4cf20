//! Calendar dates, ranges of dates and times of day, without a clock.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A calendar date on which something was done, written or billed.
///
/// It is written `2026-04-15` where people may read it and as a number of days elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceDate(NaiveDate);

impl Serialize for ServiceDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return self.0.serialize(serializer);
        }
        self.0.num_days_from_ce().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ServiceDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return NaiveDate::deserialize(deserializer).map(Self);
        }
        let days = i32::deserialize(deserializer)?;
        NaiveDate::from_num_days_from_ce_opt(days)
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("no number of days of a date"))
    }
}

impl ServiceDate {
    /// Returns a date that exists, between 1900 and 2199.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1900..2200).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// Reads X12's `CCYYMMDD`.
    pub fn parse_ccyymmdd(text: &str) -> Option<Self> {
        if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Self::new(
            text[..4].parse().ok()?,
            text[4..6].parse().ok()?,
            text[6..].parse().ok()?,
        )
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if year.len() != 4 {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// Returns the date `days` later (earlier if negative), clamped to the calendar.
    pub fn plus_days(self, days: i64) -> Self {
        let moved = if days >= 0 {
            self.0.checked_add_days(Days::new(days.unsigned_abs()))
        } else {
            self.0.checked_sub_days(Days::new(days.unsigned_abs()))
        };
        Self(moved.unwrap_or(self.0))
    }

    /// Returns how many days `self` is after `earlier`; negative when before.
    pub fn days_since(self, earlier: Self) -> i64 {
        self.0.signed_duration_since(earlier.0).num_days()
    }

    /// Returns the whole years since a day: how old somebody is who was born on it.
    pub fn years_since(self, born: Self) -> i32 {
        let had_birthday = (self.month(), self.day()) >= (born.month(), born.day());
        self.year() - born.year() - i32::from(!had_birthday)
    }

    /// Returns the year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Returns year and month, `2026-03`.
    pub fn month_words(self) -> String {
        format!("{:04}-{:02}", self.year(), self.month())
    }

    /// Returns the month, from 1.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// Returns the day of the month, from 1.
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// Returns the day of the week, Sunday = 0 to Saturday = 6.
    pub fn weekday_from_sunday(self) -> u32 {
        self.0.weekday().num_days_from_sunday()
    }

    /// Returns chrono's date, for arithmetic that this type does not offer.
    pub fn naive(self) -> NaiveDate {
        self.0
    }
}

impl From<NaiveDate> for ServiceDate {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

/// Prints `2026-01-05`.
impl fmt::Display for ServiceDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // As `%Y-%m-%d` gives it, which is parsed anew for every date.
        fmt::Debug::fmt(&self.0, formatter)
    }
}

/// An inclusive range of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DateRange {
    from: ServiceDate,
    to: ServiceDate,
}

impl DateRange {
    /// Returns the range, or `None` when it would end before it starts.
    pub fn new(from: ServiceDate, to: ServiceDate) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// Returns the range of a single day.
    pub fn day(date: ServiceDate) -> Self {
        Self {
            from: date,
            to: date,
        }
    }

    /// Returns the first day.
    pub fn from(self) -> ServiceDate {
        self.from
    }

    /// Returns the last day.
    pub fn to(self) -> ServiceDate {
        self.to
    }

    /// Returns whether the date lies in the range.
    pub fn contains(self, date: ServiceDate) -> bool {
        self.from <= date && date <= self.to
    }

    /// Returns whether the ranges share a day.
    pub fn overlaps(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// Returns the number of days, at least 1.
    pub fn days(self) -> i64 {
        self.to.days_since(self.from) + 1
    }

    /// Returns every date in order.
    pub fn dates(self) -> impl Iterator<Item = ServiceDate> {
        (0..self.days()).map(move |offset| self.from.plus_days(offset))
    }
}

/// Prints `2026-01-05` or `2026-01-05 to 2026-01-09`.
impl fmt::Display for DateRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to {
            write!(formatter, "{}", self.from)
        } else {
            write!(formatter, "{} to {}", self.from, self.to)
        }
    }
}

/// A minute of a day, 0 to 1439.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Minute(u16);

impl Minute {
    /// Returns the minute of `hour:minute`; 24:00 is refused.
    pub fn new(hour: u32, minute: u32) -> Option<Self> {
        (hour < 24 && minute < 60).then(|| Self((hour * 60 + minute) as u16))
    }

    /// Returns minutes since midnight.
    pub fn since_midnight(self) -> u32 {
        u32::from(self.0)
    }
}

/// Prints `13:05`.
impl fmt::Display for Minute {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A date with, where it was written, a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp {
    /// The date.
    pub date: ServiceDate,
    /// The time of day, if written.
    pub time: Option<Minute>,
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time {
            Some(time) => write!(formatter, "{} {time}", self.date),
            None => write!(formatter, "{}", self.date),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_dates_that_do_not_exist() {
        assert!(ServiceDate::new(2026, 2, 29).is_none());
        assert!(ServiceDate::parse_ccyymmdd("20240229").is_some());
        assert!(ServiceDate::parse_ccyymmdd("2024-229").is_none());
        assert!(ServiceDate::parse_iso("26-01-05").is_none());
    }

    #[test]
    fn counts_days_inclusively() {
        let day = |d| ServiceDate::new(2024, 2, d).expect("a date");
        let range = DateRange::new(day(28), ServiceDate::new(2024, 3, 1).expect("a date"));
        assert_eq!(range.map(DateRange::days), Some(3));
        assert!(DateRange::new(day(2), day(1)).is_none());
    }
}
