//! The level of care that the record supports on each day, with the evidence both ways.

use super::{DayRow, LineRow, PatientRecord, Stay, Week};
use crate::model::{
    Assertion, Dimension, Direction, IndicatorId, LevelOfCare, Measure, Mention, NoteKind,
    ServiceDate,
};
use crate::policy::Policy;
use crate::scan;
use std::collections::BTreeMap;

/// What the record says of a billed level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Supports the billed level.
    SupportsBilled,
    /// Supports a lower level, and says so in several notes.
    SupportsLower,
    /// Supports a higher level.
    SupportsHigher,
    /// Strong evidence both ways.
    Conflicted,
    /// Too little evidence either way.
    Silent,
    /// Not rated: outpatient sessions, or a line without a date.
    NotRated,
}

impl Verdict {
    /// Returns the verdict as used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::SupportsBilled => "SUPPORTS_BILLED",
            Self::SupportsLower => "SUPPORTS_LOWER",
            Self::SupportsHigher => "SUPPORTS_HIGHER",
            Self::Conflicted => "CONFLICTED",
            Self::Silent => "SILENT",
            Self::NotRated => "NOT_RATED",
        }
    }
}

/// A mention that counted, with the note it stands in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// Index into the record's notes.
    pub note: usize,
    /// Index into the note's mentions.
    pub mention: usize,
    /// Weight after decay and uncertainty, in hundredths.
    pub weight: u32,
    /// Days between the note and the day that is rated.
    pub distance: u32,
}

/// What the record supports on a day, or over a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Support {
    /// The verdict against the billed level.
    pub verdict: Verdict,
    /// The highest level whose requirements are met.
    pub level: LevelOfCare,
    /// Whether hours of attendance alone, and no statement, decided the verdict.
    pub by_attendance: bool,
    /// Sum of the strongest evidence for a higher level per dimension, in hundredths.
    pub higher: u32,
    /// Sum of the strongest evidence for a lower level per dimension, in hundredths.
    pub lower: u32,
    /// Evidence for a higher level, strongest first.
    pub evidence_higher: Vec<Weighed>,
    /// Evidence for a lower level, strongest first.
    pub evidence_lower: Vec<Weighed>,
}

impl Support {
    /// Returns the support of something that is not rated.
    pub fn not_rated(level: LevelOfCare) -> Self {
        Self {
            verdict: Verdict::NotRated,
            level,
            by_attendance: false,
            higher: 0,
            lower: 0,
            evidence_higher: Vec::new(),
            evidence_lower: Vec::new(),
        }
    }
}

/// Rates every billed day, and every line from its days.
pub(super) fn rate(
    record: &PatientRecord,
    policy: &Policy,
    stays: &[Stay],
    weeks: &[Week],
    lines: &mut [LineRow],
    days: &mut BTreeMap<ServiceDate, DayRow>,
) {
    let notes = scored_notes(record);
    let caps = attendance_caps(policy, stays, weeks);
    let mut rated: BTreeMap<(ServiceDate, LevelOfCare), Support> = BTreeMap::new();
    for row in lines.iter_mut() {
        let level = row.billed.level;
        for &day in &row.days {
            rated.entry((day, level)).or_insert_with(|| {
                let support = weigh(record, policy, &notes, level, day);
                match caps.get(&(day, level)) {
                    Some(&cap) => capped(support, level, cap),
                    None => support,
                }
            });
        }
        let of_days: Vec<&Support> = row
            .days
            .iter()
            .filter_map(|&day| rated.get(&(day, level)))
            .collect();
        row.support = of_line(level, &of_days);
    }
    for (&date, day) in days.iter_mut() {
        day.support = day
            .level_billed
            .and_then(|level| rated.get(&(date, level)).cloned());
    }
}

/// Returns what the record supports on one day for a billed level, without regard to attendance.
pub fn daily_support(
    record: &PatientRecord,
    policy: &Policy,
    level: LevelOfCare,
    date: ServiceDate,
) -> Support {
    weigh(record, policy, &scored_notes(record), level, date)
}

