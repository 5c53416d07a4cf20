//! Matches patients across files. Nothing is merged silently: each join has a basis and a
//! confidence, conflicts become problems, and what matches nobody keeps a record of its own.

mod answered_in_parts;
mod authorized_twice;
mod clusters;
mod copies;
mod directory;
mod filing;
mod names;
mod posted_twice;
mod posting;
mod refused_twice;
mod resolver;
mod stated;
mod statement;
#[cfg(test)]
mod tests;

pub use names::is_name_of;

use super::{Export, PatientRecord, chain};
use crate::model::{
    AttendanceEntry, Authorization, Claim, ClaimAcknowledgment, Coverage, Note, PatientIdentity,
    Payment, RemittanceClaim, StaffEntry, StayEntry,
};
use crate::problem::Problem;
use crate::text::{FileId, Span};
use clusters::Clusters;
pub use clusters::IdentityLink;
use directory::{Directory, anonymous_key};
pub use names::{Likeness, likeness};
use posting::Owners;
use resolver::Resolver;
use serde::{Deserialize, Serialize};
pub(super) use statement::fold_id;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What tied a source to a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MatchBasis {
    /// Same medical record number, same member id and birth date, or same name and birth date.
    Stated,
    /// A name that is a variant of the patient's, beside the same birth date or member id; or the
    /// patient's name and member id beside a birth date with one slip.
    Similar,
    /// Same member id or same name without more, where one patient only has it.
    Unique,
    /// The file's name or folder names a known patient.
    FileName,
    /// Nothing ties it to a patient.
    Unmatched,
}

impl MatchBasis {
    /// Returns the confidence of a join on this basis, in percent.
    pub fn confidence(self) -> u8 {
        match self {
            Self::Stated => 99,
            Self::Similar => 88,
            Self::Unique => 85,
            Self::FileName => 80,
            Self::Unmatched => 0,
        }
    }
}

/// Facts of all files, before they are joined by patient.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Notes.
    pub notes: Vec<Note>,
    /// Claims.
    pub claims: Vec<Claim>,
    /// Authorizations.
    pub authorizations: Vec<Authorization>,
    /// Attendance rows.
    pub attendance: Vec<AttendanceEntry>,
    /// Remittance claims.
    pub remittances: Vec<RemittanceClaim>,
    /// Coverages.
    pub coverages: Vec<Coverage>,
    /// Requests for authorization.
    pub authorization_requests: Vec<Authorization>,
    /// Acknowledgments of claims.
    pub acknowledgments: Vec<ClaimAcknowledgment>,
    /// Payments.
    pub payments: Vec<Payment>,
    /// Census and leave rows.
    pub stays: Vec<StayEntry>,
    /// Staff of rosters.
    pub staff: Vec<StaffEntry>,
    /// Files that are tables. A claim that X12 also holds is audited from X12 alone.
    pub tables: BTreeSet<FileId>,
}

/// The outcome of matching.
#[derive(Debug, Clone, Default)]
pub struct Matching {
    /// Patients, sorted by key. Facts that match nobody form records whose confidence is 0.
    pub patients: Vec<PatientRecord>,
    /// People whom only coverage or census sources name: nothing of theirs can be audited.
    pub not_audited: Vec<PatientRecord>,
    /// Remittances whose claim is in none of the files.
    pub unmatched_remittances: Vec<RemittanceClaim>,
    /// Acknowledgments whose claim is in none of the files.
    pub unmatched_acknowledgments: Vec<ClaimAcknowledgment>,
    /// Payments, in file order.
    pub payments: Vec<Payment>,
    /// Conflicts met.
    pub problems: Vec<Problem>,
}

/// Joins the facts of all files by patient. `paths` gives each file's path, by [`FileId`].
pub fn match_patients(mut facts: Facts, paths: &[String]) -> Matching {
    filing::learn(&mut facts);
    let export = Arc::new(Export::of(&mut facts));
    let stated = stated::stated(&facts);
    let clusters = Clusters::new(&stated);
    let directory = Directory::new(&clusters, &stated);
    let files = facts.notes.iter().map(|note| note.file);
    // Where a file lies is asked for those alone who name nobody.
    let asks = stated.iter().any(|stated| stated.identity.is_empty());
    let notes = files.zip(stated.iter().copied()).filter(|_| asks);
    let resolver = Resolver::new(&clusters, &directory, paths, notes);

    let mut problems = [&*directory.conflicts, &*clusters.problems].concat();
    let mut sorted = Sorter {
        resolver: &resolver,
        known: BTreeMap::new(),
        unmatched: BTreeMap::new(),
        repeats: stated
            .iter()
            .map(|stated| stated.repeats)
            .collect::<Vec<_>>()
            .into_iter(),
        last: None,
    };
    // In the order in which they are stated.
    for note in facts.notes {
        let record = sorted.record(&note.patient, note.place());
        record.notes.push(note);
    }
    for claim in facts.claims {
        let record = sorted.record(&claim.patient, claim.span);
        record.claims.push(claim);
    }
    for row in facts.authorizations {
        let record = sorted.record(&row.patient, row.span);
        record.authorizations.push(row);
    }
    for row in facts.attendance {
        let record = sorted.record(&row.patient, row.span);
        record.attendance.push(row);
    }
    for coverage in facts.coverages {
        let record = sorted.record(&coverage.patient, coverage.span);
        record.coverages.push(coverage);
    }
    for row in facts.authorization_requests {
        let record = sorted.record(&row.patient, row.span);
        record.authorization_requests.push(row);
    }
    for stay in facts.stays {
        let record = sorted.record(&stay.patient, stay.span);
        record.stays.push(stay);
    }
    let mut patients = sorted.finish();
    for record in &mut patients {
        copies::set_aside(record, &facts.tables, &mut problems);
        answered_in_parts::join(record);
        authorized_twice::join(record);
    }
    let owners = Owners::new(&patients);
    let unmatched_remittances = owners.post(
        &mut patients,
        facts.remittances,
        |row| &mut row.claim_id,
        |record| &mut record.remittances,
    );
    let unmatched_acknowledgments = owners.post(
        &mut patients,
        facts.acknowledgments,
        |row| &mut row.claim_id,
        |record| &mut record.acknowledgments,
    );
    for record in &mut patients {
        record.export = Arc::clone(&export);
        posted_twice::set_aside(record, &mut problems);
        refused_twice::set_aside(record);
        sort(record);
        problems.extend(chain::problems(record));
    }
    problems.extend(posting::problems(&unmatched_acknowledgments));
    let (patients, not_audited) = patients.into_iter().partition(can_be_audited);
    problems.sort();
    problems.dedup();
    Matching {
        patients,
        not_audited,
        unmatched_remittances,
        unmatched_acknowledgments,
        payments: facts.payments,
        problems,
    }
}

