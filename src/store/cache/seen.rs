//! Tells which files of a case need not be opened to see what they are.

use super::list::{Entry, List, slot_of};
use super::{Stamp, program_sum};
use std::path::Path;

/// The files that an audit by this program read before, as they lay on the disk then.
///
/// Whether a file is an archive is known only from its first bytes, and a disk that has to look for
/// those of a hundred thousand files takes a minute. The entry of a file says at once that it is
/// the one that was read.
#[derive(Debug, Default)]
pub struct Seen {
    /// By path.
    pub(super) entries: Vec<Entry>,
}

impl Seen {
    /// Returns the files that the list of a folder of kept facts names: none where there is no
    /// list that can be trusted or another program wrote it.
    pub fn of(folder: &Path) -> Self {
        let list = List::read(folder)
            .filter(|list| program_sum().is_some_and(|program| program == list.program));
        Self {
            entries: list.map(|list| list.entries).unwrap_or_default(),
        }
    }

    /// Returns the stamp of the file of this path, where it is still the one that was read and no
    /// archive. It is asked of the disk without opening the file.
    pub(in crate::store) fn unchanged(&self, path: &str, location: &Path) -> Option<Stamp> {
        let slot = slot_of(&self.entries, path)?;
        let stamp = Stamp::of(&location.symlink_metadata().ok()?);
        slot.is_of(stamp).then_some(stamp)
    }
}
