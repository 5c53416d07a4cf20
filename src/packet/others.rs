//! Who else is known in a case, so that no page that names another patient goes out unseen.

use crate::ledger::PatientRecord;
use crate::model::PersonName;
use crate::text::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// The other patients of a case: how a page would name them, and where their notes stand.
#[derive(Debug, Default)]
pub struct Others {
    /// `last|first` in small letters.
    names: BTreeSet<(String, String)>,
    /// Family names alone.
    families: BTreeSet<String>,
    /// The patient's own family names, which behind a title say nothing of others.
    own_families: BTreeSet<String>,
    /// Record numbers and member ids, in small letters and without marks between.
    ids: BTreeSet<String>,
    /// Their notes, by file.
    notes: BTreeMap<FileId, Vec<Span>>,
}

/// Fewest characters of an id that is looked for; shorter ones stand for many things.
const LEAST_ID: usize = 5;

impl Others {
    /// Gathers everyone of a case but one patient.
    pub fn of<'r>(patients: impl Iterator<Item = &'r PatientRecord>, own: &PatientRecord) -> Self {
        let mut others = Self::default();
        for record in patients.filter(|record| record.key != own.key) {
            others.add(record);
        }
        let own_names: BTreeSet<(String, String)> = names(own).map(key).collect();
        let own_ids: BTreeSet<String> = ids(own).collect();
        others.names.retain(|name| !own_names.contains(name));
        others.ids.retain(|id| !own_ids.contains(id));
        others.own_families = own_names.into_iter().map(|(last, _)| last).collect();
        others
    }

    fn add(&mut self, record: &PatientRecord) {
        for name in names(record) {
            let (last, first) = key(name);
            if !last.is_empty() && !first.is_empty() {
                self.families.insert(last.clone());
                self.names.insert((last, first));
            }
        }
        self.ids.extend(ids(record));
        for note in &record.notes {
            self.notes.entry(note.file).or_default().extend(&note.spans);
        }
    }

    /// Returns whether a path or other short text names someone else.
    pub fn are_named_in(&self, text: &str) -> bool {
        self.named_in(text).is_some()
    }

    /// Returns why a text may not go out, or `None` where it names nobody else.
    pub(super) fn named_in(&self, text: &str) -> Option<&'static str> {
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let small: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        for (place, word) in small.iter().enumerate() {
            let next = small.get(place + 1).map(String::as_str).unwrap_or_default();
            let third = small.get(place + 2).map(String::as_str).unwrap_or_default();
            // A family name of two words is one name here: `de la Cruz`.
            for (one, other) in [(word.as_str(), next), (word.as_str(), third)] {
                if self.is_name(one, other) || self.is_name(other, one) {
                    return Some("it names another patient of the case");
                }
            }
            let is_title = matches!(word.as_str(), "mr" | "mrs" | "ms" | "miss");
            let is_other = self.families.contains(next) && !self.own_families.contains(next);
            if is_title && is_other {
                return Some("it may name another patient of the case by the family name");
            }
            let joined = [word.as_str(), next].concat();
            if self.ids.contains(word) || self.ids.contains(&joined) {
                return Some("it holds another patient's record number or member id");
            }
        }
        None
    }

    fn is_name(&self, last: &str, first: &str) -> bool {
        // Asked for every pair of words, so the rare family name is looked up first.
        self.families.contains(last) && self.names.contains(&(last.to_owned(), first.to_owned()))
    }

    /// Returns whether another patient's note stands on a page.
    pub(super) fn has_note_on(&self, file: FileId, page: u32) -> bool {
        self.notes
            .get(&file)
            .is_some_and(|spans| spans.iter().any(|span| span.page == page))
    }
}

fn names(record: &PatientRecord) -> impl Iterator<Item = &PersonName> {
    let of_notes = record.notes.iter().map(|note| &*note.patient);
    let of_claims = record.claims.iter().map(|claim| &claim.patient);
    let of_logs = record.authorizations.iter().map(|row| &row.patient);
    let of_coverages = record.coverages.iter().map(|row| &row.patient);
    let stated = of_notes.chain(of_claims).chain(of_logs).chain(of_coverages);
    let stated = stated.filter_map(|patient| Some(&patient.name.as_ref()?.value));
    record.name.iter().chain(stated)
}

/// Returns the family name's last word and the given name's first, in small letters: however
/// long the parts between, those are what every source writes.
fn key(name: &PersonName) -> (String, String) {
    let words = |part: &str| -> Vec<String> {
        part.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    (
        words(&name.last).pop().unwrap_or_default(),
        words(&name.first).into_iter().next().unwrap_or_default(),
    )
}

fn ids(record: &PatientRecord) -> impl Iterator<Item = String> {
    let of_notes = record.notes.iter().map(|note| &*note.patient);
    let of_claims = record.claims.iter().map(|claim| &claim.patient);
    let stated = of_notes.chain(of_claims).flat_map(|patient| {
        let mrn = patient.mrn.as_ref().map(|id| id.value.clone());
        let member = patient.member_id.as_ref().map(|id| id.value.clone());
        mrn.into_iter().chain(member)
    });
    std::iter::once(record.key.clone())
        .chain(stated)
        .map(|id| {
            id.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect::<String>()
        })
        .filter(|id| id.len() >= LEAST_ID && id.chars().any(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(key: &str, name: &str) -> PatientRecord {
        PatientRecord {
            key: key.to_owned(),
            name: PersonName::parse(name),
            ..PatientRecord::default()
        }
    }

    #[test]
    fn another_patient_is_known_by_name_and_number() {
        let own = record("LQ-5001", "Ada Marsh");
        let all = [
            record("LQ-5001", "Ada Marsh"),
            record("LQ-5002", "Bo Quill"),
            record("LQ-5003", "Cy Marsh"),
        ];
        let others = Others::of(all.iter(), &own);
        for text in [
            "Bo Quill spoke",
            "QUILL, BO",
            "Quill, J. Bo",
            "NM1*QC*1*QUILL*BO*R",
            "a remark of Ms. Quill",
            "chart LQ-5002",
            "with Cy Marsh",
        ] {
            assert!(others.named_in(text).is_some(), "{text}");
        }
        for text in [
            "Ada Marsh spoke",
            "a quill pen",
            "Ms. Marsh",
            "LQ-5001",
            "the bo tree and then a quill",
        ] {
            assert_eq!(others.named_in(text), None, "{text}");
        }
    }
}
