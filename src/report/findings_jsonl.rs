//! `findings.jsonl`: one finding a line, as promised to users' scripts.

use super::jsonl::write_rows;
use super::{FindingRow, Quote, Results};
use crate::finding::Evidence;
use serde::Serialize;
use std::io::{self, Write};

/// The schema's name; a change of shape takes a new one.
pub const SCHEMA: &str = "chartproof.finding/1";

/// Writes every finding as one JSON object a line.
pub fn write(results: &Results, rows: &[FindingRow<'_>], out: &mut dyn Write) -> io::Result<()> {
    write_rows(rows.iter().map(|row| Record::new(results, row)), out)
}

#[derive(Serialize)]
struct Record<'r> {
    schema: &'static str,
    id: String,
    rule: &'static str,
    name: &'static str,
    outcome: &'static str,
    severity: &'static str,
    confidence: f64,
    patient: Option<&'r str>,
    claim: Option<&'r str>,
    line: Option<u32>,
    date: Option<String>,
    date_to: Option<String>,
    exposure: ExposureRecord,
    message: &'r str,
    cure: Vec<CureRecord>,
    authority: &'static [crate::finding::Authority],
    evidence: Vec<EvidenceRecord<'r>>,
}

#[derive(Serialize)]
struct ExposureRecord {
    kind: &'static str,
    amount: String,
}

#[derive(Serialize)]
struct CureRecord {
    code: &'static str,
    text: &'static str,
}

/// One piece of evidence. Page, characters and quote are null where a whole file was searched.
#[derive(Serialize)]
struct EvidenceRecord<'r> {
    role: &'static str,
    file: &'r str,
    sha256: &'r str,
    page: Option<u32>,
    start: Option<u32>,
    end: Option<u32>,
    quote: Option<&'r str>,
}

impl<'r> Record<'r> {
    fn new(results: &'r Results, row: &'r FindingRow<'r>) -> Self {
        let finding = &row.finding;
        Self {
            schema: SCHEMA,
            id: row.id.to_string(),
            rule: finding.rule,
            name: finding.name,
            outcome: finding.outcome.id(),
            severity: finding.severity.id(),
            confidence: f64::from(finding.confidence.min(100)) / 100.0,
            patient: finding.patient.as_deref(),
            claim: finding.claim.as_deref(),
            line: finding.line,
            date: finding.date.map(|date| date.to_string()),
            date_to: finding.date_to.map(|date| date.to_string()),
            exposure: ExposureRecord {
                kind: finding.exposure.id(),
                amount: row.amount.to_decimal(),
            },
            message: &finding.message,
            cure: finding
                .cure
                .iter()
                .map(|cure| CureRecord {
                    code: cure.code(),
                    text: cure.text(),
                })
                .collect(),
            authority: finding.authority,
            evidence: finding
                .evidence
                .iter()
                .map(|evidence| EvidenceRecord::new(results, evidence))
                .collect(),
        }
    }
}

impl<'r> EvidenceRecord<'r> {
    fn new(results: &'r Results, evidence: &Evidence) -> Self {
        let span = evidence.place();
        Self {
            role: evidence.role.id(),
            file: results.path(evidence.file),
            sha256: results.sha256(evidence.file),
            page: span.map(|span| span.page),
            start: span.map(|span| span.start),
            end: span.map(|span| span.end),
            quote: span
                .and_then(|span| results.quotes.get(&span))
                .map(Quote::quote),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{finding_rows, sample};
    use super::*;
    use serde_json::Value;

    fn records() -> Vec<Value> {
        let mut out = Vec::new();
        let results = sample::results();
        write(&results, &finding_rows(&results), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn a_record_has_the_promised_fields_and_no_others() {
        let records = records();
        let record = records
            .iter()
            .find(|record| record["rule"] == "TIM-002" && record["outcome"] == "fail")
            .unwrap();
        let mut names: Vec<&str> = record
            .as_object()
            .unwrap()
            .keys()
            .map(|key| &**key)
            .collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "authority",
                "claim",
                "confidence",
                "cure",
                "date",
                "date_to",
                "evidence",
                "exposure",
                "id",
                "line",
                "message",
                "name",
                "outcome",
                "patient",
                "rule",
                "schema",
                "severity"
            ]
        );
        assert_eq!(record["confidence"], 0.97);
        assert_eq!(record["exposure"]["kind"], "line");
        assert_eq!(record["exposure"]["amount"], "112.50");
        assert_eq!(record["evidence"][0]["page"], 3);
        assert_eq!(record["cure"][0]["code"], "C4");
        assert_eq!(record["authority"][0]["verified"], true);
    }

    #[test]
    fn a_whole_file_has_no_page() {
        let records = records();
        let record = records
            .iter()
            .find(|record| record["rule"] == "ING-001")
            .unwrap();
        assert_eq!(record["outcome"], "no-data");
        assert_eq!(record["patient"], Value::Null);
        assert_eq!(record["evidence"][0]["page"], Value::Null);
        assert_eq!(record["evidence"][0]["role"], "searched");
    }
}
