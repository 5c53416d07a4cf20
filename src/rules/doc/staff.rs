//! Looks people up on the staff rosters that the export holds.

use crate::ledger::{Likeness, likeness};
use crate::model::{AuthorClass, Note, PersonName, StaffEntry};
use crate::read::{credential_class, person_name};
use crate::rules::Case;

/// Returns the only roster entry whose name can be that of a person written so. Two entries of
/// one name tell nothing.
pub(super) fn on_roster<'c>(case: &Case<'c>, written: &str) -> Option<&'c StaffEntry> {
    let name = PersonName::parse(written)?;
    let record = case.record;
    let of_likeness = |wanted: &[Likeness]| -> Vec<&'c StaffEntry> {
        let staff = record.export.staff.iter();
        staff
            .filter(|entry| wanted.contains(&likeness(&entry.name.value, &name)))
            .collect()
    };
    let same = of_likeness(&[Likeness::Same]);
    let found = if same.is_empty() {
        of_likeness(&[Likeness::Variant])
    } else {
        same
    };
    let first = *found.first()?;
    // A person may have a row per licence period.
    let one = found
        .iter()
        .all(|entry| entry.name.value.key() == first.name.value.key());
    one.then_some(first)
}

/// Returns the roster entry with the NPI.
pub(super) fn by_npi<'c>(case: &Case<'c>, npi: &str) -> Option<&'c StaffEntry> {
    let record = case.record;
    record.export.staff.iter().find(|entry| {
        entry
            .npi
            .as_ref()
            .is_some_and(|found| found.value.trim() == npi.trim())
    })
}

/// Returns the class of the credential that the roster gives a person.
pub(super) fn roster_class(entry: &StaffEntry) -> Option<AuthorClass> {
    credential_class(&entry.credential)
}

/// Returns whether two names as written can be one person's.
pub(super) fn can_be_one(one: &str, other: &str) -> bool {
    match (person_name(one), person_name(other)) {
        (Some(one), Some(other)) => {
            matches!(likeness(&one, &other), Likeness::Same | Likeness::Variant)
        }
        _ => false,
    }
}

/// Returns the author of a note as written.
pub(super) fn author(note: &Note) -> Option<&str> {
    let name = note.author.as_ref().or(note.signature.signer.as_ref())?;
    Some(&name.value)
}

/// Returns the initials of a name, in the order given and family name.
pub(super) fn initials(name: &PersonName) -> (String, String) {
    let first = |text: &str| {
        text.chars()
            .find(|c| c.is_alphabetic())
            .map(|c| c.to_ascii_uppercase())
    };
    let short: String = [first(&name.first), first(&name.last)]
        .into_iter()
        .flatten()
        .collect();
    let long: String = [first(&name.first), first(&name.middle), first(&name.last)]
        .into_iter()
        .flatten()
        .collect();
    (short, long)
}
