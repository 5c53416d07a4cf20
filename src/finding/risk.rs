//! Which dollars a finding puts at risk.

use crate::model::{LevelOfCare, LineId, Money, ServiceDate, Units};
use serde::{Deserialize, Serialize};

/// How a finding's exposure is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExposureKind {
    /// The whole claim.
    Full,
    /// The line.
    Line,
    /// Excess units.
    Unit,
    /// Down to the supported level's rate.
    Delta,
    /// The day.
    Day,
    /// No dollars.
    None,
}

impl ExposureKind {
    /// Returns the kind's name as used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Line => "line",
            Self::Unit => "unit",
            Self::Delta => "delta",
            Self::Day => "day",
            Self::None => "none",
        }
    }
}

/// One line's share of what a finding puts at risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtRisk {
    /// The line.
    pub line: LineId,
    /// What part of it.
    pub portion: Portion,
    /// The share of that part in percent; 50 for rules that count half a day.
    pub percent: u8,
}

/// What part of a line is at risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Portion {
    /// All of it.
    Whole,
    /// These days of it.
    Days(Vec<ServiceDate>),
    /// These units of it.
    Units(Units),
    /// An amount of it, at most what it was paid.
    Amount(Money),
    /// The difference to a lower level's rate, on these days (empty = all days).
    DownTo(LevelOfCare, Vec<ServiceDate>),
}

impl AtRisk {
    /// Puts a whole line at risk.
    pub fn whole(line: LineId) -> Self {
        Self {
            line,
            portion: Portion::Whole,
            percent: 100,
        }
    }

    /// Puts some days of a line at risk.
    pub fn days(line: LineId, days: Vec<ServiceDate>) -> Self {
        Self {
            line,
            portion: Portion::Days(days),
            percent: 100,
        }
    }

    /// Puts units of a line at risk.
    pub fn units(line: LineId, units: Units) -> Self {
        Self {
            line,
            portion: Portion::Units(units),
            percent: 100,
        }
    }

    /// Puts an amount of a line at risk.
    pub fn amount(line: LineId, amount: Money) -> Self {
        Self {
            line,
            portion: Portion::Amount(amount),
            percent: 100,
        }
    }

    /// Puts the difference to a lower level at risk, on some days (none named = all).
    pub fn down_to(line: LineId, level: LevelOfCare, days: Vec<ServiceDate>) -> Self {
        Self {
            line,
            portion: Portion::DownTo(level, days),
            percent: 100,
        }
    }

    /// Counts only a share of it.
    #[must_use]
    pub fn at_percent(mut self, percent: u8) -> Self {
        self.percent = percent;
        self
    }
}
