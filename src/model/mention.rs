//! Mentions: what a note says, by indicator, with the status of the statement.

use super::{LevelOfCare, Minute, ServiceDate};
use crate::text::Span;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The id of an indicator, `D3-01`: up to 15 ASCII characters, kept inline so that mentions
/// stay small and need no allocation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndicatorId {
    bytes: [u8; 15],
    length: u8,
}

impl IndicatorId {
    /// Returns the id, or `None` when it is empty, too long or holds anything but ASCII letters,
    /// digits, `-`, `_` and `.`.
    pub fn new(text: &str) -> Option<Self> {
        let valid = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if text.is_empty() || text.len() > 15 || !text.bytes().all(valid) {
            return None;
        }
        let mut bytes = [0; 15];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Some(Self {
            bytes,
            length: text.len() as u8,
        })
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }
}

impl fmt::Debug for IndicatorId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Display for IndicatorId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl PartialEq<&str> for IndicatorId {
    fn eq(&self, other: &&str) -> bool {
        // Compared for every statement of every day: the letters need no second look.
        self.bytes.get(..usize::from(self.length)) == Some(other.as_bytes())
    }
}

impl Serialize for IndicatorId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for IndicatorId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).ok_or_else(|| serde::de::Error::custom("not an indicator id"))
    }
}

/// The assessment dimension an indicator belongs to (ASAM 3rd-edition numbering internally).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Dimension {
    /// Intoxication and withdrawal.
    D1,
    /// Biomedical conditions.
    D2,
    /// Emotional, behavioral and cognitive conditions.
    D3,
    /// Readiness to change.
    D4,
    /// Relapse and continued use.
    D5,
    /// Recovery environment.
    D6,
    /// Level-of-care tools and explicit statements.
    T,
    /// Program necessity and attendance.
    P,
}

impl Dimension {
    /// Returns the dimension's name as used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::D1 => "D1",
            Self::D2 => "D2",
            Self::D3 => "D3",
            Self::D4 => "D4",
            Self::D5 => "D5",
            Self::D6 => "D6",
            Self::T => "T",
            Self::P => "P",
        }
    }

    /// Returns a dimension's number in the third edition, which this program counts in. The fourth
    /// gave 4 to 6 other meanings, which only the name beside the number (in small letters) tells;
    /// a bare number is taken as the third edition's.
    pub fn in_third_edition(number: u8, name: &str) -> u8 {
        match number {
            4 if name.contains("substance use") => 5,
            5 if name.contains("environment") => 6,
            6 if name.contains("person") && name.contains("centered") => 4,
            _ => number,
        }
    }
}

/// Which way a mention argues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// Supports a higher level of care.
    H,
    /// Supports a lower level of care.
    L,
    /// Argues neither way; used by rules, never scored.
    N,
}

impl Direction {
    /// Returns `H`, `L` or `N`.
    pub fn id(self) -> &'static str {
        match self {
            Self::H => "H",
            Self::L => "L",
            Self::N => "N",
        }
    }
}

/// The status of a statement: is it said of this patient, now, as true?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assertion {
    /// Said of this patient, now, as true.
    Affirmed,
    /// Said to be absent.
    Negated,
    /// Said of the past.
    Historical,
    /// Conditional, planned, taught or only asked about.
    Hypothetical,
    /// Said of someone else.
    OtherPerson,
    /// Hedged.
    Uncertain,
}

impl Assertion {
    /// Every class.
    pub const ALL: [Self; 6] = [
        Self::Affirmed,
        Self::Negated,
        Self::Historical,
        Self::Hypothetical,
        Self::OtherPerson,
        Self::Uncertain,
    ];

    /// Returns the class name used in files: `other-person`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Affirmed => "affirmed",
            Self::Negated => "negated",
            Self::Historical => "historical",
            Self::Hypothetical => "hypothetical",
            Self::OtherPerson => "other-person",
            Self::Uncertain => "uncertain",
        }
    }

    /// Reads a class name.
    pub fn from_id(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|assertion| assertion.id() == text)
    }
}

/// A number or fact that stands with a mention, in the unit the variant names.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// A score of the instrument that the indicator names.
    Score(f32),
    /// Days since the event.
    AgeDays(f32),
    /// A ratio, such as groups attended of groups scheduled.
    Ratio(u16, u16),
    /// Hours per week.
    HoursPerWeek(f32),
    /// A level of care that the note recommends or records.
    Level(LevelOfCare),
    /// An ASAM dimension (1 to 6) and its rating (0 to 4).
    DimensionRating(u8, u8),
    /// A blood alcohol concentration in g/dL.
    BloodAlcohol(f32),
    /// Systolic and diastolic pressure in mmHg.
    BloodPressure(u16, u16),
    /// Heart rate per minute.
    HeartRate(u16),
    /// Temperature in degrees Fahrenheit.
    Temperature(f32),
    /// Any other plain number with the indicator's own unit.
    Number(f32),
}

/// One thing a note says, with its place and status. Small: the words stay in the page text.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Where the words stand.
    pub span: Span,
    /// What they say.
    pub indicator: IndicatorId,
    /// The indicator's dimension.
    pub dimension: Dimension,
    /// Which way it argues, after value and flip rules.
    pub direction: Direction,
    /// 0 (context) to 4 (decisive alone), after value and flip rules.
    pub weight: u8,
    /// The status of the statement.
    pub assertion: Assertion,
    /// Whether this mention was created by flipping a negated one ("denies SI" is evidence for
    /// stability). Flipped mentions share the span of the mention they come from.
    pub flipped: bool,
    /// A value that stands with it.
    pub measure: Option<Measure>,
    /// Days before the note's date of service that the statement speaks of, where stated.
    pub age_days: Option<u16>,
    /// The time of day a reading was taken, where stated.
    pub at: Option<Minute>,
    /// The date a reading was taken, where stated and other than the note's own.
    pub on: Option<ServiceDate>,
    /// The section it stands in, as an index into the section table; 0 = none.
    pub section: u8,
}
