//! Answers for showing samples and what they extrapolate to: the drawn sample with its record,
//! the estimate for people and for programs, and planned sizes.

mod drawing;
mod json;
mod size;
mod text;

pub use drawing::{
    DRAW_SCHEMA, DrawRecord, DrawnSample, Excluded, FrameSource, StratumRecord, write_record,
    write_sample,
};
pub use json::write_json;
pub use size::{SizeTable, write_size_json, write_size_text};
pub use text::write_text;

use crate::exposure::estimate::{Effect, Estimate, ReviewTerms, Sample, Warning};

/// The version of the program that is told in every record.
pub const PROGRAM: &str = concat!("chartproof ", env!("CARGO_PKG_VERSION"));

/// An estimate with all that is told of it.
#[derive(Debug, Clone)]
pub struct Extrapolation {
    /// The file name of the reviewed sample.
    pub file: String,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// The record of the drawing, where one was given.
    pub record: Option<DrawRecord>,
    /// How rows became units.
    pub terms: ReviewTerms,
    /// Rows without a review, which count as the terms say.
    pub unreviewed: usize,
    /// The sample.
    pub sample: Sample,
    /// The estimate.
    pub estimate: Estimate,
    /// What each overturned unit would take off, the most first.
    pub effects: Vec<Effect>,
    /// What the marked units take off together, one after the other.
    pub cumulative: Vec<Effect>,
    /// What to know before relying on it.
    pub warnings: Vec<Warning>,
}
