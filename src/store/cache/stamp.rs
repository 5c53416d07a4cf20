//! Tells from a file's entry on the disk, without opening it, whether it may have changed.

use crate::store::Location;
use serde::{Deserialize, Serialize};
use std::time::{SystemTime, UNIX_EPOCH};

/// What the disk says of a file. Times are nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    bytes: u64,
    modified: i128,
    /// When its entry last changed, which no program can set back; 0 where the system has none.
    changed: i128,
    /// Its number on the disk; 0 where the system has none.
    number: u64,
}

/// A file that was written to so shortly before it was read may have been written to again
/// within the same tick of the disk's clock (FAT counts two seconds).
const TICK: i128 = 2_000_000_000;

impl Stamp {
    /// Returns the stamp of a file, that of the archive for a member of one; `None` where there
    /// is none to trust.
    pub fn of(location: &Location) -> Option<Self> {
        let entry = match location {
            Location::Disk(path) => std::fs::symlink_metadata(path),
            Location::Member { archive, .. } => std::fs::symlink_metadata(archive.path()?),
            Location::Archive { .. } | Location::Refused(_) => return None,
        };
        let entry = entry.ok()?;
        let (changed, number) = change(&entry);
        Some(Self {
            bytes: entry.len(),
            modified: entry.modified().map_or(0, nanoseconds),
            changed,
            number,
        })
    }

    /// Returns whether a file of this stamp that was read at a time was surely read as it is.
    pub(super) fn is_settled(&self, read: i128) -> bool {
        self.modified.max(self.changed) + TICK < read
    }
}

/// Returns the time of now.
pub(super) fn now() -> i128 {
    nanoseconds(SystemTime::now())
}

fn nanoseconds(time: SystemTime) -> i128 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i128::try_from(since.as_nanos()).unwrap_or(i128::MAX),
        Err(before) => -i128::try_from(before.duration().as_nanos()).unwrap_or(i128::MAX),
    }
}

#[cfg(unix)]
fn change(entry: &std::fs::Metadata) -> (i128, u64) {
    use std::os::unix::fs::MetadataExt;
    let seconds = i128::from(entry.ctime()) * 1_000_000_000;
    (seconds + i128::from(entry.ctime_nsec()), entry.ino())
}

#[cfg(not(unix))]
fn change(_entry: &std::fs::Metadata) -> (i128, u64) {
    (0, 0)
}
