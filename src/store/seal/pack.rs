//! Packs files into one sealed file.

use super::{SealError, SealTo};
use crate::store::{StoreError, Written, is_within, write_atomically};
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Seals a file, or all files of a folder but hidden ones, into one file, which must not be there.
/// Returns how many files are in it.
pub fn seal(from: &Path, out: &Path, to: &SealTo) -> Result<usize, SealError> {
    if out.symlink_metadata().is_ok() {
        return Err(SealError::Taken {
            path: out.to_owned(),
        });
    }
    if from.is_dir() && is_within(out, from) {
        return Err(SealError::Within {
            path: out.to_owned(),
        });
    }
    let files = files_of(from)?;
    for (_, path) in &files {
        // What cannot be read is told before anything is written.
        File::open(path).map_err(|source| StoreError::Read {
            path: path.clone(),
            source,
        })?;
    }
    write(out, to, |zip| {
        for (name, path) in &files {
            let file = File::open(path)?;
            let length = file.metadata()?.len();
            zip.start_file(name.as_str(), options(length))?;
            io::copy(&mut BufReader::new(file), zip)?;
        }
        Ok(())
    })?;
    Ok(files.len())
}

/// Seals files that are nowhere on the disk into one file, in the place of what is there.
pub fn seal_members(members: &[(&str, &[u8])], out: &Path, to: &SealTo) -> Result<(), SealError> {
    write(out, to, |zip| {
        for (name, bytes) in members {
            zip.start_file(*name, options(bytes.len() as u64))?;
            zip.write_all(bytes)?;
        }
        Ok(())
    })?;
    Ok(())
}

type Zip<'w> = ZipWriter<StreamWriter<age::stream::StreamWriter<&'w mut dyn Write>>>;

/// Writes a sealed file whole or not at all. What is half-written is sealed as well.
fn write(
    out: &Path,
    to: &SealTo,
    fill: impl FnOnce(&mut Zip<'_>) -> io::Result<()>,
) -> Result<Written, StoreError> {
    write_atomically(out, |file| {
        let encryptor = to
            .encryptor()
            .map_err(|_| io::Error::other("nothing can be sealed to these recipients"))?;
        let mut zip = ZipWriter::new_stream(encryptor.wrap_output(file)?);
        fill(&mut zip)?;
        zip.finish()?.into_inner().finish()?;
        Ok(())
    })
}

/// The same bytes for the same files: no times, no owners.
fn options(length: u64) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o600)
        .large_file(length >= u64::from(u32::MAX) / 2)
}

/// Returns the files to seal with their names in the archive, by name.
fn files_of(from: &Path) -> Result<Vec<(String, PathBuf)>, SealError> {
    let unread = |path: &Path| {
        let path = path.to_owned();
        move |source| StoreError::Read { path, source }
    };
    let kind = from.symlink_metadata().map_err(unread(from))?.file_type();
    let name = |path: &Path| {
        let name = path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    };
    if kind.is_file() {
        return Ok(vec![(name(from), from.to_owned())]);
    }
    let mut found = Vec::new();
    let mut folders = vec![(String::new(), from.to_owned())];
    while let Some((prefix, folder)) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(unread(&folder))? {
            let path = entry.map_err(unread(&folder))?.path();
            let name = name(&path);
            if name.starts_with('.') {
                continue;
            }
            let kind = path.symlink_metadata().map_err(unread(&path))?.file_type();
            if kind.is_dir() {
                folders.push((format!("{prefix}{name}/"), path));
            } else if kind.is_file() {
                found.push((format!("{prefix}{name}"), path));
            } else {
                return Err(SealError::NoFile { path });
            }
        }
    }
    if found.is_empty() {
        return Err(SealError::Empty {
            path: from.to_owned(),
        });
    }
    found.sort();
    Ok(found)
}
