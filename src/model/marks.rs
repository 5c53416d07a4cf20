//! What a document shows of its making: how it was signed, when it was created and edited, its
//! printed page numbers, other people's identifiers, and what stands below its signature.

use super::{Empty, ProcedureCode, Rare, ServiceDate, Timestamp};
use crate::text::{Located, Span};
use serde::{Deserialize, Serialize};

/// What a document shows of its making. Most documents show little, so it takes room only where
/// something was found.
pub type RecordMarks = Rare<Marks>;

/// The marks themselves. Each tells what was seen and where; what it means is for rules.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Marks {
    /// Creation, editing and print times, in order.
    pub stamps: Vec<Stamp>,
    /// How the signature is made, where it is no full name.
    pub signing: Option<Located<Signing>>,
    /// Where its own status says that it is signed, final or locked.
    pub closed: Option<Span>,
    /// Printed page numbers that are not there, in order.
    pub missing_pages: Vec<MissingPages>,
    /// Pages of a document of several pages on which no patient is named.
    pub unnamed_pages: Vec<Span>,
    /// Where the document names another patient than its own.
    pub strangers: Vec<Stranger>,
    /// Where it tells of the service as of something to come, and nowhere as done.
    pub foretold: Option<Span>,
    /// Where it says that it is a late entry, a correction or another version.
    pub labelled_change: Option<Span>,
    /// Prose below the author's signature under no heading.
    pub below_signature: Option<Span>,
    /// What it asks or refuses, where it is a payer's letter.
    pub letter: Option<Letter>,
    /// The numbers of the claims that the letter names, as written.
    pub letter_claims: Vec<String>,
    /// The procedure codes that the payer's letter names.
    pub letter_codes: Vec<ProcedureCode>,
    /// Of a day's entry in a log of several days, which one signature closes or each row's initials:
    /// its day in the log.
    pub of_log: Option<Span>,
    /// Under whom it says that the service was given as incident to their own, as written.
    pub incident_to: Vec<Located<String>>,
}

impl Empty for Marks {
    fn empty() -> &'static Self {
        static EMPTY: Marks = Marks {
            stamps: Vec::new(),
            signing: None,
            closed: None,
            missing_pages: Vec::new(),
            unnamed_pages: Vec::new(),
            strangers: Vec::new(),
            foretold: None,
            labelled_change: None,
            below_signature: None,
            letter: None,
            letter_claims: Vec::new(),
            letter_codes: Vec::new(),
            of_log: None,
            incident_to: Vec::new(),
        };
        &EMPTY
    }
}

impl Marks {
    /// Returns whether the letter names a claim by one of its numbers.
    pub fn letter_names(&self, number: &str) -> bool {
        let plain = |text: &str| -> String {
            let kept = text.chars().filter(char::is_ascii_alphanumeric);
            kept.map(|letter| letter.to_ascii_uppercase()).collect()
        };
        let number = plain(number);
        !number.is_empty() && self.letter_claims.iter().any(|own| plain(own) == number)
    }

    /// Returns the last time of a kind that the document is stamped with.
    pub fn last(&self, kind: StampKind) -> Option<Located<Timestamp>> {
        let of_kind = self.stamps.iter().filter(|stamp| stamp.kind == kind);
        of_kind.map(|stamp| stamp.at).max_by_key(|at| at.value)
    }
}

/// What a record system's own stamp tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StampKind {
    /// When the document was created.
    Created,
    /// When it was last changed.
    Edited,
    /// When it was printed or exported.
    Printed,
}

/// One stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// What it tells.
    pub kind: StampKind,
    /// When, and where it stands.
    pub at: Located<Timestamp>,
}

/// A signature that names nobody in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signing {
    /// Initials alone, in capitals: `DR`.
    Initials(String),
    /// A picture, or said to be illegible.
    Illegible,
    /// Said to be a stamp.
    Stamp,
}

/// Printed page numbers that do not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingPages {
    /// The first page that is missing.
    pub from: u32,
    /// The last.
    pub to: u32,
    /// How many pages the document says it has.
    pub of: u32,
    /// The page number beside the gap.
    pub span: Span,
}

/// Another patient's identifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stranger {
    /// Where they stand.
    pub span: Span,
    /// Whether the name differs.
    pub name: bool,
    /// Whether the record number differs.
    pub record_number: bool,
    /// Whether the birth date differs.
    pub birth_date: bool,
}

/// What a payer's letter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LetterKind {
    /// Asks for records.
    RecordsRequest,
    /// Refuses payment.
    Denial,
    /// Demands back what was paid.
    Demand,
}

/// A payer's letter about claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// What it does.
    pub kind: LetterKind,
    /// Its date.
    pub date: Located<ServiceDate>,
    /// The first and last date of service that it names; `None` when it names none.
    pub services: Option<(ServiceDate, ServiceDate)>,
    /// The day by which it wants an answer, of a denial an appeal; `None` when it names none.
    pub due: Option<Located<ServiceDate>>,
    /// The day by which a denial wants a corrected claim; `None` when it names none.
    pub correct_by: Option<Located<ServiceDate>>,
}

impl Letter {
    /// Returns whether a day lies within the dates of service that it names.
    fn names(&self, day: ServiceDate) -> bool {
        self.services
            .is_some_and(|(from, to)| from <= day && day <= to)
    }

    /// Returns whether it names every one of some days.
    pub fn names_all(&self, days: &[ServiceDate]) -> bool {
        !days.is_empty() && days.iter().all(|day| self.names(*day))
    }

    /// Returns whether it names one of some days.
    pub fn names_any(&self, days: &[ServiceDate]) -> bool {
        days.iter().any(|day| self.names(*day))
    }
}
