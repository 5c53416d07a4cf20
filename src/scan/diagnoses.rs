//! Marks the categories of diagnoses that a note names: by code, by name, or by a word of their
//! field. Whether a claim bills what the notes name is for the rules.

use super::diagnosis::is_code;
use super::elements::{Shown, Told};
use super::lexicon::{Found, ends_with_word};
use super::sections;
use super::sentences::Sentence;
use crate::model::{DiagnosisBasis, DiagnosisMark};
use crate::text::bytes::any_pair;
use serde::Deserialize;
use std::sync::LazyLock;

/// Most marks of a note, so that lists of codes stay small.
const MOST: usize = 24;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    diagnosis: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    /// First three characters of the codes.
    categories: Vec<String>,
    names: Vec<String>,
    words: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "read by tests"))]
    yes: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "read by tests"))]
    no: Vec<String>,
}

struct Table {
    phrases: Vec<String>,
    /// The group of each phrase, and whether it is a name.
    of: Vec<(usize, bool)>,
    /// The categories of each group.
    categories: Vec<Vec<[u8; 3]>>,
}

fn file() -> Vec<Group> {
    let file = toml::from_str::<File>(include_str!("../knowledge/diagnoses.toml"));
    debug_assert!(file.is_ok(), "diagnoses.toml: {:?}", file.err());
    file.map_or_else(|_| Vec::new(), |file| file.diagnosis)
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let groups = file();
    let mut all = Vec::new();
    let mut of = Vec::new();
    let mut categories = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        for (phrases, is_name) in [(&group.names, true), (&group.words, false)] {
            all.extend(phrases.iter().cloned());
            of.extend(phrases.iter().map(|_| (place, is_name)));
        }
        let bytes = group.categories.iter().filter_map(|one| category(one));
        categories.push(bytes.collect());
    }
    Table {
        phrases: all,
        of,
        categories,
    }
});

/// Returns the names and words that are looked for, in the order of their numbers.
pub(super) fn phrases() -> &'static [String] {
    &TABLE.phrases
}

/// Returns the first three characters of a code of the mental disorders' chapter.
fn category(code: &str) -> Option<[u8; 3]> {
    let bytes: [u8; 3] = code.as_bytes().get(..3)?.try_into().ok()?;
    let bytes = bytes.map(|byte| byte.to_ascii_uppercase());
    (bytes.first() == Some(&b'F')).then_some(bytes)
}

/// Returns one mark for each category that the note names, the plainest and first.
pub(super) fn named(told: &Told<'_>) -> Vec<DiagnosisMark> {
    let text = told.plain.text.as_str();
    let mut places: Vec<([u8; 3], DiagnosisBasis, usize, usize)> = Vec::new();
    let mut add = |category: [u8; 3], basis: DiagnosisBasis, start: usize, end: usize| {
        let mark = (category, basis, start, end);
        let has_room = places.len() < MOST;
        let known = places.iter().position(|(known, ..)| *known == category);
        match known.and_then(|place| places.get_mut(place)) {
            Some(known) if known.1 < basis => *known = mark,
            Some(_) => {}
            None if has_room => places.push(mark),
            None => {}
        }
    };
    codes(text, &mut add);
    let mut walk = told.walk();
    for &Shown { start, end, found } in told.shown {
        let Found::Diagnosis(phrase) = found else {
            continue;
        };
        let Some(&(group, is_name)) = TABLE.of.get(phrase) else {
            continue;
        };
        let within = walk.at(start);
        if within
            .is_some_and(|one| is_of_kin(text, one, start) || is_refuted(text, one, start, end))
        {
            continue;
        }
        let is_listed = within.is_some_and(|one| sections::section_name(one.section) == "DX");
        let basis = match (is_name, is_listed) {
            (true, true) => DiagnosisBasis::Listed,
            (true, false) => DiagnosisBasis::Name,
            _ => DiagnosisBasis::Word,
        };
        for category in TABLE.categories.get(group).into_iter().flatten() {
            add(*category, basis, start, end);
        }
    }
    let mut marks: Vec<DiagnosisMark> = places
        .into_iter()
        .filter_map(|(category, basis, start, end)| {
            Some(DiagnosisMark {
                category,
                basis,
                span: told.span(start, end)?,
            })
        })
        .collect();
    marks.sort_by_key(|mark| mark.category);
    marks.shrink_to_fit();
    marks
}

/// Disorders that nobody has today and not tomorrow. "Not depressed" tells a day's mood.
const LASTING: [&str; 8] = [
    "autis",
    "asperger",
    "bipolar",
    "schizo",
    "adhd",
    "attention deficit",
    "borderline",
    "intellectual",
];

