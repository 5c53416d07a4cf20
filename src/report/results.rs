//! The results of an audit as every format shows them.

use crate::denials::QueueEntry;
use crate::exposure::{AfterStepDown, Exposure};
use crate::finding::Finding;
use crate::ledger::{BurnDown, Census, ClaimBalance, DocumentKind, DocumentState, Verdict};
use crate::model::{LevelOfCare, Money, ServiceDate, UnitKind, Units};
use crate::problem::Problem;
use crate::read::FileKind;
use crate::rules::Tally;
use crate::text::{FileId, Known, Span, known};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that reports are made of. Sorted throughout, so that reports are byte-identical.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// What was audited and how.
    pub run: RunFacts,
    /// Source files; a [`FileId`] is an index into this list.
    pub files: Vec<FileResult>,
    /// Patients, by key.
    pub patients: Vec<PatientResult>,
    /// Findings in their total order.
    pub findings: Vec<Finding>,
    /// Whom each finding is about and which entry of the queue it belongs to, in the order of the
    /// findings.
    pub about: Vec<About>,
    /// What payers refused or asked for.
    pub queue: Vec<QueueEntry>,
    /// How every rule ended.
    pub tallies: BTreeMap<&'static str, Tally>,
    /// Dollars.
    pub exposure: Exposure,
    /// Service lines, by patient, claim, line.
    pub lines: Vec<LineResult>,
    /// Patient-days, by patient and date.
    pub days: Vec<DayResult>,
    /// Where stays should have stepped down by their own record, by patient and date.
    pub step_downs: Vec<StepDownResult>,
    /// Notes of a service that no line bills, by patient and date.
    pub unbilled: Vec<UnbilledResult>,
    /// Reading trouble, by file and place.
    pub problems: Vec<Problem>,
    /// The documents that program stays needed, by patient, stay, due day and kind. Those of a
    /// kind that no file holds are left out; `not_supplied` says so once.
    pub documents: Vec<DocumentResult>,
    /// Approvals with what is left of them, by patient and place.
    pub authorizations: Vec<AuthorizationResult>,
    /// Claims as each payer's remittances settled them, by patient, claim and payer.
    pub balances: Vec<BalanceResult>,
    /// Kinds of source that no file holds, with the rules that were not checked for it.
    pub not_supplied: Vec<NotSupplied>,
    /// Words behind every cited span.
    pub quotes: BTreeMap<Span, Quote>,
}

impl Results {
    /// Returns a file's path relative to the case folder.
    pub fn path(&self, file: FileId) -> &str {
        self.files
            .get(file.0 as usize)
            .map_or("", |file| &file.path)
    }

    /// Returns a file's SHA-256 in hexadecimal.
    pub fn sha256(&self, file: FileId) -> &str {
        self.files
            .get(file.0 as usize)
            .map_or("", |file| &file.sha256)
    }
}

/// What was audited and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunFacts {
    /// The facility's name, or the case folder's.
    pub facility: String,
    /// Program version.
    pub version: &'static str,
    /// The date the audit speaks for, where given.
    pub as_of: Option<ServiceDate>,
    /// Whether the chart set was declared complete.
    pub chart_complete: bool,
    /// Rules that ran.
    pub rules_run: usize,
    /// Parameters that differ from the defaults.
    pub overridden: Vec<(String, i64)>,
}

/// Whom a finding is about, for whoever has to act on it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct About {
    /// Where the note begins in which the finding's first place stands.
    pub note: Option<Span>,
    /// That note's author as written, else the line's rendering provider.
    pub person: Option<String>,
    /// The entry of the queue that the finding speaks of.
    pub queued: Option<usize>,
}

/// A document that a program stay needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentResult {
    /// Patient key.
    pub patient: String,
    /// Level of the stay.
    pub level: LevelOfCare,
    /// Admission of the stay.
    pub admission: ServiceDate,
    /// What had to exist.
    pub document: DocumentKind,
    /// The last day by which it had to.
    pub due: ServiceDate,
    /// Whether it does.
    pub state: DocumentState,
    /// The day from which it counts.
    pub done_on: Option<ServiceDate>,
    /// Billed days that the gap touches.
    pub days: Vec<ServiceDate>,
    /// Where the duty is written.
    #[serde(with = "known")]
    pub authority: Known,
    /// Whether the time may be printed as law.
    pub verified: bool,
    /// Where the document, or its unsigned draft, begins.
    pub place: Option<Span>,
}

