//! Levels of care and their strict order of intensity.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A level of care, as the joined SUD and psychiatric continuum names it.
///
/// Ranks follow the crosswalk of ASAM (3rd and 4th edition) and psychiatric levels used by this
/// project; only level names and numbers are used, no licensed criteria text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LevelOfCare {
    /// Community support: case management, peer services, skills training.
    #[serde(rename = "SUPPORT")]
    Support,
    /// Outpatient.
    #[serde(rename = "OP")]
    Outpatient,
    /// Medically managed outpatient, office-based medication treatment.
    #[serde(rename = "OP-MM")]
    OutpatientMedical,
    /// Opioid treatment program.
    #[serde(rename = "OTP")]
    OpioidTreatmentProgram,
    /// Intensive outpatient.
    #[serde(rename = "IOP")]
    IntensiveOutpatient,
    /// Partial hospitalization.
    #[serde(rename = "PHP")]
    PartialHospitalization,
    /// Medically managed intensive outpatient.
    #[serde(rename = "IOP-MM")]
    IntensiveOutpatientMedical,
    /// Crisis stabilization.
    #[serde(rename = "CRISIS")]
    Crisis,
    /// Low-intensity residential (3.1).
    #[serde(rename = "RES-LOW")]
    ResidentialLow,
    /// Population-specific residential (3.3, third edition).
    #[serde(rename = "RES-POP")]
    ResidentialPopulation,
    /// High-intensity residential (3.5).
    #[serde(rename = "RES-HIGH")]
    ResidentialHigh,
    /// Psychiatric residential treatment.
    #[serde(rename = "RTC-PSY")]
    ResidentialPsychiatric,
    /// Residential withdrawal management (3.2-WM).
    #[serde(rename = "WM-RES")]
    ResidentialWithdrawal,
    /// Medically monitored residential or inpatient, with its withdrawal management (3.7).
    #[serde(rename = "RES-MM")]
    ResidentialMedical,
    /// Hospital withdrawal management (4).
    #[serde(rename = "IP-DETOX")]
    InpatientDetox,
    /// Inpatient psychiatric.
    #[serde(rename = "IP-PSY")]
    InpatientPsychiatric,
}

impl LevelOfCare {
    /// Every level, from the least to the most intensive.
    pub const ALL: [Self; 16] = [
        Self::Support,
        Self::Outpatient,
        Self::OutpatientMedical,
        Self::OpioidTreatmentProgram,
        Self::IntensiveOutpatient,
        Self::PartialHospitalization,
        Self::IntensiveOutpatientMedical,
        Self::Crisis,
        Self::ResidentialLow,
        Self::ResidentialPopulation,
        Self::ResidentialHigh,
        Self::ResidentialPsychiatric,
        Self::ResidentialWithdrawal,
        Self::ResidentialMedical,
        Self::InpatientDetox,
        Self::InpatientPsychiatric,
    ];

    /// Returns the rank of intensity; a higher number is a more intensive level.
    pub fn rank(self) -> u8 {
        match self {
            Self::Support => 5,
            Self::Outpatient => 10,
            Self::OutpatientMedical => 12,
            Self::OpioidTreatmentProgram => 14,
            Self::IntensiveOutpatient => 20,
            Self::PartialHospitalization => 30,
            Self::IntensiveOutpatientMedical => 32,
            Self::Crisis => 35,
            Self::ResidentialLow => 40,
            Self::ResidentialPopulation => 44,
            Self::ResidentialHigh => 46,
            Self::ResidentialPsychiatric => 47,
            Self::ResidentialWithdrawal => 48,
            Self::ResidentialMedical => 50,
            Self::InpatientDetox | Self::InpatientPsychiatric => 60,
        }
    }

