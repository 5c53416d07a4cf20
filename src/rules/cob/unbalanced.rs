//! COB-005: what another payer paid and adjusted does not add up to the charge.

use super::prior::{has_decision, is_by, payer_words};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::model::{Claim, LineAdjudication, Money, OtherPayer, ServiceLine};
use crate::rules::billed_line::{on_claim, rows_by_claim};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COB-005",
    name: "cob-group-reason-unbalanced",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "claims that report what another payer decided",
    authority: &[Authority {
        cite: "X12 837 implementation guides, balancing of loops 2320 and 2430",
        verified: false,
    }],
    checks: "For a payer that decided on the claim: a line's charge is not what it paid (SVD02) \
             plus its adjustments (CAS) on that line; or the claim's total charge is not what it \
             paid (AMT*D) plus its adjustments of the claim and of the lines. Lines that it \
             bundled into another are not compared. Where it gave no amount for the claim, only \
             lines are.",
    why: "Payers' systems reject a claim whose other payer's amounts do not balance; nobody can \
          tell what is left to pay.",
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
        let mut others = claim.details.other_payers.iter();
        if !others.any(|other| has_decision(claim, other)) {
            checks.not_applicable(&RULE);
            continue;
        }
        let mut is_balanced = true;
        for other in &claim.details.other_payers {
            if let Some(finding) = imbalance(claim, other) {
                is_balanced = false;
                let mut finding = on_claim(case, finding, rows);
                finding.at_risk.clear();
                checks.report(finding);
            }
        }
        if is_balanced {
            checks.pass(&RULE);
        }
    }
}

/// Returns the first sum that does not balance: of a line, else of the claim.
fn imbalance(claim: &Claim, other: &OtherPayer) -> Option<Finding> {
    let off_line = claim
        .lines
        .iter()
        .find_map(|line| of_line(claim, other, line));
    off_line.or_else(|| of_claim(claim, other))
}

fn decisions<'c>(
    claim: &'c Claim,
    other: &'c OtherPayer,
    line: &'c ServiceLine,
) -> impl Iterator<Item = &'c LineAdjudication> {
    let all = line.details.adjudications.iter();
    all.filter(move |decision| is_by(claim, other, &decision.payer_id.value))
}

fn adjusted(decision: &LineAdjudication) -> Money {
    decision.adjustments.iter().map(|found| found.amount).sum()
}

fn of_line(claim: &Claim, other: &OtherPayer, line: &ServiceLine) -> Option<Finding> {
    let first = decisions(claim, other, line).next()?;
    if decisions(claim, other, line).any(|decision| decision.bundled_into.is_some()) {
        return None;
    }
    let paid: Money = decisions(claim, other, line)
        .map(|decision| decision.paid)
        .sum();
    let adjusted: Money = decisions(claim, other, line).map(adjusted).sum();
    let difference = line.charge - (paid + adjusted);
    if difference == Money::ZERO {
        return None;
    }
    let message = format!(
        "line {}: charged {}, but {} paid {paid} and adjusted {adjusted}: {} apart",
        line.number,
        line.charge,
        payer_words(&other.payer),
        Money::from_cents(difference.cents().abs())
    );
    Some(
        RULE.finding(Outcome::Fail, message)
            .with(Evidence::supports(first.span)),
    )
}

fn of_claim(claim: &Claim, other: &OtherPayer) -> Option<Finding> {
    let paid = other.paid.as_ref()?;
    let of_lines: Money = claim
        .lines
        .iter()
        .flat_map(|line| decisions(claim, other, line))
        .map(adjusted)
        .sum();
    let of_claim: Money = other.adjustments.iter().map(|found| found.amount).sum();
    let adjusted = of_claim + of_lines;
    let difference = claim.total_charge - (paid.value + adjusted);
    if difference == Money::ZERO {
        return None;
    }
    let message = format!(
        "charged {}, but {} paid {} and adjusted {adjusted}: {} apart",
        claim.total_charge,
        payer_words(&other.payer),
        paid.value,
        Money::from_cents(difference.cents().abs())
    );
    let adjustments = other.adjustments.iter().take(3);
    Some(
        RULE.finding(Outcome::Fail, message)
            .with(Evidence::supports(paid.span))
            .with_all(adjustments.map(|found| Evidence::supports(found.span))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(other: &str) -> String {
        format!("claim C1 P seq S payer NEXT\nline 2026-01-05 90837\n{other}")
    }

    #[test]
    fn fires_where_claim_or_line_does_not_add_up() {
        for other in [
            "other ACME P paid 60 adjust CO-45 30",
            "other ACME P paid 60",
            "svd ACME 60 adjust CO-45 30\nother ACME P paid 60",
        ] {
            assert_eq!(
                outcomes(&RULE, &case(other)),
                ["fail C1 2026-01-05"],
                "{other}"
            );
        }
        let found = findings(&RULE, &case("other ACME P paid 60 adjust CO-45 30"));
        assert!(
            found[0].message.contains("$10.00 apart"),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn what_adds_up_passes() {
        for other in [
            "other ACME P paid 60 adjust CO-45 30 adjust PR-2 10",
            "svd ACME 60 adjust CO-45 40\nother ACME P paid 60",
            "svd ACME 60 adjust CO-45 30\nsvd ACME 0 adjust PR-2 10\nother ACME P paid 60",
            "svd ACME 0 bundled 2\nother ACME P",
        ] {
            assert_eq!(outcomes(&RULE, &case(other)), [""; 0], "{other}");
        }
    }

    #[test]
    fn a_payer_that_decided_nothing_yet_is_not_judged() {
        assert_eq!(tally(&RULE, &case("other ACME T")).not_applicable, 1);
    }

    proptest::proptest! {
        /// A claim drawn so that every payer's sums add up passes; one cent elsewhere does not.
        #[test]
        fn balanced_claims_pass_and_a_cent_is_seen(
            lines in proptest::collection::vec((1_i64..50_000, 0_i64..=100, 0_i64..=100), 1..6),
            by_line: bool,
            extra in 0_i64..3,
        ) {
            let money = |cents: i64| Money::from_cents(cents).to_decimal();
            let mut drawn = String::from("claim C1 P seq S payer NEXT\n");
            let (mut paid_in_all, mut adjusted_in_all) = (0, 0);
            for (charge, share, rest) in &lines {
                let paid = charge * share / 100;
                let contractual = (charge - paid) * rest / 100;
                let patient = charge - paid - contractual;
                drawn.push_str(&format!("line 2026-01-05 90837 charge {}\n", money(*charge)));
                if by_line {
                    drawn.push_str(&format!(
                        "svd ACME {} adjust CO-45 {} adjust PR-2 {}\n",
                        money(paid), money(contractual), money(patient)
                    ));
                }
                paid_in_all += paid;
                adjusted_in_all += contractual + patient;
            }
            let adjusted = if by_line {
                String::new()
            } else {
                format!(" adjust CO-45 {}", money(adjusted_in_all))
            };
            drawn.push_str(&format!("other ACME P paid {}{adjusted}", money(paid_in_all + extra)));
            proptest::prop_assert_eq!(outcomes(&RULE, &drawn).len(), usize::from(extra != 0));
        }
    }
}
