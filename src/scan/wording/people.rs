//! Reads whom a note speaks of by full name as it would of its own patient: `Hollis Drummond talked
//! about his father. He said …`. Whether that is another patient is for the ledger, which knows all
//! names.

use super::persons::is_subject;
use crate::model::{PersonName, WordingFacts};
use crate::text::{CharMap, Located, Span};

/// Names kept of one note.
const MOST: usize = 4;
/// How far behind a name its pronouns are looked for, in bytes.
const REACH: usize = 400;
/// Pronouns behind a name from which the note speaks of that person.
const LEAST: usize = 2;

/// Reads a note page by page.
pub(super) fn read(pages: &[(Span, &str)], own: Option<&PersonName>, facts: &mut WordingFacts) {
    let Some(own) = own else { return };
    for &(place, text) in pages {
        for start in sentence_starts(text) {
            let Some(length) = full_name(text.get(start..).unwrap_or_default()) else {
                continue;
            };
            let end = start + length;
            let name = text.get(start..end).unwrap_or_default();
            if facts.people.len() == MOST || shares_a_name(name, own) {
                continue;
            }
            let behind = text.get(end..).unwrap_or_default();
            if !goes_on(behind) || pronouns(behind, own) < LEAST {
                continue;
            }
            let map = CharMap::new(text);
            let span = Span {
                start: place.start + map.to_char(start),
                end: place.start + map.to_char(end),
                ..place
            };
            let name = name.to_lowercase();
            facts.people.push(Located::new(name, span));
        }
    }
}

/// Returns where sentences begin with a capital letter.
fn sentence_starts(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let opens = move |at: usize| match at.checked_sub(1).and_then(|before| bytes.get(before)) {
        None | Some(b'\n') => true,
        Some(b' ') => at
            .checked_sub(2)
            .and_then(|before| bytes.get(before))
            .is_some_and(|byte| matches!(byte, b'.' | b'!' | b'?' | b'\n')),
        _ => false,
    };
    let capitals = bytes.iter().enumerate();
    let capitals = capitals.filter(|(_, byte)| byte.is_ascii_uppercase());
    capitals.map(|(at, _)| at).filter(move |&at| opens(at))
}

/// Returns the length of a first and a last name at the start of a text.
fn full_name(text: &str) -> Option<usize> {
    let first = name_word(text)?;
    let rest = text.get(first..)?.strip_prefix(' ')?;
    Some(first + 1 + name_word(rest)?)
}

/// Returns the length of a word that may be a name: capitalized, of three letters or more.
fn name_word(text: &str) -> Option<usize> {
    let is_part = |letter: char| letter.is_alphabetic() || letter == '-';
    let end = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
    let word = text.get(..end)?;
    let mut letters = word.chars();
    let is_name = letters.next()?.is_uppercase() && letters.next()?.is_lowercase();
    (is_name && end >= 3).then_some(end)
}

/// Returns whether the sentence goes on to tell of the person: an apposition says who else it is,
/// and a list of names tells nothing.
fn goes_on(behind: &str) -> bool {
    let behind = behind.strip_prefix("'s").unwrap_or(behind);
    let behind = behind.strip_prefix("’s").unwrap_or(behind);
    let word = behind.strip_prefix(' ').unwrap_or_default();
    word.starts_with(|letter: char| letter.is_ascii_lowercase())
        && !["and ", "or ", "in ", "of "]
            .iter()
            .any(|link| word.starts_with(link))
}

/// Counts the pronouns behind a name up to where the patient is spoken of.
fn pronouns(behind: &str, own: &PersonName) -> usize {
    let behind = behind
        .get(..behind.floor_char_boundary(REACH))
        .unwrap_or_default();
    let paragraph = behind.split("\n\n").next().unwrap_or_default();
    paragraph
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take_while(|word| !is_own(word, own) && !is_subject(&word.to_ascii_lowercase()))
        .filter(|word| {
            let pronouns = ["he", "him", "his", "she", "her", "hers"];
            pronouns
                .iter()
                .any(|known| word.eq_ignore_ascii_case(known))
        })
        .count()
}

fn is_own(word: &str, own: &PersonName) -> bool {
    [&own.first, &own.last].iter().any(|name| {
        let mut parts = name.split(|letter: char| !letter.is_alphanumeric());
        parts.any(|part| part.len() > 1 && part.eq_ignore_ascii_case(word))
    })
}

/// Returns whether a name shares a part with the patient's: it is a relative's, or the patient's own.
fn shares_a_name(name: &str, own: &PersonName) -> bool {
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| is_own(word, own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    fn people(text: &str) -> Vec<String> {
        let mut facts = WordingFacts::default();
        let own = PersonName::parse("Annika Joubert");
        let place = Span::new(FileId(0), 1, 0, 2000);
        read(&[(place, text)], own.as_ref(), &mut facts);
        facts.people.into_iter().map(|found| found.value).collect()
    }

    #[test]
    fn who_is_spoken_of_as_a_patient_is_read() {
        for (text, name) in [
            (
                "Hollis Drummond talked about his semester. He said he had trusted nobody.",
                "hollis drummond",
            ),
            (
                "He cried. Rosalind Achterberg's purging was discussed; she reports vomiting and her mother knows.",
                "rosalind achterberg",
            ),
        ] {
            assert_eq!(people(text), [name], "{text}");
        }
    }

    #[test]
    fn names_beside_the_patient_relatives_and_staff_are_not() {
        for text in [
            "Hollis Drummond was a help, Annika said, and he and his mother came.",
            "Hollis Drummond gave the client feedback and he said that his own week was hard.",
            "Hollis Drummond, LPC, saw her and he gave her his card.",
            "Hollis Drummond (husband) said that he and his son worry.",
            "Rene Joubert came and he said that his wife sleeps.",
            "Hollis Drummond came late today.",
            "Annika Joubert said that she and her mother spoke.",
            "Group Therapy was held and he and his peers spoke."
                .get(..12)
                .unwrap_or_default(),
        ] {
            assert_eq!(people(text), [""; 0], "{text}");
        }
    }
}
