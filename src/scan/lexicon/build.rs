//! Reads lexicon files, expands forms, and compiles them.

use super::digits::needs_digit;
use super::guard::Guard;
use super::schema::{Band, File, RawIndicator};
use super::{Flip, Indicator, Lexicon, LexiconError, Told};
use crate::model::{Assertion, Dimension, Direction, IndicatorId};
use crate::scan::any_word::AnyWord;
use crate::scan::normalize::Normalized;
use crate::scan::phrases::Phrases;
use crate::scan::{diagnoses, elements, payers};
use crate::text;
use serde::Deserialize;
use std::collections::BTreeMap;

const FILES: [&str; 8] = [
    include_str!("../../knowledge/indicators/d1.toml"),
    include_str!("../../knowledge/indicators/d2.toml"),
    include_str!("../../knowledge/indicators/d3.toml"),
    include_str!("../../knowledge/indicators/d4.toml"),
    include_str!("../../knowledge/indicators/d5.toml"),
    include_str!("../../knowledge/indicators/d6.toml"),
    include_str!("../../knowledge/indicators/t.toml"),
    include_str!("../../knowledge/indicators/p.toml"),
];
const GUARDS: &str = include_str!("../../knowledge/indicators/guards.toml");
const WORDS: &str = include_str!("../../knowledge/indicators/words.toml");
/// A form may not expand to more spellings.
const MOST_SPELLINGS: usize = 400;

/// Returns the embedded files as they were compiled in.
pub(super) fn sources() -> impl Iterator<Item = &'static str> {
    FILES.into_iter().chain([GUARDS, WORDS])
}

/// What a found form stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Entry {
    /// A form of an indicator.
    Form {
        indicator: u16,
        preset: Option<Preset>,
        weak: bool,
    },
    /// A form of an indicator's instrument.
    Instrument { indicator: u16, instrument: u16 },
    /// An anchor of a pattern.
    Anchor(u16),
}

/// What a form's own words already say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Preset {
    pub(crate) assertion: Assertion,
    pub(crate) direction: Option<Direction>,
    pub(crate) weight: Option<u8>,
}

/// A regular expression with its indicator.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) indicator: u16,
    pub(crate) regex: text::Pattern,
    pub(crate) reject_prev: Vec<String>,
    /// Words right after a match that make it something else.
    pub(crate) reject_next: Vec<String>,
    pub(in crate::scan) reject_with: AnyWord,
    /// Whether every match holds a digit, which few sentences do.
    pub(crate) needs_digit: bool,
    pub(crate) weak: bool,
}

/// A rated instrument.
#[derive(Debug, Clone)]
pub(crate) struct Instrument {
    pub(crate) low: f32,
    pub(crate) high: f32,
    pub(crate) required: bool,
    pub(crate) tight: bool,
    pub(crate) out_of: Option<u32>,
    pub(crate) bands: Vec<Band>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    words: BTreeMap<String, Vec<String>>,
}

/// Compiles the embedded files with a user's.
pub(super) fn build(users: &[&str]) -> Result<Lexicon, LexiconError> {
    let embedded = FILES
        .iter()
        .chain([&GUARDS])
        .map(|&file| (file, Origin::Here));
    compile(embedded.chain(users.iter().map(|&file| (file, Origin::User))))
}

/// Compiles a user's file alone; the families of words remain.
pub(super) fn build_alone(user: &str) -> Result<Lexicon, LexiconError> {
    compile([(user, Origin::User)].into_iter())
}

/// Where a file comes from.
#[derive(Clone, Copy)]
enum Origin {
    /// It is embedded, and its expressions are tested to be some.
    Here,
    /// A user wrote it.
    User,
}

