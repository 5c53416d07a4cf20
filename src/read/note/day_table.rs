//! Lists the times of a program day that stand in a table with whether the patient was there for
//! each, `0900-1000 | Process group | present`, `Process | Ann Roe | 9:00 AM - 10:00 AM | Present`, or
//! with the minutes that each counts for: `09:00 - 10:00  60  CBT: worry list  Ann Roe, LCSW`.

use super::attendance::absence_in;
use super::labels::cells;
use super::time::{Clock, between, labelled_duration};
use super::view::NoteView;
use super::when::{self, FoundRange};
use crate::model::{Minute, NoteKind, Remark, RemarkKind};
use crate::text::bytes::has_digit;
use std::ops::Range;

/// Lines between rows that other words may take, as a remark below a row does.
const REACH: usize = 2;

/// What a row says of the patient.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Present,
    /// There from so many minutes after the row's start on.
    Late(u32),
    /// There from a time of day on, or from one that nobody tells.
    From(Option<Minute>),
    /// There until a time of day, or for a part that nobody tells.
    Left(Option<Minute>),
    /// There for the minutes that a cell of their own states.
    For(u32),
    Absent,
    /// The row has no word of it.
    Blank,
}

/// One row: its time and what it says.
struct Row {
    clock: Clock,
    status: Status,
}

impl Row {
    /// Returns the part of its time for which the patient was certainly there, or that a stated total
    /// counts, which was added up from times that were cut to it already.
    fn attended(&self, is_cut: bool) -> Option<Clock> {
        let (start, stop, minutes, place) = self.clock;
        if is_cut && self.status != Status::Absent {
            return Some(self.clock);
        }
        let missed = match self.status {
            Status::Present | Status::Blank => 0,
            Status::Late(missed) => missed,
            Status::From(at) => {
                let after_start = at?.since_midnight().checked_sub(start.since_midnight());
                after_start.filter(|missed| *missed < minutes)?
            }
            Status::Left(at) => {
                let before_end = stop.since_midnight().checked_sub(at?.since_midnight());
                before_end.filter(|missed| *missed < minutes)?
            }
            Status::For(stated) => minutes.checked_sub(stated)?,
            Status::Absent => return None,
        };
        let later = |time: Minute, by: u32| {
            let minute = time.since_midnight() + by;
            Minute::new(minute / 60 % 24, minute % 60)
        };
        let left = minutes.checked_sub(missed).filter(|left| *left > 0)?;
        Some(match self.status {
            Status::Late(_) | Status::From(_) => (later(start, missed)?, stop, left, place),
            _ => (start, later(start, left)?, left, place),
        })
    }
}

/// Returns the times of the rows that the patient attended. A table in which no row says that the
/// patient was present is a schedule.
pub(super) fn read_rows(view: &NoteView<'_>, kind: NoteKind) -> Option<Vec<Clock>> {
    let rows = table(view, kind)?;
    let tells = |row: &&Row| !matches!(row.status, Status::Blank | Status::Absent);
    if rows.len() < 2 || !rows.iter().any(|row| tells(&row)) {
        return None;
    }
    let whole = rows.iter().filter(|row| row.status != Status::Absent);
    let whole: u32 = whole.map(|row| row.clock.2).sum();
    // "4:35 PM - 5:30 PM | Present (late 5)" under a total of the rows as they are written.
    let is_cut = labelled_duration(view).is_some_and(|(total, _)| total == whole);
    let attended: Vec<Clock> = rows.iter().filter_map(|row| row.attended(is_cut)).collect();
    (!attended.is_empty()).then_some(attended)
}

/// Returns the sessions of the day that a table lists with the minutes that each counts for.
pub(super) fn sessions(view: &NoteView<'_>, kind: NoteKind) -> Vec<Remark> {
    let is_of_day = matches!(
        kind,
        NoteKind::GroupNote | NoteKind::ProgramSummary | NoteKind::ProgressNote | NoteKind::Unknown
    );
    let rows = is_of_day.then(|| read_rows(view, kind)).flatten();
    let remark = |(start, stop, minutes, span)| Remark {
        kind: RemarkKind::DaySession,
        minutes: Some(minutes),
        from: Some(start),
        to: Some(stop),
        on: None,
        span,
    };
    rows.unwrap_or_default().into_iter().map(remark).collect()
}

