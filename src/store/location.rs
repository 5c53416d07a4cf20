//! Where a file's bytes lie: on the disk, or in a zip archive, or nowhere that is read. Reading
//! is bounded, so that no file takes the machine's memory.

use super::StoreError;
use super::archive::Archive;
use crate::problem::ProblemKind;
use crate::text::hexadecimal;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Most bytes of one file. Text of this size is held twice while it is decoded.
pub(super) const MAX_FILE: u64 = 256 * 1024 * 1024;

/// Where a file lies.
#[derive(Debug, Clone)]
pub enum Location {
    /// On the disk.
    Disk(PathBuf),
    /// In a zip archive.
    Member {
        /// The archive.
        archive: Arc<Archive>,
        /// The member's place in it.
        place: usize,
    },
    /// This is a zip archive itself; its members are files of their own.
    Archive {
        /// The archive.
        archive: Arc<Archive>,
        /// What is wrong with it as a whole.
        troubles: Vec<Refusal>,
    },
    /// In an archive, where it is not read.
    Refused(Refusal),
}

/// Why something was not read, for the reviewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The kind of trouble.
    pub kind: ProblemKind,
    /// What was found and what to do.
    pub sentence: String,
}

impl Refusal {
    pub(super) fn new(kind: ProblemKind, sentence: impl Into<String>) -> Self {
        Self {
            kind,
            sentence: sentence.into(),
        }
    }
}

impl Location {
    /// Reads the bytes with their SHA-256 in hexadecimal. Of an archive only the sum is given:
    /// its members are read apart.
    pub fn read(&self) -> Result<(Vec<u8>, String), StoreError> {
        match self {
            Self::Disk(path) => read_file(path),
            Self::Member { archive, place } => {
                let bytes = archive.read(*place).map_err(StoreError::Refused)?;
                let sum = hexadecimal(&Sha256::digest(&bytes));
                Ok((bytes, sum))
            }
            Self::Archive { archive, .. } => Ok((Vec::new(), archive.sum()?)),
            Self::Refused(refusal) => Err(StoreError::Refused(refusal.clone())),
        }
    }

    /// Returns the length of the file, of which `read` bytes were given: all but of an archive.
    pub fn length(&self, read: u64) -> u64 {
        match self {
            Self::Archive { archive, .. } => archive.bytes(),
            _ => read,
        }
    }

    /// Returns what is wrong with an archive as a whole; `None` for anything that is no archive.
    pub fn archive_troubles(&self) -> Option<&[Refusal]> {
        match self {
            Self::Archive { troubles, .. } => Some(troubles),
            _ => None,
        }
    }
}

/// Reads a file's bytes with their SHA-256 in hexadecimal.
pub fn read_file(path: &Path) -> Result<(Vec<u8>, String), StoreError> {
    let failed = |source| StoreError::Read {
        path: path.to_owned(),
        source,
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    if length > MAX_FILE {
        return Err(StoreError::Refused(too_large()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    file.take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(StoreError::Refused(too_large()));
    }
    let sum = hexadecimal(&Sha256::digest(&bytes));
    Ok((bytes, sum))
}

/// Returns whether a path leads into a folder or is the folder, whether or not either is there.
pub fn is_within(path: &Path, folder: &Path) -> bool {
    real(path).starts_with(real(folder))
}

/// Returns a path without links, as far as what it names is there.
fn real(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = absolute
        .ancestors()
        .find_map(|one| Some((one, one.canonicalize().ok()?)));
    match there {
        Some((one, real)) => real.join(absolute.strip_prefix(one).unwrap_or(Path::new(""))),
        None => absolute,
    }
}

/// Returns the SHA-256 of all that a reader gives, holding little of it at a time.
pub fn sum_of(mut reader: impl Read) -> std::io::Result<String> {
    let mut sum = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = reader.read(&mut buffer)?;
        if read == 0 {
            return Ok(hexadecimal(&sum.finalize()));
        }
        sum.update(buffer.get(..read).unwrap_or_default());
    }
}

pub(super) fn too_large() -> Refusal {
    Refusal::new(
        ProblemKind::Unreadable,
        format!(
            "the file is larger than {} MB, which no chart or claim file is, so it was not read; \
             split it into smaller files",
            MAX_FILE / (1024 * 1024)
        ),
    )
}
