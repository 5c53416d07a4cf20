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
        let (_, list) = told.split_once("expected").expect("a list of keys");
        list.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    }

    /// Second spellings of keys.
    const SECOND: [&str; 6] = [
        "payers",
        "contracts",
        "closed_days",
        "program_days",
        "closed_dates",
        "makeup_days",
    ];

    #[test]
    fn the_sample_documents_every_key() {
        let sample: toml::Table = toml::from_str(SAMPLE).expect("TOML");
        let first = |key: &str| -> Option<toml::Table> {
            sample.get(key)?.as_array()?.first()?.as_table().cloned()
        };
        let calendar = sample.get("calendar").and_then(toml::Value::as_table);
        let program = || calendar?.get("program")?.as_array()?.first()?.as_table();
        let places = [
            ("unknown = 1", Some(sample.clone()), 9),
            ("[[payer]]\nunknown = 1", first("payer"), 5),
            ("[[contract]]\nunknown = 1", first("contract"), 5),
            ("[[columns]]\nunknown = 1", first("columns"), 3),
            ("[calendar]\nunknown = 1", calendar.cloned(), 5),
            ("[[calendar.program]]\nunknown = 1", program().cloned(), 3),
            ("[[site]]\nunknown = 1", first("site"), 2),
            ("[[site_distance]]\nunknown = 1", first("site_distance"), 3),
        ];
        for (text, table, least) in places {
            let keys = known_keys(text);
            assert!(keys.len() >= least, "{keys:?}");
            let table = table.expect("an entry of each kind");
            for key in keys.iter().filter(|key| !SECOND.contains(&key.as_str())) {
                assert!(table.contains_key(key), "the sample lacks `{key}`: {text}");
            }
        }
    }
}
