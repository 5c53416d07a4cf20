//! Finds, for each stay, the day from which the record no longer supports the billed level.

use super::{DayRow, Stay, Verdict, Weighed};
use crate::model::{LevelOfCare, ServiceDate};
use crate::policy::Policy;
use std::collections::{BTreeMap, BTreeSet};

/// The line in a stay after which a lower level was due by the record's own words.
#[derive(Debug, Clone, PartialEq)]
pub struct StepDown {
    /// Index into the ledger's stays.
    pub stay: usize,
    /// The first billed day on which the record supports a lower level, never to support the
    /// billed one again.
    pub from: ServiceDate,
    /// The highest level that the record supports from then on.
    pub level: LevelOfCare,
    /// The billed days from then on, in order.
    pub days: Vec<ServiceDate>,
    /// How many of them the record rates at a lower level; on the others it is silent or speaks
    /// both ways.
    pub lower_days: usize,
    /// How many of these the attended hours alone rate lower, and no statement.
    pub by_attendance_days: usize,
    /// The strongest statements for the lower level, in order of time, each once.
    pub supports: Vec<Place>,
    /// The strongest statements against it.
    pub against: Vec<Place>,
}

/// A statement: indexes into the record's notes and the note's mentions.
pub type Place = (usize, usize);

/// Draws the line for every stay that has one.
///
/// A lone low day before a supported one draws no line, and neither do silence or a contradiction:
/// the line begins on a day that the record rates lower and needs `step_down.least_days` such days
/// and `step_down.least_percent` of all days after it.
pub(super) fn step_downs(
    policy: &Policy,
    stays: &[Stay],
    days: &BTreeMap<ServiceDate, DayRow>,
) -> Vec<StepDown> {
    let lines = stays.iter().enumerate();
    lines
        .filter_map(|(index, stay)| step_down(policy, index, stay, days))
        .collect()
}

fn step_down(
    policy: &Policy,
    index: usize,
    stay: &Stay,
    days: &BTreeMap<ServiceDate, DayRow>,
) -> Option<StepDown> {
    let support = |day: ServiceDate| {
        let row = days.get(&day)?;
        row.support
            .as_ref()
            .filter(|_| row.level_billed == Some(stay.level))
    };
    let verdict = |day: ServiceDate| support(day).map(|support| support.verdict);
    let last_supported = stay.days.iter().rposition(|&day| {
        matches!(
            verdict(day),
            Some(Verdict::SupportsBilled | Verdict::SupportsHigher)
        )
    });
    let after = &stay.days[last_supported.map_or(0, |place| place + 1)..];
    let lower = |day: &ServiceDate| verdict(*day) == Some(Verdict::SupportsLower);
    let first = after.iter().position(lower)?;
    let billed = &after[first..];
    let lower_days = billed.iter().filter(|day| lower(day)).count();
    let enough = lower_days as i64 >= policy.number("step_down.least_days")
        && lower_days as i64 * 100
            >= billed.len() as i64 * policy.number("step_down.least_percent");
    if !enough {
        return None;
    }
    let rated: Vec<_> = billed.iter().filter_map(|&day| support(day)).collect();
    let level = rated
        .iter()
        .filter(|support| support.verdict == Verdict::SupportsLower)
        .map(|support| support.level)
        .max_by_key(|level| level.rank())?;
    let strongest = |weighed: &[Weighed]| -> Vec<Place> {
        let each = weighed.iter().take(PER_DAY);
        each.map(|found| (found.note, found.mention)).collect()
    };
    let gathered = |places: BTreeSet<Place>| places.into_iter().take(KEPT).collect();
    // Where hours alone decided, what the notes say for a lower level decided nothing.
    let told = rated.iter().filter(|support| !support.by_attendance);
    let supports = told.flat_map(|support| strongest(&support.evidence_lower));
    let against = rated
        .iter()
        .flat_map(|support| strongest(&support.evidence_higher));
    Some(StepDown {
        stay: index,
        from: *billed.first()?,
        level,
        days: billed.to_vec(),
        lower_days,
        by_attendance_days: rated.iter().filter(|support| support.by_attendance).count(),
        supports: gathered(supports.collect()),
        against: gathered(against.collect()),
    })
}

/// How many statements of one day, and of all days, are kept for each side.
const PER_DAY: usize = 3;
const KEPT: usize = 12;

#[cfg(test)]
mod tests {
    use super::super::Support;
    use super::*;
    use crate::policy::PayerClass;

    fn line(verdicts: &str) -> Option<StepDown> {
        let first = ServiceDate::new(2026, 1, 5).expect("a date");
        let mut days = BTreeMap::new();
        for (place, letter) in verdicts.chars().enumerate() {
            let level = LevelOfCare::PartialHospitalization;
            let mut support = Support::not_rated(level);
            support.verdict = match letter {
                'B' => Verdict::SupportsBilled,
                'L' | 'H' => Verdict::SupportsLower,
                'C' => Verdict::Conflicted,
                _ => Verdict::Silent,
            };
            support.level = LevelOfCare::IntensiveOutpatient;
            support.by_attendance = letter == 'H';
            support.evidence_lower = vec![Weighed {
                note: place,
                mention: 0,
                weight: 200,
                distance: 0,
                is_telling: true,
            }];
            let row = DayRow {
                level_billed: Some(level),
                support: Some(support),
                ..DayRow::default()
            };
            days.insert(first.plus_days(place as i64), row);
        }
        let stay = Stay {
            level: LevelOfCare::PartialHospitalization,
            withdrawal: false,
            payer_class: PayerClass::Commercial,
            payer: Default::default(),
            admission: first,
            approved_from: None,
            told_from: first,
            days: days.keys().copied().collect(),
            lines: Vec::new(),
        };
        step_downs(&Policy::default(), &[stay], &days)
            .into_iter()
            .next()
    }

    #[test]
    fn the_line_lies_after_the_last_supported_day() {
        let found = line("BBLBLLSLL").expect("a line");
        assert_eq!(found.from.to_string(), "2026-01-09");
        assert_eq!((found.days.len(), found.lower_days), (5, 4));
        assert_eq!(found.level, LevelOfCare::IntensiveOutpatient);
        assert_eq!(line("LLLL").map(|line| line.days.len()), Some(4));
    }

    #[test]
    fn what_hours_decided_rests_on_no_statement() {
        let found = line("BHHLHC").expect("a line");
        assert_eq!((found.lower_days, found.by_attendance_days), (4, 3));
        assert_eq!(found.supports, [(3, 0), (5, 0)]);
    }

    #[test]
    fn silence_contradiction_and_a_single_day_draw_none() {
        for verdicts in ["BBSSSS", "BBCCCC", "BLLLLB", "BBBBBL", "BLSSSSSS", ""] {
            assert_eq!(line(verdicts), None, "{verdicts}");
        }
    }
}
