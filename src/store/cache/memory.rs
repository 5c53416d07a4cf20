//! Keeps what was concluded, each conclusion under a sum of all that it rests on, so that what rests
//! on the same is not concluded again.
//!
//! As with the facts, entries are appended to a pack and a list of those that count is written
//! last. What a run does not ask for is forgotten.

use super::pack::{Pack, Place};
use super::{CacheKey, into_inner, lock, read_summed, write_summed};
use crate::ledger::{BasisSum, Conclusions};
use crate::store::{StoreError, private};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The list of a folder.
const LIST: &str = "conclusions.list";

/// What the runs before concluded, and what this one adds.
pub struct Memory {
    folder: PathBuf,
    key: CacheKey,
    known: BTreeMap<BasisSum, Place>,
    reader: File,
    pack: Mutex<Pack>,
    /// What counts from now on.
    current: Mutex<BTreeMap<BasisSum, Place>>,
    /// What the disk said when something could not be appended.
    failed: Mutex<Option<io::Error>>,
}

#[derive(Serialize, Deserialize)]
struct List {
    key: CacheKey,
    pack: u64,
    length: u64,
    entries: BTreeMap<BasisSum, Place>,
}

impl Memory {
    /// Opens what is kept in a folder, which is made where it is missing. What was kept under
    /// another key, by another program, counts for nothing.
    pub fn open(folder: &Path, key: CacheKey) -> Result<Self, StoreError> {
        let open = || {
            private::create_folder(folder)?;
            let list: Option<List> = read_summed(&folder.join(LIST));
            let list = list.filter(|list| list.key == key);
            let pack = match &list {
                Some(list) => Pack::open(folder, list.pack, list.length),
                None => None,
            };
            let (known, pack) = match (list, pack) {
                (Some(list), Some(pack)) => (list.entries, pack),
                _ => (BTreeMap::new(), Pack::create(folder)?),
            };
            Ok(Self {
                folder: folder.to_owned(),
                key,
                known,
                reader: pack.reader()?,
                pack: Mutex::new(pack),
                current: Mutex::default(),
                failed: Mutex::default(),
            })
        };
        open().map_err(|source| StoreError::Write {
            path: folder.to_owned(),
            source,
        })
    }

    /// Writes the list of what this run asked for or kept. Fails where something could not be
    /// kept.
    pub fn finish(self) -> Result<(), StoreError> {
        let path = self.folder.clone();
        self.write_list()
            .map_err(|source| StoreError::Write { path, source })?
    }

    /// Fails on the outside where the pack, on the inside where the list cannot be written.
    fn write_list(self) -> io::Result<Result<(), StoreError>> {
        if let Some(error) = into_inner(self.failed) {
            return Err(error);
        }
        let mut pack = into_inner(self.pack);
        let mut entries = into_inner(self.current);
        pack.flush()?;
        if entries == self.known && !pack.is_new() {
            return Ok(Ok(()));
        }
        if pack.is_wasteful(entries.values().map(Place::size).sum()) {
            pack = pack.rewritten(entries.values_mut())?;
        }
        let list = List {
            key: self.key,
            pack: pack.number(),
            length: pack.length(),
            entries,
        };
        let written = write_summed(&self.folder.join(LIST), &list);
        if written.is_ok() {
            pack.remove_others();
        }
        Ok(written)
    }
}

impl Conclusions for Memory {
    /// What does not fit its sum was never concluded.
    fn recall(&self, basis: &BasisSum) -> Option<Vec<u8>> {
        let place = self.known.get(basis)?;
        let conclusion = place.head(&self.reader)?;
        lock(&self.current).insert(*basis, *place);
        Some(conclusion)
    }

    fn keep(&self, basis: BasisSum, conclusion: &[u8]) {
        match lock(&self.pack).append(conclusion, &[]) {
            Ok(place) => {
                lock(&self.current).insert(basis, place);
            }
            Err(error) => {
                lock(&self.failed).get_or_insert(error);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: CacheKey = [3; 32];
    const BASIS: CacheKey = [9; 32];

    fn open(folder: &Path, key: CacheKey) -> Memory {
        Memory::open(folder, key).expect("a folder that can be written")
    }

    /// Returns a folder in which one conclusion is kept.
    fn kept() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let memory = open(folder.path(), KEY);
        memory.keep(BASIS, b"supported");
        memory.finish().expect("it is kept");
        folder
    }

    #[test]
    fn a_conclusion_comes_back_for_what_it_rests_on_and_nothing_else() {
        let folder = kept();
        let memory = open(folder.path(), KEY);
        assert_eq!(memory.recall(&BASIS).as_deref(), Some(&b"supported"[..]));
        assert_eq!(memory.recall(&[8; 32]), None);
        assert_eq!(open(folder.path(), [4; 32]).recall(&BASIS), None);
    }

    #[test]
    fn what_nobody_asks_for_is_forgotten() {
        let folder = kept();
        let memory = open(folder.path(), KEY);
        memory.keep([8; 32], b"silent");
        memory.finish().expect("it is kept");
        let memory = open(folder.path(), KEY);
        assert_eq!(memory.recall(&BASIS), None);
        assert_eq!(memory.recall(&[8; 32]).as_deref(), Some(&b"silent"[..]));
    }

    #[test]
    fn damage_and_a_run_that_was_cut_off_give_nothing_wrong() {
        let folder = kept();
        let unfinished = open(folder.path(), KEY);
        unfinished.keep([8; 32], b"silent");
        drop(unfinished);
        let memory = open(folder.path(), KEY);
        assert_eq!(memory.recall(&[8; 32]), None);
        assert_eq!(memory.recall(&BASIS).as_deref(), Some(&b"supported"[..]));
        drop(memory);
        let files = std::fs::read_dir(folder.path()).expect("the folder is read");
        for file in files.flatten().filter(|file| file.file_name() != LIST) {
            let bytes = std::fs::read(file.path()).expect("the pack is read");
            let damaged: Vec<u8> = bytes.iter().map(|byte| byte ^ 1).collect();
            std::fs::write(file.path(), damaged).expect("the pack is written");
        }
        assert_eq!(open(folder.path(), KEY).recall(&BASIS), None);
    }
}
