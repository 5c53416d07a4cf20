//! Joins the times of a program day that stand in a table with whether the patient was there for
//! each, `0900-1000 | Process group | present`, or with the minutes that each counts for:
//! `09:00 - 10:00  60  CBT: worry list  Ann Roe, LCSW`.

use super::attendance::absence_in;
use super::labels::cells;
use super::time::{Clock, between};
use super::view::NoteView;
use super::when::{self, FoundRange};
use crate::model::{NoteKind, Remark, RemarkKind};
use crate::text::bytes::has_digit;

/// Lines between rows that other words may take, as a remark below a row does.
const REACH: usize = 2;

/// What a row says of the patient.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Present,
    /// There for some minutes fewer.
    Late(u32),
    /// There for the minutes that a cell of their own states.
    For(u32),
    /// Absent, or there for a time that nobody tells.
    Uncounted,
    /// The row has no word of it.
    Blank,
}

/// Rows of one table with their times and the minutes that each counts for.
struct Rows {
    counted: Vec<(Clock, u32)>,
    all: usize,
    present: usize,
}

/// Returns the start of the first row that was attended, the end of the last, and the minutes of all
/// of them. A table in which no row says that the patient was present or how long is a schedule.
pub(super) fn read_rows(view: &NoteView<'_>, kind: NoteKind) -> Option<(Clock, u8)> {
    let rows = rows(view, kind)?;
    let (&((start, _, _, place), _), &((_, stop, _, _), _)) =
        (rows.counted.first()?, rows.counted.last()?);
    let minutes: u32 = rows.counted.iter().map(|(_, counted)| counted).sum();
    let sessions = u8::try_from(rows.counted.len()).unwrap_or(u8::MAX);
    (rows.all > 1 && rows.present > 0).then_some(((start, stop, minutes, place), sessions))
}

/// Returns the sessions of the day that a table lists with the minutes that each counts for.
pub(super) fn sessions(view: &NoteView<'_>, kind: NoteKind) -> Vec<Remark> {
    let is_of_day = matches!(
        kind,
        NoteKind::GroupNote | NoteKind::ProgramSummary | NoteKind::ProgressNote | NoteKind::Unknown
    );
    let rows = is_of_day.then(|| rows(view, kind)).flatten();
    let rows = rows.filter(|rows| rows.all > 1 && rows.present > 0);
    let remark = |((start, stop, _, span), minutes)| Remark {
        kind: RemarkKind::DaySession,
        minutes: Some(minutes),
        from: Some(start),
        to: Some(stop),
        on: None,
        span,
    };
    let counted = rows.map(|rows| rows.counted).unwrap_or_default();
    counted.into_iter().map(remark).collect()
}

/// Returns whether a line is one of several rows that begin with their times, so that what a heading
/// above it says is of that row alone.
pub(super) fn is_one_of_several(view: &NoteView<'_>, index: usize) -> bool {
    let is_row = |at: usize| {
        view.line(at)
            .is_some_and(|line| line.is_parted && row(line.text).is_some())
    };
    is_row(index) && is_row(index + 1)
}

fn rows(view: &NoteView<'_>, kind: NoteKind) -> Option<Rows> {
    let mut found = Rows {
        counted: Vec::new(),
        all: 0,
        present: 0,
    };
    let mut last: Option<(usize, Clock)> = None;
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
        let clock = (start, stop, minutes, place);
        last = Some((index, clock));
        found.all += 1;
        let counted = match status {
            Status::Present | Status::Blank => minutes,
            Status::Late(missed) => minutes.saturating_sub(missed),
            Status::For(stated) if stated <= minutes => stated,
            Status::For(_) | Status::Uncounted => continue,
        };
        found.present += usize::from(status != Status::Blank);
        found.counted.push((clock, counted));
    }
    Some(found)
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
        _ => {
            let said = text.get(last.clone())?;
            let minutes = || {
                let mut inner = cells.get(1..cells.len() - 1).unwrap_or_default().iter();
                inner.find_map(|cell| stated_minutes(text.get(cell.clone())?))
            };
            match status(said) {
                Status::Uncounted if !says_of_presence(said) => {
                    minutes().map_or(Status::Uncounted, Status::For)
                }
                status => status,
            }
        }
    };
    Some((range, status))
}

/// Reads a cell that holds a number of minutes and nothing else: `60`, `45 min`.
fn stated_minutes(cell: &str) -> Option<u32> {
    let cell = cell.trim();
    let digits = cell.bytes().take_while(u8::is_ascii_digit).count();
    let unit = cell.get(digits..)?.trim().trim_end_matches('.');
    let is_unit = ["", "m", "min", "mins", "minutes"];
    let minutes = cell.get(..digits)?.parse::<u32>().ok()?;
    let is_length = (5..=240).contains(&minutes) && digits <= 3;
    (is_length && is_unit.iter().any(|known| unit.eq_ignore_ascii_case(known))).then_some(minutes)
}

/// Returns whether a cell speaks of whether or how long the patient was there.
fn says_of_presence(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    absence_in(text).is_some()
        || lower.contains("not ")
        || lower.contains("late")
        || PART.iter().any(|cue| lower.contains(cue))
}

/// Words of a cell for who was there for a part.
const PART: [&str; 5] = ["left", "until", "partial", "early", "from"];

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
    fn rows_with_minutes_of_their_own_are_added() {
        for (rows, want) in [
            (
                "09:00 - 10:00   60  CBT: worry list          Ann Roe, LCSW\n10:15 - 11:15   60  Art (CTRS)               Max Poe, CTRS\n13:00 - 13:45   45  Skills lab               Ann Roe, LCSW",
                165,
            ),
            (
                "0900-1000 | 60 | Process group | A. Roe\n1010-1110 | 40 min | CBT | A. Roe",
                100,
            ),
        ] {
            assert_eq!(minutes(rows), Some(want), "{rows}");
        }
        // A number that cannot be minutes of the row is a room's.
        let rooms = "0900-1000 | 112 | Process group | A. Roe\n1010-1110 | 114 | CBT | A. Roe";
        assert_ne!(minutes(rooms), Some(226));
        assert_ne!(minutes(rooms), Some(120));
    }

    #[test]
    fn the_minutes_above_a_column_are_of_its_first_row_alone() {
        let text = "PHP Daily Note\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\n\n\
             Planned Contacts\n  Time           Min  Group              Leader\n  \
             09:00 - 10:00   60  CBT: worry list    Ann Roe, LCSW\n  \
             10:15 - 11:15   60  Art                Max Poe, CTRS\nProgram minutes attended: 120\n\n\
             Response: Took part and named two things that she would try at home.\n\n\
             Electronically signed by Ann Roe, LCSW 04/05/2026 4:50 PM\n";
        let pages = [Page::plain(1, text)];
        let notes = from_pages(FileId(0), "n.txt", &pages, &mut Vec::new());
        let time = notes[0].time.expect("a time");
        assert_eq!((time.minutes, time.stated_minutes), (120, Some(120)));
        let sessions: Vec<_> = notes[0].remarks.of(super::RemarkKind::DaySession).collect();
        assert_eq!(sessions.len(), 2);
        assert_eq!(sessions[1].minutes, Some(60));
    }

    #[test]
    fn a_schedule_is_not_added() {
        let rows =
            "0900-1000 | Process group | Room B\n1010-1110 | CBT | Room C\n1120-1220 | OT | Gym";
        assert_ne!(minutes(rows), Some(180));
    }
}
