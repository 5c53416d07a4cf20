//! What is known of each cluster, and the weaker keys under which it can be found.

use super::clusters::Clusters;
use super::names::NameParts;
use super::stated::Stated;
use super::statement::fold_id;
use crate::ledger::PatientRecord;
use crate::model::{PatientIdentity, PersonName, ServiceDate, Sex};
use crate::problem::{Problem, ProblemKind};
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Everyone known, by the keys that lead to them.
#[derive(Default)]
pub(super) struct Directory {
    known: BTreeMap<usize, Known>,
    by_name: BTreeMap<String, BTreeSet<usize>>,
    by_member: BTreeMap<String, BTreeSet<usize>>,
    by_mrn: BTreeMap<String, BTreeSet<usize>>,
    by_source: BTreeMap<String, BTreeSet<usize>>,
    /// Birth dates of one patient that differ.
    pub(super) conflicts: Vec<Problem>,
}

#[derive(Default)]
struct Known {
    mrns: BTreeMap<String, u32>,
    members: BTreeMap<String, u32>,
    names: BTreeMap<String, (u32, PersonName)>,
    births: BTreeMap<ServiceDate, (u32, Span)>,
    sex: Option<Sex>,
    source_id: Option<String>,
}

impl Directory {
    /// Gathers what the identities of each cluster say.
    pub(super) fn new(clusters: &Clusters, stated: &[Stated<'_>]) -> Self {
        let mut directory = Self::default();
        for same in stated.chunk_by(|_, next| next.repeats) {
            let Some(Stated { identity, .. }) = same.first() else {
                continue;
            };
            if let Some(root) = clusters.of(identity) {
                directory.take(root, identity, same.len() as u32);
            }
        }
        // A record number, or a member id with a birth date, that no name stands beside anywhere
        // still makes a patient; its place follows those of the named.
        let mut next = usize::MAX / 2;
        let mut bare: BTreeMap<String, usize> = BTreeMap::new();
        for Stated { identity, .. } in stated {
            if identity.name.is_some() || directory.find_bare(identity).is_some() {
                continue;
            }
            let Some(key) = bare_key(identity) else {
                continue;
            };
            let root = *bare.entry(key).or_insert_with(|| {
                next += 1;
                next
            });
            directory.take(root, identity, 1);
        }
        directory.tell_births();
        directory
    }

    /// Finds the one patient of an export's own id, of a record number, or of a member id with its
    /// birth date.
    pub(super) fn find_bare(&self, identity: &PatientIdentity) -> Option<usize> {
        let birth = identity.birth_date.map(|date| date.value);
        let fits = |root: &&usize| match (birth, self.known.get(root)) {
            (Some(birth), Some(known)) => {
                known.births.is_empty() || known.births.contains_key(&birth)
            }
            _ => true,
        };
        if let Some(id) = &identity.source_id
            && let Some(found) = self.by_source.get(&id.value)
        {
            return only(found.iter());
        }
        if let Some(mrn) = &identity.mrn {
            let found = self.by_mrn.get(&fold_id(&mrn.value));
            return only(found.into_iter().flatten().filter(fits));
        }
        let member = fold_id(&identity.member_id.as_ref()?.value);
        let birth = birth?;
        let of_member = self.by_member.get(&member).into_iter().flatten();
        only(of_member.filter(|root| {
            let known = self.known.get(root);
            known.is_some_and(|known| known.births.contains_key(&birth))
        }))
    }

    /// Finds the patients that a member id or a name alone leads to; where both are given, those
    /// that both lead to.
    pub(super) fn find_weak(&self, identity: &PatientIdentity) -> BTreeSet<usize> {
        let member = identity.member_id.as_ref().map(|id| fold_id(&id.value));
        let of_member = member.and_then(|member| self.by_member.get(&member));
        let of_name = identity
            .name
            .as_ref()
            .and_then(|name| self.by_name.get(&NameParts::new(&name.value).key()));
        match (of_member, of_name) {
            (Some(member), Some(name)) => member & name,
            // Dependents share a member id, so a name that it does not know stays alone.
            (Some(_), None) if identity.name.is_some() => BTreeSet::new(),
            (Some(found), None) | (None, Some(found)) => found.clone(),
            (None, None) => BTreeSet::new(),
        }
    }

    /// Finds the patients whose record number stands in a part of a path.
    pub(super) fn find_number<'d>(&'d self, part: &str) -> impl Iterator<Item = usize> + use<'d> {
        self.by_mrn
            .get(&fold_id(part))
            .into_iter()
            .flatten()
            .copied()
    }

    /// Finds the patients of a family and given name.
    pub(super) fn find_name<'d>(
        &'d self,
        name: &PersonName,
    ) -> impl Iterator<Item = usize> + use<'d> {
        let key = NameParts::new(name).key();
        self.by_name.get(&key).into_iter().flatten().copied()
    }

    /// Returns an empty record that says who the patient is.
    pub(super) fn record(&self, patient: usize) -> PatientRecord {
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

    /// Takes up what is stated so many times in the same words.
    fn take(&mut self, root: usize, identity: &PatientIdentity, times: u32) {
        let known = self.known.entry(root).or_default();
        if let Some(mrn) = &identity.mrn {
            *known.mrns.entry(mrn.value.trim().to_owned()).or_default() += times;
            let numbers = self.by_mrn.entry(fold_id(&mrn.value)).or_default();
            numbers.insert(root);
        }
        if let Some(member) = &identity.member_id {
            let written = member.value.trim().to_owned();
            *known.members.entry(written).or_default() += times;
            let members = self.by_member.entry(fold_id(&member.value)).or_default();
            members.insert(root);
        }
        if let Some(name) = &identity.name {
            let key = NameParts::new(&name.value).key();
            let entry = known
                .names
                .entry(key.clone())
                .or_insert((0, name.value.clone()));
            entry.0 += times;
            // Claims write names in capitals; a chart's spelling reads better.
            if is_capitals(&entry.1) && !is_capitals(&name.value) {
                entry.1 = name.value.clone();
            }
            self.by_name.entry(key).or_default().insert(root);
        }
        if let Some(id) = &identity.source_id {
            known.source_id.get_or_insert_with(|| id.value.clone());
            let ids = self.by_source.entry(id.value.clone()).or_default();
            ids.insert(root);
        }
        if let Some(birth) = identity.birth_date {
            known.births.entry(birth.value).or_insert((0, birth.span)).0 += times;
        }
        known.sex = known.sex.or(identity.sex);
    }

    fn tell_births(&mut self) {
        for known in self.known.values().filter(|known| known.births.len() > 1) {
            // The rarer dates are the ones to look at.
            let usual = most_frequent(known.births.iter().map(|(date, (count, _))| (date, *count)));
            for (date, (_, span)) in &known.births {
                if Some(date) != usual {
                    self.conflicts.push(Problem::at(
                        *span,
                        ProblemKind::IdentityConflict,
                        "the birth date here differs from the one that the same patient has \
                         elsewhere; check that the record belongs to this patient",
                    ));
                }
            }
        }
    }
}

/// Returns the key under which an identity without a name makes a patient.
fn bare_key(identity: &PatientIdentity) -> Option<String> {
    if let Some(mrn) = &identity.mrn {
        return Some(format!("mrn:{}", fold_id(&mrn.value)));
    }
    if let (Some(member), Some(birth)) = (&identity.member_id, identity.birth_date) {
        return Some(format!("member:{}:{}", fold_id(&member.value), birth.value));
    }
    let id = identity.source_id.as_ref()?;
    Some(format!("source:{}", id.value))
}

fn only<'r>(mut found: impl Iterator<Item = &'r usize>) -> Option<usize> {
    let first = found.next()?;
    found.next().is_none().then_some(*first)
}

fn is_capitals(name: &PersonName) -> bool {
    !name.last.chars().any(char::is_lowercase)
}

/// Returns a stable label for a patient of whom only a name is known, without showing it.
pub(super) fn anonymous_key(name_key: &str) -> String {
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
