//! Compact per-patient summaries for checks that need several patients at once.

use super::{Ledger, LineRow};
use crate::finding::LineId;
use crate::model::{NoteKind, ServiceDate};
use crate::text::Span;

/// One timed service of one clinician.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// Folded name of the author, `last|first`.
    pub author: String,
    /// The date.
    pub date: ServiceDate,
    /// Start, minutes since midnight.
    pub start: u32,
    /// Stop, minutes since midnight.
    pub stop: u32,
    /// Whether it is a group: many patients share one group's slot.
    pub is_group: bool,
    /// Note kind.
    pub kind: NoteKind,
    /// Where the time stands.
    pub time_span: Span,
    /// Where the author stands.
    pub author_span: Option<Span>,
    /// The lines that the note documents.
    pub lines: Vec<LineId>,
}

/// What facility-scope checks need of one patient.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PatientSummary {
    /// The patient's key.
    pub patient: String,
    /// Timed services, sorted.
    pub slots: Vec<Slot>,
    /// Claim id and line number of every line that a slot names, sorted by line.
    pub line_names: Vec<(LineId, String, u32)>,
}
