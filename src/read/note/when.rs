//! Finds dates and times of day in written text. It does not decide what a date means.

use crate::model::{Minute, ServiceDate};
use regex::Regex;
use std::sync::LazyLock;

/// A date found in a text, with its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoundDate {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// The date.
    pub(crate) date: ServiceDate,
    /// Whether the year was written with two digits.
    pub(crate) short_year: bool,
}

/// The half of the day that a 12-hour time names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    /// Before noon.
    Am,
    /// After noon.
    Pm,
}

/// A time of day found in a text, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoundTime {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// Hour as written.
    pub(crate) hour: u32,
    /// Minute as written.
    pub(crate) minute: u32,
    /// am or pm, where written.
    pub(crate) half: Option<Half>,
    /// Whether the hour was written with two digits or stands above 12, as on a 24-hour clock.
    pub(crate) long_clock: bool,
}

impl FoundTime {
    /// Returns the minute of the day, reading a time without am or pm on the 24-hour clock.
    pub(crate) fn minute_of_day(&self) -> Option<Minute> {
        clock(self.hour, self.minute, self.half)
    }
}

/// Returns the minute of the day of an hour as written with an optional half.
pub(crate) fn clock(hour: u32, minute: u32, half: Option<Half>) -> Option<Minute> {
    let hour = match half {
        Some(Half::Am) if hour <= 12 => hour % 12,
        Some(Half::Pm) if hour <= 12 => hour % 12 + 12,
        _ => hour,
    };
    Minute::new(hour, minute)
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let month = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|\
                 sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
    Regex::new(&format!(
        r"(?i)(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})|(\d{{1,2}})\s?([/.-])\s?(\d{{1,2}})\s?[/.-]\s?(\d{{4}}|\d{{2}})|(\d{{1,2}})(?:st|nd|rd|th)?[- ]({month})\.?[-, ]{{1,2}}(\d{{4}}|\d{{2}})|({month})\.?[ -](\d{{1,2}})(?:st|nd|rd|th)?(?:,\s?|\s|-)(\d{{4}})"
    ))
    .ok()
});

/// Returns every date in the text that has a year, in order.
pub(crate) fn find_dates(text: &str) -> Vec<FoundDate> {
    let mut found = Vec::new();
    let Some(pattern) = DATE.as_ref() else {
        return found;
    };
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return found;
    }
    let mut position = 0;
    while let Some(captures) = pattern.captures_at(text, position) {
        let Some(whole) = captures.get(0) else { break };
        match date_of(text, &captures) {
            Some(date) => {
                found.push(date);
                position = whole.end();
            }
            // The digits before a rejected start belong to the same number, so step past them.
            None => {
                let rest = text.get(whole.start()..).unwrap_or_default();
                let run = rest
                    .bytes()
                    .take_while(u8::is_ascii_alphanumeric)
                    .count()
                    .max(1);
                position = whole.start() + run;
            }
        }
    }
    found
}

fn date_of(text: &str, captures: &regex::Captures<'_>) -> Option<FoundDate> {
    let whole = captures.get(0)?;
    let before = text.get(..whole.start())?.chars().next_back();
    let mut after = text.get(whole.end()..)?.chars();
    let (next, next_but_one) = (after.next(), after.next());
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '.')) {
        return None;
    }
    // `2026-04-05T14:32` is a timestamp; any other letter or digit makes this something else.
    let continues = match next {
        Some('T') => !next_but_one.is_some_and(|c| c.is_ascii_digit()),
        Some(c) if c.is_alphanumeric() => true,
        Some('/' | '.') => next_but_one.is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    };
    if continues {
        return None;
    }
    let number = |index: usize| {
        captures
            .get(index)
            .and_then(|m| m.as_str().parse::<u32>().ok())
    };
    let (date, short_year) = if let Some(year) = number(1) {
        (
            ServiceDate::new(i32::try_from(year).ok()?, number(2)?, number(3)?)?,
            false,
        )
    } else if captures.get(4).is_some() {
        let (year, short) = year_of(captures.get(7)?.as_str())?;
        (ServiceDate::new(year, number(4)?, number(6)?)?, short)
    } else if let Some(month) = captures.get(9) {
        let (year, short) = year_of(captures.get(10)?.as_str())?;
        (
            ServiceDate::new(year, month_of(month.as_str())?, number(8)?)?,
            short,
        )
    } else {
        let (year, short) = year_of(captures.get(13)?.as_str())?;
        (
            ServiceDate::new(year, month_of(captures.get(11)?.as_str())?, number(12)?)?,
            short,
        )
    };
    Some(FoundDate {
        start: whole.start(),
        end: whole.end(),
        date,
        short_year,
    })
}

