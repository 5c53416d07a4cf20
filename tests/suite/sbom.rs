//! The bill of materials names every crate of the build and is the same each time.

use crate::support::{chartproof, root};
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn every_locked_crate_is_in_the_bill_of_materials() {
    let output = chartproof(&["sbom"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout, chartproof(&["sbom"]).stdout);
    let bill: Value = serde_json::from_slice(&output.stdout).expect("valid JSON");
    assert_eq!(bill["bomFormat"], "CycloneDX");
    assert_eq!(bill["specVersion"], "1.5");
    let program = &bill["metadata"]["component"];
    let others = bill["components"].as_array().expect("components");
    let mut named = BTreeSet::new();
    for one in others.iter().chain([program]) {
        let [name, version, purl] =
            ["name", "version", "purl"].map(|key| one[key].as_str().expect("text").to_owned());
        assert_eq!(
            purl,
            format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
        );
        let sum = one["hashes"][0]["content"].as_str().map(str::to_owned);
        named.insert((name, version, sum));
    }
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock");
    let lock: toml::Table = toml::from_str(&lock).expect("valid TOML");
    let locked: BTreeSet<_> = lock["package"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| {
            let text = |key| package.get(key).and_then(toml::Value::as_str);
            let [name, version] = ["name", "version"].map(|key| text(key).expect("text"));
            let sum = text("checksum").map(str::to_owned);
            (name.to_owned(), version.to_owned(), sum)
        })
        .collect();
    assert!(locked.len() > 100);
    assert_eq!(named, locked);
}
