//! Looks people up whom notes, claims and the staff rosters of the export name.

use crate::finding::LineId;
use crate::ledger::{Likeness, likeness};
use crate::model::{AuthorClass, ClaimForm, Note, PersonName, Provider, StaffEntry};
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

/// Returns the person whom a professional line names as rendering; `None` where it names an
/// organization or nobody, or names a stand-in by its modifiers.
pub(super) fn rendering<'c>(case: &Case<'c>, id: LineId) -> Option<(PersonName, &'c Provider)> {
    let (claim, line) = (case.ledger.claim(id), case.ledger.service_line(id));
    let stands_in = line
        .modifiers
        .iter()
        .any(|modifier| matches!(modifier.as_str(), "Q5" | "Q6" | "GC" | "GE"));
    if claim.form != ClaimForm::Professional || stands_in {
        return None;
    }
    let provider = line.rendering.as_ref().or(claim.rendering.as_ref())?;
    if let Some(name) = provider.person() {
        return Some((name, provider));
    }
    // A table may give a number only; then the roster says whose it is.
    let npi = provider.npi_text.as_ref()?;
    let entry = by_npi(case, &npi.value)?;
    Some((entry.name.value.clone(), provider))
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