fn month_of(word: &str) -> Option<u32> {
    let word = word.to_ascii_lowercase();
    MONTHS
        .iter()
        .position(|month| word.starts_with(month))
        .map(|index| index as u32 + 1)
}

/// Reads a year; two digits from 00 to 69 are of this century, as in charts still in use.
fn year_of(digits: &str) -> Option<(i32, bool)> {
    let year: i32 = digits.parse().ok()?;
    Some(match digits.len() {
        2 if year < 70 => (2000 + year, true),
        2 => (1900 + year, true),
        _ => (year, false),
    })
}

/// Returns the first date of a labelled value, which may also be written as bare digits
/// (`20260405`, `04052026`, `040526`).
pub(crate) fn parse_date(text: &str) -> Option<FoundDate> {
    find_dates(text)
        .into_iter()
        .next()
        .or_else(|| find_compact_date(text))
}

/// Returns the first date written as bare digits.
pub(crate) fn find_compact_date(text: &str) -> Option<FoundDate> {
    let bytes = text.as_bytes();
    let mut position = 0;
    while position < bytes.len() {
        let run = bytes
            .iter()
            .skip(position)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if run == 0 {
            position += 1;
            continue;
        }
        let digits = text.get(position..position + run)?;
        let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
        let date = match run {
            8 if digits.starts_with("19") || digits.starts_with("20") => {
                ServiceDate::parse_ccyymmdd(digits).map(|date| (date, false))
            }
            8 => part(4, 8).and_then(|year| {
                Some((
                    ServiceDate::new(i32::try_from(year).ok()?, part(0, 2)?, part(2, 4)?)?,
                    false,
                ))
            }),
            6 => year_of(digits.get(4..6)?).and_then(|(year, short)| {
                Some((ServiceDate::new(year, part(0, 2)?, part(2, 4)?)?, short))
            }),
            _ => None,
        };
        if let Some((date, short_year)) = date {
            return Some(FoundDate {
                start: position,
                end: position + run,
                date,
                short_year,
            });
        }
        position += run;
    }
    None
}

/// Returns the first `month/day` without a year, given the year it is to be read in.
pub(crate) fn find_partial_date(text: &str, year: i32) -> Option<FoundDate> {
    static PARTIAL: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\b(\d{1,2})[/-](\d{1,2})\b").ok());
    let captures = PARTIAL.as_ref()?.captures(text)?;
    let whole = captures.get(0)?;
    let number = |index: usize| captures.get(index)?.as_str().parse::<u32>().ok();
    let date = ServiceDate::new(year, number(1)?, number(2)?)?;
    Some(FoundDate {
        start: whole.start(),
        end: whole.end(),
        date,
        short_year: true,
    })
}

/// Returns every time of day written with a colon, with am or pm, or with `hrs`.
pub(crate) fn find_times(text: &str) -> Vec<FoundTime> {
    times(text, Compact::Refused)
}

/// Returns every time of day, taking bare three or four digits (`1305`) for times too. For
/// places that are known to hold a time.
pub(crate) fn find_labelled_times(text: &str) -> Vec<FoundTime> {
    times(text, Compact::Taken)
}

#[derive(Clone, Copy, PartialEq)]
enum Compact {
    Taken,
    Refused,
}

fn times(text: &str, compact: Compact) -> Vec<FoundTime> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    if !bytes.iter().any(u8::is_ascii_digit) {
        return found;
    }
    let dates = find_dates(text);
    let mut dates = dates.iter().peekable();
    let mut position = 0;
    while position < bytes.len() {
        while dates.peek().is_some_and(|date| date.end <= position) {
            dates.next();
        }
        if let Some(date) = dates.peek()
            && position >= date.start
        {
            position = date.end;
            continue;
        }
        let run = bytes
            .iter()
            .skip(position)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if run == 0 {
            position += 1;
            continue;
        }
        match time_at(bytes, position, run, compact) {
            Some(time) if starts_a_number(bytes, position) => {
                position = time.end.max(position + run);
                found.push(time);
            }
            _ => position += run,
        }
    }
    found
}

fn starts_a_number(bytes: &[u8], position: usize) -> bool {
    let before = |back: usize| {
        position
            .checked_sub(back)
            .and_then(|at| bytes.get(at))
            .copied()
    };
    match before(1) {
        None => true,
        Some(b'T') => before(2).is_some_and(|byte| byte.is_ascii_digit()),
        Some(byte) if byte.is_ascii_alphanumeric() => false,
        Some(b'.' | b'/' | b':' | b'$' | b'#') => false,
        Some(_) => true,
    }
}

