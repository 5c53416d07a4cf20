//! `findings.csv`: one finding a row for a spreadsheet, with the first cited place.

use super::{FindingRow, Quote, Results, cell};
use crate::finding::Evidence;
use std::io::{self, Write};

const HEADER: [&str; 25] = [
    "id",
    "rule",
    "name",
    "outcome",
    "severity",
    "confidence",
    "patient",
    "claim",
    "line",
    "date",
    "date_to",
    "exposure_kind",
    "exposure_amount",
    "exposure_counted",
    "message",
    "cure",
    "authority",
    "evidence_count",
    "evidence_role",
    "file",
    "page",
    "start",
    "end",
    "sha256",
    "quote",
];

/// Writes every finding as one row.
pub fn write(results: &Results, rows: &[FindingRow<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADER)?;
    for row in rows {
        writer.write_record(record(results, row))?;
    }
    writer.flush()
}

fn record(results: &Results, row: &FindingRow<'_>) -> [String; HEADER.len()] {
    let finding = &row.finding;
    let first = finding.evidence.first();
    // Amounts of findings overlap; what is counted on each adds up to the gross exposure.
    let counted = row.index.map(|index| results.exposure.counted_on(index));
    let counted = counted.unwrap_or_default();
    let span = first.and_then(Evidence::place);
    let quote = span.and_then(|span| results.quotes.get(&span));
    let cure: Vec<&str> = finding.cure.iter().map(|cure| cure.code()).collect();
    let authority: Vec<&str> = finding
        .authority
        .iter()
        .map(|authority| authority.cite)
        .collect();
    [
        row.id.to_string(),
        finding.rule.to_owned(),
        finding.name.to_owned(),
        finding.outcome.id().to_owned(),
        finding.severity.id().to_owned(),
        format!("{:.2}", f64::from(finding.confidence.min(100)) / 100.0),
        cell::text(finding.patient.as_deref().unwrap_or_default()).into_owned(),
        cell::text(finding.claim.as_deref().unwrap_or_default()).into_owned(),
        or_empty(finding.line),
        or_empty(finding.date),
        or_empty(finding.date_to),
        finding.exposure.id().to_owned(),
        row.amount.to_decimal(),
        counted.to_decimal(),
        cell::text(&finding.message).into_owned(),
        cure.join("; "),
        cell::text(&authority.join("; ")).into_owned(),
        finding.evidence.len().to_string(),
        first
            .map(|evidence| evidence.role.id())
            .unwrap_or_default()
            .to_owned(),
        cell::text(
            first
                .map(|evidence| results.path(evidence.file))
                .unwrap_or_default(),
        )
        .into_owned(),
        or_empty(span.map(|span| span.page)),
        or_empty(span.map(|span| span.start)),
        or_empty(span.map(|span| span.end)),
        first
            .map(|evidence| results.sha256(evidence.file))
            .unwrap_or_default()
            .to_owned(),
        cell::text(quote.map(Quote::quote).unwrap_or_default()).into_owned(),
    ]
}

fn or_empty(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{finding_rows, sample};
    use super::*;

    #[test]
    fn a_quote_that_looks_like_a_formula_is_defused() {
        let mut results = sample::results();
        for quote in results.quotes.values_mut() {
            *quote = Quote::new("", "=HYPERLINK(\"x\")", "");
        }
        let mut out = Vec::new();
        write(&results, &finding_rows(&results), &mut out).unwrap();
        let mut reader = csv::Reader::from_reader(&out[..]);
        let quotes: Vec<String> = reader
            .records()
            .map(|record| record.unwrap()[HEADER.len() - 1].to_owned())
            .collect();
        assert_eq!(quotes.len(), finding_rows(&results).len());
        assert!(quotes.iter().any(|quote| quote.starts_with("'=HYPERLINK")));
        assert!(quotes.iter().all(|quote| !quote.starts_with('=')));
    }
}
