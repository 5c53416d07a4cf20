//! Tells what a table of a day's sessions names as their topics from what it says of the patient: a
//! group on "Anger" or "Safety, PTSD and trauma" is nobody's anger. What stands under "Response" or
//! "Comments" stays the patient's.

use super::normalize::Normalized;
use super::scanner::Draft;
use crate::model::{Assertion, Dimension};

/// Rows looked at above a row for the head of its table.
const MOST_ROWS: usize = 16;
/// A table of sessions has no fewer columns.
const LEAST_CELLS: usize = 3;

/// Words under which sessions and their topics are named.
const TOPICS: [&str; 12] = [
    "topic",
    "topics",
    "group",
    "groups",
    "session",
    "service",
    "activity",
    "class",
    "curriculum",
    "subject",
    "title",
    "theme",
];
/// Words beside them under which the patient is told of: "Group response".
const OF_PATIENT: [&str; 8] = [
    "response",
    "comment",
    "comments",
    "participation",
    "notes",
    "progress",
    "behavior",
    "attendance",
];
/// Words that only the head of a table of sessions has.
const OF_SESSIONS: [&str; 12] = [
    "time",
    "start",
    "facilitator",
    "facilitators",
    "leader",
    "clinician",
    "counselor",
    "therapist",
    "staff",
    "min",
    "minutes",
    "duration",
];

/// Gives the names and topics of sessions in a table to the group.
pub(super) fn give(drafts: &mut [Draft], original: &str, plain: &Normalized) {
    for draft in drafts {
        if matches!(draft.mention.dimension, Dimension::T | Dimension::P) {
            continue;
        }
        let (from, _) = plain.original(original, draft.start, draft.end);
        if names_topic(original, from) {
            draft.mention.assertion = Assertion::OtherPerson;
            draft.ground.rule = "topic of a session";
        }
    }
}

/// Returns whether a byte of a text stands in a row of a table of sessions, under a head of topics.
fn names_topic(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else {
        return false;
    };
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let end = after.find('\n').map_or(text.len(), |end| at + end);
    let row = text.get(start..end).unwrap_or_default();
    let Some(parting) = Parting::of(row) else {
        return false;
    };
    // The first of the rows that are parted alike heads the table. Rules between rows are no rows.
    let above = text.get(..start).unwrap_or_default().lines().rev();
    let rows = above.filter(|line| line.contains(char::is_alphanumeric));
    let head = rows
        .take(MOST_ROWS)
        .take_while(|line| Parting::of(line) == Some(parting))
        .last();
    head.is_some_and(|head| {
        has_word(head, &OF_SESSIONS)
            && parting
                .cell_over(head, row, at - start)
                .is_some_and(|cell| has_word(cell, &TOPICS) && !has_word(cell, &OF_PATIENT))
    })
}

fn has_word(text: &str, words: &[&str]) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| words.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// What stands between the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parting {
    Sign(char),
    /// Two blanks or more: cells stand below the words of their head.
    Gaps,
}

impl Parting {
    /// Looks at each byte once: nearly every line is parted in no way.
    fn of(row: &str) -> Option<Self> {
        let (mut bars, mut tabs, mut gaps, mut blanks) = (0, 0, 0, 0);
        for byte in row.trim().bytes() {
            match byte {
                b' ' => blanks += 1,
                b'|' => bars += 1,
                b'\t' => tabs += 1,
                _ => {
                    gaps += usize::from(blanks > 1);
                    blanks = 0;
                }
            }
        }
        let is_parted = |parts: usize| parts + 1 >= LEAST_CELLS;
        if is_parted(bars) {
            Some(Self::Sign('|'))
        } else if is_parted(tabs) {
            Some(Self::Sign('\t'))
        } else {
            is_parted(gaps).then_some(Self::Gaps)
        }
    }

    /// Returns the cell of the head that stands over a byte of a row.
    fn cell_over<'h>(self, head: &'h str, row: &str, at: usize) -> Option<&'h str> {
        let before = row.get(..at)?;
        match self {
            Self::Sign(sign) => head.split(sign).nth(before.matches(sign).count()),
            Self::Gaps => {
                // The cell begins after the last gap before the byte.
                let cell = before.rfind("  ").map_or(0, |gap| gap + 2);
                let from = head.char_indices().nth(row.get(..cell)?.chars().count())?.0;
                let rest = head.get(from..)?;
                let rest = rest.strip_prefix(' ').unwrap_or(rest);
                rest.split("  ").next().filter(|words| !words.is_empty())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(text: &str, words: &str) -> bool {
        names_topic(text, text.find(words).expect("the words"))
    }

    #[test]
    fn the_topic_of_a_session_is_nobodys_state() {
        let bars = "Group | Topic | Facilitator | Time | Response\n\
                    ---\n\
                    Process | Grief | A. Poe, LCSW | 9:00 - 10:00 | tearful\n\
                    Skills | Rage at work | B. Lee, LPC | 10:15 - 11:15 | cravings 8";
        assert!(topic(bars, "Grief") && topic(bars, "Rage"));
        assert!(!topic(bars, "tearful") && !topic(bars, "cravings"));
        let gaps = "Time           Min  Group                  Facilitator\n\
                    08:30 - 09:30   60  DBT - urges and TIPP   A. Poe, LCSW\n\
                    10:00 - 11:00   60  Relapse and shame      B. Lee, LPC";
        assert!(topic(gaps, "urges") && topic(gaps, "Relapse") && topic(gaps, "shame"));
    }

    #[test]
    fn other_tables_and_sentences_stay_the_patients() {
        let log = "Time | Staff | Group behavior\n9:00 | R. Orr | tearful, asked to leave";
        assert!(!topic(log, "tearful"));
        let measures = "Measure | Score | Group mean\nPHQ-9 | 19 severe depression | 7";
        assert!(!topic(measures, "depression"));
        assert!(!topic(
            "Group went well.  Topic grief.  Client tearful.",
            "tearful"
        ));
        assert!(!topic(
            "Group | Topic | Time\n\nClient was tearful.",
            "tearful"
        ));
    }
}
