//! Holds citations against the sources that they cite: sum, page, characters, words.
//!
//! It takes any list of citations, whatever report or packet made them.

use super::super::Progress;
use crate::read::{self, ReadOptions};
use crate::report::manifest::HashedFile;
use crate::report::verify::{Change, ChangedFile, Citation, Fault, Place, Range};
use crate::store::{CaseFile, CaseFolder, StoreError};
use crate::text::{CharMap, Page, visible};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What was found.
#[derive(Debug, Default)]
pub(in crate::audit) struct Checked {
    /// Sources that are not as they were read, by path.
    pub(in crate::audit) changed: Vec<ChangedFile>,
    /// Citations that no longer hold, in the order given.
    pub(in crate::audit) broken: Faults,
}

/// Places of citations in the list given, each with what is wrong with it.
pub(in crate::audit) type Faults = Vec<(usize, Fault)>;

/// One source as it is now.
struct Opened {
    /// Its sum; the fault where it cannot be read.
    sha256: Result<String, Fault>,
    pages: Vec<Page>,
    /// Page and character at which its notes begin.
    notes: BTreeSet<(u32, u32)>,
}

/// Opens every source that is listed or cited and checks it, each once.
pub(in crate::audit) fn check(
    case: &CaseFolder,
    sources: &[HashedFile],
    citations: &[Citation],
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Checked {
    let mut by_path: BTreeMap<&str, (Option<&HashedFile>, Vec<usize>)> = BTreeMap::new();
    for source in sources {
        by_path.entry(&source.path).or_default().0 = Some(source);
    }
    let files: BTreeMap<&str, &CaseFile> = case
        .files
        .iter()
        .map(|file| (file.path.as_str(), file))
        .collect();
    // The report's page names a file with signs for what is unseen in its name.
    let paths_shown: BTreeMap<Cow<'_, str>, &str> = case
        .files
        .iter()
        .map(|file| (visible(&file.path), file.path.as_str()))
        .collect();
    for (index, citation) in citations.iter().enumerate() {
        let named = citation.file.as_str();
        let path = match paths_shown.get(named) {
            Some(path) if !files.contains_key(named) => path,
            _ => named,
        };
        by_path.entry(path).or_default().1.push(index);
    }
    progress.stage("checking", by_path.len() as u64);
    let of_files: Vec<(Option<ChangedFile>, Faults)> = by_path
        .par_iter()
        .map(|(path, (source, cited))| {
            // Only where something on it is cited is a file read, not merely summed.
            let is_cited = cited
                .iter()
                .any(|&index| citations.get(index).is_some_and(|one| one.place.is_some()));
            let opened = open(files.get(path).copied(), is_cited, options);
            let expected = source.and_then(|source| source.sha256.as_deref());
            let faults = cited.iter().filter_map(|&index| {
                let fault = fault(citations.get(index)?, expected, &opened)?;
                Some((index, fault))
            });
            let faults = faults.collect();
            let changed = source.and_then(|source| changed(source, &opened));
            progress.step();
            (changed, faults)
        })
        .collect();
    let mut checked = Checked::default();
    for (changed, faults) in of_files {
        checked.changed.extend(changed);
        checked.broken.extend(faults);
    }
    checked.broken.sort_by_key(|(index, _)| *index);
    checked
}

fn open(file: Option<&CaseFile>, is_cited: bool, options: &ReadOptions) -> Opened {
    let mut opened = Opened {
        sha256: Err(Fault::FileGone),
        pages: Vec::new(),
        notes: BTreeSet::new(),
    };
    let Some(file) = file else {
        return opened;
    };
    match file.location.read() {
        Ok((bytes, sha256)) => {
            opened.sha256 = Ok(sha256);
            if is_cited && file.location.archive_troubles().is_none() && !file.is_auxiliary {
                let content = read::file(file.id, &file.path, &bytes, options);
                let begins = content.notes.iter().map(|note| note.place());
                opened.notes = begins.map(|place| (place.page, place.start)).collect();
                opened.pages = content.pages;
            }
        }
        Err(StoreError::Read { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {}
        Err(_) => opened.sha256 = Err(Fault::FileUnreadable),
    }
    opened
}

/// Returns how a source differs from what the manifest says of it.
fn changed(source: &HashedFile, opened: &Opened) -> Option<ChangedFile> {
    let change = match (&source.sha256, &opened.sha256) {
        (_, Err(Fault::FileGone)) => Change::Gone,
        // What could not be read then is nothing that can change now.
        (None, _) => return None,
        (Some(_), Err(_)) => Change::Unreadable,
        (Some(expected), Ok(actual)) if expected == actual => return None,
        (Some(expected), Ok(actual)) => Change::Bytes {
            expected: expected.clone(),
            actual: actual.clone(),
        },
    };
    Some(ChangedFile {
        path: source.path.clone(),
        change,
    })
}

/// Returns why a citation does not hold. `expected` is the source's sum in the manifest.
fn fault(citation: &Citation, expected: Option<&str>, opened: &Opened) -> Option<Fault> {
    let named = citation.sha256.as_deref();
    let actual = match &opened.sha256 {
        Ok(actual) => actual.as_str(),
        // A file that could not be read by the audit either has no sum and holds no place.
        Err(Fault::FileUnreadable) if named.or(expected).is_none() => return None,
        Err(fault) => return Some(fault.clone()),
    };
    let at_place = || {
        let place = citation.place.as_ref()?;
        fault_of_place(place, opened)
    };
    match (expected, named) {
        (Some(expected), _) if expected != actual => Some(Fault::BytesChanged {
            expected: expected.to_owned(),
            actual: actual.to_owned(),
            place: at_place().map(Box::new),
        }),
        // Without a manifest the citation's own sum is what is expected.
        (None, Some(named)) if named != actual => Some(Fault::BytesChanged {
            expected: named.to_owned(),
            actual: actual.to_owned(),
            place: at_place().map(Box::new),
        }),
        (Some(_), Some(named)) if named != actual => Some(Fault::OtherSum {
            named: named.to_owned(),
            actual: actual.to_owned(),
        }),
        _ => at_place(),
    }
}

fn fault_of_place(place: &Place, opened: &Opened) -> Option<Fault> {
    if place.range == Range::Malformed {
        return Some(Fault::NoPlace);
    }
    let Some(page) = opened.pages.iter().find(|page| page.number == place.page) else {
        let pages = opened.pages.len();
        return Some(Fault::NoSuchPage { pages });
    };
    let text = page.text.as_str();
    let characters = || text.chars().count() as u32;
    let words = place.words.as_ref().map(|words| words.as_str());
    match place.range {
        Range::NoteFrom(start) => {
            let begins = opened.notes.contains(&(place.page, start));
            (!begins).then_some(Fault::NoNoteBegins)
        }
        Range::From(start) => (start > characters()).then(|| Fault::BeyondPage {
            characters: characters(),
        }),
        Range::Page => {
            let words = words.filter(|words| !text.contains(words))?;
            let words = Some(words).filter(|words| !visible(text).contains(words))?;
            Some(Fault::WordsDiffer {
                quoted: words.chars().count(),
                found: text.chars().count(),
            })
        }
        Range::Characters(_, end) if end > characters() => Some(Fault::BeyondPage {
            characters: characters(),
        }),
        Range::Characters(start, end) => {
            let found = CharMap::new(text).slice(start, end);
            let words = words?;
            let agrees = |found: &str| match place.goes_on {
                true => found.starts_with(words),
                false => found == words,
            };
            // The report's page shows signs for what is unseen.
            let agrees = agrees(found) || agrees(&visible(found));
            (!agrees).then(|| Fault::WordsDiffer {
                quoted: words.chars().count(),
                found: found.chars().count(),
            })
        }
        Range::Malformed => Some(Fault::NoPlace),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::NoteText;

    fn opened(text: &str) -> Opened {
        Opened {
            sha256: Ok("aa".to_owned()),
            pages: vec![Page::plain(1, text)],
            notes: [(1, 0)].into(),
        }
    }

    fn citation(page: u32, range: Range, words: &str) -> Citation {
        Citation {
            named: "x".to_owned(),
            file: "a.txt".to_owned(),
            sha256: None,
            place: Some(Place {
                page,
                range,
                words: Some(NoteText::new(words)),
                goes_on: false,
            }),
        }
    }

    #[test]
    fn a_place_holds_when_its_words_stand_there_and_nowhere_near() {
        let opened = opened("Déjà: denies SI.");
        let at = |page, start, end, words| {
            fault(
                &citation(page, Range::Characters(start, end), words),
                Some("aa"),
                &opened,
            )
        };
        assert_eq!(at(1, 6, 15, "denies SI"), None);
        let differ = Fault::WordsDiffer {
            quoted: 9,
            found: 9,
        };
        assert_eq!(at(1, 7, 16, "denies SI"), Some(differ));
        assert_eq!(
            at(2, 6, 15, "denies SI"),
            Some(Fault::NoSuchPage { pages: 1 })
        );
        assert_eq!(
            at(1, 8, 17, "denies SI"),
            Some(Fault::BeyondPage { characters: 16 })
        );
    }

    #[test]
    fn a_changed_file_is_told_from_a_changed_report() {
        let mut cited = citation(1, Range::Characters(0, 6), "denies");
        let opened = opened("denies SI");
        cited.sha256 = Some("bb".to_owned());
        assert!(matches!(
            fault(&cited, Some("aa"), &opened),
            Some(Fault::OtherSum { .. })
        ));
        assert!(matches!(
            fault(&cited, Some("bb"), &opened),
            Some(Fault::BytesChanged { place: None, .. })
        ));
        assert!(matches!(
            fault(&cited, None, &opened),
            Some(Fault::BytesChanged { place: None, .. })
        ));
    }

    #[test]
    fn a_note_must_begin_where_a_line_says() {
        let opened = opened("denies SI");
        let at = |start| {
            fault(
                &citation(1, Range::NoteFrom(start), ""),
                Some("aa"),
                &opened,
            )
        };
        assert_eq!(at(0), None);
        assert_eq!(at(1), Some(Fault::NoNoteBegins));
    }
}
