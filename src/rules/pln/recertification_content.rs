//! PLN-014: recertifications lack content that they must have.

use super::certification_missing::needs_certification;
use super::in_force;
use super::stated::{Stated, certificates, plans};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::Stay;
use crate::model::{LevelOfCare, Statement};
use crate::rules::dates::listed;
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-014",
    name: "recert-content-missing",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Day,
    applies_to: "recertifications of Medicare PHP and inpatient psychiatric stays",
    authority: &[
        Authority {
            cite: "42 CFR 424.24(e)(3)(iii)",
            verified: false,
        },
        Authority {
            cite: "42 CFR 424.14(c)",
            verified: true,
        },
    ],
    checks: "A recertification lacks words on one of: the response to treatment, the continuing \
             symptoms, risk or need, goals for discharge (PHP); expected improvement or a \
             diagnostic study, and active treatment (inpatient). It fails where two or more are \
             missing, and warns where one is or where a plan or review of the same three days \
             has them.",
    why: "A recertification that only repeats the request shows no physician's look at whether \
          the program still works and is still needed.",
    cure: &[Cure::C8],
    params: &["fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Days around a recertification whose plan or review may hold its content.
const BESIDE: i64 = 3;

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let Some(wanted) = wanted(stay) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let recertifications: Vec<_> = certificates(case, stay)
            .into_iter()
            .filter(|(row, _)| row.is_recertification)
            .collect();
        if recertifications.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let of_stay = plans(case, stay);
        let lacking: Vec<_> = recertifications
            .iter()
            .filter_map(|(row, found)| {
                let missing: Vec<Statement> = wanted
                    .iter()
                    .copied()
                    .filter(|statement| found.facts.statement(*statement).is_none())
                    .collect();
                (!missing.is_empty()).then_some((row, found, missing))
            })
            .collect();
        if lacking.is_empty() {
            checks.pass(&RULE);
            continue;
        }
        let dates: Vec<_> = lacking.iter().map(|(row, ..)| row.date).collect();
        let all: BTreeSet<Statement> = lacking
            .iter()
            .flat_map(|(.., missing)| missing.iter().copied())
            .collect();
        let words: Vec<&str> = all.iter().map(|statement| statement.words()).collect();
        let message = format!(
            "Medicare {} admitted {}: the recertification of {} says nothing of {}",
            stay.level,
            stay.admission,
            listed(&dates),
            words.join(", "),
        );
        let from = dates.iter().copied().min();
        let days: Vec<_> = stay
            .days
            .iter()
            .copied()
            .filter(|day| from.is_none_or(|from| *day >= from))
            .collect();
        let finding = RULE.finding(Outcome::Fail, message);
        let mut finding = on_stay(case, stay, finding, &days);
        if days.is_empty()
            && let Some(from) = from
        {
            finding = finding.dated(from);
        }
        for (_, found, _) in &lacking {
            finding = finding.with(Evidence::searched(head(found.note)));
        }
        let most = lacking.iter().map(|(.., missing)| missing.len()).max();
        let beside = lacking.iter().all(|(row, _, missing)| {
            let near = |plan: &&Stated<'_>| {
                plan.note
                    .date()
                    .is_some_and(|date| date.days_since(row.date).abs() <= BESIDE)
            };
            missing.iter().all(|statement| {
                let mut near = of_stay.iter().filter(near);
                near.any(|plan| plan.facts.statement(*statement).is_some())
            })
        });
        let confidence = if beside {
            55
        } else if most < Some(2) {
            65
        } else {
            80
        };
        finding = finding.with_confidence(confidence, case.policy.number("fail.confidence"));
        finding.at_risk = in_force::at_risk(case, stay, &days);
        checks.report(finding);
    }
}

/// Returns what a stay's recertifications must say.
fn wanted(stay: &Stay) -> Option<&'static [Statement]> {
    if !needs_certification(stay) {
        return None;
    }
    match stay.level {
        LevelOfCare::PartialHospitalization => Some(&[
            Statement::Response,
            Statement::ContinuingNeed,
            Statement::DischargeGoals,
        ]),
        LevelOfCare::InpatientPsychiatric => {
            Some(&[Statement::ExpectedImprovement, Statement::ActiveTreatment])
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn php(recert: &str) -> String {
        format!(
            "cert 2026-01-05 by \"Ann Poe\" MD\n{recert}\nclaim C1 I filing MA bill 131
            line 2026-01-05 H0035 rev 0912\nline 2026-01-23 H0035 rev 0912"
        )
    }

    #[test]
    fn fires_on_a_recertification_that_says_nothing() {
        let case = php("recert 2026-01-22 by \"Ann Poe\" MD says response");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/2 2026-01-23"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 1);
    }

    #[test]
    fn one_missing_item_or_a_review_beside_it_only_warns() {
        for recert in [
            "recert 2026-01-22 by \"Ann Poe\" MD says response,continuing-need",
            "recert 2026-01-22 by \"Ann Poe\" MD\nreview 2026-01-21 says response,continuing-need,discharge-goals",
        ] {
            assert_eq!(
                outcomes(&RULE, &php(recert)),
                ["warn C1/2 2026-01-23"],
                "{recert}"
            );
        }
    }

    #[test]
    fn a_full_one_passes() {
        let case = php(
            "recert 2026-01-22 by \"Ann Poe\" MD says response,continuing-need,discharge-goals",
        );
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn without_a_recertification_it_does_not_apply() {
        assert_eq!(tally(&RULE, &php("")).not_applicable, 1);
    }
}
