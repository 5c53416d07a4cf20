//! Tells for every billed day of a stay which plan held, if any. PLN-001 and PLN-010 are two
//! views of it, so that one day has one finding.

use super::super::Case;
use crate::finding::AtRisk;
use crate::ledger::{PlanRow, Stay};
use crate::model::{Modality, Note, NoteKind, PlanFacts, ServiceDate};
use crate::rules::relied::risk_of_days;

/// What holds on one billed day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayPlan<'l> {
    /// No plan yet, and none is due.
    NotDue,
    /// A plan or review holds.
    InForce,
    /// The latest plan's review was due before.
    ReviewOverdue(&'l PlanRow),
    /// The latest plan ran out so long ago that it no longer counts as one.
    Lapsed(&'l PlanRow),
    /// There never was a plan by this day.
    Never,
}

/// Days before a stay's first billed day in which its plan may be made.
const MADE_AHEAD: i64 = 7;

/// Returns what holds on each billed day of a stay.
pub(super) fn days<'l>(case: &Case<'l>, stay: &Stay) -> Vec<(ServiceDate, DayPlan<'l>)> {
    let lapse = case.number_for_stay(stay, "plan_lapse_days");
    let plans: Vec<&PlanRow> = case
        .ledger
        .plans
        .iter()
        .filter(|plan| plan.fits(stay.level))
        .collect();
    // A plan made before the first billed day shows that the stay had begun, whatever else the chart
    // holds of that time, where it was made after the admission or while the payer's approvals held.
    let has_plan_since = |begun: ServiceDate| {
        plans
            .iter()
            .any(|plan| begun <= plan.from && plan.from < stay.first_day())
    };
    let approved = || {
        stay.approved_from
            .filter(|from| has_plan_since(from.plus_days(-MADE_AHEAD)))
    };
    let begins = if has_plan_since(stay.admission) {
        stay.admission
    } else {
        approved().unwrap_or(stay.told_from)
    };
    let due = begins.plus_days(stay.terms(case.policy).plan_due_days());
    // A plan of the week before the first billed day is this stay's, unless another stay reached to it.
    let is_of_stay = |plan: &PlanRow| {
        let mut others = case.ledger.stays.iter();
        plan.from >= begins
            || plan.from.plus_days(MADE_AHEAD) >= begins
                && !others.any(|other| {
                    other.first_day() < begins
                        && plan.from <= other.last_day().plus_days(MADE_AHEAD)
                })
    };
    // The days before a plan is due are excused by the plan that follows; a stay that outlasts
    // its due day and never gets one has no excuse for any of them.
    let came_after = plans.iter().all(|plan| plan.from > stay.last_day());
    // A first plan made after the last billed day of a patient who is still there came late, which
    // PLN-002 says.
    let is_late = came_after
        && plans
            .iter()
            .any(|plan| is_still_there(case, stay, plan.from));
    let never = stay.last_day() > due && came_after && !is_late;
    stay.days
        .iter()
        .map(|&day| {
            // Plans are in order of their first day.
            let begun = plans.partition_point(|plan| plan.from <= day);
            let Some(latest) = begun.checked_sub(1).and_then(|place| plans.get(place)) else {
                return (
                    day,
                    if (day <= due || is_late) && !never {
                        DayPlan::NotDue
                    } else {
                        DayPlan::Never
                    },
                );
            };
            // The one that reaches farthest holds: a review of one goal does not end a plan.
            let farthest = plans[..begun]
                .iter()
                .map(|plan| (review_due(case, stay, plan), *plan))
                .max_by_key(|(end, _)| *end);
            let (end, plan) = farthest.unwrap_or((day, latest));
            // The days in which a plan may still be made need none, but a plan that was made and
            // names the day of its review is held to that.
            let is_own = is_of_stay(plan) && plan.from < end && plan.stated_to == Some(end);
            let covered = if is_own { end } else { end.max(due) };
            // A plan that calls itself void after its date is not carried on by anybody's custom.
            let is_void = is_own && says_void(case, plan);
            let state = if day <= covered {
                DayPlan::InForce
            } else if day <= end.plus_days(lapse) && !is_void {
                DayPlan::ReviewOverdue(latest)
            } else {
                DayPlan::Lapsed(latest)
            };
            (day, state)
        })
        .collect()
}

