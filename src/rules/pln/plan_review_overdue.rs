//! PLN-010: program days were billed after the plan's review was due.

use super::in_force::{self, DayPlan};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{PlanRow, Supply};
use crate::model::{NoteKind, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-010",
    name: "plan-review-overdue",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "IOP, PHP, residential and inpatient days; withdrawal management runs on its \
                 order and protocol, so it is left out",
    authority: &[
        Authority {
            cite: "42 CFR 441.156",
            verified: true,
        },
        Authority {
            cite: "state Medicaid manuals",
            verified: false,
        },
    ],
    checks: "A billed day lies after the review date that the plan states, or more than \
             plan_review_days after the latest plan or review, and no review was made by then; \
             a note that says that the plan was reviewed with the patient is one. More than \
             plan_lapse_days later the plan no longer counts at all (PLN-001).",
    why: "A reviewer may deny the days between the due date and the review.",
    cure: &[Cure::C8],
    params: &[
        "plan_review_days.IOP",
        "plan_review_days.PHP",
        "plan_review_days.residential",
        "plan_lapse_days",
    ],
    rests_on_absence: true,
    needs: &[Supply::Plans],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        if stay.withdrawal {
            checks.not_applicable(&RULE);
            continue;
        }
        let states = in_force::days(case, stay);
        if !states.iter().any(|(_, state)| {
            matches!(
                state,
                DayPlan::InForce | DayPlan::ReviewOverdue(_) | DayPlan::Lapsed(_)
            )
        }) {
            checks.not_applicable(&RULE);
            continue;
        }
        let mut gaps: Vec<(&PlanRow, Vec<ServiceDate>)> = Vec::new();
        for (day, state) in states {
            let DayPlan::ReviewOverdue(plan) = state else {
                continue;
            };
            match gaps.last_mut() {
                Some((of, days)) if *of == plan => days.push(day),
                _ => gaps.push((plan, vec![day])),
            }
        }
        if gaps.is_empty() {
            checks.pass(&RULE);
        }
        for (plan, days) in gaps {
            let due = in_force::review_due(case, stay, plan);
            let late = case
                .ledger
                .plans
                .iter()
                .filter(|next| is_document(case, next))
                .find(|next| days.last().is_some_and(|last| next.from > *last));
            // A later review proves that it was late; without one it may stand elsewhere.
            let outcome = if late.is_some() {
                Outcome::Fail
            } else {
                case.absence()
            };
            let then = late.map_or_else(
                || format!("no review followed {}", case.absence_words()),
                |next| format!("the next was made on {}", next.from),
            );
            let message = format!(
                "the plan or review of {} was due for review by {due}, {then}; {} of {} billed \
                 in between: {}",
                plan.from,
                counted(days.len(), "day"),
                stay.level,
                listed(&days),
            );
            let mut finding = on_stay(case, stay, RULE.finding(outcome, message), &days);
            // The plan's own words allow longer than the policy's interval.
            if plan.stated_to.is_some_and(|stated| stated > due) {
                finding = finding.with_confidence(70, case.policy.number("fail.confidence"));
            }
            finding.at_risk = in_force::at_risk(case, stay, &days);
            let noted = case.ledger.note(plan.note);
            let stated = noted.plan.as_ref().and_then(|facts| facts.expires.as_ref());
            let place = stated.map_or_else(|| head(noted), |date| date.span);
            finding = finding.with(Evidence::supports(place));
            if let Some(next) = late {
                finding = finding.with(Evidence::supports(head(case.ledger.note(next.note))));
            } else {
                finding = finding.with_all(case.searched_notes(due, 7, 21));
            }
            checks.report(finding);
        }
    }
}

