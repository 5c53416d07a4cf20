//! Lists the times of a program day that stand on lines of their own below words that say the patient
//! attended them: `Groups attended:` and `09:05-10:20  Grief and Loss (75 min; 8 members)`.

use super::attendance::absence_in;
use super::day_blocks::only_range;
use super::time::{Clock, between};
use super::view::NoteView;
use super::when::{FoundRange, find_compact_range};
use crate::model::NoteKind;
use crate::text::bytes::has_digit;

/// Letters of the longest heading and row; sentences are longer.
const LONGEST_HEADING: usize = 48;
const LONGEST_ROW: usize = 110;

/// What the heading calls the parts of the day.
const PARTS: [&str; 8] = [
    "group",
    "session",
    "service",
    "activit",
    "class",
    "program",
    "schedule",
    "treatment",
];

/// How it says that the patient was there.
const ATTENDED: [&str; 5] = [
    "attended",
    "received",
    "completed",
    "participated",
    "attendance",
];

/// How it says that the patient was not.
const NOT: [&str; 6] = ["not ", "missed", "excused", "refused", "absence", "absent"];

/// How a row says that the patient was not in it, or not to its end. "Refusal skills" and "health-related
/// goals" are groups.
const LEFT_OUT: [&str; 13] = [
    "not ", "absent", "refused", "declined", "excused", "missed", "no show", "no-show", "cancel",
    "left ", " late", "partial", "until ",
];

/// Returns the times of the rows; nothing where one is not all the patient's or begins before the one
/// above ends.
pub(super) fn read_rows(view: &NoteView<'_>, kind: NoteKind) -> Option<Vec<Clock>> {
    let mut lines = view.body_lines();
    lines.find(|(_, line)| is_heading(line.text))?;
    let mut rows: Vec<Clock> = Vec::new();
    for (index, line) in lines {
        let Some(range) = row(line.text) else { break };
        if !is_whole(line.text) {
            return None;
        }
        let (start, stop, minutes) = between(&range.from, &range.to, kind)?;
        let place = view.place(index, range.start..range.end);
        if rows.last().is_some_and(|above| start < above.1) {
            return None;
        }
        rows.push((start, stop, minutes, place));
    }
    (rows.len() > 1).then_some(rows)
}

/// Returns whether a line heads what the patient attended: `Groups attended today:`.
fn is_heading(text: &str) -> bool {
    let text = text.trim();
    if !text.ends_with(':') || text.len() > LONGEST_HEADING || has_digit(text) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    holds(&ATTENDED) && holds(&PARTS) && !holds(&NOT)
}

/// Returns the one time of a row, with which it begins or ends.
fn row(text: &str) -> Option<FoundRange> {
    let length = text.trim().len();
    if length > LONGEST_ROW || !has_digit(text) || text.trim_end().ends_with('.') {
        return None;
    }
    let range = only_range(text).or_else(|| find_compact_range(text))?;
    let is_bare = |part: Option<&str>| part.is_some_and(|part| !part.contains(char::is_alphabetic));
    let begins = is_bare(text.get(..range.start));
    (begins || is_bare(text.get(range.end..))).then_some(range)
}

/// Returns whether a row says nothing of absence from it or from a part of it.
fn is_whole(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    absence_in(text).is_none() && !LEFT_OUT.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn read(body: &str) -> Option<(u32, u8)> {
        let text = format!(
            "Residential Daily Note\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\n\
             Staff: Ann Roe, LPC\n{body}\nShe spoke of the river and slept badly. Cravings 4/10.\n\n\
             Electronically signed by Ann Roe, LPC 04/05/2026 4:50 PM\n"
        );
        let pages = [Page::plain(1, &text)];
        let notes = from_pages(FileId(0), "n.txt", &pages, &mut Vec::new());
        assert_eq!(notes.len(), 1, "{body}");
        notes[0]
            .time
            .as_ref()
            .map(|time| (time.minutes, time.sessions))
    }

    #[test]
    fn rows_below_what_was_attended_are_added() {
        for (body, want) in [
            (
                "Groups attended:\n09:10-10:20  Grief and Loss  (70 min; lead A. Roe; 8 there)\n\
                 10:40-11:50  Seeking Calm  (70 min; lead B. Poe; 9 there)\n\
                 13:15-14:25  Money Matters  (70 min; lead A. Roe; 7 there)",
                (210, 3),
            ),
            (
                "Services received today:\n9:00 AM - 10:00 AM Yoga\n10:15 AM - 11:15 AM Gardening",
                (120, 2),
            ),
            (
                "Groups attended today:\n0900-1000 Refusal Skills\n1010-1110 Health-Related Goals",
                (120, 2),
            ),
            (
                "Sessions attended:\n- Yoga, 9:00 AM - 10:00 AM\n- Gardening, 10:15 AM - 11:15 AM",
                (120, 2),
            ),
        ] {
            assert_eq!(read(body), Some(want), "{body}");
        }
    }

    #[test]
    fn a_schedule_and_rows_that_were_left_out_are_not_added() {
        for body in [
            "Groups offered:\n09:10-10:20  Grief and Loss\n10:40-11:50  Seeking Calm",
            "Groups not attended:\n09:10-10:20  Grief and Loss\n10:40-11:50  Seeking Calm",
            "Groups attended:\n09:10-10:20  Grief and Loss\n10:40-11:50  Seeking Calm, left at 11",
        ] {
            let sessions = read(body).map_or(0, |(_, sessions)| sessions);
            assert_eq!(sessions, 0, "{body}");
        }
    }
}
