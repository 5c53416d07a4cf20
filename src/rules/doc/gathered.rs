//! States a fault of several notes once: by whom they are, their dates, the lines they document
//! and what rests on them together.

use crate::finding::{AtRisk, ExposureKind, Finding};
use crate::model::{Note, PersonName, ServiceDate};
use crate::rules::Case;
use crate::rules::dates::{counted, listed};
use crate::rules::relied::{Relied, ReliedLine, kind_words, risk_of_sessions};
use std::collections::BTreeMap;

/// Notes with the same fault.
pub(super) type Gathered<'c> = Vec<Relied<'c>>;

/// Gathers notes by a key, in the order of the keys.
pub(super) fn gathered<'c, K: Ord>(
    notes: impl IntoIterator<Item = Relied<'c>>,
    key: impl Fn(&Note) -> K,
) -> BTreeMap<K, Gathered<'c>> {
    let mut groups: BTreeMap<K, Gathered<'c>> = BTreeMap::new();
    for found in notes {
        groups.entry(key(found.note)).or_default().push(found);
    }
    groups
}

/// Returns the key by which notes of one author are gathered; empty where nobody is named.
pub(super) fn author_key(note: &Note) -> String {
    let name = note.author.as_ref().or(note.signature.signer.as_ref());
    name.and_then(|name| PersonName::parse(&name.value))
        .map(|name| name.key())
        .unwrap_or_default()
}

/// Returns the author as written, for messages.
pub(super) fn author_words(note: &Note) -> &str {
    let name = note.author.as_ref().or(note.signature.signer.as_ref());
    name.map_or("an author not named", |name| name.value.as_str())
}

/// Returns the notes' dates in order, each once.
pub(super) fn dates_of(notes: &[Relied<'_>]) -> Vec<ServiceDate> {
    let mut dates: Vec<ServiceDate> = notes.iter().filter_map(|found| found.note.date()).collect();
    dates.sort_unstable();
    dates.dedup();
    dates
}

/// Returns the notes in words: `the group note of 2026-01-05`, `3 notes of 2026-01-05 to …`.
pub(super) fn notes_words(notes: &[Relied<'_>]) -> String {
    let dates = listed(&dates_of(notes));
    let of = if dates.is_empty() { "" } else { " of " };
    match notes {
        [only] => format!("the {}{of}{dates}", kind_words(only.note.kind)),
        _ => format!("{}{of}{dates}", counted(notes.len(), "note")),
    }
}

/// Places a finding on the notes' dates and lines and puts at risk what rests on them alone.
pub(super) fn placed(case: &Case<'_>, finding: Finding, notes: &[Relied<'_>]) -> Finding {
    let mut finding = match dates_of(notes)[..] {
        [] => finding,
        [first, .., last] => finding.from_to(first, last),
        [only] => finding.dated(only),
    };
    finding.at_risk = at_risk(notes);
    if finding.at_risk.is_empty() {
        finding.exposure = ExposureKind::None;
    }
    on_lines(case, finding, notes)
}

/// Returns what rests on the notes alone, each line once.
fn at_risk(notes: &[Relied<'_>]) -> Vec<AtRisk> {
    let mut days: BTreeMap<_, (&ReliedLine<'_>, Vec<ServiceDate>, usize)> = BTreeMap::new();
    for line in notes.iter().flat_map(|found| &found.lines) {
        let entry = days
            .entry(line.row.id)
            .or_insert_with(|| (line, Vec::new(), 0));
        entry.1.extend(&line.alone);
        entry.2 += line.lost;
    }
    days.into_values()
        .filter(|(_, days, _)| !days.is_empty())
        .map(|(line, mut days, lost)| {
            days.sort_unstable();
            days.dedup();
            risk_of_sessions(line.row, &days, lost, line.billed)
        })
        .collect()
}

/// Names the claim and line where they are one, and cites up to five lines: those at risk, else
/// those that the notes document.
fn on_lines(case: &Case<'_>, finding: Finding, notes: &[Relied<'_>]) -> Finding {
    let all = || notes.iter().flat_map(|found| &found.lines);
    let mut lines: Vec<_> = all()
        .filter(|line| !line.alone.is_empty())
        .map(|line| line.row.id)
        .collect();
    if lines.is_empty() {
        lines.extend(all().map(|line| line.row.id));
    }
    lines.sort_unstable();
    lines.dedup();
    let Some(&first) = lines.first() else {
        return finding;
    };
    let claim = case.ledger.claim(first);
    let finding = if lines.len() == 1 {
        finding.on_line(&claim.id, case.ledger.service_line(first).number)
    } else if lines.iter().all(|line| line.claim == first.claim) {
        finding.on_claim(&claim.id)
    } else {
        finding
    };
    finding.with_all(lines.iter().take(5).map(|&line| case.line_evidence(line)))
}
