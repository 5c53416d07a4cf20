//! Gives facts that name a claim, and no patient of their own, to the record that holds the claim.

use super::PatientRecord;
use crate::model::ClaimAcknowledgment;
use crate::problem::{Problem, ProblemKind};
use crate::text::FileId;
use std::collections::BTreeMap;

/// Returns the record that holds each claim, by the claim's id.
pub(super) fn claim_owners(patients: &[PatientRecord]) -> BTreeMap<String, usize> {
    let mut owners = BTreeMap::new();
    for (index, record) in patients.iter().enumerate() {
        for claim in record.claims.iter().filter(|claim| !claim.id.is_empty()) {
            owners.entry(claim.id.clone()).or_insert(index);
        }
    }
    owners
}

/// Gives each fact to the record that holds its claim and returns the facts of no claim.
pub(super) fn post<T>(
    patients: &mut [PatientRecord],
    owners: &BTreeMap<String, usize>,
    facts: Vec<T>,
    claim_id: impl Fn(&T) -> &str,
    place: impl Fn(&mut PatientRecord) -> &mut Vec<T>,
) -> Vec<T> {
    let mut unmatched = Vec::new();
    for fact in facts {
        let owner = owners.get(claim_id(&fact)).copied();
        match owner.and_then(|index| patients.get_mut(index)) {
            Some(record) => place(record).push(fact),
            None => unmatched.push(fact),
        }
    }
    unmatched
}

/// Returns a problem for every file whose acknowledgments name claims that no file holds. Whole
/// batches are acknowledged at once, so that one by one they would drown the rest.
pub(super) fn problems(unmatched: &[ClaimAcknowledgment]) -> Vec<Problem> {
    let mut by_file: BTreeMap<FileId, u32> = BTreeMap::new();
    for acknowledgment in unmatched {
        *by_file.entry(acknowledgment.file).or_default() += 1;
    }
    let told = |(file, count): (FileId, u32)| {
        let claims = if count == 1 { "claim" } else { "claims" };
        let message = format!(
            "{count} {claims} of this acknowledgment are in none of the claim files; add the \
             claim files to have them joined"
        );
        Problem::file(file, ProblemKind::BadValue, message)
    };
    by_file.into_iter().map(told).collect()
}
