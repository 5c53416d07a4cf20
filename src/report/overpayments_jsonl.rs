//! `overpayments.jsonl`: one paid claim a line that failed findings of high or critical severity
//! put in question, with the clock that runs once the facility knows.

use super::Results;
use super::jsonl::write_rows;
use crate::exposure::Overpaid;
use serde::Serialize;
use std::io::{self, Write};

/// The schema's name; a change of shape takes a new one.
pub const SCHEMA: &str = "chartproof.overpayment/1";

/// Writes every claim in question as one JSON object a line.
pub fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    write_rows(results.exposure.overpaid.iter().map(Record::new), out)
}

/// One claim in question.
#[derive(Serialize)]
pub(super) struct Record<'r> {
    schema: &'static str,
    patient: &'r str,
    claim: &'r str,
    payer: &'r str,
    payer_class: &'static str,
    paid: String,
    paid_on: Option<String>,
    amount: String,
    curable: String,
    rules: &'r [&'static str],
    known: Option<String>,
    report_by: Option<String>,
    suspended_until: Option<String>,
    in_look_back: Option<bool>,
    authority: Option<&'static str>,
}

impl<'r> Record<'r> {
    pub(super) fn new(row: &'r Overpaid) -> Self {
        let clock = row.clock.as_ref();
        Self {
            schema: SCHEMA,
            patient: &row.patient,
            claim: &row.claim,
            payer: &row.payer,
            payer_class: row.class.id(),
            paid: row.paid.to_decimal(),
            paid_on: row.paid_on.map(|date| date.to_string()),
            amount: row.amount.to_decimal(),
            curable: row.curable.to_decimal(),
            rules: &row.rules,
            known: clock.map(|clock| clock.known.to_string()),
            report_by: clock.map(|clock| clock.report_by.to_string()),
            suspended_until: clock
                .and_then(|clock| clock.suspended_until)
                .map(|date| date.to_string()),
            in_look_back: row.in_look_back(),
            authority: clock.map(|clock| clock.authority),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_paid_claim_in_question_has_its_clock() {
        let results = sample::results();
        let mut out = Vec::new();
        write(&results, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), results.exposure.overpaid.len());
        let row: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!(row["schema"], SCHEMA);
        assert_eq!(row["known"], "2025-06-30");
        assert_eq!(row["report_by"], "2025-08-29");
        assert_eq!(row["suspended_until"], "2025-12-27");
    }
}
