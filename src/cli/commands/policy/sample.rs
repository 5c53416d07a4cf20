//! `chartproof policy sample`: prints a `chartproof.toml` that documents every setting.

use crate::cli::exit::Exit;
use anyhow::Result;
use clap::Args;
use std::io::Write;

/// Print a chartproof.toml that documents every setting
#[derive(Debug, Args)]
pub(super) struct Arguments {}

const SAMPLE: &str = include_str!("../../../knowledge/samples/chartproof.toml");

/// Prints it.
pub(super) fn run(_arguments: &Arguments) -> Result<Exit> {
    anstream::stdout().lock().write_all(SAMPLE.as_bytes())?;
    Ok(Exit::Clean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{FacilityFile, Policy};
    use crate::read::table::ColumnMap;

    #[test]
    fn the_sample_is_a_valid_file() {
        let file = FacilityFile::parse(SAMPLE).expect("the sample parses");
        assert!(ColumnMap::new(&file.columns).is_ok());
        let policy = Policy::for_facility(file).expect("the sample's parameters are known");
        assert!(!policy.payers.is_empty() && !policy.contracts.is_empty());
    }

    /// Returns the keys that a table of the file may hold: the reader names them when it refuses
    /// one that it does not know.
    fn known_keys(text: &str) -> Vec<String> {
        let error = FacilityFile::parse(text).expect_err("an unknown key");
        let told = error.to_string();
        let (_, list) = told.split_once("expected one of").expect("a list of keys");
        list.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn the_sample_documents_every_key() {
        let sample: toml::Table = toml::from_str(SAMPLE).expect("TOML");
        let first = |key: &str| -> Option<toml::Table> {
            sample.get(key)?.as_array()?.first()?.as_table().cloned()
        };
        let places = [
            ("schema = 1\nunknown = 1", Some(sample.clone()), 9),
            ("schema = 1\n[[payer]]\nunknown = 1", first("payer"), 5),
            (
                "schema = 1\n[[contract]]\nunknown = 1",
                first("contract"),
                5,
            ),
            ("schema = 1\n[[columns]]\nunknown = 1", first("columns"), 3),
        ];
        for (text, table, least) in places {
            let keys = known_keys(text);
            assert!(keys.len() >= least, "{keys:?}");
            let table = table.expect("an entry of each kind");
            for key in keys {
                assert!(table.contains_key(&key), "the sample lacks `{key}`: {text}");
            }
        }
    }
}
