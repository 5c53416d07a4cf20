//! Holds the words that change a statement's status: cues, clause boundaries and people. Reads
//! them from data, compiles one automaton, and finds them in a sentence.

use crate::scan::phrases::Phrases;
use crate::text::words::WordSet;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a cue says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CueClass {
    Negated,
    Historical,
    Hypothetical,
    OtherPerson,
    Uncertain,
    /// Undoes a negation ("does not deny").
    Affirmed,
    /// Brings a statement back to now.
    Recent,
    /// Looks like a shorter cue and is none.
    Pseudo,
}

/// Where the words that a cue speaks of stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Reach {
    Forward,
    Backward,
    Both,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Strength {
    #[default]
    Strong,
    /// Gives way to any other class.
    Weak,
    /// Asks about the thing; an answer behind it decides.
    Asked,
}

/// One group of cues that behave alike.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cue {
    pub(crate) class: CueClass,
    pub(crate) direction: Reach,
    /// Words it reaches over since the last list separator.
    pub(crate) reach: usize,
    #[serde(default)]
    pub(crate) strength: Strength,
    /// A verb's negation: a following verb in the same phrase does not end it.
    #[serde(default)]
    pub(crate) verbal: bool,
    /// It dates the whole clause, its verbs too.
    #[serde(default)]
    pub(crate) adverbial: bool,
    /// Only right after a label's colon, dash or column.
    #[serde(default)]
    pub(crate) value: bool,
    /// Only where nothing but punctuation follows.
    #[serde(default)]
    pub(crate) r#final: bool,
    /// Said of the target itself, it undoes any negation that reaches it.
    #[serde(default)]
    pub(crate) restores: bool,
    /// Only where the sentence goes on to say how it is now.
    #[serde(default)]
    pub(crate) contrast: bool,
    /// Only as the first word of its sentence.
    #[serde(default)]
    pub(crate) opening: bool,
    /// Only where a word stands before it.
    #[serde(default)]
    pub(crate) inner: bool,
    /// What it speaks of is over, whatever else is dated today.
    #[serde(default)]
    pub(crate) ends: bool,
    /// It speaks of its own phrase only: a comma ends it.
    #[serde(default)]
    pub(crate) phrase: bool,
    /// Only where no verb states the target before it.
    #[serde(default)]
    pub(crate) bare: bool,
    /// Only where another denial follows before the target: together they deny nothing.
    #[serde(default)]
    pub(crate) doubled: bool,
    forms: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code))]
    applies: String,
    #[cfg_attr(not(test), expect(dead_code))]
    spares: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CueFile {
    #[serde(default)]
    kin: Vec<String>,
    #[serde(default)]
    reporting: Vec<String>,
    #[serde(default)]
    companions: Vec<String>,
    #[serde(default)]
    patients: Vec<String>,
    cue: Vec<Cue>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Boundaries {
    conjunctions: Vec<String>,
    causes: Vec<String>,
    acts: Vec<String>,
    affirming: Vec<String>,
    openers: Vec<String>,
}

/// Words that stand for one another: families named in braces, and misspellings.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Words {
    families: BTreeMap<String, Vec<String>>,
    spelling: BTreeMap<String, Vec<String>>,
}

/// What was found at a place in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A cue, by its index.
    Cue(u16),
    /// Ends every reach.
    Conjunction,
    /// Opens a cause or circumstance.
    Cause,
    /// Affirms what follows.
    Affirming,
    /// Another person.
    Kin,
}

/// One found word or phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
}

impl Event {
    /// Returns the bytes between it and the target at `from..to`, whichever comes first.
    pub(super) fn gap(&self, from: usize, to: usize) -> (usize, usize) {
        if self.end <= from {
            (self.end, from)
        } else {
            (to, self.start)
        }
    }
}

/// Every cue, boundary and person, compiled.
pub(crate) struct CueTable {
    pub(crate) cues: Vec<Cue>,
    forms: Phrases,
    /// What each form stands for.
    kinds: Vec<Vec<Kind>>,
    pub(crate) openers: WordSet,
    pub(crate) acts: WordSet,
    pub(crate) reporting: WordSet,
    pub(crate) companions: WordSet,
    pub(crate) patients: WordSet,
}

const FILES: [&str; 5] = [
    include_str!("../../knowledge/assertion/negation.toml"),
    include_str!("../../knowledge/assertion/history.toml"),
    include_str!("../../knowledge/assertion/hypothetical.toml"),
    include_str!("../../knowledge/assertion/person.toml"),
    include_str!("../../knowledge/assertion/uncertain.toml"),
];
const BOUNDARIES: &str = include_str!("../../knowledge/assertion/boundaries.toml");
const WORDS: &str = include_str!("../../knowledge/assertion/words.toml");

static TABLE: LazyLock<CueTable> = LazyLock::new(build);

/// Returns the embedded files as they were compiled in.
pub(crate) fn sources() -> impl Iterator<Item = &'static str> {
    FILES.into_iter().chain([BOUNDARIES, WORDS])
}

/// Returns the embedded cues.
pub(crate) fn table() -> &'static CueTable {
    &TABLE
}

