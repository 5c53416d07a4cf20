//! Exit codes, and how an error is told.

use super::redaction;
use super::stderr::stderr;
use crate::audit::AuditError;
use crate::packet::PacketError;
use crate::search::SearchError;
use crate::store::{SealError, StoreError};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing at or above the threshold, every file read.
    Clean,
    /// Findings at or above the threshold, or a file that could not be read.
    Findings,
    /// The job could not be done.
    NotDone,
}

impl Exit {
    /// Returns how a finished job ends that found something or nothing.
    pub(super) fn found(found: bool) -> Self {
        if found { Self::Findings } else { Self::Clean }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => Self::from(0),
            Exit::Findings => Self::from(1),
            Exit::NotDone => Self::from(2),
        }
    }
}

/// Tells an error on standard error, with its causes and a `help:` line where there is one.
///
/// A closed pipe is how readers such as `head` say that they have enough, so it is no failure.
pub(super) fn explain(error: &anyhow::Error) -> Exit {
    let closed_pipe = |cause: &(dyn std::error::Error + 'static)| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
    };
    if error.chain().any(closed_pipe) {
        return Exit::Clean;
    }
    for path in paths_of(error) {
        redaction::hide_path(path);
    }
    let mut stderr = stderr();
    // There is nobody left to tell when standard error is gone.
    let _ = writeln!(stderr, "error: {error}");
    let mut said = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // Some errors tell their cause themselves.
        if !said.ends_with(&cause) {
            let _ = writeln!(stderr, "cause: {cause}");
        }
        said = cause;
    }
    if let Some(help) = help(error) {
        let _ = writeln!(stderr, "help: {help}");
    }
    Exit::NotDone
}

/// Tells that the program stopped at a fault of its own; where, was told when it happened.
pub(super) fn explain_panic() -> Exit {
    // There is nobody left to tell when standard error is gone.
    let _ = writeln!(
        stderr(),
        "error: the job was stopped by a fault of the program\n\
         help: report the place above; results that were there before are unharmed"
    );
    Exit::NotDone
}

/// Returns the paths that an error names, which are not always ones that were typed.
fn paths_of(error: &anyhow::Error) -> Vec<&Path> {
    match error.downcast_ref::<AuditError>() {
        Some(AuditError::Store(store)) => paths_of_store(store),
        Some(AuditError::Manifest { path, .. } | AuditError::NoManifest { path }) => vec![path],
        Some(AuditError::SourceChanged { path }) => vec![Path::new(path)],
        _ => error
            .downcast_ref::<StoreError>()
            .or_else(|| of_sealing(error))
            .map_or_else(Vec::new, paths_of_store),
    }
}

/// Returns the trouble with the disk that kept something from being sealed or opened.
fn of_sealing(error: &anyhow::Error) -> Option<&StoreError> {
    match error.downcast_ref::<SealError>() {
        Some(SealError::Store(store)) => Some(store),
        _ => None,
    }
}

fn paths_of_store(error: &StoreError) -> Vec<&Path> {
    match error {
        StoreError::NoCaseFolder { path }
        | StoreError::EmptyCaseFolder { path }
        | StoreError::Read { path, .. }
        | StoreError::Write { path, .. }
        | StoreError::Configuration { path, .. }
        | StoreError::Edits { path, .. }
        | StoreError::NoIndex { path }
        | StoreError::Busy { path, .. }
        | StoreError::UnfinishedIndex { path }
        | StoreError::NoReports { path }
        | StoreError::NotAnIndex { path } => vec![path],
        StoreError::SeveralIndexes { path, names } => {
            let names = names.split(", ").map(Path::new);
            names.chain([path.as_path()]).collect()
        }
        StoreError::NotPrinted { program } => vec![program],
        StoreError::Refused(_) | StoreError::NoTextRecognition | StoreError::NoBrowser => {
            Vec::new()
        }
    }
}

fn help(error: &anyhow::Error) -> Option<&'static str> {
    let store =
        error
            .downcast_ref::<StoreError>()
            .or_else(|| match error.downcast_ref::<AuditError>() {
                Some(AuditError::Store(store)) => Some(store),
                _ => of_sealing(error),
            });
    if let Some(AuditError::SourceChanged { .. }) = error.downcast_ref::<AuditError>() {
        return Some("wait until the export is finished, then run the audit again");
    }
    match error.downcast_ref::<AuditError>() {
        Some(AuditError::UnknownClaim { .. }) => {
            return Some(
                "`chartproof queue CASE` lists denied claims, and lines.jsonl of an audit all; the \
                 number is CLM01 of the claim, letter for letter",
            );
        }
        Some(AuditError::SeveralPatients { .. }) => {
            return Some("name the patient by record number with `--patient`");
        }
        Some(AuditError::Search(SearchError::Index(_))) => {
            return Some(
                "check that the disk of the index has space and can be written to, or choose \
                 another folder with `--index`; reports that were there before are unharmed",
            );
        }
        Some(AuditError::Packet(PacketError::Letter(_))) => {
            return Some("mend that line of the template given with `--letter`");
        }
        Some(AuditError::Manifest { .. } | AuditError::NoManifest { .. }) => {
            return Some(
                "give the folder of a report that `chartproof audit` wrote, or run the audit again",
            );
        }
        _ => {}
    }
    Some(match store? {
        StoreError::NoCaseFolder { .. } => "give the folder that holds charts and claims",
        StoreError::EmptyCaseFolder { .. } => "copy charts and claims into the folder first",
        StoreError::Refused(_) => "follow the sentence above and run again",
        StoreError::Read { .. } => "check that the file exists and that you may read it",
        StoreError::Write { source, .. } => match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                "free space on that disk or choose another with `--out` and `--index`; what was \
                 there before is unharmed"
            }
            _ => "choose another folder with `--out` or `--index`",
        },
        StoreError::Busy { .. } => {
            "wait until that run ends, give a longer `--lock-timeout`, or choose another folder \
             with `--out` and `--index`"
        }
        StoreError::UnfinishedIndex { .. } => "run `chartproof audit` again",
        StoreError::NoReports { .. } => {
            "name the folder of a report with `--reports DIR`, or remove it by hand"
        }
        StoreError::Configuration { .. } => "mend the file or leave it out",
        StoreError::Edits { .. } => "give the file that CMS publishes, out of its zip archive",
        StoreError::NoIndex { .. } => {
            "run `chartproof audit` first, or name its index with `--index`"
        }
        StoreError::SeveralIndexes { .. } => "name one of them with `--index`",
        StoreError::NoTextRecognition => {
            "install tesseract-ocr with its English data, or leave out `--ocr`: scanned pages are \
             then reported as unread"
        }
        StoreError::NoBrowser => {
            "install Chromium, Chrome, Edge or Brave, name one with `--browser PATH`, or print \
             report.html from any browser; the other results are written"
        }
        StoreError::NotPrinted { .. } => {
            "name another browser with `--browser PATH`, or print report.html from one; the other \
             results are written"
        }
        StoreError::NotAnIndex { .. } => "choose an empty folder or one made by this program",
    })
}
