//! Reads pronouns that can only be the patient's, and names that a note gives its patient.
//!
//! A pronoun counts only while nobody but the patient has been spoken of in its paragraph and
//! outside quotation marks: what it then means cannot be somebody else. Most pronouns are passed
//! over; a wrong one is never invented.

use crate::model::{PersonName, WordingFacts};
use crate::scan::parts::heading;
use crate::text::{Located, Span};

/// Pronouns and names kept of one note, of each class.
const MOST: usize = 4;

const SUBJECTS: [&str; 14] = [
    "client",
    "patient",
    "pt",
    "cl",
    "resident",
    "consumer",
    "participant",
    "client's",
    "patient's",
    "pt's",
    "cl's",
    "resident's",
    "mr",
    "ms",
];

const OTHERS: [&str; 108] = [
    "attorney",
    "aunt",
    "baby",
    "bf",
    "boss",
    "boy",
    "boyfriend",
    "brother",
    "brothers",
    "caregiver",
    "caseworker",
    "child",
    "children",
    "clinician",
    "co-worker",
    "counselor",
    "counsellor",
    "cousin",
    "coworker",
    "coworkers",
    "dad",
    "daughter",
    "daughters",
    "doctor",
    "dr",
    "employer",
    "ex",
    "ex-husband",
    "ex-wife",
    "facilitator",
    "family",
    "father",
    "fiance",
    "fiancee",
    "fiancé",
    "fiancée",
    "friend",
    "friends",
    "gf",
    "girl",
    "girlfriend",
    "grandchildren",
    "granddaughter",
    "grandfather",
    "grandma",
    "grandmother",
    "grandpa",
    "grandparents",
    "grandson",
    "guardian",
    "guy",
    "husband",
    "infant",
    "judge",
    "kids",
    "lady",
    "landlord",
    "landlady",
    "lawyer",
    "man",
    "manager",
    "member",
    "members",
    "men",
    "mom",
    "mother",
    "neighbor",
    "nephew",
    "niece",
    "nurse",
    "officer",
    "others",
    "parent",
    "parents",
    "partner",
    "pastor",
    "peer",
    "peers",
    "people",
    "person",
    "physician",
    "prescriber",
    "provider",
    "psychiatrist",
    "relative",
    "roommate",
    "roommates",
    "sibling",
    "siblings",
    "sister",
    "sisters",
    "someone",
    "son",
    "sons",
    "sponsor",
    "spouse",
    "staff",
    "stepfather",
    "stepmother",
    "supervisor",
    "teacher",
    "tech",
    "therapist",
    "uncle",
    "wife",
    "woman",
    "women",
    "writer",
];

/// What a sentence says that its subject did, where the subject is who a note is about.
const VERBS: [&str; 38] = [
    "reported",
    "reports",
    "stated",
    "states",
    "denied",
    "denies",
    "endorsed",
    "endorses",
    "presented",
    "presents",
    "attended",
    "attends",
    "participated",
    "participates",
    "shared",
    "shares",
    "identified",
    "identifies",
    "verbalized",
    "verbalizes",
    "expressed",
    "expresses",
    "appeared",
    "appears",
    "arrived",
    "discussed",
    "discusses",
    "described",
    "describes",
    "acknowledged",
    "acknowledges",
    "explored",
    "processed",
    "engaged",
    "agreed",
    "agrees",
    "remains",
    "continues",
];

/// Words that open a sentence before such a verb and are no names.
const NO_NAMES: [&str; 44] = [
    "he",
    "she",
    "they",
    "it",
    "i",
    "we",
    "who",
    "this",
    "that",
    "these",
    "client",
    "patient",
    "pt",
    "cl",
    "resident",
    "consumer",
    "participant",
    "individual",
    "group",
    "therapist",
    "counselor",
    "clinician",
    "writer",
    "nurse",
    "staff",
    "facilitator",
    "family",
    "mother",
    "father",
    "and",
    "also",
    "then",
    "team",
    "members",
    "member",
    "peers",
    "mood",
    "affect",
    "sleep",
    "anxiety",
    "depression",
    "risk",
    "both",
    "which",
];

/// Returns whether a word, in lower case, is one for the patient.
pub(super) fn is_subject(word: &str) -> bool {
    SUBJECTS.contains(&bare(word))
}

/// Returns whether a word, in lower case, is one for somebody else.
pub(super) fn is_other_person(word: &str) -> bool {
    OTHERS.contains(&bare(word))
}

