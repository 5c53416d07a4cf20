//! Claims: the ranked table and one section per exposed claim.

use super::findings::{Budget, FindingView, rank};
use crate::exposure::ClaimExposure;
use crate::finding::{Outcome, Severity};
use crate::model::Money;
use crate::report::{FindingId, FindingRow, LineResult, Results};
use std::collections::{BTreeMap, BTreeSet};

/// Findings shown of one claim.
const FINDINGS_SHOWN: usize = 40;
/// Findings of one rule shown in full on one claim.
const SHOWN_OF_ONE_RULE: usize = 2;
/// Further findings of one claim listed by line.
const ALIKE_SHOWN: usize = 60;
/// Lines shown of one claim.
const LINES_SHOWN: usize = 60;
/// About how many bytes the heading of a section and one of its lines take.
const HEADING_BYTES: usize = 1_500;
const LINE_BYTES: usize = 350;

/// One row of the ranked table.
pub(super) struct ClaimRow<'r> {
    pub(super) rank: usize,
    pub(super) claim: &'r ClaimExposure,
    pub(super) worst: Option<Severity>,
    pub(super) worst_order: u8,
    /// Whether a section below shows the claim in full.
    pub(super) has_section: bool,
}

/// One claim with its lines and findings.
pub(super) struct ClaimSection<'r> {
    pub(super) rank: usize,
    pub(super) claim: &'r ClaimExposure,
    pub(super) lines: Vec<&'r LineResult>,
    pub(super) lines_left_out: usize,
    pub(super) findings: Vec<FindingView<'r>>,
    pub(super) findings_left_out: usize,
    /// Further findings of rules that stand in full above.
    pub(super) alike: Vec<Alike>,
    /// Findings that touch several claims and stand in full under an earlier one.
    pub(super) elsewhere: Vec<Elsewhere<'r>>,
}

/// A finding of a rule that already stands in full twice under the same claim.
pub(super) struct Alike {
    pub(super) rule: &'static str,
    pub(super) message: String,
    pub(super) id: FindingId,
}

/// A finding that stands in full under another claim.
pub(super) struct Elsewhere<'r> {
    pub(super) id: FindingId,
    pub(super) rule: &'static str,
    pub(super) name: &'static str,
    /// The claim under which it stands.
    pub(super) under: &'r str,
}

/// Returns the rows, most dollars first, and how many are left out.
pub(super) fn rows(results: &Results, limit: usize, sections: usize) -> (Vec<ClaimRow<'_>>, usize) {
    let listed = exposed(results).count();
    let rows = exposed(results)
        .take(limit)
        .enumerate()
        .map(|(index, claim)| {
            let worst = claim
                .findings
                .iter()
                .filter_map(|&finding| results.findings.get(finding))
                // A check that lacked an input says nothing grave of the claim.
                .filter(|finding| finding.outcome != Outcome::NoData)
                .map(|finding| finding.severity)
                .max();
            ClaimRow {
                rank: index + 1,
                claim,
                worst,
                worst_order: worst.map_or(0, |severity| severity as u8 + 1),
                has_section: index < sections,
            }
        })
        .collect();
    (rows, listed.saturating_sub(limit))
}

/// Returns the sections of the first claims, and how many exposed claims have none.
pub(super) fn sections<'r>(
    results: &'r Results,
    rows: &[FindingRow<'r>],
    limit: usize,
    mut budget: Budget,
) -> (Vec<ClaimSection<'r>>, usize) {
    let asked: BTreeSet<usize> = exposed(results)
        .take(limit)
        .flat_map(|claim| claim.findings.iter().copied())
        .collect();
    let by_index: BTreeMap<usize, &FindingRow<'r>> = rows
        .iter()
        .filter_map(|row| Some((row.index.filter(|index| asked.contains(index))?, row)))
        .collect();
    let listed = exposed(results).count();
    let mut sections = Vec::new();
    let mut shown_under: BTreeMap<usize, &'r str> = BTreeMap::new();
    for (index, claim) in exposed(results).take(limit).enumerate() {
        let own_lines = lines_of(results, claim);
        if !budget.spend(HEADING_BYTES + own_lines.len().min(LINES_SHOWN) * LINE_BYTES) {
            break;
        }
        let mut own: Vec<&&FindingRow<'r>> = claim
            .findings
            .iter()
            .filter_map(|finding| by_index.get(finding))
            .collect();
        own.sort_by_key(|row| rank(row));
        let mut elsewhere = Vec::new();
        own.retain(|row| {
            let under = row.index.and_then(|index| shown_under.get(&index));
            elsewhere.extend(under.map(|under| Elsewhere {
                id: row.id,
                rule: row.finding.rule,
                name: row.finding.name,
                under,
            }));
            under.is_none()
        });
        // One fault on many lines is shown twice in full and then by its line alone, so that a
        // reader of paper meets every fault before the repetitions of the first.
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut alike = Vec::new();
        own.retain(|row| {
            let count = seen.entry(row.finding.rule).or_default();
            *count += 1;
            let keep = *count <= SHOWN_OF_ONE_RULE;
            if !keep {
                alike.push(Alike {
                    rule: row.finding.rule,
                    message: row.finding.message.clone(),
                    id: row.id,
                });
            }
            keep
        });
        let alike_left_out = alike.len().saturating_sub(ALIKE_SHOWN);
        alike.truncate(ALIKE_SHOWN);
        let total = own.len() + alike_left_out;
        let mut findings = Vec::new();
        for row in own.into_iter().take(FINDINGS_SHOWN) {
            let mut view = FindingView::new(results, row);
            // The section's heading names the patient.
            view.patient.clear();
            if !budget.spend(view.bytes()) {
                break;
            }
            findings.push(view);
            shown_under.extend(row.index.map(|index| (index, claim.claim.as_str())));
        }
        sections.push(ClaimSection {
            rank: index + 1,
            claim,
            lines: own_lines.iter().take(LINES_SHOWN).collect(),
            lines_left_out: own_lines.len().saturating_sub(LINES_SHOWN),
            findings_left_out: total - findings.len(),
            findings,
            alike,
            elsewhere,
        });
    }
    let left_out = listed - sections.len();
    (sections, left_out)
}

/// Returns a claim's lines, which stand together: lines are sorted by patient and claim.
fn lines_of<'r>(results: &'r Results, claim: &ClaimExposure) -> &'r [LineResult] {
    let key = (&claim.patient, &claim.claim);
    let of = |line: &LineResult| (&line.patient, &line.claim).cmp(&key);
    let first = results.lines.partition_point(|line| of(line).is_lt());
    let rest = results.lines.get(first..).unwrap_or_default();
    let count = rest.partition_point(|line| of(line).is_eq());
    rest.get(..count).unwrap_or_default()
}

/// Returns the claims with dollars at risk, in order of rank.
pub(super) fn exposed(results: &Results) -> impl Iterator<Item = &ClaimExposure> {
    results
        .exposure
        .claims
        .iter()
        .filter(|claim| claim.dollars.gross > Money::ZERO)
}
