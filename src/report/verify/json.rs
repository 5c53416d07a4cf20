//! The outcome for scripts.

use super::{Broken, Change, ChangedFile, Fault, Range, Verified};
use serde::Serialize;
use std::io::{self, Write};

/// The schema's name; a change of shape takes a new one.
const SCHEMA: &str = "chartproof.verify/1";

/// Writes the outcome as one indented JSON object.
pub fn write_json(verified: &Verified, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Record::new(verified))?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Record<'v> {
    schema: &'static str,
    report: &'v str,
    case: &'v str,
    holds: bool,
    manifest_sha256: &'v str,
    outputs: Files<'v>,
    sources: Files<'v>,
    citations: Citations<'v>,
    notes: &'v [String],
}

#[derive(Serialize)]
struct Files<'v> {
    checked: usize,
    changed: Vec<FileRecord<'v>>,
}

#[derive(Serialize)]
struct FileRecord<'v> {
    file: &'v str,
    why: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actual: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
}

#[derive(Serialize)]
struct Citations<'v> {
    checked: usize,
    broken: Vec<BrokenRecord<'v>>,
}

#[derive(Serialize)]
struct BrokenRecord<'v> {
    named: &'v str,
    file: &'v str,
    page: Option<u32>,
    start: Option<u32>,
    end: Option<u32>,
    #[serde(flatten)]
    fault: &'v Fault,
}

impl<'v> Record<'v> {
    fn new(verified: &'v Verified) -> Self {
        let files = |checked, changed: &'v [ChangedFile]| Files {
            checked,
            changed: changed.iter().map(FileRecord::new).collect(),
        };
        Self {
            schema: SCHEMA,
            report: &verified.report,
            case: &verified.case,
            holds: verified.holds(),
            manifest_sha256: &verified.manifest_sha256,
            outputs: files(verified.outputs, &verified.changed_outputs),
            sources: files(verified.sources, &verified.changed_sources),
            citations: Citations {
                checked: verified.citations,
                broken: verified.broken.iter().map(BrokenRecord::new).collect(),
            },
            notes: &verified.notes,
        }
    }
}

impl<'v> FileRecord<'v> {
    fn new(file: &'v ChangedFile) -> Self {
        let (why, sums, line) = match &file.change {
            Change::Gone => ("gone", None, None),
            Change::Unreadable => ("unreadable", None, None),
            Change::Bytes { expected, actual } => ("changed", Some((expected, actual)), None),
            Change::NotNamed => ("not-named", None, None),
            Change::Row(line) => ("row-unreadable", None, Some(*line)),
        };
        Self {
            file: &file.path,
            why,
            expected: sums.map(|(expected, _)| expected.as_str()),
            actual: sums.map(|(_, actual)| actual.as_str()),
            line,
        }
    }
}

impl<'v> BrokenRecord<'v> {
    fn new(broken: &'v Broken) -> Self {
        let citation = &broken.citation;
        let place = citation.place.as_ref();
        let (start, end) = match place.map(|place| place.range) {
            Some(Range::NoteFrom(start) | Range::From(start)) => (Some(start), None),
            Some(Range::Characters(start, end)) => (Some(start), Some(end)),
            _ => (None, None),
        };
        Self {
            named: &citation.named,
            file: &citation.file,
            page: place.map(|place| place.page),
            start,
            end,
            fault: &broken.fault,
        }
    }
}
