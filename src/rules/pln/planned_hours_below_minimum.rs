//! PLN-006: the plan itself plans fewer hours a week than the level needs.

use super::in_force;
use super::stated::{Stated, certificates, plans};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::Stay;
use crate::model::{HoursBasis, LevelOfCare, PlanFacts, ServiceDate};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Located;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-006",
    name: "plan-hours-below-level-minimum",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Full,
    applies_to: "PHP and IOP stays with a plan that states hours",
    authority: &[
        Authority {
            cite: "42 CFR 410.43(c)(1)",
            verified: true,
        },
        Authority {
            cite: "42 CFR 410.44(c)(1)",
            verified: true,
        },
        Authority {
            cite: "SSA §1861(ff)",
            verified: true,
        },
    ],
    checks: "Every plan and review of the stay that states hours a week states fewer than \
             min_hours_week (for patients under 18 in IOP, that of adolescents), or none states \
             any and every certification states fewer; or the plans and reviews from a day of the \
             stay on all state fewer of the program, though earlier ones stated enough. Where the hours are a sum of services and \
             not stated of the program, or a certification states enough, it warns; services once \
             or twice a week that state no hours are allowed four hours together.",
    why: "The plan must show the need for the level's hours; a plan of fewer hours says itself \
          that the level was not needed.",
    cure: &[Cure::C0, Cure::C8],
    params: &[
        "min_hours_week.IOP",
        "min_hours_week.IOP-adolescent",
        "min_hours_week.PHP",
        "fail.confidence",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let Some(least) = least(case, stay).filter(|_| stay.level.is_day_program()) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let of_plans = with_hours(plans(case, stay));
        let certified = certificates(case, stay).into_iter().map(|(_, found)| found);
        let of_certificates = with_hours(certified.collect());
        let is_certified = enough(&of_certificates, least);
        // A certification names what the level asks for; what is planned stands in the plan.
        let hours = if of_plans.is_empty() {
            of_certificates
        } else {
            of_plans
        };
        let Some(&(_, most)) = hours.iter().max_by_key(|(_, hours)| hours.value) else {
            checks.not_applicable(&RULE);
            continue;
        };
        if enough(&hours, least) {
            match cut_down(case, stay, &hours, least) {
                Some(finding) => checks.report(finding),
                None => checks.pass(&RULE),
            }
            continue;
        }
        let beside = if is_certified {
            ", though a certification states enough"
        } else {
            ""
        };
        let message = format!(
            "{} admitted {}: the plan states {}.{} hours a week{beside}, {least} are the least for \
             the level; the stay bills {} to {}",
            stay.level,
            stay.admission,
            most.value / 10,
            most.value % 10,
            stay.first_day(),
            stay.last_day(),
        );
        let finding = RULE.finding(Outcome::Fail, message);
        let mut finding = on_stay(case, stay, finding, &stay.days);
        for (_, found) in &hours {
            finding = finding.with(Evidence::supports(found.span));
        }
        let is_sum = |(found, _): &(Stated<'_>, Located<u32>)| {
            found.facts.hours_basis != HoursBasis::Program
        };
        if is_certified || hours.iter().any(is_sum) {
            finding = finding.with_confidence(60, case.policy.number("fail.confidence"));
        }
        finding.at_risk = in_force::at_risk(case, stay, &stay.days);
        checks.report(finding);
    }
}

