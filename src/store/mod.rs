//! Answers for the disk: walking a case folder, reading files, writing results whole or not at
//! all, and the folders of index and configuration. The only module that opens files.

mod archive;
mod browser;
mod cache;
mod case_folder;
mod configuration;
mod index_folder;
mod location;
mod lock;
mod output;
mod private;
mod program;
mod recognition;
mod reports;
mod seal;
mod secret;
#[cfg(test)]
mod tests;
mod unpacked;

pub use archive::Archive;
pub use browser::Browser;
pub use cache::{
    BodyPlace, CacheKey, FactCache, KeptFacts, Memory, Seen, Stamp, bodies, forget_facts,
    program_sum, read_summed, write_summed,
};
pub use case_folder::{
    CaseFile, CaseFolder, case_name, discover, discover_again, files_at, folders_with,
};
pub use configuration::{CONFIGURATION, load_edits, load_facility_file, load_policy_file};
pub use index_folder::{
    FACTS, INDEX_MARK, check_index_folder, clear_index, finish_index, locate_index,
    locate_whole_index, prepare_index, remove_index,
};
pub use location::{Location, Refusal, is_within, read_file, sum_of};
pub use lock::FolderLock;
pub use output::{OutputSet, Written, create_output_folder, open_output, write_atomically};
pub use recognition::Tesseract;
pub use reports::{RemovedReport, find_reports, may_hold_deidentified, remove_report};
pub use seal::{OpenWith, SealError, SealTo, seal, seal_members, unseal};
pub use secret::{create_secret, read_secret};

use std::path::PathBuf;
use thiserror::Error;

/// Why a job on the disk could not be done.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The case folder does not exist or is no folder.
    #[error("{path}: not a folder that can be read")]
    NoCaseFolder {
        /// The path as given.
        path: PathBuf,
    },
    /// A folder holds no files at all.
    #[error("{path}: the folder holds no files")]
    EmptyCaseFolder {
        /// The path as given.
        path: PathBuf,
    },
    /// Reading failed.
    #[error("{path}: cannot be read: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file was found and is not read, for a reason that the reviewer is told.
    #[error("{}", .0.sentence)]
    Refused(Refusal),
    /// Writing failed.
    #[error("{path}: cannot be written: {source}")]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A configuration file is not valid.
    #[error("{path}: {source}")]
    Configuration {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: crate::policy::PolicyError,
    },
    /// A correct-coding file is not as CMS writes it.
    #[error("{path}: {source}")]
    Edits {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: crate::read::edits::EditsError,
    },
    /// No index was found.
    #[error("{path}: no search index here")]
    NoIndex {
        /// Where was looked.
        path: PathBuf,
    },
    /// Several indexes were found and none was named.
    #[error("{path}: holds several indexes: {names}")]
    SeveralIndexes {
        /// Where was looked.
        path: PathBuf,
        /// Their folder names.
        names: String,
    },
    /// The program that recognizes text in pictures is not installed.
    #[error("`--ocr`: the program `tesseract` is not installed or cannot be run")]
    NoTextRecognition,
    /// No browser that can print was found.
    #[error("`--pdf`: no browser of the Chromium family was found or can be run")]
    NoBrowser,
    /// The browser printed nothing.
    #[error("{program}: did not print the page")]
    NotPrinted {
        /// The browser.
        program: PathBuf,
    },
    /// Another run writes into the folder and did not end in time.
    #[error("{path}: another run still writes here after {seconds} seconds")]
    Busy {
        /// The folder.
        path: PathBuf,
        /// How long was waited.
        seconds: u64,
    },
    /// The run that was writing an index was stopped.
    #[error("{path}: the search index was not finished, so nothing can be found in it")]
    UnfinishedIndex {
        /// The index.
        path: PathBuf,
    },
    /// A folder that would be removed holds no report of this program.
    #[error("{path}: no report that carries this program's manifest, so it is left alone")]
    NoReports {
        /// The folder.
        path: PathBuf,
    },
    /// A folder that would be removed is not an index of this program.
    #[error("{path}: not an index made by this program, so it is left alone")]
    NotAnIndex {
        /// The folder.
        path: PathBuf,
    },
}
