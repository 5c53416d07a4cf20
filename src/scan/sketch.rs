//! Sketches a note's words as hashed shingles so that copies can be found without its text.
//! It does not decide what counts as a copy; rules do.

mod words;

use self::words::{FNV_OFFSET, NUMBER, PRONOUN, SUBJECT, WORDS, Words, hash_of, step};
use super::frame::{is_frame, is_row};
use super::parts::{Heading, heading, is_prose};
use crate::model::{PartRole, PersonName, Sketch, SketchPart};
use crate::text::{FileId, Span};

/// Words in a shingle.
const SHINGLE: usize = 5;

/// Letters of a line from which on a margin may have broken it.
const BROKEN: usize = 64;

/// Words of a note that are compared. What is longer is a whole chart in one piece.
const MOST_TOKENS: u32 = 4096;

/// Returns the sketch of a note's text, given page by page, which speaks of a patient by name.
///
/// What differs between honest copies is left out before: case, punctuation, numbers, dates,
/// times, the patient's name and pronouns, lines that are labels and values of a header or a
/// signature, and boxes.
pub fn sketch(pages: &[(Span, &str)], name: Option<&PersonName>, title: &str) -> Sketch {
    let mut sketcher = Sketcher::new(name);
    for (span, text) in pages {
        sketcher.page(*span, text);
    }
    let mut sketch = sketcher.finish();
    if !title.is_empty() {
        sketch.title = title_hash(title).max(1);
    }
    sketch
}

/// Returns the sketch of a text that stands in no file.
pub fn sketch_of(text: &str) -> Sketch {
    let length = text.chars().count() as u32;
    sketch(&[(Span::new(FileId(0), 1, 0, length), text)], None, "")
}

struct Sketcher {
    words: &'static Words,
    /// Hashes of the patient's names.
    names: Vec<u64>,
    they: u64,
    sketch: Sketch,
    shingles: Vec<u32>,
    parts: Vec<SketchPart>,
    /// The hashes of the last word, of the last two and so on, up to those of a shingle.
    begun: [u64; SHINGLE],
    last: u64,
    role: PartRole,
    /// Whether the role ends with the paragraph.
    is_inline: bool,
    /// Whether the role ends with the facts behind its heading.
    of_facts: bool,
    open: Option<SketchPart>,
}

impl Sketcher {
    fn new(name: Option<&PersonName>) -> Self {
        let names = name.into_iter().flat_map(|name| {
            let given = [&name.last, &name.first];
            given
                .into_iter()
                .flat_map(|part| part.split(|letter: char| !letter.is_alphanumeric()))
                .filter(|part| part.chars().count() > 1)
                .map(|part| hash_of(&part.to_lowercase()))
                .collect::<Vec<_>>()
        });
        Self {
            words: &WORDS,
            names: names.collect(),
            they: hash_of("they"),
            sketch: Sketch {
                text_hash: FNV_OFFSET,
                ..Sketch::default()
            },
            shingles: Vec::new(),
            parts: Vec::new(),
            begun: UNBEGUN,
            last: 0,
            role: PartRole::Body,
            is_inline: true,
            of_facts: false,
            open: None,
        }
    }

    fn page(&mut self, place: Span, text: &str) {
        let is_ascii = text.is_ascii();
        let mut at = place.start;
        for line in text.split_inclusive('\n') {
            let length = if is_ascii {
                line.len() as u32
            } else {
                line.chars().count() as u32
            };
            let shown = line.trim_end();
            let end = if is_ascii {
                shown.len() as u32
            } else {
                shown.chars().count() as u32
            };
            self.line(
                Span {
                    start: at,
                    end: at + end,
                    ..place
                },
                shown,
            );
            at += length;
        }
        self.close();
    }

