//! PLN-008: none of the plan's goals could be measured.

use super::stated::{on_documents, plans};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::rules::dates::{counted, listed};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-008",
    name: "goals-not-measurable",
    status: RuleStatus::Stable,
    severity: Severity::Low,
    exposure: ExposureKind::None,
    applies_to: "plans of PHP, IOP and residential stays that state goals",
    authority: &[
        Authority {
            cite: "Medicare Benefit Policy Manual ch. 6 §70.3",
            verified: false,
        },
        Authority {
            cite: "state Medicaid manuals",
            verified: false,
        },
    ],
    checks: "No goal or objective of any plan or review of the stay holds a number, a percent, a \
             count, a scale, a rhythm or a date.",
    why: "A goal that cannot be measured cannot be met or missed, so nothing in the record can \
          show progress toward it, and the plan reads as written for nobody in particular.",
    cure: &[Cure::C3, Cure::C8],
    params: &["fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let of_stay = plans(case, stay);
        let goals: Vec<_> = of_stay
            .iter()
            .flat_map(|plan| plan.facts.goals.iter().filter(|goal| !goal.is_problem))
            .collect();
        let level = stay.level;
        if goals.is_empty() || stay.withdrawal || !(level.is_day_program() || level.is_24_hour()) {
            checks.not_applicable(&RULE);
            continue;
        }
        if goals.iter().any(|goal| goal.measurable) {
            checks.pass(&RULE);
            continue;
        }
        let dates: Vec<_> = of_stay.iter().filter_map(|plan| plan.note.date()).collect();
        let message = format!(
            "{level} admitted {}: none of {} in the plan of {} holds a number, count, scale or \
             date",
            stay.admission,
            counted(goals.len(), "goal"),
            listed(&dates)
        );
        let mut finding = on_documents(case, stay, RULE.finding(Outcome::Fail, message), &dates);
        for goal in goals.iter().take(8) {
            finding = finding.with(Evidence::supports(goal.span));
        }
        finding = finding.with_confidence(80, case.policy.number("fail.confidence"));
        checks.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn iop(plan: &str) -> String {
        format!("{plan}\nclaim C1 P\nline 2026-01-05 H0015")
    }

    #[test]
    fn fires_where_no_goal_can_be_measured() {
        let case = iop("plan 2026-01-05 goal problem goal vague goal vague");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        assert_eq!(findings(&RULE, &case)[0].evidence.len(), 3);
    }

    #[test]
    fn one_measurable_goal_passes() {
        let case = iop("plan 2026-01-05 goal vague\nreview 2026-01-05 goal measured");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn a_plan_without_readable_goals_is_not_judged() {
        let case = iop("plan 2026-01-05 goal problem");
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
    }
}
