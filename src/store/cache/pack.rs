//! The file to which entries of the cache are appended, each checked by its sum when it is read.

use crate::store::private;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Bytes of a sum: enough to notice damage, which is all that is asked of it.
pub(super) const SUM: usize = 16;

/// Bytes that are handed to the system together, of many entries.
const TOGETHER: usize = 256 * 1024;

/// A pack may hold this much that no longer counts before it is written anew.
const WASTE: u64 = 16 * 1024 * 1024;

/// A pack of entries.
pub(super) struct Pack {
    folder: PathBuf,
    number: u64,
    reader: File,
    writer: BufWriter<File>,
    /// Bytes that the list knew of.
    known: u64,
    /// Bytes that the system has.
    handed_on: u64,
    length: u64,
}

/// Where an entry was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) offset: u64,
    /// Bytes of the head, which the sum is of.
    pub(super) length: u32,
    /// Bytes of the bodies behind it, each of which the head knows the sum of.
    pub(super) tail: u32,
    pub(super) sum: [u8; SUM],
}

impl Place {
    /// Returns how many bytes of the pack the entry takes.
    pub(super) fn size(&self) -> u64 {
        u64::from(self.length) + u64::from(self.tail)
    }

    /// Reads the head from a pack that is open for reading; `None` where it does not fit its sum.
    pub(super) fn head(&self, pack: &File) -> Option<Vec<u8>> {
        let head = read_at(pack, self.offset, self.length)?;
        (sum_of(&head) == self.sum).then_some(head)
    }
}

/// Sums bytes as they come.
#[derive(Default)]
pub(super) struct Sum(blake3::Hasher);

impl Sum {
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(super) fn value(&self) -> [u8; SUM] {
        let mut sum = [0; SUM];
        self.0.finalize_xof().fill(&mut sum);
        sum
    }
}

/// Returns the sum of some bytes.
pub(super) fn sum_of(bytes: &[u8]) -> [u8; SUM] {
    let mut sum = Sum::default();
    sum.add(bytes);
    sum.value()
}

impl Pack {
    /// Opens the pack of a number, of which so many bytes count; what a run that was cut off
    /// appended behind them is cut away. `None` where it is missing or too short.
    pub(super) fn open(folder: &Path, number: u64, length: u64) -> Option<Self> {
        let path = path_of(folder, number);
        let reader = File::open(&path).ok()?;
        if reader.metadata().ok()?.len() < length {
            return None;
        }
        let mut writer = private::open_or_create(&path).ok()?;
        writer.set_len(length).ok()?;
        writer.seek(SeekFrom::End(0)).ok()?;
        Some(Self {
            folder: folder.to_owned(),
            number,
            reader,
            writer: BufWriter::with_capacity(TOGETHER, writer),
            known: length,
            handed_on: length,
            length,
        })
    }

    /// Begins an empty pack under a number that no pack of the folder has.
    pub(super) fn create(folder: &Path) -> io::Result<Self> {
        let number = numbers(folder).max().map_or(0, |highest| highest + 1);
        let path = path_of(folder, number);
        let writer = private::create_file(&path)?;
        Ok(Self {
            folder: folder.to_owned(),
            number,
            reader: File::open(&path)?,
            writer: BufWriter::with_capacity(TOGETHER, writer),
            known: 0,
            handed_on: 0,
            length: 0,
        })
    }

    /// Returns the head of an entry and the bodies as they lie there; `None` where the head does not
    /// fit its sum.
    fn entry(&mut self, place: &Place) -> Option<(Vec<u8>, Vec<u8>)> {
        if !self.hand_on(place) {
            return None;
        }
        let head = place.head(&self.reader)?;
        let start = place.offset.checked_add(u64::from(place.length))?;
        Some((head, read_at(&self.reader, start, place.tail)?))
    }

    /// Sees to it that the system has an entry, so that any reader of the pack can read it, and
    /// returns whether it has.
    pub(super) fn hand_on(&mut self, place: &Place) -> bool {
        let end = place.offset.checked_add(place.size());
        let Some(end) = end.filter(|end| *end <= self.length) else {
            return false;
        };
        if end > self.handed_on {
            if self.writer.flush().is_err() {
                return false;
            }
            self.handed_on = self.length;
        }
        true
    }

    /// Appends an entry: a head and the bodies behind it.
    pub(super) fn append(&mut self, head: &[u8], bodies: &[u8]) -> io::Result<Place> {
        let length = u32::try_from(head.len()).map_err(io::Error::other)?;
        let tail = u32::try_from(bodies.len()).map_err(io::Error::other)?;
        self.writer.write_all(head)?;
        self.writer.write_all(bodies)?;
        let offset = self.length;
        self.length += u64::from(length) + u64::from(tail);
        Ok(Place {
            offset,
            length,
            tail,
            sum: sum_of(head),
        })
    }

    /// Returns another reader of the pack, of what the system has of it.
    pub(super) fn reader(&self) -> io::Result<File> {
        self.reader.try_clone()
    }

    /// Gives up writing and returns what reads the pack. All must have been flushed.
    pub(super) fn into_reader(self) -> File {
        self.reader
    }

    /// Hands everything to the system, so that a list may speak of it.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Returns whether no list has spoken of this pack yet.
    pub(super) fn is_new(&self) -> bool {
        self.known == 0
    }

    /// Returns whether too much of the pack no longer counts.
    pub(super) fn is_wasteful(&self, live: u64) -> bool {
        self.length > live.saturating_mul(2) + WASTE
    }

    /// Copies what counts into a new pack and points the places there.
    pub(super) fn rewritten<'s>(
        mut self,
        places: impl Iterator<Item = &'s mut Place>,
    ) -> io::Result<Self> {
        let mut next = Self::create(&self.folder)?;
        for place in places {
            let (head, bodies) = self
                .entry(place)
                .ok_or_else(|| io::Error::other("an entry of the cache cannot be read back"))?;
            place.offset = next.append(&head, &bodies)?.offset;
        }
        next.flush()?;
        Ok(next)
    }

    /// Removes the packs that no list speaks of any more.
    pub(super) fn remove_others(&self) {
        for number in numbers(&self.folder).filter(|number| *number != self.number) {
            // A pack that stays behind costs space and nothing else.
            let _ = std::fs::remove_file(path_of(&self.folder, number));
        }
    }
}

/// Reads so many bytes of a file; `None` where they are not there.
pub(super) fn read_at(file: &File, start: u64, length: u32) -> Option<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(length).ok()?];
    read_exact_at(file, &mut bytes, start).ok()?;
    Some(bytes)
}

/// Reads at a place without moving the file's own, so that threads need not wait for each other.
#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

/// Reads at a place; the file's own moves with it, which nothing relies on.
#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, start)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = bytes.get_mut(read..).unwrap_or_default();
                start += read as u64;
            }
        }
    }
    Ok(())
}

fn path_of(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("facts-{number}.pack"))
}

fn numbers(folder: &Path) -> impl Iterator<Item = u64> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| {
        let name = entry.file_name();
        let number = name.to_str()?.strip_prefix("facts-")?;
        number.strip_suffix(".pack")?.parse().ok()
    })
}
