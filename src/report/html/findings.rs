//! Findings in full: message, words in context with the cited ones marked, cures, authorities.

use super::claims;
use super::diff::{DiffView, pair};
use super::source_name::SourceName;
use crate::finding::{Authority, Cure, Evidence, EvidenceRole, Finding, Outcome};
use crate::model::Money;
use crate::report::{FindingId, FindingRow, Quote, Results};
use crate::text::FileId;
use std::cmp::Reverse;

/// Pieces of evidence shown of one finding.
const EVIDENCE_SHOWN: usize = 8;
/// The family of rules whose evidence is words and a copy of them.
const COPIES: &str = "CLN-";
/// Characters of a quote shown.
const QUOTE_SHOWN: usize = 600;

/// How many bytes of findings may still be shown.
pub(super) struct Budget(usize);

impl Budget {
    /// Returns a budget of so many bytes.
    pub(super) fn new(bytes: usize) -> Self {
        Self(bytes)
    }

    /// Takes bytes out; returns false when they are not there.
    #[must_use]
    pub(super) fn spend(&mut self, bytes: usize) -> bool {
        match self.0.checked_sub(bytes) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => {
                // What follows is left out too, so that the page keeps the order of rank.
                self.0 = 0;
                false
            }
        }
    }
}

/// One finding.
pub(super) struct FindingView<'r> {
    pub(super) id: FindingId,
    pub(super) severity: &'static str,
    pub(super) outcome: &'static str,
    pub(super) outcome_words: &'static str,
    pub(super) rule: &'static str,
    pub(super) name: &'static str,
    pub(super) patient: String,
    pub(super) line: Option<u32>,
    pub(super) place: String,
    pub(super) amount: Option<Money>,
    pub(super) confidence: u8,
    pub(super) message: String,
    pub(super) evidence: Vec<EvidenceView<'r>>,
    pub(super) evidence_left_out: usize,
    /// Of copied words, the passage and the one it was copied from.
    pub(super) diff: Option<DiffView>,
    pub(super) cures: &'static [Cure],
    pub(super) authorities: &'static [Authority],
}

/// One cited place.
pub(super) struct EvidenceView<'r> {
    /// The finding's id and the place's number among its places, from 1.
    pub(super) anchor: String,
    pub(super) role: &'static str,
    pub(super) role_words: &'static str,
    pub(super) file: FileId,
    pub(super) source: SourceName<'r>,
    pub(super) page: Option<u32>,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) before: &'r str,
    pub(super) quote: &'r str,
    pub(super) after: &'r str,
    pub(super) cut: bool,
}

impl<'r> FindingView<'r> {
    /// Returns the view of a row.
    pub(super) fn new(results: &'r Results, row: &FindingRow<'_>) -> Self {
        let finding = &row.finding;
        let evidence: Vec<EvidenceView<'r>> = finding
            .evidence
            .iter()
            .take(EVIDENCE_SHOWN)
            .zip(1..)
            .map(|(evidence, number)| {
                EvidenceView::new(results, evidence, format!("{}-{number}", row.id))
            })
            .collect();
        let quotes: Vec<&str> = evidence.iter().map(|one| one.quote).collect();
        let diff = finding
            .rule
            .starts_with(COPIES)
            .then(|| pair(&quotes))
            .flatten();
        Self {
            id: row.id,
            severity: finding.severity.id(),
            outcome: finding.outcome.id(),
            outcome_words: match finding.outcome {
                Outcome::Fail => "proven",
                Outcome::Warn => "likely; to be confirmed",
                Outcome::NoData => "not decided: an input is missing",
            },
            rule: finding.rule,
            name: finding.name,
            patient: finding.patient.clone().unwrap_or_default(),
            line: finding.line,
            place: place(finding),
            amount: (row.amount > Money::ZERO).then_some(row.amount),
            confidence: finding.confidence.min(100),
            message: finding.message.clone(),
            evidence,
            diff,
            evidence_left_out: finding.evidence.len().saturating_sub(EVIDENCE_SHOWN),
            cures: finding.cure,
            authorities: finding.authority,
        }
    }

