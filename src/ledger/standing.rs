//! What stands on each billed day: the plan, the certification and the assessment in force, by
//! the index of their notes. It lists what exists; whether it was enough is for rules to say.

use super::{CertificationRow, DayRow, PatientRecord, PlanRow, Stay};
use crate::model::{LevelOfCare, NoteKind, ServiceDate, SignatureState};
use crate::policy::Policy;
use std::collections::BTreeMap;

/// The documents in force on a day, each as an index into the record's notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// The plan or review.
    pub plan: Option<usize>,
    /// The physician certification or recertification.
    pub certification: Option<usize>,
    /// The latest signed assessment or evaluation that is not too old to speak of the day.
    pub assessment: Option<usize>,
}

/// Fills in what stands on every billed day.
pub(super) fn fill(
    record: &PatientRecord,
    policy: &Policy,
    stays: &[Stay],
    plans: &[PlanRow],
    certifications: &[CertificationRow],
    days: &mut BTreeMap<ServiceDate, DayRow>,
) {
    let assessments = assessments(record);
    let oldest = policy.number("ledger.assessment_days");
    for (&date, day) in days.iter_mut() {
        let Some(level) = day.level_billed else {
            continue;
        };
        let stay = stays
            .iter()
            .find(|stay| stay.level == level && stay.days.binary_search(&date).is_ok());
        day.standing = Standing {
            plan: plan(policy, stay, plans, level, date),
            certification: certification(certifications, level, date),
            assessment: latest(&assessments, date)
                .filter(|(done, _)| date.days_since(*done) <= oldest)
                .map(|(_, note)| note),
        };
    }
}

fn plan(
    policy: &Policy,
    stay: Option<&Stay>,
    plans: &[PlanRow],
    level: LevelOfCare,
    date: ServiceDate,
) -> Option<usize> {
    plans
        .iter()
        .filter(|plan| plan.from <= date && plan.fits(level))
        .filter(|plan| {
            // Sessions outside a program have plans by the year, which state their end.
            let days = stay.map_or(365, |stay| stay.terms(policy).plan_review_days());
            let by_policy = plan.from.plus_days(days);
            let end = plan.stated_to.map_or(by_policy, |to| to.min(by_policy));
            date <= end
        })
        .max_by_key(|plan| (plan.from, plan.note))
        .map(|plan| plan.note)
}

fn certification(
    rows: &[CertificationRow],
    level: LevelOfCare,
    date: ServiceDate,
) -> Option<usize> {
    rows.iter()
        .filter(|row| {
            row.signed
                && row.from <= date
                && row.stated_to.is_none_or(|to| date <= to)
                && row.level.is_none_or(|named| named == level)
        })
        .max_by_key(|row| (row.from, row.note))
        .map(|row| row.note)
}

/// Lists signed assessments by date.
fn assessments(record: &PatientRecord) -> Vec<(ServiceDate, usize)> {
    let mut found: Vec<(ServiceDate, usize)> = record
        .notes
        .iter()
        .enumerate()
        .filter(|(_, note)| {
            matches!(
                note.kind,
                NoteKind::Assessment | NoteKind::PsychiatricEvaluation
            ) && note.attendance.is_none()
                && note.signature.state == SignatureState::Signed
        })
        .filter_map(|(index, note)| Some((note.date()?, index)))
        .collect();
    found.sort_unstable();
    found
}

fn latest(found: &[(ServiceDate, usize)], date: ServiceDate) -> Option<(ServiceDate, usize)> {
    let place = found.partition_point(|(done, _)| *done <= date);
    found.get(place.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> ServiceDate {
        ServiceDate::new(2026, 1, day).expect("a date")
    }

    #[test]
    fn the_latest_assessment_by_the_day_speaks_for_it() {
        let found = [(day(5), 0), (day(12), 3)];
        assert_eq!(latest(&found, day(4)), None);
        assert_eq!(latest(&found, day(5)), Some((day(5), 0)));
        assert_eq!(latest(&found, day(20)), Some((day(12), 3)));
    }

    #[test]
    fn a_certification_holds_for_its_level_and_dates_once_signed() {
        let row = CertificationRow {
            note: 7,
            is_recertification: false,
            level: Some(LevelOfCare::PartialHospitalization),
            date: day(5),
            from: day(5),
            stated_to: Some(day(22)),
            signed_on: Some(day(6)),
            signed: true,
        };
        let php = LevelOfCare::PartialHospitalization;
        let rows = [row.clone()];
        assert_eq!(certification(&rows, php, day(22)), Some(7));
        assert_eq!(certification(&rows, php, day(23)), None);
        let iop = LevelOfCare::IntensiveOutpatient;
        assert_eq!(certification(&rows, iop, day(10)), None);
        let unsigned = CertificationRow {
            signed: false,
            ..row
        };
        assert_eq!(certification(&[unsigned], php, day(10)), None);
    }
}