/// Returns whether there is anything to audit: an eligibility file names people who were never
/// treated.
fn can_be_audited(record: &PatientRecord) -> bool {
    !(record.notes.is_empty()
        && record.claims.is_empty()
        && record.authorizations.is_empty()
        && record.attendance.is_empty())
}

/// Records by patient while facts arrive.
struct Sorter<'m> {
    resolver: &'m Resolver<'m>,
    known: BTreeMap<usize, PatientRecord>,
    unmatched: BTreeMap<String, PatientRecord>,
    /// Whether each identity says the same as the one before it, in the order in which they are
    /// stated, which is that of the facts' arrival.
    repeats: std::vec::IntoIter<bool>,
    /// Whom the identity before led to.
    last: Option<(usize, MatchBasis)>,
}

impl Sorter<'_> {
    /// Returns the record that a fact belongs to, its confidence lowered to that of the join.
    fn record(&mut self, identity: &PatientIdentity, place: Span) -> &mut PatientRecord {
        let Some((patient, basis)) = self.resolve(identity, place.file) else {
            let key = unmatched_key(identity, place, self.resolver.paths);
            return self
                .unmatched
                .entry(key.clone())
                .or_insert_with(|| PatientRecord {
                    key,
                    confidence: MatchBasis::Unmatched.confidence(),
                    ..PatientRecord::default()
                });
        };
        let record = self.known.entry(patient).or_insert_with(|| {
            let mut record = self.resolver.directory.record(patient);
            record.links = self.resolver.clusters.links(patient).to_vec();
            for link in &record.links {
                record.confidence = record.confidence.min(link.basis.confidence());
            }
            record
        });
        record.confidence = record.confidence.min(basis.confidence());
        if basis != MatchBasis::Stated {
            let link = IdentityLink { basis, span: place };
            if !record.links.contains(&link) {
                record.links.push(link);
            }
        }
        record
    }

    fn resolve(&mut self, identity: &PatientIdentity, file: FileId) -> Option<(usize, MatchBasis)> {
        let repeats = self.repeats.next().unwrap_or_default();
        if self.last.is_some() && repeats {
            return self.last;
        }
        let found = self.resolver.resolve(identity, file);
        // Who says nothing is found by the file, which the next may not share.
        self.last = found.filter(|_| !identity.is_empty());
        found
    }

    /// Returns all records by key, each key once.
    fn finish(self) -> Vec<PatientRecord> {
        let known = self.known.into_values();
        let mut patients: Vec<PatientRecord> = known.chain(self.unmatched.into_values()).collect();
        patients.sort_by(|a, b| a.key.cmp(&b.key));
        // Two people under one record number are two patients all the same.
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        for record in &mut patients {
            let count = seen.entry(record.key.clone()).or_default();
            *count += 1;
            if *count > 1 {
                record.key = format!("{} ({count})", record.key);
            }
            record.links.sort_unstable();
        }
        patients.sort_by(|a, b| a.key.cmp(&b.key));
        patients
    }
}

/// Returns the key under which facts that match nobody are kept together: one per name or id,
/// else one per file.
fn unmatched_key(identity: &PatientIdentity, span: Span, paths: &[String]) -> String {
    if let Some(member) = &identity.member_id {
        return format!("unmatched-{}", member.value.trim());
    }
    let basis = match &identity.name {
        Some(name) => name.value.key(),
        None => paths.get(span.file.0 as usize).cloned().unwrap_or_default(),
    };
    format!("unmatched-{}", anonymous_key(&basis))
}

fn sort(record: &mut PatientRecord) {
    record.notes.sort_by_key(|note| (note.date(), note.place()));
    record.claims.sort_by_key(|claim| claim.span);
    record.authorizations.sort_by_key(|row| row.span);
    record.attendance.sort_by_key(|row| (row.date, row.span));
    record.coverages.sort_by_key(|row| row.span);
    record.authorization_requests.sort_by_key(|row| row.span);
    record.acknowledgments.sort_by_key(|row| row.span);
    record.stays.sort_by_key(|row| (row.from, row.to, row.span));
    record
        .remittances
        .sort_by_key(|row| (row.payment_date, row.span));
    // Nothing is added any more, and a facility's records are held together.
    record.notes.shrink_to_fit();
    record.claims.shrink_to_fit();
    record.remittances.shrink_to_fit();
}
