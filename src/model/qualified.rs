//! Values that a claim, remittance or authorization lists under a qualifier: references, dates,
//! amounts, providers, notes. Each keeps its place.

use super::{DateRange, Minute, Money, Provider, Qualifier};
use crate::text::{Located, NoteText, Span};
use serde::{Deserialize, Serialize};

/// What a reference number refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceKind {
    /// G1: prior authorization number.
    PriorAuthorization,
    /// 9F: referral number.
    Referral,
    /// F8, 1K: the payer's number for a claim.
    PayerClaimControl,
    /// EA: medical record number.
    MedicalRecord,
    /// D9: the clearinghouse's number for a claim.
    Clearinghouse,
    /// X4: number of the laboratory's certificate (CLIA).
    LaboratoryCertificate,
    /// 4N: why a service was given without authorization.
    AuthorizationException,
    /// 6R: the provider's number for a line.
    LineControl,
    /// T4: mark that another payer adjusted the claim.
    ClaimAdjustment,
    /// BB: authorization number of a review decision.
    Authorization,
    /// NT: administrative reference of a review.
    AdministrativeReference,
    /// 1L, 6P: group number.
    Group,
    /// LU: location.
    Location,
    /// 0K: policy form.
    PolicyForm,
    /// HPI, 1C, 1D, 1G, G2: identifier of a provider.
    ProviderIdentifier,
    /// 2U, FY, NF: further identifier of a payer.
    PayerIdentifier,
    /// Anything else; the qualifier tells.
    Other,
}

/// A reference number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The qualifier as written (REF01).
    pub qualifier: Qualifier,
    /// The number.
    pub value: Located<String>,
    /// The payer that gave it, where one is named (REF04-2); empty otherwise.
    pub payer_id: String,
}

impl Reference {
    /// Returns what the number refers to.
    pub fn kind(&self) -> ReferenceKind {
        match self.qualifier.as_str() {
            "G1" => ReferenceKind::PriorAuthorization,
            "9F" => ReferenceKind::Referral,
            "F8" | "1K" => ReferenceKind::PayerClaimControl,
            "EA" => ReferenceKind::MedicalRecord,
            "D9" => ReferenceKind::Clearinghouse,
            "X4" => ReferenceKind::LaboratoryCertificate,
            "4N" => ReferenceKind::AuthorizationException,
            "6R" => ReferenceKind::LineControl,
            "T4" => ReferenceKind::ClaimAdjustment,
            "BB" => ReferenceKind::Authorization,
            "NT" => ReferenceKind::AdministrativeReference,
            "1L" | "6P" => ReferenceKind::Group,
            "LU" => ReferenceKind::Location,
            "0K" => ReferenceKind::PolicyForm,
            "HPI" | "1C" | "1D" | "1G" | "G2" => ReferenceKind::ProviderIdentifier,
            "2U" | "FY" | "NF" => ReferenceKind::PayerIdentifier,
            _ => ReferenceKind::Other,
        }
    }

    /// Returns the first value of a kind.
    pub fn first(references: &[Self], kind: ReferenceKind) -> Option<&Located<String>> {
        references
            .iter()
            .find(|reference| reference.kind() == kind)
            .map(|reference| &reference.value)
    }
}

/// What happened on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// 472, 150, 151: service.
    Service,
    /// 434, 232, 233: statement period.
    Statement,
    /// 435: admission.
    Admission,
    /// 096: discharge.
    Discharge,
    /// 431: onset of the illness.
    Onset,
    /// 439: accident.
    Accident,
    /// 454: first treatment.
    InitialTreatment,
    /// 304: last seen.
    LastSeen,
    /// 453: acute phase of a chronic condition.
    AcuteManifestation,
    /// 314, 360, 361: disability.
    Disability,
    /// 297: last day of work.
    LastWorked,
    /// 296: return to work.
    ReturnToWork,
    /// 573: adjudication or payment by another payer.
    Adjudication,
    /// 050: received.
    Received,
    /// 036: expires.
    Expiration,
    /// 102: issued.
    Issue,
    /// 007: takes effect.
    Effective,
    /// AAH: the event that a review is about.
    Event,
    /// 471: prescription.
    Prescription,
    /// Anything else; the qualifier tells.
    Other,
}

/// A date or range of dates under a qualifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedEvent {
    /// The qualifier as written (DTP01, DTM01).
    pub qualifier: Qualifier,
    /// The dates.
    pub dates: Located<DateRange>,
    /// Time of day, where one is given with the date.
    pub time: Option<Minute>,
}

