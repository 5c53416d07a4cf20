//! The patient-day grid.

use super::{
    Interval, LineRow, PatientRecord, Standing, Support, is_day_note, is_form, misses_day,
    total_minutes,
};
use crate::model::LineId;
use crate::model::{
    AttendanceStatement, AttendanceStatus, LevelOfCare, Note, NoteKind, RemarkKind, ServiceDate,
    SignatureState, StayKind,
};
use crate::policy::counts_toward_hours;
use crate::text::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whether the patient was there.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum Census {
    /// Nothing says.
    #[default]
    Unknown,
    /// In the program.
    Present,
    /// Did not come.
    Absent,
    /// On a pass or leave.
    Pass,
    /// Left without permission.
    Awol,
    /// In hospital or at a medical visit.
    Hospital,
    /// Discharged.
    Discharged,
}

impl Census {
    /// Returns the status as used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Present => "present",
            Self::Absent => "absent",
            Self::Pass => "pass",
            Self::Awol => "awol",
            Self::Hospital => "hospital",
            Self::Discharged => "discharged",
        }
    }
}

/// One day of one patient.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DayRow {
    /// Live lines that bill the day.
    pub lines: Vec<LineId>,
    /// The most intensive level billed.
    pub level_billed: Option<LevelOfCare>,
    /// Notes whose dates of service include the day, in order of the record.
    pub notes: Vec<usize>,
    /// Minutes of therapeutic service that signed or unsigned notes document, overlap removed.
    /// `None` when notes of service exist but none states a time.
    pub note_minutes: Option<u32>,
    /// Sessions of therapeutic service that the day's notes tell of, one a note where it parts none.
    pub service_notes: u32,
    /// Of these, notes without any time.
    pub untimed_notes: u32,
    /// Whether the minutes rest on a note of the whole day, which tells the program's hours more
    /// surely than the patient's.
    pub by_day_note: bool,
    /// Minutes on attendance sheets, overlap removed; `None` when no sheet covers the day.
    pub sheet_minutes: Option<u32>,
    /// Sessions attended by the sheets.
    pub sheet_sessions: u32,
    /// Attendance rows of the day.
    pub attendance: Vec<usize>,
    /// Whether the patient was there.
    pub census: Census,
    /// What says so, in words, and where it stands.
    pub census_source: Option<(&'static str, Span)>,
    /// The plan, certification and assessment in force.
    pub standing: Standing,
    /// What the record supports, at the day's most intensive billed level.
    pub support: Option<Support>,
}

impl DayRow {
    /// Returns the best count of minutes: notes', else the sheets'.
    ///
    /// Notes win since an attendance sheet without a note is no documentation of a service; where
    /// some notes state no time, a longer sheet total fills the gap.
    pub fn minutes(&self) -> Option<u32> {
        match (self.note_minutes, self.sheet_minutes) {
            (Some(notes), Some(sheet)) if self.untimed_notes > 0 => Some(notes.max(sheet)),
            (Some(notes), _) => Some(notes),
            (None, sheet) => sheet,
        }
    }
}

impl DayRow {
    /// Returns the minutes that the patient attended by the better of notes and sheets.
    ///
    /// A sheet that shows more time than the notes means notes that are missing or short, not a
    /// patient who stayed away.
    pub fn attended(&self) -> Option<u32> {
        self.note_minutes.max(self.sheet_minutes)
    }
}

/// Makes the grid from lines, notes and attendance.
pub(super) fn grid(record: &PatientRecord, lines: &[LineRow]) -> BTreeMap<ServiceDate, DayRow> {
    let mut days: BTreeMap<ServiceDate, DayRow> = BTreeMap::new();
    for row in lines.iter().filter(|row| !row.superseded) {
        for &date in &row.days {
            let day = days.entry(date).or_default();
            day.lines.push(row.id);
            if day
                .level_billed
                .is_none_or(|level| level.rank() < row.billed.level.rank())
            {
                day.level_billed = Some(row.billed.level);
            }
        }
    }
    for (index, note) in record.notes.iter().enumerate() {
        let Some(from) = note.date() else { continue };
        let to = note.service_date_to.unwrap_or(from);
        // A range of more than 31 days is a reporting period, not a service.
        let span = to.days_since(from).clamp(0, 31);
        for offset in 0..=span {
            days.entry(from.plus_days(offset))
                .or_default()
                .notes
                .push(index);
        }
    }
    for (index, entry) in record.attendance.iter().enumerate() {
        days.entry(entry.date).or_default().attendance.push(index);
    }
    for (&date, day) in &mut days {
        count_note_minutes(record, date, day);
        count_sheet_minutes(record, day);
        let told = by_sheets(record, day)
            .or_else(|| by_notes(record, day))
            .or_else(|| by_log(record, date));
        if let Some(told) = told {
            (day.census, day.census_source) = (told.census, Some((told.words, told.place)));
        }
    }
    days
}

