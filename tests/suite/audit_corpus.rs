//! The corpus: every expected finding is found, none of the forbidden ones is, and the same
//! input gives the same bytes.

use crate::support::{Audited, chartproof, root};
use chartproof::audit::expected::{Entry, Expected, FILE};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

fn facility() -> PathBuf {
    root().join("corpus/cedar-hollow")
}

/// Returns every folder of the corpus that says what must be found in it, sorted.
fn facilities() -> Vec<PathBuf> {
    let folders = std::fs::read_dir(root().join("corpus")).expect("corpus");
    let mut facilities: Vec<PathBuf> = folders
        .map(|entry| entry.expect("a folder of the corpus").path())
        .filter(|folder| folder.join(FILE).is_file())
        .collect();
    facilities.sort();
    facilities
}

static AUDITED: LazyLock<Audited> = LazyLock::new(|| Audited::run(&facility(), &["--quiet"]));

fn expected(facility: &Path) -> Expected {
    let path = facility.join(FILE);
    let text = std::fs::read_to_string(&path).expect("expected.toml");
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_facility_of_the_corpus_is_scored_without_a_fault() {
    for facility in facilities() {
        is_scored_without_a_fault(&facility);
    }
}

fn is_scored_without_a_fault(facility: &Path) {
    let index = tempfile::tempdir().expect("a temporary folder");
    let output = chartproof(&[
        "eval",
        "corpus",
        facility.to_str().expect("a UTF-8 path"),
        "--format",
        "json",
        "--index",
        index.path().to_str().expect("a UTF-8 path"),
    ]);
    let scored: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let faults = scored["faults"].as_array().expect("a list");
    assert!(
        faults.is_empty(),
        "{}: {} faults: {faults:#?}",
        facility.display(),
        faults.len()
    );
    assert_eq!(output.status.code(), Some(0));
    let expected = expected(facility);
    assert_eq!(scored["total"]["found"], expected.must.len());
    assert_eq!(scored["total"]["recall"], 1.0);
    assert_eq!(scored["total"]["precision"], 1.0);
    assert_eq!(scored["clean_patients"], expected.clean.len());
}

#[test]
fn a_fault_is_told_and_ends_with_code_1() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = folder.path().join("case");
    std::fs::create_dir(&case).expect("a folder");
    std::fs::write(case.join("note.txt"), "DATE: 01/02/2026\nDenies SI.\n").expect("a note");
    let wanted = "schema = 1\n[[must]]\nrule = \"DOC-001\"\npatient = \"X\"\nwhy = \"invented\"\n";
    std::fs::write(case.join("expected.toml"), wanted).expect("expected.toml");
    let index = folder.path().join("index");
    let run = |case: &std::path::Path| {
        chartproof(&[
            "eval",
            "corpus",
            case.to_str().expect("a UTF-8 path"),
            "--index",
            index.to_str().expect("a UTF-8 path"),
        ])
    };
    let output = run(&case);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("DOC-001 X: not made (invented)"), "{told}");
    assert_eq!(output.status.code(), Some(1));
    std::fs::write(
        case.join("expected.toml"),
        "schema = 1\n[[must]]\nrule = 3\n",
    )
    .expect("damaged");
    let output = run(&case);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("expected.toml"));
}

#[test]
fn facilities_are_summed_and_faults_name_theirs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus");
    // No rule fires on these notes, so what is wanted is missed and what is forbidden is not made.
    for (name, entries) in [
        (
            "beech",
            "[[must]]\nrule = \"DOC-001\"\nwhy = \"invented\"\n",
        ),
        (
            "alder",
            "[[must_not]]\nrule = \"DOC-001\"\nwhy = \"close\"\n",
        ),
    ] {
        let case = corpus.join(name);
        std::fs::create_dir_all(&case).expect("a folder");
        std::fs::write(case.join("note.txt"), "DATE: 01/02/2026\nDenies SI.\n").expect("a note");
        let wanted = format!("schema = 1\n{entries}");
        std::fs::write(case.join("expected.toml"), wanted).expect("expected.toml");
    }
    std::fs::create_dir_all(corpus.join("tools")).expect("a folder that is no facility");
    let index = folder.path().join("index");
    let arguments = [
        "eval",
        "corpus",
        corpus.to_str().expect("a UTF-8 path"),
        "--format",
        "json",
        "--index",
        index.to_str().expect("a UTF-8 path"),
    ];
    let output = chartproof(&arguments);
    let scored: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        scored["faults"],
        serde_json::json!(["beech: DOC-001: not made (invented)"])
    );
    let names = |index: usize| scored["facilities"][index]["name"].clone();
    assert_eq!((names(0), names(1)), ("alder".into(), "beech".into()));
    assert_eq!(scored["total"]["missed"], 1);
}

