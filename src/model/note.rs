//! A clinical note as facts: what kind, when, by whom, signed how, saying what.

use super::{
    FlowsheetRow, LevelOfCare, Minute, NoteBody, PatientIdentity, Rare, ServiceDate, Sketch,
    Timestamp,
};
use crate::text::{FileId, Located, Span};
use serde::{Deserialize, Serialize};
use std::ops::{Deref, DerefMut};

/// What kind of document a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// Biopsychosocial, ASAM or admission assessment, diagnostic evaluation.
    Assessment,
    /// Psychiatric evaluation.
    PsychiatricEvaluation,
    /// History and physical.
    HistoryAndPhysical,
    /// Treatment or care plan.
    TreatmentPlan,
    /// Review or update of a treatment plan.
    PlanReview,
    /// A safety or crisis plan: what to do should a crisis come, told of no day.
    SafetyPlan,
    /// Physician certification.
    Certification,
    /// Physician recertification.
    Recertification,
    /// A physician's or other prescriber's order.
    Order,
    /// Progress note of a psychiatrist or other prescriber.
    PrescriberNote,
    /// Nursing shift or assessment note.
    NursingNote,
    /// Flowsheet of withdrawal scores or vitals.
    Flowsheet,
    /// Medication administration record.
    MedicationRecord,
    /// Group therapy or group counseling note.
    GroupNote,
    /// Individual therapy or counseling note.
    IndividualNote,
    /// Family therapy note.
    FamilyNote,
    /// Crisis intervention note.
    CrisisNote,
    /// Case management or peer support note.
    CaseManagement,
    /// Shift or milieu note of behavioral health technicians.
    ShiftNote,
    /// Daily or weekly program summary.
    ProgramSummary,
    /// Utilization review or continued-stay review.
    UtilizationReview,
    /// Discharge summary.
    DischargeSummary,
    /// Laboratory or drug-screen result.
    LabResult,
    /// A record that the patient did not come.
    NoShow,
    /// Telephone contact, collateral contact or incident report.
    Contact,
    /// A prior-authorization request, payer letter or other administrative form: never chart
    /// evidence for level of care.
    Administrative,
    /// A progress note whose service could not be told.
    ProgressNote,
    /// Nothing recognized.
    Unknown,
}

impl NoteKind {
    /// Returns the kind's name as used in files, `group-note`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Assessment => "assessment",
            Self::PsychiatricEvaluation => "psychiatric-evaluation",
            Self::HistoryAndPhysical => "history-and-physical",
            Self::TreatmentPlan => "treatment-plan",
            Self::PlanReview => "plan-review",
            Self::SafetyPlan => "safety-plan",
            Self::Certification => "certification",
            Self::Recertification => "recertification",
            Self::Order => "order",
            Self::PrescriberNote => "prescriber-note",
            Self::NursingNote => "nursing-note",
            Self::Flowsheet => "flowsheet",
            Self::MedicationRecord => "medication-record",
            Self::GroupNote => "group-note",
            Self::IndividualNote => "individual-note",
            Self::FamilyNote => "family-note",
            Self::CrisisNote => "crisis-note",
            Self::CaseManagement => "case-management",
            Self::ShiftNote => "shift-note",
            Self::ProgramSummary => "program-summary",
            Self::UtilizationReview => "utilization-review",
            Self::DischargeSummary => "discharge-summary",
            Self::LabResult => "lab-result",
            Self::NoShow => "no-show",
            Self::Contact => "contact",
            Self::Administrative => "administrative",
            Self::ProgressNote => "progress-note",
            Self::Unknown => "unknown",
        }
    }

    /// Returns whether a note of this kind documents a therapeutic service with minutes that
    /// count toward program hours.
    pub fn is_therapeutic_service(self) -> bool {
        matches!(
            self,
            Self::GroupNote
                | Self::IndividualNote
                | Self::FamilyNote
                | Self::CrisisNote
                | Self::Assessment
                | Self::PsychiatricEvaluation
                | Self::PrescriberNote
                | Self::NursingNote
                | Self::ProgressNote
        )
    }

    /// Returns whether the document is administrative, told to a payer or a plan for the future,
    /// and so is not evidence of what was delivered on its date.
    pub fn is_not_delivery(self) -> bool {
        matches!(
            self,
            Self::Administrative
                | Self::UtilizationReview
                | Self::NoShow
                | Self::TreatmentPlan
                | Self::PlanReview
                | Self::SafetyPlan
                | Self::Certification
                | Self::Recertification
                | Self::Order
        )
    }
}

/// How a note's date of service was found, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateBasis {
    /// Labelled as date of service.
    Labelled,
    /// A date in the note's header.
    Header,
    /// The file's name.
    FileName,
    /// The signature's date.
    Signature,
}

/// Where a service time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeBasis {
    /// Start and stop times are written.
    StartStop,
    /// Only a total duration is written.
    Duration,
}

