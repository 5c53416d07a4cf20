//! LOC-008: for weeks, attendance stayed below what the billed level requires.

use super::down_to;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Census, DayRow, Stay, Week, is_day_note, low_runs};
use crate::model::{LevelOfCare, ServiceDate};
use crate::rules::dates::counted;
use crate::rules::stay::on_stay;
use crate::rules::week::known_minutes;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-008",
    name: "attendance-below-level",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Delta,
    applies_to: "IOP, PHP and residential stays with a weekly minimum",
    authority: &[
        Authority {
            cite: "42 CFR 410.43(c)(1) and 410.44(c)(1)",
            verified: true,
        },
        Authority {
            cite: "HCPCS H0015",
            verified: true,
        },
    ],
    checks: "In at least attendance.low_weeks whole weeks running, notes and attendance sheets \
             show fewer hours than min_hours_week of the level (for patients under 18 in IOP, that \
             of adolescents); or, in a day program, no more sessions than \
             attendance.low_groups_week, unless their stated times reach those hours. Partial weeks and weeks with a hospital \
             day are not counted. In a chart declared complete, with sheets, days of a house without \
             any timed service add none to a week that has them on most days, and it warns. Weeks \
             without times make one no-data finding a stay. Without an \
             attendance sheet and in a chart not declared complete it warns.",
    why: "Hours far below the program's minimum are outpatient care in substance and are paid so.",
    cure: &[Cure::C4],
    params: &[
        "attendance.low_weeks",
        "attendance.low_groups_week",
        "min_hours_week.IOP",
        "min_hours_week.IOP-adolescent",
        "min_hours_week.PHP",
        "min_hours_week.RES-HIGH",
        "min_hours_week.RES-LOW",
    ],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (index, stay) in case.ledger.stays.iter().enumerate() {
        let born = case.record.birth_date;
        let least = stay.least_hours_week(case.policy, born, stay.first_day());
        let weeks: Vec<Week> = case
            .ledger
            .weeks
            .iter()
            .filter(|week| week.stay == index && week.whole && !has_hospital_day(case, week))
            .map(|week| counted_week(case, stay, week))
            .collect();
        let weeks: Vec<&Week> = weeks.iter().collect();
        let Some(least) = least.filter(|_| !weeks.is_empty() && !case.record.notes.is_empty())
        else {
            checks.not_applicable(&RULE);
            continue;
        };
        let count = case.number_for_stay(stay, "attendance.low_weeks").max(1);
        let mut runs = low_runs(&weeks, least, count);
        if runs.is_empty() && stay.level.is_day_program() {
            runs = few_sessions(case, stay, &weeks, (least, count));
        }
        let untimed = weeks.iter().filter(|week| week.minutes.is_none()).count();
        if runs.is_empty() && untimed == 0 {
            checks.pass(&RULE);
        } else if runs.is_empty() {
            checks.report(no_times(case, stay, &weeks, untimed));
        }
        for run in runs {
            checks.report(finding(case, stay, least, &run));
        }
    }
}

/// Returns a week with its minutes. The days of a house on which a complete chart tells of no timed
/// service had none: "too tired for group" in the evening's log, and a bed in use.
fn counted_week(case: &Case<'_>, stay: &Stay, week: &Week) -> Week {
    let mut counted = week.clone();
    // A complete chart says nothing of sheets that nobody supplied.
    let is_whole = case.chart_is_complete() && !case.record.attendance.is_empty();
    if counted.minutes.is_none() && stay.level.is_24_hour() && is_whole {
        counted.minutes = known_minutes(case, stay, week);
    }
    counted
}

/// Returns whether the ledger itself knows no minutes of a week.
fn is_filled(case: &Case<'_>, week: &Week) -> bool {
    let mut weeks = case.ledger.weeks.iter();
    week.minutes.is_some()
        && weeks.any(|known| {
            (known.stay, known.starts) == (week.stay, week.starts) && known.minutes.is_none()
        })
}

fn has_hospital_day(case: &Case<'_>, week: &Week) -> bool {
    let days = case
        .ledger
        .days
        .range(week.starts..=week.starts.plus_days(6));
    days.into_iter()
        .any(|(_, day)| day.census == Census::Hospital)
}

/// Returns runs of weeks with so few sessions that no length could make up a day program.
fn few_sessions<'w>(
    case: &Case<'_>,
    stay: &Stay,
    weeks: &[&'w Week],
    (least, count): (i64, i64),
) -> Vec<Vec<&'w Week>> {
    let most = case.number_for_stay(stay, "attendance.low_groups_week");
    let few = |week: &Week| {
        // A day with documents but no service notes counted may hold sessions under other kinds.
        week.sessions > 0
            && i64::from(week.sessions) <= most
            && stated_minutes(case, week) < least.saturating_mul(60)
    };
    let mut runs: Vec<Vec<&Week>> = Vec::new();
    for &week in weeks.iter().filter(|week| few(week)) {
        let follows = runs
            .last()
            .and_then(|run| run.last())
            .is_some_and(|last| week.starts.days_since(last.starts) == 7);
        match runs.last_mut().filter(|_| follows) {
            Some(run) => run.push(week),
            None => runs.push(vec![week]),
        }
    }
    runs.retain(|run| run.len() as i64 >= count);
    runs
}

