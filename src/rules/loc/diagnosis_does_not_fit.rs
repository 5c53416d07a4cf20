//! LOC-023: no billed diagnosis is of a kind that this level treats.

use super::{down_to, is_reviewed_daily, step_down};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Claim, DiagnosisCode, ServiceDate};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Located;
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-023",
    name: "diagnosis-does-not-fit-level",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Delta,
    applies_to: "PHP, residential, withdrawal management and inpatient claims",
    authority: &[
        Authority {
            cite: "ICD-10-CM Official Guidelines, section I.C.5",
            verified: true,
        },
        Authority {
            cite: "payer manuals",
            verified: false,
        },
    ],
    checks: "Every mental or social diagnosis on a claim (chapter 5 and Z codes) is a Z code, an \
             adjustment disorder (F43.2), a depressive episode in full remission (F32.5, F33.42) or \
             a substance use disorder in remission (F1x.11, F1x.21, F1x.91). One finding a stay; its claims with such lists are named. A stay with \
             another diagnosis on any of its claims warns.",
    why: "A level for acute or severe illness is not paid for a disorder that is in remission or \
          mild by definition.",
    cure: &[Cure::C4, Cure::C8],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let claims: BTreeSet<usize> = stay.lines.iter().map(|id| id.claim).collect();
        let billed: Vec<(usize, &Claim)> = claims
            .into_iter()
            .map(|index| (index, &case.record.claims[index]))
            .filter(|(_, claim)| behavioral(claim).next().is_some())
            .collect();
        if !is_reviewed_daily(stay.level) || billed.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let unfit: Vec<(usize, &Claim)> = billed
            .iter()
            .copied()
            .filter(|(_, claim)| behavioral(claim).all(|code| is_slight(&code.value)))
            .collect();
        if unfit.is_empty() {
            checks.pass(&RULE);
            continue;
        }
        let codes: BTreeSet<String> = unfit
            .iter()
            .flat_map(|(_, claim)| behavioral(claim))
            .map(|code| code.value.dotted())
            .collect();
        let days: Vec<ServiceDate> = stay
            .lines
            .iter()
            .filter(|id| unfit.iter().any(|(index, _)| *index == id.claim))
            .filter_map(|&id| case.ledger.row(id))
            .flat_map(|row| row.days.iter().copied())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let message = format!(
            "{}: {} of {} claims of the stay carry no mental-health or substance-use diagnosis but \
             {}",
            stay.level,
            unfit.len(),
            billed.len(),
            codes.into_iter().collect::<Vec<_>>().join(", "),
        );
        let places = unfit
            .iter()
            .flat_map(|(_, claim)| behavioral(claim))
            .map(|code| Evidence::supports(code.span));
        let mut finding = RULE
            .finding(Outcome::Fail, message)
            .with_all(places.take(8));
        if billed.len() > unfit.len() {
            let others = billed
                .iter()
                .flat_map(|(_, claim)| behavioral(claim))
                .filter(|code| !is_slight(&code.value))
                .map(|code| Evidence::contradicts(code.span));
            finding = finding
                .with_all(others.take(4))
                .with_confidence(65, case.policy.number("fail.confidence"));
        }
        finding = on_stay(case, stay, finding, &days);
        finding.at_risk = down_to(case, stay, step_down(stay.level), &days);
        checks.report(finding);
    }
}

/// Returns the diagnoses that speak of behavioral health.
fn behavioral(claim: &Claim) -> impl Iterator<Item = &Located<DiagnosisCode>> {
    claim.diagnoses.iter().filter(|code| {
        let code = code.value.dotted();
        // Symptoms and poisonings may stand for the reason of an acute stay.
        code.starts_with(['F', 'Z', 'R', 'T'])
    })
}

fn is_slight(code: &DiagnosisCode) -> bool {
    let code = code.dotted();
    let in_remission =
        code.starts_with("F1") && [".11", ".21", ".91"].iter().any(|end| code.ends_with(end));
    let is_past = code == "F32.5" || code == "F33.42";
    code.starts_with('Z') || code.starts_with("F43.2") || in_remission || is_past
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn php(dx: &str) -> String {
        format!("claim C1 I dx {dx}\nline 2026-01-05 H0035 rev 0912")
    }

    #[test]
    fn fires_on_remission_and_adjustment_alone() {
        assert_eq!(outcomes(&RULE, &php("F33.42")), ["fail C1/1 2026-01-05"]);
        assert_eq!(
            outcomes(&RULE, &php("F10.21,Z59.0")),
            ["fail C1/1 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &php("F43.23,I10")),
            ["fail C1/1 2026-01-05"]
        );
    }

    #[test]
    fn an_active_disorder_beside_it_passes_and_on_another_claim_warns() {
        assert_eq!(outcomes(&RULE, &php("F10.21,F33.2")), [""; 0]);
        assert_eq!(outcomes(&RULE, &php("F10.20")), [""; 0]);
        // Partial remission still has symptoms to treat.
        assert_eq!(outcomes(&RULE, &php("F33.41")), [""; 0]);
        let two = format!(
            "{}\nclaim C2 I dx F33.2\nline 2026-01-06 H0035 rev 0912",
            php("F43.20")
        );
        assert_eq!(outcomes(&RULE, &two), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn without_a_behavioral_diagnosis_other_rules_speak() {
        assert_eq!(outcomes(&RULE, &php("I10")), [""; 0]);
        assert_eq!(
            outcomes(&RULE, "claim C1 I\nline 2026-01-05 H0035 rev 0912"),
            [""; 0]
        );
    }
}
