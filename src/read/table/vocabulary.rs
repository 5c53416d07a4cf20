//! Answers for the words that tables are written in: header aliases by field, what each kind of
//! table needs, and what decisions, marks and statuses say. All of it is data in `columns.toml`.

use super::field::{Field, Kind};
use super::header_words::{FILLS, HEADS, MEANS_UNITS, Words, words_with};
use crate::text::words::{Classes, WordMap, WordSet};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The embedded table, prepared.
pub(super) struct Vocabulary {
    /// Words that say nothing in a header.
    pub(super) fillers: WordSet,
    /// Words that stand for another.
    pub(super) synonyms: WordMap<String>,
    /// The field that a set of words names in any table.
    pub(super) aliases: BTreeMap<Words, Field>,
    /// Every word of the aliases of every kind of table.
    pub(super) words: WordSet,
    /// What each word that says anything in a header does there.
    pub(super) roles: Classes,
    /// How many words the longest alias of any table has.
    pub(super) longest: usize,
    /// Words that change what a header says.
    pub(super) unlike: Vec<String>,
    /// Every word that any alias is written with.
    pub(super) dictionary: WordSet,
    /// Names of fields, in the order of the table.
    pub(super) fields: Vec<(String, Field)>,
    /// Fields that may have several columns.
    pub(super) repeats: Vec<Field>,
    /// Fields that are taken for another in a table that has no column of that one.
    pub(super) stand_ins: Vec<(Field, Field)>,
    /// Kinds of tables.
    pub(super) kinds: Vec<KindEntry>,
    /// Tables that are known and not read.
    pub(super) others: Vec<OtherTable>,
    decisions: Phrases,
    attendance: Phrases,
    leave: Phrases,
    claim_status: Phrases,
    coverage_status: Phrases,
}

/// What tells one kind of table.
pub(super) struct KindEntry {
    /// The kind.
    pub(super) kind: Kind,
    /// Its name as users write it: `authorization-log`.
    pub(super) name: String,
    /// Its name in sentences.
    pub(super) label: String,
    /// A column of each group must be there.
    pub(super) groups: Vec<Vec<Field>>,
    /// None of these may be there.
    pub(super) excludes: Vec<Field>,
    /// Columns that speak for the kind.
    pub(super) marks: Vec<Field>,
    /// The kind's own aliases, which come before the general ones.
    pub(super) aliases: BTreeMap<Words, Field>,
}

/// A table that is known for what it is and not read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OtherTable {
    /// What it is, in sentences.
    pub(super) label: String,
    /// Whether it holds facts of care.
    pub(super) needed: bool,
    /// Words of its headers.
    words: Vec<String>,
}

impl OtherTable {
    /// Returns whether the headers are such a table's: three of its words stand in them.
    pub(super) fn fits(&self, headers: &[&str]) -> bool {
        let told = |word: &&String| {
            headers.iter().any(|header| {
                let mut words = header.split(|c: char| !c.is_alphanumeric());
                words.any(|one| one.eq_ignore_ascii_case(word))
            })
        };
        self.words.iter().filter(told).nth(2).is_some()
    }
}

