//! Reads the times that structured documents carry: HL7 timestamps and FHIR dates. Either may
//! stop at the year, the month or the day.

use crate::model::{Minute, ServiceDate, Timestamp};
use std::fmt;

/// A time as precise as it was written, in the clock that it was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct When {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
    time: Option<Minute>,
    /// Whether the clock is that of Greenwich, so that the local day may be the one before.
    utc: bool,
}

impl When {
    /// Reads `20260105`, `202601051430-0500` and shorter or longer ones.
    pub(crate) fn from_hl7(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
        let zone = text.get(digits..)?.trim_start_matches('.');
        let zone = zone.trim_start_matches(|c: char| c.is_ascii_digit());
        let mut when = Self {
            year: i32::try_from(number(0, 4).filter(|_| digits >= 4)?).ok()?,
            month: number(4, 6).filter(|_| digits >= 6),
            day: number(6, 8).filter(|_| digits >= 8),
            time: None,
            utc: matches!(zone, "Z" | "+0000" | "-0000" | "+00" | "+00:00"),
        };
        if digits >= 12 {
            when.time = clock(number(8, 10)?, number(10, 12)?, number(12, 14));
        }
        when.checked()
    }

    /// Reads `2026-01-05`, `2026-01-05T14:30:00-05:00` and shorter ones.
    pub(crate) fn from_iso(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, time) = match text.split_once(['T', ' ']) {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let mut parts = date.split('-');
        let year = parts.next().filter(|year| year.len() == 4)?;
        let month = parts.next().map(str::parse::<u32>);
        let day = parts.next().map(str::parse::<u32>);
        let mut when = Self {
            year: year.parse().ok()?,
            month: month.transpose().ok()?,
            day: day.transpose().ok()?,
            time: None,
            utc: false,
        };
        if parts.next().is_some() {
            return None;
        }
        if let Some(time) = time {
            let number = |from: usize| time.get(from..from + 2)?.parse::<u32>().ok();
            when.time = clock(number(0)?, number(3)?, number(6));
            when.utc = time.ends_with(['Z', 'z']) || time.ends_with("+00:00");
        }
        when.checked()
    }

    fn checked(self) -> Option<Self> {
        let exists = match (self.month, self.day) {
            (Some(month), day) => ServiceDate::new(self.year, month, day.unwrap_or(1)).is_some(),
            (None, _) => (1800..2200).contains(&self.year),
        };
        exists.then_some(self)
    }

    /// Returns the day, where one was written.
    pub(crate) fn date(&self) -> Option<ServiceDate> {
        ServiceDate::new(self.year, self.month?, self.day?)
    }

    /// Returns the time of day, where one was written.
    pub(crate) fn time(&self) -> Option<Minute> {
        self.time
    }

    /// Returns the same without a time of day.
    pub(crate) fn without_time(mut self) -> Self {
        self.time = None;
        self
    }

    /// Returns the day and time, where a day was written.
    pub(crate) fn timestamp(&self) -> Option<Timestamp> {
        self.date().map(|date| Timestamp {
            date,
            time: self.time,
        })
    }

    /// Returns whether a clock time in Greenwich's zone was written.
    pub(crate) fn is_utc_clock(&self) -> bool {
        self.utc && self.time.is_some()
    }

    /// Returns whether the local day may be the one before in some part of the United States,
    /// which lies up to ten hours behind Greenwich.
    pub(crate) fn day_is_unsure(&self) -> bool {
        self.is_utc_clock()
            && self
                .time
                .is_some_and(|time| time.since_midnight() < 10 * 60)
    }
}

/// Midnight to the second is how a system writes a day without a time.
fn clock(hour: u32, minute: u32, second: Option<u32>) -> Option<Minute> {
    let is_bare_day = hour == 0 && minute == 0 && second.unwrap_or(0) == 0;
    Minute::new(hour, minute).filter(|_| !is_bare_day)
}

/// Prints `01/05/2026 2:30 PM`, or as much of it as was written.
impl fmt::Display for When {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.month, self.day) {
            (Some(month), Some(day)) => write!(formatter, "{month:02}/{day:02}/{}", self.year)?,
            (Some(month), None) => write!(formatter, "{month:02}/{}", self.year)?,
            _ => write!(formatter, "{}", self.year)?,
        }
        if let Some(time) = self.time {
            write!(formatter, " {}", twelve_hours(time))?;
            if self.utc {
                formatter.write_str(" UTC")?;
            }
        }
        Ok(())
    }
}

/// Returns a time as `2:30 PM`.
pub(crate) fn twelve_hours(time: Minute) -> String {
    let (hour, minute) = (time.since_midnight() / 60, time.since_midnight() % 60);
    let half = if hour < 12 { "AM" } else { "PM" };
    let shown = if hour % 12 == 0 { 12 } else { hour % 12 };
    format!("{shown}:{minute:02} {half}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_keep_the_precision_and_the_clock_they_were_written_in() {
        for (text, expected) in [
            ("2026", "2026"),
            ("202601", "01/2026"),
            ("20260105", "01/05/2026"),
            ("20260105143000-0500", "01/05/2026 2:30 PM"),
            ("202601051430", "01/05/2026 2:30 PM"),
            ("20260105000000.000-0500", "01/05/2026"),
            ("20260105143000.123+0000", "01/05/2026 2:30 PM UTC"),
            ("20261305", "-"),
            ("UNK", "-"),
            ("", "-"),
        ] {
            let read = When::from_hl7(text).map_or("-".to_owned(), |when| when.to_string());
            assert_eq!(read, expected, "{text}");
        }
        for (text, expected) in [
            ("2026-01", "01/2026"),
            ("2026-01-05", "01/05/2026"),
            ("2026-01-05T00:15:00-05:00", "01/05/2026 12:15 AM"),
            ("2026-01-05T14:30:00Z", "01/05/2026 2:30 PM UTC"),
            ("2026-02-30", "-"),
            ("1/5/2026", "-"),
        ] {
            let read = When::from_iso(text).map_or("-".to_owned(), |when| when.to_string());
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn only_a_greenwich_clock_before_ten_leaves_the_day_open() {
        let unsure = |text| When::from_iso(text).map(|when| when.day_is_unsure());
        assert_eq!(unsure("2026-01-06T01:30:00Z"), Some(true));
        assert_eq!(unsure("2026-01-06T15:30:00Z"), Some(false));
        assert_eq!(unsure("2026-01-06T01:30:00-05:00"), Some(false));
        assert_eq!(unsure("2026-01-06"), Some(false));
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9TZ:+. -]{0,24}|\\PC{0,20}") {
            When::from_hl7(&text);
            When::from_iso(&text);
        }
    }
}
