//! The number of a source file within an audit, and how it is stored.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// Identifies one source file within an audit: its place in the sorted list of relative paths.
///
/// The number changes when files are added or taken away, so it is never stored: a stored fact
/// speaks of the file that it is kept for, which [`reading_as`] names when it is read back, and
/// what is said of several files names each by its place in a [`FileTable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

thread_local! {
    /// The file whose stored facts this thread reads.
    static HOME: Cell<Option<FileId>> = const { Cell::new(None) };
    /// The files by whose places this thread stores or reads what is said of several.
    static TABLE: RefCell<Option<FileTable>> = const { RefCell::new(None) };
}

/// Reads stored facts as those of a file: every [`FileId`] met in `read` becomes this one.
pub fn reading_as<T>(file: FileId, read: impl FnOnce() -> T) -> T {
    let before = HOME.replace(Some(file));
    let value = read();
    HOME.set(before);
    value
}

/// The files that something stored speaks of, each by the place at which it was met first. The
/// same facts give the same places, whatever the files' numbers.
#[derive(Debug, Clone, Default)]
pub struct FileTable {
    files: Vec<FileId>,
    places: HashMap<FileId, u32>,
    /// The file asked for last: most places of a record stand one behind another.
    last: Option<(FileId, u32)>,
    is_closed: bool,
}

impl FileTable {
    /// Goes on with files that were met before.
    pub fn of(files: Vec<FileId>) -> Self {
        let places = files.iter().copied().zip(0..).collect();
        Self {
            files,
            places,
            ..Self::default()
        }
    }

    /// Returns the files, in the order in which they were met.
    pub fn files(&self) -> &[FileId] {
        &self.files
    }

    /// Returns the files alone.
    pub fn into_files(self) -> Vec<FileId> {
        self.files
    }

    /// Takes up no further file: storing what speaks of another one fails from now on.
    pub fn close(&mut self) {
        self.is_closed = true;
    }

    /// Stores and reads by this table: every [`FileId`] met in `work` is its place here.
    pub fn during<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let before = TABLE.replace(Some(std::mem::take(self)));
        let value = work();
        *self = TABLE.replace(before).unwrap_or_default();
        value
    }

    /// Stores a value by this table; `None` where it cannot be, or speaks of a file that a closed
    /// table does not hold.
    pub fn store<T: Serialize + ?Sized>(&mut self, value: &T) -> Option<Vec<u8>> {
        self.during(|| postcard::to_stdvec(value)).ok()
    }

    /// Reads by this table what was stored by one of as many files; `None` where it is not one of
    /// the kind.
    pub fn restore<T: DeserializeOwned>(&mut self, stored: &[u8]) -> Option<T> {
        self.during(|| postcard::from_bytes(stored)).ok()
    }

    /// Returns a file's place, the next free one where it was not met before; `None` where no
    /// further file is taken up.
    pub fn place(&mut self, file: FileId) -> Option<u32> {
        if let Some((last, place)) = self.last
            && last == file
        {
            return Some(place);
        }
        let place = match self.places.get(&file) {
            Some(place) => *place,
            None if self.is_closed => return None,
            None => {
                let place = self.files.len() as u32;
                self.files.push(file);
                self.places.insert(file, place);
                place
            }
        };
        self.last = Some((file, place));
        Some(place)
    }
}

impl Serialize for FileId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let place = TABLE.with_borrow_mut(|table| table.as_mut().map(|table| table.place(*self)));
        match place {
            Some(Some(place)) => serializer.serialize_u32(place),
            Some(None) => Err(serde::ser::Error::custom("a file that is in no table")),
            None => serializer.serialize_unit(),
        }
    }
}

impl<'de> Deserialize<'de> for FileId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if TABLE.with_borrow(Option::is_some) {
            let place = u32::deserialize(deserializer)? as usize;
            let file = TABLE.with_borrow(|table| table.as_ref()?.files.get(place).copied());
            return file.ok_or_else(|| serde::de::Error::custom("a place behind the table's end"));
        }
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

    #[test]
    fn what_is_said_of_several_files_follows_them_to_other_numbers() {
        let spans = |files: [u32; 3]| files.map(|file| Span::new(FileId(file), 1, 0, 9));
        let (mut then, mut now) = (FileTable::default(), FileTable::default());
        let store = |table: &mut FileTable, value: &[Span]| {
            table.during(|| serde_json::to_string(value).map_err(|error| error.to_string()))
        };
        let stored = store(&mut then, &spans([5, 2, 5])).expect("they can be stored");
        assert_eq!(store(&mut now, &spans([8, 7, 8])), Ok(stored.clone()));
        assert_eq!(now.files(), [FileId(8), FileId(7)]);
        let read = now.during(|| serde_json::from_str::<[Span; 3]>(&stored));
        assert_eq!(read.expect("they are read back"), spans([8, 7, 8]));
        now.close();
        assert!(store(&mut now, &spans([8, 7, 1])).is_err());
        assert!(store(&mut now, &spans([7, 7, 8])).is_ok());
        let mut empty = FileTable::default();
        assert!(
            empty
                .during(|| serde_json::from_str::<[Span; 3]>(&stored))
                .is_err()
        );
    }
}
