//! Finds times of day in written text.

use super::{FoundDate, find_dates};
use crate::model::Minute;
use crate::text::bytes;

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

/// Returns every time of day written with a colon, with am or pm, or with `hrs`.
pub(crate) fn find_times(text: &str) -> Vec<FoundTime> {
    find_times_beside(text, &find_dates(text))
}

/// Says what [`find_times`] does of a text whose dates were found.
pub(crate) fn find_times_beside(text: &str, dates: &[FoundDate]) -> Vec<FoundTime> {
    times(text, dates, Compact::Refused)
}

/// Returns every time of day, taking bare three or four digits (`1305`) for times too. For
/// places that are known to hold a time.
pub(crate) fn find_labelled_times(text: &str) -> Vec<FoundTime> {
    times(text, &find_dates(text), Compact::Taken)
}

#[derive(Clone, Copy, PartialEq)]
enum Compact {
    Taken,
    Refused,
}

fn times(text: &str, dates: &[FoundDate], compact: Compact) -> Vec<FoundTime> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut dates = dates.iter().peekable();
    let mut position = 0;
    while let Some(next) = next_digit(bytes, position) {
        position = next;
        while dates.peek().is_some_and(|date| date.end <= position) {
            dates.next();
        }
        if let Some(date) = dates.peek()
            && position >= date.start
        {
            position = date.end;
            continue;
        }
        let rest = bytes.get(position..).unwrap_or_default();
        let run = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
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

fn next_digit(text: &[u8], from: usize) -> Option<usize> {
    let next = bytes::find(text.get(from..)?, |byte| byte.is_ascii_digit())?;
    Some(from + next)
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
