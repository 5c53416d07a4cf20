//! Matches patients across files.

use super::PatientRecord;

/// What tied a source to a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchBasis {
    /// Same medical record number.
    Mrn,
    /// Same member id.
    MemberId,
    /// Same name and birth date.
    NameAndBirthDate,
    /// Same name only, where it is one patient's alone.
    NameOnly,
}

/// One join that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdentityMatch {
    /// What tied it.
    pub basis: MatchBasis,
    /// Confidence in percent.
    pub confidence: u8,
}

/// The outcome of matching.
#[derive(Debug, Clone, Default)]
pub struct Matching {
    /// Patients, sorted by key.
    pub patients: Vec<PatientRecord>,
}

/// Joins the facts of all files by patient.
pub fn match_patients() -> Matching {
    Matching::default()
}