/// A note with its mentions that can be scored.
struct ScoredNote {
    index: usize,
    date: ServiceDate,
    is_assessment: bool,
    mentions: Vec<(usize, Mention, u32)>,
}

fn scored_notes(record: &PatientRecord) -> Vec<ScoredNote> {
    let mut notes: Vec<ScoredNote> = record
        .notes
        .iter()
        .enumerate()
        // What was told to the payer is not chart evidence.
        .filter(|(_, note)| {
            !matches!(
                note.kind,
                NoteKind::Administrative | NoteKind::UtilizationReview
            )
        })
        .filter_map(|(index, note)| {
            let mentions: Vec<_> = note
                .mentions
                .iter()
                .enumerate()
                .filter_map(|(place, mention)| {
                    let weight = base_weight(mention);
                    let counts = weight > 0
                        && mention.direction != Direction::N
                        && mention.indicator != TREATMENT_GIVEN
                        && !is_diagnosis_line(mention);
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
                mentions,
            })
        })
        .collect();
    notes.sort_by_key(|note| (note.date, note.index));
    notes
}

/// Returns whether a mention stands in a list of diagnoses. A label that is carried from note to
/// note says what the patient is treated for, not how the patient is.
pub fn is_diagnosis_line(mention: &Mention) -> bool {
    scan::section_name(mention.section) == "DX"
}

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

/// Returns a mention's weight in hundredths by its assertion: uncertain counts at 0.3; history
/// counts only for the indicators that predict by history.
fn base_weight(mention: &Mention) -> u32 {
    let weight = u32::from(mention.weight.min(4)) * 100;
    match mention.assertion {
        Assertion::Affirmed => weight,
        Assertion::Uncertain => weight * 30 / 100,
        Assertion::Historical if predicts_by_history(mention.indicator) => weight,
        // A failed lower level and prior treatments keep half their weight as history.
        Assertion::Historical if mention.indicator == "D5-05" || mention.indicator == "D5-06" => {
            weight / 2
        }
        _ => 0,
    }
}

fn predicts_by_history(id: IndicatorId) -> bool {
    id == "D1-03" || id == "D3-07"
}

/// Days after which an assessment's evidence counts half, and after which it no longer counts.
fn assessment_validity(level: LevelOfCare) -> (i64, i64) {
    if level.is_24_hour() {
        (7, 30)
    } else {
        (14, 45)
    }
}

fn weigh(
    record: &PatientRecord,
    policy: &Policy,
    notes: &[ScoredNote],
    level: LevelOfCare,
    date: ServiceDate,
) -> Support {
    let window = policy.support_window(level);
    let (half_after, until) = assessment_validity(level);
    let earliest = date.plus_days(-window.max(until));
    let latest = date.plus_days(window);
    let first = notes.partition_point(|note| note.date < earliest);
    let mut evidence = Evidence::default();
    for note in notes[first..].iter().take_while(|note| note.date <= latest) {
        let age = date.days_since(note.date);
        let in_window = age.abs() <= window;
        let valid_assessment = note.is_assessment && (0..=until).contains(&age);
        if !in_window && !valid_assessment {
            continue;
        }
        let share = if !in_window && age > half_after {
            50
        } else {
            100
        };
        evidence.take(note, share, in_window, age);
    }
    evidence.verdict(record, policy, level)
}

/// Evidence gathered for one day.
#[derive(Default)]
struct Evidence {
    /// Strongest weight per dimension, `D1` to `D6`, T and P counted apart.
    higher: BTreeMap<Dimension, u32>,
    lower: BTreeMap<Dimension, u32>,
    evidence_higher: Vec<Weighed>,
    evidence_lower: Vec<Weighed>,
    lower_notes: Vec<usize>,
    notes_in_window: u32,
    function: u32,
    needs_24_hours: bool,
    acute: bool,
    acute_today: bool,
    risk_denied_on: Vec<i64>,
    risk_affirmed_on: Vec<i64>,
}

