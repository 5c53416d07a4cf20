//! Answers for what a check says: outcome, severity, evidence, what is at risk, and the total
//! order in which findings are listed. It does not judge; rules do.

mod evidence;
mod risk;

pub use crate::model::LineId;
pub use evidence::{Evidence, EvidenceRole};
pub use risk::{AtRisk, ExposureKind, Portion};

use crate::model::ServiceDate;
use crate::text::{Known, known};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a check ended when it did not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The condition is proven.
    Fail,
    /// The condition is likely, or rests on absence in a chart set not declared complete.
    Warn,
    /// An input is missing; never a pass.
    NoData,
}

impl Outcome {
    /// Returns the outcome's name as used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::NoData => "no-data",
        }
    }
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Context only.
    Info,
    /// Technical, usually curable.
    Low,
    /// Partial or line risk, or supports a pattern.
    Medium,
    /// Denial likely, or the level downcoded.
    High,
    /// Normally denied in full if reviewed.
    Critical,
}

impl Severity {
    /// Every severity, gravest first.
    pub const ALL: [Self; 5] = [
        Self::Critical,
        Self::High,
        Self::Medium,
        Self::Low,
        Self::Info,
    ];

    /// Returns the severity's name as used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// A citable authority behind a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Authority {
    /// The citation.
    pub cite: &'static str,
    /// Whether it may be printed as law; otherwise it is "commonly cited; confirm with the
    /// payer's manual".
    pub verified: bool,
}

/// A lawful way to answer a finding, or the statement that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Cure {
    /// Not curable: refund, void or defend.
    C0,
    /// Signature attestation by the author; never for orders.
    C1,
    /// Signature log, credential list or printed name.
    C2,
    /// Labelled late entry by the author, from own memory or another contemporaneous source.
    C3,
    /// Corrected, replacement or void claim.
    C4,
    /// Refund or self-disclosure.
    C5,
    /// Retroactive authorization or correction request.
    C6,
    /// Locate the existing record.
    C7,
    /// Argue on appeal with other evidence.
    C8,
    /// Reviewer's explanation.
    C9,
}

impl Cure {
    /// Returns the code, `C4`.
    pub fn code(self) -> &'static str {
        match self {
            Self::C0 => "C0",
            Self::C1 => "C1",
            Self::C2 => "C2",
            Self::C3 => "C3",
            Self::C4 => "C4",
            Self::C5 => "C5",
            Self::C6 => "C6",
            Self::C7 => "C7",
            Self::C8 => "C8",
            Self::C9 => "C9",
        }
    }

    /// Returns what may lawfully be done. No text here proposes clinical content.
    pub fn text(self) -> &'static str {
        match self {
            Self::C0 => {
                "Not curable after the fact: defend with what exists, or void or refund. No record may be created now."
            }
            Self::C1 => {
                "The author may attest to an own missing or illegible signature (not for orders); the attestation names patient, date and author and carries its own date."
            }
            Self::C2 => "Supply the signature log, credential list or printed name.",
            Self::C3 => {
                "Only if the author has contemporaneous support: a labelled late entry or addendum with its own date and signature, the original left readable. Reviewers discount entries made after a records request or denial."
            }
            Self::C4 => {
                "Correct, replace (frequency 7) or void (frequency 8) the claim within the payer's window."
            }
            Self::C5 => "Refund or self-disclose; the 60-day overpayment rule may apply.",
            Self::C6 => {
                "Ask the payer for a retroactive authorization or a correction of the authorization."
            }
            Self::C7 => {
                "Locate the existing record (other system, paper, affiliate); it must pre-date the request."
            }
            Self::C8 => {
                "Argue with other contemporaneous evidence on appeal or peer-to-peer review."
            }
            Self::C9 => "Accept with a reviewer's documented reason.",
        }
    }

    /// Returns whether the cure can save the payment (rather than defend or return it).
    pub fn saves_payment(self) -> bool {
        !matches!(self, Self::C0 | Self::C5 | Self::C8 | Self::C9)
    }
}

