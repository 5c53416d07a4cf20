//! Until when a task has to be done, and when its document was due.

use crate::denials::{QueueEntry, Work};
use crate::finding::{Finding, Outcome, Severity};
use crate::ledger::DocumentKind;
use crate::model::ServiceDate;
use crate::report::{DocumentResult, Results};

/// A last day with what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Until {
    pub(super) day: ServiceDate,
    pub(super) what: &'static str,
}

/// Returns the last day to act on a finding, where one is known.
///
/// A denial's or a letter's own day goes first, then the rule's, then the day by which a payment in
/// question has to be reported and returned. A day that nothing can be done for any more is none.
pub(super) fn until(
    results: &Results,
    finding: &Finding,
    entry: Option<&QueueEntry>,
) -> Option<Until> {
    let queued = entry.and_then(|entry| {
        let what = match entry.work {
            Work::Correct => "corrected claim",
            Work::Appeal => "appeal",
            Work::Records => "records",
            Work::Over | Work::Unknown => return None,
        };
        let day = entry.deadline?.safe;
        Some(Until { day, what })
    });
    let own = finding.due.map(|day| Until {
        day,
        what: "stop of the recoupment",
    });
    let is_due = |document: &&DocumentResult| Some(document.due) >= results.run.as_of;
    let document = || {
        let document = document(results, finding).filter(is_due)?;
        results.run.as_of?;
        Some(Until {
            day: document.due,
            what: "document",
        })
    };
    queued
        .or(own)
        .or_else(|| returned(results, finding))
        .or_else(document)
}

/// Returns the day by which what was paid on the finding's claim has to be reported and returned.
fn returned(results: &Results, finding: &Finding) -> Option<Until> {
    if finding.outcome != Outcome::Fail || finding.severity < Severity::High {
        return None;
    }
    let (patient, claim) = (finding.patient.as_ref()?, finding.claim.as_ref()?);
    // Payments in question are sorted by patient and claim.
    let overpaid = &results.exposure.overpaid;
    let place = overpaid.partition_point(|one| (&one.patient, &one.claim) < (patient, claim));
    let found = overpaid.get(place)?;
    let is_it =
        found.patient == *patient && found.claim == *claim && found.rules.contains(&finding.rule);
    let day = found.clock.as_ref().filter(|_| is_it)?.report_by;
    Some(Until {
        day,
        what: "report and return",
    })
}

/// Returns the first document that was due and whose gap the finding is about.
pub(super) fn document<'r>(results: &'r Results, finding: &Finding) -> Option<&'r DocumentResult> {
    let kinds: &[DocumentKind] = match finding.rule {
        "PLN-001" | "PLN-002" => &[DocumentKind::TreatmentPlan],
        "PLN-010" => &[DocumentKind::PlanReview],
        "PLN-011" => &[DocumentKind::Certification],
        "PLN-012" => &[DocumentKind::Recertification],
        "PLN-013" => &[DocumentKind::Certification, DocumentKind::Recertification],
        "DOC-025" => &[
            DocumentKind::PsychiatricEvaluation,
            DocumentKind::HistoryAndPhysical,
            DocumentKind::Assessment,
        ],
        "DOC-026" => &[DocumentKind::DischargeSummary],
        _ => return None,
    };
    let patient = finding.patient.as_ref()?;
    let (from, to) = (finding.date?, finding.date_to.or(finding.date)?);
    // Documents are listed by patient, and a facility has a great many.
    let documents = &results.documents;
    let first = documents.partition_point(|document| document.patient < *patient);
    let of_patient = documents.iter().skip(first);
    let of_patient = of_patient.take_while(|document| document.patient == *patient);
    let gaps = of_patient.filter(|document| {
        document.is_gap()
            && kinds.contains(&document.document)
            && document.days.iter().any(|day| from <= *day && *day <= to)
    });
    gaps.min_by_key(|document| document.due)
}
