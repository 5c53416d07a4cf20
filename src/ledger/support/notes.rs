//! Which notes and statements are evidence for a level of care, and how much each weighs.

use super::scale::Scale;
use crate::ledger::{PatientRecord, is_form};
use crate::model::{
    Assertion, Dimension, Direction, IndicatorId, LevelOfCare, Measure, Mention, Note, NoteKind,
    ServiceDate,
};
use crate::scan;

/// A note with its mentions that can be scored.
pub(super) struct ScoredNote {
    pub(super) index: usize,
    pub(super) date: ServiceDate,
    pub(super) is_assessment: bool,
    /// Whether a prescriber says that the patient is ready to leave and only waits for a place.
    pub(super) only_waits: bool,
    /// Whether it was told to the payer: the lower level that it names is the least that is priced,
    /// and nothing else in it is evidence.
    pub(super) only_names: bool,
    pub(super) mentions: Vec<(usize, Mention, u32)>,
}

/// Returns the dated notes that are chart evidence, by date, with the mentions that weigh anything.
pub(super) fn scored_notes(record: &PatientRecord, scale: &Scale) -> Vec<ScoredNote> {
    let mut notes: Vec<ScoredNote> = record
        .notes
        .iter()
        .enumerate()
        // What was told to the payer is not chart evidence, a safety plan tells of no day, and a
        // discharge summary tells the whole stay on its last day. The clauses of a form are nobody's.
        .filter(|(_, note)| {
            !is_form(note)
                && !matches!(
                    note.kind,
                    NoteKind::Administrative | NoteKind::SafetyPlan | NoteKind::DischargeSummary
                )
        })
        .filter_map(|(index, note)| {
            let only_names = note.kind == NoteKind::UtilizationReview;
            let mentions: Vec<_> = note
                .mentions
                .iter()
                .enumerate()
                .filter_map(|(place, mention)| {
                    let weight = base_weight(mention, scale);
                    // The level that a tool gives argues neither way by itself, and is known.
                    let is_level = !only_names
                        && (given_level(note.kind, mention).is_some()
                            || is_recommended(note.kind, mention));
                    let counts = (is_level || weight > 0 && mention.direction != Direction::N)
                        && mention.indicator != TREATMENT_GIVEN
                        && !is_diagnosis_line(mention)
                        && !names_a_problem(note.kind, mention)
                        && !looks_ahead(note.kind, mention)
                        && !is_target(note.kind, mention)
                        && (!only_names || named_lower(mention).is_some());
                    counts.then_some((place, rated_dimension(*mention), weight))
                })
                .collect();
            Some(ScoredNote {
                index,
                date: note.date()?,
                is_assessment: matches!(
                    note.kind,
                    NoteKind::Assessment
                        | NoteKind::PsychiatricEvaluation
                        | NoteKind::HistoryAndPhysical
                ),
                only_waits: !only_names && only_waits(note),
                only_names,
                mentions,
            })
        })
        .collect();
    notes.sort_by_key(|note| (note.date, note.index));
    notes
}

/// Returns whether a physician or another prescriber says in one note that the patient is ready for
/// discharge and waits for a bed, housing or another placement.
pub fn only_waits(note: &Note) -> bool {
    let by_prescriber = note.kind == NoteKind::PrescriberNote
        || note
            .credential
            .as_ref()
            .is_some_and(|found| found.value.class.is_prescriber());
    let says = |id: &str| {
        note.mentions.iter().any(|mention| {
            mention.indicator == id
                && mention.assertion == Assertion::Affirmed
                && mention.weight >= 3
        })
    };
    by_prescriber
        && !matches!(note.kind, NoteKind::TreatmentPlan | NoteKind::PlanReview)
        && says("D5-19")
        && says("D6-12")
}

/// Returns whether a mention stands in a list of diagnoses. A label that is carried from note to
/// note says what the patient is treated for, not how the patient is.
///
/// In a note without headings its header's "Diagnosis: F32.2" reaches over all that follows, so that
/// what no list of diagnoses holds counts wherever it stands: scores, what is planned against
/// oneself, risk denied, and words on the level.
pub fn is_diagnosis_line(mention: &Mention) -> bool {
    scan::section_name(mention.section) == "DX"
        && mention.measure.is_none()
        && !TOLD_ONLY.contains(&mention.indicator.as_str())
}

/// Plan or intent of suicide, risk denied, C-SSRS, attempt, lower level failed, care around the clock
/// needed or not, ready to step down, higher level arranged, inpatient care otherwise required, less
/// care not enough.
const TOLD_ONLY: [&str; 11] = [
    "D3-02", "D3-04", "D3-05", "D3-06", "D5-05", "D5-14", "D5-15", "D5-19", "P-14", "P-01", "P-03",
];

/// That therapy was given shows delivery, not need, so it says nothing of the level.
const TREATMENT_GIVEN: &str = "P-11";

