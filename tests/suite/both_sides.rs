//! Every mismatch shows both sides: what was billed and what it is held against, each with its file
//! and characters.

use crate::support::{Audited, root};
use std::collections::{BTreeMap, BTreeSet};

/// Rules of these families that speak of something that is not there; they have one side.
const OF_ABSENCE: [&str; 2] = ["AUT-001", "AUT-016"];

#[test]
fn authorizations_and_other_payers_are_shown_beside_the_claim() {
    let mut shown: BTreeMap<String, u32> = BTreeMap::new();
    for facility in [
        "cedar-hollow",
        "fern-hollow",
        "iron-bridge",
        "kiln-street",
        "lime-quay",
    ] {
        let audited = Audited::run(&root().join("corpus").join(facility), &["--quiet"]);
        for finding in audited.rows("findings.jsonl") {
            let rule = finding["rule"].as_str().expect("a rule");
            let is_compared = rule.starts_with("AUT-") || rule.starts_with("COB-");
            if !is_compared || OF_ABSENCE.contains(&rule) || finding["outcome"] == "no-data" {
                continue;
            }
            let evidence = finding["evidence"].as_array().expect("evidence");
            let places: BTreeSet<String> = evidence
                .iter()
                .filter(|one| !one["start"].is_null() && one["quote"] != "")
                .map(|one| format!("{}:{}:{}", one["file"], one["page"], one["start"]))
                .collect();
            assert!(places.len() >= 2, "{facility}: {finding}");
            *shown.entry(rule.to_owned()).or_default() += 1;
        }
    }
    assert!(
        shown.len() >= 26,
        "only {} rules were seen: {shown:?}",
        shown.len()
    );
}
