//! The exhibit index: what each exhibit holds, on which pages, from which files; and what the
//! files lack.

use super::Source;
use super::cite::Citer;
use super::draw::Flow;
use super::place::Placed;
use super::select::{Document, ExhibitKind, Selection};
use crate::rules::counted;
use crate::text::FileId;
use std::collections::BTreeMap;

/// Writes the index.
pub(super) fn write(
    selection: &Selection<'_>,
    sources: &BTreeMap<FileId, Source<'_>>,
    citer: &Citer<'_>,
    flow: &mut Flow,
) {
    flow.title("Exhibit index");
    let mut rows = Vec::new();
    for kind in citer.places.kinds() {
        let mut label = format!("{}: {}", citer.label(kind), kind.title());
        for run in runs(citer, kind) {
            let (Some((first, page)), Some((last, _))) = (run.first(), run.last()) else {
                continue;
            };
            let pages = if first == last {
                first.to_string()
            } else {
                format!("{first}–{last}")
            };
            let source = sources.get(&page.file);
            let from = source.map_or_else(String::new, |source| {
                let digits: String = source.sha256.chars().take(12).collect();
                format!("{}, SHA-256 {digits}…", source.shown_path())
            });
            rows.push(vec![
                std::mem::take(&mut label),
                held_by(selection, &run),
                pages,
                from,
            ]);
        }
    }
    flow.table(
        &[2.2, 2.6, 0.8, 3.2],
        &["Exhibit", "Document", "Pages", "Source"],
        &rows,
    );
    let missing = missing(selection);
    if !missing.is_empty() {
        flow.heading("Not found");
        for words in missing {
            flow.entry(&words);
        }
    }
}

/// A page with its number in the packet.
type Numbered<'p> = (usize, &'p Placed);

/// Documents that are named one by one; of more, each kind is counted.
const NAMED: usize = 3;

/// Returns what stands on a run of pages.
fn held_by(selection: &Selection<'_>, run: &[Numbered<'_>]) -> String {
    let held: Vec<&Document> = selection
        .documents
        .iter()
        .filter(|document| {
            document.held.is_none()
                && run.iter().any(|(_, page)| {
                    let mut spans = document.spans.iter();
                    spans.any(|span| span.file == page.file && page.shows(*span))
                })
        })
        .collect();
    if held.len() <= NAMED {
        let titles: Vec<String> = held.iter().map(|document| document.title()).collect();
        return titles.join("; ");
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for document in &held {
        *counts.entry(&document.what).or_default() += 1;
    }
    let counts: Vec<String> = counts
        .into_iter()
        .map(|(what, count)| counted(count, what))
        .collect();
    let dates = || held.iter().filter_map(|document| document.date);
    let days = match (dates().min(), dates().max()) {
        (Some(from), Some(to)) => format!("; {from} to {to}"),
        _ => String::new(),
    };
    format!("{}{days}", counts.join(", "))
}

/// Returns the pages of an exhibit in runs: of one source for copied pages, which often hold
/// several documents, else of one document.
fn runs<'p>(citer: &Citer<'p>, kind: ExhibitKind) -> Vec<Vec<Numbered<'p>>> {
    let mut runs: Vec<Vec<Numbered<'p>>> = Vec::new();
    let places = citer.places;
    for (place, page) in places.pages.iter().enumerate() {
        if page.kind != kind {
            continue;
        }
        let numbered = (citer.front + place + 1, page);
        match runs.last_mut() {
            Some(run)
                if run.last().is_some_and(|(_, before)| {
                    before.file == page.file && (page.is_copied() || before.title == page.title)
                }) =>
            {
                run.push(numbered);
            }
            _ => runs.push(vec![numbered]),
        }
    }
    runs
}

/// Lists what the files lack, as sentences.
pub(super) fn missing(selection: &Selection<'_>) -> Vec<String> {
    let mut missing = Vec::new();
    let is_found = |kind| {
        selection
            .documents
            .iter()
            .any(|document| document.kind == kind)
    };
    if !is_found(ExhibitKind::Denial) {
        missing.push(
            "No denial of this claim and no request for its records was found in the files \
             supplied."
                .to_owned(),
        );
    }
    for lacking in &selection.lacking {
        let lacking = lacking.trim_start_matches("a ").trim_start_matches("the ");
        let verb = if lacking.starts_with("statements") {
            "were"
        } else {
            "was"
        };
        missing.push(format!("No {lacking} {verb} found in the files supplied."));
    }
    missing
}
