//! Reads the C-SSRS: a level in words or a number, and the rows of a printed screener, where the
//! number is the item's and the answer stands behind it.

use super::{Outcome, Reading, Spot, ordered_before, told};
use crate::model::{Assertion, Direction, Measure};
use regex::Regex;
use std::sync::LazyLock;

static LEVEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(negative|neg|positive|pos|low|moderate|mod|high)\b|^[ :=\-]*(?:score|severity|ideation|of|is|was|scored|a|total|[:=\- ])*(\d{1,2})\b").ok()
});
/// "6 behavior, lifetime |", "item 3:", "Q2 - ".
static ITEM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^ *(?:(?:screen|screener|item|question|quest|q|no)\b)?[ .#]*q?([1-6])(?: ?- ?[1-6])?[.)]?(?:( [a-z][^|:?;]{0,80}?)?)( *(?:[|:?]|\.{3,}| - )[ |]*| )(yes|no|y|n|n/a|na|not asked|not assessed|pos|neg|positive|negative)\b").ok()
});

/// Reads the C-SSRS: a level in words, or the highest ideation item.
pub(super) fn columbia(spot: Spot<'_>) -> Outcome {
    let after = spot.after(70);
    if ordered_before(spot.before(24)) {
        return Outcome::Told(Assertion::Hypothetical);
    }
    let answers = by_question(spot)
        .or_else(|| item(spot))
        .or_else(|| by_name(spot));
    if let Some(outcome) = answers {
        return outcome;
    }
    let Some(regex) = LEVEL.as_ref() else {
        return Outcome::Plain;
    };
    let mut readings: Vec<Reading> = Vec::new();
    for found in regex.captures_iter(after).take(3) {
        let Some(place) = found.get(1).or_else(|| found.get(2)) else {
            continue;
        };
        if readings.is_empty() && place.start() > 30 {
            break;
        }
        let lead = after.get(..place.start()).unwrap_or("");
        if !readings.is_empty()
            && !["now", "today", "currently", ","]
                .iter()
                .any(|word| lead.contains(word))
        {
            break;
        }
        let (value, direction, weight) = match place.as_str() {
            "negative" | "neg" => (0.0, Direction::L, 1),
            "low" => (1.0, Direction::L, 1),
            "positive" | "pos" => (3.0, Direction::H, 2),
            "moderate" | "mod" => (3.0, Direction::H, 3),
            "high" => (5.0, Direction::H, 4),
            number => match number.parse::<f32>() {
                Ok(value) if value <= 25.0 => rated(value),
                _ => continue,
            },
        };
        if let Some(last) = readings.last_mut() {
            last.assertion = Some(Assertion::Historical);
        }
        readings.push(Reading {
            measure: Measure::Score(value),
            direction: Some(direction),
            weight: Some(weight),
            assertion: Some(Assertion::Affirmed),
            start: spot.to + place.start(),
            end: spot.to + place.end(),
            at: None,
        });
    }
    if readings.is_empty() {
        told(spot)
    } else {
        Outcome::Read(readings)
    }
}

fn rated(value: f32) -> (f32, Direction, u8) {
    match value {
        value if value <= 1.0 => (value, Direction::L, 1),
        value if value <= 2.0 => (value, Direction::H, 1),
        value if value <= 3.0 => (value, Direction::H, 3),
        value => (value, Direction::H, 4),
    }
}

/// The questions on thoughts by what they ask for.
const QUESTIONS: [(&str, f32); 8] = [
    ("wish", 1.0),
    ("thoughts", 2.0),
    ("thought", 2.0),
    ("ideation", 2.0),
    ("si", 2.0),
    ("method", 3.0),
    ("intent", 4.0),
    ("plan", 5.0),
];

/// Reads answers told by what is asked for: "thoughts yes, method yes (rope), intent no". One alone is
/// no screening.
fn by_name(spot: Spot<'_>) -> Option<Outcome> {
    let after = spot.after(120);
    if !after.contains("yes") && !after.contains("no") {
        return None;
    }
    let (mut answers, mut highest, mut end) = (0, 0.0_f32, 0);
    let mut at = 0;
    for part in after.split_inclusive([',', ';']) {
        let told = part.split('(').next().unwrap_or("");
        let mut words = told
            .split([' ', ':', ',', ';', '.', '-'])
            .filter(|word| !word.is_empty());
        let question = words
            .by_ref()
            .find_map(|word| QUESTIONS.iter().find(|(name, _)| *name == word));
        let answer = words.find(|word| matches!(*word, "yes" | "no"));
        if let (Some((_, level)), Some(answer)) = (question, answer) {
            answers += 1;
            end = at + told.trim_end_matches([' ', ',', ';', '.']).len();
            if answer == "yes" {
                highest = highest.max(*level);
            }
        }
        at += part.len();
    }
    if answers < 2 {
        return None;
    }
    let (value, direction, weight) = rated(highest);
    Some(Outcome::Read(vec![Reading {
        measure: Measure::Score(value),
        direction: Some(direction),
        weight: Some(weight),
        assertion: Some(Assertion::Affirmed),
        start: spot.to,
        end: spot.to + end,
        at: None,
    }]))
}

