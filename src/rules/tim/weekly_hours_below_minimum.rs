//! TIM-010: a whole program week has fewer documented hours than the level needs.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{Stay, Week};
use crate::model::{AttendanceStatus, LineId, ServiceDate};
use crate::rules::dates::listed;
use crate::rules::relied::risk_of_days;
use crate::rules::week::{days_of, known_minutes};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-010",
    name: "weekly-hours-below-minimum",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Day,
    applies_to: "IOP and PHP weeks; residential weeks where most days have timed notes",
    authority: &[
        Authority {
            cite: "42 CFR 410.43(c)(1) and 410.44(c)(1)",
            verified: true,
        },
        Authority {
            cite: "state licence rules for residential hours",
            verified: false,
        },
    ],
    checks: "The hours documented in one whole program week are below the level's minimum (IOP 9, \
             for adolescents 6; PHP 20; residential by level). First and last partial weeks are \
             not judged. Each week is a warning; several weeks running are LOC-008. A day of which \
             notes say that the patient did not come has no minutes; a week with a billed day \
             whose minutes are not known is no-data.",
    why: "The level is defined by its weekly hours; a payer may deny the week or pay it as single \
          outpatient services.",
    cure: &[Cure::C9],
    params: &[
        "min_hours_week.IOP",
        "min_hours_week.IOP-adolescent",
        "min_hours_week.PHP",
        "min_hours_week.RES-LOW",
        "min_hours_week.RES-HIGH",
        "week.starts_on",
    ],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (index, stay) in case.ledger.stays.iter().enumerate() {
        if stay.terms(case.policy).min_hours_week().is_none() {
            continue;
        }
        let mut unknown = Vec::new();
        for week in case.ledger.weeks.iter().filter(|week| week.stay == index) {
            let born = case.record.birth_date;
            let least = stay.least_hours_week(case.policy, born, week.starts);
            let least = least.unwrap_or(0);
            match known_minutes(case, stay, week) {
                _ if !week.whole || least <= 0 => checks.not_applicable(&RULE),
                None => unknown.push(week),
                Some(minutes) if i64::from(minutes) >= least.saturating_mul(60) => {
                    checks.pass(&RULE);
                }
                Some(minutes) => checks.report(of_week(case, stay, week, minutes, least)),
            }
        }
        if !unknown.is_empty() {
            checks.report(without_minutes(case, stay, &unknown));
        }
    }
}

fn of_week(case: &Case<'_>, stay: &Stay, week: &Week, minutes: u32, least: i64) -> Finding {
    let message = format!(
        "the week of {} has {} documented hours; {} needs {least}",
        week.starts,
        hours(minutes),
        stay.level
    );
    let last = week.starts.plus_days(6);
    let mut finding = RULE
        .finding(Outcome::Warn, message)
        .from_to(week.starts, last);
    let rows = stay.lines.iter().filter_map(|id| case.ledger.row(*id));
    for (place, row) in rows
        .filter(|row| row.days.iter().any(|day| week.days.contains(day)))
        .enumerate()
    {
        let days: Vec<ServiceDate> = row
            .days
            .iter()
            .copied()
            .filter(|day| week.days.contains(day))
            .collect();
        finding = finding.risking(risk_of_days(row, &days));
        if place == 0 {
            let line = case.ledger.service_line(row.id);
            finding = finding.on_line(&case.ledger.claim(row.id).id, line.number);
        }
        if place < 4 {
            finding = finding.with(case.line_evidence(row.id));
        }
    }
    let attendance = days_of(case, week)
        .flat_map(|(_, day)| &day.attendance)
        .filter_map(|&row| case.record.attendance.get(row));
    let absent = attendance.filter(|entry| entry.status != AttendanceStatus::Present);
    let times = days_of(case, week).flat_map(|(date, day)| {
        let notes = day.notes.iter().map(|&note| case.ledger.note(note));
        let notes =
            notes.filter(move |note| note.date() == Some(date) && note.attendance.is_none());
        notes.filter_map(|note| note.time.as_ref())
    });
    finding
        .with_all(absent.take(8).map(|entry| Evidence::supports(entry.span)))
        .with_all(times.take(12).map(|time| Evidence::supports(time.span)))
}

fn without_minutes(case: &Case<'_>, stay: &Stay, weeks: &[&Week]) -> Finding {
    let starts: Vec<ServiceDate> = weeks.iter().map(|week| week.starts).collect();
    let message = format!(
        "the hours of {} could not be counted, since billed days have neither timed notes nor a \
         timed attendance sheet: weeks of {}",
        stay.level,
        listed(&starts)
    );
    let mut finding = RULE.finding(Outcome::NoData, message);
    if let (Some(first), Some(last)) = (weeks.first(), weeks.last()) {
        finding = finding.from_to(first.starts, last.starts.plus_days(6));
    }
    let notes = weeks
        .iter()
        .flat_map(|week| days_of(case, week))
        .flat_map(|(_, day)| day.notes.iter().take(1))
        .map(|&note| Evidence::searched(head(case.ledger.note(note))));
    let is_of_weeks = |id: &&LineId| {
        let row = case.ledger.row(**id);
        let mut days = weeks.iter().flat_map(|week| &week.days);
        row.is_some_and(|row| days.any(|day| row.days.contains(day)))
    };
    let lines = stay.lines.iter().filter(is_of_weeks).take(4);
    let lines = lines.map(|id| case.line_evidence(*id));
    finding.with_all(lines).with_all(notes.take(8))
}

