//! PLN-001: a program day was billed with no treatment plan in force.

use super::in_force::{self, DayPlan};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Stay, Supply};
use crate::model::{Note, NoteKind, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-001",
    name: "no-plan-in-force-on-dos",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "IOP, PHP, residential and inpatient days; withdrawal management runs on its \
                 order and protocol, so it is left out",
    authority: &[
        Authority {
            cite: "42 CFR 424.24(d) and (e)",
            verified: true,
        },
        Authority {
            cite: "42 CFR 482.61(c)",
            verified: true,
        },
        Authority {
            cite: "state Medicaid manuals",
            verified: false,
        },
    ],
    checks: "No plan or review was made by a billed day after the plan was due (admission plus \
             plan_due_days), or none was made during a stay that outlasted that day (then every \
             billed day counts; a first plan after the last billed day of a patient who still is \
             there is PLN-002 alone); or the latest plan's review \
             was due more than plan_lapse_days before, or before at all where the plan says that it is \
             void after that day. An overdue review within plan_lapse_days \
             is PLN-010. A chart without any plan that was not declared complete warns where its \
             notes reach back to the day on which the plan was due and tell of half of the billed \
             days; an excerpt gives one no-data finding a stay, and so does a chart with a plan that \
             bears no date.",
    why: "Services outside a plan of care are not covered; a reviewer denies every such day.",
    cure: &[Cure::C7],
    params: &[
        "plan_due_days.day-program",
        "plan_due_days.residential",
        "plan_lapse_days",
    ],
    rests_on_absence: true,
    needs: &[Supply::Plans],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    if case.record.notes.is_empty() {
        // DOC-001 says that there is no chart at all.
        case.ledger
            .stays
            .iter()
            .for_each(|_| checks.not_applicable(&RULE));
        return;
    }
    for stay in &case.ledger.stays {
        if stay.withdrawal {
            checks.not_applicable(&RULE);
            continue;
        }
        let states = in_force::days(case, stay);
        let uncovered: Vec<ServiceDate> = states
            .iter()
            .filter(|(_, state)| matches!(state, DayPlan::Never | DayPlan::Lapsed(_)))
            .map(|(day, _)| *day)
            .collect();
        if uncovered.is_empty() {
            if states.iter().all(|(_, state)| *state == DayPlan::NotDue) {
                checks.not_applicable(&RULE);
            } else {
                checks.pass(&RULE);
            }
            continue;
        }
        let lapsed = states.iter().find_map(|(_, state)| match state {
            DayPlan::Lapsed(plan) => Some(*plan),
            _ => None,
        });
        let no_plan_at_all = case.ledger.plans.is_empty();
        // A plan that bears no date may be the one of these days.
        let undated: Vec<&Note> = case.record.notes.iter().filter(|n| is_undated(n)).collect();
        let is_unknown = !undated.is_empty()
            || no_plan_at_all && !case.chart_is_complete() && is_excerpt(case, stay);
        let outcome = if is_unknown {
            Outcome::NoData
        } else {
            case.absence()
        };
        let mut message = match lapsed {
            _ if no_plan_at_all => format!(
                "no treatment plan {}: {} from {} bills {}, and a plan was due by {}: {}",
                case.absence_words(),
                stay.level,
                stay.first_day(),
                counted(uncovered.len(), "day"),
                stay.told_from
                    .plus_days(stay.terms(case.policy).plan_due_days()),
                listed(&uncovered),
            ),
            Some(plan) => format!(
                "no plan in force on {} of {}: the latest plan, of {}, held until {} and no \
                 review followed {}: {}",
                counted(uncovered.len(), "billed day"),
                stay.level,
                plan.from,
                in_force::review_due(case, stay, plan),
                case.absence_words(),
                listed(&uncovered),
            ),
            None => format!(
                "no plan in force on {} of {}: admitted {}, plan due by {}, and none was made by \
                 then {}: {}",
                counted(uncovered.len(), "billed day"),
                stay.level,
                stay.admission,
                stay.told_from
                    .plus_days(stay.terms(case.policy).plan_due_days()),
                case.absence_words(),
                listed(&uncovered),
            ),
        };
        if !undated.is_empty() {
            message.push_str(
                "; whether a plan that bears no date is the one of these days is not known",
            );
        }
        let mut finding = on_stay(case, stay, RULE.finding(outcome, message), &uncovered);
        finding = finding.with_all(undated.iter().map(|note| Evidence::contradicts(head(note))));
        for plan in &case.ledger.plans {
            finding = finding.with(Evidence::supports(head(case.ledger.note(plan.note))));
        }
        if let Some(&first) = uncovered.first() {
            finding = finding.with_all(case.searched_notes(first, 14, 14));
        }
        if outcome != Outcome::NoData {
            finding.at_risk = in_force::at_risk(case, stay, &uncovered);
        }
        checks.report(finding);
    }
}

/// Returns whether a note is a plan or a review of which nothing tells the day.
fn is_undated(note: &Note) -> bool {
    let is_plan = matches!(note.kind, NoteKind::TreatmentPlan | NoteKind::PlanReview);
    let is_effective = || {
        note.plan
            .as_ref()
            .is_some_and(|plan| plan.effective.is_some())
    };
    is_plan && note.date().is_none() && !is_effective()
}

