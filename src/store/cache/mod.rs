//! Keeps what reading and scanning gave of each file, so that an unchanged file is not read again.
//!
//! Beside the search index lies a folder `facts` with a pack, to which entries are appended, and a
//! list of the entries that count, which is written whole and last. A run that is cut off leaves
//! a list that knows nothing of what it appended. Every entry and the list carry a sum; whatever
//! does not fit its sum, or was written by another program, is read anew and never trusted.
//!
//! A file is taken for unchanged when its length, times and number on the disk are those of the
//! run before, as build tools and version control take it; where they differ, its bytes decide.

mod bodies;
mod list;
mod pack;
mod stamp;
#[cfg(test)]
mod tests;

pub use bodies::{BodyPlace, KeptBodies, bodies};
pub use list::{read_summed, write_summed};
pub use stamp::Stamp;

use super::{CaseFile, CaseFolder, StoreError, private};
use list::{Entry, List};
use pack::Pack;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// What everything kept depends on besides the file itself: the program and what it was told.
pub type CacheKey = [u8; 32];

/// What the runs before kept of a case, and what this run adds.
pub struct FactCache {
    folder: PathBuf,
    key: CacheKey,
    known: BTreeMap<String, Entry>,
    pack: Mutex<Pack>,
    /// What counts from now on.
    current: Mutex<BTreeMap<String, Entry>>,
}

/// What is kept of a file that has not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The SHA-256 of the file's bytes in hexadecimal.
    pub sha256: String,
    /// The head that was put.
    pub facts: Vec<u8>,
}