impl DatedEvent {
    /// Returns what happened.
    pub fn kind(&self) -> EventKind {
        match self.qualifier.as_str() {
            "472" | "150" | "151" => EventKind::Service,
            "434" | "232" | "233" => EventKind::Statement,
            "435" => EventKind::Admission,
            "096" => EventKind::Discharge,
            "431" => EventKind::Onset,
            "439" => EventKind::Accident,
            "454" => EventKind::InitialTreatment,
            "304" => EventKind::LastSeen,
            "453" => EventKind::AcuteManifestation,
            "314" | "360" | "361" => EventKind::Disability,
            "297" => EventKind::LastWorked,
            "296" => EventKind::ReturnToWork,
            "573" => EventKind::Adjudication,
            "050" => EventKind::Received,
            "036" => EventKind::Expiration,
            "102" => EventKind::Issue,
            "007" => EventKind::Effective,
            "AAH" => EventKind::Event,
            "471" => EventKind::Prescription,
            _ => EventKind::Other,
        }
    }

    /// Returns the first dates of a kind.
    pub fn first(events: &[Self], kind: EventKind) -> Option<&Self> {
        events.iter().find(|event| event.kind() == kind)
    }
}

/// An amount of money under a qualifier (AMT): `F5` patient paid, `B6` allowed, `I` interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualifiedAmount {
    /// The qualifier as written (AMT01).
    pub qualifier: Qualifier,
    /// The amount.
    pub amount: Located<Money>,
}

impl QualifiedAmount {
    /// Returns the first amount under a qualifier.
    pub fn first(amounts: &[Self], qualifier: &str) -> Option<Money> {
        amounts
            .iter()
            .find(|amount| amount.qualifier == qualifier)
            .map(|amount| amount.amount.value)
    }
}

/// What a provider did in a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderRole {
    /// 85: billed.
    Billing,
    /// 87: is paid in the billing provider's place.
    PayTo,
    /// 82: rendered it.
    Rendering,
    /// 71, AAJ: attended or admitted.
    Attending,
    /// 72: operated.
    Operating,
    /// ZZ: operated too, or took part otherwise.
    OtherOperating,
    /// DQ: supervised.
    Supervising,
    /// DN: referred.
    Referring,
    /// P3: is the primary care provider.
    PrimaryCare,
    /// DK, DD: ordered or assisted.
    Ordering,
    /// QB: sold the service to the billing provider.
    Purchased,
    /// 77, FA: the place of service.
    Facility,
    /// PW: the place where transport begins.
    PickUp,
    /// 45: the place where transport ends.
    DropOff,
    /// SJ, 1T, 73, G3: gives what was authorized.
    Service,
    /// 1P: asked.
    Requester,
    /// Anything else.
    Other,
}

impl ProviderRole {
    /// Returns the role that an entity code (NM101) stands for.
    pub fn from_entity(code: &str) -> Self {
        match code {
            "85" => Self::Billing,
            "87" => Self::PayTo,
            "82" => Self::Rendering,
            "71" | "AAJ" => Self::Attending,
            "72" => Self::Operating,
            "ZZ" => Self::OtherOperating,
            "DQ" => Self::Supervising,
            "DN" => Self::Referring,
            "P3" => Self::PrimaryCare,
            "DK" | "DD" => Self::Ordering,
            "QB" => Self::Purchased,
            "77" | "FA" => Self::Facility,
            "PW" => Self::PickUp,
            "45" => Self::DropOff,
            "SJ" | "1T" | "73" | "G3" => Self::Service,
            "1P" => Self::Requester,
            _ => Self::Other,
        }
    }
}

/// A provider in a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedProvider {
    /// What the provider did.
    pub role: ProviderRole,
    /// The provider.
    pub provider: Provider,
    /// Street address, where given.
    pub address: Option<Address>,
    /// Further identifiers.
    pub references: Vec<Reference>,
}

/// A street address.
///
/// `Debug` prints nothing of it: a patient's home can stand here.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Address {
    /// First line (N301).
    pub street: String,
    /// Second line (N302).
    pub unit: String,
    /// City.
    pub city: String,
    /// State or province.
    pub state: String,
    /// Postal code.
    pub postal_code: String,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Address(..)")
    }
}

/// Free text that came with a claim, line or review (NTE, MSG).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimNote {
    /// Why it was written (NTE01), empty when not said.
    pub purpose: Qualifier,
    /// The words.
    pub text: Located<NoteText>,
}

/// A document that was sent or is held ready (PWK).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Kind of report (PWK01).
    pub report_type: Qualifier,
    /// How it was sent (PWK02).
    pub transmission: Qualifier,
    /// Its control number (PWK06), empty when none is given.
    pub control_number: String,
    /// Where it is named.
    pub span: Span,
}

/// Contract terms (CN1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractTerms {
    /// Kind of contract (CN101).
    pub kind: Qualifier,
    /// Amount, where given.
    pub amount: Option<Money>,
    /// Percentage as written, empty when none is given.
    pub percent: String,
    /// Contract code, empty when none is given.
    pub code: String,
    /// Discount for early payment as written, empty when none is given.
    pub discount: String,
    /// Version, empty when none is given.
    pub version: String,
}
