//! Walks a case folder and reads its files.

use super::StoreError;
use crate::text::FileId;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A case folder and its files, sorted by relative path.
#[derive(Debug, Clone)]
pub struct CaseFolder {
    /// The folder.
    pub root: PathBuf,
    /// The folder's own name, which names outputs.
    pub name: String,
    /// Its files. A [`FileId`] is an index into this list.
    pub files: Vec<CaseFile>,
}

/// One file of a case folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFile {
    /// Its id.
    pub id: FileId,
    /// Path relative to the case folder, with `/` between parts.
    pub path: String,
    /// Where it lies.
    pub location: PathBuf,
    /// Whether it belongs to the program or describes the folder, so that it is no chart: the
    /// configuration file, expected findings, a README.
    pub is_auxiliary: bool,
}

/// Lists a case folder's files. Hidden files are left out; links are not followed, so that a
/// case cannot reach outside its folder or run in circles.
pub fn discover(root: &Path) -> Result<CaseFolder, StoreError> {
    if !root.is_dir() {
        return Err(StoreError::NoCaseFolder {
            path: root.to_owned(),
        });
    }
    let walk = ignore::WalkBuilder::new(root)
        .standard_filters(false)
        .hidden(true)
        .follow_links(false)
        .build();
    let mut found: Vec<(String, PathBuf)> = Vec::new();
    for entry in walk {
        let entry = entry.map_err(|error| StoreError::Read {
            path: root.to_owned(),
            source: std::io::Error::other(error.to_string()),
        })?;
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        let location = entry.into_path();
        let relative = location.strip_prefix(root).unwrap_or(&location);
        let parts: Vec<_> = relative
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        found.push((parts.join("/"), location.clone()));
    }
    if found.is_empty() {
        return Err(StoreError::EmptyCaseFolder {
            path: root.to_owned(),
        });
    }
    found.sort();
    let files = found
        .into_iter()
        .enumerate()
        .map(|(index, (path, location))| CaseFile {
            id: FileId(index as u32),
            is_auxiliary: is_auxiliary(&path),
            path,
            location,
        })
        .collect();
    Ok(CaseFolder {
        root: root.to_owned(),
        name: folder_name(root),
        files,
    })
}

/// Reads a file's bytes with their SHA-256 in hexadecimal.
pub fn read_file(location: &Path) -> Result<(Vec<u8>, String), StoreError> {
    let bytes = std::fs::read(location).map_err(|source| StoreError::Read {
        path: location.to_owned(),
        source,
    })?;
    let mut hexadecimal = String::with_capacity(64);
    for byte in Sha256::digest(&bytes) {
        // Writing to a String cannot fail.
        let _ = write!(hexadecimal, "{byte:02x}");
    }
    Ok((bytes, hexadecimal))
}

fn folder_name(root: &Path) -> String {
    let absolute = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    absolute.file_name().map_or_else(
        || "case".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn is_auxiliary(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    !path.contains('/')
        && (name == super::CONFIGURATION
            || name == "expected.toml"
            || name == "readme.md"
            || name == "readme.txt")
}
