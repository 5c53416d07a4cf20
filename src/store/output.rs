//! Writes results whole or not at all.

use super::StoreError;
use crate::text::hexadecimal;
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

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
    std::fs::create_dir_all(folder).map_err(failed)?;
    let probe = folder.join(".chartproof-write-test");
    std::fs::write(&probe, b"").map_err(failed)?;
    std::fs::remove_file(&probe).map_err(failed)
}

/// Writes a file beside its place and renames it, so that a reader never sees half of it. Returns
/// the sum of what was written.
pub fn write_atomically(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<Written, StoreError> {
    let failed = |source| StoreError::Write {
        path: path.to_owned(),
        source,
    };
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let partial = path.with_file_name(name);
    let file = std::fs::File::create(&partial).map_err(failed)?;
    let mut writer = Summing {
        inner: BufWriter::new(file),
        sum: Sha256::new(),
        bytes: 0,
    };
    let written = write(&mut writer).and_then(|()| writer.flush());
    if let Err(source) = written {
        // The half-written file is of no use; failing to remove it changes nothing.
        let _ = std::fs::remove_file(&partial);
        return Err(failed(source));
    }
    let written = Written {
        sha256: hexadecimal(&writer.sum.finalize()),
        bytes: writer.bytes,
    };
    std::fs::rename(&partial, path).map_err(failed)?;
    Ok(written)
}

/// Opens a file that an audit wrote, to be read line by line whatever its length; `None` where
/// there is none.
pub fn open_output(path: &Path) -> Result<Option<Box<dyn BufRead>>, StoreError> {
    match std::fs::File::open(path) {
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