/// Reads answers told question by question: "1-2 yes 3-6 no", "1 y, 2 y, 3-5 n". The highest question
/// on thoughts that was affirmed is the score.
fn by_question(spot: Spot<'_>) -> Option<Outcome> {
    let after = spot.after(90);
    let bytes = after.as_bytes();
    let (mut at, mut answers) = (0, 0);
    // The questions read last and not answered yet, the last of all, and the highest affirmed.
    let (mut open, mut last, mut highest): (Option<u8>, u8, Option<u8>) = (None, 0, None);
    let mut end = 0;
    while let Some(&byte) = bytes.get(at) {
        let letters = bytes
            .get(at..)?
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        match byte {
            b'1'..=b'6' if !bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                let mut question = byte - b'0';
                if question <= last {
                    break;
                }
                at += 1;
                let to = bytes.get(at + 1).filter(|to| matches!(to, b'2'..=b'6'));
                if let Some(&to) = to.filter(|_| bytes.get(at) == Some(&b'-')) {
                    question = question.max(to - b'0');
                    at += 2;
                }
                (open, last) = (Some(question), question);
            }
            b' ' | b',' | b';' | b':' | b'=' | b'-' | b'&' => at += 1,
            b'q' if letters == 1 => at += 1,
            _ => {
                let is_yes = match after.get(at..at + letters)? {
                    "yes" | "y" | "pos" | "positive" => true,
                    "no" | "n" | "neg" | "negative" => false,
                    "and" | "items" | "item" | "questions" if open.is_some() || answers == 0 => {
                        at += letters;
                        continue;
                    }
                    _ => break,
                };
                let Some(question) = open.take() else {
                    break;
                };
                // The last question asks what was done, not thought.
                if is_yes && question < 6 {
                    highest = Some(question);
                }
                answers += 1;
                at += letters;
                end = at;
            }
        }
    }
    if answers < 2 {
        return None;
    }
    let (value, direction, weight) = rated(f32::from(highest.unwrap_or(0)));
    Some(Outcome::Read(vec![Reading {
        measure: Measure::Score(value),
        direction: Some(direction),
        weight: Some(weight),
        assertion: Some(Assertion::Affirmed),
        start: spot.to + usize::from(after.starts_with([' ', ':'])),
        end: spot.to + end,
        at: None,
    }]))
}

/// Reads one item of a printed screener with its answers, one for each column.
fn item(spot: Spot<'_>) -> Option<Outcome> {
    let after = spot.after(140);
    let found = ITEM.as_ref()?.captures(after)?;
    let (number, answer) = (found.get(1)?, found.get(4)?);
    let label = found.get(2).map_or("", |label| label.as_str());
    let mut labels = label.split([' ', ',', '(', ')']);
    let other = |word: &str| {
        matches!(
            word,
            "risk" | "moderate" | "high" | "low" | "denies" | "today" | "score" | "plan:"
        )
    };
    // "C-SSRS 3 moderate risk, plan: no" answers another question.
    let counts = ["week", "day", "month", "x "];
    let counted = counts
        .iter()
        .any(|unit| label.trim_start().starts_with(unit));
    if counted || labels.any(other) {
        return None;
    }
    let (mut yes, mut no) = (false, false);
    let mut rest = after.get(answer.start()..)?;
    while !rest.is_empty() {
        let end = rest.find(['|', ',', ';', '.']).unwrap_or(rest.len());
        let (cell, behind) = rest.split_at_checked(end)?;
        for word in cell.split_whitespace() {
            match word {
                "yes" | "y" | "pos" | "positive" => yes = true,
                "no" | "n" | "neg" | "negative" => no = true,
                "n/a" | "na" | "-" | "--" | "not" | "asked" | "assessed" => {}
                // "C-SSRS 3 - no intent" answers no item.
                _ => return None,
            }
        }
        rest = behind.strip_prefix('|').unwrap_or("");
    }
    // What no earlier answer called for was not asked.
    if !yes && !no {
        return Some(Outcome::Nothing);
    }
    let ever = ["lifetime", "ever", "history", "past"]
        .iter()
        .any(|word| label.split([' ', ',', '(', ')']).any(|this| this == *word))
        && !label.contains("month");
    let assertion = match (yes, no) {
        // Whether the columns are days or "lifetime" and "recent" stands elsewhere.
        (true, true) => Assertion::Uncertain,
        (false, _) => Assertion::Negated,
        (true, false) if ever => Assertion::Historical,
        (true, false) => Assertion::Affirmed,
    };
    let (value, mut direction, weight) = rated(number.as_str().parse().ok()?);
    if assertion == Assertion::Negated {
        // What is denied is a danger, whatever its item.
        direction = Direction::H;
    }
    Some(Outcome::Read(vec![Reading {
        measure: Measure::Score(value),
        direction: Some(direction),
        weight: Some(weight),
        assertion: Some(assertion),
        start: spot.to + number.start(),
        end: spot.to + number.end(),
        at: None,
    }]))
}
