//! `chartproof estimate`: draws samples, extrapolates reviewed ones and plans their size.

mod draw;
mod read;
mod size;

use crate::cli::exit::Exit;
use crate::exposure::estimate::WHOLE;
use crate::read::decode;
use crate::read::table::frame::ColumnNames;
use crate::store;
use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use std::path::Path;

/// Draw samples of claims, and tell what a reviewed sample extrapolates to
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Draw(draw::Arguments),
    Read(read::Arguments),
    Size(size::Arguments),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// What every table of units can be told about its columns.
#[derive(Debug, Args)]
struct Columns {
    /// The column of the sampling unit's id [default: found by its usual names]
    #[arg(long, value_name = "COLUMN")]
    unit: Option<String>,
    /// The column of the amount paid [default: found by its usual names]
    #[arg(long, value_name = "COLUMN")]
    amount: Option<String>,
    /// The column of the stratum
    #[arg(long, value_name = "COLUMN")]
    strata: Option<String>,
}

impl Columns {
    fn names(&self) -> ColumnNames {
        ColumnNames {
            unit: self.unit.clone(),
            stratum: self.strata.clone(),
            amount: self.amount.clone(),
        }
    }
}

/// Draws, extrapolates or plans.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit> {
    match &arguments.what {
        What::Draw(arguments) => draw::run(arguments),
        What::Read(arguments) => read::run(arguments),
        What::Size(arguments) => size::run(arguments),
    }
}

/// Returns a file as text, with its SHA-256 in hexadecimal.
fn text_of(path: &Path) -> Result<(String, String)> {
    let (bytes, sha256) = store::read_file(path)?;
    Ok((decode::text(&bytes).text, sha256))
}

/// Returns a file's name without its folders, which are no part of a record.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Returns an error that names the file it is about.
fn about(path: &Path, error: impl std::error::Error) -> anyhow::Error {
    anyhow::anyhow!("{}: {error}", path.display())
}

/// Returns the stratum of a row; a table without strata is one.
fn stratum_or_whole(stratum: &str) -> String {
    if stratum.is_empty() { WHOLE } else { stratum }.to_owned()
}
