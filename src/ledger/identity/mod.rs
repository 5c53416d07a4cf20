//! Matches patients across files. Nothing is merged silently: each join has a basis and a
//! confidence, conflicts become problems, and what matches nobody keeps a record of its own.

mod clusters;
mod posting;

use super::{PatientRecord, chain};
use crate::model::{
    AttendanceEntry, Authorization, Claim, ClaimAcknowledgment, Coverage, Note, PatientIdentity,
    Payment, RemittanceClaim, ServiceDate, StayEntry,
};
use crate::problem::{Problem, ProblemKind};
use crate::text::{FileId, Span};
pub(super) use clusters::fold_id;
use clusters::{Clusters, keys};
use posting::{claim_owners, post};
use std::collections::{BTreeMap, BTreeSet};

/// What tied a source to a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchBasis {
    /// Same medical record number, same member id and birth date, or same name and birth date.
    Stated,
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
    /// Files that are tables. A claim that X12 also holds is audited from X12 alone.
    pub tables: BTreeSet<FileId>,
}

/// The outcome of matching.
#[derive(Debug, Clone, Default)]
pub struct Matching {
    /// Patients, sorted by key. Facts that match nobody form records whose confidence is 0.
    pub patients: Vec<PatientRecord>,
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
pub fn match_patients(facts: Facts, paths: &[String]) -> Matching {
    let mut clusters = Clusters::default();
    let stated: Vec<&PatientIdentity> = identities(&facts).collect();
    for identity in &stated {
        clusters.add(identity);
    }
    let directory = Directory::new(&clusters, &stated);
    let by_file = patients_by_file(&facts, &clusters, &directory);
    let resolver = Resolver {
        clusters: &clusters,
        directory: &directory,
        by_file: &by_file,
        paths,
    };

    let authorizations_supplied = !facts.authorizations.is_empty();
    let mut problems = directory.conflicts.clone();
    let mut builders: BTreeMap<usize, PatientRecord> = BTreeMap::new();
    let mut unmatched: BTreeMap<String, PatientRecord> = BTreeMap::new();
    let mut bucket =
        |identity: &PatientIdentity, span: Span, take: &mut dyn FnMut(&mut PatientRecord)| {
            match resolver.resolve(identity, span.file) {
                Some((patient, basis)) => {
                    let record = builders
                        .entry(patient)
                        .or_insert_with(|| directory.record(patient));
                    record.confidence = record.confidence.min(basis.confidence());
                    take(record);
                }
                None => {
                    let key = unmatched_key(identity, span, paths);
                    let record = unmatched
                        .entry(key.clone())
                        .or_insert_with(|| PatientRecord {
                            key,
                            confidence: 0,
                            ..PatientRecord::default()
                        });
                    take(record);
                }
            }
        };
    for note in facts.notes {
        let (identity, place) = (note.patient.clone(), note.place());
        let mut note = Some(note);
        bucket(&identity, place, &mut |record| {
            record.notes.extend(note.take())
        });
    }
    for claim in facts.claims {
        let (identity, place) = (claim.patient.clone(), claim.span);
        let mut claim = Some(claim);
        bucket(&identity, place, &mut |record| {
            record.claims.extend(claim.take())
        });
    }
    for row in facts.authorizations {
        let (identity, place) = (row.patient.clone(), row.span);
        let mut row = Some(row);
        bucket(&identity, place, &mut |record| {
            record.authorizations.extend(row.take())
        });
    }
    for row in facts.attendance {
        let (identity, place) = (row.patient.clone(), row.span);
        let mut row = Some(row);
        bucket(&identity, place, &mut |record| {
            record.attendance.extend(row.take())
        });
    }
    for coverage in facts.coverages {
        let (identity, place) = (coverage.patient.clone(), coverage.span);
        let mut coverage = Some(coverage);
        bucket(&identity, place, &mut |record| {
            record.coverages.extend(coverage.take())
        });
    }
    for row in facts.authorization_requests {
        let (identity, place) = (row.patient.clone(), row.span);
        let mut row = Some(row);
        bucket(&identity, place, &mut |record| {
            record.authorization_requests.extend(row.take())
        });
    }
    for stay in facts.stays {
        let (identity, place) = (stay.patient.clone(), stay.span);
        let mut stay = Some(stay);
        bucket(&identity, place, &mut |record| {
            record.stays.extend(stay.take())
        });
    }
    let mut patients: Vec<PatientRecord> = builders
        .into_values()
        .chain(unmatched.into_values())
        .collect();
    patients.sort_by(|a, b| a.key.cmp(&b.key));
    let owners = claim_owners(&patients);
    let unmatched_remittances = post(
        &mut patients,
        &owners,
        facts.remittances,
        |row| &row.claim_id,
        |record| &mut record.remittances,
    );
    let unmatched_acknowledgments = post(
        &mut patients,
        &owners,
        facts.acknowledgments,
        |row| &row.claim_id,
        |record| &mut record.acknowledgments,
    );
    for record in &mut patients {
        record.authorizations_supplied = authorizations_supplied;
        sort(record);
        problems.extend(chain::problems(record));
    }
    problems.extend(posting::problems(&unmatched_acknowledgments));
    problems.sort();
    problems.dedup();
    Matching {
        patients,
        unmatched_remittances,
        unmatched_acknowledgments,
        payments: facts.payments,
        problems,
    }
}

fn identities(facts: &Facts) -> impl Iterator<Item = &PatientIdentity> {
    let notes = facts.notes.iter().map(|note| &note.patient);
    let claims = facts.claims.iter().map(|claim| &claim.patient);
    let authorizations = facts.authorizations.iter().map(|row| &row.patient);
    let attendance = facts.attendance.iter().map(|row| &row.patient);
    let coverages = facts.coverages.iter().map(|row| &row.patient);
    let requests = facts.authorization_requests.iter().map(|row| &row.patient);
    let stays = facts.stays.iter().map(|row| &row.patient);
    notes
        .chain(claims)
        .chain(authorizations)
        .chain(attendance)
        .chain(coverages)
        .chain(requests)
        .chain(stays)
}

/// What is known of each cluster, and the weaker keys that only one cluster has.
#[derive(Default)]
struct Directory {
    known: BTreeMap<usize, Known>,
    by_name: BTreeMap<String, BTreeSet<usize>>,
    by_member: BTreeMap<String, BTreeSet<usize>>,
    by_mrn: BTreeMap<String, BTreeSet<usize>>,
    conflicts: Vec<Problem>,
}

#[derive(Default)]
struct Known {
    mrns: BTreeMap<String, u32>,
    members: BTreeMap<String, u32>,
    names: BTreeMap<String, (u32, crate::model::PersonName)>,
    births: BTreeMap<ServiceDate, (u32, Span)>,
    sex: Option<crate::model::Sex>,
    source_id: Option<String>,
}

impl Directory {
    fn new(clusters: &Clusters, stated: &[&PatientIdentity]) -> Self {
        let mut directory = Self::default();
        for identity in stated {
            let Some(root) = keys(identity).first().and_then(|key| clusters.find(key)) else {
                continue;
            };
            let known = directory.known.entry(root).or_default();
            if let Some(mrn) = &identity.mrn {
                *known.mrns.entry(mrn.value.trim().to_owned()).or_default() += 1;
                directory
                    .by_mrn
                    .entry(fold_id(&mrn.value))
                    .or_default()
                    .insert(root);
            }
            if let Some(member) = &identity.member_id {
                *known
                    .members
                    .entry(member.value.trim().to_owned())
                    .or_default() += 1;
                directory
                    .by_member
                    .entry(fold_id(&member.value))
                    .or_default()
                    .insert(root);
            }
            if let Some(name) = &identity.name {
                let entry = known
                    .names
                    .entry(name.value.key())
                    .or_insert((0, name.value.clone()));
                entry.0 += 1;
                // Claims write names in capitals; a chart's spelling reads better.
                if is_capitals(&entry.1) && !is_capitals(&name.value) {
                    entry.1 = name.value.clone();
                }
                directory
                    .by_name
                    .entry(name.value.key())
                    .or_default()
                    .insert(root);
            }
            if let Some(birth) = identity.birth_date {
                known.births.entry(birth.value).or_insert((0, birth.span)).0 += 1;
            }
            known.sex = known.sex.or(identity.sex);
            if let Some(id) = &identity.source_id {
                known.source_id.get_or_insert_with(|| id.value.clone());
            }
        }
        for known in directory.known.values() {
            if known.births.len() > 1 {
                // The rarer dates are the ones to look at.
                let usual =
                    most_frequent(known.births.iter().map(|(date, (count, _))| (date, *count)));
                for (date, (_, span)) in &known.births {
                    if Some(date) != usual {
                        directory.conflicts.push(Problem::at(
                            *span,
                            ProblemKind::IdentityConflict,
                            "the birth date here differs from the one that the same patient has \
                             elsewhere; check that the record belongs to this patient",
                        ));
                    }
                }
            }
        }
        directory
    }

