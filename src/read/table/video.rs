//! Reads what platforms for video sessions export: each time that somebody joined a meeting and
//! left it. The rows of one person and session are one stay, whose overlaps count once.
//!
//! Many print universal time. The time zone of the facility is not known here, so that such rows
//! give minutes, and the day only where all clocks of the fifty states have the same.

use super::columns::Header;
use super::csv::Row;
use super::field::Field;
use super::sheet::{Sheet, body};
use crate::model::{AttendanceEntry, AttendanceStatus, Minute, PatientIdentity, ServiceDate};
use crate::problem::{Problem, ProblemKind};
use crate::read::dates::parse_timestamp;
use crate::read::person_has_credential;
use crate::text::Span;
use std::collections::BTreeMap;

const DAY: i64 = 24 * 60;
/// Hours that the first and the last clock of the fifty states are behind universal time: Eastern
/// daylight and Hawaii standard time (15 U.S.C. 260a-263).
const BEHIND: (i64, i64) = (4, 10);
/// Who is away for longer than these minutes came to another session.
const GAP: i64 = 30;

/// Returns whether a table tells who joined a meeting and when the person left it.
pub(super) fn is_log(header: &Header) -> bool {
    header.column(Field::Joined).is_some() && header.column(left(header)).is_some()
}

/// Returns the field of leaving: `Left` beside `Joined` is as plain as `Leave Time`.
fn left(header: &Header) -> Field {
    match header.column(Field::LeftCall) {
        Some(_) => Field::LeftCall,
        None => Field::TimeOut,
    }
}

/// One person's time in a meeting.
struct Stretch {
    from: i64,
    to: i64,
    day: ServiceDate,
    span: Span,
}

/// How a log writes times.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clock {
    Universal,
    Local,
    /// `5:01` may be of the morning or of the afternoon.
    Unsure,
}

/// Whose time, and in which meeting.
type Key = (String, String);

/// Reads every row of a log.
pub(super) fn read<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    rows: &[Row<'t>],
) -> Vec<AttendanceEntry> {
    let clock = clock(header, rows);
    let has_numbers = header.column(Field::Mrn).is_some();
    let (mut unnumbered, mut between) = (0, 0);
    let mut people: BTreeMap<Key, (PatientIdentity, Vec<Stretch>)> = BTreeMap::new();
    for row in body(header, rows) {
        let name = header.text(row, Field::PatientName);
        let patient = sheet.patient(header, row);
        if has_numbers && patient.mrn.is_none() || is_staff(name) || patient.is_empty() {
            unnumbered += 1;
            continue;
        }
        let moment = |field| parse_timestamp(header.text(row, field));
        let absolute = |field| {
            let moment = moment(field)?;
            let epoch = ServiceDate::new(2000, 1, 1)?;
            let minute = i64::from(moment.time?.since_midnight());
            Some(moment.date.days_since(epoch) * DAY + minute)
        };
        let (joined, left) = (absolute(Field::Joined), absolute(left(header)));
        let (Some(from), Some(to), Some(date)) = (joined, left, moment(Field::Joined)) else {
            let message = "the times of joining and leaving cannot be read; it is not used";
            sheet.trouble(row, ProblemKind::BadValue, message);
            continue;
        };
        if to < from || to - from > DAY {
            let message = "leaving stands before joining or days after it; it is not used";
            sheet.trouble(row, ProblemKind::BadValue, message);
            continue;
        }
        let day = match clock {
            Clock::Universal => local_day(date.date, from.rem_euclid(DAY)),
            _ => Some(date.date),
        };
        let Some(day) = day else {
            between += 1;
            continue;
        };
        let who = match (&patient.mrn, &patient.name) {
            (Some(mrn), _) => mrn.value.to_lowercase(),
            (None, Some(name)) => name.value.key(),
            (None, None) => name.to_lowercase(),
        };
        let session = header.text(row, Field::Session).to_owned();
        let span = sheet.span(&row.range);
        let (_, own) = people
            .entry((who, session))
            .or_insert((patient, Vec::new()));
        own.push(Stretch {
            from,
            to,
            day,
            span,
        });
    }
    tell(sheet, clock, unnumbered, between);
    let mut entries = Vec::new();
    for ((_, session), (patient, mut stretches)) in people {
        stretches.sort_by_key(|one| (one.from, one.to));
        for stay in stays(stretches) {
            let certain = |moment: i64| {
                let minute = u32::try_from(moment.rem_euclid(DAY)).ok()?;
                Minute::new(minute / 60, minute % 60).filter(|_| clock == Clock::Local)
            };
            entries.push(AttendanceEntry {
                file: sheet.file,
                span: stay.span,
                patient: patient.clone(),
                date: stay.day,
                session: session.clone(),
                time_in: certain(stay.from),
                time_out: certain(stay.to),
                minutes: u32::try_from(stay.minutes).ok(),
                status: AttendanceStatus::Present,
            });
        }
    }
    entries.sort_by_key(|entry| entry.span);
    entries
}

