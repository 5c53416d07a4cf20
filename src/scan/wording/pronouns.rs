//! Reads pronouns that can only be the patient's, and names that a note gives its patient.
//!
//! A pronoun counts only while nobody but the patient has been spoken of in its paragraph and
//! outside quotation marks: what it then means cannot be somebody else. Most pronouns are passed
//! over; a wrong one is never invented.

use super::persons::{
    IS_FEMALE, IS_MALE, IS_NO_NAME, IS_OTHER, IS_SUBJECT, IS_TITLE, IS_VERB, bare, class_of,
};
use crate::model::{PersonName, WordingFacts};
use crate::scan::parts::heading;
use crate::text::{Located, Span};

/// Pronouns and names kept of one note, of each class.
const MOST: usize = 4;

/// Reads a note page by page.
pub(super) fn read(pages: &[(Span, &str)], name: Option<&PersonName>, facts: &mut WordingFacts) {
    let own: Vec<String> = name
        .into_iter()
        .flat_map(|name| [&name.last, &name.first, &name.middle])
        .flat_map(|part| part.split(|letter: char| !letter.is_alphanumeric()))
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    let mut reader = Reader {
        own: &own,
        paragraph: Paragraph::default(),
        names: Vec::new(),
        speaks_of_patient: false,
        lower: String::new(),
        facts,
    };
    for (place, text) in pages {
        let mut at = place.start;
        for line in text.split_inclusive('\n') {
            reader.line(
                Span {
                    start: at,
                    ..*place
                },
                line,
            );
            at += if line.is_ascii() {
                line.len() as u32
            } else {
                line.chars().count() as u32
            };
        }
    }
    reader.finish();
}

/// What was met in a paragraph so far.
#[derive(Default)]
struct Paragraph {
    has_subject: bool,
    has_other: bool,
    is_quoted: bool,
    /// Whether the next word opens a sentence.
    in_sentence: bool,
}

/// What the next word must know of a word.
#[derive(Default)]
struct Previous {
    span: Option<Span>,
    /// Whether it is a form of address.
    is_title: bool,
    /// The word in lower case, where it may be a name.
    name: Option<String>,
}

struct Reader<'r> {
    own: &'r [String],
    paragraph: Paragraph,
    /// Names in the patient's place: the word in lower case and where it stands.
    names: Vec<(String, Span)>,
    speaks_of_patient: bool,
    /// The word at hand in lower case.
    lower: String,
    facts: &'r mut WordingFacts,
}

