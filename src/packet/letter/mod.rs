//! The cover letter: a text template that the user may change, filled with facts of the ledger.
//! No sentence states a fact without the exhibit and page that show it.

mod template;

pub use template::LetterError;
pub(super) use template::Template;

use super::cite::Citer;
use super::draw::Flow;
use super::facts::Facts;
use template::{Block, Part, Sentence};

/// The letter used where the user gives none.
pub(super) const USUAL: &str = include_str!("../../knowledge/letters/appeal.txt");

/// Writes the letter. Returns the lines of the template whose sentences were left out with their
/// paragraphs, since the packet holds no page that shows what they state.
pub(super) fn write(
    template: &Template,
    facts: &Facts,
    citer: &Citer<'_>,
    flow: &mut Flow,
) -> Vec<usize> {
    let mut left_out = Vec::new();
    for paragraph in &template.paragraphs {
        if let Some((wanted, name)) = &paragraph.condition
            && has(facts, citer, name) != *wanted
        {
            continue;
        }
        match &paragraph.block {
            Block::List(name) => {
                for fact in facts.lists.get(name.as_str()).into_iter().flatten() {
                    if let Some(cited) = citer.all(&fact.spans) {
                        flow.entry(&format!("{} ({cited}).", fact.words));
                    }
                }
                flow.space(6.0);
            }
            Block::Lines(lines) => {
                for line in lines {
                    match filled(line, facts, citer) {
                        Some(words) if words.trim().is_empty() => flow.space(14.0),
                        Some(words) => flow.line(&words),
                        None => left_out.push(line.line),
                    }
                }
                flow.space(10.0);
            }
            Block::Prose(sentences) => {
                // What follows a sentence leans on it, so a paragraph is printed whole or not.
                let before = left_out.len();
                let mut words = String::new();
                for sentence in sentences {
                    match filled(sentence, facts, citer) {
                        Some(filled) => words.push_str(&filled),
                        None => left_out.push(sentence.line),
                    }
                }
                if left_out.len() == before {
                    flow.paragraph(words.trim());
                }
            }
        }
    }
    left_out
}

/// Returns whether the packet can show what a name cites or lists.
fn has(facts: &Facts, citer: &Citer<'_>, name: &str) -> bool {
    let is_cited = facts
        .cited
        .get(name)
        .is_some_and(|spans| citer.all(spans).is_some());
    let is_listed = facts
        .lists
        .get(name)
        .is_some_and(|list| list.iter().any(|fact| citer.all(&fact.spans).is_some()));
    is_cited || is_listed
}

/// Fills a sentence; `None` where something in it is not known or not in the packet.
fn filled(sentence: &Sentence, facts: &Facts, citer: &Citer<'_>) -> Option<String> {
    let mut words = String::new();
    for part in &sentence.parts {
        match part {
            Part::Words(text) => words.push_str(text),
            Part::Plain(name) => words.push_str(facts.plain.get(name.as_str())?),
            Part::Fact(name) => words.push_str(facts.stated.get(name.as_str())?),
            Part::Cite(name) => words.push_str(&citer.all(facts.cited.get(name.as_str())?)?),
        }
    }
    Some(words)
}
