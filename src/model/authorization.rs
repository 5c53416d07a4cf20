//! Authorizations as a payer's decision log or 278 response states them.

use super::{
    Attachment, ClaimDiagnosis, ClaimNote, DatedEvent, LevelOfCare, Mention, Modifier, Money,
    NamedProvider, PatientIdentity, Payer, ProcedureCode, Qualifier, Reference, RevenueCode,
    ServiceDate, Units,
};
use crate::text::{FileId, Located, Span};
use serde::{Deserialize, Serialize};

/// The payer's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthorizationDecision {
    /// Approved as asked.
    Approved,
    /// Approved in part or with changes.
    Partial,
    /// Not decided yet.
    Pended,
    /// Denied.
    Denied,
    /// Voided or cancelled.
    Void,
    /// Stated to be not required.
    NotRequired,
    /// Only asked for; the payer has not answered here.
    Requested,
    /// The log does not say.
    Unknown,
}

impl AuthorizationDecision {
    /// Returns whether units were granted. A log that does not say is taken as one of approvals,
    /// as most are: holding its silence against the claim would accuse without proof.
    pub fn grants(self) -> bool {
        matches!(self, Self::Approved | Self::Partial | Self::Unknown)
    }
}

/// What an authorized unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitKind {
    /// A day.
    Day,
    /// A visit or session.
    Visit,
    /// An hour.
    Hour,
    /// A billing unit of the procedure.
    Unit,
}

/// One authorization as one row or response states it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Authorization {
    /// The file.
    pub file: FileId,
    /// The row or segments.
    pub span: Span,
    /// The authorization number; `None` when the source gives none.
    pub number: Option<Located<String>>,
    /// Who it is for.
    pub patient: PatientIdentity,
    /// The payer.
    pub payer: Payer,
    /// The decision.
    pub decision: AuthorizationDecision,
    /// The level of care, where the text could be mapped.
    pub level: Option<LevelOfCare>,
    /// The level of care as written.
    pub level_text: Option<Located<String>>,
    /// Procedure codes it covers; empty when the source names none.
    pub procedures: Vec<ProcedureCode>,
    /// Revenue codes it covers; empty when the source names none.
    pub revenues: Vec<RevenueCode>,
    /// Modifiers it names.
    pub modifiers: Vec<Modifier>,
    /// Units granted; `None` when blank.
    pub units: Option<Located<Units>>,
    /// What a unit is; `None` when not said.
    pub unit_kind: Option<UnitKind>,
    /// Days or visits per week, where limited.
    pub per_week: Option<u32>,
    /// First day.
    pub from: Option<ServiceDate>,
    /// Last day; `None` = open.
    pub to: Option<ServiceDate>,
    /// When it was asked for.
    pub requested: Option<ServiceDate>,
    /// When it was decided.
    pub decided: Option<ServiceDate>,
    /// Kind of review as written: initial, concurrent, retro, appeal.
    pub review: String,
    /// Rendering NPI as written.
    pub rendering_npi: Option<String>,
    /// Billing NPI as written.
    pub billing_npi: Option<String>,
    /// Clinical statement made to the payer.
    pub clinical_summary: Option<Span>,
    /// What that statement says, sorted by span; filled by scanning.
    pub mentions: Vec<Mention>,
    /// What a 278 says beyond that.
    pub details: AuthorizationDetails,
}

/// The qualifier of a reference that only stands in the remark of a log's row.
pub const IN_A_REMARK: &str = "RMK";

/// Further statements of a review (278). Empty for rows of a log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AuthorizationDetails {
    /// Who reviewed, where that is not said to be the payer (NM1*X3): payers have others review
    /// for them, so the name cannot be held against a claim's payer.
    pub reviewer: Option<Payer>,
    /// `AR` admission, `HS` health services, `SC` specialty care, `IN` individual (UM01).
    pub category: Qualifier,
    /// `I` initial, `R` renewal, `S` revised, `3` cancel, `4` extension (UM02).
    pub certification: Qualifier,
    /// Service type (UM03).
    pub service_type: Qualifier,
    /// Place of service or facility type (UM04-1).
    pub facility_code: Qualifier,
    /// Code set of the facility code: `A` bill type, `B` place of service (UM04-2).
    pub facility_code_set: Qualifier,
    /// The decision as coded (HCR01).
    pub action: Qualifier,
    /// Reasons of the decision (HCR03), as coded.
    pub reasons: Vec<String>,
    /// `18` final, `19` more will follow (BHT06).
    pub transaction_type: Qualifier,
    /// Trace numbers of the request (TRN02).
    pub traces: Vec<String>,
    /// Authorization number, administrative reference, prior authorization.
    pub references: Vec<Reference>,
    /// Quantities and how often they may be used (HSD).
    pub quantities: Vec<AuthorizedQuantity>,
    /// Every date that the review gives.
    pub dates: Vec<DatedEvent>,
    /// Diagnoses.
    pub diagnoses: Vec<ClaimDiagnosis>,
    /// Amount of the service, where given (SV1, SV2).
    pub amount: Option<Money>,
    /// Providers.
    pub providers: Vec<NamedProvider>,
    /// The reviewer's words (MSG).
    pub messages: Vec<ClaimNote>,
    /// Attachments asked for or sent (PWK).
    pub attachments: Vec<Attachment>,
    /// Why the request could not be worked on (AAA).
    pub rejections: Vec<Rejection>,
}

/// A quantity with its frequency (HSD).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizedQuantity {
    /// What is counted (HSD01): `VS` visits, `DY` days, `UN` units, `HS` hours.
    pub unit: Qualifier,
    /// How many (HSD02).
    pub quantity: Option<Units>,
    /// Frequency unit (HSD03): `DA` day, `WK` week, `MO` month.
    pub per: Qualifier,
    /// How many of the frequency unit (HSD04).
    pub per_count: Option<Units>,
    /// Time period (HSD05): `7` day, `34` month, `35` week.
    pub period: Qualifier,
    /// How many periods (HSD06).
    pub periods: Option<Units>,
    /// Pattern of days (HSD07).
    pub pattern: Qualifier,
    /// Time of day (HSD08).
    pub time: Qualifier,
    /// The segment.
    pub span: Span,
}

/// Why a payer could not work on a request (AAA).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// The reason (AAA03): `75` subscriber not found, `71` birth date does not match.
    pub reason: Qualifier,
    /// What to do next (AAA04).
    pub follow_up: Qualifier,
    /// The segment.
    pub span: Span,
}

impl Authorization {
    /// Returns whether the authorization's dates include the date; an open end includes all
    /// later dates, and an authorization without a start includes none.
    pub fn covers(&self, date: ServiceDate) -> bool {
        self.from
            .is_some_and(|from| from <= date && self.to.is_none_or(|to| date <= to))
    }

    /// Returns a short description: `A-1182, 2026-01-05 to 2026-01-09`.
    pub fn describe(&self) -> String {
        let number = self
            .number
            .as_ref()
            .map_or("without number", |number| &number.value);
        match (self.from, self.to) {
            (Some(from), Some(to)) => format!("{number}, {from} to {to}"),
            (Some(from), None) => format!("{number}, from {from}"),
            _ => format!("{number}, no dates"),
        }
    }
}
