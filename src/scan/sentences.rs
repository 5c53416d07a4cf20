//! Cuts plain text into sentences, each with the section it stands in.

use super::answers;
use super::diagnosis;
use super::headings;
use super::normalize::Normalized;
use super::sections::{self, Effect, Role};
use super::topic;
use crate::text::bytes;
use crate::text::words::Classes;
use std::sync::LazyLock;

/// One sentence, line or cell group of the plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// The section, 0 = none.
    pub(crate) section: u8,
}

/// No sentence is longer, so that work on one is bounded.
const LONGEST: usize = 1200;
/// A heading is not longer.
const LONGEST_HEADING: usize = 60;

/// Refills `sentences` with the sentences of the text.
pub(crate) fn split(plain: &Normalized, original: &str, sentences: &mut Vec<Sentence>) {
    sentences.clear();
    let text = plain.text.as_str();
    let bytes = text.as_bytes();
    let shouted = headings::is_shouted(original);
    let mut state = State {
        section: 0,
        inline: false,
        filled: false,
        last: (0, 0),
        outer: None,
        brief: false,
    };
    let mut start = 0;
    let mut line_start = true;
    let mut at = 0;
    while at <= bytes.len() {
        // Nothing ends a sentence before one of these, or before it is too long.
        let rest = bytes.get(at..).unwrap_or(&[]);
        let rest = rest
            .get(..start + LONGEST - at.min(start + LONGEST))
            .unwrap_or(rest);
        at += bytes::find(rest, |byte| {
            (byte == b'\n') | (byte == b'.') | (byte == b'!') | (byte == b'?')
        })
        .unwrap_or(rest.len());
        let at_end = at == bytes.len();
        let hard = at_end || bytes[at] == b'\n';
        let soft =
            !hard && (is_stop(plain, original, at) || (at - start >= LONGEST && bytes[at] == b' '));
        if hard || soft {
            let end = if soft { at + 1 } else { at };
            let whole_line = line_start && hard;
            if let Some(sentence) =
                state.sentence(text, start, end, line_start, whole_line, |s, e| {
                    !shouted && plain.is_upper(original, s, e)
                })
                // A note all in capitals shows its title only by standing first.
                && !(whole_line
                    && (start == 0 || !shouted)
                    && headings::is_title(
                        text.get(sentence.start..sentence.end).unwrap_or(""),
                        start == 0,
                        |at| plain.is_upper(original, sentence.start + at, sentence.start + at + 1),
                    ))
            {
                sentences.push(sentence);
            }
            start = end;
            line_start = hard;
            if hard {
                let blank = bytes.get(at + 1) == Some(&b'\n');
                let after = at + 1 + usize::from(blank);
                state.line_ended(text, blank, text.get(after..).unwrap_or(""));
                start = at + 1;
            }
        }
        at += 1;
    }
}

struct State {
    section: u8,
    /// Whether the section was opened by a label with text after it on the same line.
    inline: bool,
    /// Whether the section holds a sentence already.
    filled: bool,
    /// Where the last sentence stands.
    last: (usize, usize),
    /// The section to go back to when a label's own line ends.
    outer: Option<(u8, bool)>,
    /// Whether that is at the label's own sentence's end.
    brief: bool,
}

/// Words that open a statement about the patient.
const SUBJECTS: [&str; 12] = [
    "pt", "pt.", "patient", "client", "he", "she", "they", "resident", "member", "i", "mr.", "ms.",
];

impl State {
    fn go_back(&mut self) {
        self.brief = false;
        if let Some((section, inline)) = self.outer.take() {
            self.section = section;
            self.inline = inline;
        }
    }

