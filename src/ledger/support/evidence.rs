//! Weighs the statements around one day and finds the level they support.

use super::notes::{ScoredNote, named_lower, placement};
use super::scale::Scale;
use super::telling::{IDEATION, LESS_FAILS, LIVED_IN, RISKS, STATES, is_telling, speaks_against};
use super::{Support, Verdict, Weighed};
use crate::model::{
    Assertion, Dimension, Direction, IndicatorId, LevelOfCare, Measure, Mention, ServiceDate,
};
use std::collections::{BTreeMap, BTreeSet};

/// What the notes up to a day show to be over.
#[derive(Debug, Clone, Default)]
pub(super) struct Over {
    /// The last day on which a prescriber said that the patient only waits for a place.
    pub(super) settled: Option<ServiceDate>,
    /// Whether scores show that withdrawal is over.
    pub(super) passed: bool,
    /// The first of the dates that deny suicidal risk, up to the day.
    pub(super) denied_since: Option<ServiceDate>,
    /// When each instrument was scored last.
    pub(super) newest: Vec<(IndicatorId, ServiceDate)>,
}

impl Over {
    /// Returns whether a need of a date is over by the day, so many days later.
    fn ends(&self, mention: &Mention, date: ServiceDate, age: i64) -> bool {
        self.settled.is_some_and(|on| date < on)
            || self.passed && age > 0 && mention.dimension == Dimension::D1
            || IDEATION.contains(&mention.indicator.as_str())
                && self.denied_since.is_some_and(|on| date < on)
    }

    /// Returns whether a newer score of the instrument takes a score's place.
    fn is_replaced(&self, mention: &Mention, date: ServiceDate) -> bool {
        let newer =
            |(id, newest): &(IndicatorId, ServiceDate)| *id == mention.indicator && date < *newest;
        is_rated(mention) && self.newest.iter().any(newer)
    }
}

/// Returns whether a statement is a score that a newer one replaces. Withdrawal rises and falls within
/// hours, so that no score of it does.
pub(super) fn is_rated(mention: &Mention) -> bool {
    matches!(mention.measure, Some(Measure::Score(_))) && mention.dimension != Dimension::D1
}

/// Evidence gathered for one day.
pub(super) struct Evidence<'s> {
    scale: &'s Scale,
    billed: LevelOfCare,
    over: Over,
    /// Strongest weight per dimension, T and P counted apart.
    higher: BTreeMap<Dimension, u32>,
    /// The same of notes within the window only: an old assessment is no contradiction.
    higher_now: BTreeMap<Dimension, u32>,
    lower: BTreeMap<Dimension, u32>,
    /// The same without what nearly every note says (see [`is_telling`]).
    telling: BTreeMap<Dimension, u32>,
    evidence_higher: Vec<Weighed>,
    evidence_lower: Vec<Weighed>,
    telling_notes: Vec<usize>,
    /// Of these, the ones of the day or before it.
    told_by_then: BTreeSet<usize>,
    /// For each of these notes, how many days ago it was written.
    telling_ages: Vec<i64>,
    /// Notes with a telling statement of weight 2, which a passing word does not reach.
    well_notes: Vec<usize>,
    /// Kinds of telling statement on mood, sleep and functioning.
    telling_states: BTreeSet<IndicatorId>,
    /// Days since the oldest telling note, and since the newest one with a need of weight 2.
    oldest_telling: Option<i64>,
    newest_need: Option<i64>,
    notes_in_window: u32,
    /// Kinds of bodily sign that on their own weigh as much as medical monitoring needs.
    medical_signs: BTreeSet<IndicatorId>,
    function: u32,
    needs_24_hours: bool,
    /// Whether the day's own notes say that no care around the clock is needed.
    needs_no_bed: bool,
    /// Whether the record says that less care is not enough, or that a hospital is the alternative.
    less_is_too_little: bool,
    /// Whether the record recommends the billed level or one as intensive.
    recommended: bool,
    /// Days since it last did.
    last_recommended: Option<i64>,
    /// Whether the day's own notes did, and give no care around the clock.
    given_today: bool,
    /// The highest level below the billed one that the record names as enough.
    named: Option<LevelOfCare>,
    /// Kinds of acute sign of mind and risk, each with its note; being watched closely is none.
    acute_signs: BTreeSet<(usize, IndicatorId)>,
    /// Kinds of sign of withdrawal of the weight that medical monitoring needs.
    withdrawal_signs: BTreeSet<IndicatorId>,
    acute_withdrawal: bool,
    /// Whether any statement for the level is about risk to self or others, or psychosis.
    rests_on_risk: bool,
    /// The strongest statement that the patient's home is safe.
    home: u32,
    acute: bool,
    acute_today: bool,
    /// The gravest statement on risk and mental state of the day itself.
    grave_today: u32,
    /// Notes of the day itself that deny suicidal risk, and that affirm it.
    denied_today: Vec<usize>,
    affirmed_today: Vec<usize>,
}