/// One thing a check found, or could not find out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Rule code, `TIM-002`.
    #[serde(with = "known")]
    pub rule: Known,
    /// Rule name, `psychotherapy-time-below-code`.
    #[serde(skip)]
    pub name: &'static str,
    /// Outcome.
    pub outcome: Outcome,
    /// Severity.
    pub severity: Severity,
    /// Confidence in percent.
    pub confidence: u8,
    /// The patient as shown to people: the MRN where known. `None` for problems of files.
    pub patient: Option<String>,
    /// Claim id (CLM01), where it speaks of one claim.
    pub claim: Option<String>,
    /// Line number on that claim, from 1.
    pub line: Option<u32>,
    /// Date, or first date.
    pub date: Option<ServiceDate>,
    /// Last date, when it speaks of a range.
    pub date_to: Option<ServiceDate>,
    /// The last day to act on it, where the rule counts one that no denial or letter does.
    pub due: Option<ServiceDate>,
    /// Which dollars it puts at risk.
    pub at_risk: Vec<AtRisk>,
    /// How those dollars are counted.
    pub exposure: ExposureKind,
    /// What is wrong, with both sides and the gap, in one or two sentences. Holds no note text.
    pub message: String,
    /// What may lawfully be done.
    #[serde(skip)]
    pub cure: &'static [Cure],
    /// What it rests on.
    #[serde(skip)]
    pub authority: &'static [Authority],
    /// Proof, or where was looked.
    pub evidence: Vec<Evidence>,
}

impl Finding {
    /// Sets the claim and line it speaks of.
    #[must_use]
    pub fn on_line(mut self, claim: &str, line: u32) -> Self {
        self.claim = Some(claim.to_owned());
        self.line = Some(line);
        self
    }

    /// Sets the claim it speaks of.
    #[must_use]
    pub fn on_claim(mut self, claim: &str) -> Self {
        self.claim = Some(claim.to_owned());
        self
    }

    /// Sets the date.
    #[must_use]
    pub fn dated(mut self, date: ServiceDate) -> Self {
        self.date = Some(date);
        self
    }

    /// Sets the first and last date.
    #[must_use]
    pub fn from_to(mut self, from: ServiceDate, to: ServiceDate) -> Self {
        self.date = Some(from);
        self.date_to = (to != from).then_some(to);
        self
    }

    /// Adds evidence.
    #[must_use]
    pub fn with(mut self, evidence: Evidence) -> Self {
        self.evidence.push(evidence);
        self
    }

    /// Adds several pieces of evidence.
    #[must_use]
    pub fn with_all(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        self.evidence.extend(evidence);
        self
    }

    /// Adds dollars at risk.
    #[must_use]
    pub fn risking(mut self, at_risk: AtRisk) -> Self {
        self.at_risk.push(at_risk);
        self
    }

    /// Lowers the confidence, and the outcome with it when it falls below the policy's threshold.
    #[must_use]
    pub fn with_confidence(mut self, percent: u8, fail_threshold: i64) -> Self {
        self.confidence = percent.min(self.confidence);
        if self.outcome == Outcome::Fail && i64::from(self.confidence) < fail_threshold {
            self.outcome = Outcome::Warn;
        }
        self
    }

    /// Returns whether it puts one of some lines at risk, or stands on their claim and on one of
    /// them or none. `numbers` are the lines' numbers on that claim.
    pub fn concerns(&self, claim: &str, numbers: &[u32], lines: &[LineId]) -> bool {
        let by_risk = self.at_risk.iter().any(|risk| lines.contains(&risk.line));
        let by_place = self.claim.as_deref() == Some(claim)
            && self.line.is_none_or(|line| numbers.contains(&line));
        by_risk || by_place
    }

    /// Returns the key of the total order: patient, claim, line, date, rule, place, message.
    pub fn order(&self) -> impl Ord + '_ {
        (
            &self.patient,
            &self.claim,
            self.line,
            self.date,
            self.date_to,
            self.rule,
            self.evidence.first().and_then(Evidence::place),
            &self.message,
        )
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}
