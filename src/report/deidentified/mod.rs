//! A report's findings and lines without what tells who the patients are, for counsel or vendors
//! who need to know what was found and not about whom.
//!
//! What passes is a list of fields, each of a shape that is known; anything else is dropped. So the
//! identifiers of 45 CFR 164.514(b)(2)(i) are dealt with as follows:
//!
//! - (A) names: dropped, those of clinicians, payers and the facility too;
//! - (B) places smaller than a state: no field holds any, and the facility's name is dropped;
//! - (C) dates: those of a patient's rows are shifted by a whole number of weeks, from 1 to 26
//!   either way, one number a patient; those of rows without a patient are dropped. Ages, those
//!   over 89 among them, and birth dates are in no field that passes;
//! - (D) to (G) telephone and fax numbers, e-mail addresses, social security numbers: stand only
//!   in quotes, messages and notes, which are dropped;
//! - (H), (I) record numbers and member numbers: keyed pseudonyms;
//! - (J) to (Q) account, certificate, vehicle and device numbers, addresses on the net, biometric
//!   identifiers, photographs: claim numbers become keyed pseudonyms, the others stand only in what
//!   is dropped; authorization numbers are in no field that passes;
//! - (R) any other identifying number, characteristic or code: ids of findings, file paths and the
//!   places of notes become keyed pseudonyms, SHA-256 sums are dropped. A pseudonym is derived from
//!   the number that it stands for, by a secret key, which 164.514(c)(1) does not allow of a code in
//!   a set that is de-identified by Safe Harbor.
//!
//! Shifted dates and such pseudonyms are not Safe Harbor: the set is a limited data set
//! (164.514(e)) at best, which needs a data use agreement, or one for an expert to determine
//! (164.514(b)(1)). [`NOTICE`] says so beside the data.

mod finding;
mod key;
mod line;
mod pseudonym;
mod shape;
mod summary;

pub use key::Key;

use super::jsonl::write_rows;
use super::manifest::HashedFile;
use pseudonym::Pseudonyms;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// The schema's name of the manifest; a change of shape takes a new one.
pub const SCHEMA: &str = "chartproof.deidentified/1";

/// Names of the files of a set, besides its manifest.
pub const FILES: [&str; 4] = [
    "findings.deidentified.jsonl",
    "lines.deidentified.jsonl",
    "summary.deidentified.json",
    "README.txt",
];

/// What goes with every set.
pub const NOTICE: &str = include_str!("notice.txt");

/// The set of one report.
#[derive(Debug)]
pub struct Deidentified {
    names: Pseudonyms,
    findings: Vec<finding::Record>,
    lines: Vec<line::Record>,
    left_out: usize,
}

/// What a set holds, each with its SHA-256, and what it was made from.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    schema: String,
    version: String,
    /// A pseudonym of the report that it was made from, for whoever holds report and key.
    report: String,
    status: String,
    outputs: Vec<HashedFile>,
}

/// What a set is in law, in short; every file but the rows carries it.
const STATUS: &str = "pseudonymized, dates shifted by whole weeks: not de-identified by Safe \
                      Harbor (45 CFR 164.514(b)(2)); a limited data set (164.514(e)) at best, or \
                      for an expert to determine (164.514(b)(1)); see README.txt";

impl Deidentified {
    /// Starts an empty set under a key.
    pub fn new(key: &Key) -> Self {
        Self {
            names: Pseudonyms::new(key),
            findings: Vec::new(),
            lines: Vec::new(),
            left_out: 0,
        }
    }

    /// Adds a row of `findings.jsonl`. A row that is not of the shape known, or of no rule, is left
    /// out and counted.
    pub fn add_finding(&mut self, row: &str) {
        match finding::Record::read(row, &self.names) {
            Some(record) => self.findings.push(record),
            None => self.left_out += 1,
        }
    }

    /// Adds a row of `lines.jsonl` in the same way.
    pub fn add_line(&mut self, row: &str) {
        match line::Record::read(row, &self.names) {
            Some(record) => self.lines.push(record),
            None => self.left_out += 1,
        }
    }

    /// Puts rows in the order of their pseudonyms: the order of a report is that of the numbers
    /// which they hide.
    pub fn sort(&mut self) {
        self.findings.sort_by(|a, b| a.order().cmp(&b.order()));
        self.lines.sort_by(|a, b| a.order().cmp(&b.order()));
    }

    /// Returns how many findings, lines and rows left out there are.
    pub fn counts(&self) -> (usize, usize, usize) {
        (self.findings.len(), self.lines.len(), self.left_out)
    }

    /// Writes one file of the set, by its place in [`FILES`].
    pub fn write(&self, file: usize, out: &mut dyn Write) -> io::Result<()> {
        match file {
            0 => write_rows(self.findings.iter(), out),
            1 => write_rows(self.lines.iter(), out),
            2 => summary::write(&self.findings, &self.lines, self.left_out, out),
            _ => out.write_all(NOTICE.as_bytes()),
        }
    }

    /// Returns the manifest. `report` is the SHA-256 of the report's own.
    pub fn manifest(&self, report: &str, outputs: Vec<HashedFile>) -> Manifest {
        Manifest {
            schema: SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            report: self.names.report(report),
            status: STATUS.to_owned(),
            outputs,
        }
    }
}

impl Manifest {
    /// Writes it as one indented JSON object.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        out.write_all(b"\n")
    }

    /// Returns whether a text is such a manifest.
    pub fn is_one(text: &str) -> bool {
        serde_json::from_str::<Self>(text).is_ok_and(|manifest| manifest.schema == SCHEMA)
    }
}

#[cfg(test)]
mod tests;
