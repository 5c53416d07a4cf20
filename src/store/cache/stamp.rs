//! Tells from a file's entry on the disk, without opening it, whether it may have changed.

use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::time::{SystemTime, UNIX_EPOCH};

/// What the disk says of a file. Times are nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    bytes: u64,
    modified: i64,
    /// When its entry last changed, which no program can set back; 0 where the system has none.
    changed: i64,
    /// Its number on the disk; 0 where the system has none.
    number: u64,
}

/// A file that was written to so shortly before it was read may have been written to again
/// within the same tick of the disk's clock (FAT counts two seconds).
const TICK: i64 = 2_000_000_000;

impl Stamp {
    /// Takes the stamp of a file's entry.
    pub(in crate::store) fn of(entry: &Metadata) -> Self {
        let (changed, number) = change(entry);
        Self {
            bytes: entry.len(),
            modified: entry.modified().map_or(0, nanoseconds),
            changed,
            number,
        }
    }

    /// Returns whether a file of this stamp that was read at a time was surely read as it is.
    pub(super) fn is_settled(&self, read: i64) -> bool {
        self.modified.max(self.changed).saturating_add(TICK) < read
    }
}

/// Returns the time of now.
pub(super) fn now() -> i64 {
    nanoseconds(SystemTime::now())
}

fn nanoseconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_nanos()).unwrap_or(i64::MAX),
    }
}

#[cfg(unix)]
fn change(entry: &Metadata) -> (i64, u64) {
    use std::os::unix::fs::MetadataExt;
    let seconds = entry.ctime().saturating_mul(1_000_000_000);
    (seconds.saturating_add(entry.ctime_nsec()), entry.ino())
}

#[cfg(not(unix))]
fn change(_entry: &Metadata) -> (i64, u64) {
    (0, 0)
}
