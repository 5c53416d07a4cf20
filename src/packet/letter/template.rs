//! Reads a letter template and refuses sentences that state something without a citation. The
//! rules are told at the head of the usual letter.

use crate::model::NoteKind;
use crate::scan::{Lexicon, NoteInput, Scanner};
use crate::text::{FileId, Page, PageMaps, Span};
use thiserror::Error;

/// A letter template.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::packet) struct Template {
    pub(super) paragraphs: Vec<Paragraph>,
}

/// One paragraph.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Paragraph {
    /// Printed only where the packet has (or lacks) what the name cites.
    pub(super) condition: Option<(bool, String)>,
    pub(super) block: Block,
}

/// What a paragraph is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// Sentences that run on.
    Prose(Vec<Sentence>),
    /// Lines that keep to themselves.
    Lines(Vec<Sentence>),
    /// A list of facts.
    List(String),
}

/// A sentence with the line of the template on which it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sentence {
    pub(super) line: usize,
    pub(super) parts: Vec<Part>,
}

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Words(String),
    Plain(String),
    Fact(String),
    Cite(String),
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {message}")]
pub struct LetterError {
    /// The line, from 1.
    pub line: usize,
    /// What was found and what was expected.
    pub message: String,
}

const PLAIN: [&str; 7] = [
    "facility",
    "payer",
    "date",
    "patient",
    "birth_date",
    "member_id",
    "claim",
];
const FACTS: [&str; 10] = [
    "charge",
    "codes",
    "days",
    "amount_refused",
    "reasons",
    "denial_date",
    "denial_letter_date",
    "request_date",
    "authorization_number",
    "authorization_scope",
];
const CITES: [&str; 10] = [
    "denial",
    "denial_letter",
    "request",
    "authorization",
    "claim",
    "plan",
    "certification",
    "assessment",
    "notes",
    "level",
];
const LISTS: [&str; 4] = ["lines", "documents", "notes", "level"];

/// Short forms whose full stop ends no sentence.
const SHORT_FORMS: [&str; 12] = [
    "dr.", "mr.", "ms.", "mrs.", "no.", "st.", "inc.", "vs.", "e.g.", "i.e.", "sec.", "art.",
];
/// Signs of a citation of law, whose numbers state nothing about the claim.
const LAW: [&str; 4] = ["CFR", "U.S.C", "USC", "§"];

impl Template {
    /// Reads a template.
    pub(in crate::packet) fn parse(text: &str) -> Result<Self, LetterError> {
        let mut paragraphs = Vec::new();
        let mut gathered: Vec<(usize, &str)> = Vec::new();
        let lines = text.lines().enumerate();
        for (place, line) in lines.map(|(place, line)| (place + 1, line.trim_end())) {
            if line.starts_with('#') {
                continue;
            }
            if line.trim().is_empty() {
                paragraphs.extend(paragraph(&std::mem::take(&mut gathered))?);
            } else {
                gathered.push((place, line));
            }
        }
        paragraphs.extend(paragraph(&gathered)?);
        let template = Self { paragraphs };
        template.check()?;
        Ok(template)
    }

    /// Refuses the first sentence that states something and cites nothing.
    fn check(&self) -> Result<(), LetterError> {
        let mut scanner = Scanner::new(Lexicon::embedded());
        for paragraph in &self.paragraphs {
            let sentences = match &paragraph.block {
                Block::Prose(sentences) | Block::Lines(sentences) => sentences,
                Block::List(_) => continue,
            };
            for sentence in sentences {
                let is_cited = sentence
                    .parts
                    .iter()
                    .any(|part| matches!(part, Part::Cite(_)));
                if is_cited {
                    continue;
                }
                if let Some(what) = stated(sentence, &mut scanner) {
                    return Err(LetterError {
                        line: sentence.line,
                        message: format!(
                            "this sentence states {what} and cites nothing; add {{cite …}} of the \
                             exhibit that shows it, or take it out"
                        ),
                    });
                }
            }
        }
        Ok(())
    }
}

/// Returns what a sentence states, in words; `None` for one that only asks or greets.
fn stated(sentence: &Sentence, scanner: &mut Scanner<'_>) -> Option<String> {
    let mut words = String::new();
    for part in &sentence.parts {
        match part {
            Part::Fact(name) => return Some(format!("{{{name}}}")),
            Part::Words(text) => words.push_str(text),
            Part::Plain(_) | Part::Cite(_) => words.push('X'),
        }
    }
    let is_law = LAW.iter().any(|sign| words.contains(sign));
    if words.chars().any(|c| c.is_ascii_digit()) && !is_law {
        return Some("a number".to_owned());
    }
    let end = words.chars().count() as u32;
    let page = [Page::plain(1, words)];
    let input = NoteInput {
        pages: &PageMaps::new(&page),
        spans: &[Span::new(FileId(0), 1, 0, end)],
        kind: NoteKind::ProgressNote,
        service_date: None,
        headings: &[],
    };
    let says = !scanner.note(&input).is_empty();
    says.then(|| "something about the patient's state or care".to_owned())
}