    fn line(&mut self, span: Span, line: &str) {
        let trimmed = line.trim_start();
        if trimmed.is_empty() {
            self.close();
            if self.is_inline {
                self.role = PartRole::Body;
            }
            self.of_facts &= !self.is_inline;
            return;
        }
        if let Some(ticks) = ticks(trimmed) {
            self.sketch.ticks = self.sketch.ticks.saturating_add(ticks);
            self.close();
            return;
        }
        let found = heading(trimmed);
        let indent = (line.len() - trimmed.len()) as u32;
        match found {
            Some(Heading {
                role: Some(role),
                value,
                of_facts,
            }) => {
                self.close();
                self.role = role;
                let rest = trimmed.get(value..).unwrap_or_default();
                let value = trimmed.get(..value).map_or(0, |head| head.chars().count()) as u32;
                self.is_inline = !rest.trim().is_empty();
                self.of_facts = of_facts && self.is_inline && line.len() < BROKEN;
                self.words(
                    Span {
                        start: span.start + indent + value,
                        ..span
                    },
                    rest,
                );
            }
            // A label that is no clinical heading: of the header, or one of the form's own.
            Some(Heading {
                role: None, value, ..
            }) if is_frame(trimmed) => {
                let rest = trimmed.get(value..).unwrap_or_default();
                let words = rest.split_whitespace().count() as u16;
                self.sketch.values = self.sketch.values.saturating_add(words);
                self.close();
            }
            Some(Heading {
                role: None, value, ..
            }) => {
                let rest = trimmed.get(value..).unwrap_or_default();
                self.close();
                self.role = PartRole::Body;
                self.is_inline = true;
                self.of_facts = false;
                let value = trimmed.get(..value).map_or(0, |head| head.chars().count()) as u32;
                self.words(
                    Span {
                        start: span.start + indent + value,
                        ..span
                    },
                    rest,
                );
            }
            None if is_frame(trimmed) || is_row(trimmed) => {
                let value = trimmed.split_once(" | ").map_or("", |(_, value)| value);
                let words = value.split_whitespace().count() as u16;
                self.sketch.values = self.sketch.values.saturating_add(words);
                self.close();
            }
            None => {
                // A print without blank lines: "Diagnosis: F10.20" and the session right below.
                if self.of_facts && is_prose(trimmed) {
                    self.close();
                    (self.role, self.of_facts) = (PartRole::Body, false);
                }
                let start = span.start + indent;
                self.words(Span { start, ..span }, trimmed);
            }
        }
    }

    /// Takes the words of a line. A word is a run of letters; a run with a digit in it, joined
    /// by what stands inside dates, times and numbers, is one number.
    fn words(&mut self, span: Span, line: &str) {
        if line.trim().is_empty() || self.sketch.tokens >= MOST_TOKENS {
            return;
        }
        let blanks = line.chars().take_while(|letter| letter.is_whitespace());
        let span = Span {
            start: span.start + blanks.count() as u32,
            ..span
        };
        match &mut self.open {
            Some(part) => part.span.end = span.end,
            None => {
                self.begun = UNBEGUN;
                self.last = 0;
                self.open = Some(SketchPart {
                    role: self.role,
                    is_personal: false,
                    span,
                    tokens: 0,
                    first: self.shingles.len() as u32,
                });
            }
        }
        if line.is_ascii() {
            self.ascii_words(line);
        } else {
            self.any_words(line);
        }
    }

    fn any_words(&mut self, line: &str) {
        let mut hash = FNV_OFFSET;
        let mut length = 0_u32;
        let mut numeric = false;
        for character in line.chars().chain([' ']) {
            let joins = numeric && matches!(character, '/' | '-' | ':' | '.' | ',');
            if character.is_alphanumeric() || joins {
                numeric |= character.is_numeric();
                if character.is_ascii() {
                    hash = step(hash, u64::from(u32::from(character.to_ascii_lowercase())));
                } else {
                    for lower in character.to_lowercase() {
                        hash = step(hash, u64::from(u32::from(lower)));
                    }
                }
                length += 1;
            } else if character != '\'' && character != '’' {
                if length > 0 {
                    self.token(if numeric { NUMBER } else { hash });
                }
                (hash, length, numeric) = (FNV_OFFSET, 0, false);
            }
        }
    }

    /// Takes the words of a line whose characters are its bytes, which nearly every line is.
    fn ascii_words(&mut self, line: &str) {
        let mut bytes = line.bytes();
        // All letters that were taken share a bit that no digit has.
        let (mut hash, mut shared, mut is_word) = (FNV_OFFSET, u8::MAX, false);
        loop {
            let sign = loop {
                let Some(byte) = bytes.next() else { break None };
                let letter = LETTERS[usize::from(byte)];
                if letter == 0 {
                    break Some(byte);
                }
                hash = step(hash, u64::from(letter));
                shared &= letter;
                is_word = true;
            };
            let numeric = shared & b'@' == 0;
            let joins = match sign {
                Some(b'\'') => true,
                Some(b'/' | b'-' | b':' | b'.' | b',') => numeric,
                _ => false,
            };
            if joins {
                continue;
            }
            if is_word {
                self.token(if numeric { NUMBER } else { hash });
            }
            if sign.is_none() {
                return;
            }
            (hash, shared, is_word) = (FNV_OFFSET, u8::MAX, false);
        }
    }

    fn token(&mut self, word: u64) {
        let Some(part) = &mut self.open else { return };
        let hash = if self.names.contains(&word) {
            SUBJECT
        } else {
            self.words.class(word).unwrap_or(word)
        };
        // "They" may be the members of a group.
        part.is_personal |= hash == SUBJECT || hash == PRONOUN && word != self.they;
        // A date in words or with spaces gives one number or several; they all count as one. So
        // do a title and a name.
        if hash == self.last && matches!(hash, NUMBER | SUBJECT) {
            return;
        }
        self.last = hash;
        part.tokens += 1;
        self.sketch.tokens += 1;
        self.sketch.text_hash = step(self.sketch.text_hash, hash);
        let [first, second, third, fourth, _] = self.begun;
        self.begun = [FNV_OFFSET, first, second, third, fourth].map(|begun| step(begun, hash));
        if part.tokens as usize >= SHINGLE {
            self.shingles.push(shingle(&self.begun));
        }
    }

