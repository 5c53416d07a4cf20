//! Reads the line that heads an entry of a timeline, whatever role or document it names:
//! `04/10/2026 1120   PSYCHIATRIST   Ann Roe, MD`, `[4/7/26 8:15 pm] INCIDENT RECORD`.

use super::super::kind;
use super::super::when::{self, FoundDate};
use super::cue::Cue;
use crate::model::ServiceDate;

/// Bytes between a date and the time that belongs to it: `, `, ` at `, ` @ `.
const JOINT: usize = 4;

/// What an entry's first line states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// The date that it begins with.
    pub(super) date: ServiceDate,
    /// Whether a role, a title or a person follows, as no sentence does.
    pub(super) headed: bool,
}

/// Reads a line that begins with a date and a time of day; `dates` are those on it.
pub(super) fn read(text: &str, dates: &[FoundDate]) -> Option<Entry> {
    let first = dates.first().filter(|date| date.start <= 2)?;
    let times = when::find_labelled_times(text);
    let time = times.iter().find(|time| time.start >= first.end)?;
    if time.start > first.end + JOINT {
        return None;
    }
    // "1000-1045": the end of a session.
    let end = times
        .iter()
        .find(|next| next.start > time.end && next.start <= time.end + 3)
        .map_or(time.end, |next| next.end);
    let rest = text.get(end..)?;
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || "|-–—,;:])".contains(c));
    let letters = rest.chars().filter(|c| c.is_alphabetic()).count();
    // "P. Roe, M.Ed."
    let headed = letters >= 3 && kind::looks_like_title(rest.trim_end_matches('.'));
    Some(Entry {
        date: first.date,
        headed,
    })
}

/// Returns whether a line heads an entry: it begins with a date and a time, names something, and
/// stands just below a rule. Lines of one list that all begin so are its rows.
pub(super) fn heads(cues: &[Cue], index: usize) -> bool {
    let Some(cue) = cues.get(index) else {
        return false;
    };
    let headed = cue.entry.is_some_and(|entry| entry.headed);
    headed
        && !cue.signature
        && !cue.addendum
        && is_below_rule(cues, index)
        && !is_listed(cues, index)
}

/// Returns the lines of a note that look like the first of another entry, though nothing on them
/// names one: a date and a time below a rule, on another day than the note's own lines above.
pub(super) fn unclear(cues: &[Cue], from: usize, to: usize) -> Vec<usize> {
    let mut day = None;
    let mut found = Vec::new();
    for index in from..to {
        let Some(entry) = cues.get(index).and_then(|cue| cue.entry) else {
            continue;
        };
        let another = day.is_some_and(|day| day != entry.date);
        let signs = cues.get(index).is_some_and(|cue| cue.signature);
        if another && !signs && is_below_rule(cues, index) && !is_listed(cues, index) {
            found.push(index);
        }
        day = day.or(Some(entry.date));
    }
    found
}

/// Returns whether a rule is the last thing above a line.
pub(super) fn is_below_rule(cues: &[Cue], index: usize) -> bool {
    let above = cues.get(..index).unwrap_or_default();
    let mut above = above.iter().rev().filter(|cue| !cue.blank);
    above.next().is_some_and(|cue| cue.separator)
}

fn is_listed(cues: &[Cue], index: usize) -> bool {
    let below = cues.get(index + 1..).unwrap_or_default();
    let mut below = below.iter().filter(|cue| !cue.blank);
    below.next().is_none_or(|cue| cue.entry.is_some())
}
