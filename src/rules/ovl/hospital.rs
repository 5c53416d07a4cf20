//! Finds inpatient stays of a patient, from claims of hospital days and from census and leave logs.

use crate::finding::Evidence;
use crate::model::{AttendanceStatus, Claim, LevelOfCare, ServiceDate, StayKind};
use crate::policy::revenue;
use crate::rules::Case;
use crate::rules::billed_line::claim_head;

/// One stay in a hospital.
pub(super) struct Hospital {
    /// The day of admission.
    pub(super) admitted: ServiceDate,
    /// The day of discharge, or the day after the last day known where the patient stays on.
    pub(super) discharged: ServiceDate,
    /// The claim that bills it; `None` where a log tells of it.
    pub(super) claim: Option<usize>,
    /// What tells of it, in words.
    pub(super) told_by: String,
    /// Where it stands.
    pub(super) evidence: Evidence,
}

impl Hospital {
    /// Returns whether the patient was in hospital on the whole of a day.
    pub(super) fn covers(&self, day: ServiceDate) -> bool {
        self.admitted < day && day < self.discharged
    }
}

/// Returns the stays, claims first.
pub(super) fn hospitals(case: &Case<'_>) -> Vec<Hospital> {
    let mut found = Vec::new();
    for (index, claim) in case.record.claims.iter().enumerate() {
        found.extend(billed(case, index, claim));
    }
    for entry in &case.record.stays {
        let is_hospital = match entry.kind {
            StayKind::Away(status) => status == AttendanceStatus::Medical,
            StayKind::Admitted => entry.level.is_some_and(LevelOfCare::is_inpatient),
        };
        if let (true, Some(from), Some(to)) = (is_hospital, entry.from, entry.to) {
            found.push(Hospital {
                admitted: from,
                discharged: to,
                claim: None,
                told_by: "the census or leave log".to_owned(),
                evidence: Evidence::supports(entry.span),
            });
        }
    }
    found
}

fn billed(case: &Case<'_>, index: usize, claim: &Claim) -> Option<Hospital> {
    let rows: Vec<_> = case
        .ledger
        .live_lines()
        .filter(|row| row.id.claim == index && !row.payment.denied)
        .collect();
    // A type of bill 11x is an inpatient claim, but some residential programs bill on it.
    let is_hospital_bill = claim
        .type_of_bill
        .as_ref()
        .is_some_and(|bill| bill.value.as_str().starts_with("11"))
        && !rows
            .iter()
            .any(|row| row.billed.level.is_residential() || row.billed.level.is_day_program());
    let is_leave = |row: &crate::ledger::LineRow| {
        let line = case.ledger.service_line(row.id);
        let info = line.revenue.as_ref().and_then(|code| revenue(&code.value));
        info.is_some_and(|info| info.leave)
    };
    let days: Vec<ServiceDate> = rows
        .iter()
        .filter(|row| {
            row.billed.level.is_inpatient() && row.billed.is_per_diem() || is_hospital_bill
        })
        .filter(|row| !is_leave(row))
        .flat_map(|row| row.days.iter().copied())
        .collect();
    let (first, last) = (days.iter().copied().min()?, days.iter().copied().max()?);
    let statement = claim.statement.as_ref().map(|range| range.value);
    let from = statement.map_or(first, |range| range.from().min(first));
    let admission = claim.admission.as_ref().map(|date| date.value);
    let stays_on = claim
        .patient_status
        .as_ref()
        .is_some_and(|status| status.value == "30");
    let through = statement.map_or(last, |range| range.to().max(last));
    let discharge = claim.discharge.as_ref().map(|date| date.value);
    Some(Hospital {
        // An interim bill begins within the stay; its admission date says since when.
        admitted: admission.filter(|date| *date <= from).unwrap_or(from),
        discharged: if stays_on {
            through.plus_days(1)
        } else {
            discharge.filter(|date| *date >= last).unwrap_or(through)
        },
        claim: Some(index),
        told_by: format!("claim {}", claim.id),
        evidence: Evidence::supports(claim_head(claim)),
    })
}
