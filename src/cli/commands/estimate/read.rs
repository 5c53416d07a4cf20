//! `chartproof estimate read`: what a reviewed sample extrapolates to.

use super::{Columns, Format, about, name_of, stratum_or_whole, text_of};
use crate::cli::exit::Exit;
use crate::cli::stdout;
use crate::exposure::estimate::{
    Estimator, ReviewTerms, Sample, Stratum, Underpayments, Unreviewed, WHOLE, cumulative, effects,
    estimate, reviewed, warnings,
};
use crate::model::Money;
use crate::read::table::frame::{self, SampleRow};
use crate::report::estimate::{
    DRAW_SCHEMA, DrawRecord, Extrapolation, StratumRecord, write_json, write_text,
};
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Tell what a reviewed sample extrapolates to
///
/// The sample has the columns `paid` and `correct`, or `overpaid`. What it was drawn from is told
/// by the record of `estimate draw`, or by the size of the universe. Prints the point estimate,
/// the limits that demands commonly rest on, error rates, and what each overturned unit takes off.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The reviewed sample, a CSV file
    sample: PathBuf,
    /// The record that `estimate draw` wrote beside the sample
    #[arg(long, value_name = "FILE", group = "size_of_universe")]
    record: Option<PathBuf>,
    /// Units in a universe that is not stratified
    #[arg(long, value_name = "N", group = "size_of_universe")]
    universe: Option<u64>,
    /// What was paid on that universe, for the ratio
    #[arg(long, value_name = "DOLLARS", requires = "universe", value_parser = money)]
    universe_dollars: Option<Money>,
    /// A CSV file of the strata with the columns stratum, units and, for the ratio, dollars
    #[arg(long, value_name = "FILE", group = "size_of_universe")]
    strata_file: Option<PathBuf>,
    #[command(flatten)]
    columns: Columns,
    /// How overpayments are carried to the universe
    #[arg(long, value_enum, default_value = "difference")]
    estimator: EstimatorName,
    /// Count units on which too little was paid as paid correctly, instead of setting them
    /// against overpayments
    #[arg(long)]
    leave_out_underpayments: bool,
    /// What rows without a review count as; without this they are refused
    #[arg(long, value_enum)]
    unreviewed: Option<UnreviewedName>,
    /// A unit that was overturned on appeal, besides those that a column `overturned` marks; may
    /// be given several times
    #[arg(long, value_name = "UNIT")]
    overturned: Vec<String>,
    /// How many units to list by what they take off when overturned
    #[arg(long, value_name = "N", default_value_t = 20)]
    effects: usize,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EstimatorName {
    Difference,
    Ratio,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum UnreviewedName {
    AsCorrect,
    AsError,
}

fn money(text: &str) -> Result<Money, String> {
    Money::parse(text).ok_or_else(|| format!("`{text}` is not an amount like 125000.00"))
}

/// Extrapolates and prints.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let told = extrapolate(arguments)?;
    match arguments.format {
        Format::Text => write_text(&told, arguments.effects, &mut stdout::text())?,
        Format::Json => write_json(&told, &mut stdout::json())?,
    }
    Ok(Exit::Clean)
}

fn extrapolate(arguments: &Arguments) -> Result<Extrapolation> {
    let path = &arguments.sample;
    let (text, sha256) = text_of(path)?;
    let rows = frame::sample(&text, &arguments.columns.names());
    let mut rows = rows.map_err(|error| about(path, error))?;
    let record = match &arguments.record {
        Some(record) => Some(read_record(record, &rows)?),
        None => None,
    };
    let strata = universe(arguments, record.as_ref(), &mut rows)?;
    let terms = terms(arguments);
    let units = reviewed(&rows, &terms).map_err(|error| about(path, error))?;
    let sample = Sample::new(units, strata)?;
    let estimate = estimate(&sample, terms.estimator)?;
    let effects = effects(&sample, terms.estimator)?;
    let unreviewed = rows.iter().filter(|row| row.overpaid.is_none()).count();
    Ok(Extrapolation {
        file: name_of(path),
        sha256,
        record,
        unreviewed,
        cumulative: cumulative(&sample, terms.estimator, &effects)?,
        effects,
        warnings: warnings(&sample, &estimate, unreviewed),
        terms,
        sample,
        estimate,
    })
}