impl Evidence {
    fn take(&mut self, note: &ScoredNote, share: u32, in_window: bool, age: i64) {
        if in_window && !note.mentions.is_empty() {
            self.notes_in_window += 1;
        }
        for &(place, mention, weight) in &note.mentions {
            let weight = weight * share / 100;
            let distance = age.unsigned_abs() as u32;
            let weighed = Weighed {
                note: note.index,
                mention: place,
                weight,
                distance,
            };
            match mention.direction {
                Direction::H => {
                    raise(&mut self.higher, mention.dimension, weight);
                    self.evidence_higher.push(weighed);
                    self.note_special(&mention, weight, age);
                }
                Direction::L => {
                    raise(&mut self.lower, mention.dimension, weight);
                    self.evidence_lower.push(weighed);
                    if weight >= 100 && !self.lower_notes.contains(&note.index) {
                        self.lower_notes.push(note.index);
                    }
                    if mention.indicator == "D3-04" {
                        self.risk_denied_on.push(age);
                    }
                }
                Direction::N => {}
            }
        }
    }

    fn note_special(&mut self, mention: &Mention, weight: u32, age: i64) {
        let id = mention.indicator;
        if id == "D3-43" || id == "D3-44" || id == "D3-22" || id == "D6-09" || id == "D3-41" {
            self.function = self.function.max(weight);
        }
        if (id == "D5-14" || id == "D2-05") && mention.assertion == Assertion::Affirmed {
            self.needs_24_hours = true;
        }
        // A rating on a form is a severity, not an imminent danger.
        let is_rating = matches!(mention.measure, Some(Measure::DimensionRating(..)));
        let is_risk = matches!(mention.dimension, Dimension::D1 | Dimension::D3) && !is_rating;
        if is_risk && weight >= 400 && age.abs() <= 3 {
            self.acute = true;
            self.acute_today |= age == 0;
        }
        let is_ideation = id == "D3-01" || id == "D3-02" || id == "D3-05" || id == "D3-06";
        if is_ideation && weight >= 300 {
            self.risk_affirmed_on.push(age);
        }
    }

    /// Applies the requirement rows and the order of verdicts.
    fn verdict(mut self, _record: &PatientRecord, policy: &Policy, billed: LevelOfCare) -> Support {
        let of =
            |map: &BTreeMap<Dimension, u32>, dimension| map.get(&dimension).copied().unwrap_or(0);
        let sum = |map: &BTreeMap<Dimension, u32>| {
            map.values().map(|weight| (*weight).min(400)).sum::<u32>()
        };
        let (higher, lower) = (sum(&self.higher), sum(&self.lower));
        let d = |dimension| of(&self.higher, dimension);
        let [d1, d2, d3, d4, d5, d6] = [
            d(Dimension::D1),
            d(Dimension::D2),
            d(Dimension::D3),
            d(Dimension::D4),
            d(Dimension::D5),
            d(Dimension::D6),
        ];
        let six = d1 + d2 + d3 + d4 + d5 + d6;
        let dimensions = [d1, d2, d3, d4, d5, d6]
            .iter()
            .filter(|weight| **weight >= 100)
            .count();
        let level = if self.acute {
            LevelOfCare::InpatientPsychiatric
        } else if d1 >= 300 || d2 >= 300 {
            LevelOfCare::ResidentialMedical
        } else if d3 + d5 + d6 >= 600 && d3.max(d5).max(d6) >= 300 && self.needs_24_hours {
            LevelOfCare::ResidentialPsychiatric
        } else if billed == LevelOfCare::ResidentialLow && d5 + d6 >= 400 {
            LevelOfCare::ResidentialLow
        } else if (six >= 600 || d3 >= 300) && self.function >= 200 {
            LevelOfCare::PartialHospitalization
        } else if six >= 400 && dimensions >= 2 {
            LevelOfCare::IntensiveOutpatient
        } else {
            LevelOfCare::Outpatient
        };
        let hundredths = |key: &str| (policy.number(key).max(0) * 100) as u32;
        let silent = hundredths("support.silent_sum");
        let conflict = hundredths("support.conflict_sum");
        let enough_lower = lower >= hundredths("support.lower_sum")
            && self.lower_notes.len() as i64 >= policy.number("support.lower_notes");
        let contradicted_today =
            self.risk_affirmed_on.contains(&0) && self.risk_denied_on.contains(&0);
        let meets = level.rank() >= billed.rank() || same_band(level, billed);
        let verdict = if self.notes_in_window == 0 || (higher < silent && lower < silent) {
            Verdict::Silent
        } else if contradicted_today {
            Verdict::Conflicted
        } else if meets && self.acute_today && !billed.is_24_hour() {
            Verdict::SupportsHigher
        } else if meets {
            Verdict::SupportsBilled
        } else if enough_lower && higher >= conflict {
            Verdict::Conflicted
        } else if enough_lower {
            Verdict::SupportsLower
        } else if higher > lower {
            // Evidence leans to the billed level without meeting its whole row. Absence of
            // evidence for a level is not evidence for a lower one, so it is not held against it.
            Verdict::SupportsBilled
        } else if higher >= silent {
            Verdict::Conflicted
        } else {
            Verdict::Silent
        };
        let strongest = |list: &mut Vec<Weighed>| {
            list.sort_by_key(|weighed| {
                let strength = std::cmp::Reverse(weighed.weight);
                (strength, weighed.distance, weighed.note, weighed.mention)
            });
            list.truncate(KEPT);
        };
        strongest(&mut self.evidence_higher);
        strongest(&mut self.evidence_lower);
        Support {
            verdict,
            level,
            by_attendance: false,
            higher,
            lower,
            evidence_higher: self.evidence_higher,
            evidence_lower: self.evidence_lower,
        }
    }
}

