//! Writes results whole or not at all.

use super::StoreError;
use std::io::{BufWriter, Write};
use std::path::Path;

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

/// Writes a file beside its place and renames it, so that a reader never sees half of it.
pub fn write_atomically(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), StoreError> {
    let failed = |source| StoreError::Write {
        path: path.to_owned(),
        source,
    };
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let partial = path.with_file_name(name);
    let file = std::fs::File::create(&partial).map_err(failed)?;
    let mut writer = BufWriter::new(file);
    let written = write(&mut writer).and_then(|()| writer.flush());
    if let Err(source) = written {
        // The half-written file is of no use; failing to remove it changes nothing.
        let _ = std::fs::remove_file(&partial);
        return Err(failed(source));
    }
    std::fs::rename(&partial, path).map_err(failed)
}
