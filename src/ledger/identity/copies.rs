//! Finds claims that a table and an X12 file both hold.

use crate::ledger::PatientRecord;
use crate::model::{Claim, ServiceDate, ServiceLine};
use crate::problem::{Problem, ProblemKind};
use crate::text::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// Sets aside the claims of tables that an X12 file holds as well: kept twice they would look
/// billed twice. A claim is the same when every line of it has a twin in date, code and charge.
pub(super) fn set_aside(
    record: &mut PatientRecord,
    tables: &BTreeSet<FileId>,
    problems: &mut Vec<Problem>,
) {
    let is_table = |claim: &Claim| tables.contains(&claim.file);
    if !record.claims.iter().any(is_table) || record.claims.iter().all(is_table) {
        return;
    }
    let mut twins: BTreeMap<LineKey, u32> = BTreeMap::new();
    for claim in record.claims.iter().filter(|claim| !is_table(claim)) {
        for line in &claim.lines {
            *twins.entry(line_key(line)).or_default() += 1;
        }
    }
    record.claims.retain(|claim| {
        if !is_table(claim) || claim.lines.is_empty() {
            return true;
        }
        let mut left = twins.clone();
        let is_copy = claim.lines.iter().all(|line| {
            let count = left.get_mut(&line_key(line));
            count.is_some_and(|count| {
                let there = *count > 0;
                *count = count.saturating_sub(1);
                there
            })
        });
        if is_copy {
            // Each line of X12 has one copy; a second is a line of its own.
            twins = left;
            problems.push(Problem::at(
                claim.span,
                ProblemKind::BadValue,
                "an X12 claim file holds this claim as well; it is audited from there and this \
                 copy is set aside",
            ));
        }
        !is_copy
    });
}

type LineKey = (
    Option<(ServiceDate, ServiceDate)>,
    Option<String>,
    Option<String>,
    i64,
);

fn line_key(line: &ServiceLine) -> LineKey {
    (
        line.dates
            .map(|dates| (dates.value.from(), dates.value.to())),
        line.procedure.as_ref().map(|code| code.value.to_string()),
        line.revenue.as_ref().map(|code| code.value.to_string()),
        line.charge.cents(),
    )
}