fn count_note_minutes(record: &PatientRecord, date: ServiceDate, day: &mut DayRow) {
    let mut intervals = Vec::new();
    let mut loose: u32 = 0;
    let mut paused: u32 = 0;
    // Times of several sittings in one note, with the minutes between these.
    let mut parted: Vec<(Interval, u32)> = Vec::new();
    for &index in &day.notes {
        let note = &record.notes[index];
        // A weekly summary speaks of the day without documenting a service on it; the daily note of
        // a program tells of all that the day held.
        if !note.kind.is_therapeutic_service() && !is_day_note(note)
            || note.attendance.is_some()
            || note.date() != Some(date)
            || note.signature.state == SignatureState::MarkedUnsigned
            || note.remarks.first(RemarkKind::NotProgramTime).is_some()
        {
            continue;
        }
        // A nursing or prescriber note without a stated duration is a contact, not a session.
        let is_contact = matches!(note.kind, NoteKind::NursingNote | NoteKind::PrescriberNote);
        match &note.time {
            Some(time) => {
                day.service_notes += u32::from(time.sessions.max(1));
                day.by_day_note |= is_day_note(note);
                // Of the note's minutes some were not counted.
                if note.remarks.first(RemarkKind::MoreTimes).is_some() {
                    day.untimed_notes += 1;
                }
                let sittings = note.remarks.sittings();
                let before = intervals.len();
                intervals.extend(sittings.map(|(start, stop, _)| {
                    Interval::new(start.since_midnight(), stop.since_midnight())
                }));
                // What the note tells of its breaks lies between its sittings.
                if intervals.len() > before {
                    continue;
                }
                paused += note.remarks.paused();
                match (time.start, time.stop) {
                    (Some(start), Some(stop)) if start < stop => {
                        let whole = Interval::new(start.since_midnight(), stop.since_midnight());
                        intervals.push(whole);
                        let length = stop.since_midnight() - start.since_midnight();
                        if time.minutes < length {
                            let between = length - time.minutes;
                            parted.push((whole, between.saturating_sub(note.remarks.paused())));
                        }
                    }
                    _ => loose += time.minutes,
                }
            }
            None if is_contact => {}
            // Beside the timed notes of its groups, a summary without a time holds no further ones.
            None if is_day_note(note) && is_told_by_sessions(record, date, day) => {}
            None => {
                day.service_notes += 1;
                day.untimed_notes += 1;
            }
        }
    }
    if day.service_notes > day.untimed_notes {
        // The minutes between a note's sittings are none either, unless another note fills them.
        for (whole, between) in parted {
            if intervals
                .iter()
                .filter(|other| other.overlap(whole) > 0)
                .count()
                == 1
            {
                paused += between;
            }
        }
        // Breaks within the stated times are no program time.
        let minutes = total_minutes(&mut intervals) + loose;
        day.note_minutes = Some(minutes.saturating_sub(paused));
    }
}

/// Returns whether a day's groups and sessions have timed notes of their own.
fn is_told_by_sessions(record: &PatientRecord, date: ServiceDate, day: &DayRow) -> bool {
    let is_session = |note: &Note| {
        matches!(
            note.kind,
            NoteKind::GroupNote | NoteKind::IndividualNote | NoteKind::FamilyNote
        ) && note.date() == Some(date)
            && note.time.is_some()
            && note.attendance.is_none()
    };
    let notes = day.notes.iter().map(|&index| &record.notes[index]);
    notes.filter(|note| is_session(note)).count() > 1
}

fn count_sheet_minutes(record: &PatientRecord, day: &mut DayRow) {
    let mut intervals = Vec::new();
    let mut loose = 0;
    let mut timed = false;
    for &index in &day.attendance {
        let entry = &record.attendance[index];
        if entry.status != AttendanceStatus::Present || !counts_toward_hours(&entry.session) {
            continue;
        }
        day.sheet_sessions += 1;
        match (entry.time_in, entry.time_out) {
            (Some(start), Some(stop)) if start < stop => {
                timed = true;
                intervals.push(Interval::new(start.since_midnight(), stop.since_midnight()));
            }
            _ => {
                if let Some(minutes) = entry.minutes {
                    timed = true;
                    loose += minutes;
                }
            }
        }
    }
    if timed {
        day.sheet_minutes = Some(total_minutes(&mut intervals) + loose);
    } else if !day.attendance.is_empty() && day.sheet_sessions == 0 {
        // Every row of the day says absent: that is a count of zero, not a missing one.
        day.sheet_minutes = Some(0);
    }
}

