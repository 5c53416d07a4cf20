//! PLN-007: the plan names no diagnosis.

use super::stated::{begun_plans, on_documents, plans};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Concern, LevelOfCare, Modality, PlanFacts};
use crate::policy::ServiceFamily;
use crate::rules::dates::listed;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use crate::text::Located;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-007",
    name: "plan-lacks-diagnosis",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "plans of program stays, and of outpatient treatment where no stay is billed; \
                 withdrawal management runs on its order and protocol, so it is left out",
    authority: &[
        Authority {
            cite: "42 CFR 424.24(e)(2)",
            verified: true,
        },
        Authority {
            cite: "42 CFR 482.61",
            verified: true,
        },
        Authority {
            cite: "state Medicaid manuals",
            verified: false,
        },
    ],
    checks: "None of the stay's plans and reviews, or of those by which outpatient sessions were \
             held, holds a diagnosis code, the name of a disorder, \
             or words behind a diagnosis label. Where a problem or goal names a psychiatric \
             condition or substance in its own words, it warns, and so it does of outpatient plans.",
    why: "The plan must say what is treated; a plan without a diagnosis does not tie the services \
          to the condition on the claim.",
    cure: &[Cure::C3, Cure::C7],
    params: &["fail.confidence"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    if case.ledger.stays.is_empty() {
        outpatient(case, checks);
    }
    for stay in &case.ledger.stays {
        let of_stay = plans(case, stay);
        // A review alone may rely on the plan that it reviews and that is not here.
        if of_stay.iter().all(|plan| plan.is_review) || stay.withdrawal {
            checks.not_applicable(&RULE);
            continue;
        }
        if of_stay.iter().any(|plan| plan.facts.diagnosis.is_some()) {
            checks.pass(&RULE);
            continue;
        }
        let dates: Vec<_> = of_stay.iter().filter_map(|plan| plan.note.date()).collect();
        let message = format!(
            "{} admitted {}: the plan of {} names no diagnosis",
            stay.level,
            stay.admission,
            listed(&dates)
        );
        let mut finding = on_documents(case, stay, RULE.finding(Outcome::Fail, message), &dates);
        for plan in &of_stay {
            finding = finding.with(Evidence::searched(head(plan.note)));
        }
        let condition = of_stay
            .iter()
            .flat_map(|plan| {
                plan.facts
                    .concerns
                    .iter()
                    .map(|concern| (concern, plan.facts))
            })
            .find(|(concern, facts)| is_condition(concern.value) && !is_screen(concern, facts))
            .map(|(concern, _)| concern);
        let confidence = if condition.is_some() { 60 } else { 80 };
        finding = finding
            .with_all(condition.map(|concern| Evidence::contradicts(concern.span)))
            .with_confidence(confidence, case.policy.number("fail.confidence"));
        checks.report(finding);
    }
}

/// Looks at the plans that had begun by the last billed session of an outpatient.
fn outpatient(case: &Case<'_>, checks: &mut Checks) {
    let sessions = case.live().filter(|(row, _, _)| {
        row.billed.level == LevelOfCare::Outpatient
            && matches!(
                row.billed.family,
                ServiceFamily::Individual | ServiceFamily::Group | ServiceFamily::Family
            )
    });
    let Some(last) = sessions
        .filter_map(|(row, _, _)| row.days.last().copied())
        .max()
    else {
        return;
    };
    let begun: Vec<_> = begun_plans(case, last).collect();
    // As above, a review may rely on a plan that is not here.
    if begun.iter().all(|plan| plan.is_review) {
        checks.not_applicable(&RULE);
        return;
    }
    if begun.iter().any(|plan| plan.facts.diagnosis.is_some()) {
        checks.pass(&RULE);
        return;
    }
    let dates: Vec<_> = begun.iter().filter_map(|plan| plan.note.date()).collect();
    let message = format!(
        "outpatient treatment: the plan of {} names no diagnosis",
        listed(&dates)
    );
    let mut finding = RULE.finding(Outcome::Fail, message);
    if let (Some(&first), Some(&last)) = (dates.iter().min(), dates.iter().max()) {
        finding = finding.from_to(first, last);
    }
    for plan in &begun {
        finding = finding.with(Evidence::searched(head(plan.note)));
    }
    checks.report(finding.with_confidence(65, case.policy.number("fail.confidence")));
}

/// Returns whether a concern is a condition that a diagnosis would name.
fn is_condition(concern: Concern) -> bool {
    !matches!(
        concern,
        Concern::General | Concern::Social | Concern::Physical
    )
}

/// Returns whether a concern is only the drug screen among the services. A screen names nothing that
/// is treated.
fn is_screen(concern: &Located<Concern>, facts: &PlanFacts) -> bool {
    facts.services.iter().any(|service| {
        service.value == Modality::DrugTesting
            && service.span.page == concern.span.page
            && service.span.start < concern.span.end
            && concern.span.start < service.span.end
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn iop(plan: &str) -> String {
        format!("{plan}\nclaim C1 P\nline 2026-01-05 H0015")
    }

    #[test]
    fn fires_where_no_plan_names_one() {
        let case = iop("plan 2026-01-05\nreview 2026-01-05");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_condition_named_in_words_lowers_it() {
        let case = iop("plan 2026-01-05 about depression");
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05"]);
        let social = iop("plan 2026-01-05 about social");
        assert_eq!(outcomes(&RULE, &social), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_drug_screen_names_no_condition() {
        let (_, mut records) = crate::rules::fixture::draw(&iop(
            "plan 2026-01-05 about substance services drug-testing",
        ));
        let plan = records[0].notes[0].plan.as_mut();
        let facts = plan.expect("a plan is drawn");
        let concern = facts.concerns[0];
        assert!(!is_screen(&concern, facts), "they stand apart");
        facts.services[0].span = concern.span;
        assert!(is_screen(&concern, facts));
        facts.services[0].value = Modality::Group;
        assert!(!is_screen(&concern, facts));
    }

    #[test]
    fn an_outpatient_plan_without_one_warns() {
        let outpatient =
            |plan: &str| format!("complete\n{plan}\nclaim C1 P\nline 2026-01-12 90834");
        let case = outpatient("plan 2026-01-05");
        assert_eq!(outcomes(&RULE, &case), ["warn - 2026-01-05"]);
        for silent in [
            outpatient("plan 2026-01-05 dx"),
            outpatient("plan 2026-01-05\nreview 2026-01-10 dx"),
            // It came after the last session, or is the review of one that is not here.
            outpatient("plan 2026-01-20"),
            outpatient("review 2026-01-05"),
            case.replace("90834", "80305"),
        ] {
            assert_eq!(outcomes(&RULE, &silent), [""; 0], "{silent}");
        }
    }

    #[test]
    fn one_on_any_plan_passes() {
        let case = iop("plan 2026-01-05\nreview 2026-01-05 dx");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn without_the_first_plan_nothing_is_said() {
        for plan in ["", "review 2026-01-05"] {
            assert_eq!(tally(&RULE, &iop(plan)).not_applicable, 1, "{plan}");
        }
    }
}
