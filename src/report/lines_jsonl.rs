//! `lines.jsonl`: one service line a line, as promised to users' scripts.

use super::jsonl::write_rows;
use super::{LineResult, LinkResult, Results};
use serde::Serialize;
use std::io::{self, Write};

/// The schema's name; a change of shape takes a new one.
pub const SCHEMA: &str = "chartproof.line/1";

/// Writes every service line as one JSON object a line.
pub fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let rows = results.lines.iter();
    write_rows(rows.map(|line| Record::new(results, line)), out)
}

#[derive(Serialize)]
struct Record<'r> {
    schema: &'static str,
    patient: &'r str,
    claim: &'r str,
    line: u32,
    date: Option<String>,
    date_to: Option<String>,
    code: Option<&'r str>,
    revenue: Option<&'r str>,
    level_billed: &'static str,
    level_authorized: Option<&'static str>,
    level_supported: Option<&'static str>,
    verdict: &'static str,
    notes: Vec<NoteRecord<'r>>,
    charge: String,
    paid: Option<String>,
    exposure: String,
    /// Written only when true: a later claim replaced or voided the line, so that whoever adds
    /// up charges can leave it out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    superseded: bool,
}

#[derive(Serialize)]
struct NoteRecord<'r> {
    file: &'r str,
    page: u32,
    start: u32,
    date: Option<String>,
    author: Option<&'r str>,
    confidence: f64,
}

impl<'r> Record<'r> {
    fn new(results: &'r Results, line: &'r LineResult) -> Self {
        Self {
            schema: SCHEMA,
            patient: &line.patient,
            claim: &line.claim,
            line: line.line,
            date: line.date.map(|date| date.to_string()),
            date_to: line.date_to.map(|date| date.to_string()),
            code: line.code.as_deref(),
            revenue: line.revenue.as_deref(),
            level_billed: line.level_billed.id(),
            level_authorized: line.level_authorized.map(|level| level.id()),
            level_supported: line.level_supported.map(|level| level.id()),
            verdict: line.verdict.id(),
            notes: line
                .notes
                .iter()
                .map(|note| NoteRecord::new(results, note))
                .collect(),
            charge: line.charge.to_decimal(),
            paid: line.paid.map(|paid| paid.to_decimal()),
            exposure: line.exposure.to_decimal(),
            superseded: line.superseded,
        }
    }
}

impl<'r> NoteRecord<'r> {
    fn new(results: &'r Results, note: &'r LinkResult) -> Self {
        Self {
            file: results.path(note.place.file),
            page: note.place.page,
            start: note.place.start,
            date: note.date.map(|date| date.to_string()),
            author: note.author.as_deref(),
            confidence: f64::from(note.confidence.min(100)) / 100.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_live_line_has_the_promised_fields_and_no_others() {
        let mut out = Vec::new();
        write(&sample::results(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let line: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        let mut names: Vec<&str> = line.as_object().unwrap().keys().map(|key| &**key).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "charge",
                "claim",
                "code",
                "date",
                "date_to",
                "exposure",
                "level_authorized",
                "level_billed",
                "level_supported",
                "line",
                "notes",
                "paid",
                "patient",
                "revenue",
                "schema",
                "verdict"
            ]
        );
        assert_eq!(line["verdict"], "SUPPORTS_LOWER");
        assert_eq!(line["level_supported"], "IOP");
        assert_eq!(line["charge"], "450.00");
    }
}
