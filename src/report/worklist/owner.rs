//! Who acts on a finding, by its first cure and its rule's family.

use crate::denials::Work;
use crate::finding::{Cure, Finding, Outcome};

/// Who has a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Owner {
    /// The clinician who signs, attests or adds a labelled entry.
    Clinician,
    /// Whoever corrects claims.
    Biller,
    /// Authorizations, appeals and level of care.
    UtilizationReview,
    /// Whoever finds, copies and sends records.
    MedicalRecords,
    /// Compliance, with counsel.
    Compliance,
}

impl Owner {
    /// Returns the owner as shown.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Clinician => "clinician",
            Self::Biller => "biller",
            Self::UtilizationReview => "utilization review",
            Self::MedicalRecords => "medical records",
            Self::Compliance => "compliance or counsel",
        }
    }

    /// Returns who answers a finding.
    pub(super) fn of(finding: &Finding) -> Self {
        let family = finding.rule.split('-').next().unwrap_or_default();
        if finding.outcome == Outcome::NoData {
            return match family {
                "AUT" | "DEN" => Self::UtilizationReview,
                "COD" | "COB" => Self::Biller,
                _ => Self::MedicalRecords,
            };
        }
        match finding.cure.first() {
            Some(Cure::C1 | Cure::C3) => Self::Clinician,
            Some(Cure::C2 | Cure::C7) => Self::MedicalRecords,
            Some(Cure::C4) => Self::Biller,
            Some(Cure::C6) => Self::UtilizationReview,
            // Level of care and authorization are argued by those who asked for them.
            Some(Cure::C8) if matches!(family, "LOC" | "AUT" | "DEN" | "PLN") => {
                Self::UtilizationReview
            }
            Some(Cure::C0 | Cure::C5 | Cure::C8 | Cure::C9) | None => Self::Compliance,
        }
    }

    /// Returns who answers a denial or a letter.
    pub(super) fn of_work(work: Work, technical: bool) -> Self {
        match work {
            Work::Correct => Self::Biller,
            Work::Appeal => Self::UtilizationReview,
            Work::Records => Self::MedicalRecords,
            Work::Over => Self::Compliance,
            Work::Unknown if technical => Self::Biller,
            Work::Unknown => Self::UtilizationReview,
        }
    }
}
