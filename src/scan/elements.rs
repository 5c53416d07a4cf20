//! Marks what a note contains of what payers ask for: goal, intervention, response, progress and
//! next step, orders, doses, distance, consent. It does not judge what is missing; rules do.

mod spoken;

use super::diagnoses;
use super::frame::is_frame;
use super::lexicon::Found;
use super::normalize::Normalized;
use super::note_input::NoteInput;
use super::pieces::{self, Piece, locate};
use super::scanner::Scanner;
use super::sections;
use super::sentences::Sentence;
use crate::model::{Element, ElementMark, Elements, NoteKind};
use crate::text::Span;
use crate::text::bytes;
use crate::text::words::Classes;
use serde::Deserialize;
use spoken::Spoken;
pub(super) use spoken::{CLINICIAN, PATIENT};
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Words that stand in notes of anybody, parted by blanks.
    common: String,
    element: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    kind: Element,
    /// Whether a title, a header or a label alone shows it too.
    #[serde(default)]
    titles: bool,
    phrases: Vec<String>,
    /// Longer words that mean something else ("lab partner").
    #[serde(default)]
    apart: Vec<String>,
    /// Sentences that show it and that do not: what the phrases are for, as tests.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by tests"))]
    yes: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "read by tests"))]
    no: Vec<String>,
}

struct Table {
    /// What the words for persons, and those that stand in notes of anybody, mean.
    words: Classes,
    phrases: Vec<String>,
    /// The element of each phrase, and whether titles show it.
    kinds: Vec<(Element, bool)>,
    /// The longer words that mean something else, by the phrase in them.
    apart: Vec<Vec<String>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let file = toml::from_str::<File>(include_str!("../knowledge/elements.toml"));
    debug_assert!(file.is_ok(), "elements.toml: {:?}", file.err());
    let (common, groups) = file.map_or_else(
        |_| (String::new(), Vec::new()),
        |file| (file.common, file.element),
    );
    let common: Vec<&str> = common.split_whitespace().collect();
    let words = spoken::classes(&common);
    let all = || {
        groups
            .iter()
            .flat_map(|group| group.phrases.iter().map(move |phrase| (phrase, group)))
    };
    Table {
        words,
        phrases: all().map(|(phrase, _)| phrase.clone()).collect(),
        kinds: all().map(|(_, group)| (group.kind, group.titles)).collect(),
        apart: all()
            .map(|(phrase, group)| {
                let longer = group
                    .apart
                    .iter()
                    .filter(|words| words.ends_with(phrase.as_str()));
                longer.cloned().collect()
            })
            .collect(),
    }
});

/// Returns the phrases that are looked for, in the order of their numbers.
pub(super) fn phrases() -> &'static [String] {
    &TABLE.phrases
}

/// A phrase of an element or of a diagnosis, found in the plain text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) found: Found,
}

/// A note's plain text, its sentences, the phrases found in it and the way back to its pages.
pub(super) struct Told<'a> {
    pub(super) plain: &'a Normalized,
    original: &'a str,
    pub(super) sentences: &'a [Sentence],
    /// In order of their first letters.
    pub(super) shown: &'a [Shown],
    pieces: &'a [Piece<'a>],
}

/// Walks the sentences along with places that come in the order of the text.
pub(super) struct Walk<'a> {
    left: &'a [Sentence],
}

impl<'a> Walk<'a> {
    /// Returns the sentence in which a place begins.
    pub(super) fn at(&mut self, start: usize) -> Option<&'a Sentence> {
        let is_before = |sentence: &&Sentence| sentence.end <= start;
        let passed = self.left.iter().take_while(is_before).count();
        self.left = self.left.get(passed..).unwrap_or_default();
        self.left.first().filter(|sentence| sentence.start <= start)
    }
}

impl<'a> Told<'a> {
    pub(super) fn walk(&self) -> Walk<'a> {
        Walk {
            left: self.sentences,
        }
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Option<Span> {
        let (from, to) = self.plain.original(self.original, start, end);
        locate(self.pieces, from, to)
    }

    fn words(&self, sentence: &Sentence) -> &str {
        let text = self.plain.text.get(sentence.start..sentence.end);
        text.unwrap_or_default()
    }
}

