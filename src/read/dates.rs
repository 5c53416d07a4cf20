//! Answers for dates and times of day as people and practice software write them. A wrong guess
//! would be a wrong finding, so what could mean two things is not read at all.

mod clock;
#[cfg(test)]
mod tests;

pub use clock::{ClockTime, parse_time, time_prefix};

use crate::model::{ServiceDate, Timestamp};
use crate::text::strip_prefix_ignoring_case;
use clock::is_zone;
use std::ops::Range;

/// Reads a text that is a date and nothing else, with an optional weekday before and an optional
/// time of day after it.
///
/// US order (month first) is taken, except where the first number can only be a day and the
/// year has four digits. Two-digit years 00–68 lie in this century, 69–99 in the last.
pub fn parse_date(text: &str) -> Option<ServiceDate> {
    parse_timestamp(text).map(|timestamp| timestamp.date)
}

/// Reads a birth date: as [`parse_date`], but a two-digit year is taken only where one century
/// alone is plausible, since nobody in treatment was born in the future.
pub fn parse_birth_date(text: &str) -> Option<ServiceDate> {
    let text = skip_weekday(text.trim());
    let found = bare_digits(text).or_else(|| date_at(text))?;
    if !is_time_or_nothing(text.get(found.length..)?) {
        return None;
    }
    if !found.short_year {
        return Some(found.date);
    }
    match found.date.year().rem_euclid(100) {
        year @ 0..=20 => ServiceDate::new(2000 + year, found.date.month(), found.date.day()),
        year @ 31..=99 => ServiceDate::new(1900 + year, found.date.month(), found.date.day()),
        _ => None,
    }
}

/// Reads a date with an optional time of day: `04/05/2026 10:03 AM EDT`, `2026-04-05T10:03:00Z`.
pub fn parse_timestamp(text: &str) -> Option<Timestamp> {
    let text = skip_weekday(text.trim());
    let found = bare_digits(text).or_else(|| date_at(text))?;
    let rest = skip_joint(text.get(found.length..)?);
    if rest.is_empty() {
        return Some(Timestamp {
            date: found.date,
            time: None,
        });
    }
    let (time, length) = time_prefix(rest)?;
    is_zone(rest.get(length..)?).then_some(Timestamp {
        date: found.date,
        time: Some(time.minute),
    })
}

/// Reads the date at the start of a text and returns it with its length in bytes. Runs of bare
/// digits are not read here: in prose they are phone numbers and ids more often than dates.
pub fn date_prefix(text: &str) -> Option<(ServiceDate, usize)> {
    let found = date_at(text)?;
    Some((found.date, found.length))
}

/// Finds the dates in running text, as byte ranges in order.
pub fn find_dates(text: &str) -> impl Iterator<Item = (Range<usize>, ServiceDate)> {
    let bytes = text.as_bytes();
    // Every date has a digit; most lines of prose have none.
    let first_digit = bytes.iter().position(u8::is_ascii_digit);
    let mut position = if first_digit.is_some() {
        0
    } else {
        bytes.len()
    };
    std::iter::from_fn(move || {
        while let Some(&byte) = bytes.get(position) {
            let start = position;
            position += 1;
            if !byte.is_ascii_alphanumeric() {
                continue;
            }
            // A date begins where a word begins: not inside a number, a path or a phone number.
            let before = start
                .checked_sub(1)
                .and_then(|index| bytes.get(index))
                .copied();
            let joined =
                |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'.' | b'_');
            if before.is_some_and(|b| b >= 0x80 || joined(b) && !opens_word(bytes, start, b)) {
                continue;
            }
            if let Some(found) = text.get(start..).and_then(date_at) {
                position = start + found.length;
                return Some((start..position, found.date));
            }
            // Nothing here: go on behind this word.
            while bytes.get(position).is_some_and(u8::is_ascii_alphanumeric) {
                position += 1;
            }
        }
        None
    })
}

