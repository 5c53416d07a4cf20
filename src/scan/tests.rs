//! Every example of the lexicon, and sentences with several cues.

use super::lexicon::Lexicon;
use super::{NoteInput, Scanner};
use crate::model::{Assertion, Measure, Mention, NoteKind, ServiceDate};
use crate::text::{FileId, Page, Span};

fn scan_as(text: &str, kind: NoteKind, service_date: Option<ServiceDate>) -> Vec<Mention> {
    let pages = [Page::plain(1, text)];
    let spans = [Span::new(FileId(0), 1, 0, text.chars().count() as u32)];
    Scanner::new(Lexicon::embedded()).note(&NoteInput { pages: &pages, spans: &spans, kind, service_date })
}

fn scan(text: &str) -> Vec<Mention> {
    scan_as(text, NoteKind::Unknown, None)
}

fn number(measure: Option<Measure>) -> Option<f32> {
    match measure {
        Some(Measure::Score(value) | Measure::Number(value) | Measure::AgeDays(value) | Measure::BloodAlcohol(value)) => Some(value),
        _ => None,
    }
}

fn told(mentions: &[Mention], text: &str) -> String {
    let words: Vec<char> = text.chars().collect();
    mentions
        .iter()
        .map(|m| {
            let quote: String = words[m.span.start as usize..m.span.end as usize].iter().collect();
            format!("{}={}{}{:?} [{quote}]", m.indicator, m.assertion.id(), m.direction.id(), m.measure)
        })
        .collect::<Vec<_>>()
        .join(" ; ")
}

#[test]
fn every_example_of_the_lexicon_holds() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for indicator in Lexicon::embedded().indicators() {
        for example in &indicator.examples {
            seen += 1;
            let mentions = scan(&example.text);
            let id = example.id.clone().unwrap_or_else(|| indicator.id.as_str().to_owned());
            let mut of_id = mentions.iter().filter(|m| m.indicator.as_str() == id);
            let holds = match Assertion::from_id(&example.expect) {
                None => of_id.next().is_none(),
                Some(class) => of_id.any(|m| {
                    m.assertion == class
                        && example.direction.is_none_or(|direction| m.direction == direction)
                        && example.value.is_none_or(|value| number(m.measure) == Some(value))
                }),
            };
            if !holds {
                wrong.push(format!("{id} {:?} expects {}: {}", example.text, example.expect, told(&mentions, &example.text)));
            }
        }
    }
    assert!(seen > 450);
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}
