//! COB-009: all payers together paid more than the charge, or more than any of them allows.

use super::prior::{payer_words, remittances_of, same_service};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{LineRow, Supply, same_payer};
use crate::model::{Claim, ClaimStatus, Money, Payer, RemittanceClaim};
use crate::rules::billed_line::{claim_head, rows_by_claim};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COB-009",
    name: "overpaid-combined",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "claims whose services remittances settle",
    authority: &[Authority {
        cite: "the payers' coordination-of-benefits provisions; 42 CFR 401.305 for Medicare and \
               Medicaid overpayments",
        verified: false,
    }],
    checks: "The payments of all payers for a service, less what was taken back, come to more \
             than its charge; or those of several payers come to more than the highest amount \
             that any of them allows (AMT*B6), where each gives one. Only remittances for the \
             same charge are counted. One payer that paid more than the charge over several \
             remittances is a warning: a reversal may be missing from the files. The excess is \
             at risk. Claims of which nothing states the charge are no-data, told once.",
    why: "The excess belongs to a payer and must be returned; the 60-day rule runs where it is \
          Medicare's or Medicaid's.",
    cure: &[Cure::C5],
    params: &["cob.amount_tolerance_cents"],
    rests_on_absence: false,
    needs: &[Supply::Remittances],
    scope: Scope::Patient(check),
};

/// What one payer paid in all, and the highest amount that it allows.
struct Paid<'c> {
    payer: &'c Payer,
    net: Money,
    allowed: Option<Money>,
    remittances: Vec<&'c RemittanceClaim>,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let tolerance = Money::from_cents(case.policy.number("cob.amount_tolerance_cents"));
    let mut seen: Vec<&Claim> = Vec::new();
    let mut uncharged: Vec<&Claim> = Vec::new();
    for rows in rows_by_claim(case, |_, _, _| true).values() {
        let Some(first) = rows.first() else { continue };
        let claim = case.ledger.claim(first.id);
        // The claims to several payers for one service are one question.
        if seen.iter().any(|earlier| same_service(earlier, claim)) {
            continue;
        }
        seen.push(claim);
        let payers = paid_by(case, claim);
        if payers.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        if claim
            .lines
            .iter()
            .any(|line| line.details.is_charge_unknown)
        {
            uncharged.push(claim);
            continue;
        }
        match excess(claim, &payers, tolerance) {
            Some((outcome, excess, message)) => {
                let finding = RULE.finding(outcome, message);
                checks.report(placed(finding, claim, rows, &payers, excess));
            }
            None => checks.pass(&RULE),
        }
    }
    if !uncharged.is_empty() {
        checks.report(without_charges(&uncharged));
    }
}

fn without_charges(claims: &[&Claim]) -> Finding {
    let ids: Vec<&str> = claims
        .iter()
        .take(8)
        .map(|claim| claim.id.as_str())
        .collect();
    let message = format!(
        "nothing states what was charged on {} paid {}, so the payments could not be held against \
         it: {}",
        claims.len(),
        if claims.len() == 1 { "claim" } else { "claims" },
        ids.join(", ")
    );
    let heads = claims.iter().take(8).map(|claim| claim_head(claim));
    RULE.finding(Outcome::NoData, message)
        .with_all(heads.map(Evidence::searched))
}

fn paid_by<'c>(case: &Case<'c>, claim: &Claim) -> Vec<Paid<'c>> {
    let mut payers: Vec<Paid<'c>> = Vec::new();
    for remittance in remittances_of(case, claim) {
        if remittance.charge.cents().abs() != claim.total_charge.cents().abs() {
            continue;
        }
        let place = payers
            .iter()
            .position(|known| same_payer(case.policy, known.payer, &remittance.payer));
        let place = place.unwrap_or_else(|| {
            payers.push(Paid {
                payer: &remittance.payer,
                net: Money::ZERO,
                allowed: None,
                remittances: Vec::new(),
            });
            payers.len() - 1
        });
        if let Some(payer) = payers.get_mut(place) {
            payer.net += remittance.paid;
            if remittance.status != ClaimStatus::Reversal {
                payer.allowed = allowed(remittance);
            }
            payer.remittances.push(remittance);
        }
    }
    payers
}

fn allowed(remittance: &RemittanceClaim) -> Option<Money> {
    let of_lines: Option<Vec<Money>> = remittance.lines.iter().map(|line| line.allowed()).collect();
    let of_lines = of_lines.filter(|lines| !lines.is_empty())?;
    Some(of_lines.into_iter().sum())
}

