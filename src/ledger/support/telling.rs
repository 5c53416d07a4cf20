//! Which statements speak against a level at all, and which of them tell that the patient is well.

use crate::model::{Dimension, LevelOfCare, Measure, Mention};

/// Passes and work: the life of a halfway house (ASAM 3.1), no sign that it is
/// not needed.
pub(super) const LIVED_IN: [&str; 2] = ["D5-22", "D6-15"];

/// Suicidal ideation, plan, C-SSRS and attempt, self-harm, harm to others, psychosis and commands.
pub(super) const RISKS: [&str; 9] = [
    "D3-01", "D3-02", "D3-03", "D3-05", "D3-06", "D3-08", "D3-09", "D3-10", "D3-11",
];

/// Suicidal ideation, plan or intent, passive ideation: states, which a later denial ends.
pub(super) const IDEATION: [&str; 3] = ["D3-01", "D3-02", "D3-03"];

/// Inpatient care otherwise required, and less care not enough.
pub(super) const LESS_FAILS: [&str; 2] = ["P-01", "P-03"];

/// Mood stable, sleep and appetite normal, functioning adequate.
pub(super) const STATES: [&str; 3] = ["D3-27", "D3-28", "D3-45"];

/// Returns whether a statement for a lower level can speak against the billed one at all.
///
/// A low rating does so in the dimensions that carry the level only (ASAM): nobody in a day program
/// is in withdrawal or unwilling, and a sober home is what lets them sleep there. That no care around
/// the clock is needed is what PHP and IOP are for, and fitness for IOP what IOP is for.
pub(super) fn speaks_against(mention: &Mention, billed: LevelOfCare) -> bool {
    if let Some(Measure::DimensionRating(dimension, _)) = mention.measure {
        return carries(dimension, billed);
    }
    match mention.indicator.as_str() {
        // Steady vitals and no withdrawal are what a level without detoxification asks for.
        _ if mention.dimension == Dimension::D1 => billed.is_withdrawal_management(),
        "D5-15" => billed.is_24_hour(),
        "D5-25" => billed.rank() > LevelOfCare::IntensiveOutpatient.rank(),
        _ => true,
    }
}

/// Returns whether a dimension, by its number in the third edition, is one for which a level is
/// given: acute needs for withdrawal management and hospitals, mind and relapse for day programs,
/// and the home beside these for residences.
fn carries(dimension: u8, billed: LevelOfCare) -> bool {
    match billed {
        LevelOfCare::ResidentialWithdrawal => dimension == 1,
        LevelOfCare::ResidentialMedical | LevelOfCare::InpatientDetox => dimension <= 3,
        LevelOfCare::ResidentialLow => matches!(dimension, 5 | 6),
        level if level.is_24_hour() => matches!(dimension, 3 | 5 | 6),
        _ => matches!(dimension, 3 | 5),
    }
}

/// Returns whether a statement says that the patient is well or needs less than the billed level.
///
/// Nearly every note of a patient in the right place denies risk and tells of orientation and
/// insight kept, of taking part and coming late, of a home and a family, of a clean screen under
/// supervision, of what a group did, of being better than before and of what is planned. These make a patient fit for the level and speak against
/// none.
pub(super) fn is_telling(mention: &Mention) -> bool {
    let id = mention.indicator;
    if let Some(Measure::DimensionRating(dimension, _)) = mention.measure {
        return dimension != 2;
    }
    // A goal out of several, a step-down to come and a place on a waiting list weigh less.
    let is_milestone = id == "D5-19" || id == "D5-20" || id == "D6-12";
    if is_milestone && mention.weight < 3 {
        return false;
    }
    match mention.dimension {
        Dimension::D1 => true,
        Dimension::D3 => {
            !["D3-04", "D3-13", "D3-23", "D3-29", "D3-30", "D3-36"].contains(&id.as_str())
        }
        Dimension::D5 => id != "D5-09" && id != "D5-12",
        Dimension::D6 => id == "D6-12" || id == "D6-15",
        Dimension::P => id == "P-10",
        Dimension::T => true,
        Dimension::D2 | Dimension::D4 => false,
    }
}
