//! Adds up what each payer's remittances say of a claim, over reversals and corrections: what was
//! charged is what was paid, adjusted and left to the patient, or the difference is shown.

use super::PatientRecord;
use crate::model::{AdjustmentGroup, Money, RemittanceClaim};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One claim as one payer settled it, net of reversals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClaimBalance {
    /// The claim's id on the remittances.
    pub claim: String,
    /// The payer, by id, else by name.
    pub payer: String,
    /// How many decisions speak of it, reversals among them.
    pub remittances: u32,
    /// Charges that stand.
    pub charge: Money,
    /// What was paid.
    pub paid: Money,
    /// Adjustments that are not the patient's.
    pub adjusted: Money,
    /// Adjustments that are the patient's.
    pub patient: Money,
}

impl ClaimBalance {
    /// Returns what of the charge nothing explains; zero where the claim balances.
    pub fn difference(&self) -> Money {
        self.charge - self.paid - self.adjusted - self.patient
    }

    fn take(&mut self, remittance: &RemittanceClaim) {
        self.remittances += 1;
        self.charge += remittance.charge;
        self.paid += remittance.paid;
        let of_lines = remittance.lines.iter().flat_map(|line| &line.adjustments);
        for adjustment in remittance.adjustments.iter().chain(of_lines) {
            if adjustment.group == AdjustmentGroup::PR {
                self.patient += adjustment.amount;
            } else {
                self.adjusted += adjustment.amount;
            }
        }
    }
}

/// Returns the balance of every claim with every payer that settled it, by claim, then payer.
pub fn balances(record: &PatientRecord) -> Vec<ClaimBalance> {
    let mut found: BTreeMap<(&str, &str), ClaimBalance> = BTreeMap::new();
    for remittance in &record.remittances {
        let payer = if remittance.payer.id.is_empty() {
            &remittance.payer.name
        } else {
            &remittance.payer.id
        };
        let balance = found
            .entry((&remittance.claim_id, payer))
            .or_insert_with(|| ClaimBalance {
                claim: remittance.claim_id.clone(),
                payer: payer.clone(),
                ..ClaimBalance::default()
            });
        balance.take(remittance);
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Ledger;
    use crate::model::{Adjustment, ClaimStatus, Payer, RemittanceDetails, RemittanceLine};
    use crate::model::{RemittanceLineDetails, ServiceDate};
    use crate::policy::Policy;
    use crate::text::{FileId, Span};
    use proptest::prelude::*;

    fn span(at: u32) -> Span {
        Span::new(FileId(0), 1, at, at + 5)
    }

    /// One decision over two lines: paid, contractual, refused and the patient's share by line.
    fn decision(number: u32, sign: i64, shares: [[i64; 4]; 2]) -> RemittanceClaim {
        let cents = |cents: i64| Money::from_cents(sign * cents);
        let mut lines = Vec::new();
        for (place, share) in shares.iter().enumerate() {
            let adjustment = |group, reason: &str, amount| Adjustment {
                group,
                reason: reason.to_owned(),
                amount: cents(amount),
                quantity: None,
                span: span(number * 100 + 1),
            };
            lines.push(RemittanceLine {
                span: span(number * 100),
                procedure: None,
                revenue: None,
                charge: cents(share.iter().sum()),
                paid: cents(share[0]),
                units: None,
                dates: None,
                control_number: Some(format!("L{place}")),
                adjustments: vec![
                    adjustment(AdjustmentGroup::CO, "45", share[1]),
                    adjustment(AdjustmentGroup::CO, "50", share[2]),
                    adjustment(AdjustmentGroup::PR, "2", share[3]),
                ],
                remarks: Vec::new(),
                details: RemittanceLineDetails::default(),
            });
        }
        let status = if sign < 0 {
            ClaimStatus::Reversal
        } else {
            ClaimStatus::Processed
        };
        RemittanceClaim {
            file: FileId(0),
            span: span(number * 100),
            claim_id: "C1".to_owned(),
            status,
            charge: lines.iter().map(|line| line.charge).sum(),
            paid: lines.iter().map(|line| line.paid).sum(),
            patient_responsibility: Money::ZERO,
            payer_control_number: "ICN".to_owned(),
            payer: Payer {
                id: "P".to_owned(),
                ..Payer::default()
            },
            payment_date: ServiceDate::new(2026, 1, 1).map(|day| day.plus_days(number.into())),
            adjustments: Vec::new(),
            remarks: Vec::new(),
            lines,
            details: RemittanceDetails::default(),
        }
    }

    fn share() -> impl Strategy<Value = [i64; 4]> {
        [0_i64..90_000, 0_i64..30_000, 0_i64..30_000, 0_i64..9_000]
    }

    proptest! {
        #[test]
        fn charges_are_paid_adjusted_or_the_patients_over_any_history(
            history in proptest::collection::vec(([share(), share()], any::<bool>()), 1..8),
            lost in 0_i64..500,
        ) {
            let mut record = PatientRecord::default();
            let mut number = 0;
            let mut standing: Option<[[i64; 4]; 2]> = None;
            for (shares, is_reversed) in history {
                // A new decision takes the last one back first.
                if let Some(before) = standing.take() {
                    number += 1;
                    record.remittances.push(decision(number, -1, before));
                }
                number += 1;
                record.remittances.push(decision(number, 1, shares));
                standing = Some(shares);
                if is_reversed {
                    number += 1;
                    record.remittances.push(decision(number, -1, shares));
                    standing = None;
                }
            }
            let found = balances(&record);
            prop_assert_eq!(found.len(), 1);
            let of = |place: usize| -> i64 {
                standing.iter().flatten().map(|share| share[place]).sum()
            };
            let cents = |money: Money| money.cents();
            prop_assert_eq!(cents(found[0].difference()), 0);
            prop_assert_eq!(cents(found[0].paid), of(0));
            prop_assert_eq!(cents(found[0].adjusted), of(1) + of(2));
            prop_assert_eq!(cents(found[0].patient), of(3));
            prop_assert_eq!(cents(found[0].charge), of(0) + of(1) + of(2) + of(3));

            // What no adjustment explains is shown to the cent.
            if let Some(last) = record.remittances.last_mut() {
                last.paid -= Money::from_cents(lost);
            }
            prop_assert_eq!(cents(balances(&record)[0].difference()), lost);
            // A record without claims has nothing to deny, and does not fail.
            prop_assert!(Ledger::build(&record, &Policy::default()).denials.is_empty());
        }
    }
}
