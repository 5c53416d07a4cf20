//! Opens a sealed file into a folder.

use super::{OpenWith, SealError};
use crate::store::archive::shown_path;
use crate::store::{StoreError, private};
use age::DecryptError;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// Most bytes of what is sealed, which is held in memory: it must be whole before any of it goes to
/// the disk.
const MAX_PACKED: u64 = 1024 * 1024 * 1024;
/// Most bytes that it may unpack to.
const MAX_UNPACKED: u64 = 16 * 1024 * 1024 * 1024;

/// Opens a sealed file and unpacks what is in it into a folder that is new or empty. Returns how
/// many files are in it. When it fails, nothing that it wrote is left.
pub fn unseal(file: &Path, out: &Path, with: &OpenWith) -> Result<usize, SealError> {
    if let Ok(mut entries) = std::fs::read_dir(out) {
        if entries.next().is_some() {
            return Err(taken(out));
        }
    } else if out.symlink_metadata().is_ok() {
        return Err(taken(out));
    }
    let packed = open(file, with)?;
    let content = |why: &str| SealError::Content {
        path: file.to_owned(),
        why: why.to_owned(),
    };
    let mut zip = ZipArchive::new(Cursor::new(packed))
        .map_err(|_| content("what is sealed in it is no archive of this program"))?;
    let members = members(&mut zip).map_err(content)?;
    let mut made = Made::default();
    let result = unpack(&mut zip, &members, out, &mut made);
    if result.is_err() {
        made.remove();
    }
    result.map_err(|(path, source)| StoreError::Write { path, source })?;
    Ok(members.len())
}

fn taken(path: &Path) -> SealError {
    SealError::Taken {
        path: path.to_owned(),
    }
}

/// Returns all that is sealed in a file. Every byte has proved to be what was sealed.
fn open(path: &Path, with: &OpenWith) -> Result<Vec<u8>, SealError> {
    let owned = || path.to_owned();
    let unread = |source| StoreError::Read {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(unread)?;
    let length = file.metadata().map_err(unread)?.len();
    if length > MAX_PACKED {
        return Err(SealError::Content {
            path: owned(),
            why: "it is larger than a gigabyte".to_owned(),
        });
    }
    let decryptor = age::Decryptor::new_buffered(BufReader::new(file))
        .map_err(|_| SealError::Damaged { path: owned() })?;
    match (decryptor.is_scrypt(), with.is_passphrase()) {
        (true, false) => {
            return Err(SealError::OtherKind {
                path: owned(),
                how: "with a passphrase: give a file that holds it",
            });
        }
        (false, true) => {
            return Err(SealError::OtherKind {
                path: owned(),
                how: "to recipients, not with a passphrase: give a file with an identity",
            });
        }
        _ => {}
    }
    let mut reader = with.decrypt(decryptor).map_err(|error| match error {
        DecryptError::NoMatchingKeys
        | DecryptError::KeyDecryptionFailed
        | DecryptError::DecryptionFailed => SealError::WrongKey { path: owned() },
        DecryptError::ExcessiveWork { .. } => SealError::Content {
            path: owned(),
            why: "its passphrase would take too much memory to try".to_owned(),
        },
        _ => SealError::Damaged { path: owned() },
    })?;
    let mut packed = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    reader
        .read_to_end(&mut packed)
        .map_err(|_| SealError::Damaged { path: owned() })?;
    Ok(packed)
}

/// Returns where each member goes within the folder.
fn members(zip: &mut ZipArchive<Cursor<Vec<u8>>>) -> Result<Vec<PathBuf>, &'static str> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut left = MAX_UNPACKED;
    for place in 0..zip.len() {
        let data = zip
            .by_index_data(place)
            .map_err(|_| "the archive in it is damaged")?;
        if data.is_dir() || data.is_symlink() || data.encrypted() {
            return Err("it holds links or folders, which this program does not seal");
        }
        let raw = data.name().map_err(|_| "it holds a file without a name")?;
        let (path, is_safe) = shown_path(&raw);
        // A colon names a drive or a hidden stream on Windows.
        if !is_safe || path != raw || path.is_empty() || path.contains(':') {
            return Err("it holds a file whose name points outside the folder");
        }
        if !seen.insert(path.to_lowercase()) {
            return Err("it holds two files of one name");
        }
        left = left
            .checked_sub(data.size())
            .ok_or("it unpacks to far more than reports do")?;
        found.push(PathBuf::from(path));
    }
    Ok(found)
}

/// What was created, first things first.
#[derive(Default)]
struct Made {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Made {
    /// Removes what was created. Failing to changes nothing.
    fn remove(&self) {
        for file in &self.files {
            let _ = std::fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = std::fs::remove_dir(folder);
        }
    }

    /// Makes a folder with its parents and notes those that were missing.
    fn folder(&mut self, folder: &Path) -> io::Result<()> {
        let missing = folder
            .ancestors()
            .take_while(|one| !one.as_os_str().is_empty() && !one.exists());
        let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        missing.reverse();
        self.folders.extend(missing);
        private::create_folder(folder)
    }
}

fn unpack(
    zip: &mut ZipArchive<Cursor<Vec<u8>>>,
    members: &[PathBuf],
    out: &Path,
    made: &mut Made,
) -> Result<(), (PathBuf, io::Error)> {
    made.folder(out).map_err(|error| (out.to_owned(), error))?;
    for (place, member) in members.iter().enumerate() {
        let path = out.join(member);
        let mut write = || -> io::Result<()> {
            made.folder(path.parent().unwrap_or(out))?;
            let mut file = private::create_new_file(&path)?;
            made.files.push(path.clone());
            let member = zip.by_index(place)?;
            let length = member.size();
            // A checksum is compared when a member is read to its end.
            if io::copy(&mut member.take(length + 1), &mut file)? != length {
                return Err(io::Error::other("the archive is damaged"));
            }
            file.sync_all()
        };
        write().map_err(|error| (path.clone(), error))?;
    }
    Ok(())
}
