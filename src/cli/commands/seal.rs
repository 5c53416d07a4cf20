//! `chartproof seal`: encrypts a report or a packet for whom it is meant.

use crate::cli::exit::Exit;
use crate::cli::stdout;
use crate::rules::counted;
use crate::store::{self, SealTo};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Encrypt a report's folder, or a file such as a packet, into one file for certain people
///
/// The result is an age file (age-encryption.org) with a zip archive in it: `chartproof unseal`
/// opens it, and so do `age --decrypt` and `unzip`. Its bytes differ each time. What was sealed
/// stays where it is: `chartproof clean --reports` removes reports and packets. Hidden files are
/// left out.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The folder or file
    path: PathBuf,
    /// The sealed file, which must not be there yet
    #[arg(long, value_name = "FILE.age")]
    out: PathBuf,
    /// Whom to seal to: a recipient as `age-keygen` prints it (age1…); may be given several times
    #[arg(long, value_name = "RECIPIENT")]
    to: Vec<String>,
    /// A file of recipients, one a line; may be given several times
    #[arg(long, value_name = "FILE")]
    recipients_file: Vec<PathBuf>,
    /// Seal with a passphrase instead: a file that holds it on its one line
    #[arg(long, value_name = "FILE", conflicts_with_all = ["to", "recipients_file"])]
    passphrase_file: Option<PathBuf>,
}

/// Seals and says how much.
pub(in crate::cli) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let to = SealTo::new(
        &arguments.to,
        &arguments.recipients_file,
        arguments.passphrase_file.as_deref(),
    )?;
    let files = store::seal(&arguments.path, &arguments.out, &to)?;
    writeln!(
        stdout::text(),
        "{}: {} sealed; {} is still there in clear",
        arguments.out.display(),
        counted(files, "file"),
        arguments.path.display()
    )?;
    Ok(Exit::Clean)
}