fn time_at(bytes: &[u8], start: usize, run: usize, compact: Compact) -> Option<FoundTime> {
    let digit = |at: usize| {
        bytes
            .get(at)
            .filter(|b| b.is_ascii_digit())
            .map(|b| u32::from(b - b'0'))
    };
    let number =
        |from: usize, to: usize| (from..to).try_fold(0u32, |sum, at| Some(sum * 10 + digit(at)?));
    let (hour, minute, mut end, colon) = match run {
        1 | 2 if bytes.get(start + run) == Some(&b':') => {
            let minute = number(start + run + 1, start + run + 3)?;
            if digit(start + run + 3).is_some() {
                return None;
            }
            (number(start, start + run)?, minute, start + run + 3, true)
        }
        1 | 2 => (number(start, start + run)?, 0, start + run, false),
        3 | 4 => {
            let split = start + run - 2;
            (
                number(start, split)?,
                number(split, start + run)?,
                start + run,
                false,
            )
        }
        _ => return None,
    };
    if colon && bytes.get(end) == Some(&b':') && digit(end + 1).is_some() {
        end += 3;
    }
    let half = half_at(bytes, end);
    if let Some((_, half_end)) = half {
        end = half_end;
    }
    let hours_word = hours_word_at(bytes, end);
    let written_as_time = colon
        || half.is_some()
        || (run >= 3 && (compact == Compact::Taken || (run == 4 && hours_word.is_some())));
    if !written_as_time || hour > 24 || minute > 59 || (hour == 24 && minute > 0) {
        return None;
    }
    // "1.30" or "12:30%" are not times.
    if bytes
        .get(end)
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'%')
    {
        return None;
    }
    if run >= 3
        && let Some(word_end) = hours_word
    {
        end = word_end;
    }
    Some(FoundTime {
        start,
        end,
        hour: if hour == 24 { 0 } else { hour },
        minute,
        half: half.map(|(half, _)| half),
        long_clock: hour > 12 || (run != 1 && run != 3 && hour < 10),
    })
}

fn half_at(bytes: &[u8], at: usize) -> Option<(Half, usize)> {
    let mut position = at;
    while bytes.get(position) == Some(&b' ') && position < at + 2 {
        position += 1;
    }
    let spaced = position > at;
    let half = match bytes.get(position)? {
        b'a' | b'A' => Half::Am,
        b'p' | b'P' => Half::Pm,
        _ => return None,
    };
    position += 1;
    let mut long = false;
    if bytes.get(position) == Some(&b'.')
        && bytes
            .get(position + 1)
            .is_some_and(|b| matches!(b, b'm' | b'M'))
    {
        position += 1;
    }
    if bytes
        .get(position)
        .is_some_and(|byte| matches!(byte, b'm' | b'M'))
    {
        position += 1;
        long = true;
        if bytes.get(position) == Some(&b'.')
            && !bytes.get(position + 1).is_some_and(|b| b.is_ascii_digit())
        {
            position += 1;
        }
    }
    // "5 a day" is no time, "5a" is.
    let ends = !bytes.get(position).is_some_and(u8::is_ascii_alphanumeric);
    (ends && (long || !spaced)).then_some((half, position))
}

fn hours_word_at(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let spaces = rest.iter().take_while(|byte| **byte == b' ').count();
    let rest = rest.get(spaces..)?;
    let word = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let text = rest.get(..word)?.to_ascii_lowercase();
    matches!(
        text.as_slice(),
        b"h" | b"hr" | b"hrs" | b"hours" | b"hour" | b"est" | b"edt"
    )
    .then_some(at + spaces + word)
}

/// A range of two times as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoundRange {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// The earlier time as written.
    pub(crate) from: FoundTime,
    /// The later time as written.
    pub(crate) to: FoundTime,
}

/// Returns every pair of times joined by a dash or a word such as "to".
pub(crate) fn find_ranges(text: &str, times: &[FoundTime]) -> Vec<FoundRange> {
    let mut ranges = Vec::new();
    let mut index = 0;
    while let Some(&to) = times.get(index) {
        if let Some(&next) = times.get(index + 1)
            && text.get(to.end..next.start).is_some_and(joins)
        {
            ranges.push(FoundRange {
                start: to.start,
                end: next.end,
                from: to,
                to: next,
            });
            index += 2;
            continue;
        }
        // "1-1:50 pm", "9-10am": the first hour stands bare.
        if let Some(from) = bare_hour_before(text, to.start) {
            ranges.push(FoundRange {
                start: from.start,
                end: to.end,
                from,
                to,
            });
        } else if let Some(last) = bare_hour_after(text, &to) {
            ranges.push(FoundRange {
                start: to.start,
                end: last.end,
                from: to,
                to: last,
            });
        }
        index += 1;
    }
    ranges
}

