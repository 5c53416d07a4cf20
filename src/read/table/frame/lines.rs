//! Reads the `lines.jsonl` of an audit as a frame, by claim or by line.

use super::{FrameError, FrameRow, once};
use crate::model::{LevelOfCare, Money};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What is drawn: whole claims or single lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// A claim with all its lines; its stratum is the most intensive level billed on it.
    Claim,
    /// One service line.
    Line,
}

/// A frame made of an audit's lines, with what was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinesFrame {
    /// One row a unit, by unit id; strata are levels of care.
    pub rows: Vec<FrameRow>,
    /// Lines that a later claim replaced or voided.
    pub superseded: usize,
    /// Units with a line of which no remittance tells what was paid.
    pub unpaid: usize,
}

/// The fields of a line that make a frame.
#[derive(Deserialize)]
struct Line {
    patient: String,
    claim: String,
    line: u32,
    level_billed: String,
    paid: Option<String>,
    #[serde(default)]
    superseded: bool,
}

/// A unit while its lines are added up.
struct Unit {
    level: LevelOfCare,
    paid: Option<Money>,
    line: u32,
}

/// Reads an audit's service lines as units with what was paid on them.
///
/// Lines of replaced and voided claims are left out, as are units whose payment is not wholly
/// known: a universe of paid claims cannot hold them.
pub fn of_lines(text: &str, kind: UnitKind) -> Result<LinesFrame, FrameError> {
    let mut units: BTreeMap<(String, String), Unit> = BTreeMap::new();
    let mut superseded = 0;
    for (index, json) in text.lines().enumerate() {
        let bad = || FrameError::BadLine { line: index + 1 };
        let line: Line = serde_json::from_str(json).map_err(|_| bad())?;
        let level = LevelOfCare::from_id(&line.level_billed).ok_or_else(bad)?;
        let paid = line.paid.map(|paid| Money::parse(&paid).ok_or_else(bad));
        let paid = paid.transpose()?;
        if line.superseded {
            superseded += 1;
            continue;
        }
        let id = match kind {
            UnitKind::Claim => line.claim,
            UnitKind::Line => format!("{}/{}", line.claim, line.line),
        };
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        // Two patients may bear one claim number; kept apart here, they are refused below.
        let unit = units.entry((id, line.patient)).or_insert(Unit {
            level,
            paid: Some(Money::ZERO),
            line: number,
        });
        if level.rank() > unit.level.rank() {
            unit.level = level;
        }
        unit.paid = unit.paid.zip(paid).map(|(sum, paid)| sum + paid);
    }
    let all = units.len();
    let known = units.into_iter().filter(|(_, unit)| unit.paid.is_some());
    let rows: Vec<FrameRow> = known
        .map(|((id, _), unit)| FrameRow {
            unit: id,
            stratum: unit.level.id().to_owned(),
            paid: unit.paid,
            row: unit.line,
        })
        .collect();
    once(rows.iter().map(|row| (row.unit.as_str(), row.row)), "unit")?;
    Ok(LinesFrame {
        unpaid: all - rows.len(),
        rows,
        superseded,
    })
}
