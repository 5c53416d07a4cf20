//! The list of the entries that count, with the sum of the whole before it.

use super::pack::{SUM, sum_of};
use super::{CacheKey, Stamp};
use crate::store::{StoreError, write_atomically};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::path::Path;

const NAME: &str = "facts.list";

/// What is kept of one file, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The file's path relative to the case folder.
    pub(super) path: String,
    pub(super) stamp: Stamp,
    /// When it was read, in nanoseconds since 1970.
    pub(super) read: i128,
    pub(super) sha256: String,
    pub(super) offset: u64,
    /// Bytes of the head, which the sum is of.
    pub(super) length: u32,
    /// Bytes of the bodies behind it, each of which the head knows the sum of.
    pub(super) tail: u32,
    pub(super) sum: [u8; SUM],
}

/// The entries that count.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct List {
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
    let (sum, value) = bytes.split_at_checked(SUM)?;
    if sum_of(value) != sum {
        return None;
    }
    postcard::from_bytes(value).ok()
}

/// Writes a value behind its sum, whole or not at all.
pub fn write_summed<T: Serialize>(path: &Path, value: &T) -> Result<(), StoreError> {
    let bytes = postcard::to_stdvec(value).map_err(|error| StoreError::Write {
        path: path.to_owned(),
        source: std::io::Error::other(error),
    })?;
    write_atomically(path, |out| {
        out.write_all(&sum_of(&bytes))?;
        out.write_all(&bytes)
    })?;
    Ok(())
}