    fn sentence(
        &mut self,
        text: &str,
        start: usize,
        end: usize,
        line_start: bool,
        whole_line: bool,
        is_upper: impl Fn(usize, usize) -> bool,
    ) -> Option<Sentence> {
        let piece = text.get(start..end)?;
        let lead = piece
            .bytes()
            .position(|byte| !matches!(byte, b' ' | b'*' | b'-' | b'#' | b'>' | b'"' | b'\''))?;
        let (start, piece) = (start + lead, piece.get(lead..)?.trim_ascii_end());
        let end = start + piece.len();
        if piece.is_empty() {
            return None;
        }
        // A label of the header answers for its own words, a topic until the patient is spoken of.
        if self.outer.is_some() {
            let subject = piece
                .split(' ')
                .next()
                .is_some_and(|word| SUBJECTS.contains(&word));
            let role = sections::role(self.section);
            let left =
                subject || role == Role::Topic && topic::is_left(piece, is_upper(start, start + 1));
            if left || self.brief || role == Role::Head {
                self.go_back();
            }
        }
        if sections::is_of_past_or_others(self.section) && headings::opens_exam(piece) {
            (self.section, self.inline, self.outer) = (0, false, None);
        }
        if whole_line && piece.len() <= LONGEST_HEADING {
            let name = piece.trim_end_matches([':', '-', ' ', '*']);
            let name = strip_number(name);
            // "SI/HI-" is denied, "SI/HI -" too unless the next line goes on.
            let apart = text
                .get(end..)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with("\n\n"));
            let signed = piece.ends_with('-')
                && (name.len() + 1 == piece.len() || (apart && name.len() + 2 == piece.len()));
            if name.len() > 1
                && !signed
                && let Some(section) = heading(name)
                && sections::role(section) != Role::Head
            {
                self.section = section;
                self.inline = false;
                self.filled = false;
                self.outer = None;
                return None;
            }
            let looks_like_heading = piece.ends_with(':')
                || (piece.len() >= 4
                    && !matches!(piece.as_bytes().last(), Some(b'.' | b',' | b';'))
                    && is_upper(start, end)
                    && piece.bytes().filter(|&byte| byte == b' ').count() < 6
                    && !piece.contains(':')
                    && piece.bytes().filter(u8::is_ascii_alphabetic).count() > 5);
            if looks_like_heading {
                self.outer = None;
                self.section = 0;
                self.inline = false;
            }
        }
        if let Some(label_end) = label_end(piece) {
            let label = strip_number(piece.get(..label_end).unwrap_or("").trim());
            let known = heading(label).filter(|&section| {
                sections::role(section) != Role::Head || (line_start && is_header(piece, label_end))
            });
            let letter = label.len() == 1;
            let known = match known {
                Some(_) if label == "p" && answers::is_problem(text.get(end..), self.section) => {
                    sections::by_heading("presenting problem")
                }
                known => known,
            };
            // "Plan: yes, overdose" answers a question of risk.
            let before = || text.get(self.last.0..self.last.1).unwrap_or("");
            let answer = label == "plan"
                && answers::is_of_risk(
                    piece.get(label_end + 1..).unwrap_or(""),
                    before(),
                    self.section,
                );
            match known {
                Some(_) if answer => {}
                Some(section) if !letter || (line_start && is_upper(start, start + 1)) => {
                    let role = sections::role(section);
                    let dashed = piece.as_bytes().get(label_end) == Some(&b' ');
                    // "Education - venlafaxine, w/ RN. PHQ-9 19.": a word and a dash name only
                    // what follows them, and within a line no more than the line.
                    let own = match role {
                        Role::Head | Role::Topic => true,
                        Role::Teaching => dashed || !line_start,
                        _ => {
                            let passing = sections::effect(section) != Effect::Current;
                            dashed && passing && !line_start
                        }
                    };
                    if own {
                        self.brief = dashed && role == Role::Teaching;
                        let back = (self.section, self.inline);
                        self.outer.get_or_insert(back);
                    } else {
                        self.outer = None;
                    }
                    self.section = section;
                    self.inline = true;
                }
                _ if line_start && self.inline && label.split(' ').count() <= 4 => {
                    self.section = 0;
                    self.inline = false;
                }
                _ => {}
            }
        }
        self.filled = true;
        self.last = (start, end);
        Some(Sentence {
            start,
            end,
            section: self.section,
        })
    }

    fn line_ended(&mut self, text: &str, blank: bool, next: &str) {
        self.go_back();
        if self.section == 0 {
            return;
        }
        // Goals and diagnoses after a label go on only as a list, and so do diagnoses with codes.
        let role = sections::role(self.section);
        let ends = match role {
            Role::Goal => self.inline,
            Role::Criteria => self.inline || (self.filled && (blank || is_short(next))),
            Role::Diagnoses => {
                self.inline || (self.filled && (blank || self.is_coded(text) || is_told(next)))
            }
            _ => false,
        };
        if ends && !is_item(next) {
            self.section = 0;
            self.inline = false;
        }
        // Readings and signatures are told in one line; the next line is another matter.
        let signature = matches!(role, Role::Signature | Role::Readings);
        let passing = self.inline && sections::effect(self.section) != Effect::Current;
        if (self.inline && signature) || (blank && (passing || signature)) {
            self.section = 0;
            self.inline = false;
        }
    }
}

