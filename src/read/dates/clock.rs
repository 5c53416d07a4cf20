//! Times of day in 12-hour and 24-hour writing.

use super::{digits_at, starts_with_word};
use crate::model::Minute;

/// A time of day, and whether its half of the day was certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockTime {
    /// The minute as written; `1:30` without am or pm is taken as 01:30.
    pub minute: Minute,
    /// Whether am or pm, or 24-hour writing, made the half of the day certain.
    pub meridiem_known: bool,
}

/// Reads a text that is a time of day and nothing else: `9:00a`, `9 AM`, `1300`, `13:05`, `noon`.
pub fn parse_time(text: &str) -> Option<ClockTime> {
    let text = text.trim();
    let (time, length) = time_prefix(text)?;
    is_zone(text.get(length..)?).then_some(time)
}

/// Reads the time at the start of a text and returns it with its length in bytes.
pub fn time_prefix(text: &str) -> Option<(ClockTime, usize)> {
    for (word, hour) in [("noon", 12), ("midnight", 0)] {
        if starts_with_word(text, word) {
            let minute = Minute::new(hour, 0)?;
            return Some((
                ClockTime {
                    minute,
                    meridiem_known: true,
                },
                word.len(),
            ));
        }
    }
    let digits = digits_at(text, 0);
    let (hour, minute, mut length, military) = match digits {
        1 | 2 => {
            let hour: u32 = text.get(..digits)?.parse().ok()?;
            match text.as_bytes().get(digits) {
                Some(b':') if digits_at(text, digits + 1) == 2 => {
                    let minute: u32 = text.get(digits + 1..digits + 3)?.parse().ok()?;
                    (hour, minute, skip_seconds(text, digits + 3), false)
                }
                _ => (hour, 0, digits, false),
            }
        }
        3 | 4 => {
            let number: u32 = text.get(..digits)?.parse().ok()?;
            (number / 100, number % 100, digits, digits == 4)
        }
        _ => return None,
    };
    let bare_hour = length == digits && digits <= 2;
    let (half, half_length) = meridiem(text.get(length..)?);
    if half_length > 0 {
        length += half_length;
    } else if bare_hour {
        return None;
    }
    // A longer number or another colon means that this is no time.
    if text
        .as_bytes()
        .get(length)
        .is_some_and(|b| b.is_ascii_alphanumeric() && *b != b'Z')
    {
        return None;
    }
    let (hour, meridiem_known) = match half {
        Half::Am if (1..=12).contains(&hour) => (hour % 12, true),
        Half::Pm if (1..=12).contains(&hour) => (hour % 12 + 12, true),
        // `13:30 PM` occurs in forms that print both.
        Half::Pm if (13..24).contains(&hour) => (hour, true),
        Half::Am | Half::Pm => return None,
        Half::Hours => (hour, true),
        Half::Unknown => (hour, military || hour == 0 || hour > 12),
    };
    Some((
        ClockTime {
            minute: Minute::new(hour, minute)?,
            meridiem_known,
        },
        length,
    ))
}

#[derive(Clone, Copy)]
enum Half {
    Am,
    Pm,
    /// Marked as 24-hour time (`1300 hrs`).
    Hours,
    Unknown,
}

/// Reads am, pm or hrs after a time, in any of their spellings.
fn meridiem(text: &str) -> (Half, usize) {
    let blanks = text.bytes().take_while(|byte| *byte == b' ').count().min(2);
    let bytes = text.as_bytes().get(blanks..).unwrap_or_default();
    let lower = |index: usize| bytes.get(index).map(u8::to_ascii_lowercase);
    let ends = |index: usize| !bytes.get(index).is_some_and(u8::is_ascii_alphanumeric);
    let half = match lower(0) {
        Some(b'a') => Half::Am,
        Some(b'p') => Half::Pm,
        Some(b'h') => {
            for word in ["hours", "hrs", "hr", "h"] {
                let rest = text.get(blanks..).unwrap_or_default();
                if starts_with_word(rest, word) {
                    return (Half::Hours, blanks + word.len());
                }
            }
            return (Half::Unknown, 0);
        }
        Some(b'n') if starts_with_word(text.get(blanks..).unwrap_or_default(), "noon") => {
            return (Half::Pm, blanks + 4);
        }
        _ => return (Half::Unknown, 0),
    };
    match (lower(1), lower(2)) {
        (Some(b'm'), _) if ends(2) => (half, blanks + 2),
        (Some(b'.'), Some(b'm')) if ends(3) => {
            (half, blanks + if lower(3) == Some(b'.') { 4 } else { 3 })
        }
        // A bare `a` after a blank is an article.
        _ if blanks == 0 && ends(1) => (half, 1),
        _ => (Half::Unknown, 0),
    }
}

fn skip_seconds(text: &str, position: usize) -> usize {
    let bytes = text.as_bytes();
    if bytes.get(position) != Some(&b':') || digits_at(text, position + 1) != 2 {
        return position;
    }
    let end = position + 3;
    match bytes.get(end) {
        Some(b'.') => end + 1 + digits_at(text, end + 1),
        _ => end,
    }
}

/// Returns whether a text is empty or a time zone: `Z`, `-05:00`, `EDT`.
pub(super) fn is_zone(text: &str) -> bool {
    let text = text.trim();
    let letters = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    let offset = text.strip_prefix(['+', '-']).is_some_and(|rest| {
        matches!(rest.len(), 2 | 4 | 5) && rest.bytes().all(|b| b.is_ascii_digit() || b == b':')
    });
    letters || offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times_and_says_whether_the_half_of_the_day_is_certain() {
        for (text, expected, known) in [
            ("9:00a", "09:00", true),
            ("9:00 AM", "09:00", true),
            ("9:00 a.m.", "09:00", true),
            ("9:05p", "21:05", true),
            ("12:00 am", "00:00", true),
            ("12:30 PM", "12:30", true),
            ("1300", "13:00", true),
            ("0900", "09:00", true),
            ("1300 hrs", "13:00", true),
            ("13:05", "13:05", true),
            ("13:05:22", "13:05", true),
            ("9:00", "09:00", false),
            ("9 am", "09:00", true),
            ("9am", "09:00", true),
            ("noon", "12:00", true),
            ("12 noon", "12:00", true),
            ("Midnight", "00:00", true),
            ("10:03 AM EDT", "10:03", true),
        ] {
            let time = parse_time(text);
            let shown = time.map(|time| (time.minute.to_string(), time.meridiem_known));
            assert_eq!(shown, Some((expected.to_owned(), known)), "{text}");
        }
        for text in
            "9 | 25:00 | 9:75 | 24:00 | 99 am | 9:00 apples | 13 a | 0 am | 12345".split(" | ")
        {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }
}
