//! Answers for what a table's columns mean: which row is the header, which kind of table it is,
//! and which column holds which field. It reads no values below the header.

use super::csv::Row;
use crate::read::dates::find_dates;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The meaning of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(
    missing_docs,
    reason = "the names say it, and columns.toml lists what each stands for"
)]
pub enum Field {
    PatientName,
    PatientLast,
    PatientFirst,
    BirthDate,
    Mrn,
    MemberId,
    Payer,
    PayerId,
    AuthNumber,
    Decision,
    Level,
    Procedure,
    Revenue,
    Modifier,
    Units,
    UnitsDays,
    UnitsVisits,
    UnitsHours,
    UnitKind,
    PerWeek,
    From,
    To,
    DateRange,
    Requested,
    Decided,
    Review,
    RenderingNpi,
    BillingNpi,
    Summary,
    Date,
    Session,
    TimeIn,
    TimeOut,
    TimeRange,
    Minutes,
    Hours,
    Attendance,
    Charge,
    ClaimNumber,
    Ignored,
}

/// What a user said of headers that the program could not guess. Empty by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap {
    fields: BTreeMap<BTreeSet<String>, Field>,
}

impl ColumnMap {
    /// Says that a header means a field, by the field's name as in `columns.toml`
    /// (`auth-number`). Returns whether there is such a field.
    pub fn insert(&mut self, header: &str, field: &str) -> bool {
        let wanted = KNOWLEDGE.fields.iter().find(|(name, _)| name == field);
        if let Some((_, field)) = wanted {
            self.fields.insert(words(header), *field);
        }
        wanted.is_some()
    }
}

/// Which kind of table it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    AuthorizationLog,
    AttendanceSheet,
}

/// A table's header as understood.
pub(super) struct Header {
    /// The kind of table.
    pub(super) kind: Kind,
    /// The row's place among the rows that are not blank.
    pub(super) row: usize,
    fields: BTreeMap<Field, usize>,
}

impl Header {
    /// Returns the column of a field.
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.fields.get(&field).copied()
    }

    /// Returns the text of a field in a row, empty when there is no such column.
    pub(super) fn text<'r>(&self, row: &'r Row<'_>, field: Field) -> &'r str {
        self.column(field).map_or("", |column| row.text(column))
    }
}

/// How many rows may stand before the header: titles, facility, reporting period.
pub(super) const TITLE_ROWS: usize = 15;

/// Finds the header among the first rows.
pub(super) fn recognize(rows: &[Row<'_>], map: &ColumnMap) -> Option<Header> {
    let mut best: Option<(usize, Header)> = None;
    for (index, row) in rows.iter().enumerate().take(TITLE_ROWS) {
        let fields = fields_of(row, map);
        for kind in &KNOWLEDGE.kinds {
            let complete = kind
                .groups
                .iter()
                .all(|group| group.iter().any(|f| fields.contains_key(f)))
                && !kind.excludes.iter().any(|f| fields.contains_key(f));
            let score = fields.len() + kind.marks.iter().filter(|f| fields.contains_key(f)).count();
            if complete && best.as_ref().is_none_or(|(highest, _)| score > *highest) {
                best = Some((
                    score,
                    Header {
                        kind: kind.name,
                        row: index,
                        fields: fields.clone(),
                    },
                ));
            }
        }
    }
    best.map(|(_, header)| header)
}

/// Finds the header of a grid of names and dates: a column of names, and at least two columns
/// for which `is_day` finds a day.
pub(super) fn recognize_grid(
    rows: &[Row<'_>],
    map: &ColumnMap,
    is_day: impl Fn(&str) -> bool,
) -> Option<Header> {
    rows.iter()
        .take(TITLE_ROWS)
        .enumerate()
        .find_map(|(index, row)| {
            let mut fields = fields_of(row, map);
            fields.retain(|_, column| !is_day(row.text(*column)));
            let names = [
                Field::PatientName,
                Field::PatientLast,
                Field::Mrn,
                Field::MemberId,
            ];
            let days = row.cells.iter().filter(|cell| is_day(&cell.text)).count();
            let fits = days >= 2 && names.iter().any(|field| fields.contains_key(field));
            fits.then_some(Header {
                kind: Kind::AttendanceSheet,
                row: index,
                fields,
            })
        })
}

/// Returns the row that looks most like a header, what the nearest kind lacks, and that kind.
pub(super) fn nearest<'r>(
    rows: &'r [Row<'_>],
    map: &ColumnMap,
) -> Option<(&'r Row<'r>, &'static str, Vec<String>)> {
    let header = rows
        .iter()
        .take(TITLE_ROWS)
        .max_by_key(|row| (fields_of(row, map).len(), std::cmp::Reverse(row.number)))?;
    let fields = fields_of(header, map);
    let lacks = |kind: &KindKnowledge| {
        let missing = kind
            .groups
            .iter()
            .filter(|g| !g.iter().any(|f| fields.contains_key(f)));
        missing
            .map(|group| group.iter().map(name_of).collect::<Vec<_>>().join(" or "))
            .collect()
    };
    let kind = KNOWLEDGE.kinds.iter().min_by_key(|kind| {
        let missing: Vec<String> = lacks(kind);
        let marks = kind.marks.iter().filter(|f| fields.contains_key(f)).count();
        (missing.len(), std::cmp::Reverse(marks))
    })?;
    Some((header, kind.label.as_str(), lacks(kind)))
}

