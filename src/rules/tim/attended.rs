//! Tells how many minutes of a note's stated time the patient attended, where the note remarks
//! that the patient came late, left early or lost the connection.

use crate::ledger::Interval;
use crate::model::{AttendanceStatus, Minute, Note, Remark, RemarkKind, ServiceTime};
use crate::rules::Case;
use crate::text::Span;

/// What a note's remarks leave of its stated minutes.
pub(super) struct Attended {
    /// Minutes attended.
    pub minutes: u32,
    /// Where the note, or a sheet, says so.
    pub places: Vec<Span>,
    /// How sure it is that the stated minutes were not reduced already, in percent.
    pub confidence: u8,
}

/// Returns the minutes attended, or `None` where no remark reduces the note's time, or the time
/// may be reduced already.
pub(super) fn attended(case: &Case<'_>, note: &Note) -> Option<Attended> {
    let time = note.time.as_ref()?;
    let full = time
        .stated_minutes
        .unwrap_or(time.minutes)
        .min(time.minutes);
    let least = u32::try_from(case.policy.number("late.least_minutes")).unwrap_or(0);
    let mut lost = 0;
    let mut places = Vec::new();
    let mut confidence = 88;
    for remark in &note.remarks.all {
        let minutes = match remark.kind {
            RemarkKind::ArrivedLate => late(case, note, time, remark),
            RemarkKind::LeftEarly => early(case, note, time, remark),
            // Stated as the time that was attended: never reduced already.
            RemarkKind::AttendedPart => remark.minutes.map(|part| full.saturating_sub(part)),
            RemarkKind::Disconnected => {
                confidence = confidence.min(70);
                remark.minutes
            }
            _ => None,
        };
        let Some(minutes) = minutes.filter(|minutes| *minutes >= least) else {
            continue;
        };
        lost += minutes;
        places.push(remark.span);
    }
    if lost == 0 || lost >= full {
        return None;
    }
    // Stated minutes below stop minus start are reduced already.
    let is_reduced = time.stated_minutes.is_some_and(|stated| {
        stated < time.minutes && time.minutes.saturating_sub(stated) + 3 >= lost
    });
    if is_reduced {
        return None;
    }
    let by_remarks = full.saturating_sub(lost);
    match by_sheet(case, note, time) {
        // The sheet shows the whole stated time: the times are of the patient, not of the group.
        Some((minutes, _)) if minutes + 5 >= full => None,
        Some((minutes, rows)) if minutes.abs_diff(by_remarks) <= 10 => {
            places.extend(rows);
            Some(Attended {
                minutes: minutes.max(by_remarks),
                places,
                confidence: confidence.max(93),
            })
        }
        _ => Some(Attended {
            minutes: by_remarks,
            places,
            confidence,
        }),
    }
}

/// Returns the minutes that came off at the start.
fn late(case: &Case<'_>, note: &Note, time: &ServiceTime, remark: &Remark) -> Option<u32> {
    if let (Some(at), Some(start)) = (remark.from, time.start) {
        let lost = at.since_midnight().checked_sub(start.since_midnight())?;
        return (lost < time.minutes).then_some(lost);
    }
    let lost = remark.minutes?;
    let is_scheduled = match time.start {
        Some(start) => is_unreduced(
            start.since_midnight(),
            start.since_midnight().checked_sub(lost),
            || usual(case, note, |time| time.start, start),
        ),
        None => is_round_length(time.minutes) && !is_round_length(time.minutes + lost),
    };
    is_scheduled.then_some(lost)
}

/// Returns the minutes that came off at the end.
fn early(case: &Case<'_>, note: &Note, time: &ServiceTime, remark: &Remark) -> Option<u32> {
    if let (Some(at), Some(stop)) = (remark.from, time.stop) {
        let lost = stop.since_midnight().checked_sub(at.since_midnight())?;
        return (lost < time.minutes).then_some(lost);
    }
    let lost = remark.minutes?;
    let is_scheduled = match time.stop {
        Some(stop) => is_unreduced(
            stop.since_midnight(),
            Some(stop.since_midnight() + lost),
            || usual(case, note, |time| time.stop, stop),
        ),
        None => is_round_length(time.minutes) && !is_round_length(time.minutes + lost),
    };
    is_scheduled.then_some(lost)
}

/// Returns whether a time is the session's own: sessions begin and end on round times, and who
/// came late began at another. Where both would be round, other sessions of the patient tell.
fn is_unreduced(written: u32, moved: Option<u32>, is_usual: impl Fn() -> bool) -> bool {
    let is_round = |minute: u32| minute.is_multiple_of(15) || minute % 60 == 50;
    let moved_is_round = moved.is_some_and(is_round);
    if is_round(written) && !moved_is_round {
        return true;
    }
    is_round(written) && moved_is_round && is_usual()
}

fn is_round_length(minutes: u32) -> bool {
    minutes.is_multiple_of(15) || minutes == 50 || minutes == 53
}

/// Returns whether other notes of the kind have this time: it is the schedule's, then.
fn usual(
    case: &Case<'_>,
    note: &Note,
    of: impl Fn(&ServiceTime) -> Option<Minute>,
    at: Minute,
) -> bool {
    let others = case.record.notes.iter().filter(|other| {
        other.kind == note.kind
            && other.date() != note.date()
            && other.remarks.first(RemarkKind::ArrivedLate).is_none()
            && other.remarks.first(RemarkKind::LeftEarly).is_none()
    });
    let times = others.filter_map(|other| other.time.as_ref().and_then(&of));
    times.filter(|time| *time == at).count() >= 2
}

/// Returns the minutes of the note that the day's attendance sheets cover, with the rows; `None`
/// where no timed row overlaps the note.
pub(super) fn by_sheet(
    case: &Case<'_>,
    note: &Note,
    time: &ServiceTime,
) -> Option<(u32, Vec<Span>)> {
    let own = Interval::new(time.start?.since_midnight(), time.stop?.since_midnight());
    let mut minutes = 0;
    let mut rows = Vec::new();
    for &row in &case.ledger.days.get(&note.date()?)?.attendance {
        let Some(entry) = case.record.attendance.get(row) else {
            continue;
        };
        let (Some(from), Some(to)) = (entry.time_in, entry.time_out) else {
            continue;
        };
        let overlap = own.overlap(Interval::new(from.since_midnight(), to.since_midnight()));
        if entry.status == AttendanceStatus::Present && overlap > 0 {
            minutes += overlap;
            rows.push(entry.span);
        }
    }
    (!rows.is_empty()).then_some((minutes, rows))
}
