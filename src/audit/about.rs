//! Tells whom a finding is about: the note in which its first place stands with that note's author,
//! else the line's rendering provider, and the denial or letter that it speaks of.

use crate::denials::QueueEntry;
use crate::finding::{Evidence, Finding};
use crate::ledger::PatientRecord;
use crate::report::About;
use crate::text::{FileId, Span};
use std::collections::BTreeMap;

/// Returns what is known of each of a patient's findings, in their order. `queued` is an index into
/// the patient's own entries.
pub(super) fn about(
    record: &PatientRecord,
    findings: &[Finding],
    entries: &[QueueEntry],
) -> Vec<About> {
    let mut spans: BTreeMap<(FileId, u32), Vec<(Span, usize)>> = BTreeMap::new();
    for (index, note) in record.notes.iter().enumerate() {
        for &span in &note.spans {
            spans
                .entry((span.file, span.page))
                .or_default()
                .push((span, index));
        }
    }
    let note_at = |place: Span| {
        let on_page = spans.get(&(place.file, place.page))?;
        let (_, note) = on_page.iter().find(|(span, _)| span.contains(&place))?;
        record.notes.get(*note)
    };
    let each = findings.iter().map(|finding| {
        let mut places = finding.evidence.iter().filter_map(Evidence::place);
        let note = places.find_map(note_at);
        let author = note.and_then(|note| note.author.as_ref());
        let person = author.map(|author| author.value.clone());
        About {
            note: note.map(|note| note.place()),
            person: person.or_else(|| rendering(record, finding)),
            queued: entries.iter().position(|entry| speaks_of(finding, entry)),
        }
    });
    each.collect()
}

/// Returns the name of the provider that a finding's line names, or all lines of its claim do.
fn rendering(record: &PatientRecord, finding: &Finding) -> Option<String> {
    let id = finding.claim.as_ref()?;
    let claim = record.claims.iter().find(|claim| claim.id == *id)?;
    let lines = claim.lines.iter().filter(|line| {
        let number = finding.line;
        number.is_none_or(|number| number == line.number)
    });
    let mut names = lines.map(|line| {
        let provider = claim.rendering_for(line)?;
        let name = format!("{} {}", provider.first, provider.name);
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    });
    let first = names.next().flatten()?;
    names
        .all(|name| name.as_ref() == Some(&first))
        .then_some(first)
}

/// Returns whether a finding of denials cites the refusal or the letter of an entry.
fn speaks_of(finding: &Finding, entry: &QueueEntry) -> bool {
    finding.rule.starts_with("DEN-")
        && finding
            .claim
            .as_ref()
            .is_none_or(|claim| *claim == entry.claim)
        && entry.source.is_some()
        && finding.evidence.iter().any(|one| one.span == entry.source)
}
