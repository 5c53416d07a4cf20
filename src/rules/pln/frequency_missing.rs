//! PLN-005: the plan does not say how often services are given, or for how long.

use super::in_force;
use super::stated::{Stated, certificates, orders, plans};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::rules::dates::listed;
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-005",
    name: "plan-missing-frequency-duration",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Full,
    applies_to: "PHP and IOP stays with a plan",
    authority: &[Authority {
        cite: "42 CFR 424.24(e)(2)(ii)",
        verified: true,
    }],
    checks: "No plan, review, certification or order of the stay states how often services are given, \
             as hours, days or sessions in a week. Where the frequency is stated and no length \
             of a session or of the treatment is, or where only the certification states it, it \
             warns.",
    why: "Type, amount, frequency and duration make the plan an order; without them no reviewer \
          can tell whether the billed days are the ordered ones.",
    cure: &[Cure::C0, Cure::C7],
    params: &["fail.confidence"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let of_stay = plans(case, stay);
        if of_stay.is_empty() || !stay.level.is_day_program() {
            checks.not_applicable(&RULE);
            continue;
        }
        let certificates = certificates(case, stay);
        let orders = orders(case, stay);
        let all: Vec<&Stated<'_>> = of_stay
            .iter()
            .chain(certificates.iter().map(|(_, found)| found))
            .chain(&orders)
            .collect();
        let hours = |found: &&Stated<'_>| found.facts.hours_per_week_tenths.is_some();
        let often = all
            .iter()
            .any(|found| found.facts.frequency.is_some() || hours(found));
        let long = all
            .iter()
            .any(|found| found.facts.duration.is_some() || hours(found));
        // A certification's hours are those the level requires; the plan orders the services.
        let mut ordering = of_stay.iter().chain(&orders);
        let only_certified =
            often && !ordering.any(|found| found.facts.frequency.is_some() || hours(&found));
        if often && long && !only_certified {
            checks.pass(&RULE);
            continue;
        }
        let dates: Vec<_> = of_stay.iter().filter_map(|plan| plan.note.date()).collect();
        let missing = match (often, long) {
            (false, false) => "neither how often services are given nor for how long",
            (false, true) => "not how often services are given in a week",
            _ if only_certified => {
                "not how often services are given, which only the certification tells"
            }
            _ => "no length of a session or of the treatment",
        };
        let message = format!(
            "{} admitted {}: the plan of {} states {missing}; the stay bills {} to {}",
            stay.level,
            stay.admission,
            listed(&dates),
            stay.first_day(),
            stay.last_day(),
        );
        let finding = RULE.finding(Outcome::Fail, message);
        let mut finding = on_stay(case, stay, finding, &stay.days);
        for found in &all {
            finding = finding.with(Evidence::searched(head(found.note)));
        }
        let stated = all.iter().find_map(|found| found.facts.frequency);
        finding = finding.with_all(stated.map(Evidence::contradicts));
        let confidence = if often { 60 } else { 80 };
        finding = finding.with_confidence(confidence, case.policy.number("fail.confidence"));
        finding.at_risk = in_force::at_risk(case, stay, &stay.days);
        checks.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn iop(plan: &str) -> String {
        format!("{plan}\nclaim C1 P\nline 2026-01-05 H0015\nline 2026-01-06 H0015")
    }

    #[test]
    fn fires_where_nothing_is_ordered() {
        assert_eq!(
            outcomes(&RULE, &iop("plan 2026-01-05")),
            ["fail C1 2026-01-05..2026-01-06"]
        );
        assert_eq!(
            outcomes(&RULE, &iop("plan 2026-01-05 often")),
            ["warn C1 2026-01-05..2026-01-06"]
        );
        assert_eq!(
            outcomes(&RULE, &iop("plan 2026-01-05\ncert 2026-01-05 often long")),
            ["warn C1 2026-01-05..2026-01-06"]
        );
    }

    #[test]
    fn frequency_and_length_or_hours_a_week_pass() {
        for plan in [
            "plan 2026-01-05 often long",
            "plan 2026-01-05 hours 9",
            "plan 2026-01-05\nreview 2026-01-06 often long",
            "plan 2026-01-05\nnote 2026-01-05 order often long",
        ] {
            assert_eq!(outcomes(&RULE, &iop(plan)), [""; 0], "{plan}");
        }
    }

    #[test]
    fn a_stay_without_plan_or_at_another_level_is_left_alone() {
        assert_eq!(tally(&RULE, &iop("")).not_applicable, 1);
        let residential = "plan 2026-01-05\nclaim C1 I\nline 2026-01-05 H0018 rev 1002";
        assert_eq!(tally(&RULE, residential).not_applicable, 1);
    }
}