impl State {
    /// Returns whether the last sentence holds a diagnosis code.
    fn is_coded(&self, text: &str) -> bool {
        text.get(self.last.0..self.last.1)
            .unwrap_or("")
            .split([' ', '(', ')', ',', ';', ':'])
            .any(diagnosis::is_code)
    }
}

/// Returns the section that a heading opens, its number or letter left aside ("Goal 2a").
fn heading(name: &str) -> Option<u8> {
    let bare = |name: &str| {
        let (head, last) = name.rsplit_once([' ', '#'])?;
        let digits = last.trim_start_matches('#');
        (digits.starts_with(|c: char| c.is_ascii_digit()) && digits.len() <= 3)
            .then(|| head.trim_end_matches([' ', '#']))
            .and_then(|head| match head {
                // "Objective 1" is a plan's, "Objective" an examination's.
                "objective" => sections::by_heading("objectives"),
                head => sections::by_heading(head),
            })
            // "C-SSRS 4" is a score, not a heading.
            .filter(|&section| {
                !matches!(
                    sections::section_name(section),
                    "RISK" | "LABS" | "VITALS" | "ATT"
                )
            })
    };
    sections::by_heading(name).or_else(|| bare(name))
}

/// Returns whether a line is a row of a header: no label in it but a header's, and no long text.
fn is_header(piece: &str, label_end: usize) -> bool {
    let rest = piece.get(label_end + 1..).unwrap_or("");
    rest.len() <= LONGEST_HEADER
        && !rest
            .split([' ', ','])
            .any(|word| diagnosis::CLAUSE.contains(&word))
        && rest.match_indices(':').all(|(at, _)| {
            let head = rest.get(..at).unwrap_or("");
            let digit = head.ends_with(|c: char| c.is_ascii_digit());
            // A label is the last word before its colon, or the last two or three.
            let words = head.strip_suffix(' ').unwrap_or(head);
            digit
                || words
                    .rmatch_indices(' ')
                    .map(|(space, _)| space + 1)
                    .chain([0])
                    .take(3 - (head.len() - words.len()))
                    .filter_map(|from| heading(words.get(from..)?))
                    .any(|section| {
                        matches!(
                            sections::role(section),
                            Role::Head | Role::Signature | Role::Diagnoses
                        )
                    })
        })
}

/// A row of a header is not longer.
const LONGEST_HEADER: usize = 160;

/// Returns whether the first line of a text tells something rather than names a diagnosis.
fn is_told(text: &str) -> bool {
    let line = text.split('\n').next().unwrap_or("");
    line.split(' ').count() > LONGEST_DIAGNOSIS
        || line
            .split([' ', ','])
            .any(|word| diagnosis::CLAUSE.contains(&word))
}

/// Returns whether the first line of a text is as short as a heading and ends as one.
fn is_short(text: &str) -> bool {
    let line = text.split('\n').next().unwrap_or("").trim_end();
    line.split(' ').count() <= 4 && !line.ends_with(['.', ';', ','])
}

/// The name of a diagnosis is not longer, in words.
const LONGEST_DIAGNOSIS: usize = 12;