impl Reader<'_> {
    fn line(&mut self, place: Span, line: &str) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            self.paragraph = Paragraph::default();
            return;
        }
        let mut skip = 0;
        if let Some(heading) = heading(line.trim_start()) {
            self.paragraph = Paragraph::default();
            // A label of no clinical meaning is of the header, with its names.
            if heading.role.is_none() && trimmed.split_whitespace().count() < 10 {
                return;
            }
            skip = line.len() - line.trim_start().len() + heading.value;
        }
        if self.is_settled() {
            return;
        }
        let mut words = Words {
            line,
            is_ascii: line.is_ascii(),
            at: 0,
            character: 0,
        };
        let mut previous = Previous::default();
        while let Some(word) = words.next() {
            if word.start < skip {
                continue;
            }
            let from = place.start + word.character;
            let span = Span {
                start: from,
                end: from + word.characters,
                ..place
            };
            self.word(&word, span, &mut previous);
            if self.is_settled() {
                return;
            }
        }
    }

    /// Returns whether the rest of the paragraph can tell nothing more: somebody else has been
    /// spoken of, and no name is looked for.
    fn is_settled(&self) -> bool {
        self.paragraph.has_other && !self.seeks_names()
    }

    /// Returns whether a name in the patient's place may be kept: where the patient's own is known
    /// and the note has not spoken of its patient yet.
    fn seeks_names(&self) -> bool {
        !self.own.is_empty() && !self.speaks_of_patient
    }

    fn is_own(&self, lower: &str) -> bool {
        self.own.iter().any(|name| name == lower)
    }

    fn word(&mut self, word: &Word<'_>, span: Span, previous: &mut Previous) {
        let Word { text, holds, .. } = *word;
        // Most words are in lower case, in no list and nobody's name.
        if holds == 0 && class_of(text) == 0 && !self.is_own(text) {
            self.paragraph.in_sentence = true;
            *previous = Previous::default();
            return;
        }
        let has_quotes = holds & (IS_QUOTE | IS_OTHER_SIGN) != 0;
        let quotes = if has_quotes { quotes_in(text) } else { 0 };
        let was_quoted = self.paragraph.is_quoted;
        if quotes % 2 == 1 {
            self.paragraph.is_quoted = !was_quoted;
        }
        let has_signs = holds & (IS_SIGN | IS_OTHER_SIGN) != 0;
        let core = if has_signs { bare(text) } else { text };
        let mut buffer = std::mem::take(&mut self.lower);
        // Most words are in lower case as they stand.
        let lower = if holds & (IS_CAPITAL | IS_OTHER_SIGN) == 0 {
            core
        } else {
            buffer.clear();
            if core.is_ascii() {
                buffer.push_str(core);
                buffer.make_ascii_lowercase();
            } else {
                buffer.push_str(&core.to_lowercase());
            }
            &buffer
        };
        let opens_sentence = !self.paragraph.in_sentence;
        let ends = matches!(text.as_bytes().last(), Some(b'.' | b'!' | b'?'));
        self.paragraph.in_sentence = !ends || text.len() < 3;
        if was_quoted || quotes > 0 || lower.is_empty() {
            *previous = Previous::default();
        } else {
            *previous = self.plain_word(core, lower, span, opens_sentence, previous);
        }
        self.lower = buffer;
    }

    fn plain_word(
        &mut self,
        core: &str,
        lower: &str,
        span: Span,
        opens_sentence: bool,
        previous: &mut Previous,
    ) -> Previous {
        let class = class_of(lower);
        let is_own = self.is_own(lower);
        let is_large = core.chars().next().is_some_and(char::is_uppercase);
        if is_own || class & IS_SUBJECT != 0 {
            self.paragraph.has_subject = true;
            self.speaks_of_patient |= is_own || class & IS_TITLE == 0;
        } else if class & IS_OTHER != 0 {
            self.paragraph.has_other = true;
        } else if class & (IS_MALE | IS_FEMALE) != 0 {
            // After a name in the patient's place the pronoun means that name.
            self.speaks_of_patient |= (lower == "he" || lower == "she") && self.names.is_empty();
            let is_clear = !self.paragraph.has_other
                && (self.paragraph.has_subject
                    || opens_sentence && (lower == "he" || lower == "she"));
            if is_clear {
                self.paragraph.has_subject = true;
                let pronouns = &mut self.facts.pronouns;
                let list = if class & IS_MALE != 0 {
                    &mut pronouns.male
                } else {
                    &mut pronouns.female
                };
                if list.len() < MOST {
                    list.push(span);
                }
            }
        } else if is_large && core.len() > 1 {
            // A name, or any other word with a capital amid a sentence: it may be a person.
            if !opens_sentence {
                self.paragraph.has_other = true;
            }
        } else if class & IS_VERB != 0
            && let (Some(name), Some(at)) = (previous.name.take(), previous.span)
        {
            self.names.push((name, at));
        }
        let is_name = is_large
            && self.seeks_names()
            && (opens_sentence || previous.is_title)
            && core.chars().skip(1).all(char::is_lowercase)
            && core.chars().count() > 2
            && !is_own
            && class & (IS_NO_NAME | IS_OTHER) == 0;
        Previous {
            span: Some(span),
            is_title: class & IS_TITLE != 0,
            name: is_name.then(|| lower.to_owned()),
        }
    }

    /// Keeps a name only where the note gives its patient no other.
    fn finish(self) {
        if !self.seeks_names() {
            return;
        }
        let mut names = self.names;
        names.sort();
        for same in names.chunk_by(|one, other| one.0 == other.0) {
            if same.len() >= 2 {
                let named = same.iter().take(MOST);
                let named = named.map(|(name, span)| Located::new(name.clone(), *span));
                self.facts.other_name.extend(named);
            }
        }
        self.facts.other_name.sort_by_key(|name| name.span);
        self.facts.other_name.truncate(MOST);
    }
}

/// Returns how many quotation marks a word carries.
fn quotes_in(word: &str) -> usize {
    word.chars()
        .filter(|letter| matches!(letter, '"' | '“' | '”'))
        .count()
}

/// The words of a line.
struct Words<'l> {
    line: &'l str,
    is_ascii: bool,
    at: usize,
    character: u32,
}

/// A word with the byte and the character where it begins.
struct Word<'l> {
    start: usize,
    character: u32,
    characters: u32,
    text: &'l str,
    /// What its bytes are.
    holds: u8,
}

