//! Where a lower level was due: one row a stay with the sentences on both sides.

use super::source_name::SourceName;
use super::sources::Sources;
use crate::report::{Results, StepDownResult};
use crate::text::Span;

/// Sentences shown of each side.
const SHOWN: usize = 5;

/// One stay's line.
pub(super) struct StepDownView<'r> {
    pub(super) result: &'r StepDownResult,
    pub(super) supports: Vec<Words<'r>>,
    pub(super) against: Vec<Words<'r>>,
}

/// Words of a chart and where they stand.
pub(super) struct Words<'r> {
    pub(super) words: &'r str,
    pub(super) source: SourceName<'r>,
    pub(super) page: u32,
}

/// Returns the first rows, and how many more there are.
pub(super) fn rows<'r>(
    results: &'r Results,
    sources: &Sources<'r>,
    most: usize,
) -> (Vec<StepDownView<'r>>, usize) {
    let words = |spans: &[Span]| {
        let cited = spans.iter().filter_map(|span| {
            let quote = results.quotes.get(span)?;
            Some(Words {
                words: quote.quote(),
                source: sources.name(span.file),
                page: span.page,
            })
        });
        cited.take(SHOWN).collect()
    };
    let rows = results
        .step_downs
        .iter()
        .take(most)
        .map(|result| StepDownView {
            result,
            supports: words(&result.supports),
            against: words(&result.against),
        });
    (
        rows.collect(),
        results.step_downs.len().saturating_sub(most),
    )
}