fn excess(
    claim: &Claim,
    payers: &[Paid<'_>],
    tolerance: Money,
) -> Option<(Outcome, Money, String)> {
    let paying: Vec<&Paid<'_>> = payers
        .iter()
        .filter(|paid| paid.net > Money::ZERO)
        .collect();
    let total: Money = paying.iter().map(|paid| paid.net).sum();
    let parts: Vec<String> = paying
        .iter()
        .map(|paid| format!("{} paid {}", payer_words(paid.payer), paid.net))
        .collect();
    let parts = parts.join(", ");
    let over_charge = total - claim.total_charge;
    if over_charge > tolerance {
        // A charge paid twice by one payer may have been taken back in a file that is missing.
        let outcome = if paying.len() > 1 {
            Outcome::Fail
        } else {
            Outcome::Warn
        };
        let message = format!(
            "{parts}: {total} in all for a charge of {}, {over_charge} too much",
            claim.total_charge
        );
        return Some((outcome, over_charge, message));
    }
    let allowed: Option<Vec<Money>> = paying.iter().map(|paid| paid.allowed).collect();
    let highest = allowed?.into_iter().max()?;
    let over_allowed = total - highest;
    if paying.len() < 2 || over_allowed <= tolerance {
        return None;
    }
    let message = format!(
        "{parts}: {total} in all, where the highest amount that any of them allows is {highest}; \
         {over_allowed} too much"
    );
    Some((Outcome::Fail, over_allowed, message))
}

fn placed(
    finding: Finding,
    claim: &Claim,
    rows: &[&LineRow],
    payers: &[Paid<'_>],
    excess: Money,
) -> Finding {
    let mut finding = finding
        .on_claim(&claim.id)
        .with(Evidence::supports(claim_head(claim)));
    let days = || rows.iter().flat_map(|row| &row.days).copied();
    if let (Some(from), Some(to)) = (days().min(), days().max()) {
        finding = finding.from_to(from, to);
    }
    let remittances = payers.iter().flat_map(|paid| &paid.remittances).take(6);
    finding = finding.with_all(remittances.map(|found| Evidence::supports(found.span)));
    // The excess is laid on the lines in order, each up to what was paid for it.
    let mut left = excess;
    for row in rows {
        let part = left
            .min(row.payment.paid.unwrap_or(excess))
            .max(Money::ZERO);
        if part > Money::ZERO {
            finding = finding.risking(AtRisk::amount(row.id, part));
            left -= part;
        }
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Portion;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(paid: &str) -> String {
        format!(
            "claim C1 P payer ACME\nline 2026-01-05 90837
            claim C1 P payer NEXT seq S\nline 2026-01-05 90837\n{paid}"
        )
    }

    #[test]
    fn fires_over_the_charge_and_over_the_highest_allowed() {
        let drawn = case("paid C1 1 80 as 1\npaid C1 1 45 payer NEXT as 2");
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1 2026-01-05"]);
        let found = findings(&RULE, &drawn);
        assert!(
            found[0].message.contains("$25.00 too much"),
            "{}",
            found[0].message
        );
        assert_eq!(
            found[0].at_risk[0].portion,
            Portion::Amount(Money::from_cents(2_500))
        );
        let drawn = case("paid C1 1 60 as 1 allowed 70\npaid C1 1 20 payer NEXT as 2 allowed 65");
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1 2026-01-05"]);
    }

    #[test]
    fn one_payer_twice_warns_and_a_reversal_clears_it() {
        let twice = "paid C1 1 80 as 1 date 2026-02-01\npaid C1 1 80 as 1 date 2026-03-01";
        assert_eq!(outcomes(&RULE, &case(twice)), ["warn C1 2026-01-05"]);
        let cleared = format!("{twice}\npaid C1 1 -80 as 22 date 2026-03-01");
        assert_eq!(outcomes(&RULE, &case(&cleared)), [""; 0]);
    }

    #[test]
    fn a_second_payer_that_fills_up_to_the_allowed_amount_passes() {
        for paid in [
            "paid C1 1 60 as 1 allowed 75\npaid C1 1 15 payer NEXT as 2 allowed 75",
            "paid C1 1 80 as 1\npaid C1 1 20 payer NEXT as 2",
            "paid C1 1 0 as 1 allowed 70\npaid C1 1 90 payer NEXT as 2 allowed 90",
        ] {
            assert_eq!(outcomes(&RULE, &case(paid)), [""; 0], "{paid}");
        }
    }

    #[test]
    fn claims_without_a_charge_are_no_data_once() {
        let drawn = case("paid C1 1 80 as 1").replace("90837", "90837 no-charge");
        assert_eq!(tally(&RULE, &drawn).fail, 0);
        let drawn = "claim C1 P payer ACME\nline 2026-01-05 90837 no-charge
            claim C2 P payer ACME\nline 2026-01-06 90837 no-charge
            paid C1 1 80 as 1\npaid C2 1 80 as 1";
        assert_eq!(outcomes(&RULE, drawn), ["no-data -"]);
    }

    #[test]
    fn without_a_remittance_it_is_not_judged() {
        assert_eq!(tally(&RULE, &case("")).not_applicable, 1);
    }
}
