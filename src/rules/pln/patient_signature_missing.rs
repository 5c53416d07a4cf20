//! PLN-004: the plan shows neither the patient's signature nor why there is none.

use super::stated::{Stated, on_documents, plans};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::PatientSigning;
use crate::policy::PayerClass;
use crate::rules::dates::listed;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-004",
    name: "plan-not-signed-by-patient-or-reason",
    status: RuleStatus::Stable,
    severity: Severity::Low,
    exposure: ExposureKind::None,
    applies_to: "plans of program stays",
    authority: &[Authority {
        cite: "state Medicaid manuals",
        verified: false,
    }],
    checks: "A plan of the stay has a line for the patient's or guardian's signature that is \
             empty, and no plan of the stay shows the signature, a refusal, or the patient's part \
             in it; or, for Medicaid, none of its plans shows any of these at all.",
    why: "States ask that the patient took part in the plan; a plan without a trace of the \
          patient reads as one made about nobody in particular.",
    cure: &[Cure::C7, Cure::C3],
    params: &["fail.confidence"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let of_stay = plans(case, stay);
        if of_stay.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let shows = |plan: &&Stated<'_>| {
            plan.facts
                .patient
                .is_some_and(|signing| signing.value != PatientSigning::Blank)
        };
        let blank: Vec<&Stated<'_>> = of_stay
            .iter()
            .filter(|plan| {
                plan.facts
                    .patient
                    .is_some_and(|signing| signing.value == PatientSigning::Blank)
            })
            .collect();
        let silent_counts = stay.payer_class == PayerClass::Medicaid;
        if of_stay.iter().any(|plan| shows(&plan)) || blank.is_empty() && !silent_counts {
            checks.pass(&RULE);
            continue;
        }
        let named: Vec<&Stated<'_>> = if blank.is_empty() {
            of_stay.iter().collect()
        } else {
            blank
        };
        let dates: Vec<_> = named.iter().filter_map(|plan| plan.note.date()).collect();
        let is_blank = named.iter().any(|plan| plan.facts.patient.is_some());
        let what = if is_blank {
            "the line for the patient's signature is empty, and no refusal or reason is stated"
        } else {
            "neither a signature of the patient, nor a refusal, nor the patient's part in it is \
             shown"
        };
        let message = format!(
            "{} admitted {}: plan of {}: {what}",
            stay.level,
            stay.admission,
            listed(&dates)
        );
        let mut finding = on_documents(case, stay, RULE.finding(Outcome::Fail, message), &dates);
        for plan in &named {
            finding = finding.with(match plan.facts.patient {
                Some(signing) => Evidence::supports(signing.span),
                None => Evidence::searched(head(plan.note)),
            });
        }
        if !is_blank {
            finding = finding.with_confidence(65, case.policy.number("fail.confidence"));
        }
        checks.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn iop(filing: &str, plan: &str) -> String {
        format!("{plan}\nclaim C1 P filing {filing}\nline 2026-01-05 H0015")
    }

    #[test]
    fn fires_on_an_empty_line_for_any_payer() {
        let case = iop("CI", "plan 2026-01-05 consent blank");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn silence_counts_for_medicaid_only_and_warns() {
        assert_eq!(
            outcomes(&RULE, &iop("MC", "plan 2026-01-05")),
            ["warn C1/1 2026-01-05"]
        );
        assert_eq!(tally(&RULE, &iop("CI", "plan 2026-01-05")).pass, 1);
    }

    #[test]
    fn a_signature_refusal_or_statement_on_any_plan_passes() {
        for consent in ["signed", "refused", "stated"] {
            let case = iop(
                "MC",
                &format!("plan 2026-01-05 consent blank\nreview 2026-01-05 consent {consent}"),
            );
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{consent}");
        }
        assert_eq!(tally(&RULE, &iop("MC", "")).not_applicable, 1);
    }
}
