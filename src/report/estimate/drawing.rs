//! The drawn sample as a table for the reviewer, and the record that lets anybody draw it again.

use super::super::cell;
use super::PROGRAM;
use crate::exposure::estimate::{Drawn, METHOD};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// The record's schema; a change of shape takes a new one.
pub const DRAW_SCHEMA: &str = "chartproof.draw/1";

const HEADER: [&str; 5] = ["unit", "stratum", "paid", "correct", "note"];

/// What a sample was drawn from and how. Amounts are decimal strings in dollars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawRecord {
    /// [`DRAW_SCHEMA`].
    pub schema: String,
    /// The program and its version.
    pub program: String,
    /// How units were drawn, in words.
    pub method: String,
    /// The seed.
    pub seed: u64,
    /// The frame.
    pub frame: FrameSource,
    /// What was left out of the frame.
    pub excluded: Vec<Excluded>,
    /// The strata, by name.
    pub strata: Vec<StratumRecord>,
    /// The sample.
    pub sample: DrawnSample,
}

/// The frame that a sample was drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameSource {
    /// The frame's file name.
    pub file: String,
    /// The SHA-256 of the file in hexadecimal.
    pub sha256: String,
    /// What a sampling unit is: the column of its id, or claim or line of an audit.
    pub unit: String,
    /// The column of amounts.
    pub amount: String,
    /// The column of strata, where the frame was stratified.
    pub stratum: Option<String>,
}

/// Rows or units left out of a frame for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// The reason.
    pub reason: String,
    /// How many.
    pub count: usize,
}

/// One stratum of the frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StratumRecord {
    /// Its name.
    pub stratum: String,
    /// Its units.
    pub units: u64,
    /// What was paid on them.
    pub dollars: String,
    /// How many units were drawn.
    pub drawn: u64,
}

/// The units drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnSample {
    /// The file name of the sample.
    pub file: String,
    /// The ids of the units drawn, stratum by stratum, in the order of drawing.
    pub units: Vec<String>,
}

impl DrawRecord {
    /// Returns the record of a drawing.
    pub fn new(
        drawn: &Drawn,
        seed: u64,
        frame: FrameSource,
        excluded: Vec<Excluded>,
        sample_file: String,
    ) -> Self {
        let strata = drawn.iter().map(|stratum| StratumRecord {
            stratum: stratum.name.clone(),
            units: stratum.units,
            dollars: stratum.dollars.to_decimal(),
            drawn: stratum.drawn.len() as u64,
        });
        let units = drawn.iter().flat_map(|stratum| &stratum.drawn);
        Self {
            schema: DRAW_SCHEMA.to_owned(),
            program: PROGRAM.to_owned(),
            method: METHOD.to_owned(),
            seed,
            frame,
            excluded,
            strata: strata.collect(),
            sample: DrawnSample {
                file: sample_file,
                units: units.map(|unit| unit.id.clone()).collect(),
            },
        }
    }
}

/// Writes the sample with empty columns for the reviewer.
pub fn write_sample(drawn: &Drawn, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADER)?;
    for unit in drawn.iter().flat_map(|stratum| &stratum.drawn) {
        writer.write_record([
            &*cell::text(&unit.id),
            &*cell::text(&unit.stratum),
            &unit.paid.to_decimal(),
            "",
            "",
        ])?;
    }
    writer.flush()
}

/// Writes the record as one indented JSON object.
pub fn write_record(record: &DrawRecord, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, record)?;
    out.write_all(b"\n")
}