impl<'s> Evidence<'s> {
    pub(super) fn new(scale: &'s Scale, billed: LevelOfCare, over: Over) -> Self {
        Self {
            scale,
            billed,
            over,
            higher: BTreeMap::new(),
            higher_now: BTreeMap::new(),
            lower: BTreeMap::new(),
            telling: BTreeMap::new(),
            evidence_higher: Vec::new(),
            evidence_lower: Vec::new(),
            telling_notes: Vec::new(),
            telling_ages: Vec::new(),
            told_by_then: BTreeSet::new(),
            well_notes: Vec::new(),
            telling_states: BTreeSet::new(),
            oldest_telling: None,
            newest_need: None,
            notes_in_window: 0,
            medical_signs: BTreeSet::new(),
            function: 0,
            needs_24_hours: false,
            needs_no_bed: false,
            less_is_too_little: false,
            recommended: false,
            last_recommended: None,
            given_today: false,
            named: None,
            acute_signs: BTreeSet::new(),
            withdrawal_signs: BTreeSet::new(),
            acute_withdrawal: false,
            rests_on_risk: false,
            home: 0,
            acute: false,
            acute_today: false,
            grave_today: 0,
            denied_today: Vec::new(),
            affirmed_today: Vec::new(),
        }
    }

    /// Takes what a note says, a share of its weight, as of so many days ago.
    pub(super) fn take(&mut self, note: &ScoredNote, share: u32, in_window: bool, age: i64) {
        if note.only_names {
            let named = note
                .mentions
                .iter()
                .filter_map(|(_, found, _)| named_lower(found));
            named.for_each(|level| self.name(level));
            return;
        }
        if in_window && !note.mentions.is_empty() {
            self.notes_in_window += 1;
        }
        for &(place, mention, weight) in &note.mentions {
            // Withdrawal passes within days: what an assessment said of it holds no longer than
            // any other note does.
            if !in_window && mention.dimension == Dimension::D1 {
                continue;
            }
            // Nor does a score of withdrawal speak for the days before it was taken.
            let is_later_score = age < 0 && matches!(mention.measure, Some(Measure::Score(_)));
            if is_later_score && mention.dimension == Dimension::D1 {
                continue;
            }
            if mention.direction == Direction::L && !speaks_against(&mention, self.billed) {
                self.needs_no_bed |= mention.indicator == "D5-15" && age == 0;
                continue;
            }
            // A low-intensity residence is lived in by people who work and go out on passes.
            if self.billed == LevelOfCare::ResidentialLow
                && mention.direction == Direction::L
                && LIVED_IN.contains(&mention.indicator.as_str())
            {
                continue;
            }
            if mention.direction == Direction::H && self.over.ends(&mention, note.date, age) {
                continue;
            }
            if self.over.is_replaced(&mention, note.date) {
                continue;
            }
            let lower = named_lower(&mention);
            let named = match mention.measure {
                Some(Measure::Level(level))
                    if mention.assertion == Assertion::Affirmed && lower.is_none() =>
                {
                    Some(level)
                }
                _ => placement(&mention),
            };
            // Who is ready for the billed level is not ready to leave it.
            if lower.is_some_and(|level| self.reaches(level)) {
                continue;
            }
            if let Some(level) = named.filter(|level| self.reaches(*level)) {
                self.recommended = true;
                self.last_recommended =
                    Some(self.last_recommended.map_or(age, |last| last.min(age)));
                self.given_today |= age == 0 && !level.is_24_hour();
            }
            if let Some(level) = lower.or(named) {
                self.name(level);
            }
            if mention.direction == Direction::N {
                continue;
            }
            let weight = weight * share / 100;
            let weighed = Weighed {
                note: note.index,
                mention: place,
                weight,
                distance: age.unsigned_abs() as u32,
                is_telling: mention.direction == Direction::L && is_telling(&mention),
            };
            match mention.direction {
                Direction::H => {
                    raise(&mut self.higher, mention.dimension, weight);
                    if in_window {
                        raise(&mut self.higher_now, mention.dimension, weight);
                        if weight >= 200 {
                            self.newest_need = Some(self.newest_need.map_or(age, |n| n.min(age)));
                        }
                    }
                    self.evidence_higher.push(weighed);
                    self.note_special(note.index, &mention, weight, age);
                }
                Direction::L => {
                    raise(&mut self.lower, mention.dimension, weight);
                    if mention.dimension == Dimension::D6 {
                        self.home = self.home.max(weight);
                    }
                    self.evidence_lower.push(weighed);
                    if weighed.is_telling {
                        raise(&mut self.telling, mention.dimension, weight);
                        if weight >= 200 && !self.well_notes.contains(&note.index) {
                            self.well_notes.push(note.index);
                        }
                        self.oldest_telling = self.oldest_telling.max(Some(age));
                        if weight >= 100 && STATES.contains(&mention.indicator.as_str()) {
                            self.telling_states.insert(mention.indicator);
                        }
                        if weight >= 100 && !self.telling_notes.contains(&note.index) {
                            self.telling_notes.push(note.index);
                            self.telling_ages.push(age);
                        }
                        if weight >= 100 && age >= 0 {
                            self.told_by_then.insert(note.index);
                        }
                    }
                    if mention.indicator == "D3-04" && age == 0 {
                        self.denied_today.push(note.index);
                    }
                }
                Direction::N => {}
            }
        }
    }

