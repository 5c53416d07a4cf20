//! COB-003: a claim to a later payer does not report what an earlier one decided.

use super::prior::{
    has_decision, is_x12, payer_words, priors, priors_by, reported, same_service_or_part,
};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::SECONDARY_PAYER_CODES;
use crate::model::{Claim, Money};
use crate::rules::billed_line::{claim_head, on_claim, rows_by_claim};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COB-003",
    name: "prior-payer-payment-not-reported",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Full,
    applies_to: "claims of an 837 file for whose services another payer has decided, and claims \
                 sent as second or later",
    authority: &[Authority {
        cite: "X12 837 implementation guides, loops 2320 and 2430",
        verified: false,
    }],
    checks: "A remittance of another payer for the service is in the files from before the claim \
             was sent, as a first payer's, and the claim reports neither an amount paid (AMT*D) \
             nor adjustments nor decisions on lines (SVD) of it. A claim sent as primary is \
             concerned only where the other payer's payments come to more than nothing and both \
             dates are known. A claim sent as second or later that names no other payer at all \
             is a warning.",
    why: "The next payer cannot reckon its share: it rejects the claim, or pays as if it were \
          first and takes that back.",
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
        let is_later = !matches!(claim.payer_sequence.as_str(), "" | "P");
        if !is_x12(claim) {
            checks.not_applicable(&RULE);
            continue;
        }
        let mut priors = priors(case, claim);
        if is_later && priors.is_empty() {
            priors = priors_by(case, claim, same_service_or_part);
        }
        let missing = priors.iter().find(|prior| {
            let concerns = is_later
                || (prior.paid() > Money::ZERO
                    && claim.submitted.is_some()
                    && prior
                        .remittances
                        .iter()
                        .all(|found| found.payment_date.is_some()));
            let decided = reported(case.policy, claim, prior.payer)
                .is_some_and(|other| has_decision(claim, other));
            concerns && !decided && !names_first(claim)
        });
        let Some(prior) = missing else {
            if is_later && names_nobody(claim) && priors.is_empty() {
                let message = format!(
                    "sent to {} in position {}, but the claim names no other payer and nothing \
                     that one decided",
                    payer_words(&claim.payer),
                    claim.payer_sequence
                );
                let finding = RULE
                    .finding(Outcome::Warn, message)
                    .with(Evidence::supports(claim_head(claim)));
                checks.report(on_claim(case, finding, rows));
            } else if is_later || !priors.is_empty() {
                checks.pass(&RULE);
            } else {
                checks.not_applicable(&RULE);
            }
            continue;
        };
        let message = format!(
            "{} paid {} of {} before this claim went to {}; the claim reports no payment, \
             adjustment or line decision of it",
            payer_words(prior.payer),
            prior.paid(),
            prior.charged(claim),
            payer_words(&claim.payer)
        );
        let outcome = if prior.paid() > Money::ZERO {
            Outcome::Fail
        } else {
            Outcome::Warn
        };
        let remittances = prior.remittances.iter().take(4);
        let finding = RULE
            .finding(outcome, message)
            .with(Evidence::supports(claim_head(claim)))
            .with_all(remittances.map(|found| Evidence::supports(found.span)));
        checks.report(on_claim(case, finding, rows));
    }
}

fn names_nobody(claim: &Claim) -> bool {
    let lines = &claim.lines;
    claim.details.other_payers.is_empty()
        && lines
            .iter()
            .all(|line| line.details.adjudications.is_empty())
        && claim
            .details
            .values
            .iter()
            .all(|value| !is_payers_amount(&value.code.value))
}

/// Returns whether an institutional claim gives the earlier payer's amount as a value code.
fn names_first(claim: &Claim) -> bool {
    let mut values = claim.details.values.iter();
    values.any(|value| is_payers_amount(&value.code.value))
}

fn is_payers_amount(code: &str) -> bool {
    SECONDARY_PAYER_CODES.contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    /// A first claim that was paid, and a second one to another payer.
    fn case(second: &str, other: &str) -> String {
        format!(
            "claim C1 P payer ACME submitted 2026-01-10\nline 2026-01-05 90837
            paid C1 1 60 date 2026-01-20 as 1
            claim C1S P payer NEXT batch submitted 2026-02-01 {second}
            line 2026-01-05 90837\n{other}"
        )
    }

    #[test]
    fn fires_where_nothing_is_reported() {
        for drawn in [
            case("seq S", ""),
            case("seq S", "other ACME P"),
            case("seq P", ""),
        ] {
            assert_eq!(outcomes(&RULE, &drawn), ["fail C1S 2026-01-05"], "{drawn}");
        }
        let words = &findings(&RULE, &case("seq S", ""))[0].message;
        assert!(words.contains("ACME paid $60.00 of $100.00"), "{words}");
    }

    #[test]
    fn a_claim_of_some_lines_of_the_first_one_is_held_to_its_payment() {
        let part = |date: &str, other: &str| {
            format!(
                "claim C1 P payer ACME submitted 2026-01-10\nline 2026-01-05 90837
                line 2026-01-08 90837\npaid C1 1 60 date 2026-01-20 as 1
                paid C1 2 60 date 2026-01-20 as 1
                claim C1S P payer NEXT batch submitted 2026-02-01 seq S
                line {date} 90837\nother ACME P {other}"
            )
        };
        let found = outcomes(&RULE, &part("2026-01-05", ""));
        assert_eq!(found, ["fail C1S 2026-01-05"]);
        for (date, other) in [
            ("2026-01-05", "paid 60 adjust CO-45 40"),
            ("2026-01-06", ""),
        ] {
            assert_eq!(
                outcomes(&RULE, &part(date, other)),
                [""; 0],
                "{date} {other}"
            );
        }
    }

    #[test]
    fn a_reported_decision_passes() {
        for other in [
            "other ACME P paid 60 adjust CO-45 40",
            "other ACME P adjust CO-96 100",
            "svd ACME 60 adjust CO-45 40\nother ACME P",
        ] {
            assert_eq!(outcomes(&RULE, &case("seq S", other)), [""; 0], "{other}");
        }
    }

    #[test]
    fn a_payment_made_later_or_taken_back_passes() {
        let later = case("seq P", "").replace("date 2026-01-20", "date 2026-03-01");
        assert_eq!(outcomes(&RULE, &later), [""; 0]);
        let back = format!("{}\npaid C1 1 -60 date 2026-01-28 as 22", case("seq P", ""));
        assert_eq!(outcomes(&RULE, &back), [""; 0]);
        let second = case("seq P", "").replace("as 1", "as 2");
        assert_eq!(outcomes(&RULE, &second), [""; 0]);
    }

    #[test]
    fn a_second_claim_that_names_nobody_warns_and_tables_are_not_judged() {
        let drawn = "claim C1 P batch seq S\nline 2026-01-05 90837";
        assert_eq!(outcomes(&RULE, drawn), ["warn C1 2026-01-05"]);
        let table = "claim C1 P seq S\nline 2026-01-05 90837";
        assert_eq!(tally(&RULE, table).not_applicable, 1);
    }
}
