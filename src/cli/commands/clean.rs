//! `chartproof clean`: removes search indexes, and reports where asked.

use crate::cli::exit::Exit;
use crate::cli::stdout;
use crate::cli::waiting::WaitArguments;
use crate::rules::counted;
use crate::store::{self, StoreError};
use anyhow::Result;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Remove a search index made by this program, and reports where asked
///
/// Only folders that carry this program's mark are touched. Of a report's folder only the files
/// that this program writes go; whatever else lies there is left, and counted.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The index, or the folder that holds it as its only index
    #[arg(long, value_name = "DIR", default_value = "index")]
    index: PathBuf,
    /// Also remove reports and appeal packets: those of a folder, or of the folders in it
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = "reports")]
    reports: Option<PathBuf>,
    #[command(flatten)]
    wait: WaitArguments,
}

/// Removes and says what was removed.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit> {
    // Both are looked for before either is removed.
    let reports = match &arguments.reports {
        Some(folder) => store::find_reports(folder)?,
        None => Vec::new(),
    };
    let mut stdout = stdout::text();
    match store::locate_index(&arguments.index) {
        Ok(found) => {
            let _lock = arguments.wait.lock(&found)?;
            store::remove_index(&found)?;
            writeln!(stdout, "Removed {}", found.display())?;
        }
        // Reports can be removed where there is no index any more.
        Err(StoreError::NoIndex { .. }) if arguments.reports.is_some() => {}
        Err(error) => return Err(error.into()),
    }
    for folder in reports {
        let _lock = arguments.wait.lock(&folder)?;
        let report = store::remove_report(&folder)?;
        let removed = counted(report.removed, "file");
        match report.left {
            0 => writeln!(stdout, "Removed {}: {removed}", folder.display())?,
            left => writeln!(
                stdout,
                "Removed {removed} from {}; left what this program did not write: {left}",
                folder.display()
            )?,
        }
    }
    Ok(Exit::Clean)
}