    /// Returns the identifier used in files: `RES-HIGH`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Support => "SUPPORT",
            Self::Outpatient => "OP",
            Self::OutpatientMedical => "OP-MM",
            Self::OpioidTreatmentProgram => "OTP",
            Self::IntensiveOutpatient => "IOP",
            Self::PartialHospitalization => "PHP",
            Self::IntensiveOutpatientMedical => "IOP-MM",
            Self::Crisis => "CRISIS",
            Self::ResidentialLow => "RES-LOW",
            Self::ResidentialPopulation => "RES-POP",
            Self::ResidentialHigh => "RES-HIGH",
            Self::ResidentialPsychiatric => "RTC-PSY",
            Self::ResidentialWithdrawal => "WM-RES",
            Self::ResidentialMedical => "RES-MM",
            Self::InpatientDetox => "IP-DETOX",
            Self::InpatientPsychiatric => "IP-PSY",
        }
    }

    /// Returns the level's name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Support => "community support",
            Self::Outpatient => "outpatient",
            Self::OutpatientMedical => "medically managed outpatient",
            Self::OpioidTreatmentProgram => "opioid treatment program",
            Self::IntensiveOutpatient => "intensive outpatient",
            Self::PartialHospitalization => "partial hospitalization",
            Self::IntensiveOutpatientMedical => "medically managed intensive outpatient",
            Self::Crisis => "crisis stabilization",
            Self::ResidentialLow => "residential, low intensity",
            Self::ResidentialPopulation => "residential, population-specific",
            Self::ResidentialHigh => "residential, high intensity",
            Self::ResidentialPsychiatric => "psychiatric residential",
            Self::ResidentialWithdrawal => "residential withdrawal management",
            Self::ResidentialMedical => "medically monitored residential",
            Self::InpatientDetox => "inpatient withdrawal management",
            Self::InpatientPsychiatric => "inpatient psychiatric",
        }
    }

    /// Reads an identifier as printed by [`LevelOfCare::id`], case-insensitively.
    pub fn from_id(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|level| level.id().eq_ignore_ascii_case(text.trim()))
    }

    /// Returns whether the patient stays overnight at this level.
    pub fn is_24_hour(self) -> bool {
        self.rank() >= Self::ResidentialLow.rank()
    }

    /// Returns whether this is residential care of any kind, hospitals excluded.
    pub fn is_residential(self) -> bool {
        (40..60).contains(&self.rank())
    }

    /// Returns whether this is hospital inpatient care.
    pub fn is_inpatient(self) -> bool {
        self.rank() >= 60
    }

    /// Returns whether this level manages withdrawal around the clock.
    ///
    /// `RES-MM` (3.7) serves both withdrawal management and other biomedical need; whether a stay
    /// at 3.7 was billed as withdrawal management comes from its procedure or revenue code.
    pub fn is_withdrawal_management(self) -> bool {
        matches!(
            self,
            Self::ResidentialWithdrawal | Self::ResidentialMedical | Self::InpatientDetox
        )
    }

    /// Returns whether the level is a structured day program paid by the day (IOP, PHP).
    pub fn is_day_program(self) -> bool {
        matches!(
            self,
            Self::IntensiveOutpatient
                | Self::PartialHospitalization
                | Self::IntensiveOutpatientMedical
        )
    }

    /// Returns whether two levels are of one kind of service: sessions, day programs, residences for
    /// substance use, care of withdrawal, psychiatric beds. A bed for withdrawal or a psychiatric one
    /// is no more of what a day program or a residence for substance use gives.
    pub fn is_of_kind(self, other: Self) -> bool {
        let kind = |level: Self| match level {
            Self::Support | Self::Outpatient => 0,
            Self::OutpatientMedical | Self::OpioidTreatmentProgram => 0,
            level if level.is_day_program() => 1,
            Self::Crisis => 2,
            Self::ResidentialPsychiatric | Self::InpatientPsychiatric => 3,
            level if level.is_withdrawal_management() => 4,
            _ => 5,
        };
        kind(self) == kind(other)
    }

    /// Returns whether the level is a program (day program or 24-hour), not single sessions.
    pub fn is_program(self) -> bool {
        self.is_day_program() || self.is_24_hour()
    }
}

impl fmt::Display for LevelOfCare {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}
