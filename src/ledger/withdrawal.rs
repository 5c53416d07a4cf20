//! Withdrawal scores of a patient in order of time, whether a sentence tells them or a flowsheet
//! totals them, each once. What a score means is for the rules.

use super::{PatientRecord, is_diagnosis_line};
use crate::model::{
    Assertion, Dimension, Direction, FlowsheetPart, FlowsheetRow, Measure, Mention, Minute, Note,
    NoteKind, ServiceDate,
};
use crate::policy::Policy;
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Which scale was scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WithdrawalScale {
    /// CIWA-Ar, for alcohol and sedatives.
    Ciwa,
    /// COWS, for opioids.
    Cows,
    /// A scale that the record does not name, or another one.
    Other,
}

/// One score at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WithdrawalScore {
    /// The day it was taken.
    pub date: ServiceDate,
    /// The time, where stated.
    pub time: Option<Minute>,
    /// The scale.
    pub scale: WithdrawalScale,
    /// The score.
    pub score: f32,
    /// Index of its note in the record.
    pub note: usize,
    /// Where it stands.
    pub place: Span,
}

impl WithdrawalScore {
    /// Returns the minute of its day: its own, else its note's first, else noon.
    pub fn minute(&self, record: &PatientRecord) -> i64 {
        let of_note = record.notes.get(self.note).and_then(|note| note.time);
        let start = of_note.and_then(|time| time.start);
        self.time
            .or(start)
            .map_or(720, |minute| i64::from(minute.since_midnight()))
    }
}

/// Lists the scores of a record by day, time and place.
pub(super) fn scores(record: &PatientRecord) -> Vec<WithdrawalScore> {
    let mut found = Vec::new();
    for (index, note) in record.notes.iter().enumerate() {
        // A plan or a summary tells scores of other days.
        if note.kind.is_not_delivery() || note.kind == NoteKind::DischargeSummary {
            continue;
        }
        let first = found.len();
        found.extend(
            note.mentions
                .iter()
                .filter_map(|mention| of_mention(mention, note, index)),
        );
        let told = found.len();
        let totals = note.flowsheet.iter().filter(|row| is_total(row));
        for row in totals {
            let Some(score) = of_row(row, note, index) else {
                continue;
            };
            let is_told = found
                .get(first..told)
                .unwrap_or_default()
                .iter()
                .any(|other| is_same(other, &score));
            if !is_told {
                found.push(score);
            }
        }
    }
    found.sort_by_key(|score| (score.date, score.minute(record), score.place));
    found.dedup_by(|later, one| repeats(later, one));
    found
}

/// Returns whether a note records treatment or signs of withdrawal besides the scores.
pub fn shows_withdrawal(note: &Note) -> bool {
    !note.kind.is_not_delivery()
        && note.mentions.iter().any(|mention| {
            let is_score = mention.indicator == "D1-04" || mention.indicator == "D1-05";
            let treats = mention.indicator == "D1-12" || mention.indicator == "D1-13";
            mention.assertion == Assertion::Affirmed
                && !is_score
                && !is_diagnosis_line(mention)
                && (treats
                    || (mention.dimension == Dimension::D1
                        && mention.direction == Direction::H
                        && mention.weight >= 2))
        })
}

/// Returns the days on which withdrawal is over by the record: every score of the day and of the day
/// before is low, both days have one, and no note of the day records treatment or signs of it.
pub(super) fn quiet_days(record: &PatientRecord, policy: &Policy) -> BTreeSet<ServiceDate> {
    let mut low: BTreeMap<ServiceDate, bool> = BTreeMap::new();
    for score in scores(record) {
        let below = match score.scale {
            WithdrawalScale::Ciwa => policy.number("withdrawal.low_ciwa"),
            WithdrawalScale::Cows => policy.number("withdrawal.low_cows"),
            WithdrawalScale::Other => continue,
        };
        *low.entry(score.date).or_insert(true) &= score.score < below as f32;
    }
    let is_low = |day: ServiceDate| low.get(&day) == Some(&true);
    let shown = |day: ServiceDate| {
        let mut notes = record.notes.iter();
        notes.any(|note| note.covers(day) && shows_withdrawal(note))
    };
    let days = low.keys().copied();
    days.filter(|&day| is_low(day) && is_low(day.plus_days(-1)) && !shown(day))
        .collect()
}