    fn record(&self, patient: usize) -> PatientRecord {
        let Some(known) = self.known.get(&patient) else {
            return PatientRecord::default();
        };
        let name = most_frequent(known.names.iter().map(|(key, (count, _))| (key, *count)))
            .and_then(|key| known.names.get(key))
            .map(|(_, name)| name.clone());
        let birth_date =
            most_frequent(known.births.iter().map(|(date, (count, _))| (date, *count))).copied();
        let key = most_frequent(known.mrns.iter().map(|(mrn, count)| (mrn, *count)))
            .or_else(|| most_frequent(known.members.iter().map(|(id, count)| (id, *count))))
            .cloned()
            .unwrap_or_else(|| {
                let name = known.names.keys().next();
                anonymous_key(name.or(known.source_id.as_ref()).map_or("", |key| key))
            });
        PatientRecord {
            key,
            name,
            birth_date,
            sex: known.sex,
            confidence: 100,
            ..PatientRecord::default()
        }
    }
}

fn is_capitals(name: &crate::model::PersonName) -> bool {
    !name.last.chars().any(char::is_lowercase)
}

/// Returns a stable label for a patient of whom only a name is known, without showing it.
fn anonymous_key(name_key: &str) -> String {
    let hash = blake3::hash(name_key.as_bytes());
    format!("P-{}", &hash.to_hex()[..8])
}

fn most_frequent<T: Ord>(counted: impl Iterator<Item = (T, u32)>) -> Option<T> {
    // The first of the most frequent in sorted order.
    counted
        .fold(None, |best: Option<(T, u32)>, (value, count)| match best {
            Some((_, most)) if most >= count => best,
            _ => Some((value, count)),
        })
        .map(|(value, _)| value)
}

/// Decides which patient a fact belongs to.
struct Resolver<'m> {
    clusters: &'m Clusters,
    directory: &'m Directory,
    by_file: &'m BTreeMap<FileId, BTreeSet<usize>>,
    paths: &'m [String],
}

