//! Keeps the words that were cut from each file, so that an unchanged file is not opened again to
//! cut the same words.

use crate::report::Quote;
use crate::store::{CacheKey, StoreError, read_summed, write_summed};
use crate::text::{FileId, Span, reading_as};
use serde::{Deserialize, Serialize, Serializer};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The words cut from one file, by place. They are stored apart from their file's name so that
/// the places can be read as those of the file's number in this run.
#[derive(Serialize, Deserialize)]
pub(super) struct OfFile {
    sha256: String,
    /// A list of places with their words.
    #[serde(with = "serde_bytes")]
    quotes: Vec<u8>,
}

/// What an earlier run cut from a file.
#[derive(Debug, PartialEq)]
pub(super) struct Known {
    /// The words at every place that this run asks for.
    pub(super) quotes: Vec<(Span, Quote)>,
    /// Whether words at other places were kept, too.
    pub(super) has_more: bool,
}

impl OfFile {
    /// Returns the words at the places of a file, where they were all cut from the same bytes. The
    /// places are in order.
    pub(super) fn words(self, file: FileId, sha256: &str, wanted: &[Span]) -> Option<Known> {
        let stored = || postcard::from_bytes::<Vec<(Span, Quote)>>(&self.quotes);
        let mut quotes = reading_as(file, stored).ok()?;
        let all = quotes.len();
        quotes.retain(|(span, _)| wanted.binary_search(span).is_ok());
        let has_more = quotes.len() < all;
        let is_whole = self.sha256 == sha256 && quotes.len() == wanted.len();
        is_whole.then_some(Known { quotes, has_more })
    }
}

/// What is kept. Other readers may find other words at the same place of the same bytes, so that it
/// rests on them, too.
#[derive(Serialize, Deserialize)]
struct Stored<F> {
    key: CacheKey,
    files: F,
}

/// What is kept, by the files' paths.
type ByPath = BTreeMap<String, OfFile>;

/// The words that earlier runs cut. Those of this run are not held twice: they are taken from the
/// results when all are cut.
pub(super) struct QuoteCache {
    /// Where words are kept, and what they rest on besides the files.
    place: Option<(PathBuf, CacheKey)>,
    before: ByPath,
    is_changed: bool,
}

impl QuoteCache {
    /// Opens what is kept in a folder under a key; `None` keeps nothing.
    pub(super) fn open(kept: Option<(&Path, CacheKey)>) -> Self {
        let place = kept.map(|(folder, key)| (folder.join("quotes"), key));
        let before = place.as_ref().and_then(|(path, key)| {
            let stored: Stored<ByPath> = read_summed(path)?;
            (stored.key == *key).then_some(stored.files)
        });
        Self {
            place,
            before: before.unwrap_or_default(),
            is_changed: false,
        }
    }

    /// Hands out what is kept of a file, for this run to look at.
    pub(super) fn take(&mut self, name: &str) -> Option<OfFile> {
        self.before.remove(name)
    }

    /// Learns that the words of this run are not those that were kept.
    pub(super) fn learn_of_change(&mut self) {
        self.is_changed = true;
    }

    /// Keeps the words of this run, given by the file they were cut from, in the order of files;
    /// `source` gives a file's name and SHA-256.
    pub(super) fn finish<'r>(
        self,
        quotes: &BTreeMap<Span, Quote>,
        source: impl Fn(FileId) -> (&'r str, &'r str),
    ) -> Result<(), StoreError> {
        let Some((path, key)) = self.place else {
            return Ok(());
        };
        if !self.is_changed && self.before.is_empty() {
            return Ok(());
        }
        let files = Cut { quotes, source };
        write_summed(&path, &Stored { key, files })
    }
}

/// The words that were cut, written as [`ByPath`] is read.
struct Cut<'q, S> {
    quotes: &'q BTreeMap<Span, Quote>,
    source: S,
}

impl<'r, S: Fn(FileId) -> (&'r str, &'r str)> Serialize for Cut<'_, S> {
    fn serialize<W: Serializer>(&self, serializer: W) -> Result<W::Ok, W::Error> {
        // Places are in the order of files.
        let mut files: Vec<FileId> = self.quotes.keys().map(|span| span.file).collect();
        files.dedup();
        let each = files.into_iter().map(|file| {
            let (name, sha256) = (self.source)(file);
            let from = Span::new(file, 0, 0, 0);
            let of_file = self.quotes.range(from..);
            let of_file = of_file.take_while(|(span, _)| span.file == file);
            let of_file: Vec<(&Span, &Quote)> = of_file.collect();
            let of_file = OfFile {
                sha256: sha256.to_owned(),
                quotes: postcard::to_stdvec(&of_file).unwrap_or_default(),
            };
            (name, of_file)
        });
        serializer.collect_map(each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{read_file, write_atomically};

    fn quote(words: &str) -> Quote {
        Quote::new("", words, "")
    }

    const KEY: CacheKey = [7; 32];

    const PLACES: [(u32, u32, &str); 3] = [(0, 0, "late"), (0, 9, "gone"), (1, 3, "here")];

    fn place(file: u32, start: u32) -> Span {
        Span::new(FileId(file), 1, start, start + 4)
    }

    fn words(
        cache: &mut QuoteCache,
        file: u32,
        (name, sha256): (&str, &str),
        wanted: &[Span],
    ) -> Option<Known> {
        cache.take(name)?.words(FileId(file), sha256, wanted)
    }

    /// Keeps words of two files.
    fn fill(folder: &Path) {
        let mut first = QuoteCache::open(Some((folder, KEY)));
        let wanted = [place(0, 0)];
        assert_eq!(words(&mut first, 0, ("a.txt", "aa"), &wanted), None);
        first.learn_of_change();
        let cut = PLACES.map(|(file, start, words)| (place(file, start), quote(words)));
        let source = |file: FileId| [("a.txt", "aa"), ("b.txt", "bb")][file.0 as usize];
        let kept = first.finish(&cut.into(), source);
        kept.expect("the cache is written");
    }

    #[test]
    fn words_are_kept_for_the_same_bytes_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        fill(folder.path());
        let open = || QuoteCache::open(Some((folder.path(), KEY)));
        // The file has another number now.
        let wanted = [place(5, 9)];
        let found = words(&mut open(), 5, ("a.txt", "aa"), &wanted);
        let known = |span, word| Known {
            quotes: vec![(span, quote(word))],
            has_more: false,
        };
        assert_eq!(
            found,
            Some(Known {
                has_more: true,
                ..known(place(5, 9), "gone")
            })
        );
        let found = words(&mut open(), 2, ("b.txt", "bb"), &[place(2, 3)]);
        assert_eq!(found, Some(known(place(2, 3), "here")));
        assert_eq!(words(&mut open(), 5, ("a.txt", "bb"), &wanted), None);
        // Another program may cut other words.
        let mut other = QuoteCache::open(Some((folder.path(), [8; 32])));
        assert_eq!(words(&mut other, 5, ("a.txt", "aa"), &wanted), None);
        let more = [place(5, 9), place(5, 20)];
        assert_eq!(words(&mut open(), 5, ("a.txt", "aa"), &more), None);
    }

    #[test]
    fn damage_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        fill(folder.path());
        let path = folder.path().join("quotes");
        let (mut bytes, _) = read_file(&path).expect("the cache is there");
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        write_atomically(&path, |out| out.write_all(&bytes)).expect("it can be written");
        let mut again = QuoteCache::open(Some((folder.path(), KEY)));
        assert_eq!(words(&mut again, 0, ("a.txt", "aa"), &[place(0, 0)]), None);
    }
}
