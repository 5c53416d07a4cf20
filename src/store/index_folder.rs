//! The folder of a search index on disk.

use super::StoreError;
use std::path::{Path, PathBuf};

/// The file by which an index folder is known to be this program's own.
pub const INDEX_MARK: &str = "chartproof-index.json";

/// What the mark holds: the schema of the folder.
const MARK: &str = "{\"schema\":\"chartproof.index/2\"}\n";

/// Makes an index folder ready. What an earlier run left there stays, where it is of this schema
/// and `keep` says so; else the folder is emptied.
///
/// A folder that holds anything else is refused, so that no foreign file is ever deleted.
pub fn prepare_index(folder: &Path, keep: bool) -> Result<(), StoreError> {
    let mark = folder.join(INDEX_MARK);
    let is_current = || std::fs::read_to_string(&mark).is_ok_and(|text| text == MARK);
    if keep && is_current() {
        return Ok(());
    }
    if folder.is_dir() {
        remove_index(folder)?;
    }
    let failed = |source| StoreError::Write {
        path: folder.to_owned(),
        source,
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    std::fs::write(mark, MARK).map_err(failed)
}

/// Removes an index folder of this program.
pub fn remove_index(folder: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::Write {
        path: folder.to_owned(),
        source,
    };
    let mut entries = std::fs::read_dir(folder).map_err(failed)?.peekable();
    if entries.peek().is_some() && !folder.join(INDEX_MARK).is_file() {
        return Err(StoreError::NotAnIndex {
            path: folder.to_owned(),
        });
    }
    std::fs::remove_dir_all(folder).map_err(failed)
}

/// Finds the index to search: the folder itself, else its only subfolder that is an index.
pub fn locate_index(folder: &Path) -> Result<PathBuf, StoreError> {
    if folder.join(INDEX_MARK).is_file() {
        return Ok(folder.to_owned());
    }
    let entries = std::fs::read_dir(folder).map_err(|_| StoreError::NoIndex {
        path: folder.to_owned(),
    })?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.join(INDEX_MARK).is_file())
        .collect();
    found.sort();
    match found.as_slice() {
        [] => Err(StoreError::NoIndex {
            path: folder.to_owned(),
        }),
        [only] => Ok(only.clone()),
        several => Err(StoreError::SeveralIndexes {
            path: folder.to_owned(),
            names: several
                .iter()
                .filter_map(|path| path.file_name())
                .map(|name| name.to_string_lossy().into_owned())
                .collect::<Vec<_>>()
                .join(", "),
        }),
    }
}
