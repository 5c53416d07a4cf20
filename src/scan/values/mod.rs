//! Reads the number or fact that stands beside a mention. It does not judge assertion, except
//! where the value itself says so (0/10).

mod columbia;
mod duration;
mod level;
mod score;
#[cfg(test)]
mod tests;
mod vitals;

pub(super) use level::{enough, weigh};

use super::lexicon::{Instrument, Parser};
use crate::model::{Assertion, Direction, Measure, Minute};
use regex::Regex;
use std::sync::LazyLock;

/// One value read beside a mention.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reading {
    pub(crate) measure: Measure,
    pub(crate) direction: Option<Direction>,
    pub(crate) weight: Option<u8>,
    /// The status that the value gives; `None` leaves it to the words.
    pub(crate) assertion: Option<Assertion>,
    /// First and one past the last byte of the value in the plain text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) at: Option<Minute>,
}

/// What came of looking for a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// There is none; the mention stands on its words.
    Plain,
    /// There is none, and without one the words say nothing.
    Nothing,
    /// The words before a value say it was ordered, refused or is due.
    Told(Assertion),
    /// Values in order of place; the last is the latest.
    Read(Vec<Reading>),
}

/// The place of a form within its sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'a> {
    pub(crate) text: &'a str,
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) sentence: (usize, usize),
}

impl<'a> Spot<'a> {
    /// Returns up to `limit` bytes after the form, within the sentence.
    pub(crate) fn after(&self, limit: usize) -> &'a str {
        let end = self.sentence.1.min(self.to + limit);
        self.text.get(self.to..end).unwrap_or("")
    }

    /// Returns up to `limit` bytes before the form, within the sentence.
    pub(crate) fn before(&self, limit: usize) -> &'a str {
        let start = self.sentence.0.max(self.from.saturating_sub(limit));
        self.text.get(start..self.from).unwrap_or("")
    }

    /// Returns the form's own words.
    pub(crate) fn words(&self) -> &'a str {
        self.text.get(self.from..self.to).unwrap_or("")
    }
}

/// Reads the value that an indicator's own parser looks for.
pub(crate) fn read(parser: Parser, spot: Spot<'_>) -> Outcome {
    match parser {
        Parser::None | Parser::NamedLevel => Outcome::Plain,
        Parser::LastUse => duration::last_use(spot),
        Parser::Sobriety => duration::sobriety(spot),
        Parser::Sleep => duration::sleep(spot),
        Parser::SleepGood => Outcome::Plain,
        Parser::JobHours => duration::job_hours(spot),
        Parser::HoursWeek => duration::hours_per_week(spot),
        Parser::Ratio => duration::ratio(spot),
        Parser::Bac => vitals::blood_alcohol(spot),
        Parser::Vitals => vitals::vitals(spot),
        Parser::Cssrs => columbia::columbia(spot),
        Parser::AsamLevel => level::asam(spot),
        Parser::Dimension => level::dimension(spot),
        Parser::Locus => level::locus(spot),
    }
}

/// Reads the time since last use from a date that stands with it, where no span is written.
pub(crate) fn dated(parser: Parser, spot: Spot<'_>, age_days: Option<u16>) -> Option<Outcome> {
    let days = f32::from(age_days.filter(|_| parser == Parser::LastUse)?);
    (read(parser, spot) == Outcome::Plain).then(|| duration::used(days, spot))
}

/// Reads a rated instrument's score.
pub(crate) fn instrument(instrument: &Instrument, spot: Spot<'_>) -> Outcome {
    score::instrument(instrument, spot)
}

static ORDERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[^.;\d]{0,14}\b(?:q ?\d{1,2} ?h?|qshift|q shift|every|weekly|daily|monthly|protocol|due|given|ordered|prn|bid|tid|scheduled|to be|at d/c|at discharge|will be|reassess)\b|^[^.;\d]{0,6}[<>]").ok()
});
static REFUSED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[^.;\d]{0,14}\b(?:declined|refused|pending|n/a|not completed|unable|incomplete|deferred|results)\b").ok()
});

/// Returns what the words after an instrument without a number say of it.
pub(crate) fn told(spot: Spot<'_>) -> Outcome {
    let after = spot.after(40);
    if after
        .trim_start_matches([' ', ':', '-'])
        .starts_with("not done")
    {
        return Outcome::Nothing;
    }
    if ORDERED.as_ref().is_some_and(|regex| regex.is_match(after))
        || ordered_before(spot.before(24))
    {
        return Outcome::Told(Assertion::Hypothetical);
    }
    if REFUSED.as_ref().is_some_and(|regex| regex.is_match(after)) {
        return Outcome::Told(Assertion::Uncertain);
    }
    Outcome::Nothing
}

/// Returns whether an order or a condition leads up to the form.
pub(crate) fn ordered_before(before: &str) -> bool {
    let before = before.trim_end();
    [
        "if",
        "hold if",
        "give if",
        "for",
        "administer",
        "complete",
        "repeat",
        "reassess",
        "check",
        "when",
        "order",
        "obtain",
    ]
    .iter()
    .any(|word| {
        before.ends_with(word)
            && (before.len() == word.len()
                || before.as_bytes().get(before.len() - word.len() - 1) == Some(&b' '))
    })
}

static CLOCK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[^.;\d]{0,8}(?:@|at) ?(\d{1,2}):?(\d{2})\b ?(am|pm|a|p)?").ok());

/// Returns the time of day written right after a value.
pub(crate) fn clock(after: &str) -> Option<Minute> {
    let found = CLOCK.as_ref()?.captures(after)?;
    let hour: u32 = found.get(1)?.as_str().parse().ok()?;
    let minute: u32 = found.get(2)?.as_str().parse().ok()?;
    let afternoon = found
        .get(3)
        .is_some_and(|mark| mark.as_str().starts_with('p'));
    Minute::new(
        if afternoon && hour < 12 {
            hour + 12
        } else {
            hour
        },
        minute,
    )
}
