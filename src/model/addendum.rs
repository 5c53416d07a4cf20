//! What was added to a note after it was written, and how a service was held at a distance.

use super::Timestamp;
use crate::text::{Located, Span};
use serde::{Deserialize, Serialize};

/// Words added to a note later, under their own date and author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addendum {
    /// The line that heads it.
    pub span: Span,
    /// When it was added, where it says so.
    pub at: Option<Located<Timestamp>>,
    /// Who added it, where it says so.
    pub author: Option<Located<String>>,
}

/// By what means patient and clinician met at a distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TelehealthModality {
    /// Picture and sound.
    Video,
    /// Sound only.
    AudioOnly,
    /// The note says no more than that it was telehealth.
    Unspecified,
}

/// What a note says of a service held at a distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telehealth {
    /// By what means, and where the note says so.
    pub modality: Located<TelehealthModality>,
    /// Where it says where the patient was.
    pub patient_location: Option<Span>,
    /// Where it says where the clinician was.
    pub provider_location: Option<Span>,
    /// Where it says that the patient agreed.
    pub consent: Option<Span>,
}
