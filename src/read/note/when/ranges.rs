//! Finds pairs of times that are joined: `1:00 - 1:50 pm`, `9 to 10am`.

use super::FoundTime;
use crate::text::bytes::has_digit;

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
            && text.get(to.end..next.start).is_some_and(|between| {
                joins(between)
                    || are_named(text, to.start, between)
                    || joins_over_day(text, &to, &next)
            })
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

/// Returns the range of bare clock digits in a header line: `1000-1045`. Years and numbers of
/// rooms are written so too, so both ends must be clock times and not plausibly years.
pub(crate) fn find_compact_range(text: &str) -> Option<FoundRange> {
    let times = super::find_labelled_times(text);
    times.windows(2).find_map(|pair| {
        let [from, to] = pair else { return None };
        let joined = text
            .get(from.end..to.start)
            .is_some_and(|between| matches!(between.trim(), "-" | "–" | "to"));
        let range = FoundRange {
            start: from.start,
            end: to.end,
            from: *from,
            to: *to,
        };
        let bare = bare_digits(text, from).is_some() && bare_digits(text, to).is_some();
        (joined && bare && !reads_as_years(text, &range)).then_some(range)
    })
}

/// Returns whether both ends of a range are written as years: `2019-2022`.
pub(crate) fn reads_as_years(text: &str, range: &FoundRange) -> bool {
    let year =
        |time: &FoundTime| bare_digits(text, time).is_some_and(|n| (1990..=2035).contains(&n));
    year(&range.from) && year(&range.to)
}

/// Returns a time's four digits as a number, where it is written so.
fn bare_digits(text: &str, time: &FoundTime) -> Option<u32> {
    let written = text.get(time.start..time.end)?;
    (written.len() == 4 && written.bytes().all(|b| b.is_ascii_digit())).then_some(())?;
    written.parse().ok()
}

/// Returns whether the later time repeats the day of the earlier one: `2026-03-04T10:00 to
/// 2026-03-04T10:45`. Two days are a stay's.
fn joins_over_day(text: &str, from: &FoundTime, to: &FoundTime) -> bool {
    let between = text.get(from.end..to.start).unwrap_or_default();
    if between.len() > 32 || !has_digit(between) {
        return false;
    }
    let dates = super::find_dates(text);
    let Some(at) = dates.iter().position(|date| date.start >= from.end) else {
        return false;
    };
    let first = at.checked_sub(1).and_then(|before| dates.get(before));
    let (Some(first), Some(second)) = (first, dates.get(at)) else {
        return false;
    };
    let behind = text.get(second.end..to.start).unwrap_or("-");
    let is_close = matches!(behind.trim_matches([' ', ',']), "" | "T" | "at" | "@");
    let joint = text.get(from.end..second.start).unwrap_or_default();
    // Behind a label of its own stands another field.
    let joined = !joint.contains(':') && joins(joint);
    first.date == second.date && is_close && joined
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

/// Returns whether two times are named as the first and the last of a service, without the colons
/// of a form: `Start 2:10 PM  Stop 2:41 PM`, `In 1:00 PM Out 1:50 PM`.
fn are_named(text: &str, from: usize, between: &str) -> bool {
    // A video platform tells who joined when, and left.
    const FIRST: [&str; 21] = [
        "arrived",
        "arrived at",
        "joined",
        "joined at",
        "join",
        "connected",
        "logged in",
        "logged on",
        "start",
        "start time",
        "begin",
        "begin time",
        "in",
        "time in",
        "start at",
        "actual start",
        "actual begin",
        "session start",
        "session began",
        "session started",
        "session began at",
    ];
    const LAST: [&str; 26] = [
        "departed",
        "departed at",
        "left",
        "left at",
        "leave",
        "disconnected",
        "logged off",
        "logged out",
        "stop",
        "end",
        "out",
        "stop time",
        "end time",
        "time out",
        "finish",
        "stop at",
        "actual end",
        "actual stop",
        "session end",
        "session stop",
        "session ended",
        "session ended at",
        "ended",
        "ended at",
        "and session ended",
        "and left",
    ];
    // "**In** 9:00a **Out** 2:30p", too.
    let plain = between.trim_matches(|c: char| c.is_whitespace() || ",;|/:*_".contains(c));
    if !LAST.iter().any(|word| plain.eq_ignore_ascii_case(word)) {
        return false;
    }
    let before = text.get(..from).unwrap_or_default();
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || ":*_".contains(c));
    FIRST.iter().any(|word| {
        let Some(at) = before.len().checked_sub(word.len()) else {
            return false;
        };
        let fits = before
            .get(at..)
            .is_some_and(|tail| tail.eq_ignore_ascii_case(word));
        // "Checked in 9:00": a word of its own, at the line's or a field's beginning, or behind
        // the date, as where a page's blanks were run together.
        let lead = before.get(..at).unwrap_or_default();
        let lead = lead.trim_end_matches(['*', '_']);
        let ends = |c: char| c.is_ascii_digit() || ":,;.()[]/-–".contains(c);
        fits && (lead.trim().is_empty()
            || lead.ends_with("  ")
            || lead.ends_with(['\t', '|'])
            || lead.ends_with(' ') && lead.trim_end().ends_with(ends))
    })
}

fn bare_hour_before(text: &str, at: usize) -> Option<FoundTime> {
    let before = text.get(..at)?.trim_end();
    let before = before.strip_suffix(['-', '–', '—']).or_else(|| {
        let words = [" to", " until", " till", " til"];
        words.iter().find_map(|word| before.strip_suffix(word))
    })?;
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