/// Returns whether text opens as an item of a list: a bullet, a number, a box, a diagnosis code.
fn is_item(text: &str) -> bool {
    let word = text.split([' ', '\n', ',']).next().unwrap_or("");
    text.starts_with(['*', '-', '#', '[', '('])
        || word.starts_with(|c: char| c.is_ascii_digit())
        || diagnosis::is_code(word.trim_end_matches([':', '-']))
}

/// Returns where a leading `Label:` or `Label - ` ends, colon excluded.
fn label_end(piece: &str) -> Option<usize> {
    let head = piece.as_bytes();
    let head = head.get(..LONGEST_HEADING).unwrap_or(head);
    // Most sentences have no label.
    if !bytes::any(head, |byte| (byte == b':') | (byte == b'-')) {
        return None;
    }
    let mut from = 0;
    loop {
        let found = head
            .get(from..)?
            .iter()
            .position(|&byte| MAY_END_LABEL[usize::from(byte)])?;
        let at = from + found;
        match head.get(at) {
            Some(b':') => return Some(at),
            Some(b'-') => {
                let before = at.checked_sub(1)?;
                if head.get(before) == Some(&b' ') && head.get(at + 1) == Some(&b' ') {
                    return Some(before);
                }
                from = at + 1;
            }
            // A label holds no other sign of these.
            _ => return None,
        }
    }
}

const MAY_END_LABEL: [bool; 256] = table(b":-.;,?\n");

const fn table(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}

fn strip_number(label: &str) -> &str {
    let rest = label.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() < label.len() && rest.starts_with(['.', ')']) {
        return rest.get(1..).unwrap_or("").trim();
    }
    label
}

/// Titles and Latin never end a sentence; measures end one only before a capital.
const TITLES: [&str; 17] = [
    "dr", "mr", "mrs", "ms", "prof", "st", "vs", "e.g", "i.e", "approx", "no", "rev", "hon", "ste",
    "fig", "mat", "pat",
];
const SHORTENED: [&str; 53] = [
    "d", "pt", "pts", "hx", "dx", "rx", "tx", "sx", "fx", "a.m", "p.m", "b.i.d", "t.i.d", "q.i.d",
    "p.r.n", "p.o", "q.d", "q.h.s", "h.s", "i.v", "i.m", "u.s", "wk", "wks", "yr", "yrs", "mo",
    "mos", "min", "mins", "hr", "hrs", "lb", "lbs", "oz", "mg", "tab", "tabs", "cap", "caps",
    "dept", "est", "etc", "inc", "jr", "sr", "avg", "max", "temp", "s.i", "h.i", "cont", "appt",
];

const IS_TITLE: u8 = 1;
const IS_SHORTENED: u8 = 2;

/// What the word before a point may be short for.
static ABBREVIATIONS: LazyLock<Classes> =
    LazyLock::new(|| Classes::new(&[(&TITLES, IS_TITLE), (&SHORTENED, IS_SHORTENED)]));

/// No title and no short form is longer, so that no word before a point is read further.
const LONGEST_SHORTENED: usize = 12;

/// After an initial, such a word opens a sentence ("seen by Dr. Y. She left").
const OPENERS: [&str; 16] = [
    "he", "she", "the", "they", "patient", "pt", "client", "it", "this", "no", "denies", "i", "we",
    "his", "her", "reports",
];

/// After "sx." such a word goes on with the phrase.
const GO_ON: [&str; 32] = [
    "of",
    "and",
    "or",
    "in",
    "at",
    "with",
    "w",
    "for",
    "from",
    "to",
    "on",
    "since",
    "due",
    "today",
    "this",
    "that",
    "noted",
    "reported",
    "observed",
    "obs",
    "seen",
    "present",
    "are",
    "is",
    "were",
    "was",
    "include",
    "including",
    "such",
    "like",
    "per",
    "when",
];

fn next_word(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    rest.get(
        ..rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len()),
    )
    .unwrap_or("")
}

