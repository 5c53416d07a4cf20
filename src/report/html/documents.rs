//! The documents that stays needed, as far as one is late, unsigned or not found.

use super::source_name::SourceName;
use super::sources::Sources;
use crate::ledger::DocumentState;
use crate::model::ServiceDate;
use crate::report::{DocumentResult, Results};

/// Rows shown; the rest is in `documents.jsonl`.
const ROWS: usize = 400;

/// The section.
pub(super) struct Documents<'r> {
    pub(super) rows: Vec<DocumentView<'r>>,
    pub(super) left_out: usize,
    pub(super) expected: usize,
    pub(super) in_time: usize,
    pub(super) not_yet_due: usize,
}

/// One gap.
pub(super) struct DocumentView<'r> {
    pub(super) patient: &'r str,
    pub(super) level: &'static str,
    pub(super) admission: ServiceDate,
    pub(super) document: &'static str,
    pub(super) due: ServiceDate,
    pub(super) state: String,
    pub(super) days: String,
    pub(super) authority: &'static str,
    pub(super) verified: bool,
    /// The file and the page on which the document begins.
    pub(super) found: Option<(SourceName<'r>, u32)>,
}

impl<'r> Documents<'r> {
    pub(super) fn new(results: &'r Results, sources: &Sources<'r>) -> Self {
        let count = |state: DocumentState| {
            let all = results.documents.iter();
            all.filter(|document| document.state == state).count()
        };
        let gaps: Vec<&DocumentResult> = results
            .documents
            .iter()
            .filter(|document| document.is_gap())
            .collect();
        Self {
            left_out: gaps.len().saturating_sub(ROWS),
            rows: gaps
                .into_iter()
                .take(ROWS)
                .map(|document| DocumentView::new(sources, document))
                .collect(),
            expected: results.documents.len(),
            in_time: count(DocumentState::InTime),
            not_yet_due: count(DocumentState::NotYetDue),
        }
    }
}

impl<'r> DocumentView<'r> {
    fn new(sources: &Sources<'r>, document: &'r DocumentResult) -> Self {
        let state = match (document.state, document.done_on) {
            (DocumentState::Late, Some(done)) => format!("late, {done}"),
            (state, _) => state.words().to_owned(),
        };
        let days = match (document.days.as_slice(), document.days.len()) {
            ([], _) => "–".to_owned(),
            ([only], _) => format!("1: {only}"),
            ([first, .., last], count) => format!("{count}: {first} to {last}"),
        };
        Self {
            patient: &document.patient,
            level: document.level.id(),
            admission: document.admission,
            document: document.document.words(),
            due: document.due,
            state,
            days,
            authority: document.authority,
            verified: document.verified,
            found: document
                .place
                .map(|place| (sources.name(place.file), place.page)),
        }
    }
}
