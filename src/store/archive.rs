//! Opens zip archives as folders, within limits: an archive may come from anywhere and its
//! directory may say anything. Nothing is ever unpacked onto the disk.

use super::StoreError;
use super::location::{self, MAX_FILE, Refusal};
use crate::problem::ProblemKind;
use crate::read::{self, ZipKind};
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zip::{CompressionMethod, ZipArchive};

/// A zip archive, on the disk or within another.
#[derive(Clone)]
pub struct Archive {
    zip: ZipArchive<Source>,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Archive({} members)", self.zip.len())
    }
}

/// The bytes of an archive. A clone reads on its own, so that members are read in parallel.
#[derive(Clone)]
enum Source {
    Disk(DiskSource),
    Memory(Cursor<Arc<[u8]>>),
}

struct DiskSource {
    path: PathBuf,
    file: Option<BufReader<File>>,
    at: u64,
}

impl Clone for DiskSource {
    fn clone(&self) -> Self {
        Self {
            path: self.path.clone(),
            file: None,
            at: self.at,
        }
    }
}

impl DiskSource {
    fn file(&mut self) -> std::io::Result<&mut BufReader<File>> {
        if self.file.is_none() {
            let mut file = BufReader::new(File::open(&self.path)?);
            file.seek(SeekFrom::Start(self.at))?;
            self.file = Some(file);
        }
        self.file
            .as_mut()
            .ok_or_else(|| std::io::Error::other("the archive is not open"))
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::Disk(disk) => {
                let read = disk.file()?.read(buffer)?;
                disk.at += read as u64;
                Ok(read)
            }
            Self::Memory(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        match self {
            Self::Disk(disk) => {
                // A relative move is from where the clone stood, which the file is brought to.
                disk.at = disk.file()?.seek(to)?;
                Ok(disk.at)
            }
            Self::Memory(bytes) => bytes.seek(to),
        }
    }
}

/// What a member's directory entry says of it.
pub(super) struct Entry {
    /// Its path with `/` between folders.
    pub(super) path: String,
    /// Its length when unpacked.
    pub(super) bytes: u64,
    /// Whether it is a folder, which holds nothing itself.
    pub(super) is_folder: bool,
    /// Why it cannot be read.
    pub(super) refusal: Option<Refusal>,
}

impl Archive {
    /// Takes an open file for an archive; `None` when it is none, or is a document in a zip file.
    pub(super) fn open(mut file: File, path: &Path) -> Option<Self> {
        let mut head = [0; 4];
        file.read_exact(&mut head).ok()?;
        if !is_zip(&head) {
            return None;
        }
        Self::of(Source::Disk(DiskSource {
            path: path.to_owned(),
            file: None,
            at: 0,
        }))
    }

    /// Opens bytes as an archive, in the same way.
    pub(super) fn within(bytes: Arc<[u8]>) -> Option<Self> {
        is_zip(&bytes).then_some(())?;
        Self::of(Source::Memory(Cursor::new(bytes)))
    }

    fn of(source: Source) -> Option<Self> {
        let zip = ZipArchive::new(source).ok()?;
        (read::kind_of_members(&zip) == ZipKind::Archive).then_some(Self { zip })
    }

    /// Returns the number of members.
    pub(super) fn len(&self) -> usize {
        self.zip.len()
    }

    /// Returns the length of the archive itself in bytes.
    pub(super) fn bytes(&self) -> u64 {
        match self.zip.clone().into_inner() {
            Source::Disk(disk) => std::fs::metadata(&disk.path).map_or(0, |data| data.len()),
            Source::Memory(bytes) => bytes.get_ref().len() as u64,
        }
    }

    /// Returns whether several members have one name, of which only the last can be read.
    pub(super) fn has_twins(&self) -> bool {
        self.zip.has_duplicate_names()
    }

