//! Counts the dollars billed after the day from which a lower level was due.

use super::price::shares;
use crate::finding::AtRisk;
use crate::ledger::{Ledger, StepDown};
use crate::model::{LineId, Money, ServiceDate};
use crate::policy::Policy;
use serde::{Deserialize, Serialize};

/// What was billed after a step-down line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AfterStepDown {
    /// What was paid for these days, or charged where no remittance speaks of them.
    pub billed: Money,
    /// The part above the rate of the level that the record supports.
    pub difference: Money,
}

/// Counts the days after a line on the lines of its stay. They are context beside the findings
/// and add nothing to any total.
pub fn after_step_down(ledger: &Ledger<'_>, policy: &Policy, line: &StepDown) -> AfterStepDown {
    let mut after = AfterStepDown::default();
    let lines: &[LineId] = ledger.stays.get(line.stay).map_or(&[], |stay| &stay.lines);
    for &id in lines {
        let Some(row) = ledger.row(id).filter(|row| !row.superseded) else {
            continue;
        };
        let is_after = |day: &ServiceDate| line.days.binary_search(day).is_ok();
        let days: Vec<ServiceDate> = row.days.iter().copied().filter(is_after).collect();
        if days.is_empty() {
            continue;
        }
        let sum = |risk: &AtRisk| shares(ledger, policy, row, risk).into_iter().sum::<Money>();
        after.billed += sum(&AtRisk::days(id, days.clone()));
        after.difference += sum(&AtRisk::down_to(id, line.level, days));
    }
    after
}
