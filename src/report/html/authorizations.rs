//! What is left of approvals: those that ask for something before they end.

use super::source_name::SourceName;
use super::sources::Sources;
use crate::model::UnitKind;
use crate::report::{AuthorizationResult, Results};

/// Rows shown; the rest is in `authorizations.jsonl`.
const ROWS: usize = 400;

/// The section.
pub(super) struct Authorizations<'r> {
    pub(super) rows: Vec<AuthorizationView<'r>>,
    pub(super) left_out: usize,
    pub(super) all: usize,
}

/// One approval.
pub(super) struct AuthorizationView<'r> {
    pub(super) result: &'r AuthorizationResult,
    pub(super) service: String,
    pub(super) dates: String,
    pub(super) used: String,
    pub(super) pace: String,
    pub(super) runs_out: String,
    pub(super) source: SourceName<'r>,
}

impl<'r> Authorizations<'r> {
    pub(super) fn new(results: &'r Results, sources: &Sources<'r>) -> Self {
        let mut asking: Vec<&AuthorizationResult> = results
            .authorizations
            .iter()
            .filter(|one| one.burn_down.standing.asks_for_action())
            .collect();
        // What is used up first stands first; the order within a standing is the results' own.
        asking.sort_by_key(|one| one.burn_down.standing);
        Self {
            all: results.authorizations.len(),
            left_out: asking.len().saturating_sub(ROWS),
            rows: asking
                .into_iter()
                .take(ROWS)
                .map(|result| AuthorizationView::new(sources, result))
                .collect(),
        }
    }
}

impl<'r> AuthorizationView<'r> {
    fn new(sources: &Sources<'r>, result: &'r AuthorizationResult) -> Self {
        let none = || "–".to_owned();
        let noun = match result.unit {
            Some(UnitKind::Day) => "days",
            Some(UnitKind::Visit) => "visits",
            Some(UnitKind::Hour) => "hours",
            Some(UnitKind::Unit) | None => "units",
        };
        let burn_down = &result.burn_down;
        let service = match (result.level, result.codes.as_slice()) {
            (Some(level), []) => level.id().to_owned(),
            (Some(level), codes) => format!("{}: {}", level.id(), codes.join(", ")),
            (None, []) => none(),
            (None, codes) => codes.join(", "),
        };
        Self {
            service,
            dates: match (result.from, result.to) {
                (Some(from), Some(to)) => format!("{from} to {to}"),
                (Some(from), None) => format!("from {from}"),
                _ => none(),
            },
            used: match (burn_down.used, burn_down.granted) {
                (Some(used), Some(granted)) => format!("{used} of {granted} {noun}"),
                _ => none(),
            },
            pace: burn_down.per_week.map_or_else(none, |units| {
                let tenths = (units.thousandths() + 50) / 100;
                format!("{}.{} a week", tenths / 10, tenths % 10)
            }),
            runs_out: burn_down
                .runs_out
                .map_or_else(none, |date| date.to_string()),
            source: sources.name(result.place.file),
            result,
        }
    }
}
