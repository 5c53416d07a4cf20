//! PLN-002: program days were billed after a plan was due and before the plan was made.

use super::in_force;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Severity};
use crate::model::ServiceDate;
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-002",
    name: "plan-overdue-at-dos",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "IOP, PHP, residential and inpatient stays with a plan; withdrawal management \
                 runs on its order and protocol, so it is left out",
    authority: &[
        Authority {
            cite: "42 CFR 441.155",
            verified: true,
        },
        Authority {
            cite: "state Medicaid manuals",
            verified: false,
        },
    ],
    checks: "The first plan of the stay was made more than plan_due_days after admission, and \
             days between the due day and the plan were billed. A stay that never got a plan is \
             PLN-001 alone.",
    why: "Until the plan exists nobody has said what the treatment is for, so a reviewer denies \
          the days before it; a later plan does not reach back.",
    cure: &[Cure::C7, Cure::C8],
    params: &["plan_due_days.day-program", "plan_due_days.residential"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let mut plans = case
            .ledger
            .plans
            .iter()
            .filter(|plan| plan.fits(stay.level));
        let first = plans.next().filter(|plan| {
            plan.from <= stay.last_day() || in_force::is_still_there(case, stay, plan.from)
        });
        let Some(first) = first.filter(|_| !stay.withdrawal) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let due = stay
            .told_from
            .plus_days(case.policy.plan_due_days(stay.level));
        let days: Vec<ServiceDate> = stay
            .days
            .iter()
            .copied()
            .filter(|day| *day > due && *day < first.from)
            .collect();
        if days.is_empty() {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "{} admitted {}: a plan was due by {due}, the first one {} was made on {}; {} billed \
             between: {}",
            stay.level,
            stay.admission,
            case.absence_words(),
            first.from,
            counted(days.len(), "day"),
            listed(&days),
        );
        let finding = RULE.finding(case.absence(), message);
        let mut finding = on_stay(case, stay, finding, &days)
            .with(Evidence::supports(head(case.ledger.note(first.note))))
            .with_all(case.searched_notes(due, 7, 7));
        finding.at_risk = in_force::at_risk(case, stay, &days);
        checks.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    const STAY: &str = "claim C1 I admit 2026-01-05
        line 2026-01-05 H0035 rev 0912
        line 2026-01-12 H0035 rev 0912
        line 2026-01-14 H0035 rev 0912
        line 2026-01-20 H0035 rev 0912";

    #[test]
    fn fires_between_the_due_day_and_the_plan() {
        let case = format!("complete\nplan 2026-01-16\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/3 2026-01-14"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 1);
        let open = format!("plan 2026-01-16\n{STAY}");
        assert_eq!(outcomes(&RULE, &open), ["warn C1/3 2026-01-14"]);
    }

    #[test]
    fn a_plan_after_the_last_billed_day_is_late_where_the_patient_still_was_there() {
        let later = |more: &str| format!("complete\nplan 2026-01-22{more}\n{STAY}");
        let served = later("\nnote 2026-01-23 group");
        assert_eq!(outcomes(&RULE, &served), ["fail C1 2026-01-14..2026-01-20"]);
        let never = &super::super::no_plan_in_force::RULE;
        assert_eq!(outcomes(never, &served), [""; 0], "told once");
        // Nothing shows care after the last billed day, so the plan came when all was over.
        assert_eq!(outcomes(&RULE, &later("")), [""; 0]);
        assert_eq!(
            outcomes(never, &later("")),
            ["fail C1 2026-01-05..2026-01-20"]
        );
    }

    #[test]
    fn a_plan_that_says_how_often_the_level_is_to_come_shows_that_the_patient_was_there() {
        let never = &super::super::no_plan_in_force::RULE;
        let made = |plan: &str| format!("complete\n{plan}\n{STAY}");
        let ahead = made("plan 2026-01-22 level PHP often");
        assert_eq!(outcomes(&RULE, &ahead), ["fail C1 2026-01-14..2026-01-20"]);
        assert_eq!(outcomes(never, &ahead), [""; 0]);
        for unnamed in ["hours 20", "often services group,individual"] {
            let by_dose = made(&format!("plan 2026-01-22 {unnamed}"));
            assert_eq!(outcomes(&RULE, &by_dose).len(), 1, "{unnamed}");
        }
        // Of another level, without a word on how often, and of one who had left.
        for other in [
            "plan 2026-01-22 level OP often",
            "plan 2026-01-22 level PHP",
            "plan 2026-01-22 hours 1",
            "plan 2026-01-22 often services individual",
            "plan 2026-01-22 level PHP often\nnote 2026-01-21 discharge-summary",
        ] {
            assert_eq!(outcomes(&RULE, &made(other)), [""; 0], "{other}");
        }
    }

    #[test]
    fn a_plan_on_the_due_day_passes() {
        let case = format!("complete\nplan 2026-01-12\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(tally(&RULE, &case).pass, 1);
    }

    #[test]
    fn a_stay_without_any_plan_is_not_this_rule() {
        assert_eq!(tally(&RULE, STAY).not_applicable, 1);
    }
}
