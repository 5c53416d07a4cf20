//! Files the notes of a case under the files they stand in, for the index. It rests on what is kept
//! of each file, so that the patients' records can be let go before anything is indexed.

use super::bodies::CaseBodies;
use crate::ledger::PatientRecord;
use crate::model::Note;
use crate::text::FileId;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Which notes stand in which file, and whose each is.
pub(super) struct FiledNotes {
    /// Keys of the patients.
    patients: Vec<String>,
    /// By file and ordinal.
    places: Vec<Place>,
    /// Notes that cannot be had again, by file and ordinal.
    held: BTreeMap<(FileId, u32), Note>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    file: FileId,
    ordinal: u32,
    /// Place among the patients.
    patient: u32,
}

impl FiledNotes {
    /// Tells where the notes of records stand.
    pub(super) fn of(records: &[PatientRecord]) -> Self {
        let notes = (0..).zip(records).flat_map(|(patient, record)| {
            let notes = record.notes.iter();
            notes.map(move |note| Place {
                file: note.file,
                ordinal: note.ordinal,
                patient,
            })
        });
        let mut places: Vec<Place> = notes.collect();
        places.sort_unstable();
        Self {
            patients: records.iter().map(|record| record.key.clone()).collect(),
            places,
            held: BTreeMap::new(),
        }
    }

    /// Takes the notes that cannot be had again out of records that are no longer needed.
    pub(super) fn hold(&mut self, records: Vec<PatientRecord>, bodies: &CaseBodies<'_>) {
        let notes = records.into_iter().flat_map(|record| record.notes);
        let lost = notes.filter(|note| !bodies.keeps(note));
        self.held
            .extend(lost.map(|note| ((note.file, note.ordinal), note)));
    }

    /// Returns the files that hold notes, each with its notes' ordinals and patients.
    pub(super) fn files(
        &self,
    ) -> impl Iterator<Item = (FileId, impl Iterator<Item = (u32, &str)> + '_)> + '_ {
        self.places
            .chunk_by(|one, other| one.file == other.file)
            .filter_map(|places| {
                let first = places.first()?;
                Some((first.file, self.named(places)))
            })
    }

    /// Returns the notes of a file, whole, each with its patient. A note that cannot be had is
    /// missing, which the bodies remember.
    pub(super) fn notes(
        &self,
        file: FileId,
        bodies: &CaseBodies<'_>,
    ) -> Vec<(&str, Cow<'_, Note>)> {
        let from = self.places.partition_point(|place| place.file < file);
        let places = self.places.get(from..).unwrap_or_default();
        let to = places.partition_point(|place| place.file == file);
        let places = places.get(..to).unwrap_or_default();
        let is_held = |place: &Place| self.held.contains_key(&(file, place.ordinal));
        let mut kept: Vec<Option<Note>> = if places.iter().all(is_held) {
            Vec::new()
        } else {
            bodies.notes(file).into_iter().map(Some).collect()
        };
        self.named(places)
            .filter_map(|(ordinal, patient)| {
                let note = match self.held.get(&(file, ordinal)) {
                    Some(note) => Cow::Borrowed(note),
                    None => Cow::Owned(kept.get_mut(ordinal as usize)?.take()?),
                };
                Some((patient, note))
            })
            .collect()
    }

    fn named<'f>(&'f self, places: &'f [Place]) -> impl Iterator<Item = (u32, &'f str)> {
        places.iter().filter_map(|place| {
            let patient = self.patients.get(place.patient as usize)?;
            Some((place.ordinal, patient.as_str()))
        })
    }
}