/// Returns whether a note repeats what the sheet of the day holds: one scale, time and score.
fn repeats(later: &WithdrawalScore, one: &WithdrawalScore) -> bool {
    later.note != one.note
        && later.date == one.date
        && later.scale == one.scale
        && later.time.is_some()
        && later.time == one.time
        && (later.score - one.score).abs() < f32::EPSILON
}

fn of_mention(mention: &Mention, note: &Note, index: usize) -> Option<WithdrawalScore> {
    let scale = match mention.indicator.as_str() {
        "D1-04" => WithdrawalScale::Ciwa,
        "D1-05" => WithdrawalScale::Cows,
        _ => return None,
    };
    let score = match mention.measure? {
        Measure::Score(score) | Measure::Number(score) => score,
        _ => return None,
    };
    let is_now = matches!(
        mention.assertion,
        Assertion::Affirmed | Assertion::Uncertain
    );
    is_now.then_some(WithdrawalScore {
        date: mention.on.or(note.date())?,
        time: mention.at,
        scale,
        score,
        note: index,
        place: mention.span,
    })
}

/// Returns whether a row holds a scale's sum: a total, or a column headed by the scale's name.
fn is_total(row: &FlowsheetRow) -> bool {
    row.part == FlowsheetPart::Total || named(&row.measure.value).is_some()
}

fn of_row(row: &FlowsheetRow, note: &Note, index: usize) -> Option<WithdrawalScore> {
    let scale = named(&row.measure.value).or_else(|| by_items(note))?;
    // No scale goes beyond this; a longer number is a time or a pulse.
    let score = row.number().filter(|score| *score <= 80)?;
    Some(WithdrawalScore {
        date: row.date.or(note.date())?,
        time: row.time,
        scale,
        score: score as f32,
        note: index,
        place: row.value.span,
    })
}

fn named(measure: &str) -> Option<WithdrawalScale> {
    let lower = measure.to_ascii_lowercase();
    [
        ("ciwa", WithdrawalScale::Ciwa),
        ("cows", WithdrawalScale::Cows),
        ("cina", WithdrawalScale::Other),
        ("withdrawal", WithdrawalScale::Other),
    ]
    .into_iter()
    .find(|(name, _)| lower.contains(name))
    .map(|(_, scale)| scale)
}

/// Tells the scale of a plain "Total" by the items beside it; other tables have totals too.
fn by_items(note: &Note) -> Option<WithdrawalScale> {
    const CIWA: [&str; 6] = [
        "tremor",
        "tactile",
        "auditory",
        "visual",
        "nausea",
        "paroxysmal",
    ];
    const COWS: [&str; 6] = ["pupil", "goose", "yawn", "bone", "runny", "gi upset"];
    let items = |words: &[&str]| {
        let found = words.iter().filter(|word| {
            note.flowsheet
                .iter()
                .any(|row| row.measure.value.to_ascii_lowercase().contains(**word))
        });
        found.count()
    };
    let (ciwa, cows) = (items(&CIWA), items(&COWS));
    if ciwa.max(cows) < 2 {
        None
    } else if cows >= ciwa {
        // COWS has tremor and nausea as well, CIWA has no pupils and no yawning.
        Some(WithdrawalScale::Cows)
    } else {
        Some(WithdrawalScale::Ciwa)
    }
}

/// Returns whether a sentence and a table tell one score.
fn is_same(told: &WithdrawalScore, row: &WithdrawalScore) -> bool {
    let overlaps = told.place.page == row.place.page
        && told.place.start < row.place.end
        && row.place.start < told.place.end;
    let same_time = told.time.is_none() || row.time.is_none() || told.time == row.time;
    let same_score = (told.score - row.score).abs() < f32::EPSILON;
    overlaps || (told.date == row.date && same_time && same_score)
}
