//! Finds in a note's words what it says of discharge and of changes to the plan, and in plans and
//! certifications the services, concerns and statements they name. It does not judge them; rules
//! do.

mod ahead;
mod review;

use self::ahead::is_ahead;
use self::review::is_review;
use super::openings::Openings;
use super::sketch::sketch_of;
use crate::model::{Concern, Modality, Note, PlanFacts, Planning, Statement};
use crate::text::{Located, PageMaps, Span};
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

/// Fills a note's facts on planning.
pub fn read_planning(note: &mut Note, pages: &PageMaps<'_>) {
    let Some(tables) = TABLES.as_ref() else {
        return;
    };
    let mut buffer = String::new();
    let mut planning = Planning::default();
    for span in &note.spans {
        let written = pages.slice(span);
        fill(&mut buffer, written);
        for (topic, bytes) in tables.planning.find(&buffer) {
            let told = [planning.discharge, planning.revision, planning.review];
            if told.iter().all(Option::is_some) {
                break;
            }
            let slot = match topic {
                Topic::Discharge if is_ahead(written, &bytes) => &mut planning.discharge,
                Topic::Discharge => continue,
                Topic::Revision => &mut planning.revision,
                Topic::Review if is_review(written, &bytes, note.date()) => &mut planning.review,
                Topic::Review => continue,
            };
            if slot.is_none() {
                *slot = place(pages, span, &bytes);
            }
        }
    }
    note.planning = planning;
    if let Some(plan) = note.body.plan.as_deref_mut() {
        read_plan(plan, &note.spans, pages, tables, &mut buffer);
    }
}

fn read_plan(
    plan: &mut PlanFacts,
    spans: &[Span],
    pages: &PageMaps<'_>,
    tables: &Tables,
    buffer: &mut String,
) {
    for span in spans {
        fill(buffer, pages.slice(span));
        take(&tables.services, buffer, pages, span, &mut plan.services);
        take(
            &tables.statements,
            buffer,
            pages,
            span,
            &mut plan.statements,
        );
    }
    // What a plan is about stands in its problems and goals; its heading names the diagnosis.
    let mut goals = String::new();
    for goal in &plan.goals {
        let text = pages.slice(&goal.span);
        fill(buffer, text);
        take(
            &tables.concerns,
            buffer,
            pages,
            &goal.span,
            &mut plan.concerns,
        );
        if !goal.is_problem {
            goals.push_str(text);
            goals.push('\n');
        }
    }
    if !goals.is_empty() {
        // Labels such as "Goal 1:" open the lines, which the sketch would take for a header.
        plan.goal_sketch = sketch_of(&goals.replace(':', " "));
    }
}

fn take<T: Copy + Ord>(
    table: &Table<T>,
    text: &str,
    pages: &PageMaps<'_>,
    within: &Span,
    found: &mut Vec<Located<T>>,
) {
    for (value, bytes) in table.find(text) {
        if found.iter().any(|known| known.value == value) {
            continue;
        }
        if let Some(span) = place(pages, within, &bytes) {
            found.push(Located::new(value, span));
        }
    }
    found.sort_by_key(|known| known.value);
}

/// Copies text with its line breaks as spaces, so that a phrase is found across a line's end.
fn fill(buffer: &mut String, text: &str) {
    let mut bytes = std::mem::take(buffer).into_bytes();
    bytes.clear();
    bytes.extend(text.bytes().map(|byte| match byte {
        b'\n' | b'\r' | b'\t' => b' ',
        byte => byte,
    }));
    // What was UTF-8 is still.
    *buffer = String::from_utf8(bytes).unwrap_or_default();
}

