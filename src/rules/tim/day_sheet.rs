//! Tells what an attendance sheet shows against a program's note of the day, which stands for all
//! the groups that were billed one by one.

use super::attendance_note_disagree::{Billed, RULE, Sheet};
use crate::finding::{Evidence, ExposureKind, Outcome};
use crate::ledger::{LineRow, is_day_note, sessions_a_day};
use crate::model::{AttendanceEntry, Note, Remark, RemarkKind, ServiceDate};
use crate::policy::ServiceFamily;
use crate::rules::{Case, Checks};
use std::collections::BTreeMap;

/// What a note says of a patient who was not there for the whole of it.
const TOLD: [RemarkKind; 3] = [
    RemarkKind::ArrivedLate,
    RemarkKind::LeftEarly,
    RemarkKind::AttendedPart,
];

/// Returns how many groups are billed on the day for which a note stands.
pub(super) fn sessions(case: &Case<'_>, billed: &Billed<'_>) -> usize {
    let of_groups = billed.rows.iter().filter(|row| {
        matches!(
            row.billed.family,
            ServiceFamily::Group | ServiceFamily::Program
        )
    });
    of_groups.map(|row| sessions_a_day(case.record, row)).sum()
}

/// Returns whether a program's note of the day stands for every session that the sheet lists with
/// its times, the missed ones included, and says nothing of coming late or leaving: where fewer are
/// billed, what was missed was left off the bill.
pub(super) fn credits_every_session(
    case: &Case<'_>,
    sheet: &Sheet<'_>,
    billed: &Billed<'_>,
) -> bool {
    let entries = || sheet.present.iter().chain(&sheet.missed);
    let is_timed = |entry: &AttendanceEntry| entry.time_in.is_some() && entry.time_out.is_some();
    let remarks = &billed.note.remarks;
    sheet.unclear == 0
        && entries().all(|entry| is_timed(entry))
        && sessions(case, billed) >= entries().count()
        && TOLD.iter().all(|kind| remarks.first(*kind).is_none())
}

/// Returns whether a row at an end of the day was cut short: had it been as long as the longest, it
/// would reach the end of the note. Where none was, the sheet lacks a row and not the patient.
pub(super) fn is_cut_short(
    rows: &[(&AttendanceEntry, (u32, u32))],
    (start, stop): (u32, u32),
    tolerance: u32,
) -> bool {
    let times = || rows.iter().map(|&(_, times)| times);
    let longest = times().map(|(from, to)| to.saturating_sub(from)).max();
    let (Some(longest), true) = (longest, rows.len() > 1) else {
        return false;
    };
    let reaches = |(from, _): (u32, u32)| (from + longest).abs_diff(stop) <= tolerance;
    let begins = |(_, to): (u32, u32)| to.saturating_sub(longest).abs_diff(start) <= tolerance;
    let last = times().max_by_key(|&(_, to)| to);
    let first = times().min_by_key(|&(from, _)| from);
    let ends_early = |(_, to): (u32, u32)| to + tolerance < stop;
    let begins_late = |(from, _): (u32, u32)| from > start + tolerance;
    last.is_none_or(|last| !ends_early(last) || reaches(last))
        && first.is_none_or(|first| !begins_late(first) || begins(first))
}

/// Warns of sessions that the note of a day paid as a whole counts for longer than the sheet shows the
/// patient in them. The day stays paid while it is long enough, but the record contradicts itself.
pub(super) fn shorter_sessions(case: &Case<'_>, checks: &mut Checks) {
    let mut notes: BTreeMap<(ServiceDate, usize), &LineRow> = BTreeMap::new();
    for (row, _, _) in case.live().filter(|(row, _, _)| row.billed.is_per_diem()) {
        for (link, note) in case.documentation(row) {
            let lists = note.remarks.first(RemarkKind::DaySession).is_some();
            if lists && is_day_note(note) && note.date() == Some(link.day) {
                notes.entry((link.day, link.note)).or_insert(row);
            }
        }
    }
    let tolerance = u32::try_from(case.policy.number("attendance.tolerance")).unwrap_or(0);
    for ((date, note), row) in notes {
        let Some(day) = case.ledger.days.get(&date) else {
            continue;
        };
        let sheet = Sheet::of(case, day);
        let note = case.ledger.note(note);
        for (session, entry, shown) in cut_short(note, &sheet, tolerance) {
            let clock = |minute: Option<crate::model::Minute>| {
                minute.map_or_else(String::new, |minute| minute.to_string())
            };
            let counted = session.minutes.unwrap_or(0);
            let message = format!(
                "on {date} the day's note counts {counted} minutes for the session from {} to {}, and \
                 the attendance sheet shows the patient in it from {} to {} ({} minutes less)",
                clock(session.from),
                clock(session.to),
                clock(entry.time_in),
                clock(entry.time_out),
                counted.saturating_sub(shown),
            );
            let line = case.ledger.service_line(row.id);
            let mut finding = RULE
                .finding(Outcome::Warn, message)
                .dated(date)
                .on_line(&case.ledger.claim(row.id).id, line.number)
                .with(case.line_evidence(row.id))
                .with(Evidence::contradicts(session.span))
                .with(Evidence::supports(entry.span));
            finding.exposure = ExposureKind::None;
            checks.report(finding);
        }
    }
}

