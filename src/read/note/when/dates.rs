//! Finds dates in written text.

use crate::model::ServiceDate;
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