fn compile<'t>(files: impl Iterator<Item = (&'t str, Origin)>) -> Result<Lexicon, LexiconError> {
    let words: Words = toml::from_str(WORDS)?;
    let mut raw = BTreeMap::new();
    let mut guards = Vec::new();
    for (text, from) in files {
        let file: File = toml::from_str(text)?;
        for indicator in file.indicator {
            let id = IndicatorId::new(&indicator.id).ok_or(LexiconError::Id)?;
            let dimension = indicator
                .dimension
                .or(file.dimension)
                .ok_or_else(|| LexiconError::Dimension(indicator.id.clone()))?;
            raw.insert(id, (dimension, from, indicator));
        }
        guards.extend(file.guard);
    }
    Compiler {
        words: words.words,
        plain: Normalized::default(),
        forms: BTreeMap::new(),
    }
    .compile(raw, guards)
}

/// Returns a lexicon that finds nothing; the embedded one is tested to compile.
pub(super) fn empty() -> Lexicon {
    Lexicon {
        indicators: Vec::new(),
        by_id: BTreeMap::new(),
        phrases: phrases(&[]),
        entries: Vec::new(),
        guarded: Vec::new(),
        guards: Vec::new(),
        patterns: Vec::new(),
        instruments: Vec::new(),
    }
}

/// Prepares what is looked for in a note, in the order that [`Lexicon::found`] knows.
fn phrases(forms: &[String]) -> Phrases {
    let shown = elements::phrases().iter().chain(diagnoses::phrases());
    let list: Vec<&String> = forms.iter().chain(shown).chain(payers::phrases()).collect();
    Phrases::new(&list)
}

struct Compiler {
    words: BTreeMap<String, Vec<String>>,
    plain: Normalized,
    forms: BTreeMap<String, Vec<Entry>>,
}

