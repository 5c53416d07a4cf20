//! The list of the entries that count, with the sum of the whole behind it.

use super::pack::{Place, SUM, Sum, sum_of};
use super::{CacheKey, Stamp};
use crate::store::{StoreError, write_atomically};
use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::io::Write;
use std::path::Path;

const NAME: &str = "facts.list";

/// What is kept of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The file's path relative to the case folder.
    pub(super) path: String,
    pub(super) slot: Slot,
}

/// Returns what is kept of the file of a path, among entries in the order of paths.
pub(super) fn slot_of(entries: &[Entry], path: &str) -> Option<Slot> {
    let place = entries.binary_search_by(|entry| entry.path.as_str().cmp(path));
    Some(entries.get(place.ok()?)?.slot)
}

/// Where the facts of a file are kept, and of which bytes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Slot {
    pub(super) stamp: Stamp,
    /// When it was read, in nanoseconds since 1970.
    pub(super) read: i64,
    /// The sum of its SHA-256.
    pub(super) bytes: [u8; SUM],
    pub(super) place: Place,
}

impl Slot {
    /// Returns whether a file of this stamp is surely the one that was read.
    pub(super) fn is_of(&self, stamp: Stamp) -> bool {
        self.stamp == stamp && stamp.is_settled(self.read)
    }
}

/// The entries that count.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct List {
    /// The sum of the program that wrote it, which is in the key as well.
    pub(super) program: [u8; 32],
    pub(super) key: CacheKey,
    /// The number of the pack.
    pub(super) pack: u64,
    /// How many bytes of it count.
    pub(super) length: u64,
    /// By path.
    pub(super) entries: Vec<Entry>,
}

impl List {
    /// Reads the list of a folder; `None` where there is none that can be trusted.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        read_summed(&folder.join(NAME))
    }

    /// Writes it whole or not at all.
    pub(super) fn write(&self, folder: &Path) -> Result<(), StoreError> {
        write_summed(&folder.join(NAME), self)
    }
}

/// Removes the list of a folder, where there is one: nothing counts any more.
pub(super) fn remove(folder: &Path) -> Result<(), StoreError> {
    let path = folder.join(NAME);
    match std::fs::remove_file(&path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::Write { path, source })
        }
        _ => Ok(()),
    }
}

/// Reads a value that [`write_summed`] wrote; `None` where there is none or its sum does not fit.
pub fn read_summed<T: DeserializeOwned>(path: &Path) -> Option<T> {
    let bytes = std::fs::read(path).ok()?;
    let (value, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
    if sum_of(value) != sum {
        return None;
    }
    postcard::from_bytes(value).ok()
}

/// Writes a value with its sum behind it, whole or not at all.
pub fn write_summed<T: Serialize>(path: &Path, value: &T) -> Result<(), StoreError> {
    write_atomically(path, |out| write_with_sum(value, out))?;
    Ok(())
}

fn write_with_sum<T: Serialize>(value: &T, out: &mut dyn Write) -> std::io::Result<()> {
    let mut pieces = Pieces {
        out,
        piece: Vec::with_capacity(PIECE),
        sum: Sum::default(),
        failed: None,
    };
    let written = postcard::serialize_with_flavor(value, &mut pieces);
    match pieces.failed {
        Some(error) => return Err(error),
        None => written.map_err(std::io::Error::other)?,
    }
    pieces.out.write_all(&pieces.sum.value())
}

/// How many bytes are summed and handed on at once.
const PIECE: usize = 1 << 16;

/// Passes bytes on and sums them. The serializer hands on every byte of a number by itself.
struct Pieces<'w> {
    out: &'w mut dyn Write,
    piece: Vec<u8>,
    sum: Sum,
    /// What the disk said, of which the serializer tells nothing.
    failed: Option<std::io::Error>,
}

impl Pieces<'_> {
    fn hand_on(&mut self) -> postcard::Result<()> {
        self.sum.add(&self.piece);
        let written = self.out.write_all(&self.piece);
        self.piece.clear();
        written.map_err(|error| {
            self.failed = Some(error);
            postcard::Error::SerializeBufferFull
        })
    }
}

impl Flavor for &mut Pieces<'_> {
    type Output = ();

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        if self.piece.len() == PIECE {
            self.hand_on()?;
        }
        self.piece.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        if self.piece.len() + bytes.len() > PIECE {
            self.hand_on()?;
        }
        self.piece.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        self.hand_on()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Error, ErrorKind};

    /// A disk with room for so many bytes.
    struct Small(usize);

    impl Write for Small {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let left = self.0.checked_sub(bytes.len());
            self.0 = left.ok_or_else(|| Error::from(ErrorKind::StorageFull))?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_is_told_as_one() {
        let value = vec!["words"; 40];
        assert!(write_with_sum(&value, &mut Small(1000)).is_ok());
        for room in [0, 100, 245] {
            let error = write_with_sum(&value, &mut Small(room)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::StorageFull, "{room}");
        }
    }
}
