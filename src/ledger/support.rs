//! The level of care that the record supports on each day, with the evidence both ways.

use super::{DayRow, LineRow, PatientRecord};
use crate::model::{
    Assertion, Dimension, Direction, IndicatorId, LevelOfCare, Mention, NoteKind, ServiceDate,
};
use crate::policy::Policy;
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
}

/// What the record supports on a day, or over a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Support {
    /// The verdict against the billed level.
    pub verdict: Verdict,
    /// The highest level whose requirements are met.
    pub level: LevelOfCare,
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
            higher: 0,
            lower: 0,
            evidence_higher: Vec::new(),
            evidence_lower: Vec::new(),
        }
    }
}

/// Rates every program line and day.
pub(super) fn rate(
    record: &PatientRecord,
    policy: &Policy,
    lines: &mut [LineRow],
    days: &mut BTreeMap<ServiceDate, DayRow>,
) {
    let _ = (record, policy, lines, days);
}

/// Returns what the record supports on one day for a billed level.
pub fn daily_support(
    record: &PatientRecord,
    policy: &Policy,
    level: LevelOfCare,
    date: ServiceDate,
) -> Support {
    let _ = (record, policy, date);
    Support::not_rated(level)
}
