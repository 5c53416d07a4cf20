//! Payments in question by payer, with the clock for returning them, and claims whose payments and
//! adjustments do not add up to their charges.

use crate::exposure::{OverpaidByPayer, overpaid_by_payer};
use crate::model::Money;
use crate::report::{BalanceResult, Results};

/// Unbalanced claims shown; the rest is in `payments.jsonl`.
const ROWS: usize = 200;

/// The section.
pub(super) struct Payments<'r> {
    pub(super) payers: Vec<OverpaidByPayer<'r>>,
    pub(super) unbalanced: Vec<&'r BalanceResult>,
    pub(super) left_out: usize,
    pub(super) settled: usize,
}

impl<'r> Payments<'r> {
    pub(super) fn new(results: &'r Results) -> Self {
        let mut unbalanced = results
            .balances
            .iter()
            .filter(|row| row.balance.difference() != Money::ZERO);
        let shown: Vec<&BalanceResult> = unbalanced.by_ref().take(ROWS).collect();
        Self {
            payers: overpaid_by_payer(&results.exposure.overpaid),
            unbalanced: shown,
            left_out: unbalanced.count(),
            settled: results.balances.len(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.payers.is_empty() && self.settled == 0
    }
}