/// Returns whether a line is one of several rows that begin with their times, so that what a heading
/// above it says is of that row alone.
pub(super) fn is_one_of_several(view: &NoteView<'_>, index: usize) -> bool {
    let is_row = |at: usize| {
        view.line(at).is_some_and(|line| {
            let opens = line
                .text
                .trim_start()
                .starts_with(|c: char| c.is_ascii_digit());
            line.is_parted && opens && row(line.text).is_some()
        })
    };
    is_row(index) && is_row(index + 1)
}

/// Returns the rows of the first table of times, which follow each other.
fn table(view: &NoteView<'_>, kind: NoteKind) -> Option<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    let mut last = 0;
    for (index, line) in view.body_lines() {
        let text = line.text.trim_start();
        let opens = text.starts_with(|c: char| c.is_ascii_digit());
        if !line.is_parted || !(opens || may_hold_time(text)) {
            continue;
        }
        let Some((range, status)) = row(line.text) else {
            continue;
        };
        let (start, stop, minutes) = between(&range.from, &range.to, kind)?;
        if let Some(above) = rows.last() {
            // Another table.
            if index > last + 1 + REACH {
                break;
            }
            if start < above.clock.1 {
                return None;
            }
        }
        last = index;
        let place = view.place(index, range.start..range.end);
        let clock = (start, stop, minutes, place);
        rows.push(Row { clock, status });
    }
    Some(rows)
}

/// Returns the time of a row and its status. Where the row begins with the time, the status ends it;
/// otherwise bars or tabs part the row, and one of its cells is the status and nothing else.
fn row(text: &str) -> Option<(FoundRange, Status)> {
    let opens = text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    if !opens && !text.bytes().any(|byte| matches!(byte, b'|' | b'\t')) {
        return None;
    }
    let cells = cells(text);
    let at = cells.iter().position(|cell| opens_with_digit(text, cell))?;
    let (at, range) = (at..cells.len()).find_map(|at| {
        let cell = cells.get(at)?;
        let alone = time_in(text, cell);
        // "Process | 9:00 AM | 10:00 AM | Present".
        let pair = || time_in(text, &(cell.start..cells.get(at + 1)?.end));
        Some((at, alone.or_else(pair)?))
    })?;
    // A list of several days is no day's table.
    if !when::find_dates(text).is_empty() {
        return None;
    }
    let behind = || cells.iter().filter(|cell| cell.start >= range.end);
    if at == 0 && opens {
        let status = match behind().count() {
            0 => return None,
            1 => Status::Blank,
            _ => {
                let said = text.get(cells.last()?.clone())?;
                let inner = cells.get(1..cells.len() - 1).unwrap_or_default();
                let inner = inner.iter().filter_map(|cell| text.get(cell.clone()));
                // Without its unit a number that ends a row may be a room's.
                let has_unit = !said.trim_end().ends_with(|c: char| c.is_ascii_digit());
                let mut lengths = inner.chain(has_unit.then_some(said));
                match status(said) {
                    Status::Left(None) if !says_of_presence(said) => lengths
                        .find_map(stated_minutes)
                        .map_or(Status::Left(None), Status::For),
                    status => status,
                }
            }
        };
        return Some((range, status));
    }
    let before = cells.iter().filter(|cell| cell.end <= range.start);
    let mut told = behind().chain(before);
    let status = told.find_map(|cell| status_alone(text.get(cell.clone())?));
    Some((range, status?))
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
        || lower.contains("from")
        || PART.iter().any(|cue| lower.contains(cue))
}

/// Returns whether a line may hold a time of day by its bytes: `9:00`, `0900`.
fn may_hold_time(text: &str) -> bool {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    bytes.windows(4).any(|four| {
        is_digit(four.first())
            && is_digit(four.get(2))
            && is_digit(four.get(3))
            && (four.get(1) == Some(&b':') || is_digit(four.get(1)))
    })
}

fn opens_with_digit(text: &str, cell: &Range<usize>) -> bool {
    let cell = text.get(cell.clone()).unwrap_or_default();
    cell.starts_with(|c: char| c.is_ascii_digit())
}