    fn reaches(&self, level: LevelOfCare) -> bool {
        level.rank() + self.scale.band >= self.billed.rank()
    }

    /// Keeps a level that the record calls enough, the highest of them below the billed one.
    fn name(&mut self, level: LevelOfCare) {
        let is_higher = self.named.is_none_or(|known| known.rank() < level.rank());
        if is_higher && !self.reaches(level) {
            self.named = Some(level);
        }
    }

    fn note_special(&mut self, note: usize, mention: &Mention, weight: u32, age: i64) {
        let id = mention.indicator;
        if id == "D3-43" || id == "D3-44" || id == "D3-22" || id == "D6-09" || id == "D3-41" {
            self.function = self.function.max(weight);
        }
        if (id == "D5-14" || id == "D2-05") && mention.assertion == Assertion::Affirmed {
            self.needs_24_hours = true;
        }
        if weight >= self.scale.medical {
            match mention.dimension {
                Dimension::D1 => self.withdrawal_signs.insert(id),
                Dimension::D2 => self.medical_signs.insert(id),
                _ => false,
            };
        }
        self.less_is_too_little |= LESS_FAILS.contains(&id.as_str()) && weight >= 300;
        self.rests_on_risk |= RISKS.contains(&id.as_str()) && weight >= 200;
        // A rating on a form is a severity, not an imminent danger.
        let is_rating = matches!(mention.measure, Some(Measure::DimensionRating(..)));
        // Close observation is every child's floor where a psychiatric residence is billed.
        let is_floor = id == "D3-37" && self.billed == LevelOfCare::ResidentialPsychiatric;
        let is_risk =
            matches!(mention.dimension, Dimension::D1 | Dimension::D3) && !is_rating && !is_floor;
        if is_risk && weight >= self.scale.acute && age.abs() <= self.scale.acute_days {
            self.acute = true;
            self.acute_today |= age == 0;
            if mention.dimension == Dimension::D1 {
                self.acute_withdrawal = true;
            } else if id != "D3-37" {
                self.acute_signs.insert((note, id));
            }
        }
        if mention.dimension == Dimension::D3 && age == 0 {
            self.grave_today = self.grave_today.max(weight);
        }
        let is_ideation = id == "D3-01" || id == "D3-02" || id == "D3-05" || id == "D3-06";
        // That the day's risk is denied speaks against no IOP, unless a plan or an attempt is affirmed
        // beside it; and what was on Saturday is no contradiction of what is today.
        let least = match self.billed.rank() > LevelOfCare::IntensiveOutpatient.rank() {
            true => 300,
            false => 400,
        };
        let is_of_day = mention.age_days.is_none_or(|days| days == 0);
        if is_ideation && weight >= least && age == 0 && is_of_day {
            self.affirmed_today.push(note);
        }
    }