impl Resolver<'_> {
    fn resolve(&self, identity: &PatientIdentity, file: FileId) -> Option<(usize, MatchBasis)> {
        if let Some(root) = keys(identity)
            .first()
            .and_then(|key| self.clusters.find(key))
        {
            return Some((root, MatchBasis::Stated));
        }
        let of_member = identity
            .member_id
            .as_ref()
            .and_then(|member| self.directory.by_member.get(&fold_id(&member.value)));
        let of_name = identity
            .name
            .as_ref()
            .and_then(|name| self.directory.by_name.get(&name.value.key()));
        let found: BTreeSet<usize> = match (of_member, of_name) {
            (Some(member), Some(name)) => member & name,
            (Some(member), None) => member.clone(),
            (None, Some(name)) => name.clone(),
            (None, None) => BTreeSet::new(),
        };
        if let (1, Some(&root)) = (found.len(), found.first()) {
            return Some((root, MatchBasis::Unique));
        }
        // A name that contradicts is never overruled by a folder.
        if identity.is_empty() {
            return self.by_path(file).map(|root| (root, MatchBasis::FileName));
        }
        None
    }

    /// Finds the one patient whose MRN stands in the file's path, else the one patient of the
    /// folder's other files.
    fn by_path(&self, file: FileId) -> Option<usize> {
        if let Some(patients) = self.by_file.get(&file)
            && patients.len() == 1
        {
            return patients.first().copied();
        }
        let path = self.paths.get(file.0 as usize)?;
        let parts = path.split(['/', '.', '_', ' ']);
        let named: BTreeSet<usize> = parts
            .flat_map(|part| {
                // `CH-1003-smith` holds the MRN as its first one or two hyphenated pieces.
                let pieces: Vec<&str> = part.split('-').collect();
                (1..=pieces.len().min(3)).map(move |count| pieces[..count].join("-"))
            })
            .filter(|part| part.bytes().any(|byte| byte.is_ascii_digit()))
            .filter_map(|part| self.directory.by_mrn.get(&fold_id(&part)))
            .flatten()
            .copied()
            .collect();
        if named.len() == 1 {
            return named.first().copied();
        }
        let folder = path.rsplit_once('/')?.0;
        let of_folder: BTreeSet<usize> = self
            .by_file
            .iter()
            .filter(|(other, _)| {
                self.paths
                    .get(other.0 as usize)
                    .and_then(|path| path.rsplit_once('/'))
                    .is_some_and(|(other_folder, _)| other_folder == folder)
            })
            .flat_map(|(_, patients)| patients.iter().copied())
            .collect();
        (of_folder.len() == 1)
            .then(|| of_folder.first().copied())
            .flatten()
    }
}

