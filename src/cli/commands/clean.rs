//! `chartproof clean`: removes search indexes.

use crate::cli::exit::Exit;
use crate::store;
use anyhow::Result;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Remove a search index made by this program
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The index, or the folder that holds it as its only index
    #[arg(long, value_name = "DIR", default_value = "index")]
    index: PathBuf,
}

/// Removes the index and says so.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit> {
    let found = store::locate_index(&arguments.index)?;
    store::remove_index(&found)?;
    writeln!(anstream::stdout(), "Removed {}", found.display())?;
    Ok(Exit::Clean)
}
