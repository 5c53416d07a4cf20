//! Walks a case folder and lists its files, those in zip archives among them.

use super::cache::{Seen, Stamp};
use super::index_folder::is_index;
use super::location::{Location, Refusal};
use super::unpacked::Found;
use super::{StoreError, unpacked};
use crate::problem::ProblemKind;
use crate::text::FileId;
use rayon::prelude::*;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

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
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// Its id.
    pub id: FileId,
    /// Path relative to the case folder, with `/` between parts; that of a member of an archive
    /// goes on from the archive's: `export.zip/charts/a.pdf`.
    pub path: String,
    /// Where it lies.
    pub location: Location,
    /// What the disk said of it, or of its archive, when it was found; `None` where there is
    /// nothing to trust.
    pub stamp: Option<Stamp>,
    /// Whether it belongs to the program or describes the folder, so that it is no chart: the
    /// configuration file, expected findings, a README.
    pub is_auxiliary: bool,
}

/// Lists a case folder's files, or those of a zip archive given in its place. Hidden files are left
/// out; links are not followed, so that a case cannot reach outside its folder or run in circles.
/// Links, pipes and folders that may not be opened are listed as files that were not read.
pub fn discover(root: &Path) -> Result<CaseFolder, StoreError> {
    discover_again(root, Seen::default)
}

/// Lists them without opening those that an audit before saw. What it saw is looked up beside the
/// walk.
pub fn discover_again(
    root: &Path,
    seen: impl FnOnce() -> Seen + Send,
) -> Result<CaseFolder, StoreError> {
    if root.is_file() {
        let name = root
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let found = unpacked::files_of(name, root, &Seen::default());
        let is_plain = |found: &Found| matches!(found.location, Location::Disk(_));
        if found.len() == 1 && found.iter().all(is_plain) {
            return Err(StoreError::NoCaseFolder {
                path: root.to_owned(),
            });
        }
        return Ok(CaseFolder {
            root: root.to_owned(),
            name: case_name(root),
            files: in_order(found),
        });
    }
    if !root.is_dir() {
        return Err(StoreError::NoCaseFolder {
            path: root.to_owned(),
        });
    }
    let (walked, seen) = rayon::join(|| walk(root), seen);
    let (mut found, plain) = walked?;
    // Whether a file is an archive is known only from its first bytes: a disk that has to look for
    // these is asked for several files at once.
    found.par_extend(
        plain
            .into_par_iter()
            .flat_map_iter(|(path, location)| unpacked::files_of(path, &location, &seen)),
    );
    if found.is_empty() {
        return Err(StoreError::EmptyCaseFolder {
            path: root.to_owned(),
        });
    }
    Ok(CaseFolder {
        root: root.to_owned(),
        name: case_name(root),
        files: in_order(found),
    })
}

/// Files that may be archives: the path within the case, and where they lie.
type Plain = Vec<(String, PathBuf)>;

/// Walks a folder and returns what cannot be read in it, and the files.
fn walk(root: &Path) -> Result<(Vec<Found>, Plain), StoreError> {
    let walk = ignore::WalkBuilder::new(root)
        .standard_filters(false)
        .hidden(true)
        .follow_links(false)
        // An index that was made inside the folder holds the words of its files once more.
        .filter_entry(|entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            entry.depth() == 0 || !is_folder || !is_index(entry.path())
        })
        .build();
    let mut found: Vec<Found> = Vec::new();
    let mut plain = Plain::new();
    for entry in walk {
        match entry {
            Err(error) => match path_of(&error).filter(|path| *path != root) {
                Some(path) => found.push(refused(relative(root, path), FOLDER)),
                None => {
                    return Err(StoreError::Read {
                        path: root.to_owned(),
                        source: std::io::Error::other(error.to_string()),
                    });
                }
            },
            Ok(entry) => {
                let kind = entry.file_type();
                let location = entry.into_path();
                let path = relative(root, &location);
                match kind {
                    Some(kind) if kind.is_dir() => {}
                    Some(kind) if kind.is_file() => plain.push((path, location)),
                    // The configuration and its like are opened by name, wherever they lie.
                    _ if is_auxiliary(&path) => {}
                    Some(kind) if kind.is_symlink() => found.push(refused(path, LINK)),
                    _ => found.push(refused(path, NO_FILE)),
                }
            }
        }
    }
    Ok((found, plain))
}

const LINK: &str = "this is a link to another file or folder, and links are not followed; put the \
                    file itself into the case folder";
const FOLDER: &str = "the folder could not be opened, so nothing in it was read; check its \
                      permissions and run the audit again";
const NO_FILE: &str = "this is no file but a pipe, a socket or a device, so it was not read; remove \
                       it or put a file in its place";

fn refused(path: String, sentence: &str) -> Found {
    Found {
        path,
        location: Location::Refused(Refusal::new(ProblemKind::Unreadable, sentence)),
        stamp: None,
    }
}

/// Returns a path within a case folder, with `/` between parts.
fn relative(root: &Path, location: &Path) -> String {
    let relative = location.strip_prefix(root).unwrap_or(location);
    // Where paths are written so, it is copied as it is: there are hundreds of thousands.
    if MAIN_SEPARATOR == '/'
        && let Some(path) = relative.to_str()
    {
        return path.to_owned();
    }
    let parts: Vec<_> = relative
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

/// Returns the path at which a walk failed.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}

impl CaseFolder {
    /// Marks files that the audit uses as tables of its own, so that none is read as a chart.
    pub fn set_aside(&mut self, paths: &[PathBuf]) {
        let full = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let paths: Vec<PathBuf> = paths.iter().map(|path| full(path)).collect();
        for file in &mut self.files {
            // No file of a case is a link, so each bears its own name; asking the system for its
            // full path costs more than finding it.
            if let Location::Disk(path) = &file.location
                && paths.iter().any(|one| one.file_name() == path.file_name())
                && paths.contains(&full(path))
            {
                file.is_auxiliary = true;
            }
        }
    }
}

/// Lists one file as a case's files are, under the path by which it was given; where it is a zip
/// archive, with its members.
pub fn files_at(path: &Path) -> Vec<CaseFile> {
    let found = unpacked::files_of(path.to_string_lossy().into_owned(), path, &Seen::default());
    let mut files = in_order(found);
    for file in &mut files {
        // A file that is named is meant, whatever its name.
        file.is_auxiliary = false;
    }
    files
}

/// Returns the folders directly in a folder that hold a file of this name, sorted by name.
pub fn folders_with(root: &Path, file: &str) -> Result<Vec<PathBuf>, StoreError> {
    let unread = |source| StoreError::Read {
        path: root.to_owned(),
        source,
    };
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(root).map_err(unread)? {
        let folder = entry.map_err(unread)?.path();
        if folder.join(file).is_file() {
            folders.push(folder);
        }
    }
    folders.sort();
    Ok(folders)
}

/// Numbers files in the order of their paths.
fn in_order(mut found: Vec<Found>) -> Vec<CaseFile> {
    found.par_sort_by(|one, other| one.path.cmp(&other.path));
    found
        .into_iter()
        .enumerate()
        .map(|(index, found)| CaseFile {
            id: FileId(index as u32),
            is_auxiliary: is_auxiliary(&found.path),
            path: found.path,
            location: found.location,
            stamp: found.stamp,
        })
        .collect()
}

/// Returns the name of a case: that of its folder, or of its archive without the ending.
pub fn case_name(root: &Path) -> String {
    let absolute = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let name = match root.is_file() {
        true => root.file_stem(),
        false => absolute.file_name(),
    };
    name.map_or_else(
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
