//! Who the patients of a corpus facility are, gathered from its files, to be searched for where
//! they must not be.

use chartproof::audit::{ReadFile, read_case_file};
use chartproof::model::{PatientIdentity, ServiceDate};
use chartproof::read::ReadOptions;
use chartproof::store::discover;
use std::collections::{BTreeSet, HashSet};
use std::path::Path;

/// How many characters of a note in a row show that words of it were copied.
const RUN: usize = 20;

/// Identities and words of a facility.
#[derive(Default)]
pub(crate) struct Identities {
    /// Family names, and given with family names.
    names: BTreeSet<String>,
    /// Record numbers, member ids, claim and authorization numbers.
    numbers: BTreeSet<String>,
    /// Birth dates as files write them.
    birth_dates: BTreeSet<String>,
    /// Every run of characters of every note.
    runs: HashSet<String>,
}

impl Identities {
    /// Reads a facility's folder that has many.
    pub(crate) fn of(case: &Path) -> Self {
        let found = Self::gathered(case);
        assert!(
            found.names.len() > 10 && found.numbers.len() > 20 && found.birth_dates.len() > 10,
            "too few identities to search for"
        );
        assert!(found.runs.len() > 3_000, "too few words to search for");
        found
    }

    /// Reads a facility's folder, however small.
    pub(crate) fn gathered(case: &Path) -> Self {
        let mut found = Self::default();
        let case = discover(case).expect("a case");
        for file in &case.files {
            let ReadFile { content, .. } = read_case_file(file, &ReadOptions::default());
            let notes = content.notes.iter().map(|note| &*note.patient);
            let claims = content.claims.iter().map(|claim| &claim.patient);
            let approvals = content.authorizations.iter().map(|one| &one.patient);
            for patient in notes.chain(claims).chain(approvals) {
                found.add(patient);
            }
            let claims = content.claims.iter().map(|claim| claim.id.clone());
            let numbers = content
                .authorizations
                .iter()
                .filter_map(|one| one.number.as_ref());
            found
                .numbers
                .extend(claims.chain(numbers.map(|number| number.value.clone())));
            if !content.notes.is_empty() {
                for page in &content.pages {
                    let characters: Vec<char> = page.text.as_str().chars().collect();
                    found
                        .runs
                        .extend(characters.windows(RUN).map(String::from_iter));
                }
            }
        }
        found.numbers.retain(|number| number.len() > 3);
        assert!(!found.names.is_empty() && !found.numbers.is_empty());
        found
    }

    fn add(&mut self, patient: &PatientIdentity) {
        if let Some(name) = &patient.name {
            let name = &name.value;
            for last in [&name.last, &name.last.to_uppercase()] {
                self.names.insert(last.clone());
            }
            self.names.insert(name.display());
        }
        self.birth_dates.extend(
            patient
                .birth_date
                .iter()
                .flat_map(|date| written(date.value)),
        );
        let numbers = [&patient.mrn, &patient.member_id];
        self.numbers.extend(
            numbers
                .into_iter()
                .flatten()
                .map(|number| number.value.clone()),
        );
    }

    /// Returns what of the identities stands in a text.
    pub(crate) fn in_text(&self, text: &str) -> Vec<&str> {
        let whole = [&self.names, &self.numbers, &self.birth_dates];
        whole
            .into_iter()
            .flatten()
            .map(String::as_str)
            .filter(|identity| stands_in(text, identity))
            .collect()
    }

    /// Returns the runs of note text that stand in a text.
    pub(crate) fn words_in(&self, text: &str) -> Vec<String> {
        let characters: Vec<char> = text.chars().collect();
        let runs = characters.windows(RUN).map(String::from_iter);
        runs.filter(|run| self.runs.contains(run)).collect()
    }
}

/// Returns a date as files and reports write it.
pub(crate) fn written(date: ServiceDate) -> [String; 5] {
    let (year, month, day) = (date.year(), date.month(), date.day());
    [
        format!("{year}-{month:02}-{day:02}"),
        format!("{year}{month:02}{day:02}"),
        format!("{month:02}/{day:02}/{year}"),
        format!("{month}/{day}/{year}"),
        date.month_words(),
    ]
}

/// Returns whether words stand in a text and are not part of longer words.
fn stands_in(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let behind = text[at + words.len()..].chars().next();
        ![before, behind]
            .into_iter()
            .flatten()
            .any(char::is_alphanumeric)
    })
}
