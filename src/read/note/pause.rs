//! Reads the meal or break that stands in brackets behind a day's time: `10:00 AM - 3:00 PM (lunch
//! 12:00-12:30 not counted)`. It is no second service, and where the line says so its minutes do
//! not count.

use super::time::{amount, between};
use super::when;
use crate::model::NoteKind;
use std::ops::Range;

const PAUSES: [&str; 7] = [
    "lunch", "break", "meal", "dinner", "supper", "snack", "recess",
];

/// Words by which a pause does not count.
const OUT: [&str; 8] = [
    "not counted",
    "not included",
    "excluded",
    "excluding",
    "deducted",
    "less ",
    "minus ",
    "without ",
];

/// Returns the part of a line before such a bracket, all of it where none stands.
pub(super) fn before(text: &str) -> &str {
    bracket(text).map_or(text, |at| text.get(..at.start).unwrap_or(text))
}

/// Returns the minutes of a pause that a line says do not count.
pub(super) fn minutes(text: &str) -> u32 {
    let inner = bracket(text).and_then(|at| text.get(at));
    let Some(inner) = inner.filter(|inner| {
        let lower = inner.to_ascii_lowercase();
        OUT.iter().any(|words| lower.contains(words))
    }) else {
        return 0;
    };
    let ranges = when::find_ranges(inner, &when::find_times(inner));
    let clock = ranges
        .first()
        .and_then(|range| between(&range.from, &range.to, NoteKind::ProgressNote));
    match clock {
        Some((.., minutes)) => minutes,
        // The remarks on breaks are taken off where minutes are judged.
        None if inner.to_ascii_lowercase().contains("break") => 0,
        None => amount(inner).map_or(0, |(minutes, _)| minutes),
    }
}

fn bracket(text: &str) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(open) = text.get(from..)?.find('(') {
        let start = from + open;
        let length = text.get(start..)?.find(')')?;
        let inner = text.get(start..start + length)?.to_ascii_lowercase();
        if PAUSES.iter().any(|word| inner.contains(word)) {
            return Some(start..start + length + 1);
        }
        from = start + length;
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::model::NoteKind;
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn minutes(line: &str) -> Option<u32> {
        let text = format!(
            "Jane Doe   (DOB 03/07/1995, chart 50446)\nPHP day note\n{line}\n\
             Named the images out loud. Passive SI on waking. Ate soup.\n\
             Electronically signed Max Poe, LPC 04/07/2026 3:10 PM\n"
        );
        let notes = from_pages(FileId(0), "", &[Page::plain(1, text)], &mut Vec::new());
        assert_eq!(notes.len(), 1, "{line}");
        assert_eq!(notes[0].kind, NoteKind::ProgressNote, "{line}");
        notes[0].time.as_ref().map(|time| time.minutes)
    }

    #[test]
    fn lunch_behind_the_days_time_is_left_out_where_the_line_says_so() {
        for (line, want) in [
            (
                "Date 04/07/2026  9:30 AM - 2:30 PM (lunch 12:00-12:30 not counted) Max Poe, LPC",
                270,
            ),
            (
                "Date 04/07/2026  9:30 AM - 2:30 PM (less 30 min lunch)",
                270,
            ),
            (
                "Date 04/07/2026  9:30 AM - 2:30 PM (lunch 12:00-12:30)",
                300,
            ),
            ("Date 04/07/2026  9:30 AM - 2:30 PM", 300),
            (
                "**DOS** 2026-04-07 **In** 9:30a **Out** 2:30p (lunch 12:00–12:30)",
                300,
            ),
            (
                "**Time In** 9:30 AM **Time Out** 2:30 PM (break 12:00-12:15)",
                300,
            ),
            (
                "__Start__ 9:30 am __Stop__ 2:30 pm (meal 12:00 - 12:30)",
                300,
            ),
        ] {
            assert_eq!(minutes(line), Some(want), "{line}");
        }
        // Two times without a word on a pause are two services.
        assert_eq!(minutes("Lunch 12:00 PM - 12:30 PM"), None);
        assert_eq!(minutes("DOS 04/07/2026 (lunch 12:00–12:30)"), None);
    }
}
