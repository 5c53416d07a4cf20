//! How a note is worded, for telling copies, templates and other people's text.

use crate::text::{Located, Span};
use serde::{Deserialize, Serialize};

/// How a note is worded, for telling copies, templates and other people's text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wording(Option<Box<WordingFacts>>);

/// What is remarkable in a note's wording.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WordingFacts {
    /// Whether it is a log of checks or rounds, whose entries are alike by nature.
    pub is_log: bool,
    /// Whether it says from whom it took words over ("per Dr. Roe's note", "copied forward").
    pub attribution: Option<Span>,
    /// Whether it speaks of the patient's pronouns or gender, so that pronouns prove nothing.
    pub speaks_of_gender: bool,
    /// Text of a template that nobody filled in, or that a program left.
    pub leftovers: Vec<Span>,
    /// Pronouns that can only be the patient's.
    pub pronouns: PatientPronouns,
    /// A name, in lower case, that the note gives its patient and never the patient's own.
    pub other_name: Vec<Located<String>>,
    /// Full names, in lower case, of people whom it speaks of as of its patient.
    pub people: Vec<Located<String>>,
    /// What it says of times counted from its own day.
    pub relative: Vec<Relative>,
    /// The patient's age as stated.
    pub age: Option<Located<u8>>,
    /// Vital signs that it states as taken.
    pub vitals: Option<Located<Vitals>>,
    /// The answers of a PHQ-9, item by item.
    pub phq9: Option<Located<[u8; 9]>>,
}

/// Pronouns that can only be the patient's, by class.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PatientPronouns {
    /// He, him, his; the first few.
    pub male: Vec<Span>,
    /// She, her, hers; the first few.
    pub female: Vec<Span>,
}

/// A time counted from the note's own day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relative {
    /// What is counted.
    pub kind: RelativeKind,
    /// How many days.
    pub days: u16,
    /// Hash of the words around it.
    pub words: u32,
    /// Where it stands.
    pub span: Span,
}

/// What a time is counted of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelativeKind {
    /// Days since the last drink or use.
    SinceUse,
    /// Days since something that comes again: panic, self-harm, a seizure.
    SinceEvent,
    /// The day of withdrawal management, or of the stay.
    DayOf,
}

/// Vital signs taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Vitals {
    /// Systolic blood pressure.
    pub systolic: u16,
    /// Diastolic blood pressure.
    pub diastolic: u16,
    /// Heart rate.
    pub pulse: u16,
    /// Temperature in tenths of a degree.
    pub temperature: u16,
}

impl Wording {
    /// Keeps facts; nothing remarkable takes no room.
    pub fn new(facts: WordingFacts) -> Self {
        if facts == WordingFacts::default() {
            Self(None)
        } else {
            Self(Some(Box::new(facts)))
        }
    }

    /// Returns the facts, where anything is remarkable.
    pub fn facts(&self) -> Option<&WordingFacts> {
        self.0.as_deref()
    }

    /// Returns whether the note is a log of checks or rounds.
    pub fn is_log(&self) -> bool {
        self.facts().is_some_and(|facts| facts.is_log)
    }
}
