//! Codes of one service by the quarter hour and by the day.

use crate::model::ProcedureCode;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    fifteen: String,
    day: Vec<String>,
    /// For readers of the file.
    #[allow(dead_code)]
    label: String,
}

static PAIRS: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let file = toml::from_str::<File>(include_str!("../knowledge/codes/siblings.toml"));
    debug_assert!(file.is_ok(), "siblings.toml: {:?}", file.err());
    let pairs = file.map_or_else(|_| Vec::new(), |file| file.pair);
    pairs
        .into_iter()
        .map(|pair| (pair.fifteen, pair.day))
        .collect()
});

/// Returns the per-diem codes of the service that a 15-minute code bills, where it has any.
pub fn per_diem_of(code: &ProcedureCode) -> Option<&'static [String]> {
    PAIRS.get(code.as_str()).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_parse_and_name_each_code_once() {
        let file: File =
            toml::from_str(include_str!("../knowledge/codes/siblings.toml")).expect("parses");
        assert_eq!(file.pair.len(), PAIRS.len(), "a code stands twice");
        assert!(file.pair.iter().all(|pair| !pair.day.is_empty()));
    }
}
