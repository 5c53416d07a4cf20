//! What every command that reads files can be told about them. Each such command flattens this
//! one set of flags into its own.

use crate::read::ReadOptions;
use clap::Args;
use std::fmt;

/// Flags about the files to read.
#[derive(Args)]
pub(super) struct ReadArguments {
    /// A password to try on encrypted PDFs; may be given several times
    #[arg(long = "pdf-password", value_name = "PASSWORD")]
    pdf_passwords: Vec<String>,
}

impl ReadArguments {
    /// Returns what was told, as readers take it.
    pub(super) fn options(&self) -> ReadOptions {
        ReadOptions {
            pdf_passwords: self.pdf_passwords.clone(),
            ..ReadOptions::default()
        }
    }
}

impl fmt::Debug for ReadArguments {
    // Passwords never reach a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ReadArguments")
            .field("pdf_passwords", &self.pdf_passwords.len())
            .finish_non_exhaustive()
    }
}
