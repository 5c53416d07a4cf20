//! The bodies behind the heads of a pack: what is asked for one by one, long after the heads were
//! read, so that no more of a case is in memory than is being looked at.

use super::list::Entry;
use super::pack::{Pack, SUM, read_at, sum_of};
use super::{CaseFolder, lock};
use crate::text::FileId;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::sync::Mutex;

/// Where a body lies among those of its file, with its sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyPlace {
    start: u32,
    length: u32,
    sum: [u8; SUM],
}

/// Returns bodies one behind the other, and the place of each; `None` where they are too long.
pub fn bodies(each: impl Iterator<Item = Vec<u8>>) -> Option<(Vec<u8>, Vec<BodyPlace>)> {
    let (mut all, mut places) = (Vec::new(), Vec::new());
    for body in each {
        places.push(BodyPlace {
            start: u32::try_from(all.len()).ok()?,
            length: u32::try_from(body.len()).ok()?,
            sum: sum_of(&body),
        });
        all.extend(body);
    }
    Some((all, places))
}

/// Reads the bodies of the files of a case.
#[derive(Debug)]
pub struct KeptBodies {
    pack: Mutex<File>,
    /// Where each file's bodies begin, by [`FileId`].
    starts: Vec<Option<u64>>,
}

impl KeptBodies {
    /// Takes the entries of a pack, which are in the order of paths as the files are.
    pub(super) fn new(pack: Pack, entries: &[Entry], case: &CaseFolder) -> Self {
        let start_of = |path: &str| {
            let place = entries.binary_search_by(|entry| entry.path.as_str().cmp(path));
            let slot = &entries.get(place.ok()?)?.slot;
            slot.offset.checked_add(u64::from(slot.length))
        };
        let starts = case.files.iter().map(|file| start_of(&file.path));
        Self {
            starts: starts.collect(),
            pack: Mutex::new(pack.into_reader()),
        }
    }

    /// Returns a body of a file; `None` where it is not there or does not fit its sum.
    pub fn read(&self, file: FileId, place: &BodyPlace) -> Option<Vec<u8>> {
        let start = (*self.starts.get(file.0 as usize)?)?;
        let at = start.checked_add(u64::from(place.start))?;
        let body = read_at(&mut lock(&self.pack), at, place.length)?;
        (sum_of(&body) == place.sum).then_some(body)
    }
}
