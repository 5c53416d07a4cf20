//! Words and places of a billed line, shared by the rules that speak of one line.

use super::Case;
use crate::finding::Finding;
use crate::ledger::LineRow;
use crate::model::{Claim, ServiceLine};
use crate::text::Span;

/// Returns the code that a line bills, in words: `90837`, `revenue 1002`.
pub(super) fn code_words(line: &ServiceLine) -> String {
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

/// Returns the first words of a claim's segments, which name it.
pub(super) fn claim_head(claim: &Claim) -> Span {
    Span {
        end: claim.span.end.min(claim.span.start.saturating_add(60)),
        ..claim.span
    }
}
