//! `chartproof queue`: the work queue of denials and records requests.

use super::audit::date;
use crate::audit;
use crate::cli::exit::Exit;
use crate::cli::progress::shown_unless;
use crate::cli::read_arguments::ReadArguments;
use crate::cli::stdout;
use crate::model::ServiceDate;
use crate::read::ReadOptions;
use crate::read::table::ColumnMap;
use crate::report::queue::{Queue, write_csv, write_json, write_text};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// List denials and records requests by deadline, then dollars
///
/// Each entry names the reason and its class, what to do first and until when, how the lines
/// compare with the authorization, what the record supports and what an appeal would lack. Payments
/// that failed findings put in question follow by payer, with the last day to return them.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The case folder
    case: PathBuf,
    /// The date from which days are counted, 2026-04-15; overrides the case's own
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<ServiceDate>,
    /// A policy file laid over the case's chartproof.toml; may be given several times
    #[arg(long, value_name = "FILE")]
    policy: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: QueueFormat,
    #[command(flatten)]
    read: ReadArguments,
    /// Draw no progress
    #[arg(long)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum QueueFormat {
    Text,
    Csv,
    Json,
}

/// Makes the queue and prints it.
pub(in crate::cli) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let (case, mut policy) = audit::open(&arguments.case, &arguments.policy)?;
    policy.as_of = arguments.as_of.or(policy.as_of);
    let progress = shown_unless(arguments.quiet);
    let progress = &*progress;
    let options = ReadOptions {
        columns: ColumnMap::new(&policy.columns)?,
        ..arguments.read.options()?
    };
    let found = audit::queue(&case, &policy, &options, progress)?;
    progress.stage("done", 0);
    let queue = Queue {
        entries: &found.entries,
        overpaid: &found.overpaid,
        as_of: policy.as_of,
        paths: &found.paths,
    };
    match arguments.format {
        QueueFormat::Text => write_text(&queue, &mut stdout::text())?,
        QueueFormat::Csv => write_csv(&queue, &mut stdout::text())?,
        QueueFormat::Json => write_json(&queue, &mut stdout::json())?,
    }
    Ok(Exit::Clean)
}
