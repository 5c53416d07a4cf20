//! Finds money that payers took back and that no claim in the files explains.

use super::Facts;
use super::identity::fold_id;
use crate::model::{ClaimStatus, Money, ServiceDate};
use crate::text::Span;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How money was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum TakebackKind {
    /// From the provider's account (PLB with reason `WO`).
    Recovery,
    /// By reversing a claim's payment (claim status 22).
    Reversal,
}

/// Money taken back that no claim explains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Takeback {
    /// How.
    pub kind: TakebackKind,
    /// How much, as a positive amount.
    pub amount: Money,
    /// Whether a reference was given.
    pub has_reference: bool,
    /// The date of the payment.
    pub date: Option<ServiceDate>,
    /// The payer's name.
    pub payer: String,
    /// Where it stands.
    pub span: Span,
}

/// Shortest number that is looked for inside a longer reference.
const SHORTEST: usize = 6;

/// Returns what was taken back without a claim in the files, in order of place.
pub(super) fn takebacks(facts: &Facts) -> Vec<Takeback> {
    let claims: BTreeSet<String> = facts
        .claims
        .iter()
        .map(|claim| fold_id(&claim.id))
        .collect();
    let is_known = |id: &str| claims.contains(&fold_id(id));
    let foreign = facts
        .remittances
        .iter()
        .filter(|remittance| !is_known(&remittance.claim_id))
        .count();
    // An export of some claims with everybody's remittances leaves most of them without a claim.
    if claims.is_empty() || foreign * 5 > facts.remittances.len() {
        return Vec::new();
    }
    let mut numbers = claims.clone();
    let mut paid_before: BTreeMap<String, usize> = BTreeMap::new();
    let mut reversed: BTreeSet<(crate::text::FileId, &str, Money)> = BTreeSet::new();
    for remittance in &facts.remittances {
        for id in [&remittance.claim_id, &remittance.payer_control_number] {
            let id = fold_id(id);
            if id.is_empty() {
                continue;
            }
            if remittance.status != ClaimStatus::Reversal {
                *paid_before.entry(id.clone()).or_default() += 1;
            }
            numbers.insert(id);
        }
        if remittance.status == ClaimStatus::Reversal {
            let amount = Money::from_cents(remittance.paid.cents().saturating_abs());
            reversed.insert((remittance.file, &remittance.details.trace, amount));
        }
    }
    numbers.remove("");
    let names = |reference: &str| {
        let folded = fold_id(reference);
        numbers.contains(&folded)
            || numbers
                .iter()
                .any(|number| number.len() >= SHORTEST && folded.contains(number.as_str()))
    };
    let mut found = Vec::new();
    for payment in &facts.payments {
        for adjustment in &payment.adjustments {
            if adjustment.reason.as_str() != "WO" || adjustment.amount <= Money::ZERO {
                continue;
            }
            let reference = adjustment.reference.as_ref();
            let is_linked = reference.is_some_and(|reference| names(&reference.value))
                || reversed.contains(&(payment.file, payment.trace.as_str(), adjustment.amount));
            if !is_linked {
                found.push(Takeback {
                    kind: TakebackKind::Recovery,
                    amount: adjustment.amount,
                    has_reference: reference.is_some(),
                    date: payment.date,
                    payer: payment.payer.name.clone(),
                    span: adjustment.span,
                });
            }
        }
    }
    for remittance in &facts.remittances {
        let ids = [&remittance.claim_id, &remittance.payer_control_number];
        let is_linked = is_known(&remittance.claim_id)
            || ids.iter().any(|id| paid_before.contains_key(&fold_id(id)));
        if remittance.status == ClaimStatus::Reversal && !is_linked {
            found.push(Takeback {
                kind: TakebackKind::Reversal,
                amount: Money::from_cents(remittance.paid.cents().saturating_abs()),
                has_reference: true,
                date: remittance.payment_date,
                payer: remittance.payer.name.clone(),
                span: remittance.span,
            });
        }
    }
    found.sort_by_key(|takeback| takeback.span);
    found
}
