//! Words and places of a billed line, shared by the rules that speak of one line.

use super::Case;
use crate::finding::{AtRisk, Finding};
use crate::ledger::LineRow;
use crate::model::{Claim, ServiceLine};
use crate::text::Span;
use std::collections::BTreeMap;

/// Returns the code that a line bills, in words: `90837`, `revenue 1002`.
pub(crate) fn code_words(line: &ServiceLine) -> String {
    match (&line.procedure, &line.revenue) {
        (Some(code), _) => code.value.to_string(),
        (None, Some(revenue)) => format!("revenue {}", revenue.value),
        (None, None) => "a line without a code".to_owned(),
    }
}

/// Returns whether the line bills one of these procedure codes.
pub(super) fn bills_any(line: &ServiceLine, codes: &[&str]) -> bool {
    line.procedure
        .as_ref()
        .is_some_and(|code| codes.contains(&code.value.as_str()))
}

/// Places a finding on a line: claim, line number, its days, and where the line stands.
pub(super) fn on_line(case: &Case<'_>, finding: Finding, row: &LineRow) -> Finding {
    let (claim, line) = (case.ledger.claim(row.id), case.ledger.service_line(row.id));
    let finding = finding
        .on_line(&claim.id, line.number)
        .with(case.line_evidence(row.id));
    match row.span_of_days() {
        Some(days) => finding.from_to(days.from(), days.to()),
        None => finding,
    }
}

/// Places a finding on a claim: its rows' days and dollars, and up to four of its lines.
pub(super) fn on_claim(case: &Case<'_>, finding: Finding, rows: &[&LineRow]) -> Finding {
    let Some(first) = rows.first() else {
        return finding;
    };
    let mut finding = finding
        .on_claim(&case.ledger.claim(first.id).id)
        .with_all(rows.iter().take(4).map(|row| case.line_evidence(row.id)));
    let days = || rows.iter().flat_map(|row| &row.days).copied();
    if let (Some(from), Some(to)) = (days().min(), days().max()) {
        finding = finding.from_to(from, to);
    }
    for row in rows {
        finding = finding.risking(AtRisk::whole(row.id));
    }
    finding
}

/// Returns the live rows of every claim that a filter keeps, by claim.
pub(super) fn rows_by_claim<'c>(
    case: &Case<'c>,
    keep: impl Fn(&LineRow, &Claim, &ServiceLine) -> bool,
) -> BTreeMap<usize, Vec<&'c LineRow>> {
    let mut by_claim: BTreeMap<usize, Vec<&LineRow>> = BTreeMap::new();
    for (row, claim, line) in case.live() {
        if keep(row, claim, line) {
            by_claim.entry(row.id.claim).or_default().push(row);
        }
    }
    by_claim
}

/// Returns whether two claims come from one biller: by NPI, else tax id, else name. Tables that
/// name no biller come from one facility, so two unknown ones count as one.
pub(super) fn same_biller(one: &Claim, other: &Claim) -> bool {
    let (Some(one), Some(other)) = (&one.billing, &other.billing) else {
        return one.billing.is_none() && other.billing.is_none();
    };
    match (&one.npi_text, &other.npi_text) {
        (Some(one), Some(other)) => one.value == other.value,
        _ => match (&one.tax_id, &other.tax_id) {
            (Some(one), Some(other)) => one == other,
            _ => one.name.trim().eq_ignore_ascii_case(other.name.trim()),
        },
    }
}

/// Returns the first words of a claim's segments, which name it.
pub(super) fn claim_head(claim: &Claim) -> Span {
    Span {
        end: claim.span.end.min(claim.span.start.saturating_add(60)),
        ..claim.span
    }
}