    /// Returns what the directory says of a member.
    pub(super) fn entry(&self, place: usize) -> Entry {
        let refused = |path: String, refusal| Entry {
            path,
            bytes: 0,
            is_folder: false,
            refusal: Some(refusal),
        };
        let unreadable = |sentence: &str| Refusal::new(ProblemKind::Unreadable, sentence);
        let Ok(data) = self.zip.by_index_data(place) else {
            return refused(
                format!("member {}", place + 1),
                unreadable("the member's entry in the archive is damaged; pack the archive again"),
            );
        };
        let raw = data.name().map_or_else(
            |_| String::from_utf8_lossy(data.name_raw()).into_owned(),
            |name| name.into_owned(),
        );
        let (mut path, is_safe) = shown_path(&raw);
        if path.is_empty() {
            path = format!("member {}", place + 1);
        }
        let refusal = if data.is_symlink() {
            Some(unreadable(
                "the member is a link to another file, and links are not followed; pack the file \
                 itself",
            ))
        } else if !is_safe {
            Some(unreadable(
                "the member's name points outside the archive, so it was not read; rename it and \
                 pack the archive again",
            ))
        } else if data.encrypted() {
            Some(Refusal::new(
                ProblemKind::Encrypted,
                "the member needs a password; unpack the archive and read the folder",
            ))
        } else if !matches!(
            data.compression(),
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            Some(unreadable(
                "the member is packed by a method that is not read; unpack the archive and read \
                 the folder",
            ))
        } else if data.size() > MAX_FILE {
            Some(location::too_large())
        } else {
            None
        };
        Entry {
            path,
            bytes: data.size(),
            is_folder: data.is_dir(),
            refusal,
        }
    }

    /// Returns the first bytes of a member, or fewer where it is shorter or damaged.
    pub(super) fn head(&self, place: usize) -> Vec<u8> {
        let mut zip = self.zip.clone();
        let mut head = Vec::new();
        if let Ok(member) = zip.by_index(place) {
            // What was read before an error is enough to tell what the member is.
            let _ = member.take(64).read_to_end(&mut head);
        }
        head
    }

    /// Reads a member, never more of it than its entry says.
    pub(super) fn read(&self, place: usize) -> Result<Vec<u8>, Refusal> {
        let damaged = || {
            Refusal::new(
                ProblemKind::Unreadable,
                "the member is damaged and could not be unpacked; pack the archive again",
            )
        };
        let mut zip = self.zip.clone();
        let member = zip.by_index(place).map_err(|_| damaged())?;
        let limit = member.size().min(MAX_FILE);
        let mut bytes = Vec::new();
        member
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| damaged())?;
        if bytes.len() as u64 > limit {
            return Err(Refusal::new(
                ProblemKind::Unreadable,
                "the member unpacks to more than the archive says, so it was not read; pack the \
                 archive again",
            ));
        }
        Ok(bytes)
    }

    /// Returns the SHA-256 of the archive itself in hexadecimal.
    pub(super) fn sum(&self) -> Result<String, StoreError> {
        let mut source = self.zip.clone().into_inner();
        let path = match &source {
            Source::Disk(disk) => disk.path.clone(),
            Source::Memory(_) => PathBuf::new(),
        };
        source
            .seek(SeekFrom::Start(0))
            .and_then(|_| location::sum_of(source))
            .map_err(|source| StoreError::Read { path, source })
    }
}

/// Returns whether bytes begin like a zip archive.
pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// Returns whether the beginning of a zip file shows a document: its first member says so.
pub(super) fn begins_as_document(head: &[u8]) -> bool {
    const NAME: usize = 30;
    let name = head.get(NAME..).unwrap_or_default().to_ascii_lowercase();
    [&b"[content_types].xml"[..], b"mimetype", b"_rels/"]
        .iter()
        .any(|first| name.starts_with(first))
}

/// Returns a member's path as it is shown, and whether its name stays within the archive.
pub(super) fn shown_path(raw: &str) -> (String, bool) {
    let name = raw.replace('\\', "/");
    let is_absolute = name.starts_with('/') || name.get(1..3) == Some(":/");
    let mut is_safe = !is_absolute && !name.contains('\0');
    let mut parts = Vec::new();
    for part in name.split('/').filter(|part| !matches!(*part, "" | ".")) {
        is_safe &= part != "..";
        let part: String = part
            .chars()
            .map(|c| if c.is_control() { '_' } else { c })
            .collect();
        parts.push(part);
    }
    (parts.join("/"), is_safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_point_outside_are_told() {
        for (raw, path, is_safe) in [
            ("charts/a.pdf", "charts/a.pdf", true),
            ("charts\\a.pdf", "charts/a.pdf", true),
            ("./a..b/c", "a..b/c", true),
            ("../../etc/passwd", "../../etc/passwd", false),
            ("/etc/passwd", "etc/passwd", false),
            ("C:\\a.txt", "C:/a.txt", false),
            ("a\0.txt", "a_.txt", false),
        ] {
            assert_eq!(shown_path(raw), (path.to_owned(), is_safe), "{raw:?}");
        }
    }

    #[test]
    fn documents_are_told_by_their_first_member() {
        let head = |name: &str| [b"PK\x03\x04", &[0; 26][..], name.as_bytes()].concat();
        assert!(begins_as_document(&head("[Content_Types].xml")));
        assert!(!begins_as_document(&head("charts/a.txt")));
        assert!(!begins_as_document(b"PK"));
    }
}