    fn close(&mut self) {
        if let Some(part) = self.open.take()
            && part.tokens > 0
        {
            if (part.tokens as usize) < SHINGLE {
                self.shingles.push(shingle(&self.begun));
            }
            self.parts.push(part);
        }
    }

    fn finish(mut self) -> Sketch {
        self.close();
        Sketch {
            shingles: self.shingles.into_boxed_slice(),
            parts: self.parts.into_boxed_slice(),
            ..self.sketch
        }
    }
}

/// What stands before a part's first word: words whose hashes are 0.
const UNBEGUN: [u64; SHINGLE] = {
    let mut begun = [FNV_OFFSET; SHINGLE];
    let mut words = 0;
    while words < SHINGLE {
        let before = if words == 0 {
            FNV_OFFSET
        } else {
            begun[words - 1]
        };
        begun[words] = step(before, 0);
        words += 1;
    }
    begun
};

fn shingle(begun: &[u64; SHINGLE]) -> u32 {
    let [.., whole] = *begun;
    (mix(whole) >> 32) as u32
}

fn title_hash(title: &str) -> u32 {
    let letters = title.chars().filter(|letter| letter.is_alphabetic());
    let hash = letters
        .flat_map(char::to_lowercase)
        .fold(FNV_OFFSET, |hash, letter| {
            step(hash, u64::from(u32::from(letter)))
        });
    (mix(hash) >> 32) as u32
}

/// The finalizer of SplitMix64, which spreads every bit; written out to be the same everywhere.
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// For each byte, the small letter or digit that it is in a word; 0 for any other sign.
const LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            letters[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    letters
};

