//! OVL-009: a program day was billed on which the program was closed.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{AttendanceStatus, ServiceDate, ServiceLine, Units};
use crate::policy::Closed;
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::dates::listed;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-009",
    name: "weekend-holiday-program-day",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Day,
    applies_to: "per-diem lines of day programs, where chartproof.toml states a [calendar] or an \
                 attendance sheet says that the program was closed",
    authority: &[Authority {
        cite: "the payer's provider manual",
        verified: false,
    }],
    checks: "A per-diem day-program line bills a day that the facility's program calendar closes \
             (a weekday, a holiday, no make-up day), or of which every row of the patient's \
             attendance sheet says closed. It warns where a note or a sheet of the day shows that \
             the program ran. A range with more days than units counts only the units that do not \
             fit on its open days. Without a calendar and without such rows nothing is inferred.",
    why: "A program that was closed gave no service; auditors sort billed days by weekday and \
          holiday.",
    cure: &[Cure::C3],
    params: &["fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, _, line) in case.live() {
        let is_judged = row.billed.is_per_diem()
            && row.billed.level.is_day_program()
            && !row.payment.denied
            && !row.days.is_empty();
        if !is_judged {
            checks.not_applicable(&RULE);
            continue;
        }
        let closed: Vec<(ServiceDate, Why)> = row
            .days
            .iter()
            .filter_map(|&day| Some((day, why_closed(case, row, day)?)))
            .collect();
        let billed = units(line).unwrap_or(row.days.len() as i64);
        let open = row.days.len().saturating_sub(closed.len()) as i64;
        if closed.is_empty() || (open > 0 && billed <= open) {
            // Nothing states when the program was open: that is no pass.
            if case.policy.calendar.is_empty() && closed.is_empty() {
                checks.not_applicable(&RULE);
            } else {
                checks.pass(&RULE);
            }
            continue;
        }
        checks.report(finding(case, row, line, &closed, billed - open));
    }
}

/// What says that the program was closed on a day.
enum Why {
    Calendar(Closed),
    Sheet(Vec<Evidence>),
}

fn why_closed(case: &Case<'_>, row: &LineRow, day: ServiceDate) -> Option<Why> {
    if let Some(closed) = case.policy.calendar.closed(row.billed.level, day) {
        return Some(Why::Calendar(closed));
    }
    let entries: Vec<_> = sheet_rows(case, day).collect();
    let all_closed = !entries.is_empty()
        && entries
            .iter()
            .all(|entry| entry.status == AttendanceStatus::Closed);
    all_closed.then(|| {
        let places = entries.iter().map(|entry| Evidence::supports(entry.span));
        Why::Sheet(places.collect())
    })
}

fn sheet_rows<'c>(
    case: &Case<'c>,
    day: ServiceDate,
) -> impl Iterator<Item = &'c crate::model::AttendanceEntry> {
    let rows = case.ledger.days.get(&day);
    let rows = rows.map_or(&[][..], |row| row.attendance.as_slice());
    let record = case.record;
    rows.iter().filter_map(|&row| record.attendance.get(row))
}

fn units(line: &ServiceLine) -> Option<i64> {
    line.units.as_ref().map(|units| units.value.floor())
}

/// Returns what shows that the program ran on a day: notes of a service, or rows of presence.
fn shows_it_ran(case: &Case<'_>, day: ServiceDate) -> Vec<Evidence> {
    let notes = case.ledger.notes_on(day).iter();
    let notes = notes
        .map(|&index| case.ledger.note(index))
        .filter(|note| {
            note.kind.is_therapeutic_service()
                && note.attendance.is_none()
                && note.date() == Some(day)
        })
        .map(|note| Evidence::contradicts(head(note)));
    let present = sheet_rows(case, day)
        .filter(|entry| entry.status == AttendanceStatus::Present)
        .map(|entry| Evidence::contradicts(entry.span));
    notes.chain(present).collect()
}

fn finding(
    case: &Case<'_>,
    row: &LineRow,
    line: &ServiceLine,
    closed: &[(ServiceDate, Why)],
    excess: i64,
) -> Finding {
    let days: Vec<ServiceDate> = closed.iter().map(|(day, _)| *day).collect();
    let ran: Vec<Evidence> = days
        .iter()
        .flat_map(|day| shows_it_ran(case, *day))
        .collect();
    let reason = match closed.first() {
        Some((_, Why::Calendar(Closed::Holiday))) => "by its calendar for a holiday",
        Some((_, Why::Calendar(Closed::Weekday))) => "by its calendar on that weekday",
        _ => "by the attendance sheet",
    };
    let message = format!(
        "{} ({}) billed for {}, on which the program was closed {reason}{}",
        code_words(line),
        row.billed.level,
        listed(&days),
        if ran.is_empty() {
            ""
        } else {
            "; notes or sheets of the day show that it ran"
        }
    );
    let is_loose = excess < days.len() as i64;
    let at_risk = if is_loose {
        AtRisk::units(row.id, Units::whole(excess.max(0)))
    } else {
        risk_of_days(row, &days)
    };
    let first = days.first().copied().unwrap_or(row.days[0]);
    let last = days.last().copied().unwrap_or(first);
    let sheets = closed.iter().flat_map(|(_, why)| match why {
        Why::Sheet(places) => places.clone(),
        Why::Calendar(_) => Vec::new(),
    });
    let confidence = if ran.is_empty() && !is_loose { 90 } else { 60 };
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .from_to(first, last)
        .risking(at_risk)
        .with_all(sheets.take(6))
        .with_all(ran.into_iter().take(6))
        .with_confidence(confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    const CALENDAR: &str = "calendar closed saturday,sunday holidays 2026-01-19 make-up 2026-01-24";

    fn day(line: &str) -> String {
        format!("{CALENDAR}\nclaim C1 I\nline {line}")
    }

    #[test]
    fn fires_on_a_weekend_and_a_holiday() {
        for date in ["2026-01-17", "2026-01-19"] {
            let case = day(&format!("{date} H0015 rev 0906"));
            assert_eq!(outcomes(&RULE, &case), [format!("fail C1/1 {date}")]);
        }
        let sheet = "attend 2026-01-16 Group closed\nclaim C1 I\nline 2026-01-16 H0035 rev 0913";
        assert_eq!(outcomes(&RULE, sheet), ["fail C1/1 2026-01-16"]);
    }

    #[test]
    fn open_days_make_up_days_other_levels_and_weekly_ranges_pass() {
        for line in [
            "2026-01-16 H0015 rev 0906",
            "2026-01-24 H0015 rev 0906",
            "2026-01-17 H0018 rev 1002",
            "2026-01-17 90837",
            "2026-01-12..2026-01-18 H0015 rev 0906 units 5",
        ] {
            assert_eq!(outcomes(&RULE, &day(line)), [""; 0], "{line}");
        }
    }

    #[test]
    fn proof_that_it_ran_and_excess_units_of_a_range_warn() {
        let ran = format!(
            "note 2026-01-17 group 09:00-12:00\n{}",
            day("2026-01-17 H0015 rev 0906")
        );
        assert_eq!(outcomes(&RULE, &ran), ["warn C1/1 2026-01-17"]);
        let range = day("2026-01-12..2026-01-18 H0015 rev 0906 units 6");
        assert_eq!(
            outcomes(&RULE, &range),
            ["warn C1/1 2026-01-17..2026-01-18"]
        );
    }

    #[test]
    fn without_a_calendar_nothing_is_inferred() {
        let case = "claim C1 I\nline 2026-01-17 H0015 rev 0906";
        assert_eq!(tally(&RULE, case).not_applicable, 1);
    }
}