/// Returns the time that is all of a part of a row.
fn time_in(text: &str, part: &Range<usize>) -> Option<FoundRange> {
    let when = text.get(part.clone())?;
    let times = when::find_labelled_times(when);
    let [first, second] = times[..] else {
        return None;
    };
    let of_cells = || {
        let between = when.get(first.end..second.start)?;
        between
            .chars()
            .all(|c| c == '|' || c.is_whitespace())
            .then_some(FoundRange {
                start: first.start,
                end: second.end,
                from: first,
                to: second,
            })
    };
    let found = when::find_ranges(when, &times).into_iter().next();
    let mut range = found.or_else(of_cells)?;
    if range.start != 0 || range.end != when.trim_end().len() {
        return None;
    }
    range.start += part.start;
    range.end += part.start;
    Some(range)
}

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

const PART: [&str; 4] = ["left", "until", "partial", "early"];

fn status(text: &str) -> Status {
    let lower = text.trim().to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphabetic());
    let is_present = words.any(|word| PRESENT.contains(&word));
    if absence_in(text).is_some() || lower.contains("not ") {
        return Status::Absent;
    }
    let arrives = ["late", "arriv", "from", "joined", "came"];
    if has_digit(text) && arrives.iter().any(|cue| lower.contains(cue)) {
        return minutes_late(&lower).map_or_else(|| Status::From(only_time(&lower)), Status::Late);
    }
    if lower.contains("late") {
        return Status::From(None);
    }
    if PART.iter().any(|cue| lower.contains(cue)) {
        return Status::Left(only_time(&lower));
    }
    match is_present && !has_digit(text) {
        true => Status::Present,
        false => Status::Left(None),
    }
}

/// Most words of a cell that tells nothing but the status: `left early at 10:40 AM`.
const STATUS_WORDS: usize = 6;

/// Returns the status that a cell is, and not a topic such as `Present moment`.
fn status_alone(cell: &str) -> Option<Status> {
    if cell.split_whitespace().count() > STATUS_WORDS {
        return None;
    }
    let lower = cell.to_ascii_lowercase();
    let first_end = lower.find(|c: char| !c.is_ascii_alphabetic());
    let (first, rest) = lower.split_at(first_end.unwrap_or(lower.len()));
    let is_alone = || {
        let rest = rest.trim_start();
        rest.is_empty() || !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    let is_status = match first {
        "left" | "late" | "partial" => rest.trim().is_empty() || has_digit(rest) || is_early(rest),
        "arrived" | "joined" | "from" => has_digit(rest) || rest.contains("late"),
        "a" | "no" | "n" => rest.is_empty(),
        word if PRESENT.contains(&word) => is_alone() || is_early(rest),
        _ => absence_in(cell).is_some() && cell.split_whitespace().count() <= 3,
    };
    let is_absent = matches!(first, "a" | "no" | "n");
    is_status.then(|| {
        if is_absent {
            Status::Absent
        } else {
            status(cell)
        }
    })
}

/// Returns whether words behind a status tell of a part: `present late`, `left early`.
fn is_early(rest: &str) -> bool {
    rest.trim_start().starts_with("early") || rest.trim_start().starts_with("late")
}

/// Reads `arrived 15 min late`, `late 15 min`, `15 minutes late`, `late 5`; of a time of day nothing.
fn minutes_late(lower: &str) -> Option<u32> {
    if lower.contains(':') {
        return None;
    }
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let minutes = words.find_map(|word| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        digits.parse::<u32>().ok()
    })?;
    (minutes <= 60).then_some(minutes)
}

