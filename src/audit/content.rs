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

/// Reads a file of a case. A file that cannot be read is a problem, never a failure.
pub fn read_case_file(file: &CaseFile, options: &ReadOptions) -> ReadFile {
    let unread = |kind, sentence: String| {
        let mut content = FileContent::empty(FileKind::Unknown);
        content
            .problems
            .push(Problem::file(file.id, kind, sentence));
        ReadFile {
            content,
            sha256: String::new(),
            bytes: 0,
        }
    };
    let (bytes, sha256) = match file.location.read() {
        Ok(read) => read,
        Err(StoreError::Refused(refusal)) => return unread(refusal.kind, refusal.sentence),
        Err(error) => {
            // The system's words name no patient; the path is the user's own.
            tracing::warn!(file = file.id.0, "unreadable: {error}");
            return unread(
                ProblemKind::Unreadable,
                "the file could not be opened; check its permissions and run the audit again"
                    .to_owned(),
            );
        }
    };
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
        read::file(file.id, &file.path, &bytes, options)
    };
    ReadFile {
        content,
        sha256,
        bytes: file.location.length(bytes.len() as u64),
    }
}