    /// Returns the highest level whose requirement row is met.
    fn level(&self) -> LevelOfCare {
        let (scale, billed) = (self.scale, self.billed);
        let d = |dimension| self.higher.get(&dimension).copied().unwrap_or(0);
        let all = [
            d(Dimension::D1),
            d(Dimension::D2),
            d(Dimension::D3),
            d(Dimension::D4),
            d(Dimension::D5),
            d(Dimension::D6),
        ];
        let [d1, d2, d3, _, d5, d6] = all;
        let six: u32 = all.iter().sum();
        let dimensions = all.iter().filter(|weight| **weight >= 100).count();
        let round_the_clock = d3 + d5 + d6 >= scale.residential
            && d3.max(d5).max(d6) >= scale.residential_one
            && self.needs_24_hours;
        if self.acute {
            self.acute_level()
        } else if d1 >= scale.medical || d2 >= scale.medical && self.is_medical() {
            // A residence takes in who has a diagnosis of dependence or one sign of withdrawal.
            let is_own = billed.is_24_hour()
                && !billed.is_withdrawal_management()
                && d2 < scale.medical
                && self.withdrawal_signs.len() < 2;
            if is_own && billed.rank() < LevelOfCare::ResidentialMedical.rank() {
                billed
            } else {
                LevelOfCare::ResidentialMedical
            }
        } else if round_the_clock {
            LevelOfCare::ResidentialPsychiatric
        } else if billed == LevelOfCare::ResidentialLow && d5 + d6 >= scale.residential_low {
            LevelOfCare::ResidentialLow
        } else if (six >= scale.partial || d3 >= scale.partial_risk)
            && self.function >= scale.partial_function
            || d2 >= scale.medical && billed.is_day_program()
        {
            LevelOfCare::PartialHospitalization
        } else if six >= scale.intensive && dimensions >= scale.intensive_dimensions {
            LevelOfCare::IntensiveOutpatient
        } else {
            LevelOfCare::Outpatient
        }
    }

    /// Returns the level of acute signs: a hospital's, for withdrawal where that is what is acute.
    /// A residence watches closely and keeps who says one grave thing, so that only several such
    /// signs speak for more than it.
    fn acute_level(&self) -> LevelOfCare {
        if self.acute_withdrawal && self.acute_signs.len() < 2 {
            LevelOfCare::InpatientDetox
        } else if self.billed.is_24_hour() && self.acute_signs.len() < 2 {
            self.billed
        } else {
            LevelOfCare::InpatientPsychiatric
        }
    }

