//! Puts findings together that one action settles.

use super::owner::Owner;
use crate::finding::{Cure, Finding, Outcome};
use crate::model::ServiceDate;
use crate::report::{FindingRow, Results};
use crate::text::{FileId, Span};
use std::collections::BTreeMap;

/// Findings that one action settles, in listing order; there is at least one.
pub(super) struct Group<'f> {
    pub(super) owner: Owner,
    /// The entry of the queue, where they speak of one denial or letter.
    pub(super) queued: Option<usize>,
    pub(super) rows: Vec<&'f FindingRow<'f>>,
}

/// What the action is done to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Subject<'f> {
    /// A denial or a payer's letter.
    Denial(usize),
    /// What one check lacked of one patient.
    Lacking(&'static str),
    /// The signature of a note: an attestation answers all that is wrong with it.
    Signature(Span),
    /// One fault of a note.
    Note(Span, &'static str),
    /// One fault of a claim, on whatever lines.
    Claim(&'f str, &'static str),
    /// A fault of neither.
    Other(&'static str, Option<ServiceDate>, Option<FileId>),
}

/// Groups findings by patient, owner and what the action is done to.
pub(super) fn groups<'f>(
    results: &Results,
    rows: impl Iterator<Item = &'f FindingRow<'f>>,
) -> impl Iterator<Item = Group<'f>> {
    let mut groups: BTreeMap<(Option<&str>, Owner, Subject<'f>), Group<'f>> = BTreeMap::new();
    for row in rows {
        let finding = &*row.finding;
        let about = row.index.and_then(|index| results.about.get(index));
        let queued = about.and_then(|about| about.queued);
        let entry = queued.and_then(|place| Some((place, results.queue.get(place)?)));
        let (owner, subject) = match entry {
            Some((place, entry)) => (
                Owner::of_work(entry.work, entry.technical),
                Subject::Denial(place),
            ),
            None => (
                Owner::of(finding),
                subject(finding, about.and_then(|about| about.note)),
            ),
        };
        groups
            .entry((finding.patient.as_deref(), owner, subject))
            .or_insert_with(|| Group {
                owner,
                queued,
                rows: Vec::new(),
            })
            .rows
            .push(row);
    }
    groups.into_values()
}

fn subject(finding: &Finding, note: Option<Span>) -> Subject<'_> {
    if finding.outcome == Outcome::NoData && finding.patient.is_some() {
        return Subject::Lacking(finding.rule);
    }
    let file = finding.evidence.first().map(|evidence| evidence.file);
    match (finding.cure.first(), note, finding.claim.as_deref()) {
        (Some(Cure::C1), Some(note), _) => Subject::Signature(note),
        // Corrections of claims and searches for records go by claim, all else by note.
        (Some(Cure::C2 | Cure::C3), Some(note), _) => Subject::Note(note, finding.rule),
        (_, _, Some(claim)) => Subject::Claim(claim, finding.rule),
        (_, Some(note), None) => Subject::Note(note, finding.rule),
        (_, None, None) => Subject::Other(finding.rule, finding.date, file),
    }
}
