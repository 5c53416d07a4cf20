//! COD-006: the principal diagnosis of a behavioral-health claim is medical.

use super::behavioral::is_behavioral;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::LineRow;
use crate::policy::ServiceFamily;
use crate::rules::billed_line::{on_claim, rows_by_claim};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-006",
    name: "primary-dx-not-behavioral",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "claims of programs and psychotherapy",
    authority: &[Authority {
        cite: "the payer's provider manual",
        verified: false,
    }],
    checks: "All live lines of the claim are of a program or of psychotherapy, and the first \
             diagnosis is none that behavioral services are billed for (see COD-005 for the set).",
    why: "Payers send claims by the first diagnosis: with a medical one the claim goes to the \
          medical plan and comes back as filed with the wrong payer.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for rows in rows_by_claim(case, |_, _, _| true).values() {
        let Some(first) = rows.first() else { continue };
        let claim = case.ledger.claim(first.id);
        let Some(principal) = claim.diagnoses.first() else {
            checks.not_applicable(&RULE);
            continue;
        };
        if !rows.iter().all(|row| is_behavioral_service(row)) {
            checks.not_applicable(&RULE);
            continue;
        }
        if is_behavioral(&principal.value) {
            checks.pass(&RULE);
            continue;
        }
        let later = claim
            .diagnoses
            .iter()
            .skip(1)
            .find(|code| is_behavioral(&code.value));
        let message = match later {
            Some(code) => format!(
                "the first diagnosis is {}, no behavioral one; {} stands behind it",
                principal.value.dotted(),
                code.value.dotted()
            ),
            None => format!(
                "the first diagnosis is {}, and no behavioral one stands on the claim",
                principal.value.dotted()
            ),
        };
        let finding = RULE
            .finding(Outcome::Fail, message)
            .with(Evidence::supports(principal.span))
            .with_all(later.map(|code| Evidence::contradicts(code.span)));
        checks.report(on_claim(case, finding, rows));
    }
}

fn is_behavioral_service(row: &LineRow) -> bool {
    row.billed.level.is_program()
        || matches!(
            row.billed.family,
            ServiceFamily::Individual
                | ServiceFamily::Group
                | ServiceFamily::Family
                | ServiceFamily::Crisis
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    #[test]
    fn fires_on_a_medical_first_diagnosis() {
        let case = "claim C1 I dx K70.30,F10.20\nline 2026-01-05 H0015 rev 0906";
        assert_eq!(outcomes(&RULE, case), ["fail C1 2026-01-05"]);
        let case = "claim C1 P dx I10\nline 2026-01-05 90837 ptr 1";
        assert_eq!(outcomes(&RULE, case), ["fail C1 2026-01-05"]);
    }

    #[test]
    fn behavioral_first_and_other_services_pass() {
        for case in [
            "claim C1 I dx F10.20,K70.30\nline 2026-01-05 H0015 rev 0906",
            "claim C1 P dx R45.851\nline 2026-01-05 90839",
            "claim C1 P dx I10\nline 2026-01-05 99213",
            "claim C1 P dx I10\nline 2026-01-05 99213\nline 2026-01-05 90833",
        ] {
            assert_eq!(outcomes(&RULE, case), [""; 0], "{case}");
        }
    }

    #[test]
    fn without_a_diagnosis_it_is_not_judged() {
        let case = "claim C1 I\nline 2026-01-05 H0015 rev 0906";
        assert_eq!(tally(&RULE, case).not_applicable, 1);
    }
}
