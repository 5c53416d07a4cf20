//! Numbers that rules use, by key, with their unit, meaning and source.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use thiserror::Error;

/// One number with what it means and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Dotted key: `min_hours_week.PHP`.
    pub key: String,
    /// The value.
    pub value: i64,
    /// The unit, in words.
    pub unit: String,
    /// What it decides.
    pub meaning: String,
    /// Where the number comes from.
    pub source: String,
    /// Whether the source was checked; unverified numbers are never printed as law.
    #[serde(default = "yes")]
    pub verified: bool,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterFile {
    #[serde(default)]
    parameter: Vec<Parameter>,
}

/// The default parameters, one file a rule family.
const FILES: [&str; 11] = [
    include_str!("../knowledge/policy/parameters/common.toml"),
    include_str!("../knowledge/policy/parameters/doc.toml"),
    include_str!("../knowledge/policy/parameters/pln.toml"),
    include_str!("../knowledge/policy/parameters/loc.toml"),
    include_str!("../knowledge/policy/parameters/tim.toml"),
    include_str!("../knowledge/policy/parameters/cln.toml"),
    include_str!("../knowledge/policy/parameters/aut.toml"),
    include_str!("../knowledge/policy/parameters/cod.toml"),
    include_str!("../knowledge/policy/parameters/cob.toml"),
    include_str!("../knowledge/policy/parameters/den.toml"),
    include_str!("../knowledge/policy/parameters/ovl.toml"),
];

static DEFAULTS: LazyLock<BTreeMap<String, Parameter>> = LazyLock::new(|| {
    let of_file = |text: &&str| match toml::from_str::<ParameterFile>(text) {
        Ok(file) => file.parameter,
        Err(error) => {
            // The files are part of the program and a test parses them; a failure is a bug.
            debug_assert!(false, "default parameters: {error}");
            Vec::new()
        }
    };
    FILES
        .iter()
        .flat_map(of_file)
        .map(|parameter| (parameter.key.clone(), parameter))
        .collect()
});

/// What is wrong with a policy or facility file.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PolicyError {
    /// A key that no rule knows.
    #[error("unknown parameter `{key}`; the nearest known one is `{nearest}`")]
    UnknownParameter {
        /// The key as written.
        key: String,
        /// The closest known key.
        nearest: String,
    },
    /// Text that is not valid TOML of the expected shape.
    #[error("{0}")]
    Shape(String),
}

/// The numbers in force: the defaults and what was overridden.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    overrides: BTreeMap<String, i64>,
}

impl Parameters {
    /// Returns a number. Asking for a key that does not exist is a bug that a test catches; it
    /// gives 0 in release builds.
    pub fn number(&self, key: &str) -> i64 {
        let value = self.get(key);
        debug_assert!(value.is_some(), "no parameter `{key}`");
        value.unwrap_or_default()
    }

    /// Returns a number, or `None` when there is no parameter of that key.
    pub fn get(&self, key: &str) -> Option<i64> {
        self.overrides
            .get(key)
            .copied()
            .or_else(|| DEFAULTS.get(key).map(|parameter| parameter.value))
    }

    /// Returns a number where a file states it, and `None` where the default holds.
    pub fn stated(&self, key: &str) -> Option<i64> {
        self.overrides.get(key).copied()
    }

    /// Returns every parameter of the program, in key order.
    pub fn all() -> impl Iterator<Item = &'static Parameter> {
        DEFAULTS.values()
    }

    /// Returns a parameter's description.
    pub fn describe(key: &str) -> Option<&'static Parameter> {
        DEFAULTS.get(key)
    }

    /// Returns the overridden numbers in key order.
    pub fn overridden(&self) -> impl Iterator<Item = (&str, i64)> {
        self.overrides
            .iter()
            .map(|(key, value)| (key.as_str(), *value))
    }

    /// Replaces numbers by those of a file; unknown keys are refused.
    pub fn override_with(&mut self, values: &BTreeMap<String, i64>) -> Result<(), PolicyError> {
        Self::are_known(values.keys())?;
        self.overrides
            .extend(values.iter().map(|(key, value)| (key.clone(), *value)));
        Ok(())
    }

    /// Refuses the first key that no rule knows.
    pub fn are_known<'k>(keys: impl Iterator<Item = &'k String>) -> Result<(), PolicyError> {
        for key in keys {
            if !DEFAULTS.contains_key(key) {
                return Err(PolicyError::UnknownParameter {
                    key: key.clone(),
                    nearest: nearest(key),
                });
            }
        }
        Ok(())
    }
}

/// Returns the known key that shares the longest prefix with `key`.
fn nearest(key: &str) -> String {
    let shared = |known: &str| {
        known
            .bytes()
            .zip(key.bytes())
            .take_while(|(a, b)| a == b)
            .count()
    };
    DEFAULTS
        .keys()
        .max_by_key(|known| shared(known))
        .cloned()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_parse_and_say_where_they_come_from() {
        let count = |text: &&str| {
            let file: ParameterFile = toml::from_str(text).expect("a parameter file parses");
            file.parameter.len()
        };
        let stated: usize = FILES.iter().map(count).sum();
        assert_eq!(stated, DEFAULTS.len(), "a key stands twice");
        for parameter in DEFAULTS.values() {
            assert!(!parameter.source.is_empty() && !parameter.meaning.is_empty());
        }
    }

    #[test]
    fn unknown_keys_are_refused_with_the_nearest() {
        let mut parameters = Parameters::default();
        let error = parameters
            .override_with(&BTreeMap::from([("min_hours_week.PPH".to_owned(), 5)]))
            .expect_err("no such key");
        assert!(error.to_string().contains("min_hours_week.PHP"), "{error}");
        parameters
            .override_with(&BTreeMap::from([("min_hours_week.PHP".to_owned(), 25)]))
            .expect("a known key");
        assert_eq!(parameters.number("min_hours_week.PHP"), 25);
    }
}
