//! Tells intensive outpatient from partial hospitalization on claims that bill a program by its
//! components and lack the condition code that would say which: both programs bill the same codes.

use super::{LineRow, PatientRecord, Support};
use crate::model::{Claim, ClaimForm, LevelOfCare, NoteKind, ServiceDate};
use crate::policy::{LevelBasis, PayerClass, ServiceFamily, revenue};

/// Components that only a day program bills, and either of them.
const COMPONENTS: [&str; 5] = ["G0129", "G0176", "G0177", "G0410", "G0411"];

/// A claim of the same episode ends or begins at most this many days away.
const NEAR_DAYS: i64 = 21;

/// A plan, certification or order tells the program for this many days.
const PLAN_DAYS: i64 = 60;

/// Gives the component lines of claims without condition code 41 or 92 the level that the rest of
/// the record tells: its revenue codes, another claim of the stay, the plan, certification or
/// order, at last the authorization. Where nothing tells, a Medicare claim is taken at the lower of
/// the two, so that nothing is held against it that only the higher one requires.
pub(super) fn settle(record: &PatientRecord, rows: &mut [LineRow]) {
    for (index, claim) in record.claims.iter().enumerate() {
        let from = rows.partition_point(|row| row.id.claim < index);
        let to = rows.partition_point(|row| row.id.claim <= index);
        let Some(of_claim) = rows.get_mut(from..to) else {
            continue;
        };
        if !is_open(claim, of_claim) {
            continue;
        }
        let days = || of_claim.iter().flat_map(|row| &row.days).copied();
        let (Some(first), Some(last)) = (days().min(), days().max()) else {
            continue;
        };
        let is_medicare = of_claim
            .iter()
            .any(|row| row.payer_class == PayerClass::Medicare);
        let told = by_revenue(claim)
            .map(|level| (level, 85))
            .or_else(|| by_sibling(record, index, (first, last)).map(|level| (level, 85)))
            .or_else(|| by_plan(record, first, last).map(|level| (level, 75)))
            .or_else(|| by_authorization(record, first).map(|level| (level, 75)))
            .or(is_medicare.then_some((LevelOfCare::IntensiveOutpatient, 50)));
        let Some((level, confidence)) = told else {
            continue;
        };
        for row in of_claim.iter_mut() {
            let is_session = !row.billed.level.is_program() && is_part(row.billed.family);
            if is_component(claim, row) || is_session && claim.form == ClaimForm::Institutional {
                row.billed.level = level;
                row.billed.confidence = confidence;
                row.support = Support::not_rated(level);
            }
        }
    }
}

/// Returns whether a claim bills components and nothing on it says of which program.
fn is_open(claim: &Claim, rows: &[LineRow]) -> bool {
    let says = |row: &LineRow| {
        let is_said = row.billed.level.is_program() && row.billed.basis != LevelBasis::Revenue;
        is_said && !is_component(claim, row) || row.billed.basis == LevelBasis::Contract
    };
    !claim.has_condition("41")
        && !claim.has_condition("92")
        && rows.iter().any(|row| is_component(claim, row))
        && !rows.iter().any(says)
}

fn is_component(claim: &Claim, row: &LineRow) -> bool {
    let code = claim
        .lines
        .get(row.id.line)
        .and_then(|line| line.procedure.as_ref());
    row.billed.basis == LevelBasis::Procedure
        && code.is_some_and(|code| COMPONENTS.contains(&code.value.as_str()))
}

/// Returns whether services of the family are parts of a program when they stand on its claim.
fn is_part(family: ServiceFamily) -> bool {
    matches!(
        family,
        ServiceFamily::Individual
            | ServiceFamily::Group
            | ServiceFamily::Family
            | ServiceFamily::Assessment
    )
}

/// Returns the program that the claim's own revenue codes name.
fn by_revenue(claim: &Claim) -> Option<LevelOfCare> {
    let codes = claim.lines.iter().filter_map(|line| line.revenue.as_ref());
    let levels = codes.filter_map(|code| revenue(&code.value)?.level);
    agreed(levels.filter(|level| level.is_day_program()))
}

/// Returns the program that the nearest claim of the same stay names by its condition code.
fn by_sibling(
    record: &PatientRecord,
    index: usize,
    (first, last): (ServiceDate, ServiceDate),
) -> Option<LevelOfCare> {
    let claim = record.claims.get(index)?;
    let admitted = |claim: &Claim| claim.admission.as_ref().map(|date| date.value);
    let mut near: Vec<(i64, LevelOfCare)> = Vec::new();
    for (other_index, other) in record.claims.iter().enumerate() {
        let level = match (other.has_condition("41"), other.has_condition("92")) {
            (true, false) => LevelOfCare::PartialHospitalization,
            (false, true) => LevelOfCare::IntensiveOutpatient,
            _ => continue,
        };
        let dates = other.lines.iter().filter_map(|line| line.dates.as_ref());
        let gap = dates
            .map(|dates| {
                let (from, to) = (dates.value.from(), dates.value.to());
                from.days_since(last).max(first.days_since(to)).max(0)
            })
            .min();
        let is_same_stay = admitted(other).is_some() && admitted(other) == admitted(claim);
        if let Some(gap) = gap
            && other_index != index
            && (is_same_stay || gap <= NEAR_DAYS)
        {
            near.push((if is_same_stay { 0 } else { gap + 1 }, level));
        }
    }
    let nearest = near.iter().map(|(gap, _)| *gap).min()?;
    agreed(
        near.iter()
            .filter(|(gap, _)| *gap == nearest)
            .map(|(_, level)| *level),
    )
}

/// Returns the program of the newest plans, certifications and orders before the last billed day.
fn by_plan(record: &PatientRecord, first: ServiceDate, last: ServiceDate) -> Option<LevelOfCare> {
    let mut told: Vec<(ServiceDate, LevelOfCare)> = Vec::new();
    for note in &record.notes {
        let is_plan = matches!(
            note.kind,
            NoteKind::TreatmentPlan
                | NoteKind::PlanReview
                | NoteKind::Certification
                | NoteKind::Recertification
                | NoteKind::Order
        );
        let plan_level = note.plan.as_ref().and_then(|plan| plan.level.as_ref());
        let level = plan_level.or(note.level_hint.as_ref());
        if let (true, Some(level), Some(date)) = (is_plan, level, note.date())
            && level.value.is_day_program()
            && date <= last
            && first.days_since(date) <= PLAN_DAYS
        {
            told.push((date, level.value));
        }
    }
    let newest = told.iter().map(|(date, _)| *date).max()?;
    agreed(
        told.iter()
            .filter(|(date, _)| *date == newest)
            .map(|(_, level)| *level),
    )
}

fn by_authorization(record: &PatientRecord, first: ServiceDate) -> Option<LevelOfCare> {
    let granted = record.authorizations.iter().filter(|row| {
        row.decision.grants()
            && row.from.is_none_or(|from| from <= first)
            && row.to.is_none_or(|to| first <= to)
    });
    agreed(
        granted
            .filter_map(|row| row.level)
            .filter(|level| level.is_day_program()),
    )
}

/// Returns the one level that all name.
pub fn agreed(mut levels: impl Iterator<Item = LevelOfCare>) -> Option<LevelOfCare> {
    let first = levels.next()?;
    levels.all(|level| level == first).then_some(first)
}
