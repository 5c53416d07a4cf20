//! Lists what speaks against the lines: findings on them and statements for a lower level. None
//! of it is marked or quoted in the packet; the reviewer must know it before the payer finds it.

use super::Selection;
use crate::finding::{EvidenceRole, Finding, Outcome, Severity};
use crate::model::Note;
use crate::text::Span;
use std::collections::BTreeSet;

/// One thing that speaks against the lines.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::packet) struct Adverse {
    /// What it is.
    pub(in crate::packet) words: String,
    /// Where it stands.
    pub(in crate::packet) spans: Vec<Span>,
}

/// Weight, in hundredths, below which a statement is not listed.
const LEAST_WEIGHT: u32 = 100;
/// Places listed of one finding.
const PLACES: usize = 6;

/// Lists what speaks against the lines, gravest findings first.
pub(super) fn adverse(selection: &Selection<'_>) -> Vec<Adverse> {
    let mut findings: Vec<&Finding> = selection
        .findings
        .iter()
        .filter(|finding| is_adverse(selection, finding))
        .collect();
    findings.sort_by(|a, b| {
        let graver = b.severity.cmp(&a.severity);
        graver.then_with(|| a.order().cmp(&b.order()))
    });
    let mut listed: Vec<Adverse> = Vec::new();
    for finding in findings {
        let words = format!(
            "{} {} ({}, {}): {}",
            finding.rule, finding.name, finding.outcome, finding.severity, finding.message
        );
        let spans = places(selection, finding);
        // One fault of many lines is told once.
        match listed.iter_mut().find(|adverse| adverse.words == words) {
            Some(adverse) => adverse.spans.extend(spans),
            None => listed.push(Adverse { words, spans }),
        }
    }
    listed.extend(statements(selection));
    listed
}

/// Returns where a finding stands, but for the lines themselves, which the reviewer knows.
fn places(selection: &Selection<'_>, finding: &Finding) -> Vec<Span> {
    let ledger = selection.case.ledger;
    let is_line = |span: &Span| {
        let mut lines = selection.rows.iter().map(|row| ledger.service_line(row.id));
        lines.any(|line| line.span == *span)
    };
    finding
        .evidence
        .iter()
        .filter(|evidence| evidence.role == EvidenceRole::Supports)
        .filter_map(|evidence| evidence.span)
        .filter(|span| !is_line(span))
        .take(PLACES)
        .collect()
}

/// Returns whether a finding speaks against the lines. What only says that the payer refused
/// them, or that the record supports them, does not.
fn is_adverse(selection: &Selection<'_>, finding: &Finding) -> bool {
    let is_told = finding.outcome != Outcome::NoData
        && finding.severity > Severity::Info
        && !finding.rule.starts_with("DEN-");
    let days = selection.days();
    let touches_days = || {
        let Some(from) = finding.date else {
            return false;
        };
        let to = finding.date_to.unwrap_or(from);
        finding.claim.is_none() && days.iter().any(|day| from <= *day && *day <= to)
    };
    let claim = &selection.claim().id;
    is_told && (finding.concerns(claim, &selection.numbers(), &selection.ids()) || touches_days())
}

/// Lists statements in the chart that speak for a lower level on the lines' days.
fn statements(selection: &Selection<'_>) -> Vec<Adverse> {
    let ledger = selection.case.ledger;
    let mut seen: BTreeSet<Span> = BTreeSet::new();
    let mut listed = Vec::new();
    let days = selection.days();
    let of_days = days
        .iter()
        .filter_map(|day| ledger.days.get(day)?.support.as_ref());
    for support in of_days {
        for weighed in support
            .evidence_lower
            .iter()
            .filter(|one| one.weight >= LEAST_WEIGHT)
        {
            let note: &Note = ledger.note(weighed.note);
            let Some(mention) = note.mentions.get(weighed.mention) else {
                continue;
            };
            if seen.insert(mention.span) {
                let date = note
                    .date()
                    .map_or_else(String::new, |date| format!(" of {date}"));
                listed.push(Adverse {
                    words: format!(
                        "statement for a lower level in the {}{date} (indicator {})",
                        note.kind.id(),
                        mention.indicator
                    ),
                    spans: vec![mention.span],
                });
            }
        }
    }
    listed
}
