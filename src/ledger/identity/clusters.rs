//! Ties identities together that share a key strong enough to mean one person.

use crate::model::PatientIdentity;
use std::collections::BTreeMap;

/// The keys under which an identity is known, strongest first.
pub(super) fn keys(identity: &PatientIdentity) -> Vec<String> {
    let mut keys = Vec::new();
    let name = identity.name.as_ref().map(|name| name.value.key());
    let birth = identity.birth_date.map(|date| date.value.to_string());
    if let Some(mrn) = &identity.mrn {
        keys.push(format!("mrn:{}", fold_id(&mrn.value)));
    }
    if let Some(member) = &identity.member_id {
        let member = fold_id(&member.value);
        // Dependents share a subscriber's id, so it ties only together with the birth date.
        keys.extend(birth.as_ref().map(|birth| format!("mem:{member}:{birth}")));
    }
    if let (Some(name), Some(birth)) = (&name, &birth) {
        keys.push(format!("nd:{name}:{birth}"));
    }
    if let Some(id) = &identity.source_id {
        // Written by software for software, so it is compared as it stands.
        keys.push(format!("src:{}", id.value));
    }
    keys
}

/// Returns an id or number without case, punctuation and leading zeros, since charts, logs and
/// claims write the same one differently.
pub(in crate::ledger) fn fold_id(text: &str) -> String {
    let folded: String = text
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let trimmed = folded.trim_start_matches('0');
    if trimmed.is_empty() {
        folded
    } else {
        trimmed.to_owned()
    }
}

/// Union-find over identity keys.
#[derive(Default)]
pub(super) struct Clusters {
    ids: BTreeMap<String, usize>,
    parents: Vec<usize>,
}

impl Clusters {
    pub(super) fn add(&mut self, identity: &PatientIdentity) {
        let mut first = None;
        for key in keys(identity) {
            let next = self.parents.len();
            let id = *self.ids.entry(key).or_insert(next);
            if id == next {
                self.parents.push(next);
            }
            match first {
                None => first = Some(id),
                Some(other) => self.join(other, id),
            }
        }
    }

    fn root(&self, mut id: usize) -> usize {
        while self.parents[id] != id {
            id = self.parents[id];
        }
        id
    }

    fn join(&mut self, one: usize, other: usize) {
        let (a, b) = (self.root(one), self.root(other));
        // The smaller root wins, so the outcome does not depend on the order of joins.
        let (low, high) = (a.min(b), a.max(b));
        self.parents[high] = low;
    }

    pub(super) fn find(&self, key: &str) -> Option<usize> {
        self.ids.get(key).map(|&id| self.root(id))
    }
}
