//! Where a lower level was due: one row a stay with the sentences on both sides.

use super::source_name::SourceName;
use super::sources::Sources;
use crate::report::{Quote, Results, StepDownResult};
use crate::text::Span;
use crate::text::sentence::around;

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
    /// What the sentence says before them, as far as it is kept.
    pub(super) before: String,
    pub(super) words: &'r str,
    pub(super) after: String,
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
            let (before, after) = rest_of_sentence(quote);
            Some(Words {
                before,
                words: quote.quote(),
                after,
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

/// Returns what stands in the sentence before and after the cited words: "SI" alone does not say that
/// it is denied.
fn rest_of_sentence(quote: &Quote) -> (String, String) {
    let text: Vec<char> = [quote.before(), quote.quote(), quote.after()]
        .concat()
        .chars()
        .collect();
    let start = quote.before().chars().count();
    let end = start + quote.quote().chars().count();
    let (first, last) = around(&text, (start, end), (0, text.len()));
    let words =
        |range: std::ops::Range<usize>| text.get(range).unwrap_or_default().iter().collect();
    (words(first..start), words(end..last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_shown_with_their_sentence_and_no_more() {
        let quote = Quote::new("Ate well. Denies ", "SI", " today. Calm.");
        let rest = rest_of_sentence(&quote);
        assert_eq!(rest, ("Denies ".to_owned(), " today.".to_owned()));
        let quote = Quote::new("", "Slept 9 h.", " Calm.");
        assert_eq!(rest_of_sentence(&quote), Default::default());
    }
}
