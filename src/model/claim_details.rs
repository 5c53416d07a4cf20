//! What a claim and its lines say beyond what most rules ask: codes of the institutional form,
//! dates, references, providers in other roles, notes, and what other payers decided.

use super::{
    Address, Attachment, ClaimNote, ContractTerms, DateRange, DatedEvent, DiagnosisCode, Empty,
    LineAdjudication, Minute, Money, NamedProvider, OtherPayer, PatientIdentity, QualifiedAmount,
    Qualifier, Reference, Shared, Units,
};
use crate::text::{Located, NoteText, Span};
use serde::{Deserialize, Serialize};

/// Further statements of a claim. Empty where the claim came from a source without them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClaimDetails {
    /// The transaction that carried the claim.
    pub batch: Shared<ClaimBatch>,
    /// The subscriber, where the patient is a dependent.
    pub subscriber: Option<PatientIdentity>,
    /// How the patient is related to the subscriber (SBR02, PAT01).
    pub relationship: Qualifier,
    /// Group or policy number (SBR03), empty when none is given.
    pub group_number: String,
    /// Group or plan name (SBR04), empty when none is given.
    pub group_name: String,
    /// Why Medicare pays second (SBR05), empty when not said.
    pub insurance_type: Qualifier,
    /// Further identifiers of the payer and the billing provider at the payer (2010BB).
    pub payer_references: Vec<Reference>,
    /// Address of the billing provider (2010AA).
    pub billing_address: Option<Shared<Address>>,
    /// Address of the service facility (2310C, 2310E).
    pub facility_address: Option<Address>,
    /// Whether the provider's signature is on file (CLM06).
    pub signature_on_file: Option<bool>,
    /// Whether the provider accepts assignment (CLM07): `A`, `B`, `C`.
    pub assignment: Qualifier,
    /// Whether benefits are assigned to the provider (CLM08): `Y`, `N`, `W`.
    pub benefits_assigned: Qualifier,
    /// Release of information (CLM09): `Y`, `I`.
    pub release: Qualifier,
    /// Special program (CLM12), empty when none is given.
    pub special_program: Qualifier,
    /// Why the claim is late (CLM20), empty when not said.
    pub delay_reason: Qualifier,
    /// Causes such as an accident at work (CLM11).
    pub related_causes: Vec<Qualifier>,
    /// Kind of admission (CL101).
    pub admission_type: Option<Located<String>>,
    /// Where the patient came from (CL102).
    pub admission_source: Option<Located<String>>,
    /// Time of admission (DTP*435 with a time).
    pub admission_time: Option<Minute>,
    /// Time of discharge (DTP*096).
    pub discharge_time: Option<Minute>,
    /// Every other date of the claim.
    pub dates: Vec<DatedEvent>,
    /// Reference numbers other than prior authorization, original reference and record number.
    pub references: Vec<Reference>,
    /// Amounts (AMT): `F5` patient paid, `F3` patient's estimated share.
    pub amounts: Vec<QualifiedAmount>,
    /// All diagnoses with their kind, in order.
    pub diagnoses: Vec<ClaimDiagnosis>,
    /// Procedures of the institutional form.
    pub procedures: Vec<ClaimProcedure>,
    /// Occurrence codes (HI*BH).
    pub occurrences: Vec<OccurrenceCode>,
    /// Value codes (HI*BE).
    pub values: Vec<ValueCode>,
    /// Treatment codes (HI*TC).
    pub treatment_codes: Vec<Located<String>>,
    /// Diagnosis related group (HI*DR).
    pub drg: Option<Located<String>>,
    /// Condition indicators (CRC).
    pub indicators: Vec<ConditionIndicator>,
    /// Notes (NTE).
    pub notes: Vec<ClaimNote>,
    /// Attachments (PWK).
    pub attachments: Vec<Attachment>,
    /// Contract terms (CN1).
    pub contract: Option<Box<ContractTerms>>,
    /// File information (K3).
    pub file_information: Vec<Located<NoteText>>,
    /// Providers in roles that the claim has no field for.
    pub providers: Vec<NamedProvider>,
    /// What other payers are and decided, in order of the claim.
    pub other_payers: Vec<OtherPayer>,
}

/// The transaction that carried a claim.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClaimBatch {
    /// The sender's reference (BHT03).
    pub reference: String,
    /// `CH` chargeable, `RP` report of an encounter (BHT06).
    pub purpose: Qualifier,
    /// Name of the submitter (1000A).
    pub submitter: String,
    /// The submitter's id.
    pub submitter_id: String,
    /// Name of the receiver (1000B).
    pub receiver: String,
    /// The receiver's id.
    pub receiver_id: String,
}

/// What a diagnosis stands for on a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiagnosisRole {
    /// ABK, BK.
    Principal,
    /// ABJ, BJ.
    Admitting,
    /// APR, PR.
    ReasonForVisit,
    /// ABN, BN.
    ExternalCause,
    /// ABF, BF.
    Other,
}

