//! COB-010: Medicare was billed as the second payer without the code that says why.

use super::prior::{is_x12, payer_words};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{PayerKind, SECONDARY_PAYER_CODES, payer_kind};
use crate::model::{Claim, ClaimForm};
use crate::rules::billed_line::{claim_head, on_claim, rows_by_claim};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COB-010",
    name: "msp-type-value-code-missing",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "claims of an 837 file sent to original Medicare as second or later payer",
    authority: &[
        Authority {
            cite: "Medicare Claims Processing Manual ch. 28",
            verified: false,
        },
        Authority {
            cite: "Medicare Secondary Payer Manual ch. 3",
            verified: false,
        },
    ],
    checks: "A claim went to original Medicare as second or later payer and does not say why \
             Medicare pays second: on a professional claim the insurance type (SBR05 12 to 16, 41 \
             to 43, 47), on an institutional one the value code of the first payer's amount (12 to \
             16, 41 to 43, 47) or that insurance type. Claims behind a Medicaid plan are not \
             judged.",
    why: "Medicare returns the claim to the provider: it cannot tell which secondary-payer rule \
          to pay by.",
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
        let is_later = !matches!(claim.payer_sequence.as_str(), "" | "P" | "U");
        let kind = payer_kind(case.policy, &claim.payer, "");
        if !is_later
            || !is_x12(claim)
            || kind != PayerKind::Medicare
            || is_behind_medicaid(case, claim)
        {
            checks.not_applicable(&RULE);
            continue;
        }
        if says_why(claim) {
            checks.pass(&RULE);
            continue;
        }
        let place = match claim.form {
            ClaimForm::Professional => "an insurance type (SBR05)",
            ClaimForm::Institutional => "a value code of 12 to 16, 41 to 43 or 47",
        };
        let message = format!(
            "sent to {} in position {} without {place} that says why Medicare pays second",
            payer_words(&claim.payer),
            claim.payer_sequence
        );
        let others = claim.details.other_payers.iter().take(3);
        let finding = RULE
            .finding(Outcome::Fail, message)
            .with(Evidence::supports(claim_head(claim)))
            .with_all(others.map(|other| Evidence::supports(other.span)));
        let mut finding = on_claim(case, finding, rows);
        finding.at_risk.clear();
        checks.report(finding);
    }
}

fn says_why(claim: &Claim) -> bool {
    let is_code = |code: &str| SECONDARY_PAYER_CODES.contains(&code);
    let mut values = claim.details.values.iter();
    is_code(claim.details.insurance_type.as_str())
        || (claim.form == ClaimForm::Institutional
            && values.any(|value| is_code(&value.code.value)))
}

fn is_behind_medicaid(case: &Case<'_>, claim: &Claim) -> bool {
    let mut others = claim.details.other_payers.iter();
    others.any(|other| {
        other.sequence == "P" && payer_kind(case.policy, &other.payer, "") == PayerKind::Medicaid
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn case(form: &str, claim: &str) -> String {
        format!("claim C1 {form} payer MCARE filing MB batch {claim}\nline 2026-01-05 90837")
    }

    #[test]
    fn fires_where_nothing_says_why() {
        assert_eq!(outcomes(&RULE, &case("P", "seq S")), ["fail C1 2026-01-05"]);
        assert_eq!(
            outcomes(&RULE, &case("I", "seq S value 80")),
            ["fail C1 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &case("P", "seq T value 12")),
            ["fail C1 2026-01-05"]
        );
    }

    #[test]
    fn the_code_in_its_place_passes() {
        assert_eq!(outcomes(&RULE, &case("P", "seq S msp 12")), [""; 0]);
        assert_eq!(outcomes(&RULE, &case("I", "seq S value 43")), [""; 0]);
    }

    #[test]
    fn primary_claims_other_payers_and_tables_are_not_judged() {
        for drawn in [
            case("P", "seq P"),
            case("P", "seq S").replace("filing MB", "filing CI"),
            case("P", "seq S").replace("batch", ""),
        ] {
            assert_eq!(tally(&RULE, &drawn).not_applicable, 1, "{drawn}");
        }
    }
}
