//! Reads census and leave logs: admissions, discharges, passes, hospital stays, absences without
//! leave.

use super::attendance::status_of;
use super::columns::Header;
use super::csv::Row;
use super::field::{Field, Kind};
use super::level::level_from_text;
use super::sheet::{DateCell, Sheet, body};
use crate::model::{AttendanceStatus, Minute, ServiceDate, StayEntry, StayKind};
use crate::problem::ProblemKind;
use crate::read::dates::parse_timestamp;

/// Reads every row below the header.
pub(super) fn read<'t>(sheet: &mut Sheet<'t>, header: &Header, rows: &[Row<'t>]) -> Vec<StayEntry> {
    body(header, rows)
        .filter_map(|row| entry(sheet, header, row))
        .collect()
}

fn entry<'t>(sheet: &mut Sheet<'t>, header: &Header, row: &Row<'t>) -> Option<StayEntry> {
    let patient = sheet.patient(header, row);
    if patient.is_empty() {
        let message = "names no patient; it is not used. Add a name with birth date, an MRN or a \
                       member id";
        sheet.trouble(row, ProblemKind::NoPatient, message);
        return None;
    }
    let reason = [Field::LeaveReason, Field::Decision, Field::PatientStatus]
        .into_iter()
        .find_map(|field| sheet.cell(header, row, field))
        .map(|cell| cell.text.to_string())
        .unwrap_or_default();
    let (kind, start, end) = if header.kind == Kind::LeaveLog {
        let start = [Field::LeaveOut, Field::From, Field::Date]
            .into_iter()
            .find(|field| header.column(*field).is_some())
            .unwrap_or(Field::LeaveOut);
        (
            StayKind::Away(leave_status(&reason)),
            (start, Field::TimeOut),
            (Field::LeaveReturn, Field::TimeIn),
        )
    } else {
        (
            StayKind::Admitted,
            (Field::Admission, Field::AdmissionTime),
            (Field::Discharge, Field::DischargeTime),
        )
    };
    let (mut from, mut from_time) = moment(sheet, header, row, start, "first date");
    let (mut to, mut to_time) = moment(sheet, header, row, end, "last date");
    if from.is_none() && to.is_none() {
        let message = "has no date that can be used; it is not used";
        sheet.trouble(row, ProblemKind::BadValue, message);
        return None;
    }
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        let message = "ends before it starts; its dates are not used until the log is corrected";
        sheet.trouble(row, ProblemKind::BadValue, message);
        (from, to, from_time, to_time) = (None, None, None, None);
    }
    let level_text = sheet.text(header, row, Field::Level);
    Some(StayEntry {
        file: sheet.file,
        span: sheet.span(&row.range),
        patient,
        kind,
        from,
        from_time,
        to,
        to_time,
        level: level_text
            .as_ref()
            .and_then(|level| level_from_text(&level.value)),
        level_text,
        place: header.text(row, Field::Bed).to_owned(),
        reason,
    })
}

/// Reads a date with its time, which may stand in the same cell.
fn moment<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
    (day, time): (Field, Field),
    what: &str,
) -> (Option<ServiceDate>, Option<Minute>) {
    match sheet.date(header, row, day, what) {
        DateCell::Date(date) => {
            let own = parse_timestamp(header.text(row, day)).and_then(|stamp| stamp.time);
            (Some(date), sheet.minute(header, row, time).or(own))
        }
        DateCell::Blank | DateCell::Bad => (None, None),
    }
}

/// Reads why the patient was away; a reason in words of its own is still a leave.
fn leave_status(reason: &str) -> AttendanceStatus {
    if let Some(status) = status_of(reason) {
        return status;
    }
    let lower = reason.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["awol", "elope", "without leave", "walked"]) {
        AttendanceStatus::Awol
    } else if has(&["hospital", "medical", "emergency", "psych", "er visit"]) {
        AttendanceStatus::Medical
    } else if has(&["pass", "leave", "home visit", "loa", "family"]) {
        AttendanceStatus::Pass
    } else {
        AttendanceStatus::Unclear
    }
}
