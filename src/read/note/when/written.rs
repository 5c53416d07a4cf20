//! Finds where a text writes a day, month and year, whatever they come to.

use super::dates::MONTHS;
use crate::text::bytes;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A date as written, not yet known to be one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written<'t> {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// Four digits or two.
    pub(super) year: &'t str,
    /// Digits or a name.
    pub(super) month: &'t str,
    /// One digit or two.
    pub(super) day: &'t str,
}

/// Returns the first date written at or behind a byte.
pub(super) fn next(text: &str, from: usize) -> Option<Written<'_>> {
    if text.is_ascii() {
        next_plain(text, from)
    } else {
        next_by_pattern(text, from)
    }
}

static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let month = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|\
                 sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
    Regex::new(&format!(
        r"(?i)(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})|(\d{{1,2}})\s?[/.-]\s?(\d{{1,2}})\s?[/.-]\s?(\d{{4}}|\d{{2}})|(\d{{1,2}})(?:st|nd|rd|th)?[- ]({month})\.?[-, ]{{1,2}}(\d{{4}}|\d{{2}})|({month})\.?[ -](\d{{1,2}})(?:st|nd|rd|th)?(?:,\s?|\s|-)(\d{{4}})"
    ))
    .ok()
});

/// Reads any text; blanks and digits are Unicode's.
fn next_by_pattern(text: &str, from: usize) -> Option<Written<'_>> {
    let captures = DATE.as_ref()?.captures_at(text, from)?;
    // Where the year, month and day of each way of writing stand.
    let ways = [[1, 2, 3], [6, 4, 5], [9, 8, 7], [12, 10, 11]];
    let parts = ways.iter().find_map(|way| {
        let [year, month, day] = way.map(|group| captures.get(group));
        Some((year?.as_str(), month?.as_str(), day?.as_str()))
    });
    let (year, month, day) = parts?;
    Some(Written {
        range: captures.get(0)?.range(),
        year,
        month,
        day,
    })
}

/// Says what [`next_by_pattern`] does of a text of ASCII, at a small part of its cost: every date
/// is looked for at its first digit.
fn next_plain(text: &str, from: usize) -> Option<Written<'_>> {
    let mut at = from;
    loop {
        let rest = text.as_bytes().get(at..)?;
        let digit = at + bytes::find(rest, |byte| byte.is_ascii_digit())?;
        let found = month_first(text, at, digit)
            .or_else(|| year_first(text, digit))
            .or_else(|| numbers(text, digit))
            .or_else(|| day_first(text, digit));
        if found.is_some() {
            return found;
        }
        at = digit + 1;
    }
}

/// Reads `2026-04-05`.
fn year_first(text: &str, start: usize) -> Option<Written<'_>> {
    let year = digits(text, start, 4).filter(|year| year.len() == 4)?;
    let month = digits(text, one_of(text, year.end, b"-/.")?, 2)?;
    let day = digits(text, one_of(text, month.end, b"-/.")?, 2)?;
    written(text, start..day.end, year, month, day)
}

/// Reads `4/5/2026` and `4 - 5 - 26`.
fn numbers(text: &str, start: usize) -> Option<Written<'_>> {
    let joint = |end| {
        Some(past_blank(
            text,
            one_of(text, past_blank(text, end), b"/.-")?,
        ))
    };
    let month = digits(text, start, 2)?;
    let day = digits(text, joint(month.end)?, 2)?;
    let year = year_at(text, joint(day.end)?)?;
    written(text, start..year.end, year, month, day)
}

/// Reads `5 Apr 2026` and `5th-April-26`.
fn day_first(text: &str, start: usize) -> Option<Written<'_>> {
    let day = digits(text, start, 2)?;
    let begin = one_of(text, past_ordinal(text, day.end), b"- ")?;
    let rest = text.as_bytes().get(begin..)?;
    let begins = |name: &&&str| {
        rest.get(..name.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()))
    };
    let month = begin..begin + MONTHS.iter().find(begins)?.len();
    let stop = one_of(text, month.end, b".").unwrap_or(month.end);
    let joint = one_of(text, stop, b"-, ")?;
    let year = year_at(text, one_of(text, joint, b"-, ").unwrap_or(joint))?;
    written(text, start..year.end, year, month, day)
}

