//! Holds what is looked for: indicators with their forms, values and guards, read from data and
//! compiled for one pass over a note. A user's file of the same shape adds or replaces.

mod build;
mod digits;
mod guard;
mod schema;

pub(crate) use build::{Entry, Instrument, Pattern};
pub(crate) use guard::{Guard, Surroundings, ends_with_word, starts_with_word};
pub(crate) use schema::{Band, Parser};

use super::assertion::cues;
use super::phrases::Phrases;
use super::{diagnoses, elements};
use crate::model::{Assertion, Dimension, Direction, IndicatorId};
use crate::text::sum_of_texts;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One thing that notes may say.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// The id, `D3-01`.
    pub id: IndicatorId,
    /// The name for people, in kebab case.
    pub name: String,
    /// The dimension it belongs to.
    pub dimension: Dimension,
    /// Which way it argues when affirmed; `None` when its value decides.
    pub direction: Option<Direction>,
    /// 0 (context) to 4 (decisive alone).
    pub weight: u8,
    /// Older statements are history.
    pub recent_days: u32,
    /// A historical statement still counts.
    pub scored_when_historical: bool,
    /// The surface forms as written in the lexicon.
    pub forms: Vec<String>,
    pub(crate) plan_stands: bool,
    pub(crate) about_session: bool,
    pub(crate) about_others: bool,
    pub(crate) history: Option<IndicatorId>,
    /// Affirmed, it denies these.
    pub(crate) denies: Vec<IndicatorId>,
    /// Its forms do not take the place of other indicators' forms inside them.
    pub(crate) keeps_inside: bool,
    pub(crate) when_negated: Option<Flip>,
    pub(crate) tells: Option<Told>,
    pub(crate) parser: Parser,
    #[cfg_attr(not(test), expect(dead_code))]
    pub(crate) examples: Vec<schema::Example>,
}

/// What a negated mention says in turn ("denies SI" speaks for safety).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flip {
    pub(crate) creates: IndicatorId,
    pub(crate) assertion: Assertion,
    pub(crate) weight: Option<u8>,
}

/// What an affirmed mention tells besides, by words that it holds: "SI with a plan" tells of the
/// ideation as well, whose own form stands inside it.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) of: IndicatorId,
    pub(crate) words: Vec<String>,
}

/// Says why a lexicon file was refused.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// The file is not TOML of the lexicon's shape.
    #[error("the lexicon file is not of the expected shape: {0}")]
    Shape(#[from] toml::de::Error),
    /// An indicator's id is not usable.
    #[error(
        "an indicator id is empty, longer than 15 characters, or holds other than letters, digits, '-', '_' and '.'"
    )]
    Id,
    /// An indicator names neither a dimension nor stands in a file that does.
    #[error("indicator {0} has no dimension")]
    Dimension(String),
    /// An indicator refers to another that is nowhere defined.
    #[error("indicator {0} refers to an indicator that is not defined")]
    Reference(String),
    /// A pattern is not a regular expression.
    #[error("indicator {0} has a pattern that is not a regular expression")]
    Pattern(String),
    /// A form expands to too many spellings, or to none.
    #[error("indicator {0} has a form that names an unknown word family or expands too far")]
    Form(String),
    /// The whole could not be compiled.
    #[error("the lexicon is too large to compile")]
    TooLarge,
}

/// Every indicator, compiled.
pub struct Lexicon {
    indicators: Vec<Indicator>,
    by_id: BTreeMap<IndicatorId, usize>,
    /// Every spelling of every form, behind them the phrases of elements, of diagnoses and
    /// of those who speak of a level, so that one pass finds all.
    pub(crate) phrases: Phrases,
    /// What each spelling of a form stands for.
    pub(crate) entries: Vec<Vec<Entry>>,
    /// The guards of each spelling.
    pub(crate) guarded: Vec<Vec<u16>>,
    pub(crate) guards: Vec<Guard>,
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) instruments: Vec<Instrument>,
}

static EMBEDDED: LazyLock<Lexicon> =
    LazyLock::new(|| build::build(&[]).unwrap_or_else(|_| build::empty()));