/// Reads the lines of one paragraph.
fn paragraph(lines: &[(usize, &str)]) -> Result<Option<Paragraph>, LetterError> {
    let Some(&(first, opening)) = lines.first() else {
        return Ok(None);
    };
    let mut lines = lines.to_vec();
    let condition = match opening.trim_start().strip_prefix('[') {
        Some(rest) => {
            let (name, rest) = rest.split_once(']').ok_or_else(|| LetterError {
                line: first,
                message: "`[` without `]`; a condition is written `[denial]` or `[no denial]`"
                    .to_owned(),
            })?;
            lines[0].1 = rest;
            let (wanted, name) = match name.trim().strip_prefix("no ") {
                Some(name) => (false, name.trim()),
                None => (true, name.trim()),
            };
            let known: Vec<&str> = [&CITES[..], &LISTS[..]].concat();
            if !known.contains(&name) {
                return Err(unknown(first, name, &known));
            }
            Some((wanted, name.to_owned()))
        }
        None => None,
    };
    let only = lines.first().map_or("", |line| line.1.trim());
    if lines.len() == 1
        && let Some(name) = only
            .strip_prefix("{list ")
            .and_then(|rest| rest.strip_suffix('}'))
    {
        let name = name.trim();
        if !LISTS.contains(&name) {
            return Err(unknown(first, name, &LISTS));
        }
        let block = Block::List(name.to_owned());
        return Ok(Some(Paragraph { condition, block }));
    }
    let is_address = lines
        .iter()
        .all(|(_, line)| line.trim_start().starts_with('|'));
    let block = if is_address {
        let each = lines.iter().map(|(line, text)| {
            let text = text.trim_start().trim_start_matches('|').trim();
            Ok(Sentence {
                line: *line,
                parts: parts(text, *line)?,
            })
        });
        Block::Lines(each.collect::<Result<_, LetterError>>()?)
    } else {
        Block::Prose(sentences(&lines)?)
    };
    Ok(Some(Paragraph { condition, block }))
}

/// Cuts lines into sentences.
fn sentences(lines: &[(usize, &str)]) -> Result<Vec<Sentence>, LetterError> {
    let mut sentences = Vec::new();
    let mut current = String::new();
    let mut begun = lines.first().map_or(0, |line| line.0);
    for &(line, text) in lines {
        for word in text.split_whitespace() {
            if current.is_empty() {
                begun = line;
            }
            current.push_str(word);
            current.push(' ');
            let is_open = current.matches('{').count() > current.matches('}').count();
            let is_short = SHORT_FORMS.contains(&word.to_lowercase().as_str());
            if word.ends_with(['.', '?', '!']) && !is_short && !is_open {
                sentences.push(Sentence {
                    line: begun,
                    parts: parts(&current, begun)?,
                });
                current.clear();
            }
        }
    }
    if !current.is_empty() {
        sentences.push(Sentence {
            line: begun,
            parts: parts(&current, begun)?,
        });
    }
    Ok(sentences)
}

/// Cuts a sentence at its placeholders.
fn parts(text: &str, line: usize) -> Result<Vec<Part>, LetterError> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        if !before.is_empty() {
            parts.push(Part::Words(before.to_owned()));
        }
        let (name, behind) = after.split_once('}').ok_or_else(|| LetterError {
            line,
            message: "`{` without `}`".to_owned(),
        })?;
        let name = name.trim();
        parts.push(match name.strip_prefix("cite ") {
            Some(cited) if CITES.contains(&cited.trim()) => Part::Cite(cited.trim().to_owned()),
            Some(cited) => return Err(unknown(line, cited.trim(), &CITES)),
            None if PLAIN.contains(&name) => Part::Plain(name.to_owned()),
            None if FACTS.contains(&name) => Part::Fact(name.to_owned()),
            None if name.starts_with("list ") => {
                return Err(LetterError {
                    line,
                    message: format!("`{{{name}}}` must be a paragraph of its own"),
                });
            }
            None => return Err(unknown(line, name, &[&PLAIN[..], &FACTS[..]].concat())),
        });
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest.to_owned()));
    }
    Ok(parts)
}

fn unknown(line: usize, name: &str, known: &[&str]) -> LetterError {
    LetterError {
        line,
        message: format!(
            "`{name}` is not known here; known are: {}",
            known.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        Template::parse(text).map_or_else(|error| error.to_string(), |_| String::new())
    }

    #[test]
    fn the_usual_letter_states_nothing_uncited() {
        assert_eq!(fault(super::super::USUAL), "");
    }

    #[test]
    fn a_sentence_with_a_fact_and_no_citation_is_refused_by_its_line() {
        for (text, line, what) in [
            (
                "Dear payer,\n\nYou refused\n{amount_refused} here.",
                3,
                "{amount_refused}",
            ),
            (
                "Cited ({cite denial}). Billed\nwere {charge} in all.",
                1,
                "{charge}",
            ),
            ("We ask.\nShe came on 12 days.", 2, "a number"),
            (
                "The patient reported suicidal ideation.",
                1,
                "the patient's state",
            ),
        ] {
            let fault = fault(text);
            assert!(
                fault.starts_with(&format!("line {line}: ")),
                "{text}: {fault}"
            );
            assert!(fault.contains(what), "{text}: {fault}");
        }
    }

    #[test]
    fn what_only_asks_or_is_cited_passes() {
        for text in [
            "{facility} asks for a review by Dr. Jones.",
            "Refused were {amount_refused}\n({cite denial}).",
            "See 42 CFR 2.32.",
            "[no denial] {payer} has the records.",
            "| Re: {claim}\n| {patient}",
            "{list lines}",
        ] {
            assert_eq!(fault(text), "", "{text}");
        }
    }

    #[test]
    fn unknown_names_are_told_with_the_known_ones() {
        for (text, words) in [
            (
                "Hello {nobody}.",
                "`nobody` is not known here; known are: facility",
            ),
            ("\nHello {cite nothing}.", "line 2: `nothing`"),
            ("Hello {claim.", "`{` without `}`"),
            ("[never] Hello.", "`never`"),
            ("See {list lines} here.", "a paragraph of its own"),
        ] {
            assert!(fault(text).contains(words), "{text}: {}", fault(text));
        }
    }
}