/// Words that end what is said to refute a diagnosis.
const REFUTES: [&str; 6] = [
    "not",
    "no diagnosis of",
    "not meet criteria for",
    "ruled out",
    "rules out",
    "no evidence of",
];

/// Words before a sign that the patient never had, and those behind one that is denied.
const NEVER: [&str; 8] = [
    "no history of",
    "no past history of",
    "no prior history of",
    "no known history of",
    "no hx of",
    "denies history of",
    "denies any history of",
    "never had",
];
const EVER: [&str; 5] = [
    " by history",
    " by hx",
    " ever",
    " in the past",
    " in lifetime",
];

/// Returns whether the patient never had what is named ("no mood swings by history"). That it is
/// not there today says nothing of the disorder.
fn never_was(before: &str, after: &str) -> bool {
    let listed = |words: &str| {
        let behind = before.rfind(words);
        let behind = behind.and_then(|at| before.get(at + words.len()..));
        // "No history of mania, psychosis or …"
        behind.is_some_and(|behind| {
            let goes_on = behind.ends_with(',')
                || ["or", "and"].iter().any(|one| ends_with_word(behind, one));
            behind.trim().is_empty()
                || goes_on
                    && behind.split_whitespace().count() <= 6
                    && !behind.contains([';', '.', ':'])
                    && !behind.contains(" but ")
        })
    };
    let may = ["history", "hx", "never"]
        .iter()
        .any(|cue| before.contains(cue));
    may && NEVER.iter().any(|words| listed(words))
        || ["no", "denies", "denied"]
            .iter()
            .any(|words| ends_with_word(before, words))
            && EVER
                .iter()
                .any(|words| after.strip_prefix('s').unwrap_or(after).starts_with(words))
}

/// Returns whether a disorder is named only to say that the patient has it not ("Not autistic on
/// ADOS") or never had it.
fn is_refuted(text: &str, sentence: &Sentence, start: usize, end: usize) -> bool {
    let name = text.get(start..end).unwrap_or_default();
    let before = text.get(sentence.start..start).unwrap_or_default();
    let before = before.trim_end();
    let after = text.get(end..sentence.end).unwrap_or_default();
    if never_was(before, after) {
        return true;
    }
    let after = ["", " disorder", " spectrum disorder", " illness"]
        .iter()
        .filter_map(|noun| after.strip_prefix(noun))
        .next_back()
        .unwrap_or(after);
    LASTING.iter().any(|stem| name.starts_with(stem))
        && (REFUTES.iter().any(|words| ends_with_word(before, words))
            || [" ruled out", " was ruled out", " has been ruled out"]
                .iter()
                .any(|words| after.starts_with(words)))
}

/// Returns whether a diagnosis is told of the patient's kin: under the family's history, or right
/// behind a relative who has it ("aunt with bipolar illness").
fn is_of_kin(text: &str, sentence: &Sentence, start: usize) -> bool {
    if sections::section_name(sentence.section) == "FHX" {
        return true;
    }
    let before = text.get(sentence.start..start).unwrap_or_default();
    let mut is_linked = false;
    for word in before.split_whitespace().rev() {
        match word {
            "with" | "has" | "had" | "having" | "was" => is_linked = true,
            word if BETWEEN.contains(&word) => {}
            word => {
                let owner = word.strip_suffix("'s");
                return KIN.contains(&owner.unwrap_or(word)) && (is_linked || owner.is_some());
            }
        }
    }
    false
}

/// Words that stand between a relative and the name of an illness.
const BETWEEN: [&str; 11] = [
    "a",
    "an",
    "of",
    "the",
    "been",
    "history",
    "diagnosed",
    "severe",
    "untreated",
    "chronic",
    "also",
];

const KIN: [&str; 18] = [
    "mother",
    "father",
    "mom",
    "dad",
    "brother",
    "sister",
    "aunt",
    "uncle",
    "grandmother",
    "grandfather",
    "cousin",
    "son",
    "daughter",
    "nephew",
    "niece",
    "grandparent",
    "parent",
    "sibling",
];

/// Bytes of a text that are asked at once for the beginning of a code.
const TOGETHER: usize = 64;

