//! `unbilled.jsonl`: one note a line that documents a service and that no claim bills. It is
//! information: the program asks nobody to bill anything.

use super::jsonl::write_rows;
use super::{Results, UnbilledResult};
use serde::Serialize;
use std::io::{self, Write};

/// The schema's name; a change of shape takes a new one.
pub const SCHEMA: &str = "chartproof.unbilled/1";

/// Writes every note that no claim bills as one JSON object a line.
pub fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let rows = results.unbilled.iter();
    write_rows(rows.map(|note| Record::new(results, note)), out)
}

#[derive(Serialize)]
struct Record<'r> {
    schema: &'static str,
    patient: &'r str,
    date: String,
    kind: &'static str,
    minutes: Option<u32>,
    author: Option<&'r str>,
    file: &'r str,
    page: u32,
    start: u32,
}

impl<'r> Record<'r> {
    fn new(results: &'r Results, note: &'r UnbilledResult) -> Self {
        Self {
            schema: SCHEMA,
            patient: &note.patient,
            date: note.date.to_string(),
            kind: note.kind,
            minutes: note.minutes,
            author: note.author.as_deref(),
            file: results.path(note.place.file),
            page: note.place.page,
            start: note.place.start,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_note_is_named_with_its_place_and_without_its_words() {
        let results = sample::results();
        let mut out = Vec::new();
        write(&results, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), results.unbilled.len());
        let note: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!(note["schema"], SCHEMA);
        assert_eq!(note["kind"], "individual-note");
        assert_eq!(note["minutes"], 50);
        assert!(note.get("text").is_none());
    }
}
