//! Finds dates in written text.

use super::written::{Written, next};
use crate::model::ServiceDate;
use crate::text::bytes::has_digit;
use regex::Regex;
use std::ops::Range;
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

/// The months as they are written in dates, longer before shorter.
pub(super) const MONTHS: [&str; 25] = [
    "january",
    "jan",
    "february",
    "feb",
    "march",
    "mar",
    "april",
    "apr",
    "may",
    "june",
    "jun",
    "july",
    "jul",
    "august",
    "aug",
    "september",
    "sepember",
    "sept",
    "sep",
    "october",
    "oct",
    "november",
    "nov",
    "december",
    "dec",
];

/// Returns every date in the text that has a year, in order.
pub(crate) fn find_dates(text: &str) -> Vec<FoundDate> {
    let mut found = Vec::new();
    if !has_digit(text) {
        return found;
    }
    let mut position = 0;
    while let Some(written) = next(text, position) {
        match date_of(text, &written) {
            Some(date) => {
                found.push(date);
                position = written.range.end;
            }
            // The digits before a rejected start belong to the same number, so step past them.
            None => {
                let rest = text.get(written.range.start..).unwrap_or_default();
                let run = rest
                    .bytes()
                    .take_while(u8::is_ascii_alphanumeric)
                    .count()
                    .max(1);
                position = written.range.start + run;
            }
        }
    }
    found
}

fn date_of(text: &str, written: &Written<'_>) -> Option<FoundDate> {
    let Range { start, end } = written.range;
    let before = text.get(..start)?.chars().next_back();
    let mut after = text.get(end..)?.chars();
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
    let (year, short_year) = year_of(written.year)?;
    let month = written.month.parse().ok();
    let month = month.or_else(|| month_of(written.month))?;
    Some(FoundDate {
        start,
        end,
        date: ServiceDate::new(year, month, written.day.parse().ok()?)?,
        short_year,
    })
}

/// Returns the number of a month by the three letters that its name begins with.
fn month_of(word: &str) -> Option<u32> {
    const STEMS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let word = word.to_ascii_lowercase();
    STEMS
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
