//! Places findings that speak of a stay on its claims and lines.

use super::Case;
use crate::finding::Finding;
use crate::ledger::Stay;
use crate::model::ServiceDate;

/// Names the days of a finding, and the claim and line where they are all of one; cites up to
/// five lines that bill the days. The days are in order.
pub(super) fn on_stay(
    case: &Case<'_>,
    stay: &Stay,
    finding: Finding,
    days: &[ServiceDate],
) -> Finding {
    let mut finding = match (days.first(), days.last()) {
        (Some(&first), Some(&last)) => finding.from_to(first, last),
        _ => finding,
    };
    let hit: Vec<_> = stay
        .lines
        .iter()
        .filter_map(|&id| case.ledger.row(id))
        .filter(|row| row.days.iter().any(|day| days.binary_search(day).is_ok()))
        .map(|row| row.id)
        .collect();
    let Some(&first) = hit.first() else {
        return finding;
    };
    let claim = case.ledger.claim(first);
    if let [only] = hit[..] {
        finding = finding.on_line(&claim.id, case.ledger.service_line(only).number);
    } else if hit.iter().all(|id| id.claim == first.claim) {
        finding = finding.on_claim(&claim.id);
    }
    let lines = hit.iter().take(5).map(|&id| case.line_evidence(id));
    finding.with_all(lines)
}