    /// Returns whether several notes since the newest need, up to the day, tell that the patient is
    /// well: "craving 7" on Monday, and on Wednesday and Thursday none, sleeping well, waiting for a
    /// bed.
    pub(super) fn has_come_to_an_end(&self) -> bool {
        let need = self.newest_need.unwrap_or(0);
        let since = self
            .telling_ages
            .iter()
            .filter(|age| (0..need).contains(*age));
        since.count() >= self.scale.lower_notes
    }

    /// Returns whether a level of less than 24 hours is what the day's own notes call for: one that a
    /// tool gives, or no need of a bed. What they tell of plans and attempts is then the reason for it.
    fn is_enough_today(&self) -> bool {
        self.billed.is_24_hour() || self.needs_no_bed || self.given_today
    }

    /// Returns whether the bodily signs are more than one kind, or stand beside a need of care
    /// around the clock: one purge or one fainting spell is treated at every level.
    fn is_medical(&self) -> bool {
        self.needs_24_hours || self.medical_signs.len() > 1
    }

    /// Applies the requirement rows and the order of verdicts.
    pub(super) fn verdict(mut self) -> Support {
        let (scale, billed) = (self.scale, self.billed);
        let sum = |map: &BTreeMap<Dimension, u32>| {
            let capped = map
                .values()
                .map(|weight| (*weight).min(scale.dimension_cap));
            capped.sum::<u32>()
        };
        let (higher, lower) = (sum(&self.higher), sum(&self.lower));
        let level = self.level();
        let telling = sum(&self.telling);
        // A patient whose mood is even, who sleeps and who functions is well in more than one way,
        // though all of it belongs to one dimension.
        let in_many_ways = if self.telling_states.len() >= 2 {
            100
        } else {
            0
        };
        let in_notes = lower >= scale.lower && self.telling_notes.len() >= scale.lower_notes;
        let enough_lower = in_notes && telling + in_many_ways >= scale.lower_telling;
        // Two lone sentences, one of them weak, are too little against needs that are stated.
        let tellings = || self.evidence_lower.iter().filter(|found| found.is_telling);
        let is_thin = tellings().count() <= 2
            && tellings().any(|found| found.weight < 300)
            && sum(&self.higher_now) >= scale.conflict;
        // A day program's level that a tool gave holds until enough notes since then speak against it.
        let is_known = !billed.is_24_hour()
            && self.last_recommended.is_some_and(|tool| {
                let since = self.telling_ages.iter().filter(|age| **age < tool);
                since.count() < scale.lower_notes
            });
        let enough_lower = enough_lower && !is_thin && !is_known;
        let contradicted = enough_lower && sum(&self.higher_now) >= scale.conflict;
        // Needs that all lie before the first sign of being well are a course, not a conflict.
        let is_course = match (self.newest_need, self.oldest_telling) {
            (Some(need), Some(well)) => need > well,
            _ => false,
        };
        // What is written later does not speak against a day on which nobody had said so yet.
        let not_yet_well = self.oldest_telling.is_some_and(|well| well < 0);
        // One note that tells of risk last night and none now tells one course.
        let affirmed = self.affirmed_today.iter();
        let contradicted_today = affirmed
            .flat_map(|note| self.denied_today.iter().map(move |other| (note, other)))
            .any(|(note, other)| note != other);
        let meets =
            level.rank() >= billed.rank() || level.rank().abs_diff(billed.rank()) <= scale.band;
        let both_ways = contradicted_today
            || (contradicted
                && !is_course
                && self.told_by_then.len() >= scale.lower_notes
                && telling >= scale.lower_telling
                && self.well_notes.len() >= scale.lower_notes);
        // What does not reach the first requirement row above outpatient care supports no program:
        // not being contradicted is not being supported.
        let meets_none = level == LevelOfCare::Outpatient
            && billed.rank() > LevelOfCare::IntensiveOutpatient.rank();
        // That a patient is neither suicidal nor psychotic is what day programs are for, and it says
        // nothing in a residence whose need was never one of risk (compulsions, starving, terrors).
        let against = if billed.is_24_hour() && self.rests_on_risk {
            lower
        } else if billed.is_24_hour() {
            (telling + self.home).min(lower)
        } else {
            telling
        };
        let says_nothing =
            self.notes_in_window == 0 || (higher < scale.silent && lower < scale.silent);
        let leans = meets_none && higher > against && !says_nothing;
        // Grave risk or psychosis around the day or in an assessment that still holds is no silence,
        // though no sentence says what it keeps the patient from doing; nor is a placement tool that
        // gives the level, or the word that less care is not enough.
        let grave = self.higher.get(&Dimension::D3) >= Some(&scale.partial_risk);
        let is_called_for = self.recommended || self.less_is_too_little;
        let is_carried = leans && (grave || is_called_for && billed.is_day_program());
        let verdict = if says_nothing {
            Verdict::Silent
        } else if contradicted_today {
            Verdict::Conflicted
        } else if meets && self.acute_today && !self.is_enough_today() {
            Verdict::SupportsHigher
        } else if meets || (contradicted && not_yet_well) {
            Verdict::SupportsBilled
        } else if contradicted {
            Verdict::Conflicted
        } else if enough_lower {
            Verdict::SupportsLower
        } else if is_carried {
            Verdict::SupportsBilled
        } else if leans {
            Verdict::Silent
        } else if higher > against || is_thin && !billed.is_24_hour() {
            // Evidence leans to the billed level without meeting its whole row. Absence of
            // evidence for a level is not evidence for a lower one, so it is not held against it.
            Verdict::SupportsBilled
        } else if higher >= scale.silent {
            Verdict::Conflicted
        } else {
            Verdict::Silent
        };
        // A clinician who recommends the level, and where it is one of 24 hours says why, is not in
        // conflict with a patient who copes in it.
        let is_recommended = self.recommended && (self.needs_24_hours || !billed.is_24_hour());
        let verdict = match verdict {
            // A crisis session is called for by the hour's risk, whatever program would be.
            Verdict::Silent | Verdict::Conflicted
                if billed == LevelOfCare::Crisis && self.grave_today >= 300 =>
            {
                Verdict::SupportsBilled
            }
            Verdict::Conflicted if is_recommended && !both_ways => Verdict::SupportsBilled,
            verdict => verdict,
        };
        // A reviewer downcodes to what the record itself calls enough, and to no less.
        let level = match (verdict, self.named) {
            (Verdict::SupportsLower | Verdict::Conflicted, Some(named))
                if named.rank() > level.rank() =>
            {
                named
            }
            _ => level,
        };
        strongest(&mut self.evidence_higher);
        strongest(&mut self.evidence_lower);
        Support {
            verdict,
            level,
            by_attendance: false,
            leans: verdict == Verdict::Silent && leans,
            both_ways,
            higher,
            lower,
            evidence_higher: self.evidence_higher,
            evidence_lower: self.evidence_lower,
        }
    }
}

/// Keeps the strongest pieces of evidence, the telling ones and then those of the nearest notes
/// first.
fn strongest(list: &mut Vec<Weighed>) {
    list.sort_by_key(|weighed| {
        let strength = std::cmp::Reverse(weighed.weight);
        (
            !weighed.is_telling,
            strength,
            weighed.distance,
            weighed.note,
            weighed.mention,
        )
    });
    list.truncate(KEPT);
}

/// How many pieces of evidence are kept for each direction.
const KEPT: usize = 8;

fn raise(map: &mut BTreeMap<Dimension, u32>, dimension: Dimension, weight: u32) {
    let strongest = map.entry(dimension).or_default();
    *strongest = (*strongest).max(weight);
}
