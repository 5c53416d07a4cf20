//! Counts the further units of psychological testing: the first hour or half hour is the base
//! code's, and the notes that both rest on pay for it first.

use super::stated::minutes_of;
use super::units_exceed_minutes::RULE;
use crate::finding::{AtRisk, Evidence, Finding, Outcome};
use crate::ledger::LineRow;
use crate::model::{NoteKind, RemarkKind, Units};
use crate::policy::ServiceFamily;
use crate::rules::billed_line::{bills_any, code_words, on_line, same_biller};
use crate::rules::{Case, Checks};
use std::collections::BTreeSet;

/// A code of testing with the one for further time: the minutes of its first unit, and of each
/// further one. A unit counts from one minute past its half (CPT time rule).
struct Pair {
    base: &'static str,
    further: &'static str,
    first: u32,
    each: u32,
}

const PAIRS: [Pair; 6] = [
    pair("96130", "96131", 60, 60),
    pair("96132", "96133", 60, 60),
    pair("96136", "96137", 30, 30),
    pair("96138", "96139", 30, 30),
    pair("96116", "96121", 60, 60),
    pair("96112", "96113", 60, 30),
];

const fn pair(base: &'static str, further: &'static str, first: u32, each: u32) -> Pair {
    Pair {
        base,
        further,
        first,
        each,
    }
}

/// Days around a testing within which another document may hold some of its time.
const NEAR: i64 = 30;

/// Judges a line that bills further units of testing; returns whether the line is one.
pub(super) fn judge(case: &Case<'_>, checks: &mut Checks, row: &LineRow) -> bool {
    let line = case.ledger.service_line(row.id);
    let Some(pair) = PAIRS.iter().find(|pair| bills_any(line, &[pair.further])) else {
        return false;
    };
    match excess(case, row, pair) {
        Judged::Unknown => checks.not_applicable(&RULE),
        Judged::Fits => checks.pass(&RULE),
        Judged::TooMany(finding) => checks.report(*finding),
    }
    true
}

enum Judged {
    /// Something may hold more time, or the time is of other tests as well.
    Unknown,
    Fits,
    TooMany(Box<Finding>),
}

fn excess(case: &Case<'_>, row: &LineRow, pair: &Pair) -> Judged {
    let Some((notes, minutes)) = time_of(case, row, pair) else {
        return Judged::Unknown;
    };
    let line = case.ledger.service_line(row.id);
    let Some(billed) = line.units.as_ref().map(|units| units.value) else {
        return Judged::Unknown;
    };
    let left = minutes.saturating_sub(pair.first);
    let carried = left / pair.each + u32::from(left % pair.each > pair.each / 2);
    let excess = billed.minus(Units::whole(i64::from(carried)));
    if excess.thousandths() <= 0 {
        return Judged::Fits;
    }
    let message = format!(
        "billed {billed} units of {} beside {}; the notes of both state {minutes} minutes, which \
         make {carried} after the first {} ({excess} too many)",
        code_words(line),
        pair.base,
        pair.first,
    );
    let times = notes
        .iter()
        .filter_map(|&note| case.ledger.note(note).time.as_ref())
        .map(|time| Evidence::supports(time.span));
    // Time of testing may be gathered over several days and away from the patient.
    let finding = on_line(case, RULE.finding(Outcome::Warn, message), row)
        .risking(AtRisk::units(row.id, excess))
        .with_all(times.take(8));
    Judged::TooMany(Box::new(finding))
}

/// Returns the notes of the line and of its base code with their minutes; `None` where their time
/// is not told for these two alone.
fn time_of(case: &Case<'_>, row: &LineRow, pair: &Pair) -> Option<(BTreeSet<usize>, u32)> {
    let &[day] = row.days.as_slice() else {
        return None;
    };
    let claim = case.ledger.claim(row.id);
    let mut notes: BTreeSet<usize> = BTreeSet::new();
    let mut of_others: BTreeSet<usize> = BTreeSet::new();
    let (mut bases, mut further) = (0, 0);
    for (other, other_claim, line) in case.live() {
        let linked = case.documentation(other).map(|(link, _)| link.note);
        let is_here = other.days == [day] && same_biller(claim, other_claim);
        if is_here && bills_any(line, &[pair.base, pair.further]) {
            bases += usize::from(bills_any(line, &[pair.base]));
            further += usize::from(bills_any(line, &[pair.further]));
            notes.extend(linked);
        } else if other.billed.family == ServiceFamily::Testing {
            of_others.extend(linked);
        }
    }
    let is_plain = |&note: &usize| {
        let remarks = &case.ledger.note(note).remarks;
        !of_others.contains(&note) && remarks.first(RemarkKind::MoreTimes).is_none()
    };
    if (bases, further) != (1, 1) || notes.is_empty() || !notes.iter().all(is_plain) {
        return None;
    }
    // A report of another day that no line rests on may hold the rest.
    let is_linked = |index: usize| {
        let mut links = case.ledger.lines.iter().flat_map(|row| &row.links);
        links.any(|link| link.note == index)
    };
    let may_hold_more = case.record.notes.iter().enumerate().any(|(index, note)| {
        let is_near = note
            .date()
            .is_some_and(|date| date.days_since(day).abs() <= NEAR);
        matches!(note.kind, NoteKind::Assessment | NoteKind::Unknown)
            && is_near
            && !is_linked(index)
    });
    if may_hold_more {
        return None;
    }
    let minutes = minutes_of(notes.iter().map(|&note| case.ledger.note(note)))?;
    Some((notes, minutes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn report(time: &str, lines: &[&str]) -> String {
        let lines: Vec<_> = lines
            .iter()
            .map(|line| format!("line 2026-01-05 {line}"))
            .collect();
        format!(
            "note 2026-01-05 assessment {time}\nclaim C1 P\n{}",
            lines.join("\n")
        )
    }

    #[test]
    fn the_first_hour_is_the_base_codes() {
        let case = report("13:00-15:10", &["96130", "96131 units 2"]);
        assert_eq!(outcomes(&RULE, &case), ["warn C1/2 2026-01-05"]);
        let found = findings(&RULE, &case);
        assert!(
            found[0].message.contains("1 too many"),
            "{}",
            found[0].message
        );
        for (time, lines) in [
            ("13:00-15:31", ["96130", "96131 units 2"]),
            ("13:00-15:10", ["96132", "96133 units 1"]),
            ("09:00-11:30", ["96136", "96137 units 4"]),
        ] {
            assert_eq!(outcomes(&RULE, &report(time, &lines)), [""; 0], "{time}");
        }
        let halves = report("09:00-10:40", &["96138", "96139 units 3"]);
        assert_eq!(outcomes(&RULE, &halves), ["warn C1/2 2026-01-05"]);
    }

    #[test]
    fn time_that_may_be_of_more_is_not_judged() {
        let both = report(
            "13:00-15:10",
            &["96130", "96131 units 2", "96136", "96137 units 4"],
        );
        let more = report("13:00-15:10 more-times", &["96130", "96131 units 2"]);
        let alone = report("13:00-15:10", &["96131 units 2"]);
        let untimed = report("", &["96130", "96131 units 2"]);
        let other = format!(
            "note 2026-01-08 assessment 10:00-11:00\n{}",
            report("13:00-15:10", &["96130", "96131 units 2"])
        );
        for case in [both, more, alone, untimed, other] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
            assert_eq!(tally(&RULE, &case).pass, 0, "{case}");
        }
    }
}
