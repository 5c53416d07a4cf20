//! Planned sample sizes, one a precision.

use super::super::grid::{right, table};
use super::PROGRAM;
use crate::exposure::estimate::{Confidence, Sides, SizePlan};
use serde_json::json;
use std::io::{self, Write};

/// Sizes for one variation and one universe.
#[derive(Debug, Clone, PartialEq)]
pub struct SizeTable {
    /// The coefficient of variation of overpayments.
    pub variation: f64,
    /// Units of the universe.
    pub universe: u64,
    /// The confidence.
    pub confidence: Confidence,
    /// One-sided or two-sided.
    pub sides: Sides,
    /// Each precision in percent of the point estimate, with its plan.
    pub plans: Vec<(f64, SizePlan)>,
}

/// Writes the sizes for people.
pub fn write_size_text(sizes: &SizeTable, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "Units to sample of {}, at {} {} % confidence (z {:.6}), coefficient of variation {:.6}",
        sizes.universe,
        sizes.sides.id(),
        sizes.confidence.percent(),
        sizes.sides.normal_quantile(sizes.confidence),
        sizes.variation
    )?;
    let mut table = table();
    table.set_header(["precision", "units"]);
    for (percent, plan) in &sizes.plans {
        table.add_row([right(format!("{percent} %")), right(plan.units.to_string())]);
    }
    writeln!(out, "{table}")
}

/// Writes the sizes as one JSON object.
pub fn write_size_json(sizes: &SizeTable, out: &mut dyn Write) -> io::Result<()> {
    let plans: Vec<_> = sizes
        .plans
        .iter()
        .map(|(percent, plan)| {
            json!({"precision_percent": percent, "unbounded": plan.unbounded, "units": plan.units})
        })
        .collect();
    let record = json!({
        "schema": "chartproof.size/1",
        "program": PROGRAM,
        "universe": sizes.universe,
        "variation": sizes.variation,
        "confidence": sizes.confidence.percent(),
        "sides": sizes.sides.id(),
        "quantile": sizes.sides.normal_quantile(sizes.confidence),
        "plans": plans,
    });
    writeln!(out, "{record:#}")
}