/// Returns whether a row prints the header again, as logs do on each page.
pub(super) fn repeats(header: &Row<'_>, row: &Row<'_>) -> bool {
    let filled = |row: &Row<'_>, column: usize| !row.text(column).is_empty();
    (0..row.cells.len())
        .filter(|column| filled(row, *column))
        .all(|column| row.text(column).eq_ignore_ascii_case(header.text(column)))
}

/// Returns how many columns of a row are headers that are known.
pub(super) fn known_headers(row: &Row<'_>, map: &ColumnMap) -> usize {
    fields_of(row, map).len()
}

fn fields_of(row: &Row<'_>, map: &ColumnMap) -> BTreeMap<Field, usize> {
    let mut fields = BTreeMap::new();
    let mut loose = Vec::new();
    for (column, cell) in row.cells.iter().enumerate() {
        // A header is short and holds no value.
        if cell.text.is_empty() || cell.text.len() > 60 || find_dates(&cell.text).next().is_some() {
            continue;
        }
        let words = words(&cell.text);
        let exact = map
            .fields
            .get(&words)
            .or_else(|| KNOWLEDGE.aliases.get(&words))
            .copied();
        match exact {
            Some(field) => {
                fields.entry(field).or_insert(column);
            }
            None => loose.push((column, words)),
        }
    }
    for (column, words) in loose {
        if let Some(field) = nearly(&words) {
            fields.entry(field).or_insert(column);
        }
    }
    fields
}

/// Finds the alias of at least two words that a header holds with one word more.
fn nearly(words: &BTreeSet<String>) -> Option<Field> {
    let fits = |alias: &BTreeSet<String>| {
        alias.len() >= 2 && alias.len() + 1 == words.len() && alias.is_subset(words)
    };
    let mut found = KNOWLEDGE
        .aliases
        .iter()
        .filter(|(alias, _)| fits(alias))
        .map(|(_, f)| *f);
    let first = found.next()?;
    // Two meanings are no meaning.
    found.all(|field| field == first).then_some(first)
}

/// Splits a header into its words: `Auth #`, `authNumber` and `AUTH_NO` give the same two.
fn words(header: &str) -> BTreeSet<String> {
    words_with(header, &KNOWLEDGE.fillers, &KNOWLEDGE.synonyms)
}

fn words_with(
    header: &str,
    fillers: &[String],
    synonyms: &BTreeMap<String, String>,
) -> BTreeSet<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut last = ' ';
    // A remark in parentheses is no part of the name.
    let visible = match header.find('(') {
        Some(at) if at > 0 => header.get(..at).unwrap_or(header),
        _ => header,
    };
    // `D.O.B.` is one word.
    let visible = if is_dotted(visible) {
        &visible.replace('.', "")
    } else {
        visible
    };
    for character in visible.chars() {
        let new_word = !character.is_alphanumeric()
            || last.is_lowercase() && character.is_uppercase()
            || last.is_alphabetic() != character.is_alphabetic();
        if character != '\'' {
            if new_word && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if character.is_alphanumeric() {
                word.extend(character.to_lowercase());
            } else if character == '#' {
                words.push("#".to_owned());
            }
        }
        last = character;
    }
    words.push(word);
    words
        .into_iter()
        .filter(|word| !word.is_empty() && !fillers.contains(word))
        .map(|word| synonyms.get(&word).cloned().unwrap_or(word))
        .collect()
}

fn is_dotted(header: &str) -> bool {
    header.contains('.')
        && header
            .trim()
            .split('.')
            .all(|part| part.chars().count() <= 1)
}

fn name_of(field: &Field) -> String {
    let wanted = KNOWLEDGE.fields.iter().find(|(_, known)| known == field);
    wanted.map(|(name, _)| name.clone()).unwrap_or_default()
}

