//! Reads how many minutes the notes of a line state, and which psychotherapy code they carry.

use crate::ledger::{Interval, LineRow, NoteLink, total_minutes};
use crate::model::{Note, ServiceDate, ServiceTime};
use crate::policy::Terms;
use crate::rules::Case;

/// A timed note of a line.
pub(super) struct Stated<'c> {
    /// The note.
    pub note: &'c Note,
    /// Its time.
    pub time: &'c ServiceTime,
    /// Fewest minutes that it can be read to state.
    pub low: u32,
    /// Most minutes that it can be read to state. Differs from `low` when start and stop
    /// disagree with the duration in words, as with a visit and the therapy within it.
    pub high: u32,
    /// How sure it is that the note is whole and documents the line, in percent.
    pub confidence: u8,
}

impl Stated<'_> {
    /// Returns the minutes in words: `45 minutes`, or both readings.
    pub(super) fn words(&self) -> String {
        if self.low == self.high {
            format!("{} minutes", self.high)
        } else {
            format!("{} or {} minutes", self.low, self.high)
        }
    }
}

/// Returns the timed note that serves the line best, since one fitting note is enough.
pub(super) fn best<'c>(case: &Case<'c>, row: &'c LineRow) -> Option<Stated<'c>> {
    case.documentation(row)
        .filter_map(|(link, note)| stated(link, note))
        .max_by_key(|stated| (stated.high, stated.low))
}

fn stated<'c>(link: &NoteLink, note: &'c Note) -> Option<Stated<'c>> {
    let time = note.time.as_ref()?;
    let other = time
        .stated_minutes
        .filter(|minutes| *minutes > 0)
        .unwrap_or(time.minutes);
    let high = time.minutes.max(other);
    // Rounding to the next five minutes is no disagreement.
    let low = if time.minutes.abs_diff(other) <= 2 {
        high
    } else {
        time.minutes.min(other)
    };
    // A time of nothing is a fault of reading or writing, not a short session.
    (high > 0).then_some(Stated {
        note,
        time,
        low,
        high,
        confidence: link.confidence.min(note.boundary_confidence),
    })
}

/// Returns the minutes of notes on one day with overlap counted once, or `None` when one of them
/// states no time.
pub(super) fn minutes_of<'n>(notes: impl Iterator<Item = &'n Note>) -> Option<u32> {
    let mut intervals = Vec::new();
    let mut loose: u32 = 0;
    for note in notes {
        let time = note.time.as_ref()?;
        let stated = time.stated_minutes.unwrap_or(0);
        match (time.start, time.stop) {
            (Some(start), Some(stop)) if start < stop && stated <= time.minutes => {
                intervals.push(Interval::new(start.since_midnight(), stop.since_midnight()));
            }
            _ => loose = loose.saturating_add(time.minutes.max(stated)),
        }
    }
    Some(total_minutes(&mut intervals).saturating_add(loose))
}

/// The psychotherapy codes by length: alone, as an add-on, and the parameter of their minutes.
const BY_LENGTH: [(&str, &str, &str); 3] = [
    ("90832", "90833", "psychotherapy.minutes.90832"),
    ("90834", "90836", "psychotherapy.minutes.90834"),
    ("90837", "90838", "psychotherapy.minutes.90837"),
];

/// Every psychotherapy code that is chosen by minutes.
pub(super) const PSYCHOTHERAPY: [&str; 6] = ["90832", "90833", "90834", "90836", "90837", "90838"];

/// Returns the place of a psychotherapy code in the order of length, with its least minutes.
pub(super) fn psychotherapy(terms: &Terms<'_>, code: &str) -> Option<(usize, u32)> {
    let place = BY_LENGTH
        .iter()
        .position(|(alone, added, _)| *alone == code || *added == code)?;
    Some((place, least(terms, place)))
}

/// Returns the longest code of the same kind that the minutes carry, with its place.
pub(super) fn carried(
    terms: &Terms<'_>,
    code: &str,
    minutes: u32,
) -> Option<(usize, &'static str)> {
    let is_add_on = BY_LENGTH.iter().any(|(_, added, _)| *added == code);
    (0..BY_LENGTH.len())
        .rev()
        .find(|&place| minutes >= least(terms, place))
        .and_then(|place| {
            let (alone, added, _) = BY_LENGTH.get(place)?;
            Some((place, if is_add_on { *added } else { *alone }))
        })
}

fn least(terms: &Terms<'_>, place: usize) -> u32 {
    let key = BY_LENGTH
        .get(place)
        .map_or("psychotherapy.minutes.90832", |(_, _, key)| *key);
    u32::try_from(terms.number(key)).unwrap_or(0)
}

/// Returns the date of a note in words, or that it has none.
pub(super) fn of_date(date: Option<ServiceDate>) -> String {
    date.map_or_else(|| "without date".to_owned(), |date| format!("of {date}"))
}
