//! Writes results whole or not at all.
//!
//! Files that belong together are all written beside their places first and then renamed. The file
//! that vouches for the others, a manifest with their sums, is removed before the first of them is
//! renamed and comes back last: a run that is killed in between leaves old and new files side by
//! side, and nothing that says they belong together.

use super::browser::PRINTING;
use super::{StoreError, private};
use crate::text::hexadecimal;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// How the name of a file that is not whole yet ends.
pub(super) const PART: &str = ".chartproof.part";

/// Bytes that are summed and handed to the system at once.
const PIECE: usize = 1 << 16;

/// What was written of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// Makes a folder for results, with its parents, and checks that it can be written to.
pub fn create_output_folder(folder: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::Write {
        path: folder.to_owned(),
        source,
    };
    private::create_folder(folder).map_err(failed)?;
    // Two runs may try the folder at once; each has a probe of its own.
    let probe = folder.join(format!(".write-test-{}{PART}", std::process::id()));
    private::create_file(&probe).map_err(failed)?;
    remove_if_there(&probe).map_err(failed)
}

/// Removes a file that another run may have cleared away already.
fn remove_if_there(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Files of one folder that belong together. Dropped before [`OutputSet::publish`], it leaves the
/// folder as it was. Whoever writes a set holds the folder's [`super::FolderLock`].
#[derive(Debug)]
pub struct OutputSet {
    folder: PathBuf,
    /// Names of files that are written and not yet in their places.
    names: Mutex<Vec<PathBuf>>,
}

impl OutputSet {
    /// Starts a set, and removes what a killed run left half-written in the folder.
    pub fn begin(folder: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Write {
            path: folder.to_owned(),
            source,
        };
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(PART) {
                remove_if_there(&entry.path()).map_err(failed)?;
            } else if name == PRINTING {
                std::fs::remove_dir_all(entry.path()).map_err(failed)?;
            }
        }
        Ok(Self {
            folder: folder.to_owned(),
            names: Mutex::default(),
        })
    }

    /// Writes a file of the set beside its place and returns the sum of what was written. Several
    /// may be written at once.
    pub fn write(
        &self,
        name: impl AsRef<Path>,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<Written, StoreError> {
        let name = name.as_ref();
        let path = self.folder.join(name);
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.push(name.to_owned());
        drop(names);
        write_part(&self.part(name), write).map_err(|source| StoreError::Write { path, source })
    }

    /// Puts every file of the set in its place. `voucher` is the file that tells the sums of the
    /// others; its own is returned.
    pub fn publish(
        mut self,
        voucher: impl AsRef<Path>,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<Written, StoreError> {
        let voucher = voucher.as_ref();
        let written = self.write(voucher, write)?;
        let last = self.folder.join(voucher);
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| StoreError::Write { path, source }
        };
        remove_if_there(&last).map_err(failed(&last))?;
        sync_folder(&self.folder);
        while let Some(name) = self.take_first() {
            let path = self.folder.join(&name);
            let part = self.part(&name);
            if let Err(error) = std::fs::rename(&part, &path) {
                self.names().push(name);
                return Err(failed(&path)(error));
            }
        }
        sync_folder(&self.folder);
        Ok(written)
    }

    /// Takes the name of the file that was begun first.
    fn take_first(&mut self) -> Option<PathBuf> {
        let names = self.names();
        (!names.is_empty()).then(|| names.remove(0))
    }

    fn names(&mut self) -> &mut Vec<PathBuf> {
        let names = self.names.get_mut();
        names.unwrap_or_else(PoisonError::into_inner)
    }

    fn part(&self, name: &Path) -> PathBuf {
        let mut name = name.as_os_str().to_owned();
        name.push(PART);
        self.folder.join(name)
    }
}

impl Drop for OutputSet {
    fn drop(&mut self) {
        for name in std::mem::take(self.names()) {
            // What is half-written is of no use; failing to remove it changes nothing.
            let _ = std::fs::remove_file(self.part(&name));
        }
    }
}

/// Writes a single file beside its place and renames it, so that a reader never sees half of it.
pub fn write_atomically(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<Written, StoreError> {
    let failed = |source| StoreError::Write {
        path: path.to_owned(),
        source,
    };
    // Two runs may write the same file at once; each writes a part of its own.
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".chartproof-{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written =
        write_part(&part, write).and_then(|written| std::fs::rename(&part, path).map(|()| written));
    written.map_err(|source| {
        // What is half-written is of no use; failing to remove it changes nothing.
        let _ = std::fs::remove_file(&part);
        failed(source)
    })
}

fn write_part(
    part: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> std::io::Result<Written> {
    // Words come in small pieces, which are summed and handed to the system in large ones.
    let mut writer = BufWriter::with_capacity(
        PIECE,
        Summing {
            inner: private::create_file(part)?,
            sum: Sha256::new(),
            bytes: 0,
        },
    );
    write(&mut writer)?;
    let Summing { inner, sum, bytes } = writer.into_inner().map_err(|error| error.into_error())?;
    // A name must not reach the disk before the bytes that it stands for.
    inner.sync_all()?;
    Ok(Written {
        sha256: hexadecimal(&sum.finalize()),
        bytes,
    })
}

/// Brings a folder's names to the disk in the order in which they were changed. Not every system
/// can; it only matters when the power fails.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// Opens a file that an audit wrote, to be read line by line whatever its length; `None` where
/// there is none.
pub fn open_output(path: &Path) -> Result<Option<Box<dyn BufRead>>, StoreError> {
    match File::open(path) {
        Ok(file) => Ok(Some(Box::new(BufReader::new(file)))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

/// Sums what it writes.
struct Summing<W> {
    inner: W,
    sum: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(buffer)?;
        self.sum.update(buffer.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
        let mut shown: Vec<String> = entries
            .map(|entry| {
                let text = std::fs::read_to_string(entry.path()).unwrap();
                format!("{}: {text}", entry.file_name().to_string_lossy())
            })
            .collect();
        shown.sort();
        shown
    }

    #[test]
    fn a_set_comes_whole_and_a_failed_one_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        std::fs::write(folder.join("b.chartproof.part"), "half").unwrap();
        std::fs::create_dir(folder.join(PRINTING)).unwrap();
        std::fs::write(folder.join(PRINTING).join("report.html"), "half").unwrap();
        let set = OutputSet::begin(folder).unwrap();
        set.write("a", |out| out.write_all(b"1")).unwrap();
        assert_eq!(shown(folder), ["a.chartproof.part: 1"]);
        set.publish("m", |out| out.write_all(b"1")).unwrap();
        assert_eq!(shown(folder), ["a: 1", "m: 1"]);

        let set = OutputSet::begin(folder).unwrap();
        set.write("a", |out| out.write_all(b"2")).unwrap();
        let failed = set.write("b", |_| Err(std::io::Error::other("full")));
        assert!(matches!(failed, Err(StoreError::Write { path, .. }) if path.ends_with("b")));
        drop(set);
        assert_eq!(shown(folder), ["a: 1", "m: 1"]);
    }

    #[test]
    fn a_set_that_breaks_while_it_is_put_in_place_is_vouched_for_by_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for name in ["a", "b", "m"] {
            std::fs::write(folder.join(name), "1").unwrap();
        }
        let set = OutputSet::begin(folder).unwrap();
        for name in ["a", "b"] {
            set.write(name, |out| out.write_all(b"2")).unwrap();
        }
        // A part that is gone stands for any trouble between two renames.
        std::fs::remove_file(folder.join("b.chartproof.part")).unwrap();
        assert!(set.publish("m", |out| out.write_all(b"2")).is_err());
        assert_eq!(shown(folder), ["a: 2", "b: 1"]);
    }
}