/// Finds codes of the chapter, `f33.1` and `f1120`.
fn codes(text: &str, add: &mut impl FnMut([u8; 3], DiagnosisBasis, usize, usize)) {
    let bytes = text.as_bytes();
    let is_inside = |place: usize| {
        bytes
            .get(place)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'.')
    };
    let opens = |letter: u8, digit: u8| (letter == b'f') & digit.is_ascii_digit();
    let starts = (0..bytes.len()).step_by(TOGETHER).flat_map(|from| {
        let to = bytes.len().min(from + TOGETHER + 1);
        let part = bytes.get(from..to).unwrap_or_default();
        // Few parts of a text hold a code.
        let held = if any_pair(part, opens) { part } else { &[] };
        let pairs = held.windows(2).enumerate();
        let opening =
            pairs.filter(move |(_, pair)| matches!(**pair, [one, two] if opens(one, two)));
        opening.map(move |(place, _)| from + place)
    });
    for start in starts {
        if start.checked_sub(1).is_some_and(is_inside) {
            continue;
        }
        let mut end = start;
        while is_inside(end) {
            end += 1;
        }
        let word = text
            .get(start..end)
            .unwrap_or_default()
            .trim_end_matches('.');
        if is_code(word)
            && let Some(category) = category(word)
        {
            add(category, DiagnosisBasis::Listed, start, start + word.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NoteKind, ServiceDate};
    use crate::scan::{Lexicon, NoteInput, Scanner};
    use crate::text::{FileId, Page, PageMaps, Span};

    fn read(text: &str) -> Vec<(String, DiagnosisBasis)> {
        let pages = [Page::plain(1, text)];
        let pages = PageMaps::new(&pages);
        let length = text.chars().count() as u32;
        let input = NoteInput {
            pages: &pages,
            spans: &[Span::new(FileId(0), 1, 0, length)],
            kind: NoteKind::IndividualNote,
            service_date: ServiceDate::new(2026, 1, 5),
            headings: &[],
        };
        let mut scanner = Scanner::new(Lexicon::embedded());
        scanner.note(&input);
        let marks = scanner.elements(&input).diagnoses;
        let told = |mark: DiagnosisMark| {
            let category = mark.category.map(char::from).iter().collect();
            (category, mark.basis)
        };
        marks.into_iter().map(told).collect()
    }

    #[test]
    fn every_group_is_found_where_it_is_named_and_only_there() {
        for group in file() {
            let is_own =
                |(category, _): &(String, DiagnosisBasis)| group.categories.contains(category);
            for text in &group.yes {
                let found = read(text);
                let named = found.iter().filter(|one| is_own(one));
                assert!(
                    named.clone().count() > 0
                        && named
                            .clone()
                            .all(|(_, basis)| *basis >= DiagnosisBasis::Name),
                    "{text}: {found:?}"
                );
            }
            for text in &group.no {
                let found = read(text);
                assert!(!found.iter().any(&is_own), "{text}: {found:?}");
            }
        }
    }

    #[test]
    fn what_kin_have_is_not_the_patients() {
        for text in [
            "Family history: aunt with bipolar illness.",
            "His brother has schizophrenia and lives near by.",
            "Grew up with a mother with untreated bipolar disorder.",
            "Told of her father's bipolar disorder.",
            "A sister was diagnosed with bipolar disorder.",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
        for text in [
            "Client with bipolar disorder lives with a sister.",
            "Wife and client spoke of his bipolar disorder.",
            "Told his father he has bipolar disorder.",
        ] {
            assert!(!read(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_refuted_disorder_is_not_named() {
        for text in [
            "Not autistic on ADOS 2024.",
            "Testing rules out autism.",
            "Bipolar disorder was ruled out in 2024.",
            "Calm today, no mood swings by history.",
            "No history of manic episodes.",
            "Denies history of psychosis, mania or racing thoughts.",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
        for text in [
            "Autistic, not verbal at school.",
            "Not depressed today.",
            "Rule out bipolar disorder.",
            "No mood swings this week.",
            "No history of violence when manic.",
        ] {
            assert!(!read(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn codes_are_read_in_any_writing() {
        for (text, expected) in [
            ("Diagnosis: F33.1, recurrent.", "F33"),
            ("Dx (F1120).", "F11"),
            ("ICD-10: f43.10;", "F43"),
        ] {
            let found = read(text);
            let listed = found
                .iter()
                .any(|(category, basis)| category == expected && *basis == DiagnosisBasis::Listed);
            assert!(listed, "{text}: {found:?}");
        }
        // Wherever it stands.
        for before in 0..70 {
            let text = format!("{} F33.1", "x".repeat(before));
            assert_eq!(read(&text).len(), 1, "{text}");
        }
        assert!(read("Room F3, form F-12, vitamin B12, gf5 and 98.6F.").is_empty());
    }
}
