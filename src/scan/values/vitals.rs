//! Reads vital signs and blood alcohol.

use super::{Outcome, Reading, Spot, told};
use crate::model::{Assertion, Direction, Measure};
use crate::scan::tokens::stands_alone;
use regex::Regex;
use std::sync::LazyLock;

type Lazy = LazyLock<Option<Regex>>;

static ALCOHOL: Lazy = LazyLock::new(|| {
    Regex::new(r"^(?:[ :=(\-]|\b(?:level|of|was|is|a|an|at|result|reading|on|admission|arrival|in|ed|score|today|=|the)\b)*(0?\.\d{1,3}|0\b|\d{2,3} ?mg(?:/| per )?dl|\d{2,3}\b)").ok()
});

/// Reads a blood alcohol concentration; whole numbers are mg/dL.
pub(super) fn blood_alcohol(spot: Spot<'_>) -> Outcome {
    let after = spot.after(50);
    let Some(found) = ALCOHOL
        .as_ref()
        .and_then(|regex| regex.captures(after))
        .and_then(|found| found.get(1))
    else {
        return told(spot);
    };
    let words = found.as_str();
    let number: f32 = words
        .trim_end_matches(|c: char| !c.is_ascii_digit())
        .parse()
        .unwrap_or(f32::NAN);
    if !number.is_finite() {
        return Outcome::Nothing;
    }
    let value = if number >= 1.0 {
        number / 1000.0
    } else {
        number
    };
    if value > 0.9 {
        return Outcome::Nothing;
    }
    let (direction, weight) = match value {
        _ if value >= 0.2 => (Direction::H, 3),
        _ if value >= 0.08 => (Direction::H, 2),
        _ if value <= 0.0 => (Direction::L, 1),
        _ => (Direction::N, 1),
    };
    Outcome::Read(vec![Reading {
        measure: Measure::BloodAlcohol(value),
        direction: Some(direction),
        weight: Some(weight),
        assertion: None,
        start: spot.to + found.start(),
        end: spot.to + found.end(),
        at: super::clock(after.get(found.end()..).unwrap_or("")),
    }])
}

static PAIR: Lazy = LazyLock::new(|| Regex::new(r"(\d{2,3}) ?/ ?(\d{2,3})").ok());
static SINGLE: Lazy = LazyLock::new(|| Regex::new(r"(\d{2,3}(?:\.\d)?)").ok());

/// Returns whether "P 27" is the positive scale of a PANSS: its negative scale stands beside it.
fn is_subscale(spot: Spot<'_>) -> bool {
    let after = spot.after(8);
    let next = after.trim_start_matches([' ', '/', ',', ';', '+', '-']);
    spot.words().starts_with('p') && !spot.words().starts_with("pulse") && is_negative(next)
}

/// Returns whether the score of a negative scale opens a text ("n 24").
fn is_negative(text: &str) -> bool {
    text.strip_prefix('n').is_some_and(|rest| {
        rest.trim_start_matches([' ', ':', '='])
            .starts_with(|letter: char| letter.is_ascii_digit())
    })
}

/// Returns whether a second pressure behind the first, taken standing, is lower by 20 or more.
fn falls_on_standing(spot: Spot<'_>, lying: u16) -> bool {
    let after = spot.after(80);
    let standing = |text: &str| text.contains("stand") || text.contains("orthosta");
    standing(after)
        && PAIR
            .as_ref()
            .and_then(|regex| regex.captures(after))
            .and_then(|found| found.get(1)?.as_str().parse::<u16>().ok())
            .is_some_and(|high| high + 20 <= lying)
}

/// What makes a fever of its own.
const ILLNESSES: [&str; 20] = [
    "gi bug",
    "stomach bug",
    "virus",
    "viral",
    "flu",
    "influenza",
    "covid",
    "strep",
    "uti",
    "infection",
    "infected",
    "cellulitis",
    "pneumonia",
    "gastroenteritis",
    "mono",
    "uri",
    "otitis",
    "sinusitis",
    "sepsis",
    "tonsillitis",
];

/// Returns whether the sentence of a fever names an illness as its cause.
fn is_of_illness(spot: Spot<'_>) -> bool {
    let text = spot.text.get(spot.sentence.0..spot.sentence.1);
    let text = text.unwrap_or("");
    ILLNESSES.iter().any(|word| {
        text.match_indices(word)
            .any(|(at, _)| stands_alone(text, at, at + word.len()))
    })
}

/// Least rise of the pulse on standing that is of note (adults; POTS consensus statement 2015: 30 a
/// minute).
const RISE: f32 = 30.0;

/// Returns whether a second pulse behind the first, taken standing, is quicker by that: "HR 52 lying 91
/// standing", "52 supine -> 91 standing".
fn rises_on_standing(spot: Spot<'_>, lying: f32) -> bool {
    let after = spot.after(40);
    let Some(at) = after.find("stand") else {
        return false;
    };
    let before = after.get(..at).unwrap_or("");
    let behind = after.get(at..).unwrap_or("");
    let number = |text: &str| {
        let mut numbers = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|digits| (2..=3).contains(&digits.len()))
            .filter_map(|digits| digits.parse::<f32>().ok());
        numbers.next()
    };
    let part = before.split([';', '.']).next_back().unwrap_or("");
    number(part)
        .or_else(|| number(behind.get(..behind.len().min(16)).unwrap_or("")))
        .is_some_and(|standing| standing < 230.0 && standing >= lying + RISE)
}

