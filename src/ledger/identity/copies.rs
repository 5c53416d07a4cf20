//! Finds claims that a table and an X12 file both hold.

use crate::ledger::PatientRecord;
use crate::model::{Claim, ClaimFrequency, ServiceDate, ServiceLine};
use crate::problem::{Problem, ProblemKind};
use crate::text::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// Sets aside the claims of tables that an X12 file holds as well: kept twice they would look
/// billed twice. A claim is the same when every line of it has a twin in date, code and charge in
/// claims to a payer of the same order that also are first ones, replacements or voids.
pub(super) fn set_aside(
    record: &mut PatientRecord,
    tables: &BTreeSet<FileId>,
    problems: &mut Vec<Problem>,
) {
    let is_table = |claim: &Claim| tables.contains(&claim.file);
    if !record.claims.iter().any(is_table) || record.claims.iter().all(is_table) {
        return;
    }
    let mut sent: BTreeMap<(&str, u8), BTreeMap<LineKey, u32>> = BTreeMap::new();
    for claim in record.claims.iter().filter(|claim| !is_table(claim)) {
        let twins = sent.entry((sequence(claim), action(claim))).or_default();
        for line in &claim.lines {
            *twins.entry(line_key(line)).or_default() += 1;
        }
    }
    let mut sent: Vec<(String, u8, BTreeMap<LineKey, u32>)> = sent
        .into_iter()
        .map(|((sequence, action), twins)| (sequence.to_owned(), action, twins))
        .collect();
    record.claims.retain(|claim| {
        if !is_table(claim) || claim.lines.is_empty() {
            return true;
        }
        // What goes to the second payer, and what replaces a claim, has the same lines.
        let may_be_it = |of: &str, does: u8| {
            (of.is_empty() || sequence(claim).is_empty() || of == sequence(claim))
                && does == action(claim)
        };
        let is_copy = sent
            .iter_mut()
            .filter(|(of, does, _)| may_be_it(of, *does))
            .any(|(_, _, twins)| takes_twins(twins, claim));
        if is_copy {
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

/// Takes a twin for every line of a claim, where there is one for each: a second copy of a line is a
/// line of its own.
fn takes_twins(twins: &mut BTreeMap<LineKey, u32>, claim: &Claim) -> bool {
    let mut left = twins.clone();
    let has_all = claim.lines.iter().all(|line| {
        let count = left.get_mut(&line_key(line));
        count.is_some_and(|count| {
            let there = *count > 0;
            *count = count.saturating_sub(1);
            there
        })
    });
    if has_all {
        *twins = left;
    }
    has_all
}

fn sequence(claim: &Claim) -> &str {
    claim.payer_sequence.trim()
}

/// Returns whether a claim is a first one, replaces one or voids one.
fn action(claim: &Claim) -> u8 {
    match claim.frequency {
        ClaimFrequency::Replacement => 7,
        ClaimFrequency::Void => 8,
        _ => 1,
    }
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
