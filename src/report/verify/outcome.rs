//! What checking a report against its sources found.

use super::{Citation, Fault};

/// The outcome of `chartproof verify`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// The report's folder or manifest, as given.
    pub report: String,
    /// The case against which it was checked, as given.
    pub case: String,
    /// SHA-256 of the manifest, which a careful reader has noted elsewhere.
    pub manifest_sha256: String,
    /// Files of the report that were checked.
    pub outputs: usize,
    /// Those that are not as they were written.
    pub changed_outputs: Vec<ChangedFile>,
    /// Sources that were checked.
    pub sources: usize,
    /// Those that are not as they were read.
    pub changed_sources: Vec<ChangedFile>,
    /// Citations that were checked.
    pub citations: usize,
    /// Those that no longer hold.
    pub broken: Vec<Broken>,
    /// What breaks nothing and is good to know.
    pub notes: Vec<String>,
}

impl Verified {
    /// Returns whether report, sources and citations are all as they were.
    pub fn holds(&self) -> bool {
        self.changed_outputs.is_empty() && self.changed_sources.is_empty() && self.broken.is_empty()
    }
}

/// A file that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedFile {
    /// Its path.
    pub path: String,
    /// How.
    pub change: Change,
}

/// How a file differs from what the manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is not there.
    Gone,
    /// It is there and cannot be read.
    Unreadable,
    /// It has other bytes.
    Bytes {
        /// The SHA-256 in the manifest.
        expected: String,
        /// The SHA-256 now.
        actual: String,
    },
    /// It is an output that the manifest does not name: another run wrote it, or somebody else.
    NotNamed,
    /// A row of it, counted from 1, cannot be read.
    Row(usize),
}

/// A citation that no longer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The citation.
    pub citation: Citation,
    /// Why not.
    pub fault: Fault,
}