/// How many pieces of evidence are kept for each direction.
const KEPT: usize = 8;

fn raise(map: &mut BTreeMap<Dimension, u32>, dimension: Dimension, weight: u32) {
    let strongest = map.entry(dimension).or_default();
    *strongest = (*strongest).max(weight);
}

/// Levels within two ranks are different tracks of one intensity, not different levels.
fn same_band(one: LevelOfCare, other: LevelOfCare) -> bool {
    one.rank().abs_diff(other.rank()) <= 2
}

/// Finds days whose weeks stayed below the level's hours for two or more weeks running, with the
/// level whose minimum the hours did meet.
fn attendance_caps(
    policy: &Policy,
    stays: &[Stay],
    weeks: &[Week],
) -> BTreeMap<(ServiceDate, LevelOfCare), LevelOfCare> {
    let mut caps = BTreeMap::new();
    for (index, stay) in stays.iter().enumerate() {
        let terms = stay.terms(policy);
        let Some(least) = terms
            .min_hours_week()
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

fn capped(mut support: Support, billed: LevelOfCare, cap: LevelOfCare) -> Support {
    if cap.rank() < billed.rank() {
        support.by_attendance = support.verdict != Verdict::SupportsLower;
        support.verdict = Verdict::SupportsLower;
        if support.level.rank() > cap.rank() {
            support.level = cap;
        }
    }
    support
}

/// Takes a line's verdict from its days: the most frequent one, the graver on a tie.
fn of_line(level: LevelOfCare, days: &[&Support]) -> Support {
    let mut counts: BTreeMap<(u8, Verdict), usize> = BTreeMap::new();
    for support in days {
        *counts
            .entry((gravity(support.verdict), support.verdict))
            .or_default() += 1;
    }
    let Some((&(_, verdict), _)) = counts.iter().max_by_key(|(key, count)| (**count, key.0)) else {
        return Support::not_rated(level);
    };
    let mut of_verdict = days.iter().filter(|support| support.verdict == verdict);
    match of_verdict.next() {
        Some(first) => {
            let strongest = of_verdict.fold(*first, |best, support| {
                if support.level.rank() > best.level.rank() {
                    support
                } else {
                    best
                }
            });
            strongest.clone()
        }
        None => Support::not_rated(level),
    }
}

fn gravity(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::SupportsLower => 5,
        Verdict::Conflicted => 4,
        Verdict::Silent => 3,
        Verdict::SupportsHigher => 2,
        Verdict::SupportsBilled => 1,
        Verdict::NotRated => 0,
    }
}