/// Lists the patients that each chart file states.
fn patients_by_file(
    facts: &Facts,
    clusters: &Clusters,
    directory: &Directory,
) -> BTreeMap<FileId, BTreeSet<usize>> {
    let none = BTreeMap::new();
    let resolver = Resolver {
        clusters,
        directory,
        by_file: &none,
        paths: &[],
    };
    let mut by_file: BTreeMap<FileId, BTreeSet<usize>> = BTreeMap::new();
    for note in facts.notes.iter().filter(|note| !note.patient.is_empty()) {
        if let Some((patient, _)) = resolver.resolve(&note.patient, note.file) {
            by_file.entry(note.file).or_default().insert(patient);
        }
    }
    by_file
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AttendanceStatus, PersonName};
    use crate::text::Located;

    fn identity(file: u32, mrn: &str, member: &str, name: &str, birth: &str) -> PatientIdentity {
        let span = Span::new(FileId(file), 1, 0, 1);
        let text = |value: &str| (!value.is_empty()).then(|| Located::new(value.to_owned(), span));
        PatientIdentity {
            mrn: text(mrn),
            member_id: text(member),
            name: PersonName::parse(name).map(|name| Located::new(name, span)),
            birth_date: ServiceDate::parse_iso(birth).map(|date| Located::new(date, span)),
            sex: None,
            source_id: None,
        }
    }

    fn entry(file: u32, patient: PatientIdentity) -> AttendanceEntry {
        AttendanceEntry {
            file: FileId(file),
            span: Span::new(FileId(file), 1, 0, 1),
            patient,
            date: ServiceDate::new(2026, 1, 5).expect("a date"),
            session: String::new(),
            time_in: None,
            time_out: None,
            minutes: None,
            status: AttendanceStatus::Present,
        }
    }

    /// Returns `key xN` for each patient.
    fn matched(identities: Vec<PatientIdentity>, paths: &[&str]) -> Vec<String> {
        let attendance = identities
            .into_iter()
            .enumerate()
            .map(|(file, identity)| entry(file as u32, identity))
            .collect();
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        match_patients(
            Facts {
                attendance,
                ..Facts::default()
            },
            &paths,
        )
        .patients
        .iter()
        .map(|record| format!("{} x{}", record.key, record.attendance.len()))
        .collect()
    }

    #[test]
    fn joins_over_mrn_member_id_and_name_with_birth_date() {
        let found = matched(
            vec![
                identity(0, "CH-1", "", "Roe, Ann", "1990-01-02"),
                identity(1, "", "W100", "Ann Roe", "1990-01-02"),
                identity(2, "", "W-100", "ROE, ANN", ""),
                identity(3, "ch1", "", "", ""),
                identity(4, "", "", "Ann Roe", ""),
            ],
            &["a", "b", "c", "d", "e"],
        );
        assert_eq!(found, ["CH-1 x5"]);
    }

    #[test]
    fn keeps_apart_what_only_looks_alike() {
        // Two Ann Roes with different birth dates, a dependent under the same member id, and a
        // bare name that could be either.
        let found = matched(
            vec![
                identity(0, "1", "W100", "Roe, Ann", "1990-01-02"),
                identity(1, "2", "W100", "Roe, Ann", "2012-05-05"),
                identity(2, "", "", "Ann Roe", ""),
            ],
            &["a", "b", "c"],
        );
        assert_eq!(found.len(), 3, "{found:?}");
    }

    #[test]
    fn a_file_without_identity_follows_the_mrn_in_its_path() {
        let found = matched(
            vec![
                identity(0, "CH-1003", "", "Roe, Ann", "1990-01-02"),
                identity(1, "", "", "", ""),
                identity(2, "", "", "", ""),
            ],
            &["charts/a.txt", "charts/CH-1003-roe/x.txt", "other/y.txt"],
        );
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0], "CH-1003 x2");
    }
}
