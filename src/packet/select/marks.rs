//! Chooses the words that are marked on a note: when, how long, signed by whom, and what speaks
//! for the billed level.

use super::{Mark, Selection};
use crate::model::{DateBasis, Note, SignatureState};
use crate::text::Span;
use std::collections::BTreeSet;

/// Statements for the level that are marked at most.
const STATEMENTS: usize = 60;
/// Weight, in hundredths, below which a statement is not marked.
const LEAST_WEIGHT: u32 = 100;

/// Returns the marks of a note's own facts.
pub(super) fn of_note(note: &Note) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut mark = |span: Option<Span>, why| {
        marks.extend(span.map(|span| Mark::new(span, why)));
    };
    let dated = note
        .service_date
        .filter(|(_, basis)| matches!(basis, DateBasis::Labelled | DateBasis::Header));
    mark(dated.map(|(date, _)| date.span), "date");
    mark(note.time.map(|time| time.span), "time");
    let signed = |signature: &crate::model::Signature| {
        (signature.state == SignatureState::Signed)
            .then_some(signature.span)
            .flatten()
    };
    mark(signed(&note.signature), "signature");
    mark(
        note.cosignature.as_ref().and_then(signed),
        "second signature",
    );
    if let Some(plan) = &note.plan {
        mark(plan.effective.map(|date| date.span), "in force from");
        mark(plan.expires.map(|date| date.span), "in force to");
        mark(plan.level.map(|level| level.span), "level named");
        mark(
            plan.hours_per_week_tenths.map(|hours| hours.span),
            "planned hours",
        );
        mark(plan.frequency, "frequency");
    }
    marks
}

/// A statement that speaks for the billed level, with the note it stands in.
pub(super) struct ForLevel {
    pub(super) note: usize,
    pub(super) mark: Mark,
}

/// Lists statements that speak for the billed level on the lines' days, strongest first. A
/// statement that a finding holds against the lines is not among them.
pub(super) fn for_level(selection: &Selection<'_>) -> Vec<ForLevel> {
    let ledger = selection.case.ledger;
    let against: Vec<Span> = selection
        .adverse
        .iter()
        .flat_map(|adverse| adverse.spans.iter().copied())
        .collect();
    let mut seen: BTreeSet<Span> = BTreeSet::new();
    let mut found = Vec::new();
    for day in selection.days() {
        let support = ledger.days.get(&day).and_then(|day| day.support.as_ref());
        for weighed in support.iter().flat_map(|support| &support.evidence_higher) {
            let Some(mention) = ledger.note(weighed.note).mentions.get(weighed.mention) else {
                continue;
            };
            let mark = Mark {
                span: mention.span,
                why: crate::packet::LEVEL,
                weight: weighed.weight,
            };
            let is_against = against.iter().any(|span| mark.meets(span));
            if weighed.weight >= LEAST_WEIGHT && !is_against && seen.insert(mention.span) {
                found.push(ForLevel {
                    note: weighed.note,
                    mark,
                });
            }
        }
    }
    found.sort_by_key(|one| (std::cmp::Reverse(one.mark.weight), one.mark.span));
    found.truncate(STATEMENTS);
    found
}
