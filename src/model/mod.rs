//! Answers for what the program knows of a facility, in the field's own terms: patients, notes,
//! claims, authorizations, coverage, attendance and remittances. It reads no files and judges nothing.

mod acknowledgment;
mod addendum;
mod attendance;
mod authorization;
mod claim;
mod claim_details;
mod code;
mod coverage;
mod date;
mod elements;
mod flowsheet;
mod level;
mod marks;
mod mention;
mod money;
mod note;
mod note_body;
mod npi;
mod other_payer;
mod patient;
mod payment;
mod plan_facts;
mod qualified;
mod qualifier;
mod rare;
mod remarks;
mod remittance;
mod shared;
mod sketch;
mod staff;
mod stay_entry;
mod units;
mod whereabouts;
mod wording;

pub use acknowledgment::{
    AcknowledgmentOutcome, AcknowledgmentStatus, ClaimAcknowledgment, LineAcknowledgment,
};
pub use addendum::{Addendum, Telehealth, TelehealthModality};
pub use attendance::{AttendanceEntry, AttendanceStatus};
pub use authorization::{
    Authorization, AuthorizationDecision, AuthorizationDetails, AuthorizedQuantity, IN_A_REMARK,
    Rejection, UnitKind,
};
pub use claim::{Claim, ClaimForm, ClaimFrequency, LineId, Payer, Provider, ServiceLine};
pub use claim_details::{
    ClaimBatch, ClaimDetails, ClaimDiagnosis, ClaimProcedure, ConditionIndicator, DiagnosisRole,
    Drug, LineDetails, OccurrenceCode, PresentOnAdmission, ValueCode,
};
pub use code::{DiagnosisCode, Modifier, PlaceOfService, ProcedureCode, RevenueCode, TypeOfBill};
pub use coverage::{
    BenefitDetails, Coverage, CoverageBenefit, CoverageDetails, CoverageStatus, PayerOrder,
};
pub use date::{DateRange, Minute, ServiceDate, Timestamp};
pub use elements::{DiagnosisBasis, DiagnosisMark, Element, ElementMark, Elements};
pub use flowsheet::{FlowsheetPart, FlowsheetRow};
pub use level::LevelOfCare;
pub use marks::{
    Letter, LetterKind, Marks, MissingPages, RecordMarks, Signing, Stamp, StampKind, Stranger,
};
pub use mention::{Assertion, Dimension, Direction, IndicatorId, Measure, Mention};
pub use money::Money;
pub use note::{
    AttendanceStatement, AuthorClass, Credential, DateBasis, Note, NoteKind, ServiceTime,
    Signature, SignatureState, TimeBasis,
};
pub use note_body::{NoteBody, TakenBody};
pub use npi::Npi;
pub use other_payer::{
    InpatientAdjudication, LineAdjudication, OtherPayer, OutpatientAdjudication,
};
pub use patient::{PatientIdentity, PersonName, Sex};
pub use payment::{Payment, ProviderAdjustment, ProviderSummary};
pub use plan_facts::{
    Concern, HoursBasis, Modality, PatientSigning, PlanFacts, PlanGoal, PlanSigner, Planning,
    Statement,
};
pub use qualified::{
    Address, Attachment, ClaimNote, ContractTerms, DatedEvent, EventKind, NamedProvider,
    ProviderRole, QualifiedAmount, Reference, ReferenceKind,
};
pub use qualifier::Qualifier;
pub use rare::{Empty, Rare};
pub use remarks::{Remark, RemarkKind, Remarks};
pub use remittance::{
    Adjustment, AdjustmentGroup, ClaimStatus, RemittanceClaim, RemittanceDetails, RemittanceLine,
    RemittanceLineDetails,
};
pub use shared::Shared;
pub use sketch::{
    PartRole, Sketch, SketchPart, are_alike, common, distinct, jaccard, percent_alike,
};
pub use staff::StaffEntry;
pub use stay_entry::{StayEntry, StayKind};
pub use units::Units;
pub use whereabouts::{Departure, DepartureKind, Whereabouts};
pub use wording::{PatientPronouns, Relative, RelativeKind, Vitals, Wording, WordingFacts};
