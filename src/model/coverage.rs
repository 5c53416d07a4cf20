//! Insurance coverage as an eligibility response or a coverage table states it.

use super::{DateRange, PatientIdentity, Payer, ServiceDate};
use crate::text::{FileId, Span};
use serde::{Deserialize, Serialize};

/// Whether a coverage is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageStatus {
    /// In force (271 EB01 1 to 5).
    Active,
    /// Not in force (271 EB01 6 to 8).
    Inactive,
    /// The source does not say.
    Unknown,
}

/// A payer's place in the order of payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PayerOrder {
    /// Pays first.
    Primary,
    /// Pays second.
    Secondary,
    /// Pays third or later.
    Tertiary,
}

/// One coverage of one person as one source states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The file.
    pub file: FileId,
    /// The row, segments or resource.
    pub span: Span,
    /// Who is covered.
    pub patient: PatientIdentity,
    /// The payer.
    pub payer: Payer,
    /// Whether it is in force.
    pub status: CoverageStatus,
    /// Place in the order of payment, where stated.
    pub order: Option<PayerOrder>,
    /// Days on which it is in force; an open end is `None` in `to`.
    pub from: Option<ServiceDate>,
    /// Last day, `None` = open.
    pub to: Option<ServiceDate>,
    /// Group or plan number, empty when none is given.
    pub group: String,
    /// Kind of insurance as coded (271 EB04), empty when none is given.
    pub insurance_type: String,
    /// How the patient is related to the subscriber: X12 code or words, empty when none is given.
    pub relationship: String,
    /// Benefits that the source lists, in its order.
    pub benefits: Vec<CoverageBenefit>,
    /// The day the payer was asked, where known.
    pub checked: Option<ServiceDate>,
}

/// One benefit line of a coverage (271 EB).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageBenefit {
    /// The segment.
    pub span: Span,
    /// What the line says (EB01).
    pub information: String,
    /// Service types it speaks of (EB03).
    pub service_types: Vec<String>,
    /// Whether authorization is needed (EB11), where said.
    pub authorization_required: Option<bool>,
    /// Whether it holds within the network (EB12), where said.
    pub in_network: Option<bool>,
    /// Days it speaks of, where said.
    pub dates: Option<DateRange>,
}
