//! Posts remittances to service lines, over reversals and corrections.

use super::payers::may_be_same_payer;
use super::{LineRow, PatientRecord};
use crate::model::{ClaimStatus, Money, RemittanceClaim};
use crate::policy::Policy;
use crate::text::Span;

/// What remittances say of one line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinePayment {
    /// Net amount paid; `None` when no remittance speaks of the line.
    pub paid: Option<Money>,
    /// Whether the claim or line was denied on the latest remittance.
    pub denied: bool,
    /// Reason codes of the latest remittance, without contractual ones, as `CO-197`.
    pub reasons: Vec<String>,
    /// Where the latest remittance speaks of the line.
    pub span: Option<Span>,
    /// Everything that remittances posted to the line, in their order.
    pub postings: Vec<Posting>,
}

/// What one remittance posted to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Index into the record's remittances.
    pub remittance: usize,
    /// Index into its lines; `None` where it speaks of the claim as a whole.
    pub line: Option<usize>,
    /// What it paid for the line, negative where it took back.
    pub paid: Money,
    /// Whether it reverses an earlier posting.
    pub reverses: bool,
}

/// Posts every remittance of the record's claims.
///
/// Lines are found by line control number, else by procedure, revenue code, date and charge; a
/// remittance without lines is shared out over the claim's lines in proportion to their charges.
pub(super) fn post(record: &PatientRecord, policy: &Policy, rows: &mut [LineRow]) {
    for (place, remittance) in record.remittances.iter().enumerate() {
        let of_claim = |row: &LineRow| record.claims[row.id.claim].id == remittance.claim_id;
        let mut targets: Vec<usize> = (0..rows.len())
            .filter(|&row| of_claim(&rows[row]))
            .collect();
        // One number often stands on the claims to several payers: each pays its own.
        let is_own = |&row: &usize| {
            let claim = &record.claims[rows[row].id.claim];
            may_be_same_payer(policy, &claim.payer, &remittance.payer)
        };
        if targets.iter().any(is_own) {
            targets.retain(is_own);
        }
        if targets.is_empty() {
            continue;
        }
        let mut used = vec![false; targets.len()];
        if remittance.lines.is_empty() {
            share_out(record, place, &targets, rows);
            continue;
        }
        for (line_place, line) in remittance.lines.iter().enumerate() {
            let fit = |row: usize| {
                let id = rows[row].id;
                let billed = &record.claims[id.claim].lines[id.line];
                if let (Some(a), Some(b)) = (&line.control_number, &billed.control_number) {
                    return if a == b { 100 } else { 0 };
                }
                let mut score = 0;
                // A payer that paid for another code names the one that was billed as well.
                let stated = line
                    .details
                    .billed_procedure
                    .as_ref()
                    .or(line.procedure.as_ref());
                let procedure = billed.procedure.as_ref().map(|code| &code.value);
                score += i32::from(stated.is_some() && stated == procedure) * 4;
                let revenue = billed.revenue.as_ref().map(|code| &code.value);
                score += i32::from(line.revenue.is_some() && line.revenue.as_ref() == revenue) * 3;
                let dates = billed.dates.as_ref().map(|dates| dates.value);
                score += i32::from(line.dates.is_some() && line.dates == dates) * 3;
                score + i32::from(line.charge.cents().abs() == billed.charge.cents().abs()) * 2
            };
            let best = targets
                .iter()
                .enumerate()
                .filter(|(place, _)| !used[*place])
                .map(|(place, &row)| (fit(row), std::cmp::Reverse(place), row))
                .filter(|(score, ..)| *score >= 4)
                .max();
            let Some((_, std::cmp::Reverse(target), row)) = best else {
                continue;
            };
            used[target] = true;
            let reasons = line.adjustments.iter().chain(&remittance.adjustments);
            rows[row].payment.postings.push(Posting {
                remittance: place,
                line: Some(line_place),
                paid: line.paid,
                reverses: remittance.status == ClaimStatus::Reversal,
            });
            apply(
                &mut rows[row].payment,
                remittance,
                line.paid,
                line.charge,
                line.span,
                reasons,
            );
        }
    }
}

fn share_out(record: &PatientRecord, index: usize, targets: &[usize], rows: &mut [LineRow]) {
    let remittance = &record.remittances[index];
    let charge = |row: usize, rows: &[LineRow]| {
        let id = rows[row].id;
        record.claims[id.claim].lines[id.line].charge
    };
    let total: Money = targets.iter().map(|&row| charge(row, rows)).sum();
    let mut rest = remittance.paid;
    for (place, &row) in targets.iter().enumerate() {
        let own = charge(row, rows);
        let share = if place + 1 == targets.len() {
            rest
        } else {
            remittance.paid.share(own.cents(), total.cents())
        };
        rest -= share;
        let reasons = remittance.adjustments.iter();
        rows[row].payment.postings.push(Posting {
            remittance: index,
            line: None,
            paid: share,
            reverses: remittance.status == ClaimStatus::Reversal,
        });
        apply(
            &mut rows[row].payment,
            remittance,
            share,
            own,
            remittance.span,
            reasons,
        );
    }
}

fn apply<'a>(
    payment: &mut LinePayment,
    remittance: &RemittanceClaim,
    paid: Money,
    charge: Money,
    span: Span,
    adjustments: impl Iterator<Item = &'a crate::model::Adjustment>,
) {
    payment.paid = Some(payment.paid.unwrap_or_default() + paid);
    payment.span = Some(span);
    if remittance.status == ClaimStatus::Reversal {
        return;
    }
    payment.denied = remittance.status == ClaimStatus::Denied
        || (paid == Money::ZERO && charge != Money::ZERO && remittance.paid == Money::ZERO);
    // Reason 45 is the contractual write-down that nearly every paid line carries.
    payment.reasons = adjustments
        .filter(|adjustment| adjustment.reason != "45")
        .map(|adjustment| format!("{:?}-{}", adjustment.group, adjustment.reason))
        .collect();
}
