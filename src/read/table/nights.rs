//! Reads nightly census lists: one row a patient and night, with who was in the house at midnight.

use super::census::{NO_DATE, blank, is_away, leave_status, moment, patient_of, reason};
use super::columns::Header;
use super::csv::Row;
use super::field::Field;
use super::sheet::{Sheet, body};
use crate::model::{AttendanceStatus, ServiceDate, StayEntry, StayKind};
use crate::problem::ProblemKind;

/// What a row says of its midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Night {
    InHouse,
    Away(AttendanceStatus),
    Discharged,
}

/// Returns whether the rows tell of nights, most of them of patients in the house. A log of events
/// has no such rows.
pub(super) fn tells_nights(header: &Header, rows: &[Row<'_>]) -> bool {
    let filled = body(header, rows).filter(|row| row.filled() > 0);
    let (present, all) = filled.fold((0, 0), |(present, all), row| {
        let night = night_of(header.text(row, Field::LeaveReason));
        (
            present + usize::from(night == Some(Night::InHouse)),
            all + 1,
        )
    });
    present * 2 > all
}

/// Reads every row. A run of nights away for one reason becomes one leave from its first night to
/// the day after its last; the first night told as discharged ends the stay on that day. Nights in
/// the house need no entry.
pub(super) fn read<'t>(sheet: &mut Sheet<'t>, header: &Header, rows: &[Row<'t>]) -> Vec<StayEntry> {
    let mut nights: Vec<(String, ServiceDate, Night, StayEntry)> = Vec::new();
    for row in body(header, rows) {
        let Some(patient) = patient_of(sheet, header, row) else {
            continue;
        };
        let when = (Field::Date, Field::AdmissionTime);
        let (Some(date), _) = moment(sheet, header, row, when, "date") else {
            sheet.trouble(row, ProblemKind::BadValue, NO_DATE);
            continue;
        };
        let reason = reason(sheet, header, row);
        let Some(night) = night_of(&reason) else {
            let message = "tells no presence, leave or discharge that is known; it is not used";
            sheet.trouble(row, ProblemKind::BadValue, message);
            continue;
        };
        let who = patient.mrn.as_ref().or(patient.member_id.as_ref());
        let who = who.map(|id| id.value.clone()).or_else(|| {
            let name = patient.name.as_ref();
            name.map(|name| name.value.key())
        });
        let kind = match night {
            Night::Away(status) => StayKind::Away(status),
            Night::InHouse | Night::Discharged => StayKind::Admitted,
        };
        let entry = blank(sheet, header, row, patient, kind, &reason);
        nights.push((who.unwrap_or_default(), date, night, entry));
    }
    nights.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    let mut found: Vec<StayEntry> = Vec::new();
    let mut last: Option<(String, ServiceDate, Night)> = None;
    for (who, date, night, mut entry) in nights {
        let before = last.replace((who.clone(), date, night));
        let before = before.filter(|(other, ..)| *other == who);
        match night {
            Night::InHouse => {}
            Night::Away(_) => {
                let goes_on = before
                    .is_some_and(|(_, day, other)| other == night && date == day.plus_days(1));
                let open = found.last_mut().filter(|_| goes_on);
                match open {
                    Some(open) => open.to = Some(date.plus_days(1)),
                    None => {
                        (entry.from, entry.to) = (Some(date), Some(date.plus_days(1)));
                        found.push(entry);
                    }
                }
            }
            // Lists may go on to name whoever is gone; when they left is told by the first time.
            Night::Discharged => {
                if before.is_some_and(|(.., other)| other != Night::Discharged) {
                    entry.to = Some(date);
                    found.push(entry);
                }
            }
        }
    }
    found
}

fn night_of(text: &str) -> Option<Night> {
    let lower = text.trim().to_lowercase();
    let lower = lower.replace('-', " ");
    const IN_HOUSE: [&str; 14] = [
        "present",
        "in house",
        "inhouse",
        "in bed",
        "in",
        "in room",
        "in facility",
        "on unit",
        "occupied",
        "asleep",
        "sleeping",
        "yes",
        "p",
        "y",
    ];
    if IN_HOUSE.contains(&lower.as_str()) || lower.starts_with("present ") {
        return Some(Night::InHouse);
    }
    match leave_status(&lower) {
        AttendanceStatus::Discharged => Some(Night::Discharged),
        _ if lower.starts_with("discharg") => Some(Night::Discharged),
        status if is_away(status) => Some(Night::Away(status)),
        _ => None,
    }
}
