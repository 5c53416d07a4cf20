//! Reads the date and time of a signature.

use crate::model::Timestamp;
use crate::read::note::when;
use std::ops::Range;

/// Returns the first date in a text with the time next to it.
pub(crate) fn timestamp(text: &str) -> Option<(Timestamp, Range<usize>)> {
    let date = when::find_dates(text).into_iter().next()?;
    let after = text.get(date.end..)?;
    let near = |time: &&when::FoundTime| time.start >= date.end && time.start <= date.end + 12;
    let at_sign = after.trim_start().starts_with('@');
    let times = if at_sign {
        when::find_labelled_times(text)
    } else {
        when::find_times(text)
    };
    let bare = first_bare_clock(after);
    let time = times
        .iter()
        .find(near)
        .map(|time| (time.minute_of_day(), time.end));
    let time = time.or(bare.map(|time| (time.minute_of_day(), date.end + time.end)));
    if let Some((Some(minute), end)) = time {
        let stamp = Timestamp {
            date: date.date,
            time: Some(minute),
        };
        return Some((stamp, date.start..end));
    }
    // "2:32 PM 4/5/2026".
    let before_start = (0..=date.start.saturating_sub(14))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0);
    let before = text.get(before_start..date.start)?;
    if let Some(time) = when::find_times(before).last()
        && let Some(minute) = time.minute_of_day()
    {
        let stamp = Timestamp {
            date: date.date,
            time: Some(minute),
        };
        return Some((stamp, before_start + time.start..date.end));
    }
    Some((
        Timestamp {
            date: date.date,
            time: None,
        },
        date.start..date.end,
    ))
}

/// Reads `04-05-26 1432`: four digits right behind a date.
fn first_bare_clock(after: &str) -> Option<when::FoundTime> {
    let lead = after.len() - after.trim_start_matches([' ', ',', '-']).len();
    let digits = after
        .get(lead..)?
        .bytes()
        .take_while(u8::is_ascii_digit)
        .count();
    if digits != 4 || lead == 0 {
        return None;
    }
    when::find_labelled_times(after)
        .into_iter()
        .next()
        .filter(|time| time.start == lead)
}