impl DocumentResult {
    /// Returns whether the document is late, unsigned or not found.
    pub fn is_gap(&self) -> bool {
        matches!(
            self.state,
            DocumentState::Late | DocumentState::Unsigned | DocumentState::Missing
        )
    }
}

/// An approval and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationResult {
    /// Patient key.
    pub patient: String,
    /// The number; empty where the source gives none.
    pub number: String,
    /// Payer name, else id.
    pub payer: String,
    /// The level, where it could be told.
    pub level: Option<LevelOfCare>,
    /// Procedure and revenue codes that it names.
    pub codes: Vec<String>,
    /// First day.
    pub from: Option<ServiceDate>,
    /// Last day; `None` = open.
    pub to: Option<ServiceDate>,
    /// What a unit is, where said.
    pub unit: Option<UnitKind>,
    /// What is left of it.
    pub burn_down: BurnDown,
    /// Where it stands.
    pub place: Span,
}

/// A claim as one payer's remittances settled it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceResult {
    /// Patient key.
    pub patient: String,
    /// The sums.
    pub balance: ClaimBalance,
}

/// A kind of source that no file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSupplied {
    /// The kind in words, `attendance sheets`.
    pub kind: &'static str,
    /// Codes of the rules that were not checked without it.
    pub rules: Vec<&'static str>,
}

/// One source file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileResult {
    /// Path relative to the case folder, with `/`.
    pub path: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Kind.
    pub kind: FileKind,
    /// Size in bytes.
    pub bytes: u64,
    /// Pages.
    pub pages: u32,
    /// Pages without text.
    pub pages_without_text: u32,
    /// Pages that could not be read in full, those without text among them; 1 for a lost file.
    pub pages_unread: u32,
    /// Pages read by text recognition (OCR).
    pub pages_recognized: u32,
    /// Notes found.
    pub notes: u32,
    /// Claims found.
    pub claims: u32,
    /// Authorizations, attendance rows and remittance claims found.
    pub records: u32,
}

impl FileResult {
    /// Returns a file of which nothing was counted yet.
    pub fn uncounted(path: &str, sha256: String, bytes: u64) -> Self {
        Self {
            path: path.to_owned(),
            sha256,
            kind: FileKind::Unknown,
            bytes,
            pages: 0,
            pages_without_text: 0,
            pages_unread: 0,
            pages_recognized: 0,
            notes: 0,
            claims: 0,
            records: 0,
        }
    }
}

/// One patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientResult {
    /// Key, the MRN where known.
    pub key: String,
    /// Name for people; empty when unknown.
    pub name: String,
    /// Confidence that the record is one patient's, in percent.
    pub confidence: u8,
    /// Pages that may belong to the chart and could not be read.
    pub unread_pages: u32,
    /// Notes.
    pub notes: u32,
    /// Live service lines.
    pub lines: u32,
    /// First and last day with anything billed or documented.
    pub first_day: Option<ServiceDate>,
    /// Last day.
    pub last_day: Option<ServiceDate>,
}

/// One service line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LineResult {
    /// Patient key.
    pub patient: String,
    /// Claim id.
    pub claim: String,
    /// Line number.
    pub line: u32,
    /// First day.
    pub date: Option<ServiceDate>,
    /// Last day, when later than the first.
    pub date_to: Option<ServiceDate>,
    /// Procedure code.
    pub code: Option<String>,
    /// Revenue code.
    pub revenue: Option<String>,
    /// Units billed.
    pub units: Option<Units>,
    /// Payer name.
    pub payer: String,
    /// Level billed.
    pub level_billed: LevelOfCare,
    /// Level authorized.
    pub level_authorized: Option<LevelOfCare>,
    /// Level supported.
    pub level_supported: Option<LevelOfCare>,
    /// Verdict.
    pub verdict: Verdict,
    /// Notes that document it.
    pub notes: Vec<LinkResult>,
    /// Charge.
    pub charge: Money,
    /// Paid, where a remittance says so.
    pub paid: Option<Money>,
    /// Gross exposure.
    pub exposure: Money,
    /// Whether a later claim replaced or voided it.
    pub superseded: bool,
    /// Where it stands.
    pub span: Span,
}