impl Scanner<'_> {
    /// Returns what the note that was read last contains of what payers ask for.
    ///
    /// Its plain text, its sentences and the phrases in it are there already.
    pub fn elements(&self, input: &NoteInput<'_>) -> Elements {
        let mut original = String::new();
        let pieces = pieces::join(input, &mut original);
        let told = Told {
            plain: &self.plain,
            original: &original,
            sentences: &self.sentences,
            shown: &self.shown,
            pieces: &pieces,
        };
        let mut found = elements(&told, input.kind);
        found.diagnoses = diagnoses::named(&told);
        found
    }
}

fn elements(told: &Told<'_>, kind: NoteKind) -> Elements {
    let mut found = Elements::default();
    let mut marks = Marks::new(told);
    by_phrase(told, &mut marks);
    let is_group = matches!(kind, NoteKind::GroupNote | NoteKind::ProgramSummary);
    let mut of_one = false;
    for sentence in told.sentences {
        if !is_told_in(sentence.section) {
            continue;
        }
        let text = told.words(sentence);
        let spoken = Spoken::of(text, &TABLE.words);
        // What goes on from one person is of that one, until the group is spoken of.
        of_one = is_group && names_by_initial(text)
            || of_one && !spoken.is_of_group() && !is_headed(text);
        let may_share = is_group && !of_one;
        count(told, sentence, &spoken, (is_group, may_share), &mut found);
        by_section(told, sentence, &spoken, &mut marks);
    }
    found.marks = marks.finish();
    found
}

/// The first place of each element; of statements the last, which tells whether one stands after
/// the intervention.
struct Marks<'t> {
    told: &'t Told<'t>,
    found: Vec<ElementMark>,
    /// A bit for each element that was found.
    known: u64,
    statements: Vec<(usize, usize)>,
}

impl<'t> Marks<'t> {
    fn new(told: &'t Told<'t>) -> Self {
        Self {
            told,
            found: Vec::new(),
            known: 0,
            statements: Vec::new(),
        }
    }

    /// Returns whether no other place of the element is looked for.
    fn has(&self, element: Element) -> bool {
        self.known >> element as u32 & 1 == 1
    }

    fn add(&mut self, element: Element, start: usize, end: usize) {
        if element == Element::Statement {
            self.statements.push((start, end));
        } else if !self.has(element)
            && let Some(span) = self.told.span(start, end)
        {
            self.known |= 1 << element as u32;
            self.found.push(ElementMark { element, span });
        }
    }

    fn finish(mut self) -> Vec<ElementMark> {
        let mut statements = self.statements.iter().rev();
        let last = statements.find_map(|&(start, end)| self.told.span(start, end));
        self.found.extend(last.map(|span| ElementMark {
            element: Element::Statement,
            span,
        }));
        self.found.sort_by_key(|mark| mark.element);
        self.found.shrink_to_fit();
        self.found
    }
}

/// Marks the phrases of the table, in order of the text.
fn by_phrase(told: &Told<'_>, marks: &mut Marks<'_>) {
    let table = &*TABLE;
    let mut walk = told.walk();
    for &Shown { start, end, found } in told.shown {
        let Found::Element(phrase) = found else {
            continue;
        };
        let (Some(words), Some(&(element, titles))) =
            (table.phrases.get(phrase), table.kinds.get(phrase))
        else {
            continue;
        };
        // With an "s" behind it a phrase may be another word.
        if end - start != words.len() || marks.has(element) {
            continue;
        }
        let longer = table.apart.get(phrase).map_or(&[][..], Vec::as_slice);
        let before = || told.plain.text.get(..end).unwrap_or_default();
        if longer
            .iter()
            .any(|words| before().ends_with(words.as_str()))
        {
            continue;
        }
        let within = walk.at(start);
        let told_there = match within {
            Some(_) if titles => true,
            Some(sentence) => {
                let text = told.words(sentence);
                is_told_in(sentence.section)
                    && !(element == Element::Intervention && is_for_later(text, words))
                    && (says_more(text, words)
                        || element == Element::Response && is_all(text, words)
                        || element == Element::NextStep && goes_on(text, words))
            }
            None => titles,
        };
        if told_there {
            marks.add(element, start, end);
        }
    }
}

