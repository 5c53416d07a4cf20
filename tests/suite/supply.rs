//! What is built in is named with its reason, and nothing is built without the compiler's guard.

use crate::support::{files_under, root};
use std::collections::{BTreeMap, BTreeSet};

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn manifest(path: &str) -> toml::Table {
    toml::from_str(&text(path)).expect("valid TOML")
}

/// Returns the crates of the README's table with the reason of their row.
fn crates_with_reasons() -> BTreeMap<String, String> {
    let readme = text("README.md");
    let (_, section) = readme
        .split_once("\n## Dependencies\n")
        .expect("its section");
    let section = section.split("\n## ").next().unwrap_or(section);
    let mut found = BTreeMap::new();
    for row in section.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [names, reason] = cells[..] else {
            panic!("a row has a crate and a reason: {row}");
        };
        for name in names.split(", ") {
            let name = name.trim_matches('`').to_owned();
            let twice = found.insert(name, reason.to_owned());
            assert!(twice.is_none(), "a crate stands twice: {row}");
        }
    }
    found
}

#[test]
fn the_readme_names_every_direct_dependency_and_no_other() {
    let table = crates_with_reasons();
    let manifest = manifest("Cargo.toml");
    let direct: BTreeSet<String> = ["dependencies", "dev-dependencies"]
        .iter()
        .flat_map(|table| {
            manifest[*table]
                .as_table()
                .expect("a table")
                .keys()
                .cloned()
        })
        .collect();
    let named: BTreeSet<String> = table.keys().cloned().collect();
    assert_eq!(named, direct);
    for (name, reason) in table {
        let words = reason.split_whitespace().count();
        assert!(words >= 2, "`{name}` needs a reason, not `{reason}`");
    }
}

#[test]
fn nothing_is_built_of_unsafe_code() {
    for path in ["Cargo.toml", "tests/fuzz/Cargo.toml"] {
        let level = manifest(path)["lints"]["rust"]["unsafe_code"].clone();
        assert_eq!(level.as_str(), Some("forbid"), "{path}");
    }
    // A lint that is allowed again on the spot would not be forbidden.
    for folder in ["src", "tests/suite", "tests/bench", "tests/fuzz/targets"] {
        for file in files_under(&root().join(folder), &[".rs"]) {
            let text = std::fs::read_to_string(&file).expect("source text");
            let allowed = ["allow(", "expect("].map(|level| format!("{level}unsafe_code"));
            assert!(
                !allowed.iter().any(|level| text.contains(level)),
                "{}",
                file.display()
            );
        }
    }
}

#[test]
fn every_licence_and_source_is_allowed_by_name() {
    let rules = manifest(".deny.toml");
    assert_eq!(rules["sources"]["unknown-registry"].as_str(), Some("deny"));
    assert_eq!(rules["sources"]["unknown-git"].as_str(), Some("deny"));
    assert!(
        rules["licenses"]["allow"]
            .as_array()
            .is_some_and(|all| !all.is_empty())
    );
    let lock = manifest("Cargo.lock");
    for package in lock["package"].as_array().expect("packages") {
        let source = package.get("source").and_then(toml::Value::as_str);
        assert!(
            source.is_none_or(
                |source| source == "registry+https://github.com/rust-lang/crates.io-index"
            ),
            "{package}"
        );
    }
}