/// The time of a service as a note states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceTime {
    /// Start, where written.
    pub start: Option<Minute>,
    /// Stop, where written.
    pub stop: Option<Minute>,
    /// Whole minutes of service: stop − start where both are written (past midnight allowed when
    /// the note is of an overnight shift), without the pauses between several segments, else the
    /// stated duration.
    pub minutes: u32,
    /// The duration that the note states in words, where it states one besides start and stop.
    pub stated_minutes: Option<u32>,
    /// Which of them `minutes` rests on.
    pub basis: TimeBasis,
    /// Sessions that the note tells of with a time for each; 0 where it does not part its time.
    pub sessions: u8,
    /// Where it stands.
    pub span: Span,
}

/// The class of a clinical credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthorClass {
    /// MD or DO.
    Physician,
    /// NP, PA, CNS.
    OtherPrescriber,
    /// PhD, PsyD.
    Psychologist,
    /// Independently licensed master's clinician.
    Independent,
    /// Provisional, associate, intern, student.
    Supervised,
    /// Substance-use counselor.
    Counselor,
    /// RN, LPN, LVN.
    Nurse,
    /// OT, RT and other activity therapists.
    ActivityTherapist,
    /// BCBA, RBT.
    BehaviorAnalyst,
    /// Peer, technician.
    Technician,
    /// MA, CNA, EMT.
    MedicalSupport,
    /// A role that only a state's table resolves (QMHP, LPHA).
    StateRole,
}

impl AuthorClass {
    /// Returns whether it may prescribe: a physician, a nurse practitioner or another prescriber.
    pub fn is_prescriber(self) -> bool {
        matches!(self, Self::Physician | Self::OtherPrescriber)
    }
}

/// A credential as written with a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// As written: `LCSW`.
    pub text: String,
    /// Its class.
    pub class: AuthorClass,
}

/// The state of a note's signature.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureState {
    /// An electronic signature phrase, `/s/`, or a signature line with a name and a date.
    Signed,
    /// A typed name in closing, without an electronic-signature phrase or date.
    TypedName,
    /// Marked as unsigned, draft, pending or in progress.
    MarkedUnsigned,
    /// A signature line or block that nobody filled.
    Blank,
    /// No signature of any kind was found.
    #[default]
    Absent,
}

/// A note's signature.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Signature {
    /// Its state.
    pub state: SignatureState,
    /// Who signed, as written, without credentials.
    pub signer: Option<Located<String>>,
    /// When it was signed.
    pub signed_at: Option<Located<Timestamp>>,
    /// Where the signature block (or its empty line, or the draft mark) stands; `None` when
    /// nothing was found.
    pub span: Option<Span>,
}

/// What a note says of whether the patient was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttendanceStatement {
    /// Did not come, cancelled.
    NoShow,
    /// Came but refused the service.
    Refused,
    /// Away on a pass or leave.
    OnPass,
    /// Left without permission.
    Awol,
}

/// One note as facts. The words stay in the source file and the index.
///
/// What joins a note to its patient, to other notes and to services stands here. Everything else
/// is the note's body, which the note reads like and which it may be held without.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// The file it stands in.
    pub file: FileId,
    /// Its place among the file's notes, from 0.
    pub ordinal: u32,
    /// Its text, as one span per page, in order; of a part of a group session's print, first the
    /// part and then what stands once for all parts. Never empty.
    pub spans: Vec<Span>,
    /// What kind of document it is.
    pub kind: NoteKind,
    /// Who it is about.
    pub patient: Rare<PatientIdentity>,
    /// Its date of service and how that was found. The span is the signature's or header's place;
    /// for [`DateBasis::FileName`] it is the note's first character.
    pub service_date: Option<(Located<ServiceDate>, DateBasis)>,
    /// The last date it speaks for, when it covers a range ("week of", "4/5 – 4/11").
    pub service_date_to: Option<ServiceDate>,
    /// The time of the service.
    pub time: Option<ServiceTime>,
    /// The author's name as written, without credentials.
    pub author: Option<Located<String>>,
    /// A level of care named in the note's header or title ("PHP group note").
    pub level_hint: Option<Located<LevelOfCare>>,
    /// What its tables record, in order.
    pub flowsheet: Vec<FlowsheetRow>,
    /// For finding copies.
    pub sketch: Sketch,
    /// Whether it is an administrative document that holds a consent to disclosure.
    pub is_disclosure_consent: bool,
    /// What else it says.
    pub body: Rare<NoteBody>,
}

impl Deref for Note {
    type Target = NoteBody;

    fn deref(&self) -> &NoteBody {
        &self.body
    }
}

impl DerefMut for Note {
    fn deref_mut(&mut self) -> &mut NoteBody {
        &mut self.body
    }
}

impl Note {
    /// Returns the place where the note begins.
    pub fn place(&self) -> Span {
        self.spans[0]
    }

    /// Returns the date of service, where known.
    pub fn date(&self) -> Option<ServiceDate> {
        self.service_date.map(|(date, _)| date.value)
    }

    /// Returns whether the note's dates of service include the date.
    pub fn covers(&self, date: ServiceDate) -> bool {
        self.date()
            .is_some_and(|from| from <= date && date <= self.service_date_to.unwrap_or(from))
    }
}