fn is_stop(plain: &Normalized, original: &str, at: usize) -> bool {
    let bytes = plain.text.as_bytes();
    let next = bytes.get(at + 1).copied().unwrap_or(b'\n');
    let closes = next == b' '
        || next == b'\n'
        || (matches!(next, b'"' | b'\'' | b')') && at + 2 < bytes.len());
    match bytes[at] {
        b'!' => closes,
        // A question mark before a word is a hedge ("?pneumonia"), and so is one in brackets.
        b'?' => closes && at > 0 && !matches!(bytes[at - 1], b' ' | b'(' | b'\n'),
        // "Delusions ..... none": a row of dots leads to the answer.
        b'.' if at >= 3 && bytes[at - 3..at].iter().all(|&byte| byte == b'.') => false,
        b'.' if closes => {
            let low = at.saturating_sub(LONGEST_SHORTENED + 1);
            let from = bytes
                .get(low..at)
                .unwrap_or(&[])
                .iter()
                .rposition(|byte| matches!(byte, b' ' | b'\n' | b'(' | b'/' | b','))
                .map_or(low, |place| low + place + 1);
            let word = plain.text.get(from..at).unwrap_or("");
            // "No. 3" is a number, "no." an answer.
            let numbered = bytes.get(at + 2).is_some_and(u8::is_ascii_digit);
            let abbreviated = ABBREVIATIONS.of(word);
            if abbreviated & IS_TITLE != 0 && (word != "no" || numbered) {
                return false;
            }
            // "J. Smith" is a name, "n/v/d. Mood" an end.
            let single = word.len() == 1
                && (from == 0 || bytes[from - 1] == b' ' || bytes[from - 1] == b'\n')
                && plain.is_upper(original, from, at)
                && !OPENERS.contains(&next_word(&plain.text, at + 2));
            let capital = bytes.get(at + 2).is_none_or(|b| !b.is_ascii_alphabetic())
                || plain.is_upper(original, at + 2, at + 3);
            // "No w/d sx. craving 5/10": what was denied ends, unless its phrase goes on.
            let closed = word == "sx" && !GO_ON.contains(&next_word(&plain.text, at + 2));
            !single && (capital || closed || abbreviated & IS_SHORTENED == 0)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    fn cut(text: &str) -> Vec<(String, &'static str)> {
        let mut plain = Normalized::default();
        plain.fill(text);
        let mut sentences = Vec::new();
        split(&plain, text, &mut sentences);
        sentences
            .iter()
            .map(|s| {
                (
                    plain.text[s.start..s.end].to_owned(),
                    sections::section_name(s.section),
                )
            })
            .collect()
    }

    fn texts(text: &str) -> Vec<String> {
        cut(text).into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn survives_abbreviations_and_decimals() {
        assert_eq!(
            texts("Seen by Dr. Smith. Temp 98.6 today."),
            ["seen by dr. smith.", "temp 98.6 today."]
        );
        assert_eq!(
            texts("Sister d. of dementia. Nausea, n/v/d. Mood low."),
            ["sister d. of dementia.", "nausea, n/v/d.", "mood low."]
        );
        assert_eq!(
            texts("Takes it b.i.d. with food. Pt. was calm."),
            ["takes it b.i.d. with food.", "pt. was calm."]
        );
        assert_eq!(texts("denies si. mood ok."), ["denies si.", "mood ok."]);
    }

    #[test]
    fn follows_headings_as_written() {
        let sections: Vec<_> = cut("**Family History:** father drank\n\nRISK ASSESSMENT:\nDenies SI.\nMood: low\nBARRIERS TO CARE\nnone")
            .into_iter()
            .map(|(_, section)| section)
            .collect();
        assert_eq!(sections, ["FHX", "RISK", "RISK", "", ""]);
        assert_eq!(
            cut("S: tired. Plan: rest.").last().map(|(_, s)| *s),
            Some("PLAN")
        );
        for heading in [
            "Client response / progress",
            "Client participation and response",
        ] {
            let doubled = cut(&format!("{heading}:\nAte well."));
            assert_eq!(doubled.last().map(|(_, s)| *s), Some("RESP"), "{heading}");
        }
    }
}