fn says_void(case: &Case<'_>, plan: &PlanRow) -> bool {
    let facts = case.ledger.note(plan.note).plan.as_ref();
    facts.is_some_and(|facts| facts.void_after.is_some())
}

/// Fewer hours a week, in tenths, are those of single sessions.
const OF_A_PROGRAM: u32 = 60;

/// Returns whether a plan that names no level plans a program: its hours, or groups so often.
fn plans_a_program(facts: &PlanFacts) -> bool {
    let hours = facts.hours_per_week_tenths;
    let has_groups = || {
        let mut services = facts.services.iter();
        services.any(|service| service.value == Modality::Group)
    };
    hours.is_some_and(|hours| hours.value >= OF_A_PROGRAM)
        || hours.is_none() && facts.frequency.is_some() && has_groups()
}

/// Returns whether the patient was still in the stay's care on a day after its last billed one: a
/// claim says that the patient remains, a note of that day or a later one tells of a service, or a
/// plan of that day says how often the services of the level are to come and nobody was discharged,
/// within the time that a plan takes to come due. Claims end where a month or a week does.
pub(super) fn is_still_there(case: &Case<'_>, stay: &Stay, day: ServiceDate) -> bool {
    let until = stay
        .last_day()
        .plus_days(stay.terms(case.policy).plan_due_days().max(7));
    if day > until {
        return false;
    }
    let rows = stay.lines.iter().filter_map(|&id| case.ledger.row(id));
    let remains = rows
        .filter(|row| row.days.contains(&stay.last_day()))
        .filter_map(|row| case.record.claims[row.id.claim].patient_status.as_ref())
        .any(|status| status.value == "30");
    // A plan of the level that says how often its services are to come was made with somebody who goes
    // on to get them.
    let has_left = || {
        case.record.notes.iter().any(|note| {
            note.kind == NoteKind::DischargeSummary
                && note
                    .date()
                    .is_some_and(|date| stay.first_day() <= date && date <= until)
        })
    };
    let plans_on = || {
        case.ledger.plans.iter().any(|plan| {
            let facts = case.ledger.note(plan.note).plan.as_ref();
            !plan.is_review
                && plan.from == day
                && facts.is_some_and(|facts| match plan.level {
                    Some(level) => level == stay.level && facts.frequency.is_some(),
                    None => plans_a_program(facts),
                })
        })
    };
    let is_served = |note: &Note| {
        let date = note.date().filter(|date| day <= *date && *date <= until);
        date.is_some()
            && !note.kind.is_not_delivery()
            && !matches!(
                note.kind,
                NoteKind::Contact | NoteKind::DischargeSummary | NoteKind::LabResult
            )
    };
    remains || case.record.notes.iter().any(is_served) || plans_on() && !has_left()
}

/// Returns the last day before a plan must be reviewed: what it states, at most the policy's gap.
pub(super) fn review_due(case: &Case<'_>, stay: &Stay, plan: &PlanRow) -> ServiceDate {
    let by_policy = plan
        .from
        .plus_days(stay.terms(case.policy).plan_review_days());
    plan.stated_to
        .map_or(by_policy, |stated| stated.min(by_policy))
}

/// Returns the dollars of a stay's lines on the given days.
pub(super) fn at_risk(case: &Case<'_>, stay: &Stay, days: &[ServiceDate]) -> Vec<AtRisk> {
    let rows = stay.lines.iter().filter_map(|&id| case.ledger.row(id));
    rows.filter_map(|row| {
        let hit: Vec<ServiceDate> = row
            .days
            .iter()
            .copied()
            .filter(|day| days.binary_search(day).is_ok())
            .collect();
        (!hit.is_empty()).then(|| risk_of_days(row, &hit))
    })
    .collect()
}