/// Returns whether what stands in the section is told of the service at all.
fn is_told_in(section: u8) -> bool {
    !matches!(sections::section_name(section), "HEAD" | "SIGN" | "BOILER")
}

/// Returns whether a sentence says something besides a phrase in it: a label
/// over an empty field does not, while "Goal 1." names one.
fn says_more(sentence: &str, phrase: &str) -> bool {
    let said = sentence.trim_end_matches([' ', ':', '_', '-', '.']);
    let length = phrase.len();
    let names_one = said.len() > length && said.ends_with(|c: char| c.is_ascii_digit());
    // "Goal 1 met." is all there is to say of it.
    let is_told = bytes::has_digit(phrase) && said == phrase && !sentence.contains(':');
    !sentence.ends_with(':') && (said.len() >= length + 4 || names_one || is_told)
}

/// Returns whether a verb of the past is all that a sentence says, as shorthand has it: "Eased."
fn is_all(sentence: &str, phrase: &str) -> bool {
    phrase.ends_with("ed") && sentence.strip_suffix('.') == Some(phrase)
}

/// Returns whether a sentence says only that it goes on as before or when, as shorthand has it:
/// "Cont.", "Next wk."
fn goes_on(sentence: &str, phrase: &str) -> bool {
    const WHEN: [&str; 12] = [
        "week", "wk", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "time", "month",
    ];
    let tells_when = || {
        phrase
            .strip_prefix("next ")
            .is_some_and(|when| WHEN.contains(&when))
    };
    sentence.trim_end_matches('.') == phrase && (phrase.starts_with("cont") || tells_when())
}

/// Returns whether a method stands there for another time: "EMDR later when sleeping".
fn is_for_later(sentence: &str, phrase: &str) -> bool {
    let behind = sentence.split_once(phrase).map_or("", |(_, behind)| behind);
    let next = behind.split_whitespace().next().unwrap_or_default();
    behind.starts_with(' ') && matches!(next.trim_end_matches(['.', ',']), "later" | "eventually")
}

/// Marks what the headings say: whatever stands under "Intervention" is one.
fn by_section(told: &Told<'_>, sentence: &Sentence, spoken: &Spoken, marks: &mut Marks<'_>) {
    let text = told.words(sentence);
    let section = sections::section_name(sentence.section);
    let element = match section {
        "INTERV" => Element::Intervention,
        "RESP" => Element::Response,
        "PLAN" => Element::NextStep,
        "GOAL" => Element::Goal,
        "DX" => Element::Diagnosis,
        // What a clinician makes of it is where the patient stands.
        "ASSESS" => Element::Progress,
        // GIRP and PIRP notes open with the goal or the problem.
        _ if text.starts_with("g: ") || text.starts_with("goal/objective:") => Element::Goal,
        _ => by_letter(text).unwrap_or(Element::Statement),
    };
    let content = if spoken.has_colon() {
        text.split_once(':').map_or(text, |(_, content)| content)
    } else {
        text
    };
    // The label itself and the dashes of an empty field say nothing, while a code is a diagnosis and
    // "P: 2w." a plan.
    let least = match element {
        Element::Diagnosis => 1,
        Element::NextStep | Element::Response
            if !NOTHING.contains(&content.trim_matches([' ', '.'])) =>
        {
            1
        }
        _ => 2,
    };
    let words = match element {
        Element::NextStep => tokens(content).count(),
        _ if spoken.has_colon() => words_of(content).count(),
        _ => spoken.words,
    };
    if words < least {
        return;
    }
    if element != Element::Statement {
        marks.add(element, sentence.start, sentence.end);
    }
    if spoken.is_of_clinician() && element != Element::NextStep {
        marks.add(Element::Intervention, sentence.start, sentence.end);
    }
    // "Fidgeted with a cup", "Client's plan had a long gap": the patient is shown.
    let first = text.split_once(' ').map_or(text, |(first, _)| first);
    let is_shown = first.ends_with("ed") || spoken.is_of_patients();
    let of_patient = matches!(section, "ASSESS" | "SUBJ" | "OBJ" | "MSE" | "RISK" | "RESP");
    if of_patient || (is_shown && !matches!(section, "TOPIC" | "GOAL" | "PLAN" | "DX")) {
        marks.add(Element::Statement, sentence.start, sentence.end);
    }
}