fn place(pages: &PageMaps<'_>, within: &Span, bytes: &Range<usize>) -> Option<Span> {
    let map = pages.get(within.page)?;
    let base = map.to_byte(within.start);
    Some(Span::new(
        within.file,
        within.page,
        map.to_char(base + bytes.start),
        map.to_char(base + bytes.end),
    ))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Topic {
    Discharge,
    Revision,
    Review,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlansFile {
    service: Vec<Entry<Modality>>,
    concern: Vec<Entry<Concern>>,
    statement: Vec<Entry<Statement>>,
    planning: Vec<Entry<Topic>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry<T> {
    names: T,
    phrases: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the data's test"))]
    matches: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the data's test"))]
    misses: String,
}

struct Tables {
    services: Table<Modality>,
    concerns: Table<Concern>,
    statements: Table<Statement>,
    planning: Table<Topic>,
}

static FILE: &str = include_str!("../knowledge/plans.toml");

static TABLES: LazyLock<Option<Tables>> = LazyLock::new(|| {
    let file: PlansFile = toml::from_str(FILE).ok()?;
    Some(Tables {
        services: Table::new(&file.service),
        concerns: Table::new(&file.concern),
        statements: Table::new(&file.statement),
        planning: Table::new(&file.planning),
    })
});

/// Phrases with what each names.
struct Table<T> {
    phrases: Openings,
    entries: Vec<Named<T>>,
}

struct Named<T> {
    names: T,
    length: usize,
    /// Whether the last word of the phrase may go on.
    is_open: bool,
}

impl<T: Copy> Table<T> {
    fn new(entries: &[Entry<T>]) -> Self {
        let (mut phrases, mut named) = (Vec::new(), Vec::new());
        for entry in entries {
            for phrase in &entry.phrases {
                let stem = phrase.strip_suffix('*');
                let words = stem.unwrap_or(phrase);
                phrases.push(words);
                named.push(Named {
                    names: entry.names,
                    length: words.len(),
                    is_open: stem.is_some(),
                });
            }
        }
        Self {
            phrases: Openings::new(&phrases),
            entries: named,
        }
    }

    /// Returns what the text names, in order of the phrases' ends; of those that end together the
    /// longest comes first.
    fn find(&self, text: &str) -> Vec<(T, Range<usize>)> {
        let mut found = Vec::new();
        self.phrases.find(text, |start, phrase| {
            let Some(entry) = self.entries.get(phrase) else {
                return;
            };
            let end = start + entry.length;
            let before = text.get(..start).and_then(|text| text.chars().next_back());
            let after = text.get(end..).and_then(|text| text.chars().next());
            let goes_on = after.is_some_and(char::is_alphanumeric);
            if !before.is_some_and(char::is_alphanumeric) && (entry.is_open || !goes_on) {
                found.push((entry.names, start..end));
            }
        });
        found.sort_by_key(|(_, bytes)| (bytes.end, bytes.start));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Debug;

    fn check<T: Copy + PartialEq + Debug>(table: &Table<T>, entries: &[Entry<T>]) {
        for entry in entries {
            let names = |text: &str| {
                table
                    .find(text)
                    .iter()
                    .any(|(name, _)| *name == entry.names)
            };
            assert!(
                names(&entry.matches),
                "{:?}: {}",
                entry.names,
                entry.matches
            );
            assert!(!names(&entry.misses), "{:?}: {}", entry.names, entry.misses);
        }
    }

    #[test]
    fn every_entry_finds_its_example_and_not_the_other() {
        let file: PlansFile = toml::from_str(FILE).expect("the file parses");
        let tables = TABLES.as_ref().expect("the tables build");
        check(&tables.services, &file.service);
        check(&tables.concerns, &file.concern);
        check(&tables.statements, &file.statement);
        check(&tables.planning, &file.planning);
    }

    #[test]
    fn a_phrase_is_found_across_a_lines_end() {
        let table = &TABLES.as_ref().expect("the tables build").planning;
        let mut text = String::new();
        fill(&mut text, "He asked about discharge\nplanning today");
        assert_eq!(table.find(&text).len(), 1);
    }
}
