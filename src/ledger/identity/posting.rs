//! Gives facts that name a claim, and no patient of their own, to the record that holds the claim.

use super::{PatientRecord, fold_id};
use crate::model::ClaimAcknowledgment;
use crate::problem::{Problem, ProblemKind};
use crate::text::FileId;
use std::collections::BTreeMap;

/// Which record holds each claim.
pub(super) struct Owners {
    by_id: BTreeMap<String, Owner>,
    by_folded_id: BTreeMap<String, Owner>,
}

#[derive(Clone)]
struct Owner {
    patient: usize,
    claim_id: String,
    /// Whether claims of two patients have this id.
    is_unsure: bool,
}

impl Owners {
    /// Gathers the claims of all records by their ids.
    pub(super) fn new(patients: &[PatientRecord]) -> Self {
        let mut owners = Self {
            by_id: BTreeMap::new(),
            by_folded_id: BTreeMap::new(),
        };
        for (patient, record) in patients.iter().enumerate() {
            for claim in record.claims.iter().filter(|claim| !claim.id.is_empty()) {
                let owner = Owner {
                    patient,
                    claim_id: claim.id.clone(),
                    is_unsure: false,
                };
                let maps = [
                    (&mut owners.by_id, claim.id.clone()),
                    (&mut owners.by_folded_id, fold_id(&claim.id)),
                ];
                for (map, id) in maps {
                    let known = map.entry(id).or_insert_with(|| owner.clone());
                    known.is_unsure |= known.patient != patient;
                }
            }
        }
        owners
    }

    /// Gives each fact to the record that holds its claim and returns the facts of no claim, or
    /// of two patients' claims.
    pub(super) fn post<T>(
        &self,
        patients: &mut [PatientRecord],
        facts: Vec<T>,
        claim_id: impl Fn(&mut T) -> &mut String,
        place: impl Fn(&mut PatientRecord) -> &mut Vec<T>,
    ) -> Vec<T> {
        let mut unmatched = Vec::new();
        for mut fact in facts {
            let id = claim_id(&mut fact);
            let owner = self
                .by_id
                .get(id)
                .or_else(|| self.by_folded_id.get(&fold_id(id)))
                .filter(|owner| !owner.is_unsure);
            let record = owner.and_then(|owner| Some((patients.get_mut(owner.patient)?, owner)));
            match record {
                Some((record, owner)) => {
                    // Tables drop leading zeros and hyphens; lines are found by the claim's own id.
                    id.clone_from(&owner.claim_id);
                    place(record).push(fact);
                }
                None => unmatched.push(fact),
            }
        }
        unmatched
    }
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