/// What a phrase that was found belongs to, with its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// A spelling of a form.
    Form(usize),
    /// A phrase of an element of notes.
    Element(usize),
    /// A phrase of a diagnosis.
    Diagnosis(usize),
    /// Who may speak of a level of care besides the record.
    Speaker(usize),
}

impl Lexicon {
    /// Returns what a number of [`Self::phrases`] stands for.
    pub(crate) fn found(&self, phrase: usize) -> Found {
        let Some(phrase) = phrase.checked_sub(self.entries.len()) else {
            return Found::Form(phrase);
        };
        let Some(phrase) = phrase.checked_sub(elements::phrases().len()) else {
            return Found::Element(phrase);
        };
        match phrase.checked_sub(diagnoses::phrases().len()) {
            None => Found::Diagnosis(phrase),
            Some(phrase) => Found::Speaker(phrase),
        }
    }

    /// Returns the lexicon that ships with the program.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Returns the SHA-256, in hexadecimal, of the embedded indicators and assertion cues: what a
    /// report's mentions rest on beside the program.
    pub fn embedded_sha256() -> String {
        sum_of_texts(build::sources().chain(cues::sources()))
    }

    /// Returns the embedded lexicon with a user's file merged in: an indicator of a known id
    /// replaces it, any other is added.
    pub fn with_user(toml: &str) -> Result<Self, LexiconError> {
        build::build(&[toml])
    }

    /// Returns a lexicon of a user's file alone, in place of the embedded one.
    pub fn only_user(toml: &str) -> Result<Self, LexiconError> {
        build::build_alone(toml)
    }

    /// Returns the indicator of an id.
    pub fn indicator(&self, id: IndicatorId) -> Option<&Indicator> {
        self.by_id
            .get(&id)
            .and_then(|&index| self.indicators.get(index))
    }

    /// Returns every indicator, in order of id.
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_lexicon_compiles() {
        let built = build::build(&[]);
        assert!(built.is_ok(), "{:?}", built.err());
        assert!(Lexicon::embedded().indicators().len() >= 154);
    }

    #[test]
    fn every_embedded_expression_is_one() {
        let patterns = &Lexicon::embedded().patterns;
        assert!(patterns.len() > 400);
        assert!(patterns.iter().all(|pattern| pattern.regex.is_expression()));
    }

    #[test]
    fn a_users_expression_that_is_none_is_told() {
        let user = "dimension = \"D3\"\n[[indicator]]\nid = \"X-1\"\nname = \"new\"\ndirection = \"L\"\nweight = 2\npattern = [{ anchors = [\"tea\"], regex = \"tea (\" }]\nexamples = []\n";
        assert!(matches!(
            build::build(&[user]),
            Err(LexiconError::Pattern(id)) if id == "X-1"
        ));
    }

    #[test]
    fn a_user_file_replaces_and_adds() {
        let user = "dimension = \"D3\"\n[[indicator]]\nid = \"D3-01\"\nname = \"mine\"\ndirection = \"H\"\nweight = 1\nforms = [\"blue moon\"]\nexamples = []\n[[indicator]]\nid = \"X-1\"\nname = \"new\"\ndirection = \"L\"\nweight = 2\nforms = [\"tea time\"]\nexamples = []\n";
        let lexicon = Lexicon::with_user(user).ok();
        let find = |id: &str| {
            let id = IndicatorId::new(id)?;
            lexicon
                .as_ref()?
                .indicator(id)
                .map(|indicator| indicator.name.clone())
        };
        assert_eq!(find("D3-01").as_deref(), Some("mine"));
        assert_eq!(find("X-1").as_deref(), Some("new"));
        let alone = Lexicon::only_user(user).map(|lexicon| lexicon.indicators().len());
        assert!(matches!(alone, Ok(2)));
        // An indicator that another refers to must be there.
        let lost = user.replace("name = \"new\"", "name = \"new\"\nhistory = \"D9-99\"");
        assert!(Lexicon::only_user(&lost).is_err());
        assert!(matches!(
            Lexicon::with_user("[[indicator]]\nid = 3"),
            Err(LexiconError::Shape(_))
        ));
    }
}
