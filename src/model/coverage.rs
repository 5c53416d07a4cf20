//! Insurance coverage as an eligibility response or a coverage table states it.

use super::{
    DateRange, DatedEvent, Money, NamedProvider, PatientIdentity, Payer, ProcedureCode, Qualifier,
    Reference, Rejection, ServiceDate, Units,
};
use crate::text::{FileId, NoteText, Span};
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
    /// What a 271 says beyond that.
    pub details: CoverageDetails,
}

/// Further statements of an eligibility response (271).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CoverageDetails {
    /// The subscriber, where the patient is a dependent.
    pub subscriber: Option<PatientIdentity>,
    /// Trace numbers of the inquiry (TRN02).
    pub traces: Vec<String>,
    /// Every date that the response gives for the person.
    pub dates: Vec<DatedEvent>,
    /// Reference numbers: group, plan, card.
    pub references: Vec<Reference>,
    /// Other payers, with their place in the order of payment where said (2120).
    pub other_payers: Vec<(Option<PayerOrder>, Payer)>,
    /// Providers: primary care, gateway (2120).
    pub providers: Vec<NamedProvider>,
    /// Why the payer could not answer (AAA).
    pub rejections: Vec<Rejection>,
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
    /// What a 271 says beyond that.
    pub details: BenefitDetails,
}

/// Further statements of a benefit line (271 EB).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BenefitDetails {
    /// Whom it covers (EB02): `IND`, `FAM`.
    pub level: Qualifier,
    /// Kind of insurance (EB04).
    pub insurance_type: Qualifier,
    /// Plan as described (EB05), empty when not said.
    pub plan: String,
    /// Time period (EB06).
    pub period: Qualifier,
    /// Amount (EB07).
    pub amount: Option<Money>,
    /// Share as written (EB08), empty when none is given.
    pub percent: String,
    /// What the quantity counts (EB09).
    pub quantity_kind: Qualifier,
    /// Quantity (EB10).
    pub quantity: Option<Units>,
    /// Procedure (EB13).
    pub procedure: Option<ProcedureCode>,
    /// The payer's words (MSG).
    pub messages: Vec<NoteText>,
    /// Whether those words say that another plan manages behavioral health.
    pub is_carved_out: bool,
}