/// Counts a recorded high rating ("Dimension 5: 3") in the dimension that it rates. Low ratings
/// stay together: hardly anybody is high in all six, so six low ones are not six arguments.
fn rated_dimension(mut mention: Mention) -> Mention {
    if let Some(Measure::DimensionRating(dimension, _)) = mention.measure
        && mention.direction == Direction::H
    {
        mention.dimension = match dimension {
            1 => Dimension::D1,
            2 => Dimension::D2,
            3 => Dimension::D3,
            4 => Dimension::D4,
            5 => Dimension::D5,
            6 => Dimension::D6,
            _ => mention.dimension,
        };
    }
    mention
}

/// Returns whether a statement in a treatment plan only names what is to be treated. The titles,
/// goals and services of a plan say how a patient was when it was written at best; what it says of
/// relapse, of home and of the need for the setting is its reason and stands.
pub fn names_a_problem(kind: NoteKind, mention: &Mention) -> bool {
    kind == NoteKind::TreatmentPlan
        && mention.measure.is_none()
        && matches!(
            mention.dimension,
            Dimension::D1 | Dimension::D2 | Dimension::D3
        )
}

/// Returns whether a low score stands in a treatment plan: "PHQ-9 15 to 9 by 12/17" is what the plan
/// aims at.
fn is_target(kind: NoteKind, mention: &Mention) -> bool {
    kind == NoteKind::TreatmentPlan
        && mention.direction == Direction::L
        && matches!(mention.measure, Some(Measure::Score(_)))
}

/// Returns the level that a placement tool or a recommendation in a note of some kind gives. What an
/// instrument scored is one in whatever document it stands.
pub fn given_level(kind: NoteKind, found: &Mention) -> Option<LevelOfCare> {
    let is_own = match kind {
        NoteKind::Assessment
        | NoteKind::PsychiatricEvaluation
        | NoteKind::PlanReview
        | NoteKind::ProgramSummary
        | NoteKind::PrescriberNote
        | NoteKind::IndividualNote
        | NoteKind::ProgressNote => true,
        NoteKind::Unknown | NoteKind::HistoryAndPhysical | NoteKind::NursingNote => {
            found.indicator != "T-01"
        }
        _ => false,
    };
    placement(found).filter(|_| is_own)
}

/// Returns whether an assessment names a level as the one that is needed.
fn is_recommended(kind: NoteKind, found: &Mention) -> bool {
    let is_intake = matches!(
        kind,
        NoteKind::Assessment | NoteKind::PsychiatricEvaluation | NoteKind::HistoryAndPhysical
    );
    is_intake
        && found.indicator == "T-07"
        && found.assertion == Assertion::Affirmed
        && matches!(found.measure, Some(Measure::Level(_)))
}

/// Returns whether a statement tells of a lower level or of goals that are to come. "Discharge plan:
/// step down to IOP" stands in the charts of the most ill.
pub fn looks_ahead(kind: NoteKind, mention: &Mention) -> bool {
    let is_step_down = mention.indicator == "D5-19";
    let of_plan = matches!(kind, NoteKind::TreatmentPlan | NoteKind::Certification);
    (of_plan && (is_step_down || mention.indicator == "D5-20"))
        || (is_step_down && scan::section_name(mention.section) == "PLAN")
}

/// Returns a mention's weight in hundredths by its assertion: an uncertain one counts in part,
/// history only for the indicators that predict by history.
fn base_weight(mention: &Mention, scale: &Scale) -> u32 {
    let weight = u32::from(mention.weight.min(4)) * 100;
    match mention.assertion {
        Assertion::Affirmed => weight,
        Assertion::Uncertain => weight * scale.uncertain / 100,
        Assertion::Historical if predicts_by_history(mention.indicator) => weight,
        // A failed lower level and prior treatments keep part of their weight as history.
        Assertion::Historical if mention.indicator == "D5-05" || mention.indicator == "D5-06" => {
            weight * scale.history / 100
        }
        _ => 0,
    }
}

fn predicts_by_history(id: IndicatorId) -> bool {
    id == "D1-03" || id == "D3-07"
}

/// Returns the level that a statement of readiness or fitness for less names as enough.
pub(super) fn named_lower(found: &Mention) -> Option<LevelOfCare> {
    if found.assertion != Assertion::Affirmed || found.direction != Direction::L {
        return None;
    }
    match found.measure {
        Some(Measure::Level(level)) => Some(level),
        _ if found.indicator == "D5-25" => Some(LevelOfCare::IntensiveOutpatient),
        _ => None,
    }
}

/// Returns the level that a placement tool or a written recommendation gives: the level named, else
/// that of a LOCUS or CALOCUS level (1 to 6) or composite (7 to 35), by the published composite
/// ranges.
pub fn placement(found: &Mention) -> Option<LevelOfCare> {
    if found.assertion != Assertion::Affirmed {
        return None;
    }
    match (found.indicator.as_str(), found.measure) {
        ("T-01" | "T-03" | "T-05", Some(Measure::Level(level))) => Some(level),
        ("T-03" | "T-05", Some(Measure::Score(score))) => Some(match score as u32 {
            0..=2 | 7..=16 => LevelOfCare::Outpatient,
            3 | 17..=19 => LevelOfCare::IntensiveOutpatient,
            4 | 20..=22 => LevelOfCare::PartialHospitalization,
            5 | 23..=27 => LevelOfCare::ResidentialHigh,
            _ => LevelOfCare::InpatientPsychiatric,
        }),
        _ => None,
    }
}
