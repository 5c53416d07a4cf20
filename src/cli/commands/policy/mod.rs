//! `chartproof policy`: shows the numbers that rules use, what two policies differ in, and a
//! sample of a facility's file.

mod diff;
mod sample;
mod show;

use crate::cli::exit::Exit;
use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};

/// Show the numbers that rules use, and compare policies
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Show(show::Arguments),
    Diff(diff::Arguments),
    Sample(sample::Arguments),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Shows or compares.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit> {
    match &arguments.what {
        What::Show(arguments) => show::run(arguments),
        What::Diff(arguments) => diff::run(arguments),
        What::Sample(arguments) => sample::run(arguments),
    }
}

/// Returns a date as typed.
fn date(text: &str) -> Result<crate::model::ServiceDate, String> {
    crate::model::ServiceDate::parse_iso(text)
        .ok_or_else(|| format!("`{text}` is not a date like 2026-04-15"))
}

/// Returns when a number holds, in words; empty where it always does.
fn period(number: &crate::policy::PackNumber) -> String {
    match (number.from, number.to) {
        (None, None) => String::new(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("until {to}"),
        (Some(from), Some(to)) => format!("{from} to {to}"),
    }
}

/// Returns levels as their ids with commas.
fn ids(levels: &[crate::model::LevelOfCare]) -> String {
    let ids: Vec<&str> = levels.iter().map(|level| level.id()).collect();
    ids.join(", ")
}