impl Compiler {
    fn compile(
        mut self,
        raw: BTreeMap<IndicatorId, (Dimension, Origin, RawIndicator)>,
        guards: Vec<Guard>,
    ) -> Result<Lexicon, LexiconError> {
        let mut indicators = Vec::new();
        let mut patterns = Vec::new();
        let mut instruments = Vec::new();
        let known: Vec<IndicatorId> = raw.keys().copied().collect();
        let reference = |name: &str, id: &str| {
            IndicatorId::new(name)
                .filter(|id| known.contains(id))
                .ok_or_else(|| LexiconError::Reference(id.to_owned()))
        };
        for (index, (id, (dimension, from, raw))) in raw.into_iter().enumerate() {
            let at = index as u16;
            let name = raw.id.as_str();
            for form in &raw.forms {
                let weak = raw.weak.contains(form);
                self.add(
                    form,
                    Entry::Form {
                        indicator: at,
                        preset: None,
                        weak,
                    },
                    name,
                )?;
            }
            for preset in &raw.preset {
                let entry = Entry::Form {
                    indicator: at,
                    preset: Some(Preset {
                        assertion: preset.assertion,
                        direction: preset.direction,
                        weight: preset.weight,
                    }),
                    weak: false,
                };
                for form in &preset.forms {
                    self.add(form, entry, name)?;
                }
            }
            for instrument in raw.instrument {
                let entry = Entry::Instrument {
                    indicator: at,
                    instrument: instruments.len() as u16,
                };
                for form in &instrument.forms {
                    self.add(form, entry, name)?;
                }
                instruments.push(Instrument {
                    low: instrument.low,
                    high: instrument.high,
                    required: instrument.required,
                    tight: instrument.tight,
                    out_of: instrument.out_of,
                    bands: instrument.bands,
                });
            }
            for pattern in &raw.pattern {
                for anchor in &pattern.anchors {
                    self.add(anchor, Entry::Anchor(patterns.len() as u16), name)?;
                }
                let regex = match from {
                    Origin::Here => text::Pattern::unprepared(&pattern.regex),
                    Origin::User => text::Pattern::new(&pattern.regex)
                        .ok_or_else(|| LexiconError::Pattern(raw.id.clone()))?,
                };
                patterns.push(Pattern {
                    indicator: at,
                    regex,
                    reject_prev: pattern.reject_prev.clone(),
                    reject_next: pattern.reject_next.clone(),
                    reject_with: pattern.reject_with.clone(),
                    needs_digit: needs_digit(&pattern.regex),
                    weak: pattern.weak,
                });
            }
            let history = raw
                .history
                .as_deref()
                .map(|other| reference(other, name))
                .transpose()?;
            let denies = raw
                .denies
                .iter()
                .map(|other| reference(other, name))
                .collect::<Result<_, _>>()?;
            let when_negated = match &raw.when_negated {
                None => None,
                Some(flip) => Some(Flip {
                    creates: reference(&flip.creates, name)?,
                    assertion: flip.assertion,
                    weight: flip.weight,
                }),
            };
            let tells = match raw.tells {
                None => None,
                Some(told) => Some(Told {
                    of: reference(&told.of, name)?,
                    words: told.words,
                }),
            };
            indicators.push(Indicator {
                id,
                name: raw.name,
                dimension,
                direction: raw.direction.direction(),
                weight: raw.weight.min(4),
                recent_days: raw.recent_days,
                scored_when_historical: raw.scored_when_historical,
                forms: raw.forms,
                plan_stands: raw.plan_stands,
                about_session: raw.about_session,
                about_others: raw.about_others,
                history,
                denies,
                keeps_inside: raw.keeps_inside,
                when_negated,
                tells,
                parser: raw.parser,
                examples: raw.examples,
            });
        }
        let mut guards_of: BTreeMap<String, Vec<u16>> = BTreeMap::new();
        for (index, guard) in guards.iter().enumerate() {
            for form in &guard.forms {
                for spelling in self.expand(form, "guard")? {
                    guards_of.entry(spelling).or_default().push(index as u16);
                }
            }
        }
        // Entries and guards number these in two bytes.
        let most = usize::from(u16::MAX);
        let counts = [
            indicators.len(),
            patterns.len(),
            instruments.len(),
            guards.len(),
        ];
        if counts.iter().any(|&count| count > most) {
            return Err(LexiconError::TooLarge);
        }
        let (forms, entries): (Vec<String>, Vec<Vec<Entry>>) = self.forms.into_iter().unzip();
        let guarded = forms
            .iter()
            .map(|form| guards_of.get(form).cloned().unwrap_or_default())
            .collect();
        let by_id = indicators
            .iter()
            .enumerate()
            .map(|(index, indicator)| (indicator.id, index))
            .collect();
        Ok(Lexicon {
            indicators,
            by_id,
            phrases: phrases(&forms),
            entries,
            guarded,
            guards,
            patterns,
            instruments,
        })
    }

    fn add(&mut self, form: &str, entry: Entry, name: &str) -> Result<(), LexiconError> {
        for spelling in self.expand(form, name)? {
            let entries = self.forms.entry(spelling).or_default();
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        Ok(())
    }

    /// Writes out every spelling of a form, in plain text.
    fn expand(&mut self, form: &str, name: &str) -> Result<Vec<String>, LexiconError> {
        let refused = || LexiconError::Form(name.to_owned());
        let mut done = Vec::new();
        let mut open = vec![form.to_owned()];
        while let Some(form) = open.pop() {
            let Some((head, rest)) = form.split_once('{') else {
                self.plain.fill(&form);
                let spelling = self.plain.text.trim().to_owned();
                if spelling.is_empty() {
                    return Err(refused());
                }
                done.push(spelling);
                continue;
            };
            let (family, tail) = rest.split_once('}').ok_or_else(refused)?;
            let words = self.words.get(family).ok_or_else(refused)?;
            open.extend(words.iter().map(|word| format!("{head}{word}{tail}")));
            if open.len() + done.len() > MOST_SPELLINGS {
                return Err(refused());
            }
        }
        done.sort();
        done.dedup();
        Ok(done)
    }
}
