//! Reads census and leave logs: admissions, discharges, passes, hospital stays, absences without
//! leave.

mod ward;

use super::attendance::status_of;
use super::columns::Header;
use super::csv::Row;
use super::field::{Field, Kind};
use super::level::level_from_text;
use super::sheet::{DateCell, Sheet, body};
use super::vocabulary::leave_code;
use crate::model::{AttendanceStatus, Minute, PatientIdentity, ServiceDate, StayEntry, StayKind};
use crate::problem::ProblemKind;
use crate::read::dates::parse_timestamp;

/// Reads every row below the header.
pub(super) fn read<'t>(sheet: &mut Sheet<'t>, header: &Header, rows: &[Row<'t>]) -> Vec<StayEntry> {
    body(header, rows)
        .flat_map(|row| entries(sheet, header, row))
        .collect()
}

fn entries<'t>(sheet: &mut Sheet<'t>, header: &Header, row: &Row<'t>) -> Vec<StayEntry> {
    let Some(patient) = patient_of(sheet, header, row) else {
        return Vec::new();
    };
    let reason = reason(sheet, header, row);
    let leave_start = match header.kind {
        Kind::LeaveLog => [Field::LeaveOut, Field::From, Field::Date]
            .into_iter()
            .find(|field| header.column(*field).is_some())
            .unwrap_or(Field::LeaveOut),
        _ => Field::LeaveOut,
    };
    // Whoever lies on a medical ward is away from the program, which that ward does not discharge.
    let kind = match ward::is_hospitals(sheet, header, row) {
        true => StayKind::Away(AttendanceStatus::Medical),
        false => StayKind::Admitted,
    };
    let admitted = (
        kind,
        (Field::Admission, Field::AdmissionTime),
        (Field::Discharge, Field::DischargeTime),
    );
    let away = (
        StayKind::Away(leave_status(&reason)),
        (leave_start, Field::TimeOut),
        (Field::LeaveReturn, Field::TimeIn),
    );
    // A row may tell a stay and a leave within it. A leave log that repeats the day of admission
    // beside each leave, without one of discharge, is no census.
    let tells_stay = header.kind == Kind::Census || header.column(Field::Discharge).is_some();
    let mut found = Vec::new();
    for (kind, start, end) in [tells_stay.then_some(admitted), Some(away)]
        .into_iter()
        .flatten()
    {
        let (mut from, mut from_time) = moment(sheet, header, row, start, "first date");
        let (mut to, mut to_time) = moment(sheet, header, row, end, "last date");
        if from.is_none() && to.is_none() {
            continue;
        }
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            let message =
                "ends before it starts; its dates are not used until the log is corrected";
            sheet.trouble(row, ProblemKind::BadValue, message);
            (from, to, from_time, to_time) = (None, None, None, None);
        }
        let mut entry = blank(sheet, header, row, patient.clone(), kind, &reason);
        (entry.from, entry.from_time) = (from, from_time);
        (entry.to, entry.to_time) = (to, to_time);
        found.push(entry);
    }
    if found.is_empty() {
        sheet.trouble(row, ProblemKind::BadValue, NO_DATE);
    }
    found
}

pub(super) const NO_DATE: &str = "has no date that can be used; it is not used";

pub(super) fn patient_of<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> Option<PatientIdentity> {
    let patient = sheet.patient(header, row);
    if patient.is_empty() {
        let message = "names no patient; it is not used. Add a name with birth date, an MRN or a \
                       member id";
        sheet.trouble(row, ProblemKind::NoPatient, message);
        return None;
    }
    Some(patient)
}

pub(super) fn reason<'t>(sheet: &mut Sheet<'t>, header: &Header, row: &Row<'t>) -> String {
    [Field::LeaveReason, Field::Decision, Field::PatientStatus]
        .into_iter()
        .find_map(|field| sheet.cell(header, row, field))
        .map(|cell| cell.text.to_string())
        .unwrap_or_default()
}

/// Makes an entry of a row, without dates.
pub(super) fn blank<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
    patient: PatientIdentity,
    kind: StayKind,
    reason: &str,
) -> StayEntry {
    let level_text = sheet.text(header, row, Field::Level);
    StayEntry {
        file: sheet.file,
        span: sheet.span(&row.range),
        patient,
        kind,
        from: None,
        from_time: None,
        to: None,
        to_time: None,
        level: level_text
            .as_ref()
            .and_then(|level| level_from_text(&level.value)),
        level_text,
        place: header.text(row, Field::Bed).to_owned(),
        reason: reason.to_owned(),
    }
}

/// What happened on the one date of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Admitted,
    Out(AttendanceStatus),
    Back,
    Discharged,
}

