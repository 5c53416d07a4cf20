//! COD-004: a diagnosis in remission, or of history, was billed for care of the active condition.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Claim, DiagnosisCode};
use crate::policy::ServiceFamily;
use crate::rules::billed_line::{on_claim, rows_by_claim};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-004",
    name: "remission-or-history-dx-as-active",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "claims of withdrawal management, 24-hour and day programs",
    authority: &[Authority {
        cite: "ICD-10-CM Official Guidelines I.C.5.b",
        verified: false,
    }],
    checks: "Every diagnosis on the claim that could carry the program is one in remission \
             (F10 to F19 with fourth and fifth characters 11, 21 or 91) or one of personal \
             history (Z86.5, Z87.898), and none is active. Withdrawal management fails; \
             residential care warns, since remission in a controlled setting is coded too; day \
             programs are judged for history codes alone.",
    why: "A condition in remission is no reason for withdrawal management or a bed; the payer \
          denies the claim or asks which of the two, code or care, is wrong.",
    cure: &[Cure::C4],
    params: &["fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let by_claim = rows_by_claim(case, |row, _, _| {
        row.billed.level.is_program() && row.billed.family != ServiceFamily::Laboratory
    });
    for rows in by_claim.values() {
        let Some(first) = rows.first() else { continue };
        let claim = case.ledger.claim(first.id);
        if claim.diagnoses.is_empty() {
            // That a claim has no diagnosis is COD-001.
            checks.not_applicable(&RULE);
            continue;
        }
        match confidence(claim, rows) {
            Some(confidence) => checks.report(finding(case, claim, rows, confidence)),
            None => checks.pass(&RULE),
        }
    }
}

/// Returns how sure the fault is, or `None` when there is none.
fn confidence(claim: &Claim, rows: &[&LineRow]) -> Option<u8> {
    let codes = || claim.diagnoses.iter().map(|code| &code.value);
    let carries = |code: &DiagnosisCode| code.as_str().starts_with('F') && !is_in_remission(code);
    if codes().any(carries) || !codes().any(|code| is_in_remission(code) || is_history(code)) {
        return None;
    }
    let has_remission = codes().any(is_in_remission);
    let is_withdrawal = |row: &&&LineRow| {
        row.billed.family == ServiceFamily::Withdrawal
            || row.billed.level.is_withdrawal_management()
    };
    if rows.iter().any(|row| is_withdrawal(&row)) {
        return Some(92);
    }
    // Aftercare of a remission is what outpatient and day programs do.
    let has_bed = rows.iter().any(|row| row.billed.level.is_24_hour());
    (has_bed || !has_remission).then_some(65)
}

fn is_in_remission(code: &DiagnosisCode) -> bool {
    let code = code.as_str().as_bytes();
    code.starts_with(b"F1")
        && matches!(code.get(3), Some(b'1' | b'2' | b'9'))
        && code.get(4) == Some(&b'1')
        && code.len() == 5
}

fn is_history(code: &DiagnosisCode) -> bool {
    code.as_str().starts_with("Z865") || code.as_str() == "Z87898"
}

fn finding(case: &Case<'_>, claim: &Claim, rows: &[&LineRow], confidence: u8) -> Finding {
    let codes: Vec<String> = claim
        .diagnoses
        .iter()
        .filter(|code| is_in_remission(&code.value) || is_history(&code.value))
        .map(|code| code.value.dotted())
        .collect();
    let level = rows.first().map_or("", |row| row.billed.level.id());
    let message = format!(
        "{level} billed with {} and no active diagnosis: a condition in remission or past does \
         not explain the level",
        codes.join(", ")
    );
    let finding = RULE.finding(Outcome::Fail, message).with_all(
        claim
            .diagnoses
            .iter()
            .map(|code| Evidence::supports(code.span)),
    );
    on_claim(case, finding, rows).with_confidence(confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn claim(diagnoses: &str, line: &str) -> String {
        format!("claim C1 I dx {diagnoses}\nline {line}")
    }

    const WITHDRAWAL: &str = "2026-01-05..2026-01-08 H0010 rev 1002 units 4";
    const RESIDENTIAL: &str = "2026-01-05..2026-01-08 H0018 rev 1002 units 4";
    const IOP: &str = "2026-01-05 H0015 rev 0906";

    #[test]
    fn fires_where_no_diagnosis_is_active() {
        let case = claim("F10.21", WITHDRAWAL);
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05..2026-01-08"]);
        let case = claim("F11.21,I10", RESIDENTIAL);
        assert_eq!(outcomes(&RULE, &case), ["warn C1 2026-01-05..2026-01-08"]);
        let case = claim("Z86.59", IOP);
        assert_eq!(outcomes(&RULE, &case), ["warn C1 2026-01-05"]);
    }

    #[test]
    fn an_active_diagnosis_beside_it_passes() {
        for case in [
            claim("F10.21,F11.20", WITHDRAWAL),
            claim("F33.1,F10.21", RESIDENTIAL),
            claim("F10.231", WITHDRAWAL),
            claim("F10.21", IOP),
            claim("F10.21", "2026-01-05 90834"),
            claim("I10", RESIDENTIAL),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn without_a_diagnosis_it_is_not_judged() {
        let case = format!("claim C1 I\nline {RESIDENTIAL}").replace("C1 I", "C1 I dx none");
        assert_eq!(tally(&RULE, &case).fail + tally(&RULE, &case).warn, 0);
    }
}