/// Reports the days after a plan of enough hours was revised to fewer: "IOP two evenings a week, three
/// hours each" in place of three.
fn cut_down(
    case: &Case<'_>,
    stay: &Stay,
    hours: &[(Stated<'_>, Located<u32>)],
    least: i64,
) -> Option<Finding> {
    let is_enough = |one: &(Stated<'_>, Located<u32>)| enough(std::slice::from_ref(one), least);
    let held = hours.iter().rposition(is_enough)?;
    let later = hours.get(held + 1..).filter(|later| !later.is_empty())?;
    // A plan written where the patient steps down states the next level's hours.
    let steps_down = case.ledger.stays.iter().any(|next| {
        next.level != stay.level
            && next.last_day() > stay.last_day()
            && next.first_day() <= stay.last_day().plus_days(7)
    });
    if steps_down {
        return None;
    }
    // And so may one that names another level or tells of the next.
    let is_sure = |(found, _): &(Stated<'_>, Located<u32>)| {
        let named = found
            .facts
            .level
            .as_ref()
            .or(found.note.level_hint.as_ref());
        found.facts.hours_basis == HoursBasis::Program
            && found.facts.next_level.is_none()
            && named.is_none_or(|level| level.value == stay.level)
    };
    if !later.iter().all(is_sure) {
        return None;
    }
    let from = later.iter().filter_map(|(found, _)| begins(found)).min()?;
    let before = hours.get(held).and_then(|(found, _)| begins(found))?;
    let days: Vec<ServiceDate> = stay
        .days
        .iter()
        .copied()
        .filter(|day| *day >= from)
        .collect();
    let (first, last) = (days.first()?, days.last()?);
    let most = later.iter().map(|(_, hours)| hours.value).max()?;
    if before >= from {
        return None;
    }
    let message = format!(
        "{} admitted {}: the plan of {from} cuts the program to {}.{} hours a week, {least} \
         are the least for the level; the stay bills {first} to {last} after it",
        stay.level,
        stay.admission,
        most / 10,
        most % 10,
    );
    let finding = RULE.finding(Outcome::Fail, message);
    let mut finding = on_stay(case, stay, finding, &days);
    for (_, found) in later {
        finding = finding.with(Evidence::supports(found.span));
    }
    let earlier = hours
        .get(held)
        .map(|(_, found)| Evidence::contradicts(found.span));
    finding = finding
        .with_all(earlier)
        .with_confidence(85, case.policy.number("fail.confidence"));
    finding.at_risk = in_force::at_risk(case, stay, &days);
    Some(finding)
}

/// Returns the day from which a plan holds.
fn begins(found: &Stated<'_>) -> Option<ServiceDate> {
    let effective = found.facts.effective.as_ref().map(|date| date.value);
    effective.or(found.note.date())
}

/// Keeps the documents that state hours a week, with these.
fn with_hours(stated: Vec<Stated<'_>>) -> Vec<(Stated<'_>, Located<u32>)> {
    let hours = |found: Stated<'_>| found.facts.hours_per_week_tenths;
    let stating = stated.into_iter();
    stating
        .filter_map(|found| Some((found, hours(found)?)))
        .collect()
}

fn enough(hours: &[(Stated<'_>, Located<u32>)], least: i64) -> bool {
    hours
        .iter()
        .any(|(found, hours)| i64::from(hours.value) + unstated(found.facts) >= least * 10)
}

/// Returns what services without hours may come to, in tenths of an hour a week: an individual and a
/// family session, a visit and a case manager's hour.
fn unstated(facts: &PlanFacts) -> i64 {
    match facts.hours_basis {
        HoursBasis::SomeServices => 40,
        HoursBasis::Program | HoursBasis::Services => 0,
    }
}

/// Returns the level's least hours a week, lower for adolescents in IOP.
fn least(case: &Case<'_>, stay: &Stay) -> Option<i64> {
    let has_plan_minimum = matches!(
        stay.level,
        LevelOfCare::IntensiveOutpatient | LevelOfCare::PartialHospitalization
    );
    let born = case.record.birth_date;
    stay.least_hours_week(case.policy, born, stay.first_day())
        .filter(|_| has_plan_minimum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn php(plan: &str) -> String {
        format!("{plan}\nclaim C1 I\nline 2026-01-05 H0035 rev 0912")
    }

    #[test]
    fn fires_on_fifteen_hours_of_partial_hospitalization() {
        let case = php("plan 2026-01-05 hours 15");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        assert!(findings(&RULE, &case)[0].message.contains("15.0 hours"));
    }

    #[test]
    fn a_sum_of_services_only_warns() {
        let case = php("plan 2026-01-05 hours 12 in-sum");
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn services_without_hours_may_make_up_four() {
        let case = |hours: &str| php(&format!("plan 2026-01-05 hours {hours} in-part"));
        assert_eq!(outcomes(&RULE, &case("12")), ["warn C1/1 2026-01-05"]);
        assert_eq!(outcomes(&RULE, &case("17")), [""; 0]);
    }

    #[test]
    fn twenty_hours_pass_and_so_does_a_review_that_states_them() {
        for plan in [
            "plan 2026-01-05 hours 20",
            "plan 2026-01-05 hours 15\nreview 2026-01-05 hours 20",
        ] {
            assert_eq!(outcomes(&RULE, &php(plan)), [""; 0], "{plan}");
        }
    }

    #[test]
    fn days_after_a_plan_of_fewer_hours_fail() {
        let stay = |later: &str| {
            let days = "line 2026-01-05 S9480\nline 2026-01-12 S9480\nline 2026-01-14 S9480";
            format!("plan 2026-01-05 hours 9\n{later}\nclaim C1 P filing CI\n{days}")
        };
        let cut = stay("review 2026-01-12 hours 6");
        assert_eq!(outcomes(&RULE, &cut), ["fail C1 2026-01-12..2026-01-14"]);
        assert_eq!(findings(&RULE, &cut)[0].at_risk.len(), 2);
        for honest in [
            stay("review 2026-01-12 hours 9"),
            stay("review 2026-01-12"),
            stay("review 2026-01-12 hours 6 in-sum"),
            stay("review 2026-01-12 hours 6\nreview 2026-01-14 hours 9"),
            // For after the last billed day.
            stay("review 2026-01-20 hours 6"),
        ] {
            assert_eq!(outcomes(&RULE, &honest), [""; 0], "{honest}");
        }
    }

    #[test]
    fn a_plan_at_a_step_down_states_the_next_levels_hours() {
        let days = "line 2026-01-05 H0035 rev 0912\nline 2026-01-14 H0035 rev 0912";
        let next = "claim C2 I\nline 2026-01-15 H0015 rev 0906\nline 2026-01-16 H0015 rev 0906";
        let plans = "plan 2026-01-05 hours 20\nreview 2026-01-14 hours 9";
        let case = format!("{plans}\nclaim C1 I\n{days}\n{next}");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn a_plan_that_contradicts_its_certification_warns() {
        let case = php("plan 2026-01-05 hours 15\ncert 2026-01-05 hours 20");
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05"]);
        // The certification alone, and a plan that states enough.
        for case in [
            php("plan 2026-01-05\ncert 2026-01-05 hours 20"),
            php("plan 2026-01-05 hours 20\ncert 2026-01-05 hours 20"),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn a_plan_that_states_no_hours_is_not_this_rule() {
        assert_eq!(tally(&RULE, &php("plan 2026-01-05")).not_applicable, 1);
    }
}
