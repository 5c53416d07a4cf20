//! Places findings that speak of a stay on its claims and lines.

use super::Case;
use super::relied::risk_of_days;
use crate::finding::AtRisk;
use crate::finding::Finding;
use crate::ledger::Stay;
use crate::model::{LevelOfCare, ServiceDate};
use crate::policy::ServiceFamily;

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

/// Returns whether a stay of 24-hour care was billed as withdrawal management.
pub(super) fn is_withdrawal(stay: &Stay) -> bool {
    let by_level = matches!(
        stay.level,
        LevelOfCare::ResidentialWithdrawal | LevelOfCare::InpatientDetox
    );
    by_level || (stay.withdrawal && stay.level.is_24_hour())
}

/// Most days between two visits of one course of withdrawal management: a long weekend.
const VISITS_APART: i64 = 4;

/// Returns the courses of withdrawal management that were billed visit by visit, without a night's
/// stay: the ledger makes no stays of them.
pub(super) fn ambulatory_withdrawal(case: &Case<'_>) -> Vec<Stay> {
    let mut rows: Vec<_> = case
        .ledger
        .live_lines()
        .filter(|row| row.billed.family == ServiceFamily::Withdrawal && !row.days.is_empty())
        .filter(|row| !row.billed.level.is_program())
        .collect();
    rows.sort_by_key(|row| (row.days.first().copied(), row.id));
    let mut courses: Vec<Stay> = Vec::new();
    for row in rows {
        let Some(&first) = row.days.first() else {
            continue;
        };
        let goes_on = |stay: &&mut Stay| first.days_since(stay.last_day()) <= VISITS_APART;
        match courses.last_mut().filter(goes_on) {
            Some(course) => {
                course.days.extend(&row.days);
                course.days.sort_unstable();
                course.days.dedup();
                course.lines.push(row.id);
            }
            None => courses.push(Stay {
                level: row.billed.level,
                withdrawal: true,
                payer_class: row.payer_class,
                payer: row.payer,
                admission: first,
                told_from: first,
                approved_from: None,
                days: row.days.clone(),
                lines: vec![row.id],
            }),
        }
    }
    courses
}

/// Returns what rests on some days of a stay, line by line. The days are in order.
pub(super) fn risk_on(case: &Case<'_>, stay: &Stay, days: &[ServiceDate]) -> Vec<AtRisk> {
    let rows = stay.lines.iter().filter_map(|&id| case.ledger.row(id));
    rows.filter_map(|row| {
        let hit = row.days.iter().copied();
        let hit: Vec<ServiceDate> = hit.filter(|day| days.binary_search(day).is_ok()).collect();
        (!hit.is_empty()).then(|| risk_of_days(row, &hit))
    })
    .collect()
}
