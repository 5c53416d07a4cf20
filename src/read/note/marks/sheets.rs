//! Reads what a document's sheets show: printed page numbers that do not go on within a file of
//! one page, and sheets of a longer document that name nobody.

use crate::model::{MissingPages, PatientIdentity};
use crate::read::note::lines::Line;
use crate::read::note::view::NoteView;
use crate::text::Span;
use crate::text::bytes::has_digit;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static COUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:page|pg\.?)\s*:?\s*#?(\d{1,3})\s*(?:of|/)\s*(\d{1,3})\b").ok()
});

/// Returns the pages that a file without page breaks prints numbers around and does not hold.
///
/// A file with page breaks is followed from page to page elsewhere.
pub(super) fn read_missing(view: &NoteView<'_>) -> Vec<MissingPages> {
    let first = view.line(view.from).map(|line| line.page);
    let last = view.document.lines.last().map(|line| line.page);
    if !view.is_whole_file() || first != last {
        return Vec::new();
    }
    let mut seen: BTreeMap<u32, Span> = BTreeMap::new();
    let mut count = None;
    for (number, of, span) in numbers(view) {
        // Two counts in one file are two documents, whose pages cannot be told apart.
        if count.is_some_and(|count| count != of) {
            return Vec::new();
        }
        count = Some(of);
        seen.entry(number).or_insert(span);
    }
    let (Some(of), Some(&beside)) = (count, seen.values().last()) else {
        return Vec::new();
    };
    let mut missing: Vec<MissingPages> = Vec::new();
    for number in (1..=of).filter(|number| !seen.contains_key(number)) {
        match missing.last_mut() {
            Some(last) if last.to + 1 == number => last.to = number,
            _ => missing.push(MissingPages {
                from: number,
                to: number,
                of,
                span: seen
                    .range(number..)
                    .next()
                    .map_or(beside, |(_, span)| *span),
            }),
        }
    }
    missing
}

fn numbers(view: &NoteView<'_>) -> Vec<(u32, u32, Span)> {
    let mut found = Vec::new();
    let Some(pattern) = COUNT.as_ref() else {
        return found;
    };
    for index in view.from..view.to {
        let Some(line) = view.line(index) else { break };
        let text = line.text;
        let may_count = text.len() < 200
            && has_digit(text)
            && text
                .as_bytes()
                .windows(2)
                .any(|pair| matches!(pair, [b'p' | b'P', b'a' | b'A' | b'g' | b'G']));
        if !may_count {
            continue;
        }
        for captures in pattern.captures_iter(text) {
            let number = |group: usize| captures.get(group)?.as_str().parse::<u32>().ok();
            let (Some(number), Some(of), Some(whole)) = (number(1), number(2), captures.get(0))
            else {
                continue;
            };
            // "See page 4 of 12 of the manual" stands in a sentence, a page number at its edge.
            let at_edge = whole.start() == 0
                || whole.end() == text.trim_end().len()
                || line.furniture
                || text
                    .get(..whole.start())
                    .is_some_and(|before| before.ends_with("  "));
            if at_edge && (1..=of).contains(&number) && of <= 60 {
                found.push((number, of, view.place(index, whole.range())));
            }
        }
    }
    found
}

/// Least characters of a page on which a name is missed; less is a page that was not read.
const LEAST_CHARACTERS: usize = 50;

/// Returns the pages of a document of several pages on which neither its patient's family name,
/// nor the record number, nor a birth date stands.
pub(super) fn read_unnamed(
    view: &NoteView<'_>,
    spans: &[Span],
    patient: &PatientIdentity,
) -> Vec<Span> {
    let [_, _, ..] = spans else { return Vec::new() };
    let mut names: Vec<String> = Vec::new();
    if let Some(name) = &patient.name {
        let words = name.value.last.split(|c: char| !c.is_alphabetic());
        names.extend(words.filter(|word| word.len() > 2).map(str::to_lowercase));
    }
    if let Some(mrn) = &patient.mrn {
        names.push(mrn.value.to_lowercase());
    }
    if names.is_empty() {
        return Vec::new();
    }
    let lines = &view.document.lines;
    spans
        .iter()
        .filter(|span| {
            let from = lines.partition_point(|line| line.page < span.page);
            let to = lines.partition_point(|line| line.page <= span.page);
            let page = lines.get(from..to).unwrap_or_default();
            let characters: usize = page.iter().map(|line| line.text.trim().len()).sum();
            characters >= LEAST_CHARACTERS && !page.iter().any(|line| names_one(line, &names))
        })
        .copied()
        .collect()
}

fn names_one(line: &Line<'_>, names: &[String]) -> bool {
    let lower = line.text.to_lowercase();
    names.iter().any(|name| lower.contains(name.as_str()))
        || lower.contains("dob") && has_digit(&lower)
}