fn terms(arguments: &Arguments) -> ReviewTerms {
    ReviewTerms {
        unreviewed: match arguments.unreviewed {
            None => Unreviewed::Refused,
            Some(UnreviewedName::AsCorrect) => Unreviewed::AsCorrect,
            Some(UnreviewedName::AsError) => Unreviewed::AsError,
        },
        underpayments: match arguments.leave_out_underpayments {
            true => Underpayments::LeftOut,
            false => Underpayments::Netted,
        },
        estimator: match arguments.estimator {
            EstimatorName::Difference => Estimator::Difference,
            EstimatorName::Ratio => Estimator::Ratio,
        },
        overturned: arguments.overturned.iter().cloned().collect(),
    }
}

/// Returns the strata of the universe, and gives each row the name of its own.
fn universe(
    arguments: &Arguments,
    record: Option<&DrawRecord>,
    rows: &mut [SampleRow],
) -> Result<Vec<Stratum>> {
    if let Some(units) = arguments.universe {
        let named: BTreeSet<&str> = rows.iter().map(|row| row.stratum.as_str()).collect();
        if named.len() > 1 {
            bail!(
                "`--universe`: the sample names {} strata; give their sizes with `--strata-file`",
                named.len()
            );
        }
        for row in rows {
            row.stratum = WHOLE.to_owned();
        }
        return Ok(vec![Stratum {
            name: WHOLE.to_owned(),
            units,
            dollars: arguments.universe_dollars,
        }]);
    }
    for row in rows {
        row.stratum = stratum_or_whole(&row.stratum);
    }
    if let Some(path) = &arguments.strata_file {
        let (text, _) = text_of(path)?;
        let strata = frame::strata(&text).map_err(|error| about(path, error))?;
        let stratum = |row: frame::StratumRow| Stratum {
            name: row.stratum,
            units: row.units,
            dollars: row.dollars,
        };
        return Ok(strata.into_iter().map(stratum).collect());
    }
    let record = record.context(
        "the size of the universe is not told: give `--record`, `--universe` or `--strata-file`",
    )?;
    record.strata.iter().map(stratum_of).collect()
}

fn stratum_of(record: &StratumRecord) -> Result<Stratum> {
    let dollars = Money::parse(&record.dollars);
    Ok(Stratum {
        name: record.stratum.clone(),
        units: record.units,
        dollars: Some(dollars.context("the record's dollars are no amount; draw again")?),
    })
}

/// Reads a record and holds that the sample is the one that was drawn.
fn read_record(path: &Path, rows: &[SampleRow]) -> Result<DrawRecord> {
    let (text, _) = text_of(path)?;
    let record: DrawRecord = serde_json::from_str(&text).ok().with_context(|| {
        format!(
            "{}: not a record that `estimate draw` wrote",
            path.display()
        )
    })?;
    if record.schema != DRAW_SCHEMA {
        bail!("{}: expected the schema {DRAW_SCHEMA}", path.display());
    }
    let drawn: BTreeSet<&str> = record.sample.units.iter().map(String::as_str).collect();
    let found: BTreeSet<&str> = rows.iter().map(|row| row.unit.as_str()).collect();
    let missing = drawn.difference(&found).count();
    let strange = found.difference(&drawn).count();
    if missing + strange > 0 {
        bail!(
            "{}: the sample is not the one that was drawn: {missing} drawn units are missing and \
             {strange} others are there; give the sample with all its rows",
            path.display()
        );
    }
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows {
        *counts.entry(stratum_or_whole(&row.stratum)).or_default() += 1;
    }
    for stratum in &record.strata {
        let count = counts.get(&stratum.stratum).copied().unwrap_or(0);
        if count != stratum.drawn {
            bail!(
                "{}: stratum `{}`: {} units were drawn and the sample has {count}; do not change \
                 the column of strata",
                path.display(),
                stratum.stratum,
                stratum.drawn
            );
        }
    }
    Ok(record)
}
