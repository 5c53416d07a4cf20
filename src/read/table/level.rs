//! Answers for which level of care a free text names. What is authorized or billed under that
//! name is not its matter.

use crate::model::LevelOfCare;
use regex::{Regex, RegexSet};
use serde::Deserialize;
use std::sync::LazyLock;

/// Returns the level of care that a short text names: `PHP`, `Partial Hosp`, `ASAM 3.5`,
/// `III.7-D`, `IOP - SUD`. Returns `None` where it names none, or two that contradict.
///
/// A number of the ASAM continuum outweighs a name, a name outweighs a vague word; but a number
/// of overnight care beside the name of a day program is a contradiction.
pub fn level_from_text(text: &str) -> Option<LevelOfCare> {
    let text = normalized(text);
    let names = &*NAMES;
    if text.is_empty()
        || names
            .reject
            .as_ref()
            .is_some_and(|reject| reject.is_match(&text))
    {
        return None;
    }
    let matches = names.set.matches(&text);
    let mut found = [Found::Nothing; 3];
    for (level, strength) in matches
        .into_iter()
        .filter_map(|index| names.levels.get(index))
    {
        if let Some(slot) = found.get_mut(*strength as usize) {
            *slot = slot.with(*level);
        }
    }
    let [number, name, vague] = found;
    match (number, name) {
        (Found::One(number), Found::One(name)) if number.is_24_hour() != name.is_24_hour() => None,
        (Found::One(level), _) => Some(level),
        (Found::Several, _) | (Found::Nothing, Found::Several) => None,
        (Found::Nothing, Found::One(level)) => Some(level),
        (Found::Nothing, Found::Nothing) => match vague {
            Found::One(level) => Some(level),
            Found::Nothing | Found::Several => None,
        },
    }
}

#[derive(Clone, Copy)]
enum Found {
    Nothing,
    One(LevelOfCare),
    Several,
}

impl Found {
    fn with(self, level: LevelOfCare) -> Self {
        match self {
            Self::Nothing => Self::One(level),
            Self::One(earlier) if earlier == level => self,
            Self::One(_) | Self::Several => Self::Several,
        }
    }
}

/// Lower-cases, keeps letters, digits and inner full stops, and parts numbers from letters that
/// follow them: `3.7WM` becomes `3.7 wm`.
fn normalized(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut last = ' ';
    let mut characters = text
        .chars()
        .take(200)
        .flat_map(char::to_lowercase)
        .peekable();
    while let Some(character) = characters.next() {
        let inner_stop = character == '.'
            && last.is_alphanumeric()
            && characters.peek().is_some_and(char::is_ascii_digit);
        let kept = if character.is_alphanumeric() || inner_stop {
            character
        } else {
            ' '
        };
        if last.is_ascii_digit() && kept.is_alphabetic() {
            out.push(' ');
        }
        if kept != ' ' || last != ' ' {
            out.push(kept);
        }
        last = kept;
    }
    out.truncate(out.trim_end().len());
    out
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Knowledge {
    reject: String,
    name: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the examples are there for the tests")
)]
struct Name {
    level: String,
    strength: Strength,
    pattern: String,
    matches: Vec<String>,
    misses: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Strength {
    Number,
    Name,
    Vague,
}

struct Names {
    set: RegexSet,
    levels: Vec<(LevelOfCare, Strength)>,
    reject: Option<Regex>,
}

const SOURCE: &str = include_str!("../../knowledge/level_names.toml");

/// The embedded names. That they parse is a test's matter; a broken table names no level.
static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let knowledge: Knowledge = toml::from_str(SOURCE).unwrap_or_else(|_| Knowledge {
        reject: String::new(),
        name: Vec::new(),
    });
    let levels: Vec<_> = knowledge
        .name
        .iter()
        .filter_map(|name| Some((LevelOfCare::from_id(&name.level)?, name.strength)))
        .collect();
    let patterns = knowledge.name.iter().map(|name| name.pattern.as_str());
    Names {
        set: RegexSet::new(patterns).unwrap_or_else(|_| RegexSet::empty()),
        levels,
        reject: Regex::new(&knowledge.reject)
            .ok()
            .filter(|_| !knowledge.reject.is_empty()),
    }
});

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_example_of_the_table_holds() {
        let knowledge: Knowledge = toml::from_str(SOURCE).expect("the table parses");
        assert_eq!(NAMES.set.len(), knowledge.name.len());
        assert_eq!(NAMES.levels.len(), knowledge.name.len());
        for name in &knowledge.name {
            let level = LevelOfCare::from_id(&name.level);
            for text in &name.matches {
                assert_eq!(level_from_text(text), level, "{text}");
            }
            for text in &name.misses {
                assert_ne!(level_from_text(text), level, "{text}");
            }
        }
    }

    #[test]
    fn contradictions_name_no_level() {
        for text in [
            "PHP/IOP",
            "2.5 to 2.1",
            "PHP with 3.1 housing",
            "",
            "LOCUS level 4",
            "pain level 4",
        ] {
            assert_eq!(level_from_text(text), None, "{text}");
        }
        assert_eq!(
            level_from_text("Inpatient Detox 3.7"),
            Some(LevelOfCare::ResidentialMedical)
        );
        assert_eq!(
            level_from_text("ASAM Level 2.5 - PHP"),
            Some(LevelOfCare::PartialHospitalization)
        );
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,60}") {
            let _ = level_from_text(&text);
        }
    }
}