/// Returns whether most rows below the header tell of an admission, a leave or a discharge.
pub(super) fn tells_events(header: &Header, rows: &[Row<'_>]) -> bool {
    let filled = body(header, rows).filter(|row| row.filled() > 0);
    let (known, all) = filled.fold((0, 0), |(known, all), row| {
        let event = event_of(header.text(row, Field::LeaveReason));
        (known + usize::from(event.is_some()), all + 1)
    });
    known * 2 > all
}

/// Reads a table with one event and one date in each row, and joins what belongs together: an
/// admission with its discharge, a leave with its return.
pub(super) fn read_events<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    rows: &[Row<'t>],
) -> Vec<StayEntry> {
    let mut events = Vec::new();
    for (place, row) in body(header, rows).enumerate() {
        let Some(patient) = patient_of(sheet, header, row) else {
            continue;
        };
        let when = moment(
            sheet,
            header,
            row,
            (Field::Date, Field::AdmissionTime),
            "date",
        );
        let (Some(date), time) = when else {
            sheet.trouble(row, ProblemKind::BadValue, NO_DATE);
            continue;
        };
        let reason = reason(sheet, header, row);
        let Some(event) = event_of(&reason) else {
            let message = "tells no admission, leave, return or discharge that is known; it is \
                           not used";
            sheet.trouble(row, ProblemKind::BadValue, message);
            continue;
        };
        let kind = match event {
            Event::Admitted | Event::Discharged => StayKind::Admitted,
            Event::Out(status) => StayKind::Away(status),
            Event::Back => StayKind::Away(AttendanceStatus::Unclear),
        };
        let who = patient.mrn.as_ref().or(patient.member_id.as_ref());
        let who = who.map(|id| id.value.clone()).or_else(|| {
            let name = patient.name.as_ref();
            name.map(|name| name.value.key())
        });
        let entry = blank(sheet, header, row, patient, kind, &reason);
        events.push((who.unwrap_or_default(), date, time, place, event, entry));
    }
    // Logs are sorted by date or by patient, newest first or last.
    events.sort_by(|one, other| {
        let key = |event: &(String, ServiceDate, Option<Minute>, usize, Event, StayEntry)| {
            (event.0.clone(), event.1, event.2, event.4, event.3)
        };
        key(one).cmp(&key(other))
    });
    let mut found: Vec<StayEntry> = Vec::new();
    let mut of_patient = 0;
    let mut last: Option<String> = None;
    for (who, date, time, _, event, mut entry) in events {
        if last.as_ref() != Some(&who) {
            of_patient = found.len();
            last = Some(who);
        }
        let is_end = matches!(event, Event::Back | Event::Discharged);
        let own = found.get_mut(of_patient..).unwrap_or_default();
        let open = own.iter_mut().rev().find(|open| {
            let same =
                matches!(open.kind, StayKind::Admitted) == matches!(entry.kind, StayKind::Admitted);
            same && open.to.is_none()
        });
        match open {
            Some(open) if is_end => (open.to, open.to_time) = (Some(date), time),
            _ => {
                if is_end {
                    (entry.to, entry.to_time) = (Some(date), time);
                } else {
                    (entry.from, entry.from_time) = (Some(date), time);
                }
                found.push(entry);
            }
        }
    }
    found
}

fn event_of(text: &str) -> Option<Event> {
    let lower = text.trim().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let ends = |words: &[&str]| words.iter().any(|word| lower.ends_with(word));
    let away = leave_status(&lower);
    let is_away = is_away(away);
    if lower.is_empty() || has(&["transfer within", "bed change", "room change"]) {
        None
    } else if has(&["return", "back"]) || is_away && ends(&[" in", " end", " ended", " over"]) {
        Some(Event::Back)
    } else if has(&["discharg", "d/c", "left ama"]) || matches!(lower.as_str(), "dc" | "ama") {
        Some(Event::Discharged)
    } else if is_away {
        Some(Event::Out(away))
    } else {
        has(&["admi", "intake"]).then_some(Event::Admitted)
    }
}

/// Returns whether a status says that the patient is away from the unit.
pub(super) fn is_away(status: AttendanceStatus) -> bool {
    !matches!(
        status,
        AttendanceStatus::Unclear
            | AttendanceStatus::Present
            | AttendanceStatus::Absent
            | AttendanceStatus::Discharged
            | AttendanceStatus::Closed
    )
}

/// Reads a date with its time, which may stand in the same cell.
pub(super) fn moment<'t>(
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
pub(super) fn leave_status(reason: &str) -> AttendanceStatus {
    if let Some(status) = status_of(reason) {
        return status;
    }
    match leave_code(reason) {
        Some("pass") => return AttendanceStatus::Pass,
        Some("awol") => return AttendanceStatus::Awol,
        _ => {}
    }
    let lower = reason.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["awol", "elope", "without leave", "walked"]) {
        AttendanceStatus::Awol
    } else if has(&["hospital", "medical", "emergency", "psych", "er visit"]) {
        AttendanceStatus::Medical
    } else if has(&[
        "pass",
        "leave",
        "home visit",
        "loa",
        "family",
        "bed hold",
        "bedhold",
    ]) {
        AttendanceStatus::Pass
    } else {
        AttendanceStatus::Unclear
    }
}
