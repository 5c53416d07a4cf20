//! `chartproof estimate size`: how many units to sample.

use super::{Columns, Format, about, text_of};
use crate::cli::exit::Exit;
use crate::exposure::estimate::{Confidence, Sides, coefficient_of_variation, sample_size};
use crate::model::Money;
use crate::read::table::frame;
use crate::report::estimate::{SizeTable, write_size_json, write_size_text};
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Plan how many units to sample for a precision
///
/// n0 = (q CV / e)^2 and n = n0 / (1 + n0 / N), with the normal quantile q.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Units in the universe
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    universe: u64,
    /// The coefficient of variation of overpayments: standard deviation over mean
    #[arg(long, value_name = "CV", value_parser = above_zero, required_unless_present = "pilot")]
    cv: Option<f64>,
    /// A reviewed pilot sample to take it from; rows without a review are left out
    #[arg(long, value_name = "FILE", conflicts_with = "cv")]
    pilot: Option<PathBuf>,
    #[command(flatten)]
    columns: Columns,
    /// Precisions in percent of the point estimate, separated by commas
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        value_parser = above_zero,
        default_value = "25,15,10"
    )]
    precision: Vec<f64>,
    /// The confidence in percent
    #[arg(long, value_enum, default_value = "90")]
    confidence: ConfidenceName,
    /// Plan for a one-sided limit instead of a two-sided interval
    #[arg(long)]
    one_sided: bool,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ConfidenceName {
    #[value(name = "80")]
    Eighty,
    #[value(name = "90")]
    Ninety,
    #[value(name = "95")]
    NinetyFive,
}

fn above_zero(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number > 0.0 => Ok(number),
        _ => Err(format!("`{text}` is not a number above zero")),
    }
}

/// Plans and prints.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let confidence = match arguments.confidence {
        ConfidenceName::Eighty => Confidence::Eighty,
        ConfidenceName::Ninety => Confidence::Ninety,
        ConfidenceName::NinetyFive => Confidence::NinetyFive,
    };
    let sides = if arguments.one_sided {
        Sides::One
    } else {
        Sides::Two
    };
    let variation = variation(arguments)?;
    let quantile = sides.normal_quantile(confidence);
    let plan = |percent: &f64| {
        (
            *percent,
            sample_size(variation, quantile, percent / 100.0, arguments.universe),
        )
    };
    let sizes = SizeTable {
        variation,
        universe: arguments.universe,
        confidence,
        sides,
        plans: arguments.precision.iter().map(plan).collect(),
    };
    let mut out = anstream::stdout().lock();
    match arguments.format {
        Format::Text => write_size_text(&sizes, &mut out)?,
        Format::Json => write_size_json(&sizes, &mut out)?,
    }
    Ok(Exit::Clean)
}

fn variation(arguments: &Arguments) -> Result<f64> {
    let Some(path) = &arguments.pilot else {
        return arguments.cv.context("give `--cv` or `--pilot`");
    };
    let (text, _) = text_of(path)?;
    let rows = frame::sample(&text, &arguments.columns.names());
    let rows = rows.map_err(|error| about(path, error))?;
    let overpaid: Vec<Money> = rows.iter().filter_map(|row| row.overpaid).collect();
    coefficient_of_variation(&overpaid).map_err(|error| about(path, error))
}
