//! Tells whom the words of a sentence speak of, and counts those that notes of anybody lack.

use crate::text::bytes;
use crate::text::words::Classes;

/// What the words of a sentence speak of.
#[derive(Default)]
pub(super) struct Spoken {
    /// Words that notes of anybody do not use.
    pub(super) specifics: usize,
    /// Runs between blanks that have a letter.
    pub(super) words: usize,
    /// What its words are, together.
    classes: u8,
    signs: u8,
}

impl Spoken {
    /// Looks at every word of a sentence in plain text once; this is done for every sentence of
    /// every chart. `classes` are those of [`classes`].
    pub(super) fn of(text: &str, classes: &Classes) -> Self {
        let mut spoken = Self::default();
        let bytes = text.as_bytes();
        let sign_at = |at: usize| bytes.get(at).map_or(0, |byte| SIGNS[usize::from(*byte)]);
        let (mut at, mut is_counted) = (0, false);
        while at < bytes.len() {
            let sign = sign_at(at);
            if sign != IS_OF_WORD {
                spoken.signs |= sign;
                is_counted &= sign != IS_BLANK;
                at += 1;
                continue;
            }
            let eight = bytes::load(bytes, at);
            let letters = bytes::run(bytes::letters(eight));
            if letters > 0 && sign_at(at + letters) != IS_OF_WORD {
                // A word of up to eight letters and nothing else, as most are.
                let class = classes.of_loaded(eight & bytes::first(letters));
                spoken.classes |= class;
                spoken.specifics += usize::from(letters > 2 && class & IS_COMMON == 0);
                spoken.words += usize::from(!is_counted);
                is_counted = true;
                at += letters;
                continue;
            }
            let rest = text.get(at..).unwrap_or_default();
            let end = rest
                .bytes()
                .position(|byte| SIGNS[usize::from(byte)] != IS_OF_WORD);
            let word = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            let has_letter = word.bytes().any(|byte| byte.is_ascii_alphabetic());
            spoken.words += usize::from(has_letter && !is_counted);
            is_counted |= has_letter;
            spoken.classes |= classes.of(word);
            let stem = word.strip_suffix("'s").unwrap_or(word);
            spoken.specifics += usize::from(is_specific(stem, classes));
            at += word.len().max(1);
        }
        spoken
    }

    /// Returns whether it speaks of the one who treats.
    pub(super) fn is_of_clinician(&self) -> bool {
        self.classes & IS_CLINICIAN != 0
    }

    /// Returns whether it speaks of the patient or of patients.
    pub(super) fn is_of_patients(&self) -> bool {
        self.classes & (IS_PATIENT | IS_PATIENTS) != 0
    }

    /// Returns whether it speaks of the patient alone: "clients discussed …" is the group, "client
    /// discussed …" the patient.
    pub(super) fn is_of_patient(&self) -> bool {
        self.classes & IS_PATIENT != 0
    }

    /// Returns whether it speaks of the group as a whole.
    pub(super) fn is_of_group(&self) -> bool {
        self.classes & IS_GROUP != 0
    }

    /// Returns whether the sentence has a colon.
    pub(super) fn has_colon(&self) -> bool {
        self.signs & IS_COLON != 0
    }

    /// Returns whether the sentence has a quotation mark.
    pub(super) fn has_quote(&self) -> bool {
        self.signs & IS_QUOTE != 0
    }

    /// Returns whether the sentence has a slash.
    pub(super) fn has_slash(&self) -> bool {
        self.signs & IS_SLASH != 0
    }
}

/// Returns whether a word is one that notes of anybody do not use.
fn is_specific(word: &str, classes: &Classes) -> bool {
    let is_common = classes.of(word) & IS_COMMON != 0;
    word.len() > 2 && !is_common && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Is a letter, a digit or an apostrophe.
const IS_OF_WORD: u8 = 1;
const IS_BLANK: u8 = 2;
const IS_COLON: u8 = 4;
const IS_QUOTE: u8 = 8;
const IS_SLASH: u8 = 16;

/// What each byte of a plain text is.
const SIGNS: [u8; 256] = {
    let mut signs = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        signs[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'\'' => IS_OF_WORD,
            b' ' | b'\t' | b'\n' | 0x0c | b'\r' => IS_BLANK,
            b':' => IS_COLON,
            b'"' => IS_QUOTE,
            b'/' => IS_SLASH,
            _ => 0,
        };
        byte += 1;
    }
    signs
};

