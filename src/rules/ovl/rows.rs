//! Places findings that speak of several lines of one claim.

use crate::finding::{Evidence, Finding};
use crate::ledger::LineRow;
use crate::model::ServiceDate;
use crate::rules::Case;
use crate::rules::billed_line::{claim_head, on_line};
use crate::rules::relied::risk_of_days;

/// Lines with the days of them that a finding speaks of.
pub(super) type Rows<'c> = Vec<(&'c LineRow, Vec<ServiceDate>)>;

/// Places a finding on one line, or on the claim where it speaks of several of its lines.
pub(super) fn on_rows(
    case: &Case<'_>,
    finding: Finding,
    rows: &[(&LineRow, Vec<ServiceDate>)],
    days: &[ServiceDate],
) -> Finding {
    let mut finding = match rows {
        [(row, _)] => on_line(case, finding, row),
        [(row, _), ..] => {
            let claim = case.ledger.claim(row.id);
            finding
                .on_claim(&claim.id)
                .with(Evidence::supports(claim_head(claim)))
                .with_all(
                    rows.iter()
                        .take(5)
                        .map(|(row, _)| case.line_evidence(row.id)),
                )
        }
        [] => finding,
    };
    if let (Some(&first), Some(&last)) = (days.first(), days.last()) {
        finding = finding.from_to(first, last);
    }
    for (row, days) in rows {
        finding = finding.risking(risk_of_days(row, days));
    }
    finding
}
