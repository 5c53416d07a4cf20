//! Tells the parts of a note by their headings, for the comparison of notes: what is said of this
//! patient, what a group had in common, and what is honestly carried from note to note.

use super::sections::{by_heading, section_name};
use crate::model::PartRole;
use crate::text::bytes;
use crate::text::words::WordMap;
use serde::Deserialize;
use std::sync::LazyLock;

/// A heading at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heading {
    /// What it heads; `None` for a label of no clinical meaning.
    pub(super) role: Option<PartRole>,
    /// The byte at which what follows the heading begins.
    pub(super) value: usize,
    /// Whether it heads facts, as codes and allergies are, and no narrative.
    pub(super) of_facts: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    part: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    role: PartRole,
    headings: Vec<String>,
}

/// Headings that the sections of the scanner do not know or take for something else.
static HEADINGS: LazyLock<WordMap<PartRole>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../knowledge/note_parts.toml"))
        .unwrap_or(File { part: Vec::new() });
    let mut roles = WordMap::default();
    for part in file.part {
        for heading in part.headings {
            roles.entry(heading).or_insert(part.role);
        }
    }
    roles
});

/// Letters and words of the longest heading.
const LONGEST: usize = 48;
const MOST_WORDS: usize = 6;

/// Returns the heading that a line opens with: known words, or a short label with a colon.
pub(super) fn heading(line: &str) -> Option<Heading> {
    let head = line.as_bytes();
    let head = head.get(..LONGEST).unwrap_or(head);
    let colon = bytes::find(head, |byte| byte == b':');
    let (label, value) = match colon {
        // A time of day has a colon too.
        Some(at)
            if line.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit)
                && at > 0
                && line.as_bytes().get(at - 1).is_some_and(u8::is_ascii_digit) =>
        {
            return None;
        }
        Some(at) => (line.get(..at)?, at + 1),
        None if line.len() <= LONGEST => (line, line.len()),
        None => return None,
    };
    if words(label) > MOST_WORDS {
        return None;
    }
    if let Some((role, of_facts)) = known(label) {
        return Some(Heading {
            role: Some(role),
            value,
            of_facts,
        });
    }
    let starts_large = label
        .chars()
        .next()
        .is_some_and(|first| first.is_uppercase());
    let is_label = colon.is_some() && starts_large && !label.bytes().any(|byte| byte == b'.');
    is_label.then_some(Heading {
        role: None,
        value,
        of_facts: false,
    })
}

/// Words of a line that a list of diagnoses or allergies does not have.
const PROSE_WORDS: usize = 10;

/// Returns whether a line below facts is narrative again: many words, and no diagnosis code among
/// them.
pub(super) fn is_prose(line: &str) -> bool {
    let words = || line.split_whitespace();
    let is_code = |word: &str| {
        let word = word.trim_matches(|sign: char| !sign.is_ascii_alphanumeric());
        matches!(word.as_bytes(), [b'A'..=b'Z', tens, ones, ..]
            if tens.is_ascii_digit() && ones.is_ascii_digit())
    };
    words().nth(PROSE_WORDS - 1).is_some() && !words().any(is_code)
}

/// Returns how many words a label has.
fn words(label: &str) -> usize {
    if !label.is_ascii() {
        return label.split_whitespace().count();
    }
    let blanks = label
        .bytes()
        .map(|byte| matches!(byte, b' ' | b'\t'..=b'\r'));
    let (count, _) = blanks.fold((0, true), |(count, was_blank), is_blank| {
        (count + usize::from(was_blank & !is_blank), is_blank)
    });
    count
}

fn known(label: &str) -> Option<(PartRole, bool)> {
    let label = label
        .trim_matches(|letter: char| !letter.is_alphanumeric() && letter != ')' && letter != '(');
    let mut small = [0; LONGEST];
    let other;
    let label = match small.get_mut(..label.len()) {
        Some(small) if label.is_ascii() => {
            for (to, byte) in small.iter_mut().zip(label.bytes()) {
                *to = if byte == b'-' {
                    b' '
                } else {
                    byte.to_ascii_lowercase()
                };
            }
            std::str::from_utf8(small).unwrap_or_default()
        }
        _ => {
            let letters = label.chars();
            let letters = letters.map(|letter| if letter == '-' { ' ' } else { letter });
            other = letters.flat_map(char::to_lowercase).collect::<String>();
            &other
        }
    };
    let numbered = label.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
    let labels = [
        Some(label),
        Some(numbered).filter(|numbered| *numbered != label),
    ];
    labels.into_iter().flatten().find_map(|label| {
        if let Some(role) = HEADINGS.get(label) {
            return Some((*role, false));
        }
        let section = section_name(by_heading(label)?);
        Some((role_of(section)?, matches!(section, "DX" | "ALLERG")))
    })
}

fn role_of(section: &str) -> Option<PartRole> {
    Some(match section {
        "TOPIC" | "EDU" => PartRole::Topic,
        "INTERV" => PartRole::Intervention,
        "RESP" => PartRole::Response,
        "MSE" => PartRole::MentalStatus,
        "CC" | "HPI" | "SUBJ" | "OBJ" | "ASSESS" | "ASAM" | "LOCJ" | "DC" => PartRole::Body,
        "RISK" | "PLAN" | "GOAL" | "MEDS" | "PMH" | "PPH" | "FHX" | "SHX" | "SUBHX" | "ALLERG"
        | "LABS" | "VITALS" | "DX" | "BOILER" | "CRITERIA" => PartRole::Carried,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_tell_parts() {
        let role = |line| heading(line).map(|heading| heading.role);
        assert_eq!(role("Response: She spoke"), Some(Some(PartRole::Response)));
        assert_eq!(
            role("Group Description: Members"),
            Some(Some(PartRole::Topic))
        );
        assert_eq!(
            role("MENTAL STATUS EXAM"),
            Some(Some(PartRole::MentalStatus))
        );
        assert_eq!(role("Goal 2: Sleep"), Some(Some(PartRole::Carried)));
        assert_eq!(role("Room: 4"), Some(None));
        assert_eq!(role("She said that it was late"), None);
        assert_eq!(role(""), None);
    }

    #[test]
    fn narrative_below_facts_is_told_from_more_of_them() {
        let facts = |line| heading(line).is_some_and(|heading| heading.of_facts);
        assert!(facts("Diagnosis: F11.20 Opioid dependence") && facts("Allergies: NKDA"));
        assert!(!facts("Plan: Return on Friday") && !facts("Room: 4"));
        for line in [
            "She came in from the bus stop with wet shoes and sat by the door.",
            "Second week here and Jo has told the group of the fire for the first time",
        ] {
            assert!(is_prose(line), "{line}");
        }
        for line in [
            "F33.1 Major depressive disorder, recurrent, moderate, with anxious distress, by history of the chart",
            "disorder, severe, in a controlled environment",
            "9:00 - 10:00 Skills group, 60 min, 8 there",
        ] {
            assert!(!is_prose(line), "{line}");
        }
    }

    #[test]
    fn the_table_is_well_formed() {
        let file: Result<File, _> = toml::from_str(include_str!("../knowledge/note_parts.toml"));
        assert!(file.is_ok_and(|file| file.part.len() >= 4));
    }
}
