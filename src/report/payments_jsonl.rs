//! `payments.jsonl`: one claim and payer a line, as that payer's remittances settled it net of
//! reversals: what was charged is what was paid, adjusted and left to the patient, or the
//! difference is shown.

use super::jsonl::write_rows;
use super::{BalanceResult, Results};
use serde::Serialize;
use std::io::{self, Write};

/// The schema's name; a change of shape takes a new one.
pub const SCHEMA: &str = "chartproof.payment/1";

/// Writes every settled claim as one JSON object a line.
pub fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    write_rows(results.balances.iter().map(Record::new), out)
}

#[derive(Serialize)]
struct Record<'r> {
    schema: &'static str,
    patient: &'r str,
    claim: &'r str,
    payer: &'r str,
    remittances: u32,
    charge: String,
    paid: String,
    adjusted: String,
    patient_share: String,
    difference: String,
}

impl<'r> Record<'r> {
    fn new(row: &'r BalanceResult) -> Self {
        let balance = &row.balance;
        Self {
            schema: SCHEMA,
            patient: &row.patient,
            claim: &balance.claim,
            payer: &balance.payer,
            remittances: balance.remittances,
            charge: balance.charge.to_decimal(),
            paid: balance.paid.to_decimal(),
            adjusted: balance.adjusted.to_decimal(),
            patient_share: balance.patient.to_decimal(),
            difference: balance.difference().to_decimal(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use serde_json::Value;

    #[test]
    fn what_nothing_explains_is_shown() {
        let results = sample::results();
        let mut out = Vec::new();
        write(&results, &mut out).unwrap();
        let row: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(row["schema"], SCHEMA);
        assert_eq!(row["charge"], "180.00");
        assert_eq!(row["difference"], "12.50");
    }
}
