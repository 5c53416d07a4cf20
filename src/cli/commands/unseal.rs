//! `chartproof unseal`: opens what `chartproof seal` sealed.

use crate::cli::exit::Exit;
use crate::cli::stdout;
use crate::rules::counted;
use crate::store::{self, OpenWith};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Decrypt a sealed report or packet into a new folder
///
/// Every byte is proved to be what was sealed before anything is written, and nothing is ever
/// written over.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The sealed file
    file: PathBuf,
    /// Folder for what is in it: a new or empty one
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// A file with your secret key, as `age-keygen` writes it
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// A file that holds the passphrase on its one line
    #[arg(long, value_name = "FILE", conflicts_with = "identity")]
    passphrase_file: Option<PathBuf>,
}

/// Opens and says how much was in it.
pub(in crate::cli) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let with = OpenWith::new(
        arguments.identity.as_deref(),
        arguments.passphrase_file.as_deref(),
    )?;
    let files = store::unseal(&arguments.file, &arguments.out, &with)?;
    writeln!(
        stdout::text(),
        "{}: {}",
        arguments.out.display(),
        counted(files, "file")
    )?;
    Ok(Exit::Clean)
}
