//! Lists the members of zip archives as files of the folder in which the archive lies.

use super::CONFIGURATION;
use super::archive::{self, Archive};
use super::cache::{Seen, Stamp};
use super::location::{Location, Refusal};
use crate::problem::ProblemKind;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// Most members of one archive.
const MAX_MEMBERS: usize = 100_000;
/// Most archives within each other.
const MAX_DEPTH: u32 = 3;
/// What all members of an archive may unpack to, as a multiple of its own length, and the least
/// that is always allowed. Text packs to a tenth, rarely to a fiftieth.
const MAX_RATIO: u64 = 100;
const ALWAYS_ALLOWED: u64 = 256 * 1024 * 1024;
/// Most bytes of archives within archives, which are held in memory.
const MAX_HELD: u64 = 256 * 1024 * 1024;

/// A file that was found.
pub(super) struct Found {
    /// Its path relative to the case folder.
    pub(super) path: String,
    /// Where it lies.
    pub(super) location: Location,
    /// What the disk says of it, or of the archive that it lies in; `None` where there is nothing
    /// to trust.
    pub(super) stamp: Option<Stamp>,
}

/// Returns a file, and where it is a zip archive, what is in it.
pub(super) fn files_of(path: String, location: &Path, seen: &Seen) -> Vec<Found> {
    let plain = |path, stamp| {
        let location = Location::Disk(location.to_owned());
        vec![Found {
            path,
            location,
            stamp,
        }]
    };
    if let stamp @ Some(_) = seen.unchanged(&path, location) {
        return plain(path, stamp);
    }
    let opened = File::open(location).ok();
    // Asked of the open file, which need not be looked for again.
    let entry = opened.as_ref().and_then(|file| file.metadata().ok());
    let stamp = entry.as_ref().map(Stamp::of);
    let Some(archive) = opened.and_then(|file| Archive::open(file, location)) else {
        return plain(path, stamp);
    };
    let mut listing = Listing {
        found: Vec::new(),
        stamp,
        held: MAX_HELD,
        left: archive
            .bytes()
            .saturating_mul(MAX_RATIO)
            .max(ALWAYS_ALLOWED),
    };
    listing.add(&path, archive, 1);
    listing.found
}

struct Listing {
    found: Vec<Found>,
    /// The stamp of the archive on the disk.
    stamp: Option<Stamp>,
    /// Bytes of archives within archives that may still be held.
    held: u64,
    /// Bytes that members may still unpack to.
    left: u64,
}

impl Listing {
    fn push(&mut self, path: String, location: Location) {
        // An archive is told of anew each time, and what is not read keeps nothing.
        let is_read = matches!(location, Location::Member { .. });
        let stamp = self.stamp.filter(|_| is_read);
        self.found.push(Found {
            path,
            location,
            stamp,
        });
    }

    fn add(&mut self, path: &str, archive: Archive, depth: u32) {
        let archive = Arc::new(archive);
        let mut troubles = Vec::new();
        if archive.has_twins() {
            troubles.push(Refusal::new(
                ProblemKind::Unreadable,
                "several members of the archive have the same name, and only the last of them \
                 can be read; unpack it with a program that renames them and read the folder",
            ));
        }
        if archive.len() > MAX_MEMBERS {
            troubles.push(Refusal::new(
                ProblemKind::Unreadable,
                format!(
                    "the archive has {} members, of which the first {MAX_MEMBERS} were read; \
                     split it",
                    archive.len()
                ),
            ));
        }
        let before = self.found.len();
        for place in 0..archive.len().min(MAX_MEMBERS) {
            self.member(path, &archive, place, depth);
        }
        if self.found.len() == before {
            troubles.push(Refusal::new(
                ProblemKind::EmptyFile,
                "the archive holds no file: nothing at all, or only folders and hidden files; \
                 pack the files again",
            ));
        }
        self.push(path.to_owned(), Location::Archive { archive, troubles });
    }

    fn member(&mut self, path: &str, archive: &Arc<Archive>, place: usize, depth: u32) {
        let entry = archive.entry(place);
        if entry.is_folder && entry.bytes == 0 || is_hidden(&entry.path) {
            return;
        }
        let own = format!("{path}/{}", entry.path);
        let refusal = if entry.is_folder {
            Some(Refusal::new(
                ProblemKind::Unreadable,
                "the member is named as a folder and yet holds bytes, so it was not read; rename \
                 it and pack the archive again",
            ))
        } else if entry.refusal.is_some() {
            entry.refusal
        } else if entry.path == CONFIGURATION {
            Some(Refusal::new(
                ProblemKind::LeftOut,
                "a configuration within an archive is not used; put it at the root of the case \
                 folder",
            ))
        } else if entry.bytes > self.left {
            Some(Refusal::new(
                ProblemKind::Unreadable,
                "the archive unpacks to far more than real files do, and this member lies beyond \
                 the limit; unpack it and read the folder",
            ))
        } else {
            None
        };
        if let Some(refusal) = refusal {
            return self.push(own, Location::Refused(refusal));
        }
        self.left -= entry.bytes;
        let head = archive.head(place);
        if archive::is_zip(&head) && !archive::begins_as_document(&head) {
            match self.inner(archive, place, entry.bytes, depth) {
                Ok(Some(inner)) => return self.add(&own, inner, depth + 1),
                Ok(None) => {}
                Err(refusal) => {
                    self.push(own, Location::Refused(refusal));
                    return;
                }
            }
        }
        let archive = Arc::clone(archive);
        self.push(own, Location::Member { archive, place });
    }

    /// Opens an archive within an archive; a document or damaged bytes are none.
    fn inner(
        &mut self,
        archive: &Archive,
        place: usize,
        bytes: u64,
        depth: u32,
    ) -> Result<Option<Archive>, Refusal> {
        let bytes_held = archive.read(place)?;
        let Some(inner) = Archive::within(bytes_held.into()) else {
            return Ok(None);
        };
        if depth >= MAX_DEPTH || bytes > self.held {
            return Err(Refusal::new(
                ProblemKind::Unreadable,
                "archives lie within archives too deep or are too large together; unpack them \
                 and read the folder",
            ));
        }
        self.held -= bytes;
        Ok(Some(inner))
    }
}

/// Returns whether a member is hidden, as files of a folder may be, or a by-product of packing on
/// a Macintosh.
fn is_hidden(path: &str) -> bool {
    path.split('/')
        .any(|part| part.starts_with('.') && part != ".." || part == "__MACOSX")
}
