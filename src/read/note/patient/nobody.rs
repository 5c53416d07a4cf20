//! Tells capitalized words that name a document, a form, a place or a shift from a person's name.

use crate::read::note::kind;

/// Returns whether capitalized words name a document, a form or a place and nobody.
pub(in crate::read::note) fn is_nobody(text: &str) -> bool {
    kind::read_title(text).is_some()
        || names_a_form(text)
        || names_a_place(text)
        || names_a_staff_form(text)
}

/// Returns whether capitalized words hold one that names who writes such notes or when, and nobody:
/// `BHT Daily`, `PHP Checks`, `Night Tech`.
pub(super) fn names_a_staff_form(text: &str) -> bool {
    const WORDS: [&str; 18] = [
        "bht",
        "mht",
        "rn",
        "lpn",
        "lvn",
        "cna",
        "php",
        "iop",
        "rtc",
        "prtf",
        "nursing",
        "milieu",
        "tech",
        "shift",
        "overnight",
        "staff",
        "checks",
        "rounds",
    ];
    text.split(|c: char| !c.is_alphabetic())
        .any(|word| WORDS.iter().any(|role| word.eq_ignore_ascii_case(role)))
}

/// Returns whether capitalized words without a comma end as a form's name does: `PROBLEM LIST`
/// before `Client ID:` is nobody.
pub(super) fn names_a_form(text: &str) -> bool {
    const LAST: [&str; 30] = [
        "list",
        "log",
        "sheet",
        "file",
        "record",
        "records",
        "review",
        "form",
        "forms",
        "plan",
        "order",
        "orders",
        "summary",
        "history",
        "chart",
        "report",
        "note",
        "notes",
        "consent",
        "consents",
        "medications",
        "allergies",
        "diagnoses",
        "problems",
        "vitals",
        "results",
        "schedule",
        "profile",
        "episode",
        "information",
    ];
    let last = text.rsplit(' ').next().unwrap_or_default();
    !text.contains(',') && LAST.iter().any(|word| last.eq_ignore_ascii_case(word))
}

pub(super) fn names_a_place(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "center",
        "centre",
        "health",
        "recovery",
        "hospital",
        "clinic",
        "services",
        "treatment",
        "wellness",
        "behavioral",
        "program",
        "facility",
        "house",
        "inc",
        "llc",
        "counseling",
        "residential",
        "institute",
        "record",
        "chart",
        "header",
        "medical",
        "care",
        "county",
        "group",
    ];
    text.split(|c: char| !c.is_alphabetic())
        .any(|word| WORDS.contains(&word.to_lowercase().as_str()))
}
