//! The identities that a case's sources state, in one order.

use super::Facts;
use crate::model::PatientIdentity;
use rayon::prelude::*;

/// An identity as one source states it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stated<'f> {
    /// What it says.
    pub(super) identity: &'f PatientIdentity,
    /// Whether a chart states it.
    pub(super) in_chart: bool,
    /// Whether the one before it says the same, as neighbouring notes mostly do: then whoever was
    /// found for that one is found for this one.
    pub(super) repeats: bool,
}

/// Returns every identity: first those of the notes, then those of claims, authorizations,
/// attendance, coverages, requests and stays, each in the order of its facts.
pub(super) fn stated(facts: &Facts) -> Vec<Stated<'_>> {
    let notes = facts.notes.iter().map(|note| (&*note.patient, true));
    let claims = facts.claims.iter().map(|claim| &claim.patient);
    let authorizations = facts.authorizations.iter().map(|row| &row.patient);
    let attendance = facts.attendance.iter().map(|row| &row.patient);
    let coverages = facts.coverages.iter().map(|row| &row.patient);
    let requests = facts.authorization_requests.iter().map(|row| &row.patient);
    let stays = facts.stays.iter().map(|row| &row.patient);
    let others = claims
        .chain(authorizations)
        .chain(attendance)
        .chain(coverages)
        .chain(requests)
        .chain(stays);
    let all = notes.chain(others.map(|identity| (identity, false)));
    let all: Vec<(&PatientIdentity, bool)> = all.collect();
    all.par_iter()
        .enumerate()
        .map(|(place, &(identity, in_chart))| {
            let before = place.checked_sub(1).and_then(|before| all.get(before));
            Stated {
                identity,
                in_chart,
                repeats: before.is_some_and(|(before, _)| before.says_as(identity)),
            }
        })
        .collect()
}
