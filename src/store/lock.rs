//! Lets one run at a time write into a folder. The lock is the system's own, so a run that is
//! killed leaves none behind.

use super::{StoreError, private};
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The file that is locked, in the folder itself. It is empty.
pub(super) const LOCK: &str = ".chartproof-lock";

/// How often a run that waits looks again.
const PAUSE: Duration = Duration::from_millis(50);

/// The right to write into a folder; given up when dropped.
#[derive(Debug)]
pub struct FolderLock {
    path: PathBuf,
    _file: File,
}

impl FolderLock {
    /// Makes the folder where it is missing and waits until no other run writes into it. `waits` is
    /// called once, when there is something to wait for. Fails when it takes longer than
    /// `patience`.
    pub fn take(
        folder: &Path,
        patience: Duration,
        waits: impl FnOnce(),
    ) -> Result<Self, StoreError> {
        let path = folder.join(LOCK);
        let failed = |source| StoreError::Write {
            path: folder.to_owned(),
            source,
        };
        let begin = Instant::now();
        let mut waits = Some(waits);
        loop {
            private::create_folder(folder).map_err(failed)?;
            let file = match private::open_or_create(&path) {
                Ok(file) => file,
                // The run before removed the folder in between.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(failed(error)),
            };
            match file.try_lock() {
                Ok(()) if is_still_there(&file, &path) => return Ok(Self { path, _file: file }),
                // The run before removed the file that was locked here; nobody else sees it.
                Ok(()) => continue,
                // Some network folders know no locks, and are no reason to do nothing.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                    return Ok(Self { path, _file: file });
                }
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Err(TryLockError::WouldBlock) => {}
            }
            if let Some(waits) = waits.take() {
                waits();
            }
            if begin.elapsed() >= patience {
                return Err(StoreError::Busy {
                    path: folder.to_owned(),
                    seconds: patience.as_secs(),
                });
            }
            std::thread::sleep(PAUSE);
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Where a run that waits can tell that the file is gone, nothing is left in the folder.
        // Failing to remove it changes nothing: it is empty, and locked anew by the next run.
        if cfg!(unix) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Returns whether a name still leads to the file that was opened by it.
#[cfg(unix)]
fn is_still_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |data: std::fs::Metadata| (data.dev(), data.ino());
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(own), Ok(named)) => id(own) == id(named),
        _ => false,
    }
}

/// Elsewhere the file is never removed.
#[cfg(not(unix))]
fn is_still_there(_file: &File, _path: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("out");
        let first = FolderLock::take(&inner, Duration::ZERO, || panic!("waits")).unwrap();
        let mut waited = false;
        let second = FolderLock::take(&inner, Duration::ZERO, || waited = true);
        assert!(matches!(second, Err(StoreError::Busy { seconds: 0, .. })));
        assert!(waited);
        drop(first);
        FolderLock::take(&inner, Duration::ZERO, || panic!("waits")).unwrap();
        let left = std::fs::read_dir(&inner).unwrap().count();
        assert_eq!(left, usize::from(!cfg!(unix)));
    }
}