/// Returns the minutes that notes and sheets of a week state, though they may not be all: one note
/// of three hours may tell of three groups.
fn stated_minutes(case: &Case<'_>, week: &Week) -> i64 {
    let ends = week.starts.plus_days(6);
    let days = case.ledger.days.range(week.starts..=ends);
    let of_day = |day: &DayRow| {
        let notes = day.notes.iter().map(|&index| case.ledger.note(index));
        let counted = notes.filter(|note| {
            note.attendance.is_none() && (note.kind.is_therapeutic_service() || is_day_note(note))
        });
        let noted: u32 = counted
            .filter_map(|note| note.time.map(|time| time.minutes))
            .sum();
        noted.max(day.attended().unwrap_or(0))
    };
    days.map(|(_, day)| i64::from(of_day(day))).sum()
}

fn finding(case: &Case<'_>, stay: &Stay, least: i64, run: &[&Week]) -> crate::finding::Finding {
    let days: Vec<ServiceDate> = run
        .iter()
        .flat_map(|week| week.days.iter().copied())
        .collect();
    let shown: Vec<String> = run
        .iter()
        .take(8)
        .map(|week| match week.minutes {
            Some(minutes) => format!("week of {}: {}", week.starts, hours(minutes)),
            None => format!(
                "week of {}: {}",
                week.starts,
                counted(week.sessions as usize, "session")
            ),
        })
        .collect();
    let has_sheets = days.iter().all(|day| {
        case.ledger
            .days
            .get(day)
            .is_some_and(|row| !row.attendance.is_empty())
    });
    // A sheet shows who was absent; notes alone show only who was documented.
    let outcome = if run.iter().any(|week| is_filled(case, week)) {
        Outcome::Warn
    } else if has_sheets {
        Outcome::Fail
    } else {
        case.absence()
    };
    let message = format!(
        "{} needs {least} h a week; {} running stayed below: {}",
        stay.level,
        counted(run.len(), "week"),
        shown.join(", "),
    );
    let best = run
        .iter()
        .filter_map(|week| week.minutes)
        .max()
        .unwrap_or(0);
    let level = supported_by_hours(case, stay.level, best);
    let mut finding = on_stay(case, stay, RULE.finding(outcome, message), &days);
    finding.at_risk = down_to(case, stay, level, &days);
    finding.with_all(cited(case, run))
}

/// Returns the level whose weekly minimum the best week's minutes meet.
fn supported_by_hours(case: &Case<'_>, billed: LevelOfCare, minutes: u32) -> LevelOfCare {
    let candidates: &[LevelOfCare] = if billed.is_24_hour() {
        &[LevelOfCare::ResidentialLow]
    } else {
        &[LevelOfCare::IntensiveOutpatient]
    };
    let meets = |level: &LevelOfCare| {
        level.rank() < billed.rank()
            && case
                .policy
                .min_hours_week(*level)
                .is_some_and(|least| i64::from(minutes) >= least * 60)
    };
    candidates
        .iter()
        .copied()
        .find(meets)
        .unwrap_or(LevelOfCare::Outpatient)
}

/// Returns the times and attendance rows that were counted.
fn cited(case: &Case<'_>, run: &[&Week]) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for week in run {
        for (_, day) in case
            .ledger
            .days
            .range(week.starts..=week.starts.plus_days(6))
        {
            for &index in &day.notes {
                let note = case.ledger.note(index);
                if note.kind.is_therapeutic_service() {
                    let place = note.time.map_or_else(|| head(note), |time| time.span);
                    evidence.push(Evidence::supports(place));
                }
            }
            let rows = day
                .attendance
                .iter()
                .filter_map(|&row| case.record.attendance.get(row));
            evidence.extend(rows.map(|row| Evidence::supports(row.span)));
        }
    }
    evidence.dedup();
    evidence.truncate(24);
    evidence
}

fn no_times(
    case: &Case<'_>,
    stay: &Stay,
    weeks: &[&Week],
    untimed: usize,
) -> crate::finding::Finding {
    let days: Vec<ServiceDate> = weeks
        .iter()
        .filter(|week| week.minutes.is_none())
        .flat_map(|week| week.days.iter().copied())
        .collect();
    let message = format!(
        "{}: the hours of {untimed} of {} cannot be counted, since a billed day has neither a \
         note nor an attendance row with times; supply attendance sheets",
        stay.level,
        counted(weeks.len(), "whole week"),
    );
    let finding = on_stay(case, stay, RULE.finding(Outcome::NoData, message), &days);
    let searched = days
        .first()
        .map(|&day| case.searched_notes(day, 0, 6))
        .unwrap_or_default();
    finding.with_all(searched)
}