/// Returns minutes as hours with one decimal: `6.2`.
fn hours(minutes: u32) -> String {
    let tenths = minutes / 6;
    if tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::EvidenceRole;
    use crate::rules::fixture::{findings, outcomes, tally};

    /// Three program days in each of three weeks; the middle week has the given hours a day.
    fn three_weeks(middle: &str) -> String {
        let mut case = String::from("claim C1 I\n");
        for (days, time) in [
            (["2026-01-05", "2026-01-07", "2026-01-09"], "09:00-12:00"),
            (["2026-01-12", "2026-01-14", "2026-01-16"], middle),
            (["2026-01-19", "2026-01-21", "2026-01-23"], "09:00-12:00"),
        ] {
            for day in days {
                case.push_str(&format!(
                    "line {day} H0015 rev 0906\nnote {day} group {time}\n"
                ));
            }
        }
        case
    }

    #[test]
    fn warns_of_a_week_below_the_minimum() {
        let case = three_weeks("09:00-11:00");
        let found = findings(&RULE, &case);
        assert_eq!(outcomes(&RULE, &case), ["warn C1/4 2026-01-11..2026-01-17"]);
        assert_eq!(found[0].at_risk.len(), 3);
        assert!(
            found[0]
                .message
                .contains("has 6 documented hours; IOP needs 9")
        );
    }

    #[test]
    fn enough_hours_and_partial_weeks_pass() {
        assert_eq!(outcomes(&RULE, &three_weeks("09:00-12:00")), [""; 0]);
        let last_week =
            "note 2026-01-05 group 09:00-12:00\nclaim C1 I\nline 2026-01-05 H0015 rev 0906";
        assert_eq!(tally(&RULE, last_week).not_applicable, 1);
    }

    #[test]
    fn weeks_without_times_are_no_data_once_a_stay() {
        let case = three_weeks("").replace("09:00-12:00", "");
        assert_eq!(tally(&RULE, &case).no_data, 1);
        assert_eq!(tally(&RULE, &case).warn, 0);
    }

    #[test]
    fn only_lines_of_the_weeks_without_times_are_cited() {
        let found = findings(&RULE, &three_weeks(""));
        assert!(found[0].message.contains("weeks of 2026-01-11"));
        let cited = found[0].evidence.iter();
        let lines = cited.filter(|one| one.role == EvidenceRole::Supports);
        assert_eq!(lines.count(), 3);
    }

    #[test]
    fn a_week_whose_log_tells_no_hours_is_no_data() {
        let groups: String = (11..=15)
            .map(|day| format!("note 2026-01-{day} group 09:00-10:00\n"))
            .collect();
        let stay = format!("{groups}claim C1 I\nline 2026-01-10..2026-01-18 H0018 rev 1002");
        assert_eq!(tally(&RULE, &stay).warn, 1);
        let log = format!("note 2026-01-16 shift no-time logged\n{stay}");
        assert_eq!(tally(&RULE, &log).warn, 0);
        assert_eq!(tally(&RULE, &log).no_data, 1);
    }

    #[test]
    fn hours_print_with_one_decimal() {
        for (minutes, text) in [(372, "6.2"), (540, "9"), (0, "0"), (59, "0.9")] {
            assert_eq!(hours(minutes), text);
        }
    }

    #[test]
    fn a_week_that_begins_in_residence_is_no_week_of_the_program() {
        let php = "claim C2 I admit 2026-01-05
            line 2026-01-08 H0035 rev 0913\nnote 2026-01-08 group 09:00-12:00
            line 2026-01-09 H0035 rev 0913\nnote 2026-01-09 group 09:00-12:00
            line 2026-01-12 H0035 rev 0913\nnote 2026-01-12 group 09:00-12:00";
        let residence = "claim C1 I admit 2026-01-05
            line 2026-01-05..2026-01-07 H2036 rev 1002\nnote 2026-01-05 group 09:00-12:00
            note 2026-01-06 group 09:00-12:00\nnote 2026-01-07 group 09:00-12:00";
        let of_program = |case: &str| {
            let found = outcomes(&RULE, case);
            found
                .into_iter()
                .filter(|found| found.contains("C2"))
                .count()
        };
        assert_eq!(of_program(&format!("{residence}\n{php}")), 0);
        // Admitted to the program on Monday, the same week is short.
        assert_eq!(of_program(php), 1);
    }
}
