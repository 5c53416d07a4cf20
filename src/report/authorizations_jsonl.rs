//! `authorizations.jsonl`: one approval a line with what was billed under it, what is left, and the
//! day on which it is used up at the pace of its last weeks.

use super::jsonl::write_rows;
use super::{AuthorizationResult, Results};
use serde::Serialize;
use std::io::{self, Write};

/// The schema's name; a change of shape takes a new one.
pub const SCHEMA: &str = "chartproof.authorization/1";

/// Writes every approval as one JSON object a line.
pub fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let rows = results.authorizations.iter();
    write_rows(rows.map(|one| Record::new(results, one)), out)
}

#[derive(Serialize)]
struct Record<'r> {
    schema: &'static str,
    patient: &'r str,
    number: &'r str,
    payer: &'r str,
    level: Option<&'static str>,
    codes: &'r [String],
    from: Option<String>,
    to: Option<String>,
    unit: Option<crate::model::UnitKind>,
    granted: Option<String>,
    used: Option<String>,
    left: Option<String>,
    last_billed: Option<String>,
    per_week: Option<String>,
    runs_out: Option<String>,
    standing: &'static str,
    file: &'r str,
    page: u32,
    start: u32,
    end: u32,
}

impl<'r> Record<'r> {
    fn new(results: &'r Results, one: &'r AuthorizationResult) -> Self {
        let burn_down = &one.burn_down;
        Self {
            schema: SCHEMA,
            patient: &one.patient,
            number: &one.number,
            payer: &one.payer,
            level: one.level.map(|level| level.id()),
            codes: &one.codes,
            from: one.from.map(|date| date.to_string()),
            to: one.to.map(|date| date.to_string()),
            unit: one.unit,
            granted: burn_down.granted.map(|units| units.to_string()),
            used: burn_down.used.map(|units| units.to_string()),
            left: burn_down.left().map(|units| units.to_string()),
            last_billed: burn_down.last_billed.map(|date| date.to_string()),
            per_week: burn_down.per_week.map(|units| units.to_string()),
            runs_out: burn_down.runs_out.map(|date| date.to_string()),
            standing: burn_down.standing.words(),
            file: results.path(one.place.file),
            page: one.place.page,
            start: one.place.start,
            end: one.place.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use serde_json::Value;

    #[test]
    fn an_approval_tells_what_is_left_and_until_when() {
        let results = sample::results();
        let mut out = Vec::new();
        write(&results, &mut out).unwrap();
        let row: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(row["schema"], SCHEMA);
        assert_eq!((&row["granted"], &row["left"]), (&"12".into(), &"6".into()));
        assert_eq!(row["runs_out"], "2025-03-29");
        assert_eq!(row["standing"], "runs out before it ends");
    }
}