type Phrases = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    fillers: WordSet,
    synonyms: WordMap<String>,
    field: Vec<FieldSource>,
    unlike: WordList,
    kind: Vec<KindSource>,
    other: Vec<OtherTable>,
    decisions: Phrases,
    attendance: Phrases,
    leave: Phrases,
    #[serde(rename = "claim-status")]
    claim_status: Phrases,
    #[serde(rename = "coverage-status")]
    coverage_status: Phrases,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldSource {
    name: toml::Value,
    #[serde(default)]
    repeats: bool,
    stands_for: Option<Field>,
    aliases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordList {
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindSource {
    name: toml::Value,
    label: String,
    groups: Vec<Vec<Field>>,
    excludes: Vec<Field>,
    marks: Vec<Field>,
    #[serde(default)]
    aliases: BTreeMap<Field, Vec<String>>,
}

const SOURCE: &str = include_str!("../../knowledge/columns.toml");

/// That the table parses is a test's matter; a broken table recognizes nothing.
pub(super) static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut known = Vocabulary {
        fillers: WordSet::default(),
        synonyms: WordMap::default(),
        aliases: BTreeMap::new(),
        words: WordSet::default(),
        roles: Classes::new(&[]),
        longest: 0,
        unlike: Vec::new(),
        dictionary: WordSet::default(),
        fields: Vec::new(),
        repeats: Vec::new(),
        stand_ins: Vec::new(),
        kinds: Vec::new(),
        others: Vec::new(),
        decisions: Phrases::new(),
        attendance: Phrases::new(),
        leave: Phrases::new(),
        claim_status: Phrases::new(),
        coverage_status: Phrases::new(),
    };
    let Ok(source) = toml::from_str::<Source>(SOURCE) else {
        return known;
    };
    let words = |alias: &String| words_with(alias, &source.fillers, &source.synonyms);
    for entry in source.field {
        let name = entry.name.as_str().unwrap_or_default().to_owned();
        let Ok(field) = entry.name.try_into::<Field>() else {
            continue;
        };
        for alias in &entry.aliases {
            known.dictionary.extend(alias.split(' ').map(str::to_owned));
            known.aliases.entry(words(alias)).or_insert(field);
        }
        if entry.repeats {
            known.repeats.push(field);
        }
        known
            .stand_ins
            .extend(entry.stands_for.map(|other| (field, other)));
        known.fields.push((name, field));
    }
    for entry in source.kind {
        let name = entry.name.as_str().unwrap_or_default().to_owned();
        let Ok(kind) = entry.name.try_into::<Kind>() else {
            continue;
        };
        let own = entry.aliases.iter();
        let aliases = own
            .flat_map(|(field, aliases)| aliases.iter().map(|alias| (words(alias), *field)))
            .collect();
        known.kinds.push(KindEntry {
            kind,
            name,
            label: entry.label,
            groups: entry.groups,
            excludes: entry.excludes,
            marks: entry.marks,
            aliases,
        });
    }
    let own = known.kinds.iter().flat_map(|kind| kind.aliases.keys());
    for alias in known.aliases.keys().chain(own) {
        known.words.extend(alias.iter().cloned());
        known.longest = known.longest.max(alias.len());
    }
    known.dictionary.extend(source.synonyms.keys().cloned());
    known.dictionary.extend(source.fillers.iter().cloned());
    known.dictionary.retain(|word| word.len() >= 2);
    known.unlike = source.unlike.words;
    known.fillers = source.fillers;
    known.synonyms = source.synonyms;
    known.roles = known.roles();
    known.decisions = source.decisions;
    known.attendance = source.attendance;
    known.leave = source.leave;
    known.others = source.other;
    known.claim_status = source.claim_status;
    known.coverage_status = source.coverage_status;
    known
});

impl Vocabulary {
    fn roles(&self) -> Classes {
        let means_units = |word: &&String| self.synonyms.get(*word).is_some_and(|to| to == "units");
        let units = self.synonyms.keys().filter(means_units).map(String::as_str);
        let units: Vec<&str> = units.chain(["units"]).collect();
        let fillers: Vec<&str> = self.fillers.iter().map(String::as_str).collect();
        let heads = self.synonyms.keys().chain(self.words.iter());
        let heads = heads.filter(|word| !self.fillers.contains(*word));
        let heads: Vec<&str> = heads
            .map(String::as_str)
            .chain(["payer", "payor", "id"])
            .collect();
        Classes::new(&[(&fillers, FILLS), (&heads, HEADS), (&units, MEANS_UNITS)])
    }

    /// Returns the name of a field as users write it.
    pub(super) fn name_of(&self, field: Field) -> &str {
        let wanted = self.fields.iter().find(|(_, known)| *known == field);
        wanted.map_or("", |(name, _)| name)
    }

    /// Returns the entry of a kind.
    pub(super) fn kind(&self, kind: Kind) -> Option<&KindEntry> {
        self.kinds.iter().find(|entry| entry.kind == kind)
    }
}

/// Returns the key of the decision that a text begins with.
pub(super) fn decision(text: &str) -> Option<&'static str> {
    longest(&VOCABULARY.decisions, text)
}

