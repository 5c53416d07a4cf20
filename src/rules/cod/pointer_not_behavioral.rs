//! COD-005: a psychotherapy line points at medical diagnoses alone.

use super::behavioral::is_behavioral;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Claim, DiagnosisCode, ServiceLine};
use crate::policy::ServiceFamily;
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Located;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-005",
    name: "dx-pointer-mismatch",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "professional lines of individual, group, family and crisis psychotherapy",
    authority: &[Authority {
        cite: "X12 837P implementation guide, SV107",
        verified: false,
    }],
    checks: "The line points at diagnoses of the claim, and none of them is behavioral: mental \
             and substance-use disorders (F), symptoms of mind and behavior (R40 to R46), \
             circumstances (Z), dementia and sleep (G30, G31, G47), poisoning and self-harm (T, \
             X71 to X83), or a mental disorder in pregnancy (O99.3).",
    why: "Psychotherapy for high blood pressure is not payable; most often the pointers were \
          exchanged.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, claim, line) in case.live() {
        let is_therapy = matches!(
            row.billed.family,
            ServiceFamily::Individual
                | ServiceFamily::Group
                | ServiceFamily::Family
                | ServiceFamily::Crisis
        );
        let pointed = pointed(claim, line);
        if !is_therapy || pointed.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        if pointed.iter().any(|code| is_behavioral(&code.value)) {
            checks.pass(&RULE);
            continue;
        }
        let codes: Vec<String> = pointed.iter().map(|code| code.value.dotted()).collect();
        let message = format!(
            "{} points at {} alone, which is no behavioral diagnosis",
            code_words(line),
            codes.join(", ")
        );
        let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
            .with_all(pointed.iter().map(|code| Evidence::supports(code.span)))
            .risking(AtRisk::whole(row.id));
        checks.report(finding);
    }
}

/// Returns the diagnoses that the line points at.
fn pointed<'c>(claim: &'c Claim, line: &ServiceLine) -> Vec<&'c Located<DiagnosisCode>> {
    line.diagnosis_pointers
        .iter()
        .filter_map(|pointer| usize::from(*pointer).checked_sub(1))
        .filter_map(|place| claim.diagnoses.get(place))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn line(diagnoses: &str, line: &str) -> String {
        format!("claim C1 P dx {diagnoses}\nline 2026-01-05 {line}")
    }

    #[test]
    fn fires_on_medical_diagnoses_alone() {
        assert_eq!(
            outcomes(&RULE, &line("I10,F33.1", "90837 ptr 1")),
            ["fail C1/1 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &line("E11.9,M54.5", "90853 ptr 1,2")),
            ["fail C1/1 2026-01-05"]
        );
    }

    #[test]
    fn a_behavioral_one_beside_it_passes() {
        for (diagnoses, code) in [
            ("I10,F33.1", "90837 ptr 1,2"),
            ("F33.1,I10", "90837 ptr 1"),
            ("Z63.0", "90847 ptr 1"),
            ("O99.341", "90834 ptr 1"),
            ("R45.851", "90839 ptr 1"),
            ("I10", "99213 ptr 1"),
        ] {
            assert_eq!(outcomes(&RULE, &line(diagnoses, code)), [""; 0], "{code}");
        }
    }

    #[test]
    fn without_pointers_it_is_not_judged() {
        let case = line("I10", "90837 ptr none");
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
        let case = line("I10", "90837 ptr 3");
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
    }
}
