//! Joins the times of a program day that stand in a table with whether the patient was there for
//! each: `0900-1000 | Process group | present`.

use super::attendance::absence_in;
use super::labels::cells;
use super::time::{Clock, between};
use super::view::NoteView;
use super::when::{self, FoundRange};
use crate::model::NoteKind;
use crate::text::bytes::has_digit;

/// Lines between rows that other words may take, as a remark below a row does.
const REACH: usize = 2;

/// What a row says of the patient.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Present,
    /// There for some minutes fewer.
    Late(u32),
    /// Absent, or there for a time that nobody tells.
    Uncounted,
    /// The row has no word of it.
    Blank,
}

/// Returns the start of the first row that was attended, the end of the last, and the minutes of all
/// of them. A table in which no row says that the patient was present is a schedule.
pub(super) fn read_rows(view: &NoteView<'_>, kind: NoteKind) -> Option<(Clock, u8)> {
    let mut joined: Option<Clock> = None;
    let mut last: Option<(usize, Clock)> = None;
    let (mut rows, mut present, mut sessions) = (0, 0, 0_u8);
    for (index, line) in view.body_lines() {
        let text = line.text.trim_start();
        if !line.is_parted || !text.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let Some((range, status)) = row(line.text) else {
            continue;
        };
        let (start, stop, minutes) = between(&range.from, &range.to, kind)?;
        let place = view.place(index, range.start..range.end);
        if let Some((before, above)) = last {
            // Another table.
            if index > before + 1 + REACH {
                break;
            }
            if start < above.1 {
                return None;
            }
        }
        last = Some((index, (start, stop, minutes, place)));
        rows += 1;
        let counted = match status {
            Status::Present | Status::Blank => minutes,
            Status::Late(missed) => minutes.saturating_sub(missed),
            Status::Uncounted => continue,
        };
        present += usize::from(status != Status::Blank);
        sessions = sessions.saturating_add(1);
        joined = Some(match joined {
            None => (start, stop, counted, place),
            Some((from, _, sum, place)) => (from, stop, sum + counted, place),
        });
    }
    joined
        .filter(|_| rows > 1 && present > 0)
        .map(|clock| (clock, sessions))
}

/// Returns the time with which a row begins and the status with which it ends.
fn row(text: &str) -> Option<(FoundRange, Status)> {
    let cells = cells(text);
    let (first, last) = (cells.first()?, cells.last()?);
    let when = text.get(first.clone())?;
    let times = when::find_labelled_times(when);
    let [mut range] = when::find_ranges(when, &times)[..] else {
        return None;
    };
    // The time is all of its cell.
    if cells.len() < 2 || range.start != 0 || range.end != when.trim_end().len() {
        return None;
    }
    range.start += first.start;
    range.end += first.start;
    let status = match cells.len() {
        2 => Status::Blank,
        _ => status(text.get(last.clone())?),
    };
    Some((range, status))
}

fn status(text: &str) -> Status {
    const PRESENT: [&str; 10] = [
        "present",
        "attended",
        "p",
        "yes",
        "y",
        "participated",
        "completed",
        "full",
        "att",
        "arrived",
    ];
    const PART: [&str; 5] = ["left", "until", "partial", "early", "from"];
    let lower = text.trim().to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphabetic());
    let is_present = words.any(|word| PRESENT.contains(&word));
    let is_part = PART.iter().any(|cue| lower.contains(cue));
    let is_late = lower.contains("late");
    if absence_in(text).is_some() || lower.contains("not ") || is_part {
        return Status::Uncounted;
    }
    match (is_late, minutes_late(&lower)) {
        (true, Some(missed)) => Status::Late(missed),
        (false, _) if is_present && !has_digit(text) => Status::Present,
        _ => Status::Uncounted,
    }
}

/// Reads `arrived 15 min late`, `late 15 min`, `15 minutes late`.
fn minutes_late(lower: &str) -> Option<u32> {
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let minutes = words.find_map(|word| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        digits.parse::<u32>().ok()
    })?;
    (lower.contains("min") && minutes <= 60).then_some(minutes)
}

#[cfg(test)]
mod tests {
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn minutes(rows: &str) -> Option<u32> {
        let text = format!(
            "PHP Daily Progress Note\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\n\n\
             Attendance\nTime | Service | Status\n{rows}\n\nSubjective\nShe slept badly and came late.\n\n\
             Electronically signed by Ann Roe, LICSW 04/05/2026 4:50 PM\n"
        );
        let pages = [Page::plain(1, &text)];
        let notes = from_pages(FileId(0), "n.txt", &pages, &mut Vec::new());
        assert_eq!(notes.len(), 1, "{rows}");
        notes[0].time.as_ref().map(|time| time.minutes)
    }

    #[test]
    fn the_rows_that_were_attended_are_added() {
        for (rows, want) in [
            (
                "0900-1000 | Process group | present\n1010-1110 | CBT | present\n1120-1220 | OT | present",
                180,
            ),
            (
                "0900-1000 | Process group | present\n1010-1110 | CBT: relapse signs | refused\n1120-1220 | OT | Present",
                120,
            ),
            (
                "0900-1000 | Process group | arrived 15 min late\n1010-1110 | CBT | present",
                105,
            ),
            (
                "9:00 AM - 10:00 AM | Process | Attended\n10:10 AM - 11:10 AM | CBT | absent",
                60,
            ),
            (
                "0900-1000 | Process group | present\n1010-1110 | CBT | left at 1040\n1120-1220 | OT | present",
                120,
            ),
        ] {
            assert_eq!(minutes(rows), Some(want), "{rows}");
        }
    }

    #[test]
    fn a_schedule_is_not_added() {
        let rows =
            "0900-1000 | Process group | Room B\n1010-1110 | CBT | Room C\n1120-1220 | OT | Gym";
        assert_ne!(minutes(rows), Some(180));
    }
}
