//! What can go wrong with the index or with a query.

use tantivy::TantivyError;

/// Why a search or an index could not be done.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The query is not of the query language.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// Another process is writing the index.
    #[error("the index is being written by another process; wait until it ends")]
    Locked,
    /// The folder holds an index of another version of this program.
    #[error("the index was written by another version; remove it and build it again")]
    OtherSchema,
    /// A stored note could not be read back.
    #[error("the index is damaged; remove it and build it again")]
    Damaged,
    /// The index could not be read or written.
    #[error("the index could not be read or written")]
    Index(#[source] TantivyError),
}

impl From<TantivyError> for SearchError {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::LockFailure(..) => Self::Locked,
            TantivyError::SchemaError(_) | TantivyError::IncompatibleIndex(_) => Self::OtherSchema,
            TantivyError::DataCorruption(_) => Self::Damaged,
            other => Self::Index(other),
        }
    }
}

/// Where a query breaks the query language, and what was expected there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("query, character {at}: expected {expected}")]
pub struct SyntaxError {
    /// The character, from 1.
    pub at: usize,
    /// What was expected.
    pub expected: &'static str,
}
