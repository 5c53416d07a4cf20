//! A service line that tells what was billed and what the record supports, and not for whom.

use super::super::lines_jsonl;
use super::pseudonym::Pseudonyms;
use super::shape;
use crate::model::Money;
use serde::{Deserialize, Serialize};

/// The schema's name; a change of shape takes a new one.
const SCHEMA: &str = "chartproof.deidentified-line/1";

/// What is read of a row. Fields that are not here are not read at all.
#[derive(Deserialize)]
struct Row {
    schema: String,
    patient: String,
    claim: String,
    line: u32,
    date: Option<String>,
    date_to: Option<String>,
    code: Option<String>,
    revenue: Option<String>,
    level_billed: String,
    level_authorized: Option<String>,
    level_supported: Option<String>,
    verdict: String,
    notes: Vec<Note>,
    charge: String,
    paid: Option<String>,
    exposure: String,
    #[serde(default)]
    superseded: bool,
}

#[derive(Deserialize)]
struct Note {
    file: String,
    page: u32,
    start: u32,
    date: Option<String>,
    confidence: f64,
}

/// A line as it is shown.
#[derive(Debug, Serialize)]
pub(super) struct Record {
    schema: &'static str,
    pub(super) patient: String,
    pub(super) claim: String,
    line: u32,
    date: Option<String>,
    date_to: Option<String>,
    code: Option<String>,
    revenue: Option<String>,
    pub(super) level_billed: Option<&'static str>,
    level_authorized: Option<&'static str>,
    level_supported: Option<&'static str>,
    pub(super) verdict: Option<&'static str>,
    notes: Vec<NoteRecord>,
    #[serde(serialize_with = "decimal")]
    pub(super) charge: Option<Money>,
    #[serde(serialize_with = "decimal")]
    pub(super) paid: Option<Money>,
    #[serde(serialize_with = "decimal")]
    pub(super) exposure: Option<Money>,
    /// Whether a later claim replaced or voided it.
    pub(super) superseded: bool,
}

#[derive(Debug, Serialize)]
struct NoteRecord {
    document: String,
    note: String,
    date: Option<String>,
    confidence: f64,
}

impl Record {
    /// Returns what it is listed by.
    pub(super) fn order(&self) -> impl Ord + '_ {
        (&self.patient, &self.claim, self.line)
    }

    /// Reads a row of `lines.jsonl`; `None` where it is not of the shape known.
    pub(super) fn read(row: &str, names: &Pseudonyms) -> Option<Self> {
        let row: Row = serde_json::from_str(row).ok()?;
        if row.schema != lines_jsonl::SCHEMA {
            return None;
        }
        let patient = Some(row.patient.as_str());
        let level = |text: &Option<String>| text.as_deref().and_then(shape::level);
        let notes = row.notes.iter().map(|note| NoteRecord {
            document: names.document(&note.file),
            note: names.note(&note.file, note.page, note.start),
            date: names.date(patient, note.date.as_deref()),
            confidence: shape::confidence(note.confidence),
        });
        Some(Self {
            schema: SCHEMA,
            patient: names.patient(&row.patient),
            claim: names.claim(patient, &row.claim),
            line: row.line,
            date: names.date(patient, row.date.as_deref()),
            date_to: names.date(patient, row.date_to.as_deref()),
            code: row.code.as_deref().and_then(shape::procedure),
            revenue: row.revenue.as_deref().and_then(shape::revenue),
            level_billed: shape::level(&row.level_billed),
            level_authorized: level(&row.level_authorized),
            level_supported: level(&row.level_supported),
            verdict: shape::verdict(&row.verdict),
            notes: notes.collect(),
            charge: shape::money(&row.charge),
            paid: row.paid.as_deref().and_then(shape::money),
            exposure: shape::money(&row.exposure),
            superseded: row.superseded,
        })
    }
}

fn decimal<S: serde::Serializer>(amount: &Option<Money>, to: S) -> Result<S::Ok, S::Error> {
    amount.map(Money::to_decimal).serialize(to)
}