/// Reads `April 5, 2026` and `Apr. 5th 2026`, whose month begins at or behind `from`.
fn month_first(text: &str, from: usize, digit: usize) -> Option<Written<'_>> {
    let before = text.as_bytes().get(from..digit)?;
    let [name @ .., b' ' | b'-'] = before else {
        return None;
    };
    // What follows is asked for first, since few numbers have a year behind them.
    let day = digits(text, digit, 2)?;
    let behind = past_ordinal(text, day.end);
    let joint = match text.as_bytes().get(behind)? {
        b',' => past_blank(text, behind + 1),
        b'-' => behind + 1,
        _ => Some(past_blank(text, behind)).filter(|past| *past > behind)?,
    };
    let year = digits(text, joint, 4).filter(|year| year.len() == 4)?;
    let name = name.strip_suffix(b".").unwrap_or(name);
    let ends = |month: &&&str| {
        name.len()
            .checked_sub(month.len())
            .and_then(|start| name.get(start..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(month.as_bytes()))
    };
    let end = from + name.len();
    let month = end - MONTHS.iter().find(ends)?.len()..end;
    written(text, month.start..year.end, year, month, day)
}

fn written(
    text: &str,
    range: Range<usize>,
    year: Range<usize>,
    month: Range<usize>,
    day: Range<usize>,
) -> Option<Written<'_>> {
    Some(Written {
        range,
        year: text.get(year)?,
        month: text.get(month)?,
        day: text.get(day)?,
    })
}

/// Returns the digits at a byte, one at least and no more than `most`.
fn digits(text: &str, start: usize, most: usize) -> Option<Range<usize>> {
    let rest = text.as_bytes().get(start..)?.iter().take(most);
    let count = rest.take_while(|byte| byte.is_ascii_digit()).count();
    (count > 0).then_some(start..start + count)
}

/// Returns four digits or else two.
fn year_at(text: &str, start: usize) -> Option<Range<usize>> {
    let all = digits(text, start, 4)?;
    match all.len() {
        4 => Some(all),
        2 | 3 => Some(start..start + 2),
        _ => None,
    }
}

/// Returns the place behind one of some bytes.
fn one_of(text: &str, at: usize, bytes: &[u8]) -> Option<usize> {
    let byte = text.as_bytes().get(at)?;
    bytes.contains(byte).then_some(at + 1)
}

/// Returns the place behind a blank, if there is one.
fn past_blank(text: &str, at: usize) -> usize {
    let is_blank = matches!(text.as_bytes().get(at), Some(b' ' | b'\t'..=b'\r'));
    at + usize::from(is_blank)
}

fn past_ordinal(text: &str, at: usize) -> usize {
    let suffix = text.as_bytes().get(at..at + 2).unwrap_or_default();
    let endings: [&[u8]; 4] = [b"st", b"nd", b"rd", b"th"];
    let is_ordinal = endings.iter().any(|end| suffix.eq_ignore_ascii_case(end));
    at + if is_ordinal { 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn plain_text_is_read_as_the_pattern_reads_it(
            text in "([0-9]{1,5}|[-/., \t]|st|TH|Jan|January|MAY|sepT|September|Sepember|jul|[a-y]){0,14}",
            loose in "[0-9]{1,4}[-/. ]{1,2}([0-9]{1,2}|Mar|June?)[-/., ]{1,3}[0-9]{1,4}|(Dec|x?Oct)[. -]{1,2}[0-9]{1,2}(st|rd)?[,\n -]{1,2}[0-9]{2,5}",
        ) {
            for text in [text.clone(), loose.clone(), text + &loose] {
                for from in 0..=text.len() {
                    prop_assert_eq!(next_plain(&text, from), next_by_pattern(&text, from), "{}", text);
                }
            }
        }
    }
}