impl FactCache {
    /// Opens the cache in a folder, which is made where it is missing. What another program or
    /// other settings left there, and what is damaged, counts for nothing.
    pub fn open(folder: &Path, key: CacheKey) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Write {
            path: folder.to_owned(),
            source,
        };
        private::create_folder(folder).map_err(failed)?;
        let list = List::read(folder).filter(|list| list.key == key);
        let pack = match &list {
            Some(list) => Pack::open(folder, list.pack, list.length),
            None => None,
        };
        let known = match (list, &pack) {
            (Some(list), Some(_)) => list
                .entries
                .into_iter()
                .map(|entry| (entry.path.clone(), entry))
                .collect(),
            _ => BTreeMap::new(),
        };
        let pack = match pack {
            Some(pack) => pack,
            None => Pack::create(folder).map_err(failed)?,
        };
        Ok(Self {
            folder: folder.to_owned(),
            key,
            known,
            pack: Mutex::new(pack),
            current: Mutex::new(BTreeMap::new()),
        })
    }

    /// Returns whether the cache in a folder is that of exactly the files of a case, none of which
    /// has changed since.
    pub fn stands(folder: &Path, key: CacheKey, case: &CaseFolder) -> bool {
        let Some(list) = List::read(folder).filter(|list| list.key == key) else {
            return false;
        };
        // Both are in the order of paths.
        let pairs = list.entries.par_iter().zip(&case.files);
        list.entries.len() == case.files.len()
            && pairs.into_par_iter().all(|(entry, file)| {
                let stamp = Stamp::of(&file.location).filter(|stamp| *stamp == entry.stamp);
                entry.path == file.path && stamp.is_some_and(|stamp| stamp.is_settled(entry.read))
            })
    }

    /// Takes over what is kept of a file whose stamp is that of the run before, and returns
    /// whether there is anything; else it must be read.
    pub fn has_unchanged(&self, file: &CaseFile, stamp: Option<&Stamp>) -> bool {
        let entry = self.known.get(&file.path);
        let entry = entry.filter(|entry| {
            stamp.is_some_and(|stamp| entry.stamp == *stamp && stamp.is_settled(entry.read))
        });
        self.take_over(entry.cloned())
    }

    /// Takes over what is kept of a file whose bytes have this sum, whatever its stamp says, and
    /// returns whether there is anything.
    pub fn has_same_bytes(&self, file: &CaseFile, stamp: Option<&Stamp>, sha256: &str) -> bool {
        let entry = self.known.get(&file.path);
        let entry = entry.filter(|entry| entry.sha256 == sha256).zip(stamp);
        self.take_over(entry.map(|(entry, stamp)| Entry {
            stamp: *stamp,
            read: stamp::now(),
            ..entry.clone()
        }))
    }

    /// Lets an entry count for this run, and returns whether there is one.
    fn take_over(&self, entry: Option<Entry>) -> bool {
        let is_known = entry.is_some();
        if let Some(entry) = entry {
            lock(&self.current).insert(entry.path.clone(), entry);
        }
        is_known
    }

    /// Returns what this run took over or kept of a file; `None` where there is nothing, or where
    /// it does not fit its sum and is forgotten.
    pub fn read(&self, file: &CaseFile) -> Option<Kept> {
        let entry = lock(&self.current).get(&file.path)?.clone();
        let Some(facts) = lock(&self.pack).read(&entry) else {
            lock(&self.current).remove(&file.path);
            return None;
        };
        Some(Kept {
            sha256: entry.sha256,
            facts,
        })
    }

    /// Keeps what a file gave: a head, which is read as a whole, and bodies, which are read one by
    /// one and whose places and sums the head holds. `stamp` is what the file had before it was
    /// read.
    pub fn put(
        &self,
        file: &CaseFile,
        stamp: Stamp,
        sha256: &str,
        facts: (&[u8], &[u8]),
    ) -> Result<(), StoreError> {
        let place = lock(&self.pack)
            .append(facts.0, facts.1)
            .map_err(|source| {
                let path = self.folder.clone();
                StoreError::Write { path, source }
            })?;
        let entry = Entry {
            path: file.path.clone(),
            stamp,
            read: stamp::now(),
            sha256: sha256.to_owned(),
            offset: place.offset,
            length: place.length,
            tail: place.tail,
            sum: place.sum,
        };
        lock(&self.current).insert(file.path.clone(), entry);
        Ok(())
    }

    /// Writes the list of what this run used or added; what it did not ask for is forgotten.
    /// Returns the bodies of the files of a case, which can still be read.
    pub fn finish(self, case: &CaseFolder) -> Result<KeptBodies, StoreError> {
        let failed = |source| StoreError::Write {
            path: self.folder.clone(),
            source,
        };
        let mut entries: Vec<Entry> = into_inner(self.current).into_values().collect();
        let mut pack = into_inner(self.pack);
        let is_same = entries.len() == self.known.len()
            && entries
                .iter()
                .all(|entry| self.known.get(&entry.path) == Some(entry));
        pack.flush().map_err(failed)?;
        if is_same && !pack.is_new() {
            return Ok(KeptBodies::new(pack, &entries, case));
        }
        let live = |entry: &Entry| u64::from(entry.length) + u64::from(entry.tail);
        let live: u64 = entries.iter().map(live).sum();
        if pack.is_wasteful(live) {
            pack = pack.rewritten(&mut entries).map_err(failed)?;
        }
        let list = List {
            key: self.key,
            pack: pack.number(),
            length: pack.length(),
            entries,
        };
        list.write(&self.folder)?;
        pack.remove_others();
        Ok(KeptBodies::new(pack, &list.entries, case))
    }
}

/// Makes the next run read every file anew.
pub fn forget_facts(folder: &Path) -> Result<(), StoreError> {
    list::remove(folder)
}

/// Returns the sum of the running program's own file: another program reads and scans otherwise,
/// whatever it calls its version. `None` where the system does not show it.
pub fn program_sum() -> Option<[u8; 32]> {
    let path = std::env::current_exe().ok()?;
    let mut sum = blake3::Hasher::new();
    sum.update_reader(std::fs::File::open(path).ok()?).ok()?;
    Some(*sum.finalize().as_bytes())
}

/// A thread that panicked while it held the lock left nothing half done that is not summed.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