fn build() -> CueTable {
    let boundaries: Boundaries = toml::from_str(BOUNDARIES).unwrap_or_default();
    let mut cues = Vec::new();
    let mut people = CueFile {
        kin: Vec::new(),
        reporting: Vec::new(),
        companions: Vec::new(),
        patients: Vec::new(),
        cue: Vec::new(),
    };
    for text in FILES {
        let Ok(file) = toml::from_str::<CueFile>(text) else {
            continue;
        };
        cues.extend(file.cue);
        people.kin.extend(file.kin);
        people.reporting.extend(file.reporting);
        people.companions.extend(file.companions);
        people.patients.extend(file.patients);
    }
    let words: Words = toml::from_str(WORDS).unwrap_or_default();
    let mut patterns: BTreeMap<String, Vec<Kind>> = BTreeMap::new();
    for (index, cue) in cues.iter().enumerate() {
        for form in cue.forms.iter().flat_map(|form| words.expand(form)) {
            let kinds = patterns.entry(form).or_default();
            let kind = Kind::Cue(index as u16);
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
    }
    for (words, kind) in [
        (&boundaries.conjunctions, Kind::Conjunction),
        (&boundaries.causes, Kind::Cause),
        (&boundaries.affirming, Kind::Affirming),
        (&people.kin, Kind::Kin),
    ] {
        for word in words {
            patterns.entry(word.clone()).or_default().push(kind);
        }
    }
    let (forms, kinds): (Vec<String>, Vec<Vec<Kind>>) = patterns.into_iter().unzip();
    CueTable {
        cues,
        forms: Phrases::new(&forms),
        kinds,
        openers: boundaries.openers.into_iter().collect(),
        acts: boundaries.acts.into_iter().collect(),
        reporting: people.reporting.into_iter().collect(),
        companions: people.companions.into_iter().collect(),
        patients: people.patients.into_iter().collect(),
    }
}

impl Words {
    /// Writes out every spelling of a form: each word of a family, misspelled verbs, and no
    /// apostrophe ("didnt").
    fn expand(&self, form: &str) -> Vec<String> {
        let mut done = Vec::new();
        let mut open = vec![form.to_owned()];
        while let Some(form) = open.pop() {
            let family = form
                .split_once('{')
                .and_then(|(head, rest)| Some((head, rest.split_once('}')?)));
            let Some((head, (name, tail))) = family else {
                done.push(form);
                continue;
            };
            for word in self.families.get(name).into_iter().flatten() {
                open.push(format!("{head}{word}{tail}").trim().replace("  ", " "));
            }
        }
        for at in 0..done.len() {
            let form = done.get(at).cloned().unwrap_or_default();
            for (place, word) in form.split(' ').enumerate() {
                let variants = self.spelling.get(word).into_iter().flatten();
                done.extend(variants.map(|variant| {
                    let mut words: Vec<&str> = form.split(' ').collect();
                    if let Some(slot) = words.get_mut(place) {
                        *slot = variant;
                    }
                    words.join(" ")
                }));
            }
            if form.contains("n't") {
                done.push(form.replace("n't", "nt"));
            }
        }
        done
    }
}

impl CueTable {
    /// Refills `events` with everything found in `text[start..end]`, in order of place.
    pub(crate) fn find(&self, text: &str, start: usize, end: usize, events: &mut Vec<Event>) {
        events.clear();
        self.forms.find(text, start, end, |start, end, form| {
            if is_part_of_rule(text, start, end) {
                return;
            }
            let kinds = self.kinds.get(form).into_iter().flatten();
            events.extend(kinds.map(|&kind| Event { start, end, kind }));
        });
        events.sort_by_key(|event| (event.start, std::cmp::Reverse(event.end)));
    }

    /// Returns whether a word names a person other than the patient.
    pub(crate) fn names_person(&self, word: &str) -> bool {
        let mut events = Vec::new();
        self.find(word, 0, word.len(), &mut events);
        events
            .iter()
            .any(|event| event.kind == Kind::Kin && event.end - event.start == word.len())
    }

    /// Returns the cue of an event, if it is one.
    pub(crate) fn cue(&self, event: &Event) -> Option<&Cue> {
        match event.kind {
            Kind::Cue(index) => self.cues.get(usize::from(index)),
            _ => None,
        }
    }
}

/// Returns whether a single dash is one of several, which fill an empty cell or draw a rule:
/// `06/02  --  no show  --` denies nothing.
fn is_part_of_rule(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let is_dash = |at: usize| bytes.get(at) == Some(&b'-');
    end - start == 1
        && is_dash(start)
        && (is_dash(end) || start.checked_sub(1).is_some_and(is_dash))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Assertion;
    use crate::scan::classify::classify;

    #[test]
    fn every_file_is_well_formed() {
        for text in FILES {
            let file = toml::from_str::<CueFile>(text);
            assert!(file.is_ok(), "{:?}", file.err());
        }
        assert!(toml::from_str::<Boundaries>(BOUNDARIES).is_ok());
        let words = toml::from_str::<Words>(WORDS).expect("words.toml");
        for form in table().cues.iter().flat_map(|cue| &cue.forms) {
            assert!(!words.expand(form).is_empty(), "{form}: no such family");
        }
    }

    #[test]
    fn every_cue_applies_and_spares() {
        let mut wrong = Vec::new();
        for cue in &table().cues {
            let class = match cue.class {
                CueClass::Negated => Assertion::Negated,
                CueClass::Historical => Assertion::Historical,
                CueClass::Hypothetical => Assertion::Hypothetical,
                CueClass::OtherPerson => Assertion::OtherPerson,
                CueClass::Uncertain => Assertion::Uncertain,
                CueClass::Affirmed | CueClass::Recent | CueClass::Pseudo => Assertion::Affirmed,
            };
            for (drawn, must) in [(&cue.applies, true), (&cue.spares, false)] {
                let (text, start, end) = bracketed(drawn);
                let got = classify(&text, start, end).assertion;
                if (got == class) != must {
                    wrong.push(format!("{drawn}: {}", got.id()));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    fn bracketed(drawn: &str) -> (String, u32, u32) {
        let start = drawn.find('[').unwrap_or(0);
        let end = drawn.find(']').unwrap_or(1) - 1;
        (drawn.replace(['[', ']'], ""), start as u32, end as u32)
    }
}