/// A person's rows of one session.
struct Stay {
    from: i64,
    to: i64,
    minutes: i64,
    day: ServiceDate,
    span: Span,
}

/// Joins stretches, in the order of their beginnings, to stays.
fn stays(stretches: Vec<Stretch>) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    for one in stretches {
        match stays.last_mut().filter(|stay| one.from - stay.to <= GAP) {
            Some(stay) => {
                stay.minutes += (one.to - one.from.max(stay.to)).max(0);
                stay.to = stay.to.max(one.to);
            }
            None => stays.push(Stay {
                from: one.from,
                to: one.to,
                minutes: one.to - one.from,
                day: one.day,
                span: one.span,
            }),
        }
    }
    stays
}

/// Returns the day that every clock of the fifty states has at a minute of universal time.
fn local_day(date: ServiceDate, minute: i64) -> Option<ServiceDate> {
    let (first, last) = BEHIND;
    match minute / 60 {
        hour if hour < first => Some(date.plus_days(-1)),
        hour if hour >= last => Some(date),
        _ => None,
    }
}

fn clock(header: &Header, rows: &[Row<'_>]) -> Clock {
    let fields = [Field::Joined, left(header)];
    let head = rows.get(header.row);
    let is_universal = |text: &str| {
        let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| word.eq_ignore_ascii_case("utc") || word.eq_ignore_ascii_case("gmt"))
            || text.ends_with("+00:00")
            || text
                .strip_suffix('Z')
                .is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
    };
    let of_column = |field| Some(head?.text(header.column(field)?));
    let mut heads = fields.into_iter().filter_map(of_column);
    let cells = || {
        let texts = |row| fields.map(|field| header.text(row, field));
        body(header, rows).flat_map(texts)
    };
    if heads.any(is_universal) || cells().any(is_universal) {
        return Clock::Universal;
    }
    let is_sure = |text: &str| {
        let has_half = text.to_ascii_lowercase().ends_with('m');
        let time = parse_timestamp(text).and_then(|moment| moment.time);
        has_half || time.is_some_and(|time| time.since_midnight() >= 13 * 60)
    };
    match cells().any(is_sure) {
        true => Clock::Local,
        false => Clock::Unsure,
    }
}

/// Returns whether a name is written as hosts and clinicians are.
fn is_staff(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["(host", "(co-host", "(staff", "(provider"]
        .iter()
        .any(|role| lower.contains(role))
        || person_has_credential(name)
}

/// Says once a sheet what was left out, and why.
fn tell(sheet: &mut Sheet<'_>, clock: Clock, unnumbered: u32, between: u32) {
    let mut tell = |message: String| {
        let place = sheet.start();
        sheet
            .problems
            .push(Problem::at(place, ProblemKind::BadValue, message));
    };
    if clock == Clock::Universal {
        let beside = match between {
            0 => String::new(),
            rows => format!(
                "; {rows} rows stand in hours in which the day differs from state to state and \
                 are not used"
            ),
        };
        tell(format!(
            "the times are of universal time (UTC) and nothing states the facility's time zone: \
             minutes are used, and days where all of the states have the same, but no times of \
             the day{beside}. Export the times in the facility's own time zone"
        ));
    }
    if unnumbered > 0 {
        tell(format!(
            "{unnumbered} rows name no client by number, or somebody of the staff; they were \
             taken for hosts and guests and are not used"
        ));
    }
}