/// Whether the patient was there, with what says so.
struct Told {
    census: Census,
    words: &'static str,
    place: Span,
}

/// Returns what the attendance sheets of the day say.
fn by_sheets(record: &PatientRecord, day: &DayRow) -> Option<Told> {
    let mut found = None;
    for &index in &day.attendance {
        let entry = &record.attendance[index];
        let census = match entry.status {
            AttendanceStatus::Present => Census::Present,
            AttendanceStatus::Absent | AttendanceStatus::NoShow | AttendanceStatus::Refused => {
                Census::Absent
            }
            AttendanceStatus::Pass => Census::Pass,
            AttendanceStatus::Awol => Census::Awol,
            AttendanceStatus::Medical => Census::Hospital,
            AttendanceStatus::Discharged => Census::Discharged,
            AttendanceStatus::Closed | AttendanceStatus::Unclear => continue,
        };
        let told = Told {
            census,
            words: "attendance sheet",
            place: entry.span,
        };
        // One attended session means that the patient was there that day.
        if census == Census::Present {
            return Some(told);
        }
        found = Some(told);
    }
    found
}

/// Returns what the notes of the day say.
fn by_notes(record: &PatientRecord, day: &DayRow) -> Option<Told> {
    let mut found = None;
    for &index in &day.notes {
        let note = &record.notes[index];
        let told = |census, place| {
            Some(Told {
                census,
                words: "note of the day",
                place,
            })
        };
        let Some(statement) = note.attendance else {
            // A call shows no patient who comes by the day; within a house it may be an incident.
            let is_call = note.kind == NoteKind::Contact
                && !day.level_billed.is_some_and(LevelOfCare::is_24_hour);
            if note.kind.is_not_delivery() || is_call || is_form(note) {
                continue;
            }
            let by_the_day = day.level_billed.is_some_and(LevelOfCare::is_day_program);
            if by_the_day && misses_day(note) {
                found = told(Census::Absent, note.place());
                continue;
            }
            return told(Census::Present, note.place());
        };
        match statement.value {
            AttendanceStatement::OnPass => found = told(Census::Pass, statement.span),
            AttendanceStatement::Awol => found = told(Census::Awol, statement.span),
            AttendanceStatement::NoShow => found = told(Census::Absent, statement.span),
            // A patient who refuses a group is on the unit.
            AttendanceStatement::Refused => return told(Census::Present, statement.span),
        }
    }
    found
}

/// Returns what census and leave logs say of a day of which nothing else tells.
fn by_log(record: &PatientRecord, date: ServiceDate) -> Option<Told> {
    let mut found = None;
    for stay in &record.stays {
        let is_admitted = stay.kind == StayKind::Admitted;
        if is_admitted
            && stay.from.is_some_and(|from| from <= date)
            && stay.to.is_some_and(|to| date <= to)
        {
            // Within a logged stay, and an earlier discharge says nothing of this day.
            let is_open = found
                .as_ref()
                .is_none_or(|told: &Told| told.census == Census::Discharged);
            if is_open {
                found = Some(Told {
                    census: Census::Present,
                    words: "census log",
                    place: stay.span,
                });
            }
            continue;
        }
        if is_admitted && stay.from.is_some_and(|from| from <= date) && stay.to.is_none() {
            // Admitted again and not yet gone.
            found = found.filter(|told: &Told| told.census != Census::Discharged);
            continue;
        }
        if !stay.is_gone_all_day(date) {
            continue;
        }
        let census = match stay.kind {
            StayKind::Away(AttendanceStatus::Pass) => Census::Pass,
            StayKind::Away(AttendanceStatus::Awol) => Census::Awol,
            StayKind::Away(AttendanceStatus::Medical) => Census::Hospital,
            StayKind::Away(_) => continue,
            StayKind::Admitted => Census::Discharged,
        };
        found = Some(Told {
            census,
            words: if census == Census::Discharged {
                "census log"
            } else {
                "leave log"
            },
            place: stay.span,
        });
    }
    found
}
