//! Level of care: does the record support the level that was billed, day by day.

mod acute_risk;
mod assessments;
mod attendance_below_level;
mod continued_stay_review;
mod diagnosis_does_not_fit;
mod dimensions_incomplete;
mod extended_for_placement;
mod functioning_adequate;
mod goal_not_clinical;
mod improved_no_step_down;
mod justification_missing;
mod low_participation;
mod lower_level_not_tried;
mod need_for_setting;
mod no_withdrawal_risk;
mod record_conflicted;
mod record_silent;
mod record_supports_billed;
mod record_supports_lower;
mod recorded_tool;
mod relapse_not_reflected;
mod risk_denied;
mod stable_throughout;
mod statements;
mod unable_to_participate;
mod works_full_time;

use super::Case;
use super::relied::risk_of_days;
use crate::finding::AtRisk;
use crate::ledger::{Stay, Support, Weighed};
use crate::model::{LevelOfCare, ServiceDate};
use crate::text::Span;

/// Returns whether a level is one that reviewers test day by day: PHP, residential, inpatient.
fn is_reviewed_daily(level: LevelOfCare) -> bool {
    level.rank() >= LevelOfCare::PartialHospitalization.rank()
}

/// Returns the level that a reviewer falls back to when the billed one is not supported and the
/// record names no other.
fn step_down(level: LevelOfCare) -> LevelOfCare {
    if level.is_24_hour() {
        LevelOfCare::PartialHospitalization
    } else if level.rank() >= LevelOfCare::PartialHospitalization.rank() {
        LevelOfCare::IntensiveOutpatient
    } else {
        LevelOfCare::Outpatient
    }
}

/// Returns what the record supports on a day at a level; `None` on a day whose most intensive
/// billed level is another.
fn support_on<'l>(case: &Case<'l>, day: ServiceDate, level: LevelOfCare) -> Option<&'l Support> {
    let row = case.ledger.days.get(&day)?;
    if row.level_billed == Some(level) {
        row.support.as_ref()
    } else {
        None
    }
}

/// Returns the places of the strongest pieces of evidence, each place once.
fn places(case: &Case<'_>, weighed: &[Weighed], most: usize) -> Vec<Span> {
    let mut places: Vec<Span> = Vec::new();
    for piece in weighed {
        let mention = case.ledger.note(piece.note).mentions.get(piece.mention);
        let Some(mention) = mention else { continue };
        if !places.contains(&mention.span) {
            places.push(mention.span);
        }
        if places.len() == most {
            break;
        }
    }
    places
}

/// Returns the difference to a lower level on days of a stay's lines.
fn down_to(case: &Case<'_>, stay: &Stay, level: LevelOfCare, days: &[ServiceDate]) -> Vec<AtRisk> {
    hit(case, stay, days)
        .map(|(id, hit)| AtRisk::down_to(id, level, hit))
        .collect()
}

/// Returns days of a stay's lines, in part.
fn days_at_percent(case: &Case<'_>, stay: &Stay, days: &[ServiceDate], percent: u8) -> Vec<AtRisk> {
    let rows = hit(case, stay, days);
    rows.filter_map(|(id, hit)| Some(risk_of_days(case.ledger.row(id)?, &hit).at_percent(percent)))
        .collect()
}

/// Returns whole days of a stay's lines.
fn whole_days(case: &Case<'_>, stay: &Stay, days: &[ServiceDate]) -> Vec<AtRisk> {
    days_at_percent(case, stay, days, 100)
}

fn hit<'a>(
    case: &'a Case<'_>,
    stay: &'a Stay,
    days: &'a [ServiceDate],
) -> impl Iterator<Item = (crate::finding::LineId, Vec<ServiceDate>)> + 'a {
    stay.lines.iter().filter_map(|&id| {
        let row = case.ledger.row(id)?;
        let in_row = row.days.iter().copied();
        let hit: Vec<ServiceDate> = in_row
            .filter(|day| days.binary_search(day).is_ok())
            .collect();
        (!hit.is_empty()).then_some((id, hit))
    })
}

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &record_supports_lower::RULE,
    &record_supports_billed::RULE,
    &record_silent::RULE,
    &record_conflicted::RULE,
    &stable_throughout::RULE,
    &risk_denied::RULE,
    &no_withdrawal_risk::RULE,
    &attendance_below_level::RULE,
    &works_full_time::RULE,
    &functioning_adequate::RULE,
    &need_for_setting::RULE,
    &justification_missing::RULE,
    &dimensions_incomplete::RULE,
    &recorded_tool::BELOW,
    &recorded_tool::MEETS,
    &continued_stay_review::RULE,
    &improved_no_step_down::RULE,
    &extended_for_placement::RULE,
    &lower_level_not_tried::RULE,
    &unable_to_participate::RULE,
    &acute_risk::RULE,
    &goal_not_clinical::RULE,
    &diagnosis_does_not_fit::RULE,
    &relapse_not_reflected::RULE,
    &low_participation::RULE,
];
