//! COD-020: a diagnostic evaluation was billed again too soon.

use crate::finding::{AtRisk, Authority, Cure, ExposureKind, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{LevelOfCare, ServiceDate};
use crate::rules::billed_line::{bills_any, code_words, on_line, same_biller};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-020",
    name: "eval-repeat-too-soon",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "90791 and 90792",
    authority: &[Authority {
        cite: "local coverage determinations; payer policies that allow one evaluation in six \
               months",
        verified: true,
    }],
    checks: "The same biller billed the same evaluation code for the patient within \
             cod.eval_repeat_days before, no program stay began or ended in between, and no gap \
             of cod.eval_new_episode_days without any billed service lies between the two.",
    why: "A second evaluation needs a new episode or a marked change; without it the payer takes \
          it for a session coded too high.",
    cure: &[Cure::C8],
    params: &[
        "cod.eval_repeat_days",
        "cod.eval_new_episode_days",
        "fail.confidence",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut evaluations: Vec<(ServiceDate, &LineRow)> = case
        .live()
        .filter(|(row, _, line)| bills_any(line, &["90791", "90792"]) && !row.payment.denied)
        .filter_map(|(row, _, _)| Some((*row.days.first()?, row)))
        .collect();
    evaluations.sort_by_key(|(day, row)| (*day, row.id));
    for (place, &(day, row)) in evaluations.iter().enumerate() {
        let within = case.number_for(row, "cod.eval_repeat_days");
        let earlier = evaluations
            .iter()
            .take(place)
            .rev()
            .find(|(before, other)| {
                // Two on one day are a duplicate or two clinicians, which other rules judge.
                let apart = day.days_since(*before);
                apart > 0
                    && apart < within
                    && same_code(case, row, other)
                    && same_biller(case.ledger.claim(row.id), case.ledger.claim(other.id))
            });
        match earlier {
            Some(&(before, other)) if !is_new_episode(case, row, before, day) => {
                let message = format!(
                    "{} billed for {day}, {} days after the one of {before}; {within} days or a \
                     new episode are needed",
                    code_words(case.ledger.service_line(row.id)),
                    day.days_since(before)
                );
                let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
                    .with(case.line_evidence(other.id))
                    .risking(AtRisk::whole(row.id));
                checks.report(finding);
            }
            _ => checks.pass(&RULE),
        }
    }
}

fn same_code(case: &Case<'_>, one: &LineRow, other: &LineRow) -> bool {
    let code = |row: &LineRow| {
        let line = case.ledger.service_line(row.id);
        line.procedure.as_ref().map(|code| code.value.clone())
    };
    code(one) == code(other)
}

/// Returns whether something between the two dates makes the later one a new episode.
fn is_new_episode(case: &Case<'_>, row: &LineRow, before: ServiceDate, after: ServiceDate) -> bool {
    let between = |day: ServiceDate| before < day && day <= after;
    let is_other_level = |level: LevelOfCare| level.is_program();
    let stay_turns = case.ledger.stays.iter().any(|stay| {
        is_other_level(stay.level)
            && (between(stay.admission) || between(stay.first_day()) || between(stay.last_day()))
    });
    let census_turns = case
        .record
        .stays
        .iter()
        .any(|stay| stay.from.is_some_and(between) || stay.to.is_some_and(between));
    let gap = case.number_for(row, "cod.eval_new_episode_days");
    let mut days: Vec<ServiceDate> = case
        .live()
        .flat_map(|(row, _, _)| row.days.iter().copied())
        .filter(|day| before <= *day && *day <= after)
        .collect();
    days.sort_unstable();
    let has_gap = days
        .iter()
        .zip(days.iter().skip(1))
        .any(|(one, next)| next.days_since(*one) >= gap);
    stay_turns || census_turns || has_gap
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn two(between: &str) -> String {
        format!(
            "claim C1 P dx F33.1\nline 2026-01-05 90791\n{between}
            claim C9 P dx F33.1\nline 2026-03-09 90791"
        )
    }

    const WEEKLY: &str = "claim C2 P dx F33.1\nline 2026-01-20 90834\nline 2026-02-10 90834
        line 2026-02-24 90834";

    #[test]
    fn fires_on_a_second_evaluation_in_one_course() {
        assert_eq!(outcomes(&RULE, &two(WEEKLY)), ["fail C9/1 2026-03-09"]);
    }

    #[test]
    fn a_new_episode_another_code_or_another_biller_passes() {
        for case in [
            two(""),
            two(&format!(
                "{WEEKLY}\nclaim C3 I dx F33.1\nline 2026-02-27 H0015 rev 0906"
            )),
            two(WEEKLY).replace("2026-03-09 90791", "2026-03-09 90792"),
            two(WEEKLY).replace("claim C9 P", "claim C9 P billing 1245319599"),
            two(WEEKLY).replace("2026-03-09", "2026-08-09"),
            two(WEEKLY).replace("2026-03-09", "2026-01-05"),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn a_denied_or_undated_first_one_does_not_count() {
        let denied = format!("{}\npaid C1 1 0 denied CO-16", two(WEEKLY));
        assert_eq!(outcomes(&RULE, &denied), [""; 0]);
        let undated = two(WEEKLY).replace("2026-01-05 90791", "2026-01-05 90791 undated");
        assert_eq!(tally(&RULE, &undated).fail, 0);
    }
}
