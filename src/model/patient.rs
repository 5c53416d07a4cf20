//! Who a note, claim or authorization is about, as each source states it.

use super::{Empty, ServiceDate};
use crate::text::Located;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::LazyLock;

/// A person's name as written, split where the source allowed it.
///
/// `Debug` prints no name: names never reach a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PersonName {
    /// Family name.
    pub last: String,
    /// Given name, empty when the source gives none.
    pub first: String,
    /// Middle name or initial, empty when the source gives none.
    pub middle: String,
}

impl PersonName {
    /// Reads `Last, First M` or `First M Last`; credentials must be cut off before.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches([',', '.']);
        let words = |part: &str| {
            part.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let (last, given) = match text.split_once(',') {
            Some((last, given)) => (last.trim().to_owned(), words(given)),
            None => {
                let mut all = words(text);
                let mut last = all.pop()?;
                // "Thaddeus Worley III": the number belongs to the family name.
                if all.len() >= 2 && is_generation(&last) {
                    last = format!("{} {last}", all.pop()?);
                }
                (last, all)
            }
        };
        let mut given = given.into_iter();
        let first = given.next().unwrap_or_default();
        let middle = given.collect::<Vec<_>>().join(" ");
        (!last.is_empty()).then_some(Self {
            last,
            first,
            middle,
        })
    }

    /// Returns `last|first` in lower case letters only, for comparing names across sources.
    pub fn key(&self) -> String {
        let fold = |part: &str| {
            part.chars()
                .filter(|c| c.is_alphabetic())
                .flat_map(char::to_lowercase)
                .collect()
        };
        let (last, first): (String, String) = (fold(&self.last), fold(&self.first));
        format!("{last}|{first}")
    }

    /// Returns `First Last` for showing to people.
    pub fn display(&self) -> String {
        [&self.first, &self.last]
            .into_iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Returns whether a word tells generations of a family apart.
fn is_generation(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    matches!(word.as_str(), "jr" | "sr" | "ii" | "iii" | "iv")
}

impl fmt::Debug for PersonName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PersonName(..)")
    }
}

/// Sex as recorded on a claim or chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Unknown or other.
    Unknown,
}

/// What one source says of who the patient is. Any part may be missing.
///
/// `Debug` prints only which parts are present.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PatientIdentity {
    /// The facility's medical record number.
    pub mrn: Option<Located<String>>,
    /// The payer's member or subscriber id.
    pub member_id: Option<Located<String>>,
    /// The name.
    pub name: Option<Located<PersonName>>,
    /// The birth date.
    pub birth_date: Option<Located<ServiceDate>>,
    /// Sex, where stated.
    pub sex: Option<Sex>,
    /// The id by which files of one export name the patient (a FHIR `Patient/12`), with the
    /// export's folder before it. It ties those files together and says nothing outside of them.
    pub source_id: Option<Located<String>>,
}

impl PatientIdentity {
    /// Returns whether nothing at all is known.
    pub fn is_empty(&self) -> bool {
        self.mrn.is_none()
            && self.member_id.is_none()
            && self.name.is_none()
            && self.source_id.is_none()
    }
}

impl Empty for PatientIdentity {
    fn empty() -> &'static Self {
        static EMPTY: LazyLock<PatientIdentity> = LazyLock::new(PatientIdentity::default);
        &EMPTY
    }
}

impl fmt::Debug for PatientIdentity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PatientIdentity")
            .field("mrn", &self.mrn.is_some())
            .field("member_id", &self.member_id.is_some())
            .field("name", &self.name.is_some())
            .field("birth_date", &self.birth_date.is_some())
            .field("source_id", &self.source_id.is_some())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_belongs_to_the_family_name() {
        let parts = |text: &str| {
            let name = PersonName::parse(text).expect("a name");
            (name.last, name.first, name.middle)
        };
        let of = |last: &str, first: &str, middle: &str| {
            (last.to_owned(), first.to_owned(), middle.to_owned())
        };
        assert_eq!(parts("Thad Worley III"), of("Worley III", "Thad", ""));
        assert_eq!(parts("Thad J Worley Jr."), of("Worley Jr", "Thad", "J"));
        assert_eq!(parts("Worley III, Thad"), of("Worley III", "Thad", ""));
        // What is left of a name is one.
        assert_eq!(parts("Ann Iv"), of("Iv", "Ann", ""));
    }
}
