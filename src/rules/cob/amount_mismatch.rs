//! COB-004: a claim reports another amount than the earlier payer's remittance shows.

use super::prior::{Prior, is_by, payer_words, priors, reported};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::model::{Claim, Money, OtherPayer, RemittanceLine, ServiceLine};
use crate::rules::billed_line::{on_claim, rows_by_claim};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COB-004",
    name: "prior-payer-amount-mismatch",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "claims that report what another payer paid, where its remittance is in the files",
    authority: &[Authority {
        cite: "X12 837 implementation guides, loops 2320 and 2430",
        verified: false,
    }],
    checks: "The amount that the claim reports of an earlier payer (AMT*D, else the sum of SVD02) \
             differs by more than 0.05 from every amount that this payer's remittances came to: \
             each payment, and their sum after each reversal or correction. Where the remittance \
             settles more or other lines than the claim bills, lines are compared alone, each \
             with the payment under its control number or for the same code, dates and charge.",
    why: "The next payer reckons from a wrong amount, pays too much or too little, and adjusts the \
          claim when the first payer's remittance is asked for.",
    cure: &[Cure::C4],
    params: &["cob.amount_tolerance_cents"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let tolerance = case.policy.number("cob.amount_tolerance_cents");
    for rows in rows_by_claim(case, |_, _, _| true).values() {
        let Some(first) = rows.first() else { continue };
        let claim = case.ledger.claim(first.id);
        let mut is_judged = false;
        for prior in priors(case, claim) {
            let Some(other) = reported(case.policy, claim, prior.payer) else {
                continue;
            };
            let charged: Money = claim.lines.iter().map(|line| line.charge).sum();
            let is_whole = prior
                .remittances
                .iter()
                .all(|found| found.charge.cents().abs() == charged.cents());
            let fault = match stated(claim, other).filter(|_| is_whole) {
                Some((amount, span)) => {
                    is_judged = true;
                    of_claim(&prior, amount, span, tolerance)
                }
                None => of_lines(&prior, claim, other, tolerance, &mut is_judged),
            };
            if let Some(mut finding) = fault {
                finding = on_claim(case, finding, rows);
                finding.at_risk.clear();
                checks.report(finding);
            }
        }
        if !is_judged {
            checks.not_applicable(&RULE);
        } else {
            checks.pass(&RULE);
        }
    }
}

/// Returns the amount that the claim reports, with its place.
fn stated(claim: &Claim, other: &OtherPayer) -> Option<(Money, Span)> {
    if let Some(paid) = &other.paid {
        return Some((paid.value, paid.span));
    }
    let mut of_lines = claim.lines.iter().flat_map(|line| {
        let decisions = line.details.adjudications.iter();
        decisions.filter(|decision| is_by(claim, other, &decision.payer_id.value))
    });
    let first = of_lines.next()?;
    let rest: Money = of_lines.map(|decision| decision.paid).sum();
    Some((first.paid + rest, first.span))
}

fn of_claim(prior: &Prior<'_>, amount: Money, span: Span, tolerance: i64) -> Option<Finding> {
    let is_near = |paid: Money| (paid - amount).cents().abs() <= tolerance;
    if prior.amounts_so_far().into_iter().any(is_near) {
        return None;
    }
    let message = format!(
        "the claim reports {amount} paid by {}; its remittance shows {}: a difference of {}",
        payer_words(prior.payer),
        prior.paid(),
        Money::from_cents((prior.paid() - amount).cents().abs())
    );
    let remittances = prior.remittances.iter().take(4);
    Some(
        RULE.finding(Outcome::Fail, message)
            .with(Evidence::supports(span))
            .with_all(remittances.map(|found| Evidence::supports(found.span))),
    )
}

