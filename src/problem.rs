//! Answers for what a reader could not understand. A problem is data, not an error: the audit
//! goes on, and the problem is shown to the user as an `ING` finding.

use crate::text::{FileId, Span};
use serde::{Deserialize, Serialize};

/// Says what kind of trouble a reader met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// The file's bytes are of no kind that the program reads.
    UnknownFileType,
    /// The file is empty.
    EmptyFile,
    /// The file could not be opened or read at all.
    Unreadable,
    /// A page holds no text (a scan, a drawing, a blank page).
    PageWithoutText,
    /// Part of a page could not be turned into characters.
    PageDamaged,
    /// A document needs a password.
    Encrypted,
    /// An X12 structure is wrong: counts, missing segments, truncated loops.
    ClaimStructure,
    /// A value is not what its place demands (a date, an amount, an NPI).
    BadValue,
    /// A table's columns could not be understood.
    UnknownColumns,
    /// A row, claim or note names no patient.
    NoPatient,
    /// A note has no date of service.
    NoServiceDate,
    /// Two sources disagree about who a patient is.
    IdentityConflict,
    /// The printed page numbers skip, stop short or repeat.
    PageSequence,
    /// Something beside a document's text was left out by design: comments, tracked deletions,
    /// hidden passages, documents embedded in it.
    LeftOut,
    /// Content that the audit has no use for; nothing is lost without it.
    NotNeeded,
}

/// One thing a reader could not understand, with its place and a sentence for the reviewer.
///
/// The sentence never holds note text, names, birth dates or ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// The file.
    pub file: FileId,
    /// The place, where there is one.
    pub span: Option<Span>,
    /// The kind of trouble.
    pub kind: ProblemKind,
    /// What was found, what was expected, and the next step.
    pub message: String,
    /// What a table may be whose columns were not understood.
    pub may_be: Option<TableGuess>,
}

/// What a table may be whose columns were not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableGuess {
    /// An attendance sheet.
    Attendance,
    /// An authorization log.
    Authorizations,
    /// A table of payments.
    Payments,
}

impl Problem {
    /// Describes trouble with a whole file.
    pub fn file(file: FileId, kind: ProblemKind, message: impl Into<String>) -> Self {
        Self {
            file,
            span: None,
            kind,
            message: message.into(),
            may_be: None,
        }
    }

    /// Describes trouble at a place.
    pub fn at(span: Span, kind: ProblemKind, message: impl Into<String>) -> Self {
        Self {
            file: span.file,
            span: Some(span),
            kind,
            message: message.into(),
            may_be: None,
        }
    }

    /// Says what the table may be.
    pub fn that_may_be(mut self, guess: Option<TableGuess>) -> Self {
        self.may_be = guess;
        self
    }
}

impl ProblemKind {
    /// Returns whether something supplied could not be read or belongs to nobody, which makes the
    /// exit code 1. A single odd value or date loses no record.
    pub fn loses_a_record(self) -> bool {
        self.loses_the_file()
            || matches!(
                self,
                Self::PageWithoutText | Self::ClaimStructure | Self::NoPatient
            )
    }

    /// Returns whether the whole file was lost.
    pub fn loses_the_file(self) -> bool {
        matches!(
            self,
            Self::UnknownFileType
                | Self::EmptyFile
                | Self::Unreadable
                | Self::Encrypted
                | Self::UnknownColumns
        )
    }
}
