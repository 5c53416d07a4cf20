//! Pseudonyms and shifts of dates, each a keyed hash of what it stands for.

use super::Key;
use crate::model::ServiceDate;

/// Most weeks by which dates are shifted, either way.
const WEEKS: u64 = 26;

/// Hexadecimal digits of a pseudonym.
const DIGITS: usize = 16;

/// Makes pseudonyms under one key.
#[derive(Debug)]
pub(super) struct Pseudonyms {
    key: Key,
}

impl Pseudonyms {
    pub(super) fn new(key: &Key) -> Self {
        Self { key: key.clone() }
    }

    pub(super) fn patient(&self, number: &str) -> String {
        self.name("P", &[number])
    }

    /// Two patients may have claims of one number.
    pub(super) fn claim(&self, patient: Option<&str>, number: &str) -> String {
        self.name("C", &[patient.unwrap_or_default(), number])
    }

    pub(super) fn finding(&self, id: &str) -> String {
        self.name("F", &[id])
    }

    pub(super) fn document(&self, path: &str) -> String {
        self.name("D", &[path])
    }

    pub(super) fn note(&self, path: &str, page: u32, start: u32) -> String {
        self.name("N", &[path, &page.to_string(), &start.to_string()])
    }

    pub(super) fn report(&self, sum: &str) -> String {
        self.name("R", &[sum])
    }

    /// Returns a patient's date as it is shown. `None` where it is no date, or cannot be shifted.
    pub(super) fn date(&self, patient: Option<&str>, date: Option<&str>) -> Option<String> {
        let date = ServiceDate::parse_iso(date?)?;
        let shown = date.plus_days(7 * self.weeks(patient?));
        (shown != date).then(|| shown.to_string())
    }

    /// Returns the weeks by which a patient's dates are shifted, from 1 to 26 either way.
    fn weeks(&self, patient: &str) -> i64 {
        let hash = self.hash("shift", &[patient]);
        let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
        // 52 does not divide 2 to the 64th, by far less than matters.
        let drawn = u64::from_le_bytes([a, b, c, d, e, f, g, h]) % (2 * WEEKS);
        let weeks = (drawn % WEEKS + 1) as i64;
        if drawn < WEEKS { weeks } else { -weeks }
    }

    fn name(&self, kind: &str, parts: &[&str]) -> String {
        let mut name = format!("{kind}-{}", self.hash(kind, parts).to_hex());
        name.truncate(kind.len() + 1 + DIGITS);
        name
    }

    fn hash(&self, kind: &str, parts: &[&str]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(self.key.bytes());
        for part in std::iter::once(&kind).chain(parts) {
            // The length keeps "ab" + "c" apart from "a" + "bc".
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn shifts_are_whole_weeks_of_every_size_and_never_none() {
        let names = Pseudonyms::new(&Key::new([7; 32]));
        let weeks: BTreeSet<i64> = (0..3000)
            .map(|number| names.weeks(&number.to_string()))
            .collect();
        let expected: BTreeSet<i64> = (-26..=26).filter(|week| *week != 0).collect();
        assert_eq!(weeks, expected);
    }

    #[test]
    fn a_date_that_cannot_be_shifted_is_not_shown() {
        let names = Pseudonyms::new(&Key::new([7; 32]));
        let shown = names.date(Some("1"), Some("2026-02-04")).unwrap();
        let shown = ServiceDate::parse_iso(&shown).unwrap();
        let date = ServiceDate::parse_iso("2026-02-04").unwrap();
        assert_eq!(shown.days_since(date), 7 * names.weeks("1"));
        for (patient, date) in [
            (None, Some("2026-02-04")),
            (Some("1"), Some("February 4")),
            (Some("1"), None),
        ] {
            assert_eq!(names.date(patient, date), None);
        }
    }

    #[test]
    fn pseudonyms_differ_by_kind_number_and_key() {
        let names = Pseudonyms::new(&Key::new([7; 32]));
        let others = Pseudonyms::new(&Key::new([8; 32]));
        let made: BTreeSet<String> = [&names, &others]
            .into_iter()
            .flat_map(|names| {
                [
                    names.patient("1"),
                    names.patient("2"),
                    names.claim(None, "1"),
                    names.claim(Some("1"), "1"),
                    names.document("1"),
                    names.note("1", 1, 11),
                    names.note("1", 11, 1),
                ]
            })
            .collect();
        assert_eq!(made.len(), 14);
        assert!(made.iter().all(|name| name.len() == 18), "{made:?}");
    }
}
