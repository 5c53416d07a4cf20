//! Answers for what a user said of tables that the program could not guess: which files, which
//! kind, which header means which field.

use super::field::{Field, Kind};
use super::header_words::{Words, words};
use super::vocabulary::VOCABULARY;
use crate::policy::ColumnsEntry;
use std::collections::BTreeMap;
use thiserror::Error;

/// Column names that a user added, by file. Empty by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    pattern: String,
    hints: Hints,
}

/// What was said of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// The kind of its tables, where said.
    pub(super) kind: Option<Kind>,
    /// Fields by the words of their headers.
    pub(super) fields: BTreeMap<Words, Field>,
    /// What the table is called besides its own titles: the names of its sheet and file.
    pub(super) names: Vec<String>,
}

/// Why column names could not be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ColumnMapError {
    /// No field has this name.
    #[error("columns: `{header} = \"{field}\"`: no such field; fields are {known}")]
    UnknownField {
        /// The header as written.
        header: String,
        /// The name as written.
        field: String,
        /// Names that would do.
        known: String,
    },
    /// No kind has this name.
    #[error("columns: `kind = \"{kind}\"`: no such kind of table; kinds are {known}")]
    UnknownKind {
        /// The name as written.
        kind: String,
        /// Names that would do.
        known: String,
    },
}

impl ColumnMap {
    /// Takes the entries of a facility's file; the first entry that names a header wins.
    pub fn new(entries: &[ColumnsEntry]) -> Result<Self, ColumnMapError> {
        let entries = entries
            .iter()
            .map(|written| {
                Ok(Entry {
                    pattern: written.file.clone(),
                    hints: Hints::new(written)?,
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { entries })
    }

    /// Returns what was said of a file, by its path relative to the case folder.
    pub fn hints(&self, path: &str) -> Hints {
        let mut hints = Hints {
            names: vec![path.to_owned()],
            ..Hints::default()
        };
        for entry in self.entries.iter().filter(|e| matches(&e.pattern, path)) {
            hints.kind = hints.kind.or(entry.hints.kind);
            for (words, field) in &entry.hints.fields {
                hints.fields.entry(words.clone()).or_insert(*field);
            }
        }
        hints
    }
}

impl Hints {
    /// Returns the same names for a table of the kind.
    pub(super) fn of_kind(&self, kind: Kind) -> Self {
        Self {
            kind: Some(kind),
            ..self.clone()
        }
    }

    /// Returns the name of the sheet, for a table of a workbook.
    pub(super) fn sheet_name(&self) -> Option<&str> {
        match self.names.as_slice() {
            [sheet, _file, ..] => Some(sheet),
            _ => None,
        }
    }

    /// Returns the same for a sheet of a name.
    pub(super) fn of_sheet(&self, name: &str) -> Self {
        let mut hints = self.clone();
        hints.names.insert(0, name.to_owned());
        hints
    }

    fn new(written: &ColumnsEntry) -> Result<Self, ColumnMapError> {
        let kind = match written.kind.as_str() {
            "" => None,
            "ignored" => Some(Kind::Ignored),
            name => Some(kind_named(name)?),
        };
        let mut fields = BTreeMap::new();
        for (header, field) in &written.headers {
            let wanted = VOCABULARY.fields.iter().find(|(name, _)| name == field);
            let Some((_, field)) = wanted else {
                let known = VOCABULARY.fields.iter().map(|(name, _)| name.as_str());
                return Err(ColumnMapError::UnknownField {
                    header: header.clone(),
                    field: field.clone(),
                    known: known.collect::<Vec<_>>().join(", "),
                });
            };
            fields.insert(words(header), *field);
        }
        Ok(Self {
            kind,
            fields,
            names: Vec::new(),
        })
    }
}

fn kind_named(name: &str) -> Result<Kind, ColumnMapError> {
    let wanted = VOCABULARY.kinds.iter().find(|entry| entry.name == name);
    wanted.map(|entry| entry.kind).ok_or_else(|| {
        let known = VOCABULARY.kinds.iter().map(|entry| entry.name.as_str());
        ColumnMapError::UnknownKind {
            kind: name.to_owned(),
            known: known.chain(["ignored"]).collect::<Vec<_>>().join(", "),
        }
    })
}

/// Returns whether a pattern with `*` and `?` fits a path, case-insensitively. A pattern without
/// a slash speaks of the file's name alone; an empty one fits every file.
fn matches(pattern: &str, path: &str) -> bool {
    let subject = if pattern.contains('/') {
        path
    } else {
        path.rsplit('/').next().unwrap_or(path)
    };
    pattern.is_empty()
        || fits(
            &pattern.to_lowercase().chars().collect::<Vec<_>>(),
            &subject.to_lowercase().chars().collect::<Vec<_>>(),
        )
}

/// Matches with one star remembered, so that no pattern takes more than the product of lengths.
fn fits(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match (pattern.get(p), text.get(t)) {
            (Some('*'), _) => {
                star = Some((p, t));
                p += 1;
            }
            (Some(one), Some(other)) if *one == '?' || one == other => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|character| *character == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::FacilityFile;
    use crate::text::FileId;

    #[test]
    fn patterns_speak_of_names_or_paths() {
        for (pattern, path, expected) in [
            ("", "a/b.csv", true),
            ("*.csv", "billing/Claims.CSV", true),
            ("claims*", "billing/claims 2026.xlsx", true),
            ("billing/*", "billing/claims.csv", true),
            ("billing/*", "other/claims.csv", false),
            ("*a*b?c", "xxaxxbbyc", true),
            ("claims.csv", "old-claims.csv", false),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn the_sample_is_read_as_it_says() {
        let sample = include_str!("../../knowledge/samples/columns.toml");
        let facility = FacilityFile::parse(sample).expect("a valid file");
        let map = ColumnMap::new(&facility.columns).expect("known names");
        let table = "Wer;Ref;Ab;Bis;Menge\nMuster Ana;A-1;1/5/2026;1/9/2026;5\n";
        let read = |path: &str| crate::read::table::read(FileId(0), table, &map.hints(path));
        let tracker = read("logs/UR Tracker Q1.csv");
        // That it names no column for the decision is told.
        assert_eq!(tracker.problems.len(), 1);
        assert_eq!(
            tracker.authorizations[0].describe(),
            "A-1, 2026-01-05 to 2026-01-09"
        );
        assert_eq!(read("other.csv").problems.len(), 1);
        assert_eq!(read("fees/2026.csv").problems, []);
    }

    #[test]
    fn a_wrong_name_is_told_with_the_right_ones() {
        let entry = |kind: &str, field: &str| ColumnsEntry {
            file: String::new(),
            kind: kind.to_owned(),
            headers: [("Svc Cd".to_owned(), field.to_owned())].into(),
        };
        assert!(ColumnMap::new(&[entry("claims", "procedure")]).is_ok());
        assert!(ColumnMap::new(&[entry("ignored", "procedure")]).is_ok());
        let error = ColumnMap::new(&[entry("bills", "procedure")]).expect_err("no kind");
        assert!(error.to_string().contains("authorization-log"), "{error}");
        let error = ColumnMap::new(&[entry("", "cpt code")]).expect_err("no field");
        assert!(error.to_string().contains("auth-number"), "{error}");
    }
}