/// Whether a diagnosis was present on admission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PresentOnAdmission {
    /// Y.
    Yes,
    /// N.
    No,
    /// U: the documentation does not tell.
    Unknown,
    /// W: cannot be told clinically.
    Undetermined,
    /// 1: exempt from reporting.
    Exempt,
}

/// A diagnosis in its role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimDiagnosis {
    /// Its role.
    pub role: DiagnosisRole,
    /// The code.
    pub code: Located<DiagnosisCode>,
    /// Whether it was present on admission, where said.
    pub present_on_admission: Option<PresentOnAdmission>,
    /// Whether the qualifier marks ICD-9-CM, which old guides use.
    pub is_icd9: bool,
}

/// A procedure of the institutional form (HI*BBR, HI*BBQ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimProcedure {
    /// Whether it is the principal one.
    pub is_principal: bool,
    /// The code.
    pub code: Located<String>,
    /// When it was done, where said.
    pub dates: Option<DateRange>,
}

/// An occurrence code with its date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OccurrenceCode {
    /// The code.
    pub code: Located<String>,
    /// The date, where readable.
    pub dates: Option<DateRange>,
}

/// A value code with its amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueCode {
    /// The code: `80` covered days.
    pub code: Located<String>,
    /// The amount; days are written as whole dollars.
    pub amount: Money,
}

/// A condition indicator (CRC).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionIndicator {
    /// What is indicated (CRC01).
    pub category: Qualifier,
    /// Whether the conditions apply (CRC02).
    pub applies: bool,
    /// The conditions.
    pub codes: Vec<Qualifier>,
}

/// Further statements of a service line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LineDetails {
    /// Code set of the procedure (SV101-1): `ER`, `IV`, `WK`; empty for HCPCS and CPT (`HC`).
    pub procedure_qualifier: Qualifier,
    /// Whether nothing states the charge, as in a table without such a column: its amount of zero
    /// says nothing then.
    pub is_charge_unknown: bool,
    /// Description of the procedure (SV101-7), where given.
    pub description: Option<Located<NoteText>>,
    /// Emergency (SV109).
    pub emergency: bool,
    /// Early and periodic screening of a child (SV111).
    pub screening: bool,
    /// Family planning (SV112).
    pub family_planning: bool,
    /// Daily rate (SV206).
    pub rate: Option<Money>,
    /// Part of the charge that is not covered (SV207).
    pub non_covered: Option<Money>,
    /// Drugs (2410).
    pub drugs: Vec<Drug>,
    /// Dates other than the date of service.
    pub dates: Vec<DatedEvent>,
    /// Reference numbers other than the first prior authorization and the line control number.
    pub references: Vec<Reference>,
    /// Amounts (AMT).
    pub amounts: Vec<QualifiedAmount>,
    /// Condition indicators (CRC).
    pub indicators: Vec<ConditionIndicator>,
    /// Notes (NTE).
    pub notes: Vec<ClaimNote>,
    /// Attachments (PWK).
    pub attachments: Vec<Attachment>,
    /// Contract terms (CN1).
    pub contract: Option<Box<ContractTerms>>,
    /// File information (K3).
    pub file_information: Vec<Located<NoteText>>,
    /// Providers in roles other than rendering.
    pub providers: Vec<NamedProvider>,
    /// What other payers decided on the line (2430).
    pub adjudications: Vec<LineAdjudication>,
}

impl Empty for LineDetails {
    fn empty() -> &'static Self {
        static EMPTY: LineDetails = LineDetails {
            procedure_qualifier: Qualifier::EMPTY,
            is_charge_unknown: false,
            description: None,
            emergency: false,
            screening: false,
            family_planning: false,
            rate: None,
            non_covered: None,
            drugs: Vec::new(),
            dates: Vec::new(),
            references: Vec::new(),
            amounts: Vec::new(),
            indicators: Vec::new(),
            notes: Vec::new(),
            attachments: Vec::new(),
            contract: None,
            file_information: Vec::new(),
            providers: Vec::new(),
            adjudications: Vec::new(),
        };
        &EMPTY
    }
}

/// A drug on a line (LIN, CTP).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drug {
    /// National drug code, or the code of a supply (LIN03).
    pub code: Located<String>,
    /// Code set (LIN02): `N4` national drug code.
    pub code_set: Qualifier,
    /// Quantity (CTP04), where readable.
    pub quantity: Option<Units>,
    /// Unit of the quantity (CTP05): `UN`, `ML`, `GR`, `F2`, `ME`.
    pub unit: Qualifier,
    /// Prescription or link number (REF*XZ, REF*VY), empty when none is given.
    pub prescription: String,
    /// Where it is named.
    pub span: Span,
}
