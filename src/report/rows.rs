//! The rows of every list of findings: findings of rules and of lost files and pages, in one
//! order, each with its id and its dollars.

use super::id::FindingId;
use super::{Results, reading};
use crate::finding::Finding;
use crate::model::Money;
use std::collections::BTreeMap;
use std::ops::Deref;

/// One finding as it is listed. A facility has hundreds of thousands, so a row holds little.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingRow<'r> {
    /// Its stable id.
    pub id: FindingId,
    /// The finding.
    pub finding: ListedFinding<'r>,
    /// Its place among the results' findings; `None` for reading trouble.
    pub index: Option<usize>,
    /// Dollars it puts at risk. Amounts of different findings overlap.
    pub amount: Money,
}

/// A finding that is listed, wherever it comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum ListedFinding<'r> {
    /// One of the results.
    OfRule(&'r Finding),
    /// Reading trouble.
    Lost(Box<Finding>),
}

impl Deref for ListedFinding<'_> {
    type Target = Finding;

    fn deref(&self) -> &Finding {
        match self {
            Self::OfRule(finding) => finding,
            Self::Lost(finding) => finding,
        }
    }
}

/// Returns all findings to list, in their total order: those of rules, and reading trouble that
/// lost a file or a page.
pub fn finding_rows(results: &Results) -> Vec<FindingRow<'_>> {
    let mut rows: Vec<FindingRow<'_>> = results
        .findings
        .iter()
        .enumerate()
        .map(|(index, finding)| FindingRow {
            id: FindingId::default(),
            finding: ListedFinding::OfRule(finding),
            index: Some(index),
            amount: results
                .exposure
                .by_finding
                .get(index)
                .copied()
                .unwrap_or_default(),
        })
        .collect();
    let lost = results
        .problems
        .iter()
        .filter(|problem| reading::loses_text(problem.kind));
    rows.extend(lost.map(|problem| FindingRow {
        id: FindingId::default(),
        finding: ListedFinding::Lost(Box::new(reading::as_finding(problem))),
        index: None,
        amount: Money::ZERO,
    }));
    rows.sort_by(|a, b| {
        a.finding
            .order()
            .cmp(&b.finding.order())
            .then_with(|| file(a).cmp(&file(b)))
    });

    let mut seen: BTreeMap<FindingId, u32> = BTreeMap::new();
    for row in &mut rows {
        let plain = FindingId::of(results, &row.finding, 0);
        let repeats = seen.entry(plain).or_default();
        row.id = if *repeats == 0 {
            plain
        } else {
            FindingId::of(results, &row.finding, *repeats)
        };
        *repeats += 1;
    }
    rows
}

/// Trouble with whole files has no place to sort by.
fn file(row: &FindingRow<'_>) -> Option<crate::text::FileId> {
    row.finding.evidence.first().map(|evidence| evidence.file)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn lists_findings_and_lost_pages_in_order_with_distinct_ids() {
        let mut results = sample::results();
        let twin = results.findings[0].clone();
        results.findings.push(twin);
        let rows = finding_rows(&results);
        assert!(rows.is_sorted_by(|a, b| a.finding.order() <= b.finding.order()));
        let ids: BTreeSet<FindingId> = rows.iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), rows.len());
        let lost: Vec<&str> = rows
            .iter()
            .filter(|row| row.index.is_none())
            .map(|row| row.finding.rule)
            .collect();
        assert_eq!(lost, ["ING-001", "ING-004"]);
    }
}
