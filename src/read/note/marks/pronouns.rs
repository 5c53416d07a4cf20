//! Counts the pronouns of a note's prose, and notes whether anybody but the patient is spoken of.

use crate::model::Pronouns;
use crate::read::note::view::NoteView;

/// Words after which a pronoun may mean somebody else, and words that speak of the patient's own
/// gender. Sorted.
const OTHERS: [&str; 91] = [
    "aunt",
    "baby",
    "boss",
    "boy",
    "boyfriend",
    "brother",
    "caregiver",
    "caseworker",
    "child",
    "children",
    "cousin",
    "coworker",
    "dad",
    "daughter",
    "dog",
    "ex",
    "family",
    "father",
    "female",
    "fiance",
    "fiancee",
    "foster",
    "friend",
    "friends",
    "gender",
    "girl",
    "girlfriend",
    "god",
    "grandfather",
    "grandma",
    "grandmother",
    "grandpa",
    "grandparent",
    "grandson",
    "guardian",
    "guy",
    "husband",
    "judge",
    "kid",
    "kids",
    "lady",
    "landlord",
    "lawyer",
    "lgbtq",
    "male",
    "man",
    "manager",
    "men",
    "misgendered",
    "mom",
    "mother",
    "mr",
    "mrs",
    "ms",
    "neighbor",
    "nephew",
    "niece",
    "nonbinary",
    "officer",
    "parent",
    "parents",
    "partner",
    "pastor",
    "po",
    "preferred",
    "pregnant",
    "priest",
    "probation",
    "pronoun",
    "pronouns",
    "relative",
    "roommate",
    "sibling",
    "sister",
    "son",
    "spouse",
    "stepdad",
    "stepfather",
    "stepmother",
    "supervisor",
    "surgeon",
    "teacher",
    "they",
    "trans",
    "transgender",
    "transition",
    "uncle",
    "victim",
    "wife",
    "woman",
    "women",
];

/// Returns the pronouns of a note's prose.
pub(super) fn read_pronouns(view: &NoteView<'_>, signed_from: usize) -> Pronouns {
    let mut found = Pronouns::default();
    let prose = view
        .body_lines()
        .filter(|(index, _)| (view.header_end..signed_from).contains(index));
    for (index, line) in prose {
        let text = line.text;
        let mut start = None;
        let bytes = text.as_bytes();
        for at in 0..=bytes.len() {
            let is_letter = bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
            match (start, is_letter) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    start = None;
                    count(&mut found, text.get(from..at).unwrap_or_default(), || {
                        view.place(index, from..at)
                    });
                }
                _ => {}
            }
        }
    }
    found
}

fn count(found: &mut Pronouns, word: &str, place: impl Fn() -> crate::text::Span) {
    if !(2..=12).contains(&word.len()) {
        return;
    }
    let is_one_of = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
    if is_one_of(&["she", "her", "hers", "herself"]) {
        found.she = found.she.saturating_add(1);
        found.first_she = found.first_she.or_else(|| Some(place()));
    } else if is_one_of(&["he", "him", "his", "himself"]) {
        found.he = found.he.saturating_add(1);
        found.first_he = found.first_he.or_else(|| Some(place()));
    } else if !found.others {
        let mut lower = [0; 12];
        let lower = &mut lower[..word.len()];
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        found.others = OTHERS
            .binary_search_by(|known| known.as_bytes().cmp(lower))
            .is_ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn pronouns(prose: &str) -> Pronouns {
        let text = format!(
            "PROGRESS NOTE\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\n\nSubjective: {prose}\n\nElectronically signed by Ann Roe, LPC 04/05/2026 07:10\n"
        );
        let notes = from_pages(FileId(0), "n.txt", &[Page::plain(1, text)], &mut Vec::new());
        notes[0].marks.pronouns
    }

    #[test]
    fn the_words_are_sorted() {
        assert!(OTHERS.is_sorted());
    }

    #[test]
    fn counts_pronouns_and_notes_other_people() {
        let alone = pronouns("He slept badly and told the group that his work tires him.");
        assert_eq!((alone.he, alone.she, alone.others), (3, 0, false));
        assert!(alone.first_he.is_some());
        let mother = pronouns("Her mother said she would come.");
        assert_eq!((mother.he, mother.she, mother.others), (0, 2, true));
        assert!(!pronouns("The theme was shelter.").others);
    }
}