impl<'l> Words<'l> {
    fn next(&mut self) -> Option<Word<'l>> {
        let rest = self.line.get(self.at..)?;
        let blanks = if self.is_ascii {
            rest.bytes()
                .position(|byte| KINDS[usize::from(byte)] != IS_BLANK)?
        } else {
            rest.find(|letter: char| !letter.is_whitespace())?
        };
        let (blank, rest) = rest.split_at_checked(blanks)?;
        let (mut length, mut holds) = (0, 0);
        for byte in rest.bytes() {
            let kind = KINDS[usize::from(byte)];
            if kind == IS_BLANK {
                break;
            }
            holds |= kind;
            length += 1;
        }
        if holds & IS_OTHER_SIGN != 0 {
            length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        }
        let text = rest.get(..length)?;
        let word = Word {
            start: self.at + blanks,
            character: self.character + self.characters(blank),
            characters: self.characters(text),
            text,
            holds,
        };
        self.at = word.start + length;
        self.character = word.character + word.characters;
        Some(word)
    }

    fn characters(&self, part: &str) -> u32 {
        if self.is_ascii {
            part.len() as u32
        } else {
            part.chars().count() as u32
        }
    }
}

const IS_CAPITAL: u8 = 1;
/// Is an ASCII sign other than a letter, a digit or a blank.
const IS_SIGN: u8 = 2;
const IS_QUOTE: u8 = 4;
/// Is part of a character outside ASCII.
const IS_OTHER_SIGN: u8 = 8;
const IS_BLANK: u8 = 16;

/// What each byte is: a small letter and a digit are nothing else.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b' ' | b'\t'..=b'\r' => IS_BLANK,
            b'a'..=b'z' | b'0'..=b'9' => 0,
            b'A'..=b'Z' => IS_CAPITAL,
            b'"' => IS_SIGN | IS_QUOTE,
            0..=0x7f => IS_SIGN,
            _ => IS_OTHER_SIGN,
        };
        byte += 1;
    }
    kinds
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::wording::wording;
    use crate::text::FileId;

    fn facts(text: &str) -> WordingFacts {
        let place = Span::new(FileId(0), 1, 0, text.chars().count() as u32);
        let name = PersonName {
            last: "Poe".to_owned(),
            first: "Ann".to_owned(),
            middle: String::new(),
        };
        let wording = wording(&[(place, text)], Some(&name));
        wording.facts().cloned().unwrap_or_default()
    }

    fn counts(text: &str) -> (usize, usize) {
        let pronouns = facts(text).pronouns;
        (pronouns.male.len(), pronouns.female.len())
    }

    #[test]
    fn pronouns_that_can_only_be_the_patients_count() {
        assert_eq!(counts("Client reported he slept well in his room."), (2, 0));
        assert_eq!(
            counts("She denied cravings and said her mood was fair."),
            (0, 2)
        );
        assert_eq!(
            counts("Ann Poe was on time. She took her medicine."),
            (0, 2)
        );
        assert_eq!(
            counts("Provider: Lou Orr\nResponse: Client felt he was heard."),
            (1, 0)
        );
    }

    #[test]
    fn pronouns_that_may_be_anothers_do_not_count() {
        assert_eq!(counts("Client's wife left and she took her car."), (0, 0));
        assert_eq!(
            counts("Client spoke with Marcus, who said he was late."),
            (0, 0)
        );
        assert_eq!(
            counts("Client said \"he hit me and his friend saw\"."),
            (0, 0)
        );
        assert_eq!(
            counts("Client met a peer. She felt seen. Her mood rose."),
            (0, 0)
        );
    }

    #[test]
    fn a_name_in_the_patients_place_is_kept_where_no_other_stands() {
        let text = "Marcus reported poor sleep. Marcus denied cravings.";
        let found = facts(text).other_name;
        let words: Vec<&str> = found
            .iter()
            .map(|name| &text[name.span.start as usize..name.span.end as usize])
            .collect();
        assert_eq!(words, ["Marcus", "Marcus"]);
        for honest in [
            "Ann reported poor sleep. Marcus denied cravings. Marcus shared.",
            "Client was late. Marcus reported it. Marcus shared a story.",
            "Marcus reported poor sleep.",
            "Mood remains low. Mood appears low. Anxiety continues.",
        ] {
            assert_eq!(facts(honest).other_name, [], "{honest}");
        }
    }
}
