//! What a payer or clearinghouse said of a claim before adjudicating it (277CA).

use super::{
    DateRange, Money, PatientIdentity, Payer, ProcedureCode, Provider, Qualifier, Reference,
    ReferenceKind, RevenueCode, ServiceDate, Units,
};
use crate::text::{FileId, Located, NoteText, Span};
use serde::{Deserialize, Serialize};

/// Whether a claim went on to adjudication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AcknowledgmentOutcome {
    /// A2: accepted into adjudication.
    Accepted,
    /// A0, A1: received or passed on, which proves receipt but no acceptance.
    Received,
    /// A3, A4, A6, A7, A8, or a status marked `U`: rejected, so it was never filed.
    Rejected,
    /// Anything else.
    Unknown,
}

/// One claim of an acknowledgment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimAcknowledgment {
    /// The file.
    pub file: FileId,
    /// From the claim's first segment to its last.
    pub span: Span,
    /// The patient control number (TRN02); empty when none is given.
    pub claim_id: String,
    /// The patient.
    pub patient: PatientIdentity,
    /// Who acknowledges: a payer, or a clearinghouse.
    pub source: Payer,
    /// The billing provider.
    pub provider: Option<Provider>,
    /// When the batch was received (DTP*050).
    pub received: Option<ServiceDate>,
    /// When the batch was worked on (DTP*009).
    pub processed: Option<ServiceDate>,
    /// What was said of the claim, in order.
    pub statuses: Vec<AcknowledgmentStatus>,
    /// Reference numbers: the payer's (`1K`), the clearinghouse's (`D9`), bill type (`BLT`).
    pub references: Vec<Reference>,
    /// Dates of service.
    pub dates: Option<Located<DateRange>>,
    /// What was said of single lines.
    pub lines: Vec<LineAcknowledgment>,
}

/// One status (a composite of STC).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcknowledgmentStatus {
    /// The segment.
    pub span: Span,
    /// Category (STC01-1): `A2`.
    pub category: Qualifier,
    /// Status code (STC01-2).
    pub status: String,
    /// Whom the status is about (STC01-3), empty when not said.
    pub entity: String,
    /// When it was given (STC02).
    pub date: Option<ServiceDate>,
    /// `WQ` accept, `U` reject (STC03).
    pub action: Qualifier,
    /// Charge that it is about (STC04).
    pub amount: Option<Money>,
    /// The payer's words (STC12).
    pub message: Option<NoteText>,
}

/// What was said of one line (2220D).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineAcknowledgment {
    /// The SVC segment.
    pub span: Span,
    /// Procedure.
    pub procedure: Option<ProcedureCode>,
    /// Revenue code.
    pub revenue: Option<RevenueCode>,
    /// Charge.
    pub charge: Option<Money>,
    /// Units.
    pub units: Option<Units>,
    /// The line's control number (REF*FJ), or its number.
    pub control_number: Option<String>,
    /// Dates of service.
    pub dates: Option<DateRange>,
    /// Statuses.
    pub statuses: Vec<AcknowledgmentStatus>,
}

impl ClaimAcknowledgment {
    /// Returns whether the claim was accepted. One rejection outweighs any acceptance, for a
    /// claim that is rejected in part was not filed.
    pub fn outcome(&self) -> AcknowledgmentOutcome {
        let own = self.statuses.iter();
        let outcomes = || own.clone().map(AcknowledgmentStatus::outcome);
        for decisive in [
            AcknowledgmentOutcome::Rejected,
            AcknowledgmentOutcome::Accepted,
            AcknowledgmentOutcome::Received,
        ] {
            if outcomes().any(|outcome| outcome == decisive) {
                return decisive;
            }
        }
        AcknowledgmentOutcome::Unknown
    }

    /// Returns the day of the first status that accepts the claim, the proof of timely filing.
    pub fn accepted_on(&self) -> Option<ServiceDate> {
        if self.outcome() == AcknowledgmentOutcome::Rejected {
            return None;
        }
        let accepting = self.statuses.iter().filter(|status| {
            matches!(
                status.outcome(),
                AcknowledgmentOutcome::Accepted | AcknowledgmentOutcome::Received
            )
        });
        accepting.filter_map(|status| status.date).min()
    }

    /// Returns the payer's number for the claim (REF*1K).
    pub fn payer_control_number(&self) -> Option<&Located<String>> {
        Reference::first(&self.references, ReferenceKind::PayerClaimControl)
    }
}

impl AcknowledgmentStatus {
    /// Returns what the status means for the claim.
    ///
    /// The category decides. The action only serves where the category is none of the standard's,
    /// for real files carry `A7` (rejected) beside the action `WQ` (accept).
    pub fn outcome(&self) -> AcknowledgmentOutcome {
        match (self.category.as_str(), self.action.as_str()) {
            ("A3" | "A4" | "A6" | "A7" | "A8", _) => AcknowledgmentOutcome::Rejected,
            (_, "U") => AcknowledgmentOutcome::Rejected,
            ("A2", _) => AcknowledgmentOutcome::Accepted,
            ("A0" | "A1", _) => AcknowledgmentOutcome::Received,
            _ => AcknowledgmentOutcome::Unknown,
        }
    }
}