#[test]
fn every_rule_fires_and_is_forbidden_somewhere() {
    let expected: Vec<Expected> = facilities().iter().map(|path| expected(path)).collect();
    let is_listed = |list: fn(&Expected) -> &[Entry], code: &str| {
        let mut entries = expected.iter().flat_map(list);
        entries.any(|entry| entry.rule == code)
    };
    let mut gaps = Vec::new();
    for rule in chartproof::rules::RULES.iter() {
        if !is_listed(|expected| &expected.must, rule.code) {
            gaps.push(format!("{}: never expected", rule.code));
        }
        if !is_listed(|expected| &expected.must_not, rule.code) {
            gaps.push(format!("{}: never forbidden", rule.code));
        }
    }
    assert!(gaps.is_empty(), "{gaps:?}");
}

#[test]
fn the_same_run_gives_the_same_bytes_with_one_and_two_threads() {
    let one = Audited::run(&facility(), &["--quiet", "--threads", "1"]);
    let two = Audited::run(&facility(), &["--quiet", "--threads", "2"]);
    let outputs = chartproof::report::Format::ALL.map(|format| format.file_name());
    for name in outputs.into_iter().chain(["manifest.json"]) {
        // A case without reading trouble has an empty list of problems.
        assert!(
            name == "problems.jsonl" || !one.bytes(name).is_empty(),
            "{name} is empty"
        );
        assert!(
            one.bytes(name) == two.bytes(name),
            "{name} differs between 1 and 2 threads"
        );
        assert!(
            one.bytes(name) == AUDITED.bytes(name),
            "{name} differs between runs"
        );
    }
}

#[test]
fn every_quote_stands_where_it_is_cited() {
    let findings = AUDITED.rows("findings.jsonl");
    let mut checked = 0;
    for evidence in findings
        .iter()
        .flat_map(|finding| finding["evidence"].as_array().cloned().unwrap_or_default())
    {
        let (Some(file), Some(page)) = (evidence["file"].as_str(), evidence["page"].as_u64())
        else {
            continue;
        };
        let bytes = std::fs::read(facility().join(file)).expect("a cited file exists");
        // Text files have one page whose characters are the file's own.
        if file.ends_with(".txt") && page == 1 {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let text: String = text.trim_start_matches('\u{feff}').to_owned();
            let (start, end) = (
                evidence["start"].as_u64().expect("start"),
                evidence["end"].as_u64().expect("end"),
            );
            let cut: String = text
                .chars()
                .skip(start as usize)
                .take((end - start) as usize)
                .collect();
            assert_eq!(
                evidence["quote"].as_str(),
                Some(cut.as_str()),
                "{file} {start}..{end}"
            );
            checked += 1;
        }
    }
    assert!(checked > 50, "only {checked} quotes were checked");
}

#[test]
fn dollars_add_up_to_the_cent() {
    let summary: Value = serde_json::from_str(&AUDITED.text("summary.json")).expect("JSON");
    let cents = |value: &Value| {
        let text = value.as_str().expect("a decimal string");
        let (whole, fraction) = text.split_once('.').expect("two decimals");
        whole.parse::<i64>().expect("dollars") * 100 + fraction.parse::<i64>().expect("cents")
    };
    let lines = AUDITED.rows("lines.jsonl");
    let exposed: i64 = lines.iter().map(|line| cents(&line["exposure"])).sum();
    assert_eq!(exposed, cents(&summary["totals"]["exposure"]["gross"]));
    for line in &lines {
        let base = if line["paid"].is_null() {
            &line["charge"]
        } else {
            &line["paid"]
        };
        assert!(cents(&line["exposure"]) <= cents(base).max(0), "{line}");
    }
}