/// Returns whether the sentence calls the patient orthostatic or dizzy, so that no reading in it is well: "HR 52,
/// orthostatic by pulse". "Not orthostatic" and "orthostatic neg" are.
fn is_orthostatic(spot: Spot<'_>) -> bool {
    let text = spot.text.get(spot.sentence.0..spot.sentence.1);
    let text = text.unwrap_or("");
    const SIGNS: [&str; 4] = ["orthosta", "dizz", "lighthead", "syncop"];
    let mut found = SIGNS.iter().flat_map(|sign| text.match_indices(sign));
    found.any(|(at, _)| {
        let before = text.get(..at).unwrap_or("").trim_end();
        let after = text.get(at..).unwrap_or("");
        let after = after.split([' ', ':']).find(|word| {
            !word.is_empty() && !word.starts_with("orthosta") && *word != "vs" && *word != "vitals"
        });
        let denied = [
            "no",
            "not",
            "without",
            "denies",
            "w/o",
            "neg",
            "negative for",
        ]
        .iter()
        .any(|word| before.ends_with(word));
        let well = after.is_some_and(|word| {
            ["neg", "wnl", "normal", "stable", "nl", "none", "no", "ok"]
                .iter()
                .any(|mark| {
                    word.trim_end_matches(['.', ',', ';']) == *mark || word.starts_with("negative")
                })
        });
        !denied && !well
    })
}

/// Returns whether a decimal fraction follows a matched number.
fn follows_decimal(spot: Spot<'_>) -> bool {
    let after = spot.after(3);
    after
        .strip_prefix('.')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Returns whether a decimal fraction follows, which no pulse has: "P: 32.4 bid".
fn goes_on_decimal(words: &str) -> bool {
    words
        .rsplit_once('.')
        .is_some_and(|(_, digits)| digits.starts_with(|c: char| c.is_ascii_digit()))
}

/// Judges the numbers inside a matched vital sign ("bp 168/104"); words without one stand.
pub(super) fn vitals(spot: Spot<'_>) -> Outcome {
    let words = spot.words();
    let number = |regex: &Lazy, group: usize| -> Option<f32> {
        regex
            .as_ref()?
            .captures(words)?
            .get(group)?
            .as_str()
            .parse()
            .ok()
    };
    let (measure, abnormal) = if words.starts_with("bp")
        || words.starts_with("blood pressure")
        || words.starts_with("b/p")
    {
        let (Some(high), Some(low)) = (number(&PAIR, 1), number(&PAIR, 2)) else {
            return Outcome::Plain;
        };
        if !(60.0..=260.0).contains(&high) || !(30.0..=160.0).contains(&low) {
            return Outcome::Nothing;
        }
        (
            Measure::BloodPressure(high as u16, low as u16),
            high >= 160.0 || low >= 100.0,
        )
    } else {
        let Some(value) = number(&SINGLE, 1) else {
            return Outcome::Plain;
        };
        match words.as_bytes().first() {
            Some(b'h' | b'p') => {
                if !(25.0..=230.0).contains(&value)
                    || is_subscale(spot)
                    || goes_on_decimal(words)
                    || follows_decimal(spot)
                {
                    return Outcome::Nothing;
                }
                (Measure::HeartRate(value as u16), value >= 110.0)
            }
            Some(b't') => {
                let degrees = if value < 46.0 {
                    value * 9.0 / 5.0 + 32.0
                } else {
                    value
                };
                if !(90.0..=110.0).contains(&degrees) {
                    return Outcome::Nothing;
                }
                (
                    Measure::Temperature(degrees),
                    degrees >= 100.4 && !is_of_illness(spot),
                )
            }
            Some(b's' | b'o') => (Measure::Number(value), (50.0..92.0).contains(&value)),
            Some(b'r') => (Measure::Number(value), (24.0..80.0).contains(&value)),
            _ => return Outcome::Plain,
        }
    };
    // Neither a sign of withdrawal nor stable: a slow or quick pulse, a low pressure, a chill. The
    // reading is kept, since readings are compared, and weighs nothing.
    let between = match measure {
        Measure::BloodPressure(high, low) => {
            !abnormal
                && (high < 90 || low < 50 || falls_on_standing(spot, high) || is_orthostatic(spot))
        }
        Measure::HeartRate(rate) => {
            !abnormal
                && (!(50..=100).contains(&rate)
                    || rises_on_standing(spot, f32::from(rate))
                    || is_orthostatic(spot))
        }
        Measure::Temperature(degrees) => !abnormal && !(96.8..100.4).contains(&degrees),
        _ => false,
    };
    Outcome::Read(vec![Reading {
        measure,
        direction: None,
        weight: between.then_some(0),
        assertion: Some(if abnormal {
            Assertion::Affirmed
        } else if between {
            Assertion::Uncertain
        } else {
            Assertion::Negated
        }),
        start: spot.from,
        end: spot.to,
        at: super::clock(spot.after(20)),
    }])
}