/// Returns the key of a code that a census uses for a night away, which must be the whole cell.
pub(super) fn leave_code(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    let mut leaves = VOCABULARY.leave.iter();
    leaves
        .find(|(_, codes)| codes.contains(&folded))
        .map(|(key, _)| key.as_str())
}

/// Returns the key of what a claim row's status says.
pub(super) fn claim_status(text: &str) -> Option<&'static str> {
    longest(&VOCABULARY.claim_status, text)
}

/// Returns the key of what a coverage's status says.
pub(super) fn coverage_status(text: &str) -> Option<&'static str> {
    longest(&VOCABULARY.coverage_status, text)
}

/// The longest phrase wins, so that `not approved` is not `approved`.
fn longest(phrases: &'static Phrases, text: &str) -> Option<&'static str> {
    let folded = fold(text);
    let entries = phrases.iter().flat_map(|(key, phrases)| {
        phrases
            .iter()
            .map(move |phrase| (phrase.len(), key.as_str(), phrase))
    });
    entries
        .filter(|(length, _, phrase)| {
            // A phrase of one or two letters must be the whole word.
            folded.starts_with(phrase.as_str())
                && (*length > 2
                    || !folded
                        .get(*length..)
                        .is_some_and(|rest| rest.starts_with(char::is_alphanumeric)))
        })
        .max_by_key(|(length, ..)| *length)
        .map(|(_, key, _)| key)
}

/// Returns the key of what an attendance mark says.
pub(super) fn attendance(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    VOCABULARY
        .attendance
        .iter()
        .find(|(_, marks)| marks.contains(&folded))
        .or_else(|| {
            // A longer remark counts by its first words: `No show - called`.
            let begins = |mark: &String| {
                mark.len() > 3
                    && folded
                        .strip_prefix(mark.as_str())
                        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            };
            VOCABULARY
                .attendance
                .iter()
                .find(|(_, marks)| marks.iter().any(begins))
        })
        .map(|(key, _)| key.as_str())
}

/// Returns a text in lower case with single blanks.
pub(super) fn fold(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::table::header_words::words;

    #[test]
    fn the_table_parses_and_no_alias_has_two_meanings() {
        let source: Source = toml::from_str(SOURCE).expect("the table parses");
        assert_eq!(source.field.len(), VOCABULARY.fields.len());
        assert_eq!(source.kind.len(), VOCABULARY.kinds.len());
        let mut seen = BTreeMap::new();
        for entry in &source.field {
            let name = entry.name.to_string();
            for alias in &entry.aliases {
                let earlier = seen.insert(words(alias), name.clone());
                assert_eq!(earlier.unwrap_or(name.clone()), name, "{alias}");
            }
        }
        for kind in &source.kind {
            let mut own = BTreeMap::new();
            for (field, aliases) in &kind.aliases {
                for alias in aliases {
                    let earlier = own.insert(words(alias), *field);
                    assert_eq!(earlier.unwrap_or(*field), *field, "{alias}");
                }
            }
        }
    }

    #[test]
    fn decisions_and_marks_are_read_whole() {
        for (text, expected) in [
            ("Approved", Some("approved")),
            ("NOT APPROVED", Some("denied")),
            ("Approved in part", Some("partial")),
            ("Auth not required", Some("not-required")),
            ("Pending clinical", Some("pended")),
            ("??", None),
        ] {
            assert_eq!(decision(text), expected, "{text}");
        }
        for (text, expected) in [
            ("P", Some("present")),
            ("✓", Some("present")),
            ("A", None),
            ("No show - called", Some("no-show")),
            ("Refused", Some("refused")),
        ] {
            assert_eq!(attendance(text), expected, "{text}");
        }
        for (text, expected) in [
            ("Voided", Some("unbilled")),
            ("Denied - timely", Some("denied")),
            ("Paid", None),
        ] {
            assert_eq!(claim_status(text), expected, "{text}");
        }
        for (text, expected) in [
            ("Active Coverage", Some("active")),
            ("Not Active", Some("inactive")),
            ("N", Some("inactive")),
            ("Needs check", None),
        ] {
            assert_eq!(coverage_status(text), expected, "{text}");
        }
    }
}