const IS_CLINICIAN: u8 = 1;
const IS_PATIENT: u8 = 2;
const IS_PATIENTS: u8 = 4;
const IS_GROUP: u8 = 8;
/// Stands in notes of anybody.
const IS_COMMON: u8 = 16;

/// Returns what the words for persons mean, and the words that stand in notes of anybody.
pub(super) fn classes(common: &[&str]) -> Classes {
    let is_one = |word: &&str| !PATIENTS.contains(word);
    let one: Vec<&str> = PATIENT.into_iter().filter(is_one).collect();
    Classes::new(&[
        (&CLINICIAN, IS_CLINICIAN),
        (&one, IS_PATIENT),
        (&PATIENTS, IS_PATIENTS),
        (&GROUP, IS_GROUP),
        (common, IS_COMMON),
    ])
}

/// Words for the one who treats.
pub(in crate::scan) const CLINICIAN: [&str; 13] = [
    "therapist",
    "counselor",
    "clinician",
    "facilitator",
    "writer",
    "nurse",
    "rn",
    "ot",
    "staff",
    "provider",
    "group leader",
    "intern",
    "psychologist",
];

/// Words about the patient; a sentence with one of them is no description of the group.
pub(in crate::scan) const PATIENT: [&str; 16] = [
    "client",
    "clients",
    "patient",
    "patients",
    "pt",
    "pts",
    "resident",
    "member",
    "he",
    "she",
    "his",
    "her",
    "him",
    "hers",
    "client's",
    "patient's",
];

/// Those of several patients.
const PATIENTS: [&str; 3] = ["clients", "patients", "pts"];

/// Words about the group as a whole.
const GROUP: [&str; 16] = [
    "group",
    "groups",
    "members",
    "participants",
    "attendees",
    "clients",
    "patients",
    "residents",
    "peers",
    "facilitator",
    "facilitators",
    "topic",
    "discussion",
    "leader",
    "counselor",
    "therapist",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Looks at one word after the other.
    fn plainly(text: &str, classes: &Classes) -> (usize, usize, [bool; 7]) {
        let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '\'';
        let words: Vec<&str> = text.split(|letter| !is_of_word(letter)).collect();
        let stem = |word: &str| word.strip_suffix("'s").unwrap_or(word).to_owned();
        let specific = words
            .iter()
            .filter(|word| is_specific(&stem(word), classes));
        let runs = text.split([' ', '\t', '\n', '\u{c}', '\r']);
        let told = runs.filter(|run| run.contains(|letter: char| letter.is_ascii_alphabetic()));
        let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
        let is_one = |word: &&&str| PATIENT.contains(word) && !PATIENTS.contains(word);
        let flags = [
            has(&CLINICIAN),
            has(&PATIENT),
            words.iter().any(|word| is_one(&word)),
            has(&GROUP),
            text.contains(':'),
            text.contains('"'),
            text.contains('/'),
        ];
        (specific.count(), told.count(), flags)
    }

    proptest! {
        #[test]
        fn words_are_heard_eight_letters_at_a_time_as_one_by_one(
            words in prop::collection::vec(prop::sample::select(vec![
                "the", "client", "clients", "patient's", "group", "therapist", "counselor's", "sister's",
                "walked", "mindfulness", "unbelievable", "3/10", "12", "o'clock", "'s", "'", ":", "\"",
                "/", "-", ",", "a1", "ab", "abcdefgh", "abcdefghi", "abcdefgh's", "\t", "\n", "é", " ",
                " ", " ", " ",
            ]), 0..30),
        ) {
            let text = words.concat();
            let classes = classes(&["the", "ab", "unbelievable", "mindfulness"]);
            let spoken = Spoken::of(&text, &classes);
            let flags = [
                spoken.is_of_clinician(),
                spoken.is_of_patients(),
                spoken.is_of_patient(),
                spoken.is_of_group(),
                spoken.has_colon(),
                spoken.has_quote(),
                spoken.has_slash(),
            ];
            prop_assert_eq!((spoken.specifics, spoken.words, flags), plainly(&text, &classes));
        }
    }
}
