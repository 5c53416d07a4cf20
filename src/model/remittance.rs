//! Remittances: what the payer paid, adjusted or took back.

use super::{DateRange, Money, Payer, ProcedureCode, RevenueCode, ServiceDate, Units};
use crate::text::{FileId, Span};
use serde::{Deserialize, Serialize};

/// The status of a claim on a remittance (CLP02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimStatus {
    /// 1, 2, 3, 19, 20, 21: processed.
    Processed,
    /// 4: denied.
    Denied,
    /// 22: reversal of a previous payment.
    Reversal,
    /// Anything else.
    Other,
}

/// Who bears an adjustment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AdjustmentGroup {
    /// Contractual obligation.
    CO,
    /// Patient responsibility.
    PR,
    /// Other adjustment.
    OA,
    /// Payer initiated.
    PI,
    /// Correction or reversal.
    CR,
}

/// One adjustment triplet of a CAS segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// The group.
    pub group: AdjustmentGroup,
    /// The claim adjustment reason code.
    pub reason: String,
    /// The amount.
    pub amount: Money,
    /// The segment.
    pub span: Span,
}

/// One claim payment (CLP loop).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemittanceClaim {
    /// The file.
    pub file: FileId,
    /// The CLP segment.
    pub span: Span,
    /// The patient control number (CLP01).
    pub claim_id: String,
    /// Status.
    pub status: ClaimStatus,
    /// Charge.
    pub charge: Money,
    /// Paid.
    pub paid: Money,
    /// Patient responsibility.
    pub patient_responsibility: Money,
    /// The payer's claim control number (CLP07).
    pub payer_control_number: String,
    /// The payer.
    pub payer: Payer,
    /// Payment date (BPR16).
    pub payment_date: Option<ServiceDate>,
    /// Claim-level adjustments.
    pub adjustments: Vec<Adjustment>,
    /// Remark codes (MIA, MOA, LQ).
    pub remarks: Vec<String>,
    /// The service lines.
    pub lines: Vec<RemittanceLine>,
}

/// One service payment (SVC loop).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemittanceLine {
    /// The SVC segment.
    pub span: Span,
    /// The adjudicated procedure.
    pub procedure: Option<ProcedureCode>,
    /// Revenue code.
    pub revenue: Option<RevenueCode>,
    /// Charge.
    pub charge: Money,
    /// Paid.
    pub paid: Money,
    /// Units paid.
    pub units: Option<Units>,
    /// Dates of service.
    pub dates: Option<DateRange>,
    /// Line control number (REF*6R).
    pub control_number: Option<String>,
    /// Adjustments.
    pub adjustments: Vec<Adjustment>,
    /// Remark codes.
    pub remarks: Vec<String>,
}
