//! Tells whom the words of a sentence speak of, and counts those that notes of anybody lack.

use crate::text::words::Classes;

/// What the words of a sentence speak of.
#[derive(Default)]
pub(super) struct Spoken {
    pub(super) of_clinician: bool,
    /// Of the patient or of patients.
    pub(super) of_patients: bool,
    /// Of the patient alone: "clients discussed …" is the group, "client discussed …" the patient.
    pub(super) of_patient: bool,
    pub(super) of_group: bool,
    /// Words that notes of anybody do not use.
    pub(super) specifics: usize,
    /// Runs between blanks that have a letter.
    pub(super) words: usize,
    signs: u8,
}

impl Spoken {
    /// Looks at every byte of a sentence in plain text once; this is done for every sentence of
    /// every chart. `classes` are those of [`classes`].
    pub(super) fn of(text: &str, classes: &Classes) -> Self {
        let mut spoken = Self::default();
        let bytes = text.as_bytes();
        let (mut at, mut is_counted) = (0, false);
        while let Some(&byte) = bytes.get(at) {
            let kind = KINDS[usize::from(byte)];
            if kind & IS_OF_WORD == 0 {
                spoken.signs |= kind;
                is_counted &= kind != IS_BLANK;
                at += 1;
                continue;
            }
            let (start, mut holds) = (at, 0);
            while let Some(&byte) = bytes.get(at) {
                let kind = KINDS[usize::from(byte)];
                if kind & IS_OF_WORD == 0 {
                    break;
                }
                holds |= kind;
                at += 1;
            }
            let has_letter = holds & IS_LETTER != 0;
            spoken.words += usize::from(has_letter && !is_counted);
            is_counted |= has_letter;
            if let Some(word) = text.get(start..at) {
                spoken.hear(word, holds, classes);
            }
        }
        spoken
    }

    fn hear(&mut self, word: &str, holds: u8, classes: &Classes) {
        let class = classes.of(word);
        self.of_clinician |= class & IS_CLINICIAN != 0;
        self.of_patients |= class & IS_PATIENT != 0;
        self.of_patient |= class & IS_PATIENT != 0 && class & IS_PLURAL == 0;
        self.of_group |= class & IS_GROUP != 0;
        let is_specific = match holds {
            IS_LETTER => word.len() > 2 && class & IS_COMMON == 0,
            _ => word
                .strip_suffix("'s")
                .is_some_and(|stem| is_specific(stem, classes)),
        };
        self.specifics += usize::from(is_specific);
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

const IS_LETTER: u8 = 1;
/// Is a digit or an apostrophe.
const IS_DIGIT: u8 = 2;
/// Is of a word.
const IS_OF_WORD: u8 = IS_LETTER | IS_DIGIT;
const IS_BLANK: u8 = 4;
const IS_COLON: u8 = 8;
const IS_QUOTE: u8 = 16;
const IS_SLASH: u8 = 32;

/// What each byte of a plain text is.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => IS_LETTER,
            b'0'..=b'9' | b'\'' => IS_DIGIT,
            b' ' | b'\t' | b'\n' | 0x0c | b'\r' => IS_BLANK,
            b':' => IS_COLON,
            b'"' => IS_QUOTE,
            b'/' => IS_SLASH,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

const IS_CLINICIAN: u8 = 1;
const IS_PATIENT: u8 = 2;
const IS_PLURAL: u8 = 4;
const IS_GROUP: u8 = 8;
/// Stands in notes of anybody.
const IS_COMMON: u8 = 16;

/// Returns what the words for persons mean, and the words that stand in notes of anybody.
pub(super) fn classes(common: &[&str]) -> Classes {
    Classes::new(&[
        (&CLINICIAN, IS_CLINICIAN),
        (&PATIENT, IS_PATIENT),
        (&["clients", "patients", "pts"], IS_PLURAL),
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
