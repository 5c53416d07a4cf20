//! DEN-011: a payer took money back, and no claim in the files is the one it names.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{PatientSummary, Supply, TakebackKind};
use crate::policy::Policy;
use crate::rules::{Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DEN-011",
    name: "takeback-not-linked",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "recoveries on the provider's account (PLB reason WO) and reversals (claim status \
                 22) of the remittances supplied",
    authority: &[Authority {
        cite: "ASC X12N 835 implementation guide, PLB and claim reversals",
        verified: false,
    }],
    checks: "The recovery's reference holds no claim number or payer's number of any claim or \
             remittance in the files, and no reversal in the same payment has its amount; or a \
             reversal is of a claim that neither a claim nor an earlier remittance in the files \
             has. It fails only where the chart set was declared complete. Where more than \
             a fifth of all remitted claims are of none of the files, the export is a sample and \
             nothing is said.",
    why: "Money that leaves without a claim cannot be contested in time, and it hides which \
          service was taken back.",
    cure: &[Cure::C9],
    params: &[],
    rests_on_absence: true,
    needs: &[Supply::Remittances],
    scope: Scope::Facility(check),
};

fn check(patients: &[PatientSummary], policy: &Policy, checks: &mut Checks) {
    // All patients share what the whole export holds.
    let Some(first) = patients.first() else {
        return;
    };
    let outcome = if policy.chart_complete {
        Outcome::Fail
    } else {
        Outcome::Warn
    };
    for takeback in first.takebacks.iter() {
        let source = format!(
            "{}'s remittance{}",
            if takeback.payer.is_empty() {
                "a payer"
            } else {
                &takeback.payer
            },
            takeback
                .date
                .map_or_else(String::new, |date| format!(" of {date}"))
        );
        let message = match takeback.kind {
            TakebackKind::Recovery => format!(
                "{source} recovers {} from the provider's account, and {}",
                takeback.amount.to_decimal(),
                if takeback.has_reference {
                    "its reference is the number of no claim in the files"
                } else {
                    "it names no claim"
                }
            ),
            TakebackKind::Reversal => format!(
                "{source} reverses a payment of {} on a claim that is in none of the files",
                takeback.amount.to_decimal()
            ),
        };
        let mut finding = RULE
            .finding(outcome, message)
            .with(Evidence::supports(takeback.span));
        if let Some(date) = takeback.date {
            finding = finding.dated(date);
        }
        checks.report(finding);
    }
    if first.takebacks.is_empty() {
        checks.pass(&RULE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    const CLAIM: &str = "claim C1 P\nline 2026-01-05 90837\npaid C1 1 100.00 date 2026-02-01\n";

    #[test]
    fn says_each_takeback_that_no_claim_explains() {
        let drawn = format!("{CLAIM}takeback recovery 250.00 reference date 2026-03-01");
        assert_eq!(outcomes(&RULE, &drawn), ["warn - 2026-03-01"]);
        assert_eq!(
            outcomes(&RULE, &format!("complete\n{drawn}")),
            ["fail - 2026-03-01"]
        );
        let reversal = format!("{CLAIM}takeback reversal 80.00 date 2026-03-01");
        assert!(findings(&RULE, &reversal)[0].message.contains("80.00"));
    }

    #[test]
    fn says_where_a_date_and_a_reference_are_missing() {
        let drawn = format!("{CLAIM}takeback recovery 250.00");
        assert_eq!(outcomes(&RULE, &drawn), ["warn -"]);
        assert!(
            findings(&RULE, &drawn)[0]
                .message
                .contains("names no claim")
        );
    }

    #[test]
    fn nothing_taken_back_passes() {
        assert_eq!(tally(&RULE, CLAIM).pass, 1);
    }
}
