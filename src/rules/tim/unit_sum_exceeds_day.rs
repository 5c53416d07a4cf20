//! TIM-017: the time billed for one patient and day is more than the day, or than the time
//! between the patient's coming and going.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{DayRow, LineRow};
use crate::model::{AttendanceStatus, Minute, NoteKind, ProcedureCode, ServiceDate, Units};
use crate::policy::{ServiceFamily, UnitBasis};
use crate::rules::billed_line::code_words;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-017",
    name: "unit-sum-exceeds-day-time",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Unit,
    applies_to: "15-minute, hour and psychotherapy codes of one patient and day",
    authority: &[Authority {
        cite: "HHS OIG audit practice",
        verified: false,
    }],
    checks: "The fewest minutes that the billed units of a day need add up to more than 24 hours, \
             or to more than the time between the first time in and the last time out of that day \
             by notes and attendance sheets. The second is judged only for several lines, where \
             every one has notes and all of them state start and stop. Services without the patient (case \
             management, family sessions without the patient) do not count against it, and one \
             service sent on several claims counts once.",
    why: "Units that do not fit into the time when the patient was there were not all delivered.",
    cure: &[Cure::C5],
    params: &[
        "fifteen.rounding",
        "hour.rounding",
        "psychotherapy.minutes.90832",
        "psychotherapy.minutes.90834",
        "psychotherapy.minutes.90837",
        "overlap.minutes",
        "match.confidence",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

const DAY: i64 = 24 * 60;

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut by_day: BTreeMap<ServiceDate, Vec<Billed<'_>>> = BTreeMap::new();
    for (row, _, line) in case.live() {
        let ([day], Some(code)) = (row.days.as_slice(), line.procedure.as_ref()) else {
            continue;
        };
        if let Some(minutes) = least_minutes(case, row) {
            by_day.entry(*day).or_default().push(Billed {
                row,
                code: &code.value,
                minutes,
            });
        }
    }
    for (date, lines) in by_day {
        let billed = once_each(lines);
        let sum: i64 = billed.iter().map(|line| line.minutes).sum();
        if sum > DAY {
            checks.report(finding(case, date, &billed, sum, DAY, None));
            continue;
        }
        let with_patient: Vec<Billed<'_>> = billed
            .into_iter()
            .filter(|line| is_with_patient(line))
            .collect();
        let sum: i64 = with_patient.iter().map(|line| line.minutes).sum();
        let Some(window) = case
            .ledger
            .days
            .get(&date)
            .and_then(|day| window(case, date, day, &with_patient))
        else {
            checks.not_applicable(&RULE);
            continue;
        };
        let room = i64::from(window.minutes());
        if sum > room + case.policy.number("overlap.minutes") {
            checks.report(finding(case, date, &with_patient, sum, room, Some(&window)));
        } else {
            checks.pass(&RULE);
        }
    }
}

/// A line with the fewest minutes that its units need.
struct Billed<'c> {
    row: &'c LineRow,
    code: &'c ProcedureCode,
    minutes: i64,
}

/// Returns the fewest minutes that the line's units can stand for.
fn least_minutes(case: &Case<'_>, row: &LineRow) -> Option<i64> {
    let line = case.ledger.service_line(row.id);
    let units = line.units.as_ref().map(|units| units.value.floor())?;
    if units <= 0 || line.unit_basis == "MJ" {
        return None;
    }
    let (length, rounding) = match row.billed.unit {
        UnitBasis::Fifteen => (15, case.number_for(row, "fifteen.rounding").clamp(1, 15)),
        UnitBasis::Hour => (60, case.number_for(row, "hour.rounding").clamp(1, 60)),
        _ => {
            let key = match line.procedure.as_ref()?.value.as_str() {
                "90832" | "90833" => "psychotherapy.minutes.90832",
                "90834" | "90836" => "psychotherapy.minutes.90834",
                "90837" | "90838" => "psychotherapy.minutes.90837",
                _ => return None,
            };
            return Some(case.number_for(row, key).saturating_mul(units));
        }
    };
    Some((units - 1).saturating_mul(length) + rounding)
}