/// Reads an Excel serial day (20000 to 60000, that is 1954 to 2064), with a fraction for the
/// time of day.
pub fn from_excel_serial(text: &str) -> Option<ServiceDate> {
    let whole = text.trim().split('.').next()?;
    if whole.len() != 5 || !text.trim().bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let days: i64 = whole.parse().ok()?;
    if !(20_000..=60_000).contains(&days) {
        return None;
    }
    // Excel counts a 29 February 1900 that never was, hence 30 December.
    ServiceDate::new(1899 + 1, 1, 1).map(|first| first.plus_days(days - 2))
}

/// A date at the start of a text.
struct Found {
    date: ServiceDate,
    length: usize,
    short_year: bool,
}

/// Reads a date at the start of a text, which must be followed by no more of the same word.
fn date_at(text: &str) -> Option<Found> {
    let found = match text.as_bytes().first()? {
        byte if byte.is_ascii_digit() => numeric(text).or_else(|| day_month(text)),
        byte if byte.is_ascii_alphabetic() => month_day(text),
        _ => None,
    }?;
    let rest = text.as_bytes().get(found.length..).unwrap_or_default();
    let blocked = match (rest.first(), rest.get(1)) {
        (Some(b'T'), Some(next)) => !next.is_ascii_digit(),
        // A range of dates: `4/5/2026-4/9/2026`.
        (Some(b'-'), Some(_)) if text.as_bytes().get(..found.length)?.contains(&b'/') => false,
        (Some(b'.' | b'/' | b'-'), Some(next)) => next.is_ascii_digit(),
        (Some(byte), _) => byte.is_ascii_alphanumeric(),
        (None, _) => false,
    };
    (!blocked).then_some(found)
}

/// Reads three numbers with one kind of separator: `4/5/2026`, `04-05-26`, `4.5.26`, `2026-04-05`.
fn numeric(text: &str) -> Option<Found> {
    let first = number_at(text, 0, 4)?;
    let (separator, second_start) = separator_at(text, first.end)?;
    let second = number_at(text, second_start, 2)?;
    let (again, third_start) = separator_at(text, second.end)?;
    if again != separator {
        return None;
    }
    let third = number_at(text, third_start, 4)?;
    let full = |number: &Number| number.end - number.start == 4;
    if full(&first) && third.end - third.start <= 2 {
        let date = ServiceDate::new(first.value, month(second.value)?, day(third.value)?)?;
        return Some(Found {
            date,
            length: third.end,
            short_year: false,
        });
    }
    if first.end - first.start > 2 {
        return None;
    }
    let short_year = match third.end - third.start {
        4 => false,
        2 => true,
        _ => return None,
    };
    let year = if short_year {
        century(third.value)
    } else {
        third.value
    };
    let (month_number, day_number) = if first.value > 12 {
        // Only a day can be above 12, but 25/04/26 could as well begin with its year.
        if short_year {
            return None;
        }
        (second.value, first.value)
    } else {
        (first.value, second.value)
    };
    let date = ServiceDate::new(year, month(month_number)?, day(day_number)?)?;
    Some(Found {
        date,
        length: third.end,
        short_year,
    })
}

/// Reads `5-Apr-2026`, `05-APR-26`, `5 April 2026`, `5th of April, 2026`.
fn day_month(text: &str) -> Option<Found> {
    let day_number = number_at(text, 0, 2)?;
    let after = skip_ordinal(text, day_number.end);
    let separator = text.as_bytes().get(after).copied()?;
    if !matches!(separator, b'-' | b'/' | b' ' | b'.') {
        return None;
    }
    let name_start = match text.get(after + 1..)? {
        rest if separator == b' ' && starts_with_word(rest, "of") => after + 4,
        _ => after + 1,
    };
    let (month_number, name_length) = month_name(text.get(name_start..)?)?;
    let year = year_after(text, name_start + name_length, separator)?;
    let value = if year.end - year.start == 2 {
        century(year.value)
    } else {
        year.value
    };
    let date = ServiceDate::new(value, month_number, day(day_number.value)?)?;
    Some(Found {
        date,
        length: year.end,
        short_year: year.end - year.start == 2,
    })
}

