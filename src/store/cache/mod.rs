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
mod memory;
mod pack;
mod seen;
mod stamp;
#[cfg(test)]
mod tests;

pub use bodies::{BodyPlace, KeptFacts, bodies};
pub use list::{read_summed, write_summed};
pub use memory::Memory;
pub use seen::Seen;
pub use stamp::Stamp;

use super::{CaseFile, CaseFolder, StoreError, private};
use list::{Entry, List, Slot, slot_of};
use pack::Pack;
use rayon::prelude::*;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

/// What everything kept depends on besides the file itself: the program and what it was told.
pub type CacheKey = [u8; 32];

/// What the runs before kept of a case, and what this run adds.
pub struct FactCache {
    folder: PathBuf,
    key: CacheKey,
    /// By path.
    known: Vec<Entry>,
    pack: Mutex<Pack>,
    reader: File,
    /// What counts from now on, by [`FileId`](crate::text::FileId).
    current: Mutex<Vec<Option<Slot>>>,
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
        let (known, pack) = match (list, pack) {
            (Some(list), Some(pack)) => (list.entries, pack),
            _ => (Vec::new(), Pack::create(folder).map_err(failed)?),
        };
        Ok(Self {
            folder: folder.to_owned(),
            key,
            known,
            reader: pack.reader().map_err(failed)?,
            pack: Mutex::new(pack),
            current: Mutex::default(),
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
            && pairs.into_par_iter().all(|(Entry { path, slot }, file)| {
                *path == file.path && file.stamp.is_some_and(|stamp| slot.is_of(stamp))
            })
    }

    /// Takes over what is kept of a file whose stamp is that of the run before, and returns
    /// whether there is anything; else it must be read.
    pub fn has_unchanged(&self, file: &CaseFile) -> bool {
        let slot = self.known(file);
        let slot = slot.filter(|slot| file.stamp.is_some_and(|stamp| slot.is_of(stamp)));
        self.take_over(file, slot)
    }

    /// Takes over what is kept of a file whose bytes have this sum, whatever its stamp says, and
    /// returns whether there is anything.
    pub fn has_same_bytes(&self, file: &CaseFile, sha256: &str) -> bool {
        let bytes = pack::sum_of(sha256.as_bytes());
        let slot = self.known(file).filter(|slot| slot.bytes == bytes);
        let slot = slot.zip(file.stamp).map(|(slot, stamp)| Slot {
            stamp,
            read: stamp::now(),
            ..slot
        });
        self.take_over(file, slot)
    }

    fn known(&self, file: &CaseFile) -> Option<Slot> {
        slot_of(&self.known, &file.path)
    }

    /// Lets a slot count for this run, and returns whether there is one.
    fn take_over(&self, file: &CaseFile, slot: Option<Slot>) -> bool {
        if slot.is_some() {
            self.count(file, slot);
        }
        slot.is_some()
    }

    fn count(&self, file: &CaseFile, slot: Option<Slot>) {
        let place = file.id.0 as usize;
        let mut current = lock(&self.current);
        if current.len() <= place {
            current.resize(place + 1, None);
        }
        if let Some(counted) = current.get_mut(place) {
            *counted = slot;
        }
    }

    /// Returns the head of what this run took over or kept of a file; `None` where there is
    /// nothing, or where it does not fit its sum and is forgotten.
    pub fn read(&self, file: &CaseFile) -> Option<Vec<u8>> {
        let slot = lock(&self.current).get(file.id.0 as usize).copied()??;
        // Only handing on takes the lock, so that threads read at the same time.
        let is_there = lock(&self.pack).hand_on(&slot.place);
        let head = is_there.then(|| slot.place.head(&self.reader)).flatten();
        if head.is_none() {
            self.count(file, None);
        }
        head
    }

    /// Keeps what a file gave: a head, which is read as a whole, and bodies, which are read one by
    /// one and whose places and sums the head holds. `stamp` is what the file had before it was
    /// read.
    pub fn put(
        &self,
        file: &CaseFile,
        stamp: Stamp,
        sha256: &str,
        (head, bodies): (&[u8], &[u8]),
    ) -> Result<(), StoreError> {
        let place = lock(&self.pack).append(head, bodies).map_err(|source| {
            let path = self.folder.clone();
            StoreError::Write { path, source }
        })?;
        let slot = Slot {
            stamp,
            read: stamp::now(),
            bytes: pack::sum_of(sha256.as_bytes()),
            place,
        };
        self.count(file, Some(slot));
        Ok(())
    }

    /// Writes the list of what this run used or added; what it did not ask for is forgotten.
    /// Returns the bodies of the files of a case, which can still be read.
    pub fn finish(self, case: &CaseFolder) -> Result<KeptFacts, StoreError> {
        let failed = |source| StoreError::Write {
            path: self.folder.clone(),
            source,
        };
        let counted = into_inner(self.current).into_iter().zip(&case.files);
        let counted = counted.filter_map(|(slot, file)| {
            let path = file.path.clone();
            slot.map(|slot| Entry { path, slot })
        });
        let mut entries: Vec<Entry> = counted.collect();
        // Files are looked up by path.
        entries.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let mut pack = into_inner(self.pack);
        pack.flush().map_err(failed)?;
        if entries == self.known && !pack.is_new() {
            return Ok(KeptFacts::new(pack, &entries, case));
        }
        let live: u64 = entries.iter().map(|entry| entry.slot.place.size()).sum();
        if pack.is_wasteful(live) {
            let places = entries.iter_mut().map(|entry| &mut entry.slot.place);
            pack = pack.rewritten(places).map_err(failed)?;
        }
        let list = List {
            // Without a sum of the program there is no key, and so no cache.
            program: program_sum().unwrap_or_default(),
            key: self.key,
            pack: pack.number(),
            length: pack.length(),
            entries,
        };
        list.write(&self.folder)?;
        pack.remove_others();
        Ok(KeptFacts::new(pack, &list.entries, case))
    }
}

/// Makes the next run read every file anew.
pub fn forget_facts(folder: &Path) -> Result<(), StoreError> {
    list::remove(folder)
}

/// Returns the sum of the running program's own file: another program reads and scans otherwise,
/// whatever it calls its version. `None` where the system does not show it.
/// It is summed once, by whoever asks first.
pub fn program_sum() -> Option<[u8; 32]> {
    static SUM: LazyLock<Option<[u8; 32]>> = LazyLock::new(|| {
        let path = std::env::current_exe().ok()?;
        let mut sum = blake3::Hasher::new();
        sum.update_reader(File::open(path).ok()?).ok()?;
        Some(*sum.finalize().as_bytes())
    });
    *SUM
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