/// Compares line by line; the first line that differs is told.
fn of_lines(
    prior: &Prior<'_>,
    claim: &Claim,
    other: &OtherPayer,
    tolerance: i64,
    is_judged: &mut bool,
) -> Option<Finding> {
    // Reversals and corrections pay a line several times; only one payment can be compared.
    let [remittance] = prior.remittances.as_slice() else {
        return None;
    };
    for line in &claim.lines {
        let decisions: Vec<_> = line
            .details
            .adjudications
            .iter()
            .filter(|decision| is_by(claim, other, &decision.payer_id.value))
            .collect();
        let (Some(first), Some(paid)) = (decisions.first(), payment_of(&remittance.lines, line))
        else {
            continue;
        };
        *is_judged = true;
        let amount: Money = decisions.iter().map(|decision| decision.paid).sum();
        if (paid.paid - amount).cents().abs() > tolerance {
            let message = format!(
                "line {} reports {amount} paid by {}; its remittance shows {} for the line",
                line.number,
                payer_words(prior.payer),
                paid.paid
            );
            return Some(
                RULE.finding(Outcome::Fail, message)
                    .with(Evidence::supports(first.span))
                    .with(Evidence::supports(paid.span)),
            );
        }
    }
    None
}

/// Returns the only payment that is surely of the line.
fn payment_of<'r>(
    payments: &'r [RemittanceLine],
    line: &ServiceLine,
) -> Option<&'r RemittanceLine> {
    if line.control_number.is_some() {
        let own = payments
            .iter()
            .find(|paid| paid.control_number == line.control_number);
        if own.is_some() {
            return own;
        }
    }
    let is_same = |paid: &&RemittanceLine| {
        let billed = paid
            .details
            .billed_procedure
            .as_ref()
            .or(paid.procedure.as_ref());
        paid.charge == line.charge
            && paid.dates.is_some()
            && paid.dates == line.dates.as_ref().map(|dates| dates.value)
            && billed == line.procedure.as_ref().map(|code| &code.value)
    };
    let mut same = payments.iter().filter(is_same);
    let only = same.next()?;
    same.next().is_none().then_some(only)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(paid: &str, other: &str) -> String {
        format!(
            "claim C1 P payer ACME\nline 2026-01-05 90837\n{paid}
            claim C1S P payer NEXT seq S batch\nline 2026-01-05 90837\n{other}"
        )
    }

    const PAID: &str = "paid C1 1 60 date 2026-01-20 as 1";

    #[test]
    fn fires_where_the_amounts_differ() {
        let drawn = case(PAID, "other ACME P paid 50 adjust CO-45 50");
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1S 2026-01-05"]);
        let words = &findings(&RULE, &drawn)[0].message;
        assert!(words.contains("$50.00") && words.contains("$60.00") && words.contains("$10.00"));
        let by_line = case(PAID, "svd ACME 55 adjust CO-45 45\nother ACME P");
        assert_eq!(outcomes(&RULE, &by_line), ["fail C1S 2026-01-05"]);
    }

    #[test]
    fn the_remitted_amount_and_any_of_its_corrections_pass() {
        let drawn = case(PAID, "other ACME P paid 60.04 adjust CO-45 39.96");
        assert_eq!(outcomes(&RULE, &drawn), [""; 0]);
        let corrected = format!(
            "{PAID}\npaid C1 1 -60 date 2026-02-01 as 22\npaid C1 1 50 date 2026-02-01 as 1"
        );
        for paid in ["60", "50"] {
            let other = format!("other ACME P paid {paid} adjust CO-45 40");
            assert_eq!(
                outcomes(&RULE, &case(&corrected, &other)),
                [""; 0],
                "{paid}"
            );
        }
    }

    #[test]
    fn without_the_remittance_or_a_report_it_is_not_judged() {
        let drawn = case("", "other ACME P paid 60");
        assert_eq!(tally(&RULE, &drawn).not_applicable, 2);
        assert_eq!(tally(&RULE, &case(PAID, "other ACME P")).not_applicable, 2);
    }
}