fn hours(minutes: u32) -> String {
    let tenths = minutes / 6;
    if tenths.is_multiple_of(10) {
        format!("{} h", tenths / 10)
    } else {
        format!("{}.{} h", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    /// An IOP stay of whole weeks from Monday 2026-01-05 on, three days a week, with the given
    /// attendance on each day.
    fn iop(weeks: u32, attended: impl Fn(u32) -> &'static str) -> String {
        let first = ServiceDate::new(2026, 1, 5).expect("a date");
        let mut case = String::new();
        let mut lines = String::new();
        for week in 0..weeks {
            for day in [0, 2, 4] {
                let date = first.plus_days(i64::from(week * 7 + day));
                case.push_str(&format!("note {date} group {}\n", attended(week)));
                lines.push_str(&format!("line {date} H0015 rev 0906\n"));
            }
        }
        format!("{case}claim C1 I\n{lines}")
    }

    #[test]
    fn fires_on_two_weeks_of_six_hours() {
        let case = format!("complete\n{}", iop(2, |_| "09:00-11:00"));
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05..2026-01-16"]);
        let message = &findings(&RULE, &case)[0].message;
        assert!(message.contains("week of 2026-01-04: 6 h"), "{message}");
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 6);
    }

    #[test]
    fn the_least_of_adolescents_holds_for_patients_under_18() {
        let young = |attended| {
            let stay = iop(2, move |_| attended);
            format!("complete\npatient P2 born 2010-03-01\n{stay}")
        };
        assert_eq!(outcomes(&RULE, &young("09:00-11:00")), [""; 0]);
        let short = young("09:00-10:30");
        assert_eq!(outcomes(&RULE, &short), ["fail C1 2026-01-05..2026-01-16"]);
        let message = &findings(&RULE, &short)[0].message;
        assert!(message.contains("needs 6 h"), "{message}");
    }

    #[test]
    fn few_notes_whose_hours_reach_the_least_are_not_few_sessions() {
        let drawn = |time: &str| {
            let mut case = String::from("complete\nclaim C1 I\n");
            for date in ["2026-01-05", "2026-01-08", "2026-01-12", "2026-01-15"] {
                case.push_str(&format!("line {date} S9480 rev 0905\n"));
            }
            for date in ["2026-01-05", "2026-01-08", "2026-01-12", "2026-01-15"] {
                case.push_str(&format!("note {date} group {time} more-times\n"));
            }
            format!("{case}claim C2 I\nline 2026-01-19 S9480 rev 0905\n")
        };
        let of = |time: &str| {
            let found = findings(&RULE, &drawn(time));
            found
                .iter()
                .map(|one| one.outcome.to_string())
                .collect::<Vec<_>>()
        };
        // A note of several groups may leave times out: the hours are not known, and not too few.
        assert_eq!(of("13:00-18:00"), ["no-data"]);
        assert_eq!(of("13:00-14:00"), ["fail"]);
    }

    #[test]
    fn one_low_week_or_nine_hours_do_not_fire() {
        for case in [
            iop(3, |week| {
                if week == 1 {
                    "09:00-11:00"
                } else {
                    "09:00-12:00"
                }
            }),
            iop(3, |_| "09:00-12:00"),
        ] {
            assert_eq!(
                outcomes(&RULE, &format!("complete\n{case}")),
                [""; 0],
                "{case}"
            );
        }
    }

    #[test]
    fn quiet_days_of_a_house_add_no_hours_in_a_complete_chart() {
        let house = |time: &str| {
            let mut case = String::new();
            for day in [11, 12, 14, 16, 18, 19, 21, 23] {
                case.push_str(&format!("note 2026-01-{day} group {time}\n"));
            }
            format!(
                "{case}attend 2026-01-11 Group {time} present\nclaim C1 I\nline 2026-01-09..2026-01-27 H2034"
            )
        };
        let of = |case: &str| {
            let found = findings(&RULE, case).into_iter();
            found.map(|one| one.outcome.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(of(&format!("complete\n{}", house("18:00-19:00"))), ["warn"]);
        assert_eq!(of(&format!("complete\n{}", house("18:00-19:30"))), [""; 0]);
        // Where files may be lacking, the other days may have had hours.
        assert_eq!(of(&house("18:00-19:00")), ["no-data"]);
        let sheet = "attend 2026-01-11 Group 18:00-19:00 present\n";
        let without = format!("complete\n{}", house("18:00-19:00").replace(sheet, ""));
        assert_eq!(of(&without), ["no-data"]);
    }

    #[test]
    fn without_times_it_cannot_tell() {
        let case = iop(2, |_| "");
        assert_eq!(
            outcomes(&RULE, &case),
            ["no-data C1 2026-01-05..2026-01-16"]
        );
    }

    #[test]
    fn notes_alone_in_an_incomplete_chart_only_warn() {
        let case = iop(2, |_| "09:00-11:00");
        assert_eq!(outcomes(&RULE, &case), ["warn C1 2026-01-05..2026-01-16"]);
    }
}