/// Returns whether a chart may hold a part of the stay only, so that its plan may stand elsewhere:
/// it begins after the plan was due, or tells of fewer than half of the billed days.
fn is_excerpt(case: &Case<'_>, stay: &Stay) -> bool {
    let due = stay
        .told_from
        .plus_days(stay.terms(case.policy).plan_due_days());
    let begins = case
        .record
        .notes
        .iter()
        .filter_map(|note| note.date())
        .min();
    let told = stay
        .days
        .iter()
        .filter(|day| !case.ledger.notes_on(**day).is_empty());
    begins.is_none_or(|first| first > due) || told.count() * 2 < stay.days.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};
    use crate::rules::pln::plan_review_overdue;

    /// An IOP stay of days three apart from 2026-01-05 on, with the given first statements.
    fn stay(first: &str, days: &[&str]) -> String {
        let mut case = format!("complete\nnote 2026-01-05 group\n{first}\nclaim C1 I\n");
        for day in days {
            case.push_str(&format!("line {day} H0015 rev 0906\n"));
        }
        case
    }

    #[test]
    fn fires_when_no_plan_was_ever_made() {
        let case = stay(
            "",
            &["2026-01-05", "2026-01-12", "2026-01-14", "2026-01-19"],
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05..2026-01-19"]);
        assert_eq!(
            findings(&RULE, &case)[0].at_risk.len(),
            4,
            "no plan ever came that could excuse the first seven days"
        );
    }

    #[test]
    fn a_plan_that_puts_the_level_next_is_its_plan() {
        let days = ["2026-01-05", "2026-01-12", "2026-01-14", "2026-01-19"];
        let held = |plan: &str| outcomes(&RULE, &stay(plan, &days)).join("");
        assert_eq!(held("plan 2026-01-03 level PHP then IOP"), "");
        let other = held("plan 2026-01-03 level PHP");
        assert_eq!(other, "fail C1 2026-01-05..2026-01-19");
        let lower = held("plan 2026-01-03 level PHP then OP");
        assert_eq!(lower, "fail C1 2026-01-05..2026-01-19");
    }

    #[test]
    fn a_plan_without_a_date_leaves_it_open() {
        let days = ["2026-01-05", "2026-01-12", "2026-01-14", "2026-01-19"];
        let case = stay("plan 2026-01-05 no-date", &days);
        assert_eq!(
            outcomes(&RULE, &case),
            ["no-data C1 2026-01-05..2026-01-19"]
        );
        assert!(findings(&RULE, &case)[0].at_risk.is_empty());
        let dated = stay("plan 2026-01-05", &days);
        assert_eq!(outcomes(&RULE, &dated), [""; 0]);
    }

    #[test]
    fn an_order_to_admit_in_the_month_before_begins_the_stay() {
        let drawn = |order: &str| {
            let case = stay(
                &format!("note 2025-12-29 order {order}\nplan 2026-01-10"),
                &["2026-01-05", "2026-01-07", "2026-01-12"],
            );
            outcomes(&RULE, &case)
        };
        assert_eq!(drawn("has admission level IOP"), ["fail C1/2 2026-01-07"]);
        for other in ["level IOP", "has admission", "has admission level PHP"] {
            assert_eq!(drawn(other), [""; 0], "{other}");
        }
    }

    #[test]
    fn days_before_a_late_plan_fire() {
        let case = stay(
            "plan 2026-01-18",
            &["2026-01-05", "2026-01-14", "2026-01-19"],
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1/2 2026-01-14"]);
    }

    #[test]
    fn a_plan_that_lapsed_long_ago_fires_and_an_overdue_review_does_not() {
        let plan = "plan 2026-01-05 to 2026-01-20";
        let overdue = stay(plan, &["2026-01-05", "2026-01-19", "2026-01-26"]);
        assert_eq!(outcomes(&RULE, &overdue), [""; 0]);
        assert_eq!(
            outcomes(&plan_review_overdue::RULE, &overdue),
            ["fail C1/3 2026-01-26"]
        );
        // Its own words may end it on the day.
        let void = stay(
            "plan 2026-01-05 to 2026-01-20 void-after",
            &["2026-01-05", "2026-01-19", "2026-01-26"],
        );
        assert_eq!(outcomes(&RULE, &void), ["fail C1/3 2026-01-26"]);
        assert_eq!(outcomes(&plan_review_overdue::RULE, &void), [""; 0]);
        let lapsed = stay(plan, &["2026-01-19", "2026-02-05", "2026-02-23"]);
        assert_eq!(outcomes(&RULE, &lapsed), ["fail C1/3 2026-02-23"]);
        assert_eq!(
            outcomes(&plan_review_overdue::RULE, &lapsed),
            ["fail C1/2 2026-02-05"]
        );
    }

    #[test]
    fn short_stays_covered_stays_and_sessions_are_left_alone() {
        for case in [
            stay("", &["2026-01-05", "2026-01-07"]),
            stay("plan 2026-01-03", &["2026-01-05", "2026-01-30"]),
            stay("plan 2026-01-03 level PHP", &["2026-01-05", "2026-01-30"]),
            "complete\nnote 2026-01-05 individual\nclaim C1 P\nline 2026-02-05 90837".into(),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn a_chart_without_plans_warns_and_an_excerpt_is_no_data() {
        let days = ["2026-01-05", "2026-01-14", "2026-01-16"];
        let told = stay("note 2026-01-14 group", &days).replace("complete\n", "");
        assert_eq!(outcomes(&RULE, &told), ["warn C1 2026-01-05..2026-01-16"]);
        // One note of three days, and a chart that begins when the plan was overdue.
        let sparse = stay("", &days).replace("complete\n", "");
        let late = told.replace("note 2026-01-05", "note 2026-01-16");
        for case in [sparse, late] {
            assert_eq!(
                outcomes(&RULE, &case),
                ["no-data C1 2026-01-05..2026-01-16"],
                "{case}"
            );
            assert!(findings(&RULE, &case)[0].at_risk.is_empty());
        }
    }
}
