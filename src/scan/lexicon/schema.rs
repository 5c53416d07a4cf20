//! The shape of lexicon files.

use crate::model::{Assertion, Dimension, Direction};
use crate::scan::any_word::AnyWord;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) dimension: Option<Dimension>,
    #[serde(default)]
    pub(super) indicator: Vec<RawIndicator>,
    #[serde(default)]
    pub(super) guard: Vec<super::guard::Guard>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawIndicator {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) dimension: Option<Dimension>,
    pub(super) direction: Base,
    pub(super) weight: u8,
    #[serde(default = "month")]
    pub(super) recent_days: u32,
    #[serde(default)]
    pub(super) scored_when_historical: bool,
    #[serde(default)]
    pub(super) plan_stands: bool,
    /// It is said of the session, so a line naming the session's topic states it.
    #[serde(default)]
    pub(super) about_session: bool,
    #[serde(default)]
    pub(super) about_others: bool,
    pub(super) history: Option<String>,
    #[serde(default)]
    pub(super) denies: Vec<String>,
    #[serde(default)]
    pub(super) keeps_inside: bool,
    pub(super) when_negated: Option<RawFlip>,
    pub(super) tells: Option<RawTold>,
    #[serde(default)]
    pub(super) parser: Parser,
    #[serde(default)]
    pub(super) forms: Vec<String>,
    /// Forms that say the thing in passing; their weight is one less.
    #[serde(default)]
    pub(super) weak: Vec<String>,
    #[serde(default)]
    pub(super) preset: Vec<RawPreset>,
    #[serde(default)]
    pub(super) pattern: Vec<RawPattern>,
    #[serde(default)]
    pub(super) instrument: Vec<RawInstrument>,
    pub(super) examples: Vec<Example>,
}

fn month() -> u32 {
    30
}

/// The direction as written; `V` leaves it to the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum Base {
    H,
    L,
    N,
    V,
}

impl Base {
    pub(super) fn direction(self) -> Option<Direction> {
        match self {
            Self::H => Some(Direction::H),
            Self::L => Some(Direction::L),
            Self::N => Some(Direction::N),
            Self::V => None,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFlip {
    pub(super) creates: String,
    pub(super) assertion: Assertion,
    pub(super) weight: Option<u8>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTold {
    pub(super) of: String,
    pub(super) words: Vec<String>,
}

/// Forms whose words already carry a status.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPreset {
    pub(super) assertion: Assertion,
    pub(super) direction: Option<Direction>,
    pub(super) weight: Option<u8>,
    pub(super) forms: Vec<String>,
}

/// A regular expression tried only in sentences that hold one of its anchors.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPattern {
    pub(super) anchors: Vec<String>,
    pub(super) regex: String,
    /// Not right after one of these words ("to hit" is no deed).
    #[serde(default)]
    pub(super) reject_prev: Vec<String>,
    /// Not right before one of these words ("mother uses" an old name).
    #[serde(default)]
    pub(super) reject_next: Vec<String>,
    /// Not in a sentence with one of these words.
    #[serde(default)]
    pub(super) reject_with: AnyWord,
    /// Whether it says the thing in passing, like the weak forms.
    #[serde(default)]
    pub(super) weak: bool,
}

/// A rated instrument and what its numbers mean.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawInstrument {
    pub(super) forms: Vec<String>,
    pub(super) low: f32,
    pub(super) high: f32,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) tight: bool,
    pub(super) out_of: Option<u32>,
    pub(super) bands: Vec<Band>,
}

/// What a number means from a lower bound on.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Band {
    pub(crate) from: f32,
    pub(crate) direction: Option<Direction>,
    #[serde(default)]
    pub(crate) weight: u8,
    /// The number says the thing is absent.
    #[serde(default)]
    pub(crate) negates: bool,
}

/// How the value beside a mention is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Parser {
    #[default]
    None,
    LastUse,
    Bac,
    Vitals,
    Cssrs,
    Sleep,
    SleepGood,
    Ratio,
    Sobriety,
    JobHours,
    AsamLevel,
    /// The level named in or behind the words; without one the words stand for themselves.
    NamedLevel,
    Dimension,
    Locus,
    HoursWeek,
}

/// A sentence and what must be found in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code))]
pub(crate) struct Example {
    pub(crate) text: String,
    /// A class, or `discard`: the indicator must not be found.
    pub(crate) expect: String,
    /// The indicator that must be found, when it is another.
    pub(crate) id: Option<String>,
    pub(crate) direction: Option<Direction>,
    pub(crate) value: Option<f32>,
}
