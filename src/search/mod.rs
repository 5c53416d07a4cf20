//! Answers for finding notes by words and by what was read from them: the index's schema, its
//! writer, the query language, and hits with exact characters. Only this module names tantivy;
//! whoever calls it decides where the index lies. It judges nothing.

mod document;
mod error;
mod hits;
mod matching;
mod query;
mod schema;
mod syntax;
mod writer;

pub use document::NoteDocument;
pub use error::{SearchError, SyntaxError};
pub use hits::{Hit, Match, Searcher};
pub use query::Query;
pub use schema::{describe, schema};
pub use writer::{IndexBuilder, NoteIndex};

#[cfg(test)]
mod sample;