/// Returns the one time of day in a text.
fn only_time(text: &str) -> Option<Minute> {
    match when::find_labelled_times(text)[..] {
        [time] => time.minute_of_day(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::RemarkKind;
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
                150,
            ),
            (
                "0900-1000 | Process group | arrived 0920\n1010-1110 | CBT | present",
                100,
            ),
            (
                "0900-1000 | Process group | present\n1010-1110 | CBT | left early\n1120-1220 | OT | present",
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
            (
                "9:00 AM - 10:00 AM   Process   60 min\n10:05 AM - 11:05 AM   CBT: facts   60 min",
                120,
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
        let sessions: Vec<_> = notes[0].remarks.of(RemarkKind::DaySession).collect();
        assert_eq!(sessions.len(), 2);
        assert_eq!(sessions[1].minutes, Some(60));
    }

    #[test]
    fn the_time_may_stand_behind_the_group_and_its_leader() {
        for (rows, want) in [
            (
                "Check in | Check in: pets | Ann Roe, LPC | 4:30 PM - 5:35 PM | Present | Active\n\
                 Skills | Late meals | Bo Poe, LCSW | 5:35 PM - 6:40 PM | Present | Minimal\n\
                 Food | Plan 2 + 1 | Ann Roe, LPC | 7:20 PM - 8:25 PM | Present | Active",
                195,
            ),
            (
                "Process | Present moment | Ann Roe, LPC | 4:30 PM - 5:35 PM | Present | Active\n\
                 Skills | Refusal | Bo Poe, LCSW | 5:35 PM - 6:40 PM | Excused | \n\
                 Food | Lunch | Ann Roe, LPC | 7:20 PM - 8:25 PM | P | Active",
                130,
            ),
            (
                "Process | Pets | Ann Roe, LPC | 4:30 PM - 5:35 PM | Present | Active\n\
                 Skills | Refusal | Bo Poe, LCSW | 5:35 PM - 6:00 PM | Left early 18:00 | Moderate",
                90,
            ),
            (
                "Process | Pets | Ann Roe, LPC | 4:30 PM - 5:35 PM | Present (late 5) | Active\n\
                 Skills | Refusal | Bo Poe, LCSW | 5:35 PM - 6:40 PM | Present | Moderate",
                125,
            ),
            (
                "Process | Pets | 4:35 PM - 5:35 PM | Present (late 5)\n\
                 Skills | Refusal | 5:35 PM - 6:40 PM | Present\nTotal group time: 125 minutes",
                125,
            ),
            (
                "1 | Process | 9:00 AM | 10:00 AM | Present\n2 | Skills | 10:10 AM | 11:10 AM | Present",
                120,
            ),
            (
                "Process\t9:00 AM\t10:00 AM\tPresent\nSkills\t10:10 AM\t11:10 AM\tAbsent\n\
                 OT\t11:20 AM\t12:20 PM\tPresent",
                120,
            ),
        ] {
            assert_eq!(minutes(rows), Some(want), "{rows}");
        }
    }

    #[test]
    fn a_list_of_several_days_is_not_added() {
        let days = "04/03/2026 | Process | 9:00 AM - 10:00 AM | Present\n\
                    04/04/2026 | Skills | 10:10 AM - 11:10 AM | Present\n\
                    04/05/2026 | OT | 11:20 AM - 12:20 PM | Present";
        assert_ne!(minutes(days), Some(180));
    }

    #[test]
    fn a_row_of_an_absence_is_no_further_time_of_the_note() {
        let rows = "0900-1000 | Process group | present\n1010-1110 | CBT | present\n\
                    1120-1220 | OT | absent";
        assert_eq!(minutes(rows), Some(120));
        let text = format!(
            "PHP Daily Progress Note\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\n\n\
             {rows}\n\nElectronically signed by Ann Roe, LICSW 04/05/2026 4:50 PM\n"
        );
        let notes = from_pages(
            FileId(0),
            "n.txt",
            &[Page::plain(1, &text)],
            &mut Vec::new(),
        );
        assert!(notes[0].remarks.first(RemarkKind::MoreTimes).is_none());
    }

    #[test]
    fn a_schedule_is_not_added() {
        let week = "Process | Pets | Ann Roe, LPC | 9:00 AM - 10:00 AM | Room B\n\
                    Skills | Refusal | Bo Poe, LCSW | 10:10 AM - 11:10 AM | Room C\n\
                    OT | Clay | Bo Poe, LCSW | 11:20 AM - 12:20 PM | Gym";
        assert_ne!(minutes(week), Some(180));
        let rows =
            "0900-1000 | Process group | Room B\n1010-1110 | CBT | Room C\n1120-1220 | OT | Gym";
        assert_ne!(minutes(rows), Some(180));
    }
}
