//! Knows the sections of a note by their headings and what each says of its contents by default.

use crate::model::Assertion;
use crate::text::words::WordMap;
use serde::Deserialize;
use std::sync::LazyLock;

/// What a section says of the statements that stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Effect {
    /// Statements are of now.
    Current,
    /// Statements are of the past.
    Historical,
    /// Statements are of relatives.
    OtherPerson,
    /// Statements are plans.
    Hypothetical,
    /// Nothing here is said of the patient.
    Ignore,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    section: Vec<Section>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    name: String,
    effect: Effect,
    /// Whether an order or a change of dose in it states a fact.
    #[serde(default = "yes")]
    plans_stand: bool,
    headings: Vec<String>,
}

fn yes() -> bool {
    true
}

struct Table {
    sections: Vec<Section>,
    roles: Vec<Role>,
    by_heading: WordMap<u8>,
    /// For each first letter, a bit for each length that headings with it have: most lines are
    /// told from a heading by that alone.
    lengths: [u64; 256],
}

/// What the cutting of sentences has to know of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Head,
    Topic,
    Goal,
    Criteria,
    Teaching,
    Diagnoses,
    Signature,
    /// What is told in one line: vital signs, allergies, laboratory results.
    Readings,
    Other,
}

fn role_of(name: &str) -> Role {
    match name {
        "HEAD" => Role::Head,
        "TOPIC" => Role::Topic,
        "GOAL" => Role::Goal,
        "EDU" => Role::Teaching,
        "CRITERIA" => Role::Criteria,
        "DX" => Role::Diagnoses,
        "SIGN" => Role::Signature,
        "VITALS" | "ALLERG" | "LABS" => Role::Readings,
        _ => Role::Other,
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../knowledge/sections.toml")).unwrap_or(File {
        section: Vec::new(),
    });
    let mut by_heading = WordMap::default();
    let mut lengths = [0; 256];
    for (index, section) in file.section.iter().enumerate() {
        for heading in &section.headings {
            let heading = heading.replace('-', " ");
            if let Some(&first) = heading.as_bytes().first() {
                lengths[usize::from(first)] |= length_bit(heading.len());
            }
            by_heading.entry(heading).or_insert(index as u8 + 1);
        }
    }
    Table {
        roles: file
            .section
            .iter()
            .map(|section| role_of(&section.name))
            .collect(),
        sections: file.section,
        by_heading,
        lengths,
    }
});

/// The last bit stands for every greater length.
fn length_bit(length: usize) -> u64 {
    1 << length.min(63)
}

/// Returns the name of a section by its index in mentions; index 0 and unknown ones have none.
pub fn section_name(index: u8) -> &'static str {
    let place = usize::from(index).wrapping_sub(1);
    TABLE
        .sections
        .get(place)
        .map_or("", |section| section.name.as_str())
}

/// Returns the index of the section that a heading, in plain text, opens: a known one, or two in one,
/// of which the first decides, as in "Client response / progress" and "Participation and response".
pub(crate) fn by_heading(heading: &str) -> Option<u8> {
    known(heading).or_else(|| {
        let mut joints = ["/", " and ", " & "].iter();
        let (first, second) = joints.find_map(|joint| heading.split_once(joint))?;
        let first = known(first.trim_end())?;
        known(second.trim_start()).map(|_| first)
    })
}

fn known(heading: &str) -> Option<u8> {
    let table = &*TABLE;
    let first = usize::from(*heading.as_bytes().first()?);
    if table.lengths[first] & length_bit(heading.len()) == 0 {
        return None;
    }
    table.by_heading.get(heading).copied()
}

/// Returns what the section is to the cutting of sentences.
pub(crate) fn role(index: u8) -> Role {
    let place = usize::from(index).wrapping_sub(1);
    TABLE.roles.get(place).copied().unwrap_or(Role::Other)
}

/// Returns what the section says of its contents.
pub(crate) fn effect(index: u8) -> Effect {
    let place = usize::from(index).wrapping_sub(1);
    TABLE
        .sections
        .get(place)
        .map_or(Effect::Current, |section| section.effect)
}

/// Returns whether an order in the section states a fact; in criteria and topics it does not.
pub(crate) fn plans_stand(index: u8) -> bool {
    let place = usize::from(index).wrapping_sub(1);
    TABLE
        .sections
        .get(place)
        .is_none_or(|section| section.plans_stand)
}

/// Returns whether the section speaks of the family or of what was.
pub(crate) fn is_of_past_or_others(index: u8) -> bool {
    matches!(effect(index), Effect::OtherPerson | Effect::Historical)
}

/// Returns the class that a plain statement in the section has, where it is not affirmed.
pub(crate) fn default_class(index: u8) -> Option<Assertion> {
    match effect(index) {
        Effect::Current | Effect::Ignore => None,
        Effect::Historical => Some(Assertion::Historical),
        Effect::OtherPerson => Some(Assertion::OtherPerson),
        Effect::Hypothetical => Some(Assertion::Hypothetical),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        let file: Result<File, _> = toml::from_str(include_str!("../knowledge/sections.toml"));
        assert!(file.is_ok_and(|file| file.section.len() > 20));
        assert_eq!(by_heading("family history").map(section_name), Some("FHX"));
        assert_eq!(section_name(0), "");
        assert_eq!(section_name(255), "");
    }
}
