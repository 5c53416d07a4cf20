//! Counts and sums of a set's own rows.

use super::{STATUS, finding, line};
use crate::model::Money;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// The schema's name; a change of shape takes a new one.
const SCHEMA: &str = "chartproof.deidentified-summary/1";

#[derive(Serialize)]
struct Summary<'s> {
    schema: &'static str,
    status: &'static str,
    version: &'static str,
    patients: usize,
    claims: usize,
    lines: usize,
    /// Lines that a later claim replaced or voided; they are in no sum.
    superseded: usize,
    findings: usize,
    by_outcome: BTreeMap<&'s str, usize>,
    by_severity: BTreeMap<&'s str, usize>,
    by_rule: BTreeMap<&'s str, BTreeMap<&'s str, usize>>,
    by_verdict: BTreeMap<&'s str, usize>,
    by_level_billed: BTreeMap<&'s str, Sums>,
    totals: Sums,
    /// Rows of the report that are not in the set: files and pages that could not be read, and rows
    /// of no shape that is known.
    rows_left_out: usize,
}

/// Sums over live lines. Each line's exposure is counted once, whatever findings it has.
#[derive(Default, Serialize)]
struct Sums {
    lines: usize,
    #[serde(serialize_with = "decimal")]
    charge: Money,
    #[serde(serialize_with = "decimal")]
    paid: Money,
    #[serde(serialize_with = "decimal")]
    exposure: Money,
}

impl Sums {
    fn add(&mut self, line: &line::Record) {
        self.lines += 1;
        self.charge += line.charge.unwrap_or_default();
        self.paid += line.paid.unwrap_or_default();
        self.exposure += line.exposure.unwrap_or_default();
    }
}

/// Writes the summary as one indented JSON object.
pub(super) fn write(
    findings: &[finding::Record],
    lines: &[line::Record],
    left_out: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut summary = Summary {
        schema: SCHEMA,
        status: STATUS,
        version: env!("CARGO_PKG_VERSION"),
        patients: distinct(lines.iter().map(|line| &line.patient)),
        claims: distinct(lines.iter().map(|line| &line.claim)),
        lines: lines.len(),
        superseded: lines.iter().filter(|line| line.superseded).count(),
        findings: findings.len(),
        by_outcome: BTreeMap::new(),
        by_severity: BTreeMap::new(),
        by_rule: BTreeMap::new(),
        by_verdict: BTreeMap::new(),
        by_level_billed: BTreeMap::new(),
        totals: Sums::default(),
        rows_left_out: left_out,
    };
    for finding in findings {
        *summary.by_outcome.entry(finding.outcome).or_default() += 1;
        *summary.by_severity.entry(finding.severity).or_default() += 1;
        let of_rule = summary.by_rule.entry(finding.rule).or_default();
        *of_rule.entry(finding.outcome).or_default() += 1;
    }
    for line in lines.iter().filter(|line| !line.superseded) {
        summary.totals.add(line);
        let verdict = line.verdict.unwrap_or("unknown");
        *summary.by_verdict.entry(verdict).or_default() += 1;
        let level = line.level_billed.unwrap_or("unknown");
        summary.by_level_billed.entry(level).or_default().add(line);
    }
    serde_json::to_writer_pretty(&mut *out, &summary)?;
    out.write_all(b"\n")
}

fn distinct<'s>(all: impl Iterator<Item = &'s String>) -> usize {
    all.collect::<BTreeSet<_>>().len()
}

fn decimal<S: serde::Serializer>(amount: &Money, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&amount.to_decimal())
}