/// What stands in a field that says nothing.
const NOTHING: [&str; 6] = ["none", "n/a", "na", "nil", "tbd", "no"];

/// Returns what the letter of a part says, where a note's parts stand in one line: "S: … O: … A: … P:
/// 2w."
fn by_letter(text: &str) -> Option<Element> {
    let (letter, content) = text.split_once(": ")?;
    match letter {
        "i" => Some(Element::Intervention),
        "r" => Some(Element::Response),
        // A number behind it counts breaths.
        "resp" if !content.starts_with(|c: char| c.is_ascii_digit()) => Some(Element::Response),
        "a" => Some(Element::Progress),
        "p" => Some(Element::NextStep),
        _ => None,
    }
}

/// Counts the words of a sentence, for the group or for the patient.
fn count(
    told: &Told<'_>,
    sentence: &Sentence,
    spoken: &Spoken,
    (is_group, may_share): (bool, bool),
    found: &mut Elements,
) {
    let text = told.words(sentence);
    if is_frame(text) {
        return;
    }
    let words = u16::try_from(spoken.words).unwrap_or(u16::MAX);
    found.words = found.words.saturating_add(words);
    if may_share && is_shared(spoken, sections::section_name(sentence.section)) {
        found.shared_words = found.shared_words.saturating_add(words);
        if found.shared.is_none() {
            found.shared = told.span(sentence.start, sentence.end);
        }
        return;
    }
    if is_group && found.own.is_none() {
        found.own = told.span(sentence.start, sentence.end);
    }
    // The patient's own words and a rating are as good as a handful of others.
    let is_quoted = spoken.has_quote();
    let is_rated = spoken.has_slash() && text.contains("/10");
    let quoted = usize::from(is_quoted) + usize::from(is_rated);
    let specifics = u16::try_from(spoken.specifics + 5 * quoted).unwrap_or(u16::MAX);
    found.specifics = found.specifics.saturating_add(specifics);
}

/// What somebody does whose initial stands before it.
const DOES: [&str; 40] = [
    "reported",
    "reports",
    "said",
    "says",
    "stated",
    "shared",
    "shares",
    "read",
    "did",
    "was",
    "is",
    "had",
    "has",
    "got",
    "came",
    "spoke",
    "named",
    "took",
    "needed",
    "talked",
    "identified",
    "felt",
    "asked",
    "gave",
    "worked",
    "used",
    "rated",
    "laughed",
    "cried",
    "passed",
    "listened",
    "sat",
    "left",
    "wrote",
    "denied",
    "denies",
    "arrived",
    "attended",
    "engaged",
    "participated",
];

/// Returns whether a sentence names a person by the initial alone: "D. reported that she woke". In a
/// group note that is the patient, for others are peers and members; "J. Poe led" names the leader.
fn names_by_initial(text: &str) -> bool {
    text.match_indices(". ").any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default().as_bytes();
        let is_initial = match before {
            [letter] => letter.is_ascii_lowercase(),
            [.., b' ' | b'\n', letter] => letter.is_ascii_lowercase(),
            _ => false,
        };
        let next = || text.get(at + 2..).and_then(|rest| tokens(rest).next());
        is_initial && next().is_some_and(|word| DOES.contains(&word))
    })
}

/// Returns whether a sentence opens with a label, behind which another matter begins.
fn is_headed(text: &str) -> bool {
    let colon = text.find(':').filter(|&at| at <= 30);
    colon.is_some_and(|at| text.as_bytes().get(at + 1).is_none_or(|next| *next == b' '))
}

/// Returns whether a sentence of a group note describes the group.
fn is_shared(spoken: &Spoken, section: &str) -> bool {
    !spoken.is_of_patient() && (matches!(section, "TOPIC" | "INTERV") || spoken.is_of_group())
}

/// Returns the words of a plain text.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'\'';
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.bytes().position(|byte| is_letter(&byte))?;
        let word = rest.get(start..)?;
        let length = word.bytes().position(|byte| !is_letter(&byte));
        let length = length.unwrap_or(word.len());
        rest = word.get(length..)?;
        word.get(..length)
    })
}

/// Returns the words of a text.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split_ascii_whitespace()
        .filter(|word| word.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

#[cfg(test)]
#[path = "elements/tests.rs"]
mod tests;
