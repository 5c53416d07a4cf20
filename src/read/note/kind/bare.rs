//! Strips a title's line of the dates, times, numbers and the author that systems print into it.

use crate::text::bytes::has_digit;

/// Returns a line's words without those that hold digits, and without the author and time that
/// follow a title.
pub(super) fn bare_title(text: &str) -> String {
    let head = match text.find(" by ") {
        Some(at)
            if text
                .get(at + 4..)
                .is_some_and(|rest| rest.starts_with(char::is_uppercase)) =>
        {
            text.get(..at).unwrap_or(text)
        }
        _ => text,
    };
    let kept = head
        .split(|c: char| c.is_whitespace() || matches!(c, '|' | '•' | '·'))
        .filter(|word| !has_digit(word) && is_of_title(word));
    let mut bare = String::with_capacity(head.len());
    for word in kept {
        if !bare.is_empty() {
            bare.push(' ');
        }
        bare.push_str(word);
    }
    bare
}

/// Returns whether a word is none of those that stand with dates and times.
pub(super) fn is_of_title(word: &str) -> bool {
    const PARTS: [&str; 14] = [
        "am", "pm", "a", "p", "at", "to", "min", "mins", "minutes", "hours", "hrs", "from", "on",
        "hr",
    ];
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let bare = match bare.is_ascii() {
        true => bare,
        false => &bare.to_lowercase(),
    };
    if bare.is_empty() || PARTS.iter().any(|part| bare.eq_ignore_ascii_case(part)) {
        return false;
    }
    let Some(begin) = bare.as_bytes().first_chunk::<3>() else {
        return true;
    };
    let (is_day, is_month) = match &begin.map(|byte| byte.to_ascii_lowercase()) {
        b"mon" | b"tue" | b"wed" | b"thu" | b"fri" | b"sat" | b"sun" => (true, false),
        b"jan" | b"feb" | b"mar" | b"apr" | b"may" | b"jun" => (false, true),
        b"jul" | b"aug" | b"sep" | b"oct" | b"nov" | b"dec" => (false, true),
        _ => (false, false),
    };
    let is_calendar = || bare.len() <= 4 || is_calendar(&bare.to_ascii_lowercase());
    // In capitals it is the medication record and not the month.
    !(is_day || is_month && word != "MAR") || !is_calendar()
}

pub(super) fn is_calendar(word: &str) -> bool {
    word.ends_with("day")
        || matches!(
            word,
            "january"
                | "february"
                | "march"
                | "april"
                | "august"
                | "september"
                | "october"
                | "november"
                | "december"
                | "june"
                | "july"
        )
}
