//! `documents.jsonl`: one document a line that a program stay needed, with its due day, what was
//! found of it and the billed days that a gap touches.

use super::jsonl::write_rows;
use super::{DocumentResult, Results};
use serde::Serialize;
use std::io::{self, Write};

/// The schema's name; a change of shape takes a new one.
pub const SCHEMA: &str = "chartproof.document/1";

/// Writes every expected document as one JSON object a line.
pub fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let rows = results.documents.iter();
    write_rows(rows.map(|document| Record::new(results, document)), out)
}

#[derive(Serialize)]
struct Record<'r> {
    schema: &'static str,
    patient: &'r str,
    level: &'static str,
    admission: String,
    document: &'static str,
    due: String,
    state: &'static str,
    done_on: Option<String>,
    days: Vec<String>,
    authority: &'static str,
    verified: bool,
    file: Option<&'r str>,
    page: Option<u32>,
    start: Option<u32>,
}

impl<'r> Record<'r> {
    fn new(results: &'r Results, document: &'r DocumentResult) -> Self {
        Self {
            schema: SCHEMA,
            patient: &document.patient,
            level: document.level.id(),
            admission: document.admission.to_string(),
            document: document.document.words(),
            due: document.due.to_string(),
            state: document.state.words(),
            done_on: document.done_on.map(|date| date.to_string()),
            days: document.days.iter().map(ToString::to_string).collect(),
            authority: document.authority,
            verified: document.verified,
            file: document.place.map(|place| results.path(place.file)),
            page: document.place.map(|place| place.page),
            start: document.place.map(|place| place.start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_document_is_named_with_its_due_day_and_the_days_it_touches() {
        let results = sample::results();
        let mut out = Vec::new();
        write(&results, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), results.documents.len());
        let document: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!(document["schema"], SCHEMA);
        assert_eq!(document["document"], "treatment plan");
        assert_eq!(document["state"], "not found");
        assert_eq!(document["days"][0], "2026-03-10");
    }
}
