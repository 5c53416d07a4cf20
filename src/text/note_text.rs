//! Clinical text as a type of its own, so that it cannot slip into a log.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Clinical text. Its `Debug` prints only a length, so no log, panic or error can carry it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct NoteText(String);

impl NoteText {
    /// Wraps text read from a source file.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text itself, for scanning, indexing and quoting only.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the length in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for NoteText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "NoteText({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_prints_only_a_length() {
        assert_eq!(
            format!("{:?}", NoteText::new("denies SI")),
            "NoteText(9 bytes)"
        );
    }
}