/// Reads `April 5, 2026`, `Apr. 5 2026`, `Apr-05-2026`, with an optional weekday before.
fn month_day(text: &str) -> Option<Found> {
    let (month_number, name_length) = month_name(text)?;
    let separator = text.as_bytes().get(name_length).copied()?;
    if !matches!(separator, b'-' | b' ' | b'/') {
        return None;
    }
    let day_number = number_at(text, name_length + 1, 2)?;
    let year = year_after(text, skip_ordinal(text, day_number.end), separator)?;
    let value = if year.end - year.start == 2 {
        century(year.value)
    } else {
        year.value
    };
    let date = ServiceDate::new(value, month_number, day(day_number.value)?)?;
    Some(Found {
        date,
        length: year.end,
        short_year: year.end - year.start == 2,
    })
}

/// Reads a year after a month's name or a day. Two digits are accepted only behind a hyphen, a
/// slash or an apostrophe: in "May 5, 20 mg" the 20 is no year.
fn year_after(text: &str, position: usize, separator: u8) -> Option<Number> {
    let bytes = text.as_bytes();
    let mut at = position;
    if matches!(separator, b'-' | b'/' | b'.') && bytes.get(at) == Some(&separator) {
        let year = number_at(text, at + 1, 4)?;
        return matches!(year.end - year.start, 2 | 4).then_some(year);
    }
    if bytes.get(at) == Some(&b',') {
        at += 1;
    }
    while bytes.get(at) == Some(&b' ') && at < position + 3 {
        at += 1;
    }
    if at == position {
        return None;
    }
    if bytes.get(at) == Some(&b'\'') {
        return number_at(text, at + 1, 2).filter(|year| year.end - year.start == 2);
    }
    number_at(text, at, 4).filter(|year| year.end - year.start == 4)
}

/// Reads a text of eight digits, `CCYYMMDD` or `MMDDYYYY`, if only one of them is a date of the
/// years 1900 to 2099. Trailing text must be a time.
fn bare_digits(text: &str) -> Option<Found> {
    if digits_at(text, 0) != 8 {
        return None;
    }
    let part = |range: Range<usize>| {
        text.get(range)
            .and_then(|digits| digits.parse::<u32>().ok())
    };
    let plausible = |date: &ServiceDate| (1900..2100).contains(&date.year());
    let year_first = ServiceDate::parse_ccyymmdd(text.get(..8)?).filter(plausible);
    let month_first =
        ServiceDate::new(part(4..8)?.try_into().ok()?, part(0..2)?, part(2..4)?).filter(plausible);
    let date = match (year_first, month_first) {
        (Some(date), None) | (None, Some(date)) => date,
        _ => return None,
    };
    Some(Found {
        date,
        length: 8,
        short_year: false,
    })
}

struct Number {
    value: i32,
    start: usize,
    end: usize,
}

/// Reads a run of one to `most` digits that begins at a byte.
fn number_at(text: &str, start: usize, most: usize) -> Option<Number> {
    let length = digits_at(text, start);
    if length == 0 || length > most {
        return None;
    }
    let end = start + length;
    Some(Number {
        value: text.get(start..end)?.parse().ok()?,
        start,
        end,
    })
}

fn digits_at(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes().get(start..).unwrap_or_default();
    bytes
        .iter()
        .take(10)
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}

/// Returns the separator at a byte and where the next number starts. Forms print blanks around
/// slashes: `04 / 05 / 2026`.
fn separator_at(text: &str, position: usize) -> Option<(u8, usize)> {
    let bytes = text.as_bytes();
    let byte = bytes.get(position).copied()?;
    if byte == b' ' && bytes.get(position + 1) == Some(&b'/') {
        let after = position + 2;
        return Some((b'/', after + usize::from(bytes.get(after) == Some(&b' '))));
    }
    matches!(byte, b'/' | b'-' | b'.').then_some((byte, position + 1))
}

fn month(number: i32) -> Option<u32> {
    u32::try_from(number)
        .ok()
        .filter(|number| (1..=12).contains(number))
}