/// Returns the sessions of a day's note of which the sheet has one row that begins or ends as they do
/// and is shorter, with that row and its minutes.
fn cut_short<'c>(
    note: &'c Note,
    sheet: &Sheet<'c>,
    tolerance: u32,
) -> Vec<(&'c Remark, &'c AttendanceEntry, u32)> {
    let is_told = TOLD.iter().any(|kind| note.remarks.first(*kind).is_some());
    if is_told || sheet.unclear > 0 {
        return Vec::new();
    }
    let of_session = |session: &'c Remark| {
        let (from, to) = (session.from?.since_midnight(), session.to?.since_midnight());
        let mut rows = sheet.present.iter().filter_map(|&entry| {
            let (time_in, time_out) = (
                entry.time_in?.since_midnight(),
                entry.time_out?.since_midnight(),
            );
            (time_in < to && from < time_out).then_some((entry, time_in, time_out))
        });
        let (entry, time_in, time_out) = rows.next()?;
        let is_only = rows.next().is_none();
        let fits = time_in.abs_diff(from) <= tolerance || time_out.abs_diff(to) <= tolerance;
        let shown = time_out.min(to).saturating_sub(time_in.max(from));
        let is_short = session.minutes? > shown + tolerance;
        (is_only && fits && is_short).then_some((session, entry, shown))
    };
    note.remarks
        .of(RemarkKind::DaySession)
        .filter_map(of_session)
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::fixture::outcomes;
    use crate::rules::tim::attendance_note_disagree::RULE;

    #[test]
    fn a_programs_note_of_the_day_stands_for_the_groups_billed_one_by_one() {
        let day = |note: &str, last: &str, units: u32| {
            format!(
                "note 2026-01-05 program-summary 09:00-14:00 {note}
                attend 2026-01-05 Process 09:00-10:00 present
                attend 2026-01-05 Skills 10:15-11:15 present
                attend 2026-01-05 Relapse {last}
                claim C1 I\nline 2026-01-05 90853 rev 0915 units {units}"
            )
        };
        for last in ["13:00-13:10 present", "13:00-14:00 absent"] {
            let case = day("", last, 3);
            assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"], "{last}");
            // What was missed is off the bill, or the note says that the patient left.
            assert_eq!(outcomes(&RULE, &day("", last, 2)), [""; 0], "{last}");
            assert_eq!(
                outcomes(&RULE, &day("early 50", last, 3)),
                [""; 0],
                "{last}"
            );
        }
        assert_eq!(outcomes(&RULE, &day("", "13:00-14:00 present", 3)), [""; 0]);
        assert_eq!(outcomes(&RULE, &day("", "unclear", 3)), [""; 0]);
        // The sheet of the last group may be lost: no row of the day is cut short.
        assert_eq!(outcomes(&RULE, &day("", "11:15-11:45 present", 3)), [""; 0]);
        // A session alone with the patient is on no sheet of groups.
        let alone = day("", "13:00-14:00 absent", 2) + "\nline 2026-01-05 90834 rev 0914";
        assert_eq!(outcomes(&RULE, &alone), [""; 0]);
        // The hours of a day that is paid as a whole are the program's.
        let per_diem =
            day("", "13:00-13:10 present", 1).replace("90853 rev 0915", "H0035 rev 0912");
        assert_eq!(outcomes(&RULE, &per_diem), [""; 0]);
    }

    #[test]
    fn a_session_that_the_sheet_shows_shorter_than_the_days_note_warns() {
        let day = |sheet: &str, rest: &str| {
            format!(
                "note 2026-01-05 program-summary 09:00-14:15 {rest}
                attend 2026-01-05 Process 09:00-10:00 present
                attend 2026-01-05 Art {sheet}
                claim C1 I\nline 2026-01-05 H0035 rev 0912"
            )
        };
        let table = "day-session 09:00-10:00 60 day-session 13:15-14:15 60";
        assert_eq!(
            outcomes(&RULE, &day("13:15-13:35 present", table)),
            ["warn C1/1 2026-01-05"]
        );
        for (sheet, rest) in [
            ("13:15-14:10 present", table),
            (
                "13:15-13:35 present",
                "day-session 09:00-10:00 60 day-session 13:15-14:15 20",
            ),
            ("13:15-13:35 present", ""),
        ] {
            assert_eq!(
                outcomes(&RULE, &day(sheet, rest)),
                [""; 0],
                "{sheet} {rest}"
            );
        }
        let told = format!("{table} early 40");
        assert_eq!(outcomes(&RULE, &day("13:15-13:35 present", &told)), [""; 0]);
    }
}