fn joins(between: &str) -> bool {
    let mut word = between.trim().to_ascii_lowercase();
    for label in ["end time:", "end:", "stop time:", "stop:"] {
        if word == label {
            return true;
        }
    }
    word.retain(|c| c != '.');
    matches!(
        word.as_str(),
        "-" | "–"
            | "—"
            | "--"
            | "to"
            | "thru"
            | "through"
            | "until"
            | "till"
            | "til"
            | ">"
            | "->"
            | "→"
            | "and"
    ) && (word != "and" || between.len() <= 5)
}

fn bare_hour_before(text: &str, at: usize) -> Option<FoundTime> {
    let before = text.get(..at)?.trim_end();
    let before = before
        .strip_suffix(['-', '–', '—'])
        .or_else(|| before.strip_suffix(" to"))?;
    let before = before.trim_end();
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let start = before.len().checked_sub(digits)?;
    let hour: u32 = before.get(start..)?.parse().ok()?;
    let edge = before.get(..start)?.chars().next_back();
    if hour == 0
        || hour > 23
        || digits > 2
        || edge.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | ':'))
    {
        return None;
    }
    Some(FoundTime {
        start,
        end: before.len(),
        hour,
        minute: 0,
        half: None,
        long_clock: false,
    })
}

fn bare_hour_after(text: &str, from: &FoundTime) -> Option<FoundTime> {
    let rest = text.get(from.end..)?;
    let trimmed = rest.trim_start();
    let trimmed = trimmed.strip_prefix(['-', '–', '—'])?.trim_start();
    let start = text.len().checked_sub(trimmed.len())?;
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    let next = trimmed.get(digits..)?.chars().next();
    let hour: u32 = trimmed.get(..digits)?.parse().ok()?;
    if hour == 0
        || hour > 23
        || digits > 2
        || next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | ':'))
    {
        return None;
    }
    Some(FoundTime {
        start,
        end: start + digits,
        hour,
        minute: 0,
        half: None,
        long_clock: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dates(text: &str) -> Vec<String> {
        find_dates(text)
            .iter()
            .map(|found| found.date.to_string())
            .collect()
    }

    #[test]
    fn reads_the_ways_dates_are_written() {
        for text in [
            "04/05/2026",
            "4/5/26",
            "4-5-26",
            "4.5.26",
            "2026-04-05",
            "2026/4/5",
            "05-Apr-2026",
            "5 Apr 2026",
            "Apr 5, 2026",
            "April 5th, 2026",
            "Sunday, April 5, 2026 at 2 PM",
            "2026-04-05T14:32:00-04:00",
            "(04/05/2026)",
            "4 / 5 / 2026",
        ] {
            assert_eq!(dates(text), ["2026-04-05"], "{text}");
        }
    }

    #[test]
    fn refuses_what_only_looks_like_a_date() {
        for text in [
            "13/45/2026",
            "v1.2.3",
            "192.168.10.26",
            "2/3",
            "800-555-1212",
            "BP 120/80",
            "1/2/345",
        ] {
            assert_eq!(dates(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn reads_bare_digits_only_in_labelled_places() {
        for text in ["20260405", "04052026", "040526"] {
            assert_eq!(
                parse_date(text)
                    .map(|found| found.date.to_string())
                    .as_deref(),
                Some("2026-04-05")
            );
            assert!(dates(text).is_empty());
        }
    }

    #[test]
    fn reads_the_ways_times_are_written() {
        for (text, want) in [
            ("1:00 PM", "13:00"),
            ("1:00pm", "13:00"),
            ("1:00 p.m.", "13:00"),
            ("9a", "09:00"),
            ("9 am", "09:00"),
            ("12:00 AM", "00:00"),
            ("12:05 pm", "12:05"),
            ("13:05", "13:05"),
            ("1305 hrs", "13:05"),
            ("04/05/2026 14:32 EDT", "14:32"),
            ("2026-04-05T14:32:00", "14:32"),
            ("0930AM", "09:30"),
            ("14:32:07", "14:32"),
        ] {
            let found = find_times(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(
                found[0].minute_of_day().map(|m| m.to_string()).as_deref(),
                Some(want),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_numbers_that_are_no_times() {
        for text in [
            "8-9",
            "5 a day",
            "ratio 3:1",
            "room 1305",
            "98.6",
            "25:10",
            "10:75",
        ] {
            assert_eq!(find_times(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,80}|[0-9:/ .apm-]{0,60}") {
            let times = find_labelled_times(&text);
            find_ranges(&text, &times);
            parse_date(&text);
            find_partial_date(&text, 2026);
        }
    }
}
