//! Tells a laboratory's print without a title, which nobody of the facility signs, by what it states:
//! when the specimen was collected, when the result was reported, and who ordered it.

use crate::read::note::view::NoteView;
use crate::read::note::when;
use crate::text::AnyOf;
use std::sync::LazyLock;

/// Words before the day on which a specimen was taken.
const TAKEN: [&str; 7] = [
    "collected",
    "collection date",
    "date collected",
    "collect date",
    "collection",
    "coll date",
    "specimen date",
];

/// Words before the day on which the laboratory got it or told of it.
const TOLD: [&str; 9] = [
    "reported",
    "report date",
    "date reported",
    "resulted",
    "result date",
    "received",
    "final report",
    "verified",
    "rcvd",
];

/// Words of which a laboratory's print has one.
const OF_LABORATORY: [&str; 12] = [
    "ordered by",
    "ordering",
    "laboratory",
    "lab ",
    "labs ",
    "specimen",
    "accession",
    "clia",
    "reference range",
    "ref range",
    "ng/ml",
    "req #",
];

static GATE: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(&TAKEN));

/// Lines in which such a print states them.
const HEAD: usize = 25;

/// Words in small letters that make a line a sentence about a result.
const PROSE_WORDS: usize = 8;

/// Letters between the words and the day.
const NEAR: usize = 24;

/// Returns whether a note is a laboratory's print.
pub(in crate::read::note) fn is_result_print(view: &NoteView<'_>) -> bool {
    let lines = || view.body_lines().take(HEAD).map(|(_, line)| line.text);
    if !lines().any(|text| GATE.is_in(text)) {
        return false;
    }
    let (mut taken, mut told, mut of_laboratory) = (false, false, false);
    for text in lines() {
        of_laboratory |= names_laboratory(text);
        // A note tells of it in sentences.
        let small = text.split_whitespace().filter(|word| {
            word.starts_with(char::is_lowercase) && word.chars().all(char::is_alphabetic)
        });
        if small.count() >= PROSE_WORDS {
            continue;
        }
        let lower = text.to_ascii_lowercase();
        taken |= has_day_behind(&lower, &TAKEN);
        told |= has_day_behind(&lower, &TOLD);
    }
    taken && told && of_laboratory
}

fn names_laboratory(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    OF_LABORATORY.iter().any(|word| lower.contains(word))
}

fn has_day_behind(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let behind = text.get(at + word.len()..).unwrap_or_default();
            let is_label = behind.starts_with([' ', ':', '\t', '.', '|', '*']);
            let end = behind.floor_char_boundary(NEAR);
            let near = behind.get(..end).unwrap_or_default();
            is_label && when::parse_date(near).is_some_and(|day| is_gap(near, day.start))
        })
    })
}

/// Returns whether nothing but a label's signs stands before a day.
fn is_gap(text: &str, day: usize) -> bool {
    const BETWEEN: [&str; 5] = ["", "on", "date", "date/time", "at"];
    let gap = text.get(..day).unwrap_or_default();
    let gap = gap.trim_matches([' ', ':', '\t', '.', '|', '*', '-']);
    BETWEEN.contains(&gap)
}
