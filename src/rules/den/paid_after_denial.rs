//! DEN-010: a service that was denied was later paid twice.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{LineRow, Posting, Supply};
use crate::model::{Money, RemittanceClaim};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DEN-010",
    name: "paid-after-denial-duplicate",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "lines with a remittance",
    authority: &[Authority {
        cite: "SSA 1128J(d); 42 CFR 401.305",
        verified: true,
    }],
    checks: "A line was denied once, and then one payer paid for it twice without a reversal \
             between: two payments on the line itself that together exceed its charge, or one each \
             on two claims for the same codes, modifiers and days by the same clinician.",
    why: "An appeal and a new claim were both paid. The second payment is an overpayment that is \
          returned within 60 days of knowing of it.",
    cure: &[Cure::C5],
    params: &[],
    rests_on_absence: false,
    needs: &[Supply::Remittances],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let live: Vec<&LineRow> = case.live().map(|(row, ..)| row).collect();
    let paid = |row: &LineRow| row.payment.paid.unwrap_or_default() > Money::ZERO;
    for (place, row) in live.iter().copied().enumerate() {
        if !paid(row) {
            checks.not_applicable(&RULE);
            continue;
        }
        let line = case.ledger.service_line(row.id);
        if was_denied(case, row) && row.payment.paid.unwrap_or_default() > line.charge {
            let twice = payments_of_one_payer(case, row);
            if twice.len() > 1 {
                let total: Money = twice.iter().map(|(amount, _)| *amount).sum();
                let message = format!(
                    "{} was denied and then paid {} times, {} in all for a charge of {}, with no \
                     reversal between",
                    code_words(line),
                    twice.len(),
                    total.to_decimal(),
                    line.charge.to_decimal()
                );
                let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
                    .risking(AtRisk::whole(row.id))
                    .with_all(twice.iter().map(|(_, span)| Evidence::supports(*span)));
                checks.report(finding);
                continue;
            }
        }
        let earlier = live
            .iter()
            .take(place)
            .copied()
            .find(|other| paid(other) && is_same(case, other, row));
        match earlier.filter(|other| was_denied(case, other) || was_denied(case, row)) {
            Some(other) => {
                let claim = case.ledger.claim(other.id);
                let message = format!(
                    "{} was denied once and is now paid on two claims: {} on {}, {} on this one",
                    code_words(line),
                    other.payment.paid.unwrap_or_default().to_decimal(),
                    claim.id,
                    row.payment.paid.unwrap_or_default().to_decimal(),
                );
                let places = [other.payment.span, row.payment.span];
                let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
                    .risking(AtRisk::whole(row.id))
                    .with_all(places.into_iter().flatten().map(Evidence::supports));
                checks.report(finding);
            }
            None => checks.pass(&RULE),
        }
    }
}

/// Returns whether some remittance of the line paid nothing and was no reversal.
fn was_denied(case: &Case<'_>, row: &LineRow) -> bool {
    row.payment.postings.iter().any(|posting| {
        let remittance = remittance_of(case, posting);
        !posting.reverses
            && posting.paid == Money::ZERO
            && remittance.is_some_and(|one| one.status == crate::model::ClaimStatus::Denied)
    })
}

fn remittance_of<'c>(case: &Case<'c>, posting: &Posting) -> Option<&'c RemittanceClaim> {
    case.record.remittances.get(posting.remittance)
}

/// Returns the payments of the payer that paid the line last, less what was reversed.
fn payments_of_one_payer(case: &Case<'_>, row: &LineRow) -> Vec<(Money, Span)> {
    let payer = |posting: &Posting| {
        remittance_of(case, posting).map(|one| (one.payer.id.clone(), one.payer.name.clone()))
    };
    let last = row
        .payment
        .postings
        .iter()
        .rev()
        .find(|one| one.paid > Money::ZERO);
    let of = last.and_then(payer);
    let mut payments: Vec<(Money, Span)> = Vec::new();
    for posting in row.payment.postings.iter().filter(|one| payer(one) == of) {
        if posting.reverses {
            payments.pop();
        } else if posting.paid > Money::ZERO {
            let span = remittance_of(case, posting).map(|one| {
                let line = posting.line.and_then(|place| one.lines.get(place));
                line.map_or(one.span, |line| line.span)
            });
            payments.extend(span.map(|span| (posting.paid, span)));
        }
    }
    payments
}

/// Returns whether two lines bill one service to one payer.
fn is_same(case: &Case<'_>, one: &LineRow, other: &LineRow) -> bool {
    let (a, b) = (case.ledger.claim(one.id), case.ledger.claim(other.id));
    let (x, y) = (
        case.ledger.service_line(one.id),
        case.ledger.service_line(other.id),
    );
    let clinician = |claim: &crate::model::Claim, line: &crate::model::ServiceLine| {
        let provider = claim.rendering_for(line)?;
        provider.npi_text.as_ref().map(|text| text.value.clone())
    };
    let code = |line: &crate::model::ServiceLine| {
        (
            line.procedure.as_ref().map(|code| code.value.clone()),
            line.revenue.as_ref().map(|code| code.value.clone()),
        )
    };
    one.id.claim != other.id.claim
        && !one.days.is_empty()
        && one.days == other.days
        && code(x) == code(y)
        && x.modifiers == y.modifiers
        && x.units.as_ref().map(|units| units.value) == y.units.as_ref().map(|units| units.value)
        && (a.payer.id.as_str(), a.payer.name.as_str())
            == (b.payer.id.as_str(), b.payer.name.as_str())
        && clinician(a, x) == clinician(b, y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    const FIRST: &str = "claim C1 P filing CI\nline 2026-01-05 90837 charge 180.00\n\
         paid C1 1 0.00 denied CO-197 date 2026-01-20\n";

    #[test]
    fn fires_on_an_appeal_and_a_new_claim_that_are_both_paid() {
        let drawn = format!(
            "{FIRST}paid C1 1 120.00 date 2026-03-01\n\
             claim C2 P filing CI\nline 2026-01-05 90837 charge 180.00\npaid C2 1 120.00 date 2026-03-05"
        );
        assert_eq!(outcomes(&RULE, &drawn), ["fail C2/1 2026-01-05"]);
    }

    #[test]
    fn fires_on_two_payments_of_one_line() {
        let drawn =
            format!("{FIRST}paid C1 1 120.00 date 2026-03-01\npaid C1 1 120.00 date 2026-03-05");
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_reversal_one_payment_or_another_day_do_not_fire() {
        for more in [
            "paid C1 1 120.00 date 2026-03-01",
            "paid C1 1 120.00 date 2026-03-01\npaid C1 1 -120.00 reversal date 2026-03-04\npaid C1 1 125.00 date 2026-03-04",
            "claim C2 P filing CI\nline 2026-01-05 90837 charge 180.00\npaid C2 1 120.00 date 2026-03-05",
            "paid C1 1 120.00 date 2026-03-01\nclaim C2 P filing CI\nline 2026-01-12 90837\npaid C2 1 120.00 date 2026-03-05",
        ] {
            assert_eq!(
                outcomes(&RULE, &format!("{FIRST}{more}")),
                [""; 0],
                "{more}"
            );
        }
    }

    #[test]
    fn without_a_payment_there_is_nothing_to_return() {
        assert_eq!(tally(&RULE, FIRST).not_applicable, 1);
    }
}
