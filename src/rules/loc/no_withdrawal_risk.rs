//! LOC-007: withdrawal management was billed while every score was low and nothing was tapered.

use super::down_to;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Stay, WithdrawalScale, shows_withdrawal};
use crate::model::{LevelOfCare, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::stay::{ambulatory_withdrawal, is_withdrawal, on_stay, risk_on};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-007",
    name: "no-withdrawal-risk-while-wm-billed",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Delta,
    applies_to: "withdrawal management stays, and courses of visits of which scores were taken",
    authority: &[
        Authority {
            cite: "ASAM Criteria",
            verified: false,
        },
        Authority {
            cite: "payer manuals",
            verified: false,
        },
    ],
    checks: "From one withdrawal score to another at least withdrawal.low_hours later, all CIWA-Ar \
             and COWS scores lie below withdrawal.low_ciwa and withdrawal.low_cows; the billed \
             days from then on to the last low score have no taper, no withdrawal medication and \
             no other sign of withdrawal; days of ambulatory visits warn. A stay without any score is \
             no-data.",
    why: "Withdrawal management is paid for managed withdrawal; once it is over the days are \
          downcoded to residential.",
    cure: &[Cure::C8],
    params: &[
        "withdrawal.low_ciwa",
        "withdrawal.low_cows",
        "withdrawal.low_hours",
    ],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

/// One withdrawal score.
struct Reading {
    /// Minutes since the stay's first day.
    at: i64,
    date: ServiceDate,
    low: bool,
    place: Span,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let courses = ambulatory_withdrawal(case);
    for stay in case.ledger.stays.iter().chain(&courses) {
        if !(stay.withdrawal || is_withdrawal(stay)) || case.record.notes.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let readings = readings(case, stay);
        // A visit without scores may be of medication alone.
        if readings.is_empty() && !stay.level.is_24_hour() {
            checks.not_applicable(&RULE);
            continue;
        }
        if readings.is_empty() {
            let message = format!(
                "{} billed {} to {}: no CIWA-Ar or COWS score {}",
                stay.level,
                stay.first_day(),
                stay.last_day(),
                case.absence_words(),
            );
            let length = stay.last_day().days_since(stay.first_day());
            let finding = on_stay(
                case,
                stay,
                RULE.finding(Outcome::NoData, message),
                &stay.days,
            )
            .with_all(case.searched_notes(stay.first_day(), 1, length));
            checks.report(finding);
            continue;
        }
        let mut fired = false;
        for run in readings.chunk_by(|one, next| one.low == next.low) {
            fired |= report(case, checks, stay, run);
        }
        if !fired {
            checks.pass(&RULE);
        }
    }
}

fn report(case: &Case<'_>, checks: &mut Checks, stay: &Stay, run: &[Reading]) -> bool {
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return false;
    };
    let hours = case.number_for_stay(stay, "withdrawal.low_hours");
    if !first.low || last.at - first.at < hours * 60 {
        return false;
    }
    let quiet_from = first.date.plus_days((hours + 23) / 24);
    let days: Vec<ServiceDate> = stay
        .days
        .iter()
        .copied()
        .filter(|day| quiet_from <= *day && *day <= last.date)
        .filter(|day| !is_treated(case, *day))
        // Between visits nobody is seen: each speaks for its own day.
        .filter(|day| stay.level.is_24_hour() || run.iter().any(|found| found.date == *day))
        .collect();
    if days.is_empty() {
        return false;
    }
    let level = LevelOfCare::ResidentialHigh;
    let message = format!(
        "{}: {} from {} to {} are all low (CIWA-Ar below {}, COWS below {}) and no taper or other \
         sign of withdrawal is recorded on {}: {}",
        stay.level,
        counted(run.len(), "withdrawal score"),
        first.date,
        last.date,
        case.number_for_stay(stay, "withdrawal.low_ciwa"),
        case.number_for_stay(stay, "withdrawal.low_cows"),
        counted(days.len(), "billed day"),
        listed(&days),
    );
    // Visits after a taper may be its follow-up.
    let outcome = match stay.level.is_24_hour() {
        true => Outcome::Fail,
        false => Outcome::Warn,
    };
    let mut finding = on_stay(case, stay, RULE.finding(outcome, message), &days);
    finding.at_risk = match stay.level.is_24_hour() {
        true => down_to(case, stay, level, &days),
        // There is no lower level by the day: the visits were not needed.
        false => risk_on(case, stay, &days),
    };
    let scores = run
        .iter()
        .take(20)
        .map(|reading| Evidence::supports(reading.place));
    let mut evidence: Vec<Evidence> = scores.collect();
    evidence.append(&mut finding.evidence);
    finding.evidence = evidence;
    checks.report(finding);
    true
}

