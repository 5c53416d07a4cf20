//! What the worklist's second sheet says: of what and when the list speaks, and what adds up to what.

use super::task::Worklist;
use crate::model::Money;
use crate::report::Results;

/// One row of the sheet.
pub(super) enum Fact {
    /// A name and a text.
    Text(&'static str, String),
    /// A name and a count.
    Count(&'static str, usize),
    /// A name and an amount.
    Amount(&'static str, Money),
}

/// Returns the rows in order. `left_off` tasks did not fit on the first sheet.
pub(super) fn facts(results: &Results, list: &Worklist<'_>, left_off: usize) -> Vec<Fact> {
    let run = &results.run;
    let as_of = run
        .as_of
        .map_or_else(|| "not given".to_owned(), |date| date.to_string());
    let complete = if run.chart_complete { "yes" } else { "no" };
    let mut facts =
        vec![
        Fact::Text("Facility", run.facility.clone()),
        Fact::Text("As of", as_of),
        Fact::Text("Chart set declared complete", complete.to_owned()),
        Fact::Text("chartproof", run.version.to_owned()),
        Fact::Count("Tasks", list.tasks.len()),
        Fact::Amount("Dollars counted on tasks", list.counted()),
        Fact::Amount(
            "Dollars counted on findings for information",
            list.left_out_dollars,
        ),
        Fact::Amount("Gross exposure (summary.json)", results.exposure.total.gross),
        Fact::Count("Findings for information, left out", list.left_out),
        Fact::Text(
            "Counted",
            "Each dollar stands on one task only: the one whose finding takes most of that day of \
             that line. The column and the dollars counted on findings for information add up to \
             the gross exposure."
                .to_owned(),
        ),
        Fact::Text(
            "At risk",
            "All that the task's findings touch, each day of a line once. Several tasks may touch \
             the same dollars, so this column must not be added up."
                .to_owned(),
        ),
        Fact::Text(
            "Disputed",
            "What the payer refused, or asks records for. What was refused was not paid, so it is \
             no part of the exposure."
                .to_owned(),
        ),
        Fact::Text(
            "Deadline",
            "The day to keep for an appeal, a corrected claim, records, the stop of a recoupment, \
             or the report and return of a payment in question. Empty where none is known or the \
             day has passed. When a missing document was due stands in a column of its own."
                .to_owned(),
        ),
    ];
    if left_off > 0 {
        facts.push(Fact::Count("Tasks in worklist.csv only", left_off));
    }
    facts
}