/// The embedded table, prepared.
struct Knowledge {
    fillers: Vec<String>,
    synonyms: BTreeMap<String, String>,
    aliases: BTreeMap<BTreeSet<String>, Field>,
    fields: Vec<(String, Field)>,
    kinds: Vec<KindKnowledge>,
    decisions: BTreeMap<String, Vec<String>>,
    attendance: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    fillers: Vec<String>,
    synonyms: BTreeMap<String, String>,
    field: Vec<FieldSource>,
    kind: Vec<KindKnowledge>,
    decisions: BTreeMap<String, Vec<String>>,
    attendance: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldSource {
    name: toml::Value,
    aliases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindKnowledge {
    name: Kind,
    label: String,
    groups: Vec<Vec<Field>>,
    excludes: Vec<Field>,
    marks: Vec<Field>,
}

const SOURCE: &str = include_str!("../../knowledge/columns.toml");

/// That the table parses is a test's matter; a broken table recognizes nothing.
static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let mut known = Knowledge {
        fillers: Vec::new(),
        synonyms: BTreeMap::new(),
        aliases: BTreeMap::new(),
        fields: Vec::new(),
        kinds: Vec::new(),
        decisions: BTreeMap::new(),
        attendance: BTreeMap::new(),
    };
    let Ok(source) = toml::from_str::<Source>(SOURCE) else {
        return known;
    };
    for entry in source.field {
        let name = entry.name.as_str().unwrap_or_default().to_owned();
        let Ok(field) = entry.name.try_into::<Field>() else {
            continue;
        };
        for alias in entry.aliases {
            let words = words_with(&alias, &source.fillers, &source.synonyms);
            known.aliases.entry(words).or_insert(field);
        }
        known.fields.push((name, field));
    }
    known.fillers = source.fillers;
    known.synonyms = source.synonyms;
    known.kinds = source.kind;
    known.decisions = source.decisions;
    known.attendance = source.attendance;
    known
});

/// Returns the key of the decision that a text begins with; the longest phrase wins, so that
/// `not approved` is not `approved`.
pub(super) fn decision(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    let entries = KNOWLEDGE.decisions.iter().flat_map(|(key, phrases)| {
        phrases
            .iter()
            .map(move |phrase| (phrase.len(), key.as_str(), phrase))
    });
    entries
        .filter(|(_, _, phrase)| folded.starts_with(phrase.as_str()))
        .max_by_key(|(length, ..)| *length)
        .map(|(_, key, _)| key)
}

/// Returns the key of what an attendance mark says.
pub(super) fn attendance(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    KNOWLEDGE
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
            KNOWLEDGE
                .attendance
                .iter()
                .find(|(_, marks)| marks.iter().any(begins))
        })
        .map(|(key, _)| key.as_str())
}

fn fold(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::table::csv::rows;

    fn field(header: &str) -> Option<Field> {
        let text = format!("{header}\t");
        let rows: Vec<_> = rows(&text, '\t').collect();
        fields_of(rows.first()?, &ColumnMap::default())
            .into_keys()
            .next()
    }

    #[test]
    fn the_table_parses_and_no_alias_has_two_meanings() {
        let source: Source = toml::from_str(SOURCE).expect("the table parses");
        assert_eq!(source.field.len(), KNOWLEDGE.fields.len());
        let mut seen = BTreeMap::new();
        for entry in &source.field {
            for alias in &entry.aliases {
                let words = words(alias);
                let name = entry.name.to_string();
                let earlier = seen.insert(words, name.clone()).unwrap_or(name.clone());
                assert_eq!(earlier, name, "{alias}");
                let expected = entry.name.clone().try_into::<Field>().ok();
                assert_eq!(field(alias), expected, "{alias}");
            }
        }
    }

    #[test]
    fn headers_are_read_as_managers_write_them() {
        for (header, expected) in [
            ("Auth No.", Field::AuthNumber),
            ("AUTH #", Field::AuthNumber),
            ("auth_number", Field::AuthNumber),
            ("Prior Auth #", Field::AuthNumber),
            ("Cert #", Field::AuthNumber),
            ("Auth Start", Field::From),
            ("Eff Date", Field::From),
            ("Auth Thru", Field::To),
            ("Exp. Date", Field::To),
            ("Approved Units", Field::Units),
            ("units_auth", Field::Units),
            ("# Days Approved", Field::UnitsDays),
            ("Client Name", Field::PatientName),
            ("Pt Name", Field::PatientName),
            ("Patient (Last, First)", Field::PatientName),
            ("DOB", Field::BirthDate),
            ("D.O.B.", Field::BirthDate),
            ("Eff From", Field::From),
            ("Eff To", Field::To),
            ("Termination Date", Field::To),
            ("Health Plan", Field::Payer),
            ("UR Decision", Field::Decision),
            ("Submit Date", Field::Requested),
            ("Actual Start", Field::TimeIn),
            ("Group Time", Field::TimeRange),
            ("Svc Code", Field::Procedure),
            ("CPT/HCPCS", Field::Procedure),
            ("Ins Co", Field::Payer),
            ("Decision", Field::Decision),
            ("Client ID", Field::Mrn),
            ("Chart #", Field::Mrn),
            ("Policy #", Field::MemberId),
            ("Subscriber ID", Field::MemberId),
            ("LOC", Field::Level),
            ("Level of Care", Field::Level),
            ("Time In", Field::TimeIn),
            ("Service Date", Field::Date),
            ("DOS", Field::Date),
            ("patientLastName", Field::PatientLast),
        ] {
            assert_eq!(field(header), Some(expected), "{header}");
        }
        assert_eq!(field("Favorite color"), None);
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
    }
}
