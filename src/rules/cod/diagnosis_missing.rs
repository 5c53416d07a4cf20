//! COD-001: a claim has no diagnosis, or a line points to none.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Claim, ClaimForm, ServiceLine};
use crate::rules::billed_line::{claim_head, code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-001",
    name: "diagnosis-missing",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "every line; pointers only on professional claims",
    authority: &[Authority {
        cite: "ASC X12N 837 implementation guides, HI and SV107",
        verified: false,
    }],
    checks: "The claim carries no diagnosis, or a professional line points to none or to one that \
             the claim does not have. A table that states no diagnosis for any claim has no column \
             for it and is not judged.",
    why: "A claim without a diagnosis is rejected before it is judged.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let tables = &case.record.export.tables_without_diagnoses;
    for (row, claim, line) in case.live() {
        if tables.contains(&claim.file) {
            checks.not_applicable(&RULE);
            continue;
        }
        let Some(fault) = fault(claim, line) else {
            checks.pass(&RULE);
            continue;
        };
        let message = format!("{}: {fault}", code_words(line));
        let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
            .risking(AtRisk::whole(row.id))
            .with(Evidence::searched(claim_head(claim)))
            .with_all(
                claim
                    .diagnoses
                    .iter()
                    .take(12)
                    .map(|code| Evidence::searched(code.span)),
            );
        checks.report(finding);
    }
}

fn fault(claim: &Claim, line: &ServiceLine) -> Option<String> {
    let count = claim.diagnoses.len();
    if count == 0 {
        return Some("the claim carries no diagnosis".to_owned());
    }
    if claim.form != ClaimForm::Professional {
        return None;
    }
    if line.diagnosis_pointers.is_empty() {
        return Some("the line points to no diagnosis of the claim".to_owned());
    }
    let wrong = line
        .diagnosis_pointers
        .iter()
        .find(|pointer| **pointer == 0 || usize::from(**pointer) > count)?;
    Some(format!(
        "the line points to diagnosis {wrong}, the claim has {count}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn case(claim: &str, line: &str) -> String {
        format!("claim C1 {claim}\nline 2026-01-05 {line}")
    }

    #[test]
    fn fires_without_diagnosis_or_pointer() {
        for (claim, line) in [
            ("P", "90837"),
            ("I", "H0015 rev 0906"),
            ("P dx F33.1", "90837 ptr none"),
            ("P dx F33.1", "90837 ptr 1,2"),
            ("P dx F33.1", "90837 ptr 0"),
        ] {
            assert_eq!(
                outcomes(&RULE, &case(claim, line)),
                ["fail C1/1 2026-01-05"],
                "{claim} {line}"
            );
        }
    }

    #[test]
    fn a_pointed_diagnosis_passes() {
        for (claim, line) in [
            ("P dx F33.1", "90837"),
            ("P dx F33.1,F10.20", "90837 ptr 2,1"),
            ("I dx F33.1", "H0015 rev 0906"),
        ] {
            assert_eq!(
                outcomes(&RULE, &case(claim, line)),
                [""; 0],
                "{claim} {line}"
            );
        }
    }

    #[test]
    fn replaced_claims_are_not_judged() {
        let case =
            "claim C1 P\nline 2026-01-05 90837\nclaim C1 P freq 7 dx F33.1\nline 2026-01-05 90837";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }
}
