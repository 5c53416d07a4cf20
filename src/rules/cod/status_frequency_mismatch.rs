//! COD-014: the frequency of a bill and the patient's status contradict each other.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Claim, ClaimForm, ClaimFrequency};
use crate::rules::billed_line::{on_claim, rows_by_claim};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-014",
    name: "status-frequency-mismatch",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "institutional claims with a patient status",
    authority: &[Authority {
        cite: "Medicare Claims Processing Manual ch. 4 §§260, 261; CMS MM13222",
        verified: true,
    }],
    checks: "An interim bill (frequency 2 or 3) has a patient status other than 30, still a \
             patient; or a bill of a whole or ended course (frequency 1 or 4) has status 30.",
    why: "Medicare returns the claim; the two fields say opposite things of whether the patient is \
          still in care.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

const STILL_PATIENT: &str = "30";

fn check(case: &Case<'_>, checks: &mut Checks) {
    for rows in rows_by_claim(case, |_, _, _| true).values() {
        let Some(first) = rows.first() else { continue };
        let claim = case.ledger.claim(first.id);
        let Some(status) = claim
            .patient_status
            .as_ref()
            .filter(|_| claim.form == ClaimForm::Institutional)
        else {
            checks.not_applicable(&RULE);
            continue;
        };
        let Some(fault) = fault(claim.frequency, status.value.trim() == STILL_PATIENT) else {
            checks.pass(&RULE);
            continue;
        };
        let message = format!("patient status {} on {fault}", status.value.trim());
        let finding = RULE
            .finding(Outcome::Fail, message)
            .with(Evidence::supports(status.span))
            .with_all(bill_type(claim));
        checks.report(on_claim(case, finding, rows));
    }
}

fn fault(frequency: ClaimFrequency, is_still_patient: bool) -> Option<&'static str> {
    match frequency {
        ClaimFrequency::InterimFirst | ClaimFrequency::InterimContinuing if !is_still_patient => {
            Some("an interim bill, which is for a patient still in care (30)")
        }
        ClaimFrequency::Original if is_still_patient => {
            Some("a bill from admission to discharge (frequency 1)")
        }
        ClaimFrequency::InterimLast if is_still_patient => {
            Some("the last interim bill (frequency 4)")
        }
        _ => None,
    }
}

fn bill_type(claim: &Claim) -> Option<Evidence> {
    claim
        .type_of_bill
        .as_ref()
        .map(|bill| Evidence::supports(bill.span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn claim(words: &str) -> String {
        format!("claim C1 I dx F33.1 {words}\nline 2026-01-05 H0035 rev 0912")
    }

    #[test]
    fn fires_where_the_two_contradict() {
        for words in [
            "bill 131 freq 1 status 30",
            "bill 134 freq 4 status 30",
            "bill 132 freq 2 status 01",
            "bill 133 freq 3 status 01",
        ] {
            let case = claim(words);
            assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05"], "{words}");
        }
    }

    #[test]
    fn the_right_pairs_pass() {
        for words in [
            "bill 131 freq 1 status 01",
            "bill 132 freq 2 status 30",
            "bill 134 freq 4 status 01",
            "bill 137 freq 7 status 30",
        ] {
            assert_eq!(outcomes(&RULE, &claim(words)), [""; 0], "{words}");
        }
    }

    #[test]
    fn without_a_status_it_is_not_judged() {
        assert_eq!(tally(&RULE, &claim("bill 132 freq 2")).not_applicable, 1);
    }
}
