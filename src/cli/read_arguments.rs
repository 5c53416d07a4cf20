//! What every command that reads files can be told about them. Each such command flattens this
//! one set of flags into its own.

use crate::read::{PictureReader, ReadOptions};
use crate::store::{StoreError, Tesseract};
use clap::Args;
use std::fmt;
use std::sync::Arc;

/// Flags about the files to read.
#[derive(Args)]
pub(super) struct ReadArguments {
    /// A password to try on encrypted PDFs; may be given several times
    #[arg(long = "pdf-password", value_name = "PASSWORD")]
    pdf_passwords: Vec<String>,
    /// Read scanned pages by text recognition; needs the program `tesseract`
    #[arg(long)]
    ocr: bool,
}

impl ReadArguments {
    /// Returns these flags with text recognition where `ocr` says so.
    pub(super) fn with_ocr(&self, ocr: bool) -> Self {
        Self {
            pdf_passwords: self.pdf_passwords.clone(),
            ocr: self.ocr || ocr,
        }
    }

    /// Returns how many passwords were given.
    pub(super) fn passwords(&self) -> usize {
        self.pdf_passwords.len()
    }

    /// Returns whether scanned pages are read by text recognition.
    pub(super) fn reads_scans(&self) -> bool {
        self.ocr
    }

    /// Returns what was told, as readers take it.
    pub(super) fn options(&self) -> Result<ReadOptions, StoreError> {
        let picture_reader = match self.ocr {
            true => Some(Arc::new(Tesseract::find()?) as Arc<dyn PictureReader>),
            false => None,
        };
        Ok(ReadOptions {
            pdf_passwords: self.pdf_passwords.clone(),
            picture_reader,
            ..ReadOptions::default()
        })
    }
}

impl fmt::Debug for ReadArguments {
    // Passwords never reach a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ReadArguments")
            .field("pdf_passwords", &self.pdf_passwords.len())
            .field("ocr", &self.ocr)
            .finish_non_exhaustive()
    }
}
