//! Answers for what the program knows of a facility, in the field's own terms: patients, notes,
//! claims, authorizations, coverage, attendance and remittances. It reads no files and judges nothing.

mod attendance;
mod authorization;
mod claim;
mod code;
mod coverage;
mod date;
mod level;
mod mention;
mod money;
mod note;
mod npi;
mod patient;
mod remittance;
mod staff;
mod stay_entry;
mod units;

pub use attendance::{AttendanceEntry, AttendanceStatus};
pub use authorization::{Authorization, AuthorizationDecision, UnitKind};
pub use claim::{Claim, ClaimForm, ClaimFrequency, LineId, Payer, Provider, ServiceLine};
pub use code::{DiagnosisCode, Modifier, PlaceOfService, ProcedureCode, RevenueCode, TypeOfBill};
pub use coverage::{Coverage, CoverageBenefit, CoverageStatus, PayerOrder};
pub use date::{DateRange, Minute, ServiceDate, Timestamp};
pub use level::LevelOfCare;
pub use mention::{Assertion, Dimension, Direction, IndicatorId, Measure, Mention};
pub use money::Money;
pub use note::{
    AttendanceStatement, AuthorClass, Credential, DateBasis, Note, NoteKind, PlanFacts,
    ServiceTime, Signature, SignatureState, Sketch, TimeBasis,
};
pub use npi::Npi;
pub use patient::{PatientIdentity, PersonName, Sex};
pub use remittance::{Adjustment, AdjustmentGroup, ClaimStatus, RemittanceClaim, RemittanceLine};
pub use staff::StaffEntry;
pub use stay_entry::{StayEntry, StayKind};
pub use units::Units;
