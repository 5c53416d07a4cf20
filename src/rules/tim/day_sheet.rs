//! Tells what an attendance sheet shows against a program's note of the day, which stands for all
//! the groups that were billed one by one.

use super::attendance_note_disagree::{Billed, Sheet};
use crate::ledger::sessions_a_day;
use crate::model::{AttendanceEntry, RemarkKind};
use crate::policy::ServiceFamily;
use crate::rules::Case;

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
    const TOLD: [RemarkKind; 3] = [
        RemarkKind::ArrivedLate,
        RemarkKind::LeftEarly,
        RemarkKind::AttendedPart,
    ];
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
}
