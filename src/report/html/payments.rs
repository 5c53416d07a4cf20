//! Payments in question by payer, with the clock for returning them, and claims whose payments and
//! adjustments do not add up to their charges.

use crate::exposure::Overpaid;
use crate::model::Money;
use crate::policy::ReturnClock;
use crate::report::{BalanceResult, Results};
use std::collections::BTreeMap;

/// Unbalanced claims shown; the rest is in `payments.jsonl`.
const ROWS: usize = 200;

/// The section.
pub(super) struct Payments<'r> {
    pub(super) payers: Vec<PayerView<'r>>,
    pub(super) unbalanced: Vec<&'r BalanceResult>,
    pub(super) left_out: usize,
    pub(super) settled: usize,
}

/// What one payer paid on claims in question.
pub(super) struct PayerView<'r> {
    pub(super) payer: &'r str,
    pub(super) class: &'static str,
    pub(super) claims: usize,
    pub(super) amount: Money,
    pub(super) curable: Money,
    pub(super) older: Money,
    pub(super) clock: Option<ReturnClock>,
}

impl<'r> Payments<'r> {
    pub(super) fn new(results: &'r Results) -> Self {
        let mut payers: BTreeMap<(&str, &str), PayerView<'r>> = BTreeMap::new();
        for claim in &results.exposure.overpaid {
            let class = claim.class.id();
            payers
                .entry((&claim.payer, class))
                .or_insert_with(|| PayerView {
                    payer: &claim.payer,
                    class,
                    claims: 0,
                    amount: Money::ZERO,
                    curable: Money::ZERO,
                    older: Money::ZERO,
                    clock: claim.clock,
                })
                .take(claim);
        }
        let mut unbalanced = results
            .balances
            .iter()
            .filter(|row| row.balance.difference() != Money::ZERO);
        let shown: Vec<&BalanceResult> = unbalanced.by_ref().take(ROWS).collect();
        Self {
            payers: payers.into_values().collect(),
            unbalanced: shown,
            left_out: unbalanced.count(),
            settled: results.balances.len(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.payers.is_empty() && self.settled == 0
    }
}

impl PayerView<'_> {
    fn take(&mut self, claim: &Overpaid) {
        self.claims += 1;
        self.amount += claim.amount;
        self.curable += claim.curable;
        if claim.in_look_back() == Some(false) {
            self.older += claim.amount;
        }
    }
}