fn bare(word: &str) -> &str {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    word.strip_suffix("'s")
        .or(word.strip_suffix("’s"))
        .unwrap_or(word)
}

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
            at += line.chars().count() as u32;
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

struct Reader<'r> {
    own: &'r [String],
    paragraph: Paragraph,
    /// Names in the patient's place: the word in lower case and where it stands.
    names: Vec<(String, Span)>,
    speaks_of_patient: bool,
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
        let mut words = Words {
            line,
            at: 0,
            character: 0,
        };
        let mut previous: Option<(String, Span, bool)> = None;
        while let Some((start, from, word)) = words.next() {
            if start < skip {
                continue;
            }
            let span = Span {
                start: place.start + from,
                end: place.start + from + word.chars().count() as u32,
                ..place
            };
            self.word(word, span, &mut previous);
        }
    }

    fn word(&mut self, word: &str, span: Span, previous: &mut Option<(String, Span, bool)>) {
        let quotes = word
            .chars()
            .filter(|letter| matches!(letter, '"' | '“' | '”'))
            .count();
        let was_quoted = self.paragraph.is_quoted;
        if quotes % 2 == 1 {
            self.paragraph.is_quoted = !was_quoted;
        }
        let core = bare(word);
        let lower = core.to_lowercase();
        let opens_sentence = !self.paragraph.in_sentence;
        self.paragraph.in_sentence = !word.ends_with(['.', '!', '?']) || word.len() < 3;
        if was_quoted || quotes > 0 || lower.is_empty() {
            *previous = None;
            return;
        }
        let is_own = self.own.contains(&lower);
        if is_own || SUBJECTS.contains(&lower.as_str()) {
            self.paragraph.has_subject = true;
            self.speaks_of_patient |= is_own || !matches!(lower.as_str(), "mr" | "ms");
        } else if OTHERS.contains(&lower.as_str()) {
            self.paragraph.has_other = true;
        } else if let Some(is_male) = sex_of(&lower) {
            self.speaks_of_patient |= lower == "he" || lower == "she";
            let is_clear = !self.paragraph.has_other
                && (self.paragraph.has_subject
                    || opens_sentence && (lower == "he" || lower == "she"));
            if is_clear {
                self.paragraph.has_subject = true;
                let pronouns = &mut self.facts.pronouns;
                let list = if is_male {
                    &mut pronouns.male
                } else {
                    &mut pronouns.female
                };
                if list.len() < MOST {
                    list.push(span);
                }
            }
        } else if core.chars().next().is_some_and(char::is_uppercase) && core.len() > 1 {
            // A name, or any other word with a capital amid a sentence: it may be a person.
            if !opens_sentence {
                self.paragraph.has_other = true;
            }
        } else if VERBS.contains(&lower.as_str())
            && let Some((name, at, is_name)) = previous.take()
            && is_name
        {
            self.names.push((name, at));
        }
        let is_name = (opens_sentence || self.follows_title(previous.as_ref()))
            && core.chars().next().is_some_and(char::is_uppercase)
            && core.chars().skip(1).all(char::is_lowercase)
            && core.chars().count() > 2
            && !is_own
            && !NO_NAMES.contains(&lower.as_str())
            && !OTHERS.contains(&lower.as_str());
        *previous = Some((lower, span, is_name));
    }

    fn follows_title(&self, previous: Option<&(String, Span, bool)>) -> bool {
        previous.is_some_and(|(word, ..)| matches!(word.as_str(), "mr" | "ms" | "mrs" | "miss"))
    }

    /// Keeps a name only where the note gives its patient no other.
    fn finish(self) {
        if self.own.is_empty() || self.speaks_of_patient {
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

fn sex_of(word: &str) -> Option<bool> {
    match word {
        "he" | "him" | "his" | "himself" => Some(true),
        "she" | "her" | "hers" | "herself" => Some(false),
        _ => None,
    }
}

/// The words of a line with the byte and the character where each begins.
struct Words<'l> {
    line: &'l str,
    at: usize,
    character: u32,
}

impl<'l> Words<'l> {
    fn next(&mut self) -> Option<(usize, u32, &'l str)> {
        let rest = self.line.get(self.at..)?;
        let spaces = rest.len() - rest.trim_start().len();
        let skipped = rest.get(..spaces)?.chars().count() as u32;
        let word = rest.get(spaces..)?.split(char::is_whitespace).next()?;
        if word.is_empty() {
            return None;
        }
        let (byte, character) = (self.at + spaces, self.character + skipped);
        self.at = byte + word.len();
        self.character = character + word.chars().count() as u32;
        Some((byte, character, word))
    }
}

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
