//! A finding that tells what is wrong and not with whom.

use super::super::findings_jsonl;
use super::pseudonym::Pseudonyms;
use super::shape;
use crate::finding::Authority;
use crate::model::Money;
use crate::rules;
use serde::{Deserialize, Serialize};

/// The schema's name; a change of shape takes a new one.
const SCHEMA: &str = "chartproof.deidentified-finding/1";

/// What is read of a row. Fields that are not here are not read at all.
#[derive(Deserialize)]
struct Row {
    schema: String,
    id: String,
    rule: String,
    outcome: String,
    severity: String,
    confidence: f64,
    patient: Option<String>,
    claim: Option<String>,
    line: Option<u32>,
    date: Option<String>,
    date_to: Option<String>,
    exposure: Exposure,
    cure: Vec<Cure>,
    evidence: Vec<Evidence>,
}

#[derive(Deserialize)]
struct Exposure {
    kind: String,
    amount: String,
}

#[derive(Deserialize)]
struct Cure {
    code: String,
}

#[derive(Deserialize)]
struct Evidence {
    role: String,
    file: String,
}

/// A finding as it is shown.
#[derive(Debug, Serialize)]
pub(super) struct Record {
    schema: &'static str,
    pub(super) rule: &'static str,
    patient: Option<String>,
    id: String,
    name: &'static str,
    pub(super) outcome: &'static str,
    pub(super) severity: &'static str,
    confidence: f64,
    claim: Option<String>,
    line: Option<u32>,
    date: Option<String>,
    date_to: Option<String>,
    exposure: ExposureRecord,
    /// What the rule checks: the report's own message names dates, numbers and people.
    message: &'static str,
    cure: Vec<CureRecord>,
    authority: &'static [Authority],
    evidence: Vec<EvidenceRecord>,
}

#[derive(Debug, Serialize)]
struct ExposureRecord {
    kind: Option<&'static str>,
    amount: Option<String>,
}

#[derive(Debug, Serialize)]
struct CureRecord {
    code: &'static str,
    text: &'static str,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct EvidenceRecord {
    role: &'static str,
    document: String,
}

impl Record {
    /// Returns what it is listed by.
    pub(super) fn order(&self) -> impl Ord + '_ {
        (self.rule, &self.patient, &self.id)
    }

    /// Reads a row of `findings.jsonl`; `None` where it is not of the shape known, or of no rule.
    pub(super) fn read(row: &str, names: &Pseudonyms) -> Option<Self> {
        let row: Row = serde_json::from_str(row).ok()?;
        if row.schema != findings_jsonl::SCHEMA {
            return None;
        }
        let rule = rules::find(&row.rule)?;
        let patient = row.patient.as_deref();
        let cures = row.cure.iter().filter_map(|written| {
            let known = rules::RULES.iter().flat_map(|rule| rule.cure);
            let cure = known.into_iter().find(|cure| cure.code() == written.code)?;
            Some(CureRecord {
                code: cure.code(),
                text: cure.text(),
            })
        });
        let evidence = row.evidence.iter().filter_map(|evidence| {
            Some(EvidenceRecord {
                role: shape::role(&evidence.role)?,
                document: names.document(&evidence.file),
            })
        });
        let mut evidence: Vec<_> = evidence.collect();
        evidence.sort();
        evidence.dedup();
        Some(Self {
            schema: SCHEMA,
            rule: rule.code,
            patient: patient.map(|number| names.patient(number)),
            id: names.finding(&row.id),
            name: rule.name,
            outcome: shape::outcome(&row.outcome)?,
            severity: shape::severity(&row.severity)?,
            confidence: shape::confidence(row.confidence),
            claim: row.claim.map(|number| names.claim(patient, &number)),
            line: row.line,
            date: names.date(patient, row.date.as_deref()),
            date_to: names.date(patient, row.date_to.as_deref()),
            exposure: ExposureRecord {
                kind: shape::exposure(&row.exposure.kind),
                amount: shape::money(&row.exposure.amount).map(Money::to_decimal),
            },
            message: rule.checks,
            cure: cures.collect(),
            authority: rule.authority,
            evidence,
        })
    }
}
