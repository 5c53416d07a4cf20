//! Reads one file of a case, wherever it lies, and says what could not be read of it.

use crate::problem::{Problem, ProblemKind};
use crate::read::{self, FileContent, FileKind, ReadOptions};
use crate::store::{CaseFile, StoreError};

/// One file as read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadFile {
    /// What it gave.
    pub content: FileContent,
    /// The SHA-256 of its bytes in hexadecimal; empty where they could not be read.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// The bytes of a file, or the file as read where they could not be had.
pub(super) fn bytes_of(file: &CaseFile) -> Result<(Vec<u8>, String), Box<ReadFile>> {
    let unread = |kind, sentence: String| {
        let mut content = FileContent::empty(FileKind::Unknown);
        content
            .problems
            .push(Problem::file(file.id, kind, sentence));
        Box::new(ReadFile {
            content,
            sha256: String::new(),
            bytes: 0,
        })
    };
    match file.location.read() {
        Ok(read) => Ok(read),
        Err(StoreError::Refused(refusal)) => Err(unread(refusal.kind, refusal.sentence)),
        Err(error) => {
            // The system's words name no patient; the path is the user's own.
            tracing::warn!(file = file.id.0, "unreadable: {error}");
            Err(unread(
                ProblemKind::Unreadable,
                "the file could not be opened; check its permissions and run the audit again"
                    .to_owned(),
            ))
        }
    }
}

/// Reads a file of a case. A file that cannot be read is a problem, never a failure.
pub fn read_case_file(file: &CaseFile, options: &ReadOptions) -> ReadFile {
    match bytes_of(file) {
        Ok((bytes, sha256)) => parse(file, &bytes, sha256, options),
        Err(unread) => *unread,
    }
}

/// Reads the bytes of a file of a case.
pub(super) fn parse(
    file: &CaseFile,
    bytes: &[u8],
    sha256: String,
    options: &ReadOptions,
) -> ReadFile {
    let content = if let Some(troubles) = file.location.archive_troubles() {
        let mut content = FileContent::empty(FileKind::Archive);
        content.problems = troubles
            .iter()
            .map(|trouble| Problem::file(file.id, trouble.kind, trouble.sentence.as_str()))
            .collect();
        content
    } else if file.is_auxiliary {
        FileContent::empty(FileKind::Configuration)
    } else {
        read::file(file.id, &file.path, bytes, options)
    };
    ReadFile {
        content,
        sha256,
        bytes: file.location.length(bytes.len() as u64),
    }
}
