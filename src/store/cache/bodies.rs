//! What is asked of a pack file by file and note by note, long after all heads were read once, so
//! that no more of a case is in memory than is being looked at.

use super::CaseFolder;
use super::list::{Entry, slot_of};
use super::pack::{Pack, Place, SUM, read_at, sum_of};
use crate::text::FileId;
use serde::{Deserialize, Serialize};
use std::fs::File;

/// Where a body lies among those of its file, with its sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyPlace {
    start: u32,
    length: u32,
    sum: [u8; SUM],
}

impl BodyPlace {
    /// Returns the sum of the body: bodies of equal sums are one body.
    pub fn sum(&self) -> [u8; 16] {
        self.sum
    }
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

/// Reads what is kept of the files of a case.
#[derive(Debug)]
pub struct KeptFacts {
    pack: File,
    /// Where each file's facts lie, by [`FileId`].
    heads: Vec<Option<Place>>,
}

impl KeptFacts {
    /// Reads from a pack that is whole; `entries` are those of the case, by path.
    pub(super) fn new(pack: Pack, entries: &[Entry], case: &CaseFolder) -> Self {
        let head_of = |path: &str| slot_of(entries, path).map(|slot| slot.place);
        let heads = case.files.iter().map(|file| head_of(&file.path));
        Self {
            heads: heads.collect(),
            pack: pack.into_reader(),
        }
    }

    /// Returns the head of a file's facts; `None` where nothing is kept of it or what is kept does
    /// not fit its sum.
    pub fn head(&self, file: FileId) -> Option<Vec<u8>> {
        self.place(file)?.head(&self.pack)
    }

    /// Returns a body of a file; `None` where nothing is kept of the file or what is kept does not
    /// fit its sum.
    pub fn body(&self, file: FileId, place: &BodyPlace) -> Option<Vec<u8>> {
        let head = self.place(file)?;
        let start = head.offset.checked_add(u64::from(head.length))?;
        let at = start.checked_add(u64::from(place.start))?;
        let body = read_at(&self.pack, at, place.length)?;
        (sum_of(&body) == place.sum).then_some(body)
    }

    fn place(&self, file: FileId) -> Option<Place> {
        *self.heads.get(file.0 as usize)?
    }
}