/// A note that tells of a review does not prove that none was made before it.
fn is_document(case: &Case<'_>, plan: &PlanRow) -> bool {
    matches!(
        case.ledger.note(plan.note).kind,
        NoteKind::TreatmentPlan | NoteKind::PlanReview
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    const STAY: &str = "claim C1 I
        line 2026-01-05 H0015 rev 0906
        line 2026-01-19 H0015 rev 0906
        line 2026-01-28 H0015 rev 0906
        line 2026-02-06 H0015 rev 0906
        line 2026-02-11 H0015 rev 0906";

    #[test]
    fn fires_between_the_due_date_and_the_late_review() {
        let case = format!("plan 2026-01-05\nreview 2026-02-10\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/4 2026-02-06"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 1);
    }

    #[test]
    fn the_plans_own_date_counts() {
        let case = format!("plan 2026-01-05 to 2026-01-20\nreview 2026-01-30\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/3 2026-01-28"]);
    }

    #[test]
    fn a_review_that_the_plan_sets_within_its_first_days_is_due() {
        let case = |to: &str| {
            format!(
                "complete\nplan 2026-04-06 to {to}\nclaim C1 I
                line 2026-04-06..2026-04-10 H0035 rev 0912 units 5"
            )
        };
        assert_eq!(
            outcomes(&RULE, &case("2026-04-08")),
            ["fail C1/1 2026-04-09..2026-04-10"]
        );
        assert_eq!(outcomes(&RULE, &case("2026-04-10")), [""; 0]);
        // A plan that runs out on the day it was made names no review.
        assert_eq!(outcomes(&RULE, &case("2026-04-06")), [""; 0]);
    }

    #[test]
    fn a_plan_made_just_ahead_of_the_stay_is_held_to_its_own_day() {
        let case = |before: &str| {
            format!(
                "complete\n{before}plan 2026-04-05 to 2026-04-08\nclaim C1 I
                line 2026-04-06..2026-04-09 H0035 rev 0912 units 4"
            )
        };
        assert_eq!(outcomes(&RULE, &case("")), ["fail C1/1 2026-04-09"]);
        // An earlier stay's plan leaves the new one its days to be planned.
        let earlier = "claim C0 I\nline 2026-04-01..2026-04-02 H0018 rev 1001 units 2\n";
        assert_eq!(outcomes(&RULE, &case(earlier)), [""; 0]);
    }

    #[test]
    fn a_timely_review_passes_and_no_plan_is_not_this_rule() {
        let timely = format!("plan 2026-01-05\nreview 2026-02-04\n{STAY}");
        assert_eq!(outcomes(&RULE, &timely), [""; 0]);
        assert_eq!(tally(&RULE, &timely).pass, 1);
        assert_eq!(tally(&RULE, STAY).not_applicable, 1);
    }

    #[test]
    fn a_note_that_tells_of_the_review_is_one() {
        let case = |kind: &str, date: &str| {
            format!("complete\nplan 2026-01-05\nnote {date} {kind} tells-of-review\n{STAY}")
        };
        assert_eq!(outcomes(&RULE, &case("individual", "2026-02-04")), [""; 0]);
        let late = case("individual", "2026-02-10");
        assert_eq!(outcomes(&RULE, &late), ["fail C1/4 2026-02-06"]);
        for other in ["group", "nursing", "discharge-summary"] {
            assert_eq!(
                outcomes(&RULE, &case(other, "2026-02-04")),
                ["fail C1 2026-02-06..2026-02-11"],
                "{other}"
            );
        }
        // A note of before the plan reviews nothing, and no plan at all is not mended by it.
        let alone = format!("note 2026-02-04 individual tells-of-review\n{STAY}");
        assert_eq!(tally(&RULE, &alone).not_applicable, 1);
    }

    #[test]
    fn a_review_that_may_stand_elsewhere_only_warns() {
        let case = format!("plan 2026-01-05\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), ["warn C1 2026-02-06..2026-02-11"]);
    }

    #[test]
    fn an_interim_claims_plan_was_due_for_review_from_its_own_date() {
        let interim = |review: &str| {
            format!(
                "complete\nnote 2026-01-26 assessment\nplan 2026-02-04\n{review}
                note 2026-03-09 shift\nnote 2026-03-10 shift
                claim C1 I filing MC admit 2026-01-26
                line 2026-03-09..2026-03-11 - rev 1001"
            )
        };
        assert_eq!(
            outcomes(&RULE, &interim("review 2026-03-13")),
            ["fail C1/1 2026-03-09..2026-03-11"]
        );
        assert_eq!(outcomes(&RULE, &interim("review 2026-02-20")), [""; 0]);
        // An approval that has held since then shows that the stay had begun.
        let approved = "auth A-1 approved 2026-01-26..2026-04-30 level RTC-PSY";
        let unstated = interim("review 2026-03-13").replace(" admit 2026-01-26", "");
        assert_eq!(
            outcomes(&RULE, &format!("{approved}\n{unstated}")),
            ["fail C1/1 2026-03-09..2026-03-11"]
        );
        // Without the admission the plan may be of an earlier stay, and the next is not yet due.
        let unstated = interim("review 2026-03-13").replace(" admit 2026-01-26", "");
        assert_eq!(outcomes(&RULE, &unstated), [""; 0]);
    }
}
