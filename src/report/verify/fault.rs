//! Why a citation no longer holds, in words that show none of the record's own.

use serde::Serialize;

/// What is wrong with a citation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Fault {
    /// The file is not in the case.
    FileGone,
    /// The file is there and cannot be read.
    FileUnreadable,
    /// The file's bytes are not those that the audit read.
    BytesChanged {
        /// The SHA-256 that the audit found.
        expected: String,
        /// The SHA-256 now.
        actual: String,
        /// What is wrong with the place besides; `None` where it still holds.
        #[serde(skip_serializing_if = "Option::is_none")]
        place: Option<Box<Fault>>,
    },
    /// The report gives a SHA-256 that the file, which is unchanged, does not have.
    OtherSum {
        /// The SHA-256 in the report.
        named: String,
        /// The file's.
        actual: String,
    },
    /// The file has no such page.
    NoSuchPage {
        /// How many pages it has.
        pages: usize,
    },
    /// The characters end behind the page's end.
    BeyondPage {
        /// How many characters the page has.
        characters: u32,
    },
    /// Other words stand there.
    WordsDiffer {
        /// How many characters the report quotes.
        quoted: usize,
        /// How many stand at the place.
        found: usize,
    },
    /// No note begins there.
    NoNoteBegins,
    /// Page or characters are not written as numbers, or run backwards.
    NoPlace,
}

impl Fault {
    /// Returns what is wrong, as the end of a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::FileGone => "the file is gone from the case".to_owned(),
            Self::FileUnreadable => "the file is there and cannot be read".to_owned(),
            Self::BytesChanged {
                expected,
                actual,
                place,
            } => {
                let sums = format!(
                    "the file's bytes changed (SHA-256 expected {}, actual {})",
                    short(expected),
                    short(actual)
                );
                match place {
                    None => format!("{sums}; the place itself still holds"),
                    Some(fault) => format!("{sums}; {}", fault.words()),
                }
            }
            Self::OtherSum { named, actual } => format!(
                "the report names SHA-256 {}, the unchanged file has {}",
                short(named),
                short(actual)
            ),
            Self::NoSuchPage { pages } => format!("page not there: the file has {pages}"),
            Self::BeyondPage { characters } => {
                format!("place not there: the page has {characters} characters")
            }
            Self::WordsDiffer { quoted, found } => {
                format!("words differ: {quoted} characters are quoted, {found} others stand there")
            }
            Self::NoNoteBegins => "no note begins there".to_owned(),
            Self::NoPlace => "what is written there is no place".to_owned(),
        }
    }
}

/// Returns the first twelve digits of a sum, which tell two files apart well enough for people.
pub fn short(sum: &str) -> &str {
    match sum.get(..12) {
        Some(digits) => digits,
        None if sum.is_empty() => "none",
        None => sum,
    }
}
