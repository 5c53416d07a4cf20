//! Reads a field of the header that says that patient and clinician met in one room: `Location:
//! Office (in person)`, `Session format: Face-to-face`.

use super::view::NoteView;
use crate::text::{AnyOf, Span};
use std::sync::LazyLock;

/// How a header writes it.
const WORDS: [&str; 4] = ["in person", "in-person", "face to face", "face-to-face"];

static WRITTEN: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(&WORDS));

/// What the label before it is about.
const LABELS: [&str; 12] = [
    "location",
    "setting",
    "place of service",
    "pos",
    "modality",
    "mode",
    "format",
    "delivery",
    "delivery method",
    "contact type",
    "type of contact",
    "method of contact",
];

/// Words of a field that offers a choice, plans or denies: `Modality: in person / telehealth`.
const UNLESS: [&str; 14] = [
    "tele", "video", "virtual", "phone", "remote", "zoom", "audio", "not ", "next", "declin",
    "prefer", "unable", "[ ]", "hybrid",
];

/// Most bytes of a field's value before the words: `Office - Suite 4 (in person)`.
const MOST: usize = 40;

/// Returns where the header says that the service was held in person.
pub(super) fn read_in_person(view: &NoteView<'_>) -> Option<Span> {
    let mut head = view
        .body_lines()
        .take_while(|(index, _)| *index < view.header_end);
    head.find_map(|(index, line)| {
        if !line.text.contains(':') || !WRITTEN.is_in(line.text) {
            return None;
        }
        // Its bytes stand where the line's do.
        let lower = line.text.to_ascii_lowercase();
        let at = WORDS.iter().filter_map(|words| lower.find(words)).min()?;
        let colon = lower.get(..at)?.rfind(':')?;
        let label = lower.get(..colon)?.trim_end_matches(['*', '_', ' ']);
        let is_place = LABELS.iter().any(|known| {
            label
                .strip_suffix(known)
                .is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric()))
        });
        let value = lower.get(colon + 1..)?;
        let is_firm = at - colon <= MOST && !UNLESS.iter().any(|word| value.contains(word));
        (is_place && is_firm).then(|| {
            let end = line.text.trim_end().len();
            view.place(index, at..end.min(at + 14).max(at + 9))
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn is_in_person(line: &str) -> bool {
        let text = format!(
            "INDIVIDUAL THERAPY NOTE\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\n{line}\n\
             Spoke of the move and named two skills that help her at night.\nSigned: Ann Roe, LCSW 04/05/2026\n"
        );
        let notes = from_pages(FileId(0), "n.txt", &[Page::plain(1, text)], &mut Vec::new());
        notes
            .first()
            .is_some_and(|note| note.whereabouts.in_person.is_some())
    }

    #[test]
    fn a_field_of_the_header_says_it() {
        for line in [
            "Location: Office (in person)",
            "CPT: 99213   Setting: Clinic, in-person",
            "Session format: Face-to-face",
            "**Place of Service:** 11 - office, face to face",
        ] {
            assert!(is_in_person(line), "{line}");
        }
        for line in [
            "Location: Office",
            "Modality: in person / telehealth",
            "Location: Telehealth; prefers in-person",
            "Data: she asked to meet in person soon.",
            "Location: Office. Next session will be in person.",
            "Setting: video visit, not in person",
        ] {
            assert!(!is_in_person(line), "{line}");
        }
    }
}