fn day(number: i32) -> Option<u32> {
    u32::try_from(number)
        .ok()
        .filter(|number| (1..=31).contains(number))
}

fn century(year: i32) -> i32 {
    if year <= 68 { 2000 + year } else { 1900 + year }
}

/// The months in lower case, in order.
pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Reads a month's name or its abbreviation, with a full stop after it, and returns its length.
fn month_name(text: &str) -> Option<(u32, usize)> {
    let length = text
        .bytes()
        .take(10)
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let word = text.get(..length)?;
    let begins = |letter: &u8| b"jfmasond".contains(&letter.to_ascii_lowercase());
    if length < 3 || !text.as_bytes().first().is_some_and(begins) {
        return None;
    }
    let is_name = |name: &str| {
        word.eq_ignore_ascii_case(name)
            || word.eq_ignore_ascii_case(name.get(..3).unwrap_or(name))
            || name == "september" && word.eq_ignore_ascii_case("sept")
    };
    let number = MONTHS.iter().position(|name| is_name(name))? as u32 + 1;
    let stop = usize::from(text.as_bytes().get(length) == Some(&b'.'));
    Some((number, length + stop))
}

fn skip_ordinal(text: &str, position: usize) -> usize {
    let suffix = text
        .get(position..position + 2)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let more = text
        .as_bytes()
        .get(position + 2)
        .is_some_and(u8::is_ascii_alphabetic);
    let is_ordinal = matches!(suffix.as_str(), "st" | "nd" | "rd" | "th");
    if is_ordinal && !more {
        position + 2
    } else {
        position
    }
}

fn skip_weekday(text: &str) -> &str {
    const DAYS: [&str; 7] = [
        "sunday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
    ];
    let length = text
        .bytes()
        .take(10)
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let word = text.get(..length).unwrap_or_default().to_ascii_lowercase();
    let is_day = word.len() >= 2 && DAYS.iter().any(|name| name.starts_with(&word));
    if !is_day {
        return text;
    }
    text.get(length..)
        .unwrap_or_default()
        .trim_start_matches(['.', ',', ' '])
}

/// Skips what stands between a date and a time: `T`, blanks, a comma, `at`, `@`.
fn skip_joint(text: &str) -> &str {
    if let Some(rest) = text.strip_prefix('T')
        && rest.starts_with(|c: char| c.is_ascii_digit())
    {
        return rest;
    }
    let text = text.trim_start_matches([' ', ',', '\t', '@']);
    let text = text.strip_prefix("- ").unwrap_or(text);
    match text.get(..3) {
        Some(at) if at.eq_ignore_ascii_case("at ") => {
            text.get(3..).unwrap_or_default().trim_start()
        }
        _ => text,
    }
}

fn is_time_or_nothing(text: &str) -> bool {
    let rest = skip_joint(text);
    rest.is_empty()
        || time_prefix(rest).is_some_and(|(_, length)| rest.get(length..).is_some_and(is_zone))
}

fn starts_with_word(text: &str, word: &str) -> bool {
    strip_prefix_ignoring_case(text, word)
        .is_some_and(|behind| !behind.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// Returns whether a word begins at a byte although a joining character stands before it, as
/// after a sentence's stop or in `date-4/5/2026`: the character before the joint is no digit.
fn opens_word(bytes: &[u8], start: usize, before: u8) -> bool {
    if before.is_ascii_alphanumeric() || before == b'_' {
        return false;
    }
    let earlier = start
        .checked_sub(2)
        .and_then(|index| bytes.get(index))
        .copied();
    !earlier.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte >= 0x80)
        || before == b'-' && earlier.is_some_and(|byte| byte.is_ascii_alphabetic())
        || before == b'-' && ends_with_date(bytes, start - 1)
}

/// Returns whether a numeric date ends at a byte, as in `4/5/2026-4/9/2026`.
fn ends_with_date(bytes: &[u8], end: usize) -> bool {
    let from = end.saturating_sub(10);
    let before = bytes.get(from..end).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'/').count() == 2
        && before.last().is_some_and(u8::is_ascii_digit)
}