/// Keeps of lines with one code on several claims (a second payer, a corrected claim) the one
/// with the most minutes.
fn once_each(lines: Vec<Billed<'_>>) -> Vec<Billed<'_>> {
    let mut by_code: BTreeMap<&ProcedureCode, BTreeMap<usize, Vec<Billed<'_>>>> = BTreeMap::new();
    for line in lines {
        by_code
            .entry(line.code)
            .or_default()
            .entry(line.row.id.claim)
            .or_default()
            .push(line);
    }
    by_code
        .into_values()
        .filter_map(|claims| {
            claims
                .into_values()
                .max_by_key(|lines| lines.iter().map(|line| line.minutes).sum::<i64>())
        })
        .flatten()
        .collect()
}

/// Returns whether the service is one in which the patient takes part.
fn is_with_patient(line: &Billed<'_>) -> bool {
    let family = line.row.billed.family;
    family != ServiceFamily::Support && line.code.as_str() != "90846"
}

/// The time between the first coming and the last going.
struct Window {
    first: Minute,
    last: Minute,
    places: Vec<Span>,
}

impl Window {
    fn minutes(&self) -> u32 {
        self.last
            .since_midnight()
            .saturating_sub(self.first.since_midnight())
    }
}

/// Returns the window of the day, or `None` where a line has no note or a note no times.
fn window(
    case: &Case<'_>,
    date: ServiceDate,
    day: &DayRow,
    lines: &[Billed<'_>],
) -> Option<Window> {
    let all_documented = lines
        .iter()
        .all(|line| case.documentation(line.row).next().is_some());
    // What one line bills beyond its own note is for the rules of its code.
    if lines.len() < 2 || !all_documented {
        return None;
    }
    let mut times: Vec<(Minute, Minute, Span)> = Vec::new();
    for &index in &day.notes {
        let note = case.ledger.note(index);
        if !note.kind.is_therapeutic_service()
            || note.attendance.is_some()
            || note.date() != Some(date)
        {
            continue;
        }
        // A nursing contact without a time may be at any; it is not what was billed by time.
        let Some(time) = note.time.as_ref() else {
            if note.kind == NoteKind::NursingNote {
                continue;
            }
            return None;
        };
        let (start, stop) = (time.start?, time.stop?);
        if stop <= start {
            return None;
        }
        times.push((start, stop, time.span));
    }
    for &row in &day.attendance {
        let entry = case.record.attendance.get(row)?;
        if entry.status != AttendanceStatus::Present {
            continue;
        }
        let (start, stop) = (entry.time_in?, entry.time_out?);
        times.push((start, stop, entry.span));
    }
    let first = times.iter().map(|(start, ..)| *start).min()?;
    let last = times.iter().map(|(_, stop, _)| *stop).max()?;
    let places = times
        .into_iter()
        .filter(|(start, stop, _)| *start == first || *stop == last)
        .map(|(.., place)| place)
        .take(4)
        .collect();
    Some(Window {
        first,
        last,
        places,
    })
}

fn finding(
    case: &Case<'_>,
    date: ServiceDate,
    lines: &[Billed<'_>],
    sum: i64,
    room: i64,
    window: Option<&Window>,
) -> Finding {
    let list: Vec<String> = lines
        .iter()
        .take(6)
        .map(|line| {
            let billed = case.ledger.service_line(line.row.id);
            let units = billed.units.as_ref().map(|units| units.value);
            format!("{} x {}", code_words(billed), units.unwrap_or_default())
        })
        .collect();
    let against = match window {
        Some(window) => format!(
            "the day's notes and sheets run from {} to {} ({room} minutes)",
            window.first, window.last
        ),
        None => "a day has 1440".to_owned(),
    };
    let message = format!(
        "the units billed for {date} need at least {sum} minutes, and {against}: {}",
        list.join(", ")
    );
    let mut finding = RULE.finding(Outcome::Fail, message).dated(date);
    if let Some(last) = lines.last() {
        let line = case.ledger.service_line(last.row.id);
        finding = finding.on_line(&case.ledger.claim(last.row.id).id, line.number);
    }
    // The minutes too many are taken from the last lines first.
    let mut left = sum - room;
    for line in lines.iter().rev() {
        finding = finding.with(case.line_evidence(line.row.id));
        if left <= 0 {
            continue;
        }
        finding = finding.risking(risk(case, line, left));
        left -= line.minutes;
    }
    let places = window.map_or(&[][..], |window| window.places.as_slice());
    finding.with_all(places.iter().map(|&place| Evidence::supports(place)))
}

/// Returns the units of a line that stand for the minutes, at most all of it.
fn risk(case: &Case<'_>, line: &Billed<'_>, minutes: i64) -> AtRisk {
    let length = match line.row.billed.unit {
        UnitBasis::Fifteen => 15,
        UnitBasis::Hour => 60,
        _ => return AtRisk::whole(line.row.id),
    };
    let billed = case.ledger.service_line(line.row.id).units.as_ref();
    let billed = billed.map(|units| units.value).unwrap_or_default();
    let units = Units::whole((minutes + length - 1) / length).min(billed);
    AtRisk::units(line.row.id, units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Portion;
    use crate::rules::fixture::{findings, outcomes, tally};

    const NOTES: &str =
        "note 2026-01-05 individual 09:00-10:00\nnote 2026-01-05 individual 10:00-11:00";

    #[test]
    fn fires_on_more_than_the_time_between_in_and_out() {
        let case = format!(
            "{NOTES}\nclaim C1 P\nline 2026-01-05 H0004 units 4\nline 2026-01-05 H0004 units 8"
        );
        let found = findings(&RULE, &case);
        assert_eq!(found.len(), 1, "{case}");
        assert!(
            found[0].message.contains("120 minutes)"),
            "{}",
            found[0].message
        );
        assert!(matches!(found[0].at_risk[0].portion, Portion::Units(_)));
    }

    #[test]
    fn fires_on_more_than_a_day() {
        let case = "claim C1 P\nline 2026-01-05 T1017 units 97";
        assert_eq!(outcomes(&RULE, case), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn units_that_fit_pass() {
        let case = format!(
            "{NOTES}\nclaim C1 P\nline 2026-01-05 H0004 units 4\nline 2026-01-05 H0004 units 4"
        );
        assert_eq!(tally(&RULE, &case).pass, 1);
        // Case management is mostly done without the patient.
        let managed = format!(
            "{NOTES}\nnote 2026-01-05 case-management\nclaim C1 P\n\
             line 2026-01-05 H0004 units 8\nline 2026-01-05 T1017 units 8"
        );
        assert_eq!(outcomes(&RULE, &managed), [""; 0]);
        // One service on two claims is one service.
        let twice = format!(
            "{NOTES}\nclaim C1 P\nline 2026-01-05 H0004 units 8\n\
             claim C2 P payer PAY2\nline 2026-01-05 H0004 units 8"
        );
        assert_eq!(outcomes(&RULE, &twice), [""; 0]);
    }

    #[test]
    fn untimed_or_missing_notes_are_not_judged() {
        for case in [
            "note 2026-01-05 individual minutes 60\nclaim C1 P\nline 2026-01-05 H0004 units 12",
            "claim C1 P\nline 2026-01-05 H0004 units 12",
        ] {
            assert_eq!(tally(&RULE, case).not_applicable, 1, "{case}");
        }
    }
}
