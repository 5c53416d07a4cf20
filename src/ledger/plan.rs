//! Treatment plans and their reviews, with the days on which each holds.

use super::{PatientRecord, Stay};
use crate::model::{LevelOfCare, NoteKind, ServiceDate, SignatureState};
use crate::policy::Policy;

/// A treatment plan or review and the days it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Index into the record's notes.
    pub note: usize,
    /// Whether it is a review or update of an earlier plan, or a note that tells of one.
    pub is_review: bool,
    /// Level it names, where it names one.
    pub level: Option<LevelOfCare>,
    /// The level that it plans to follow, where it says how much of it.
    pub next_level: Option<LevelOfCare>,
    /// First day it holds: its stated effective date, else its own date.
    pub from: ServiceDate,
    /// Last day it holds by its own words (review due, expires); `None` when it does not say.
    pub stated_to: Option<ServiceDate>,
    /// Whether it is signed.
    pub signed: bool,
}

impl PlanRow {
    /// Returns whether the plan can hold for a level: it names none, or the same band, or a stay
    /// that stepped down with its plan carried over is left to the review rules. It holds for the
    /// level that it plans next, too.
    pub fn fits(&self, level: LevelOfCare) -> bool {
        self.next_level == Some(level)
            || self.level.is_none_or(|named| {
                named == level
                    || named.rank().abs_diff(level.rank()) <= 2
                    || band(named) == band(level)
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
                next_level: facts
                    .and_then(|plan| plan.next_level.as_ref())
                    .map(|level| level.value),
                from: effective.or(note.date())?,
                stated_to: facts
                    .and_then(|plan| plan.expires.as_ref())
                    .map(|date| date.value),
                signed: note.signature.state == SignatureState::Signed,
            })
        })
        .collect();
    if let Some(first) = plans.iter().map(|plan| plan.from).min() {
        plans.extend(told_reviews(record, first));
    }
    plans.sort_by_key(|plan| (plan.from, plan.note));
    plans
}

/// Returns the reviews that notes tell of after the first plan: "plan reviewed with patient".
fn told_reviews(
    record: &PatientRecord,
    first: ServiceDate,
) -> impl Iterator<Item = PlanRow> + use<'_> {
    let notes = record.notes.iter().enumerate();
    notes.filter_map(move |(index, note)| {
        note.planning.review.filter(|_| may_tell(note.kind))?;
        let from = note.date().filter(|date| *date > first)?;
        Some(PlanRow {
            note: index,
            is_review: true,
            level: note.level_hint.as_ref().map(|level| level.value),
            next_level: None,
            from,
            stated_to: None,
            signed: note.signature.state == SignatureState::Signed,
        })
    })
}

/// Returns whether a note of this kind may tell of a review of the patient's plan: of a group it is
/// the group's talk, in nursing notes the nursing care plan, and whoever is admitted or leaves has
/// no plan to go on with.
fn may_tell(kind: NoteKind) -> bool {
    matches!(
        kind,
        NoteKind::IndividualNote
            | NoteKind::FamilyNote
            | NoteKind::CrisisNote
            | NoteKind::CaseManagement
            | NoteKind::PrescriberNote
            | NoteKind::ProgramSummary
            | NoteKind::UtilizationReview
            | NoteKind::Recertification
            | NoteKind::ProgressNote
            // A review under a title of its own that is not known.
            | NoteKind::Unknown
    )
}