/// One note that documents a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkResult {
    /// Where the note begins.
    pub place: Span,
    /// The note's date.
    pub date: Option<ServiceDate>,
    /// The author's name as written.
    pub author: Option<String>,
    /// Confidence in percent.
    pub confidence: u8,
    /// Why it was linked.
    #[serde(with = "known")]
    pub reason: Known,
}

/// One note that documents a service and is linked to no line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnbilledResult {
    /// Patient key.
    pub patient: String,
    /// The date of service.
    pub date: ServiceDate,
    /// Where the note begins.
    pub place: Span,
    /// The note's kind as used in files.
    #[serde(with = "known")]
    pub kind: Known,
    /// Minutes that it states.
    pub minutes: Option<u32>,
    /// The author's name as written.
    pub author: Option<String>,
}

/// One patient-day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DayResult {
    /// Patient key.
    pub patient: String,
    /// The day.
    pub date: ServiceDate,
    /// Most intensive level billed.
    pub level_billed: Option<LevelOfCare>,
    /// Level authorized for it.
    pub level_authorized: Option<LevelOfCare>,
    /// Level supported.
    pub level_supported: Option<LevelOfCare>,
    /// Verdict.
    pub verdict: Verdict,
    /// Notes on the day.
    pub notes: u32,
    /// Minutes of service by notes.
    pub note_minutes: Option<u32>,
    /// Minutes by attendance sheets.
    pub sheet_minutes: Option<u32>,
    /// Census.
    pub census: Census,
    /// What says so, in words, and where it stands.
    #[serde(with = "known::before_another")]
    pub census_source: Option<(&'static str, Span)>,
    /// The date of the plan in force.
    pub plan: Option<ServiceDate>,
    /// The date of the certification in force.
    pub certification: Option<ServiceDate>,
    /// The date of the assessment that speaks for the day.
    pub assessment: Option<ServiceDate>,
    /// What remittances say of the day's lines: `paid`, `partly-denied`, `denied`, or `none`.
    #[serde(with = "known")]
    pub remit: Known,
    /// Claim ids and line numbers that bill the day.
    pub billed: Vec<(String, u32)>,
    /// The day's share of what was charged.
    pub charged: Money,
    /// The day's share of what was paid, where known.
    pub paid: Option<Money>,
    /// Gravest finding that names the day or a range with it.
    pub worst: Option<crate::finding::Severity>,
}

/// The day from which the record of a stay supports a lower level than the one billed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDownResult {
    /// Patient key.
    pub patient: String,
    /// Level billed.
    pub level_billed: LevelOfCare,
    /// Level supported from then on.
    pub level_supported: LevelOfCare,
    /// Admission.
    pub admission: ServiceDate,
    /// The first day on which the record no longer supports the billed level.
    pub from: ServiceDate,
    /// The last billed day.
    pub to: ServiceDate,
    /// Billed days from the first on.
    pub days: usize,
    /// How many of them are rated lower; on the others the record is silent or speaks both ways.
    pub lower_days: usize,
    /// How many of these the attended hours alone rate lower, and no statement.
    pub by_attendance_days: usize,
    /// Dollars of these days.
    pub dollars: AfterStepDown,
    /// Statements for the lower level, by place.
    pub supports: Vec<Span>,
    /// Statements against it, by place.
    pub against: Vec<Span>,
}

/// The words behind a span, with their surroundings. A report has one for every place it cites, so
/// all three pieces lie in one text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Quote {
    text: Box<str>,
    /// Where the cited words begin and end in it, in bytes.
    from: u32,
    to: u32,
}

impl Quote {
    /// Puts cited words between those before and after them.
    pub fn new(before: &str, quote: &str, after: &str) -> Self {
        let from = before.len();
        let to = from + quote.len();
        Self {
            text: [before, quote, after].concat().into(),
            from: u32::try_from(from).unwrap_or(u32::MAX),
            to: u32::try_from(to).unwrap_or(u32::MAX),
        }
    }

    /// Returns the cited words.
    pub fn quote(&self) -> &str {
        let cited = self.from as usize..self.to as usize;
        self.text.get(cited).unwrap_or_default()
    }

    /// Returns up to 120 characters before, cut at a word.
    pub fn before(&self) -> &str {
        self.text.get(..self.from as usize).unwrap_or_default()
    }

    /// Returns up to 120 characters after, cut at a word.
    pub fn after(&self) -> &str {
        self.text.get(self.to as usize..).unwrap_or_default()
    }
}
