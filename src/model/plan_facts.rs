//! What treatment plans and certifications state, and what any note says of planning. It holds
//! no words; places tell where they stand.

use super::{AuthorClass, LevelOfCare, ServiceDate, SignatureState, Sketch};
use crate::text::{Located, Span};
use serde::{Deserialize, Serialize};

/// What a treatment plan, plan review, certification, recertification or order states.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlanFacts {
    /// The date it takes effect, where labelled (plan date, effective date, certification from).
    pub effective: Option<Located<ServiceDate>>,
    /// The last date it holds, where labelled (review due, certification through, end date).
    pub expires: Option<Located<ServiceDate>>,
    /// Where it says that it is void once that date has passed.
    pub void_after: Option<Span>,
    /// The admission date it states.
    pub admission: Option<Located<ServiceDate>>,
    /// The level of care it names.
    pub level: Option<Located<LevelOfCare>>,
    /// The level of care that it plans to follow, where it says how much: `then IOP 3 days a week`.
    pub next_level: Option<Located<LevelOfCare>>,
    /// Planned hours per week, in tenths of an hour.
    pub hours_per_week_tenths: Option<Located<u32>>,
    /// What the hours are the hours of.
    pub hours_basis: HoursBasis,
    /// Where it names a diagnosis.
    pub diagnosis: Option<Span>,
    /// Who signs it, signed or not, in order.
    pub signers: Vec<PlanSigner>,
    /// What it shows of the patient's consent.
    pub patient: Option<Located<PatientSigning>>,
    /// Where it says how often services are given.
    pub frequency: Option<Span>,
    /// Where it says how long services or sessions last.
    pub duration: Option<Span>,
    /// Its goals and objectives, in order.
    pub goals: Vec<PlanGoal>,
    /// For finding the same goals in other plans.
    pub goal_sketch: Sketch,
    /// The services it names, each at its first place, sorted.
    pub services: Vec<Located<Modality>>,
    /// What its problems and goals are about, each at its first place, sorted.
    pub concerns: Vec<Located<Concern>>,
    /// Statements that certifications must make, each at its first place, sorted.
    pub statements: Vec<Located<Statement>>,
}

impl PlanFacts {
    /// Returns where the plan names a service.
    pub fn service(&self, modality: Modality) -> Option<Span> {
        let found = self.services.iter().find(|found| found.value == modality)?;
        Some(found.span)
    }

    /// Returns where the document makes a statement.
    pub fn statement(&self, statement: Statement) -> Option<Span> {
        let found = self
            .statements
            .iter()
            .find(|found| found.value == statement)?;
        Some(found.span)
    }
}

/// What planned hours are the hours of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HoursBasis {
    /// Of the program as a whole.
    #[default]
    Program,
    /// A sum of services, each of which states its hours.
    Services,
    /// A sum of services beside which others come once or twice a week and state no hours.
    SomeServices,
}

/// Someone who signs a plan or should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSigner {
    /// The class of the credential, or of the role that the line names.
    pub class: AuthorClass,
    /// Whether it is signed.
    pub state: SignatureState,
    /// The date of the signature.
    pub date: Option<ServiceDate>,
    /// Where it stands.
    pub span: Span,
}

/// What a plan shows of the patient's consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PatientSigning {
    /// The patient or a guardian signed.
    Signed,
    /// The plan says that the patient took part, agreed or got a copy.
    Stated,
    /// The plan says that the patient refused or could not sign.
    Refused,
    /// A line for the signature that nobody filled.
    Blank,
}

/// A goal or objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanGoal {
    /// Where it stands.
    pub span: Span,
    /// Whether it states a problem and not a goal.
    pub is_problem: bool,
    /// Whether it has a number, a count, a scale, a rhythm or a date.
    pub measurable: bool,
}

/// A kind of service that plans list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    /// Group therapy or counseling.
    Group,
    /// Individual therapy or counseling.
    Individual,
    /// Family or couples therapy.
    Family,
    /// Occupational therapy.
    Occupational,
    /// Activity, recreation or expressive therapy.
    Activity,
    /// Patient education and training.
    Education,
    /// Medication management.
    Medication,
    /// Nursing.
    Nursing,
    /// Case management.
    CaseManagement,
    /// Peer support.
    Peer,
    /// Drug testing.
    DrugTesting,
}

impl Modality {
    /// Returns the kind in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Group => "group therapy",
            Self::Individual => "individual therapy",
            Self::Family => "family therapy",
            Self::Occupational => "occupational therapy",
            Self::Activity => "activity therapy",
            Self::Education => "patient education",
            Self::Medication => "medication management",
            Self::Nursing => "nursing",
            Self::CaseManagement => "case management",
            Self::Peer => "peer support",
            Self::DrugTesting => "drug testing",
        }
    }
}

/// What a problem, a goal or a reason for admission is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Concern {
    /// Symptoms, mood, coping or safety in general words, which fit any psychiatric reason.
    General,
    /// Depression.
    Depression,
    /// Anxiety and panic.
    Anxiety,
    /// Psychosis.
    Psychosis,
    /// Mania and bipolar disorder.
    Mania,
    /// Suicide and self-harm.
    SelfHarm,
    /// Trauma.
    Trauma,
    /// Substance use.
    Substance,
    /// Eating disorders.
    Eating,
    /// Anger and aggression.
    Aggression,
    /// Housing, work, money, school and other affairs of daily life.
    Social,
    /// Physical health.
    Physical,
}

impl Concern {
    /// Returns it in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::General => "symptoms in general",
            Self::Depression => "depression",
            Self::Anxiety => "anxiety",
            Self::Psychosis => "psychosis",
            Self::Mania => "mania",
            Self::SelfHarm => "suicide or self-harm",
            Self::Trauma => "trauma",
            Self::Substance => "substance use",
            Self::Eating => "eating",
            Self::Aggression => "aggression",
            Self::Social => "housing, work, money or school",
            Self::Physical => "physical health",
        }
    }
}

/// A statement that a certification must make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Statement {
    /// Inpatient care would otherwise be needed.
    InpatientOtherwise,
    /// Inpatient or hospital care is spoken of in some other way.
    InpatientNamed,
    /// How the patient responds to treatment.
    Response,
    /// The symptoms or risk that remain, or the continuing need.
    ContinuingNeed,
    /// Goals for discharge and the coordination of what follows.
    DischargeGoals,
    /// The care can be expected to improve the condition, or is for a diagnostic study.
    ExpectedImprovement,
    /// Active treatment is given.
    ActiveTreatment,
    /// Why the certification comes late.
    DelayExplained,
}

impl Statement {
    /// Returns it in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::InpatientOtherwise => "inpatient care would otherwise be needed",
            Self::InpatientNamed => "inpatient care",
            Self::Response => "response to treatment",
            Self::ContinuingNeed => "continuing symptoms, risk or need",
            Self::DischargeGoals => "goals for discharge",
            Self::ExpectedImprovement => "expected improvement or diagnostic study",
            Self::ActiveTreatment => "active treatment",
            Self::DelayExplained => "reason for a delay",
        }
    }
}

/// What any note says of discharge and of changes to the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Planning {
    /// Where it first speaks of discharge, aftercare or stepping down as something ahead.
    pub discharge: Option<Span>,
    /// Where it first says that the treatment or safety plan was reviewed or changed.
    pub revision: Option<Span>,
    /// Where it first says that the treatment plan was reviewed on that day.
    pub review: Option<Span>,
}