/// Returns the scores of a stay in order of time.
fn readings(case: &Case<'_>, stay: &Stay) -> Vec<Reading> {
    let (ciwa, cows) = (
        case.number_for_stay(stay, "withdrawal.low_ciwa"),
        case.number_for_stay(stay, "withdrawal.low_cows"),
    );
    let mut found = Vec::new();
    for score in &case.ledger.withdrawal_scores {
        let low_below = match score.scale {
            WithdrawalScale::Ciwa => ciwa,
            WithdrawalScale::Cows => cows,
            WithdrawalScale::Other => continue,
        };
        if score.date < stay.first_day() || score.date > stay.last_day().plus_days(1) {
            continue;
        }
        found.push(Reading {
            at: score.date.days_since(stay.first_day()) * 1440 + score.minute(case.record),
            date: score.date,
            low: score.score < low_below as f32,
            place: score.place,
        });
    }
    // A high score of the same minute ends a run, so it sorts first.
    found.sort_by_key(|reading| (reading.at, reading.low, reading.place));
    found
}

/// Returns whether a day records treatment or signs of withdrawal besides the scores.
fn is_treated(case: &Case<'_>, day: ServiceDate) -> bool {
    let notes = case.ledger.notes_on(day).iter();
    notes
        .map(|&index| case.ledger.note(index))
        .any(shows_withdrawal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn stay(scores: &[(u32, u32, &str)]) -> String {
        let mut case = String::new();
        for (day, score, more) in scores {
            case.push_str(&format!(
                "note 2026-01-{day:02} nursing\nmention D1-04 affirmed L w2 score {score}\n{more}\n"
            ));
        }
        format!("{case}claim C1 I\nline 2026-01-05..2026-01-08 H0010 rev 0116")
    }

    #[test]
    fn fires_on_the_days_after_a_day_of_low_scores() {
        let case = stay(&[(5, 14, ""), (6, 3, ""), (7, 2, ""), (8, 0, "")]);
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-07..2026-01-08"]);
    }

    #[test]
    fn a_high_score_or_a_taper_explains_the_day() {
        let taper = "mention D1-12 affirmed H w3";
        for case in [
            stay(&[(5, 14, ""), (6, 12, ""), (7, 9, ""), (8, 3, "")]),
            stay(&[(6, 3, taper), (7, 2, taper), (8, 0, taper)]),
            stay(&[(7, 3, ""), (7, 2, "")]),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn totals_of_a_flowsheet_count_as_scores() {
        let row =
            |day: u32, score: u32| format!("row CIWA-Ar {score} on 2026-01-{day:02} at 08:00");
        let rows: Vec<String> = [(5, 14), (6, 3), (7, 2), (8, 0)]
            .map(|(day, score)| row(day, score))
            .into();
        let case = format!(
            "note 2026-01-05 flowsheet to 2026-01-08\n{}\n{}",
            rows.join("\n"),
            "claim C1 I\nline 2026-01-05..2026-01-08 H0010 rev 0116"
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-07..2026-01-08"]);
    }

    #[test]
    fn without_scores_it_cannot_tell() {
        let case =
            "note 2026-01-05 nursing\nclaim C1 I\nline 2026-01-05..2026-01-06 H0010 rev 0116";
        assert_eq!(
            outcomes(&RULE, case),
            ["no-data C1/1 2026-01-05..2026-01-06"]
        );
    }

    #[test]
    fn other_levels_are_left_alone() {
        let case = stay(&[(5, 3, ""), (6, 3, ""), (7, 2, ""), (8, 0, "")])
            .replace("H0010 rev 0116", "H2036 rev 1002");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn visits_without_a_stay_are_judged_as_well() {
        let visits = |third: &str| {
            let case = stay(&[(5, 14, ""), (6, 3, ""), (7, 2, third), (8, 0, third)]);
            let lines: String = (5..=8)
                .map(|day| format!("line 2026-01-{day:02} H0014\n"))
                .collect();
            case.replace("claim C1 I", "claim C1 P")
                .replace("line 2026-01-05..2026-01-08 H0010 rev 0116", &lines)
        };
        assert_eq!(
            outcomes(&RULE, &visits("")),
            ["warn C1 2026-01-07..2026-01-08"]
        );
        assert_eq!(
            outcomes(&RULE, &visits("mention D1-12 affirmed H w3")),
            [""; 0]
        );
        let third = visits("").replace("mention D1-04 affirmed L w2 score 2\n", "");
        assert_eq!(outcomes(&RULE, &third), ["warn C1/4 2026-01-08"]);
        let unscored = "note 2026-01-05 nursing\nclaim C1 P\nline 2026-01-05 H0014";
        assert_eq!(outcomes(&RULE, unscored), [""; 0]);
    }
}