    /// Returns about how many bytes the finding takes on the page.
    pub(super) fn bytes(&self) -> usize {
        let evidence: usize = self
            .evidence
            .iter()
            .map(|evidence| {
                // The path stands in the entry of the file, too.
                400 + 2 * evidence.source.length()
                    + evidence.before.len()
                    + evidence.quote.len()
                    + evidence.after.len()
            })
            .sum();
        let cures: usize = self.cures.iter().map(|cure| 40 + cure.text().len()).sum();
        let authorities: usize = self
            .authorities
            .iter()
            .map(|one| 120 + one.cite.len())
            .sum();
        let diff = self.diff.as_ref().map_or(0, DiffView::bytes);
        700 + diff + self.message.len() + evidence + cures + authorities
    }
}

impl<'r> EvidenceView<'r> {
    fn new(results: &'r Results, evidence: &Evidence, anchor: String) -> Self {
        let span = evidence.place();
        let quote = span.and_then(|span| results.quotes.get(&span));
        let words = quote.map(Quote::quote).unwrap_or_default();
        let shown = words
            .char_indices()
            .nth(QUOTE_SHOWN)
            .map_or(words.len(), |(byte, _)| byte);
        let cut = shown < words.len();
        Self {
            anchor,
            role: evidence.role.id(),
            role_words: match evidence.role {
                EvidenceRole::Supports => "Shows it",
                EvidenceRole::Contradicts => "Speaks against it",
                EvidenceRole::Searched => "Searched in vain",
            },
            file: evidence.file,
            source: SourceName::linked(results, evidence.file),
            page: span.map(|span| span.page),
            start: span.map_or(0, |span| span.start),
            end: span.map_or(0, |span| span.end),
            before: quote.map(Quote::before).unwrap_or_default(),
            quote: words.get(..shown).unwrap_or_default(),
            after: if cut {
                ""
            } else {
                quote.map(Quote::after).unwrap_or_default()
            },
            cut,
        }
    }
}

/// Returns the findings that belong to no exposed claim, and how many of them are left out.
pub(super) fn loose<'r>(
    results: &'r Results,
    rows: &[FindingRow<'r>],
    limit: usize,
    mut budget: Budget,
) -> (Vec<FindingView<'r>>, usize) {
    let mut claimed = vec![false; results.findings.len()];
    for &index in claims::exposed(results).flat_map(|claim| &claim.findings) {
        if let Some(claimed) = claimed.get_mut(index) {
            *claimed = true;
        }
    }
    let is_loose = |index: usize| claimed.get(index) == Some(&false);
    let mut loose: Vec<&FindingRow<'r>> = rows
        .iter()
        // Reading trouble has a section of its own.
        .filter(|row| row.index.is_some_and(is_loose))
        .collect();
    loose.sort_by_key(|row| rank(row));
    let total = loose.len();
    let mut views = Vec::new();
    for row in loose.into_iter().take(limit) {
        let view = FindingView::new(results, row);
        if !budget.spend(view.bytes()) {
            break;
        }
        views.push(view);
    }
    let left_out = total - views.len();
    (views, left_out)
}

/// Returns the key by which findings are shown: what was decided before what was not, then the
/// gravest, then most dollars. Ties keep the total order.
pub(super) fn rank(row: &FindingRow<'_>) -> impl Ord + use<> {
    let undecided = row.finding.outcome == Outcome::NoData;
    (
        undecided,
        Reverse(row.finding.severity),
        Reverse(row.amount),
    )
}

fn place(finding: &Finding) -> String {
    let mut parts = Vec::new();
    if let Some(line) = finding.line {
        parts.push(format!("line {line}"));
    }
    match (finding.date, finding.date_to) {
        (Some(from), Some(to)) => parts.push(format!("{from} to {to}")),
        (Some(date), None) => parts.push(date.to_string()),
        _ => {}
    }
    parts.join(", ")
}
