//! Treatment plans and their reviews, with the days on which each holds.

use super::{PatientRecord, Stay};
use crate::model::{LevelOfCare, NoteKind, ServiceDate, SignatureState};
use crate::policy::Policy;

/// A treatment plan or review and the days it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Index into the record's notes.
    pub note: usize,
    /// Whether it is a review or update of an earlier plan.
    pub is_review: bool,
    /// Level it names, where it names one.
    pub level: Option<LevelOfCare>,
    /// First day it holds: its stated effective date, else its own date.
    pub from: ServiceDate,
    /// Last day it holds by its own words (review due, expires); `None` when it does not say.
    pub stated_to: Option<ServiceDate>,
    /// Whether it is signed.
    pub signed: bool,
}

impl PlanRow {
    /// Returns whether the plan can hold for a level: it names none, or the same band, or a stay
    /// that stepped down with its plan carried over is left to the review rules.
    pub fn fits(&self, level: LevelOfCare) -> bool {
        self.level.is_none_or(|named| {
            named == level || named.rank().abs_diff(level.rank()) <= 2 || band(named) == band(level)
        })
    }
}

fn band(level: LevelOfCare) -> u8 {
    level.rank() / 10
}

/// Lists plans and reviews in date order.
pub(super) fn plans(record: &PatientRecord, _policy: &Policy, _stays: &[Stay]) -> Vec<PlanRow> {
    let mut plans: Vec<PlanRow> = record
        .notes
        .iter()
        .enumerate()
        .filter(|(_, note)| matches!(note.kind, NoteKind::TreatmentPlan | NoteKind::PlanReview))
        .filter_map(|(index, note)| {
            let facts = note.plan.as_ref();
            let effective = facts
                .and_then(|plan| plan.effective.as_ref())
                .map(|date| date.value);
            Some(PlanRow {
                note: index,
                is_review: note.kind == NoteKind::PlanReview,
                level: facts
                    .and_then(|plan| plan.level.as_ref())
                    .or(note.level_hint.as_ref())
                    .map(|level| level.value),
                from: effective.or(note.date())?,
                stated_to: facts
                    .and_then(|plan| plan.expires.as_ref())
                    .map(|date| date.value),
                signed: note.signature.state == SignatureState::Signed,
            })
        })
        .collect();
    plans.sort_by_key(|plan| (plan.from, plan.note));
    plans
}
