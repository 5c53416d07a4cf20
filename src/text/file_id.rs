//! The number of a source file within an audit, and how it is stored.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cell::Cell;

/// Identifies one source file within an audit: its place in the sorted list of relative paths.
///
/// The number changes when files are added or taken away, so it is never stored: a stored fact
/// speaks of the file that it is kept for, which [`reading_as`] names when it is read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

thread_local! {
    /// The file whose stored facts this thread reads.
    static HOME: Cell<Option<FileId>> = const { Cell::new(None) };
}

/// Reads stored facts as those of a file: every [`FileId`] met in `read` becomes this one.
pub fn reading_as<T>(file: FileId, read: impl FnOnce() -> T) -> T {
    let before = HOME.replace(Some(file));
    let value = read();
    HOME.set(before);
    value
}

impl Serialize for FileId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for FileId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <()>::deserialize(deserializer)?;
        let unnamed = || serde::de::Error::custom("no file is named whose facts these are");
        HOME.get().ok_or_else(unnamed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn stored_places_speak_of_the_file_they_are_read_as() {
        let span = Span::new(FileId(7), 2, 30, 40);
        let stored = serde_json::to_string(&span).expect("a place can be stored");
        assert!(!stored.contains('7'), "{stored}");
        let read = |id| reading_as(FileId(id), || serde_json::from_str::<Span>(&stored));
        assert_eq!(read(3).expect("a file is named").file, FileId(3));
        assert_eq!(
            read(4).expect("a file is named"),
            Span {
                file: FileId(4),
                ..span
            }
        );
        assert!(serde_json::from_str::<Span>(&stored).is_err());
    }
}
