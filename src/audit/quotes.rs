//! Keeps the words that were cut from each file, so that an unchanged file is not opened again to
//! cut the same words.

use crate::report::Quote;
use crate::store::{StoreError, read_summed, write_summed};
use crate::text::{FileId, Span, reading_as};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The words cut from one file, by place. They are stored apart from their file's name so that
/// the places can be read as those of the file's number in this run.
#[derive(Serialize, Deserialize)]
struct OfFile {
    sha256: String,
    /// A list of places with their words.
    quotes: Vec<u8>,
}

#[derive(Default, Serialize, Deserialize)]
struct Stored {
    files: BTreeMap<String, OfFile>,
}

/// The words that earlier runs cut, and those of this run.
pub(super) struct QuoteCache {
    path: Option<PathBuf>,
    before: Stored,
    now: Stored,
    is_changed: bool,
}

impl QuoteCache {
    /// Opens what is kept in a folder; `None` keeps nothing.
    pub(super) fn open(folder: Option<&Path>) -> Self {
        let path = folder.map(|folder| folder.join("quotes"));
        let before: Option<Stored> = path.as_deref().and_then(read_summed);
        Self {
            path,
            before: before.unwrap_or_default(),
            now: Stored::default(),
            is_changed: false,
        }
    }

    /// Returns the words at the places of a file, where they were all cut from the same bytes.
    pub(super) fn take(
        &mut self,
        file: FileId,
        name: &str,
        sha256: &str,
        wanted: &BTreeSet<Span>,
    ) -> Option<Vec<(Span, Quote)>> {
        let of_file = self.before.files.get(name)?;
        if of_file.sha256 != sha256 {
            return None;
        }
        let stored = || postcard::from_bytes::<Vec<(Span, Quote)>>(&of_file.quotes);
        let mut quotes = reading_as(file, stored).ok()?;
        let all = quotes.len();
        quotes.retain(|(span, _)| wanted.contains(span));
        if quotes.len() < wanted.len() {
            return None;
        }
        if quotes.len() == all {
            let of_file = self.before.files.remove(name)?;
            self.now.files.insert(name.to_owned(), of_file);
        } else {
            self.put(name, sha256, &quotes);
        }
        Some(quotes)
    }

    /// Keeps the words of a file.
    pub(super) fn put(&mut self, name: &str, sha256: &str, quotes: &[(Span, Quote)]) {
        let Ok(stored) = postcard::to_stdvec(quotes) else {
            return;
        };
        let of_file = OfFile {
            sha256: sha256.to_owned(),
            quotes: stored,
        };
        self.now.files.insert(name.to_owned(), of_file);
        self.is_changed = true;
    }

    /// Writes what this run used.
    pub(super) fn finish(self) -> Result<(), StoreError> {
        let Some(path) = self.path else {
            return Ok(());
        };
        if !self.is_changed && self.before.files.is_empty() {
            return Ok(());
        }
        write_summed(&path, &self.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{read_file, write_atomically};

    fn quote(words: &str) -> Quote {
        Quote {
            quote: words.to_owned(),
            ..Quote::default()
        }
    }

    #[test]
    fn words_are_kept_for_the_same_bytes_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |file, start| Span::new(FileId(file), 1, start, start + 4);
        let mut first = QuoteCache::open(Some(folder.path()));
        let cut = [(place(0, 0), quote("late")), (place(0, 9), quote("gone"))];
        assert_eq!(
            first.take(FileId(0), "a.txt", "aa", &[place(0, 0)].into()),
            None
        );
        first.put("a.txt", "aa", &cut);
        first.finish().expect("the cache is written");

        let open = || QuoteCache::open(Some(folder.path()));
        // The file has another number now.
        let wanted: BTreeSet<Span> = [place(5, 9)].into();
        let found = open().take(FileId(5), "a.txt", "aa", &wanted);
        assert_eq!(found, Some(vec![(place(5, 9), quote("gone"))]));
        assert_eq!(open().take(FileId(5), "a.txt", "bb", &wanted), None);
        let more: BTreeSet<Span> = [place(5, 9), place(5, 20)].into();
        assert_eq!(open().take(FileId(5), "a.txt", "aa", &more), None);
    }

    #[test]
    fn damage_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Span::new(FileId(0), 1, 0, 4);
        let mut first = QuoteCache::open(Some(folder.path()));
        first.put("a.txt", "aa", &[(place, quote("late"))]);
        first.finish().expect("the cache is written");
        let path = folder.path().join("quotes");
        let (mut bytes, _) = read_file(&path).expect("the cache is there");
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        write_atomically(&path, |out| out.write_all(&bytes)).expect("it can be written");
        let mut again = QuoteCache::open(Some(folder.path()));
        assert_eq!(again.take(FileId(0), "a.txt", "aa", &[place].into()), None);
    }
}
