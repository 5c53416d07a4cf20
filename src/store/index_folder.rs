//! The folder of a search index on disk.

use super::lock::LOCK;
use super::{StoreError, private};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The file by which an index folder is known to be this program's own.
pub const INDEX_MARK: &str = "chartproof-index.json";

/// The file that lies in an index folder while an index is made anew.
const UNFINISHED: &str = "chartproof-index.unfinished";

/// The folder within it in which the facts of unchanged files are kept.
pub const FACTS: &str = "facts";

/// What the mark holds: the schema of the folder.
const MARK: &str = "{\"schema\":\"chartproof.index/3\"}\n";

/// Makes an index folder ready. What an earlier run left there stays, where it is whole, of this
/// schema, and `keep` says so; else the folder is emptied, save for the facts where `keep` says
/// so. Whoever calls this holds the folder's lock.
///
/// A folder that holds anything else is refused, so that no foreign file is ever deleted.
pub fn prepare_index(folder: &Path, keep: bool) -> Result<(), StoreError> {
    let failed = |source| StoreError::Write {
        path: folder.to_owned(),
        source,
    };
    private::create_folder(folder).map_err(failed)?;
    check_index_folder(folder)?;
    let is_current =
        std::fs::read_to_string(folder.join(INDEX_MARK)).is_ok_and(|text| text == MARK);
    if !keep || !is_current {
        return empty(folder, &[LOCK, INDEX_MARK, UNFINISHED]).map_err(failed);
    }
    match folder.join(UNFINISHED).exists() {
        true => clear_index(folder),
        false => Ok(()),
    }
}

/// Empties an index of this program, save for the facts. Until [`finish_index`] it cannot be
/// searched. Whoever calls this holds the folder's lock.
pub fn clear_index(folder: &Path) -> Result<(), StoreError> {
    let kept = [LOCK, INDEX_MARK, UNFINISHED, FACTS];
    empty(folder, &kept).map_err(|source| StoreError::Write {
        path: folder.to_owned(),
        source,
    })
}

fn empty(folder: &Path, kept: &[&str]) -> std::io::Result<()> {
    private::create_file(&folder.join(UNFINISHED))?;
    remove_all_but(folder, kept)?;
    private::create_file(&folder.join(INDEX_MARK))?.write_all(MARK.as_bytes())?;
    private::close_folder(folder)
}

/// Says that an index is whole, and closes its files to all but their owner.
pub fn finish_index(folder: &Path) -> Result<(), StoreError> {
    let remove = || match std::fs::remove_file(folder.join(UNFINISHED)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    private::close_folder(folder)
        .and_then(|()| remove())
        .map_err(|source| StoreError::Write {
            path: folder.to_owned(),
            source,
        })
}

/// Returns whether a folder is an index of this program, of whatever schema. Such a folder is
/// emptied at will, so nobody's records lie in it.
pub(super) fn is_index(folder: &Path) -> bool {
    const BEGINS: &str = "{\"schema\":\"chartproof.index/";
    std::fs::read_to_string(folder.join(INDEX_MARK)).is_ok_and(|text| text.starts_with(BEGINS))
}

/// Fails where a folder holds files and is no index of this program.
pub fn check_index_folder(folder: &Path) -> Result<(), StoreError> {
    let is_own = |name: &str| [LOCK, UNFINISHED].contains(&name);
    let Ok(mut entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    let is_foreign = entries
        .any(|entry| entry.is_ok_and(|entry| !entry.file_name().to_str().is_some_and(is_own)));
    if is_foreign && !folder.join(INDEX_MARK).is_file() {
        return Err(StoreError::NotAnIndex {
            path: folder.to_owned(),
        });
    }
    Ok(())
}

/// Removes an index folder of this program, with everything in it. Whoever calls this holds the
/// folder's lock.
pub fn remove_index(folder: &Path) -> Result<(), StoreError> {
    check_index_folder(folder)?;
    // The mark goes last: a removal that is stopped can be taken up again.
    remove_all_but(folder, &[LOCK, INDEX_MARK])
        .and_then(|()| std::fs::remove_dir_all(folder))
        .map_err(|source| StoreError::Write {
            path: folder.to_owned(),
            source,
        })
}

fn remove_all_but(folder: &Path, kept: &[&str]) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let is_kept = |name: &str| kept.contains(&name);
        if entry.file_name().to_str().is_some_and(is_kept) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            std::fs::remove_dir_all(entry.path())?;
        } else {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Finds the index to search, as [`locate_index`] does, and fails where it was not finished.
pub fn locate_whole_index(folder: &Path) -> Result<PathBuf, StoreError> {
    let found = locate_index(folder)?;
    if found.join(UNFINISHED).exists() {
        return Err(StoreError::UnfinishedIndex { path: found });
    }
    Ok(found)
}

/// Finds an index: the folder itself, else its only subfolder that is an index.
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
