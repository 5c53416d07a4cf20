//! Hours of attendance against the billed level: who comes for outpatient hours receives
//! outpatient care, whatever the notes say.

use super::{Support, Verdict};
use crate::ledger::{Stay, Week};
use crate::model::{LevelOfCare, ServiceDate};
use crate::policy::Policy;
use std::collections::BTreeMap;

/// Finds days whose weeks stayed below the level's hours for two or more weeks running, with the
/// level whose minimum the hours did meet.
pub(super) fn caps(
    policy: &Policy,
    born: Option<ServiceDate>,
    stays: &[Stay],
    weeks: &[Week],
) -> BTreeMap<(ServiceDate, LevelOfCare), LevelOfCare> {
    let mut caps = BTreeMap::new();
    for (index, stay) in stays.iter().enumerate() {
        let terms = stay.terms(policy);
        let Some(least) = stay
            .least_hours_week(policy, born, stay.first_day())
            .filter(|_| stay.level.is_day_program())
        else {
            continue;
        };
        let of_stay: Vec<&Week> = weeks.iter().filter(|week| week.stay == index).collect();
        for run in low_runs(&of_stay, least, terms.number("attendance.low_weeks")) {
            for week in run {
                let hours = i64::from(week.minutes.unwrap_or(0)) / 60;
                let cap = if hours >= terms.number("min_hours_week.IOP") {
                    LevelOfCare::IntensiveOutpatient
                } else {
                    LevelOfCare::Outpatient
                };
                caps.extend(week.days.iter().map(|&day| ((day, stay.level), cap)));
            }
        }
    }
    caps
}

/// Returns runs of at least `count` consecutive whole weeks whose known hours are below `least`.
pub fn low_runs<'w>(weeks: &[&'w Week], least: i64, count: i64) -> Vec<Vec<&'w Week>> {
    let is_low = |week: &Week| {
        week.whole
            && week
                .minutes
                .is_some_and(|minutes| i64::from(minutes) < least * 60)
    };
    let mut runs: Vec<Vec<&Week>> = Vec::new();
    for &week in weeks {
        if !is_low(week) {
            runs.push(Vec::new());
            continue;
        }
        let follows = runs
            .last()
            .and_then(|run| run.last())
            .is_some_and(|last| week.starts.days_since(last.starts) == 7);
        if !follows {
            runs.push(Vec::new());
        }
        if let Some(run) = runs.last_mut() {
            run.push(week);
        }
    }
    runs.retain(|run| run.len() as i64 >= count.max(1));
    runs
}

/// Lowers a verdict to the level whose hours were met.
pub(super) fn capped(mut support: Support, billed: LevelOfCare, cap: LevelOfCare) -> Support {
    if cap.rank() < billed.rank() {
        support.by_attendance = support.verdict != Verdict::SupportsLower;
        support.verdict = Verdict::SupportsLower;
        if support.level.rank() > cap.rank() {
            support.level = cap;
        }
    }
    support
}
