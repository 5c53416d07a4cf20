//! Tells which notes speak of another patient of the export by full name as of their own.

use super::super::PatientRecord;
use crate::model::{Note, PersonName};
use crate::text::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Another patient's name in a patient's note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedPatient {
    /// The note's place in the record.
    pub note: usize,
    /// Where the name stands.
    pub span: Span,
}

/// A person whom a note speaks of by full name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Person {
    note: usize,
    name: String,
    span: Span,
}

/// Returns whom a patient's notes speak of.
pub(super) fn people(notes: &[Note]) -> Vec<Person> {
    let of_note = |(place, note): (usize, &Note)| {
        let people = note.wording.facts().map(|facts| facts.people.clone());
        let people = people.unwrap_or_default().into_iter();
        people.map(move |person| Person {
            note: place,
            name: person.value,
            span: person.span,
        })
    };
    notes.iter().enumerate().flat_map(of_note).collect()
}

/// Puts into each record which of its notes speak of another patient; `people` are of one record each.
pub(super) fn name_others(patients: &mut [PatientRecord], people: Vec<Vec<Person>>) {
    if people.iter().all(Vec::is_empty) {
        return;
    }
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (place, record) in patients.iter().enumerate() {
        if let Some(name) = record.name.as_ref().and_then(full) {
            known.insert(name, place);
        }
    }
    for (place, (record, people)) in patients.iter_mut().zip(people).enumerate() {
        let others = people
            .into_iter()
            .filter(|person| known.get(&person.name).is_some_and(|&other| other != place));
        record.named = others
            .map(|person| NamedPatient {
                note: person.note,
                span: person.span,
            })
            .collect();
    }
}

fn full(name: &PersonName) -> Option<String> {
    let is_whole = !name.first.is_empty() && !name.last.is_empty();
    is_whole.then(|| format!("{} {}", name.first, name.last).to_lowercase())
}
