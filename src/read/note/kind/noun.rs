//! Tells a line that names a document, of whatever kind, by the noun that it ends with.

use super::bare::bare_title;
use super::looks_like_title;
use crate::text::AnyOf;
use std::sync::LazyLock;

/// Nouns with which the names of documents end.
const DOCUMENTS: [&str; 42] = [
    "note",
    "notes",
    "assessment",
    "evaluation",
    "summary",
    "report",
    "form",
    "record",
    "log",
    "flowsheet",
    "sheet",
    "checklist",
    "check",
    "checks",
    "screening",
    "screen",
    "inventory",
    "questionnaire",
    "plan",
    "review",
    "consult",
    "consultation",
    "contact",
    "entry",
    "documentation",
    "encounter",
    "visit",
    "session",
    "group",
    "certification",
    "orders",
    "results",
    "statement",
    "agreement",
    "consent",
    "letter",
    "request",
    "history",
    "intake",
    "scale",
    "contract",
    "acknowledgement",
];

static NAMES: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(&DOCUMENTS));

/// Returns whether a line has the shape of a document's name, though of no known kind: a few
/// capitalized words that end with a noun for documents.
pub(crate) fn names_a_document(text: &str) -> bool {
    let text = text.trim();
    if text.len() > 120 || text.ends_with(['.', ';', ',', '?', ':']) {
        return false;
    }
    if !NAMES.is_in(text) {
        return false;
    }
    let bare = bare_title(text);
    let words: Vec<&str> = bare.split_whitespace().collect();
    // "Equine Therapy Note (Late Entry)": what stands in brackets or behind a dash only adds.
    let last = words
        .iter()
        .take_while(|word| !word.starts_with(['(', '-', '–', '—', ':']))
        .last();
    let noun = last.is_some_and(|word| {
        let word = word
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase();
        DOCUMENTS.contains(&word.as_str())
    });
    noun && (2..=8).contains(&words.len()) && looks_like_title(&bare)
}