/// Returns how many boxes of a line are ticked; `None` when it has no box.
fn ticks(line: &str) -> Option<u16> {
    const EMPTY: [&str; 5] = ["[ ]", "[]", "( )", "☐", "__ "];
    const TICKED: [&str; 6] = ["[x]", "[X]", "(x)", "(X)", "☒", "☑"];
    // All bytes are looked at without a branch, many at once.
    let may_box = |byte: u8| (byte == b'[') | (byte == b'(') | (byte == b'_') | !byte.is_ascii();
    if !line.bytes().fold(false, |may, byte| may | may_box(byte)) {
        return None;
    }
    let count =
        |forms: &[&str]| -> usize { forms.iter().map(|form| line.matches(form).count()).sum() };
    let ticked = count(&TICKED);
    (ticked + count(&EMPTY) > 0).then_some(ticked as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str = "GROUP NOTE\nPatient: Ann Poe   MRN: 1001\nDate of service: 01/05/2026\n\
        Time: 09:00 - 10:00\nClient took part in process group on coping with cravings after work. \
        She named two triggers, practised urge surfing with peers and gave feedback to another \
        member. Affect was flat at first and brightened later. Plan: call sponsor before Friday \
        and bring the trigger list to the next session with her counselor.\n\
        Electronically signed by Dana Roe, LCSW on 01/05/2026 16:20";

    #[test]
    fn the_same_words_under_another_date_are_equal() {
        let other = NOTE
            .replace("01/05/2026", "January 12, 2026")
            .replace("09:00 - 10:00", "10:30 am to 11:30 am")
            .replace("16:20", "17:01:09")
            .replace("Ann Poe", "A. Poe");
        let (one, other) = (sketch_of(NOTE), sketch_of(&other));
        assert!(one.tokens >= 40, "{}", one.tokens);
        assert_eq!(one.text_hash, other.text_hash);
        assert!((one.similarity(&other) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn another_patients_name_and_pronouns_make_no_other_text() {
        let place = Span::new(FileId(0), 1, 0, 60);
        let named = |first: &str, last: &str, text: &str| {
            let name = PersonName {
                last: last.to_owned(),
                first: first.to_owned(),
                middle: String::new(),
            };
            sketch(&[(place, text)], Some(&name), "")
        };
        let one = named(
            "Ann",
            "Poe",
            "Ann Poe said that she slept in her own room and Ms. Poe ate.",
        );
        let other = named(
            "Lou",
            "Orr",
            "Client said that he slept in his own room and Mr. Orr ate.",
        );
        assert_eq!(one.shingles, other.shingles);
    }

    #[test]
    fn a_small_edit_stays_close_and_another_text_is_far() {
        let edited = NOTE.replace("brightened later", "lifted later");
        let near = sketch_of(NOTE).similarity(&sketch_of(&edited));
        assert!((0.6..1.0).contains(&near), "{near}");
        let far = sketch_of(NOTE).similarity(&sketch_of(
            "Nurse saw patient on rounds this morning. Slept well, ate breakfast, took all \
             medicines without side effects, walked in the yard with staff, asked about discharge \
             and called home. No pain reported. Vital signs stable through the whole shift today.",
        ));
        assert!(far < 0.3, "{far}");
    }

    #[test]
    fn parts_carry_their_role_and_place() {
        let text = "Group topic: Shame and secrecy in families\n\nClient listened at first.\n\
            Response:\nSpoke of his brother and the fire.\n\nHe cried.\nPlan: Return on Friday.\n\
            Affect: [x] flat  [ ] full  [X] sad";
        let sketch = sketch_of(text);
        let found: Vec<(PartRole, String)> = sketch
            .parts
            .iter()
            .map(|part| {
                let (start, end) = (part.span.start as usize, part.span.end as usize);
                (part.role, text[start..end].trim().to_owned())
            })
            .collect();
        let of = |role, words: &str| (role, words.to_owned());
        assert_eq!(
            found,
            [
                of(PartRole::Topic, "Shame and secrecy in families"),
                of(PartRole::Body, "Client listened at first."),
                of(PartRole::Response, "Spoke of his brother and the fire."),
                of(PartRole::Response, "He cried."),
                of(PartRole::Carried, "Return on Friday."),
            ]
        );
        assert_eq!(sketch.ticks, 2);
        assert_eq!(sketch.of_part(&sketch.parts[3]).len(), 1);
        let all: usize = sketch
            .parts
            .iter()
            .map(|part| sketch.of_part(part).len())
            .sum();
        assert_eq!(all, sketch.shingles.len());
    }

    #[test]
    fn the_session_right_below_the_diagnosis_is_no_diagnosis() {
        let roles = |text: &str| {
            let sketch = sketch_of(text);
            let roles = sketch.parts.iter().map(|part| part.role);
            roles.collect::<Vec<_>>()
        };
        let told = "He told the group of the boat he sold and what the money had gone on.";
        let print = format!(
            "Client | Poe, Lou\nStart Time | 9:00 AM\nDiagnosis: F14.20 Cocaine dependence\n\
             9:00 AM - 10:00 AM Skills group, 60 min, 8 there\n{told}\nHe laughed."
        );
        assert_eq!(roles(&print), [PartRole::Carried, PartRole::Body]);
        // A line that the margin broke goes on.
        let broken = format!(
            "Diagnostic impression: Meets criteria for cocaine use disorder by\nthe money spent. {told}"
        );
        assert_eq!(roles(&broken), [PartRole::Carried]);
        // A plan is prose throughout.
        let plan = format!("Plan: Return on Friday.\n{told}");
        assert_eq!(roles(&plan), [PartRole::Carried]);
    }

    #[test]
    fn case_and_signs_do_not_matter() {
        let known = sketch_of("Client took part in group today.");
        assert_eq!(known.shingles.len(), 2);
        let shouted = sketch_of("client TOOK part, in group today");
        assert_eq!(known.shingles, shouted.shingles);
    }

    proptest::proptest! {
        #[test]
        fn words_of_ascii_are_those_of_any_text(line in "[ a-zA-Z0-9'/:.,()-]{0,80}") {
            let taken = |take: fn(&mut Sketcher, &str)| {
                let mut sketcher = Sketcher::new(None);
                sketcher.words(Span::new(FileId(0), 1, 0, 1), "é");
                take(&mut sketcher, &line);
                sketcher.finish()
            };
            proptest::prop_assert_eq!(taken(Sketcher::ascii_words), taken(Sketcher::any_words));
        }

        #[test]
        fn a_shingle_is_the_hash_of_its_words(words in "[bd]{3,4}( [bd]{3,4}){0,9}") {
            let hashes: Vec<u64> = words.split(' ').map(hash_of).collect();
            let padded = [vec![0; SHINGLE.saturating_sub(hashes.len())], hashes].concat();
            let shingles = padded.windows(SHINGLE).map(|words| {
                let hash = words.iter().fold(FNV_OFFSET, |hash, word| step(hash, *word));
                (mix(hash) >> 32) as u32
            });
            proptest::prop_assert_eq!(&*sketch_of(&words).shingles, shingles.collect::<Vec<_>>());
        }

        #[test]
        fn any_text_has_a_sketch(text in ".{0,300}") {
            let sketched = sketch_of(&text);
            let all: usize = sketched.parts.iter().map(|part| sketched.of_part(part).len()).sum();
            proptest::prop_assert_eq!(all, sketched.shingles.len());
        }
    }
}
