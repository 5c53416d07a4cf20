//! The corpus: every expected finding is found, none of the forbidden ones is, and the same
//! input gives the same bytes.

use crate::support::{Audited, root};
use serde::Deserialize;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    #[allow(dead_code)]
    schema: u32,
    must: Vec<Entry>,
    #[serde(default)]
    must_not: Vec<Entry>,
    #[serde(default)]
    clean: Vec<Clean>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    patient: Option<String>,
    claim: Option<String>,
    line: Option<u64>,
    date: Option<String>,
    file: Option<String>,
    page: Option<u64>,
    quote: Option<String>,
    why: String,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Clean {
    patient: String,
    #[allow(dead_code)]
    why: Option<String>,
}

fn facility() -> PathBuf {
    root().join("corpus/cedar-hollow")
}

static AUDITED: LazyLock<Audited> = LazyLock::new(|| Audited::run(&facility(), &["--quiet"]));

fn expected() -> Expected {
    let text = std::fs::read_to_string(facility().join("expected.toml")).expect("expected.toml");
    toml::from_str(&text).expect("expected.toml is valid")
}

/// Returns whether a finding is the one an entry speaks of.
fn is_about(entry: &Entry, finding: &Value) -> bool {
    let same = |wanted: &Option<String>, key: &str| {
        wanted
            .as_ref()
            .is_none_or(|wanted| finding[key] == wanted.as_str())
    };
    let covers_date = entry.date.as_ref().is_none_or(|date| {
        let from = finding["date"].as_str().unwrap_or_default();
        let to = finding["date_to"].as_str().unwrap_or(from);
        from <= date.as_str() && date.as_str() <= to
    });
    finding["rule"] == entry.rule.as_str()
        && finding["outcome"] != "no-data"
        && same(&entry.patient, "patient")
        && same(&entry.claim, "claim")
        && entry.line.is_none_or(|line| finding["line"] == line)
        && covers_date
}

/// Returns whether a finding cites a place that overlaps the entry's words.
fn cites(entry: &Entry, finding: &Value) -> bool {
    let (Some(quote), Some(file)) = (&entry.quote, &entry.file) else {
        return true;
    };
    let places = places_of(file, entry.page.unwrap_or(1), quote);
    assert!(!places.is_empty(), "the words of {entry:?} stand nowhere");
    finding["evidence"]
        .as_array()
        .into_iter()
        .flatten()
        .any(|evidence| {
            let start = evidence["start"].as_u64();
            let end = evidence["end"].as_u64();
            evidence["file"] == file.as_str()
                && evidence["page"] == entry.page.unwrap_or(1)
                && places.iter().any(|(from, to)| {
                    start.is_some_and(|start| start < *to) && end.is_some_and(|end| *from < end)
                })
        })
}

/// Returns the character ranges of a page at which the words stand, whatever blanks part them.
fn places_of(file: &str, page: u64, words: &str) -> Vec<(u64, u64)> {
    let bytes = std::fs::read(facility().join(file)).expect("a cited file exists");
    let content = chartproof::read::file(
        chartproof::text::FileId(0),
        file,
        &bytes,
        &Default::default(),
    );
    let Some(page) = content
        .pages
        .iter()
        .find(|found| u64::from(found.number) == page)
    else {
        return Vec::new();
    };
    let text: Vec<char> = page.text.as_str().chars().collect();
    // Characters other than blanks, each with its place.
    let solid: Vec<(usize, char)> = text
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, c)| !c.is_whitespace())
        .collect();
    let wanted: Vec<char> = words.chars().filter(|c| !c.is_whitespace()).collect();
    solid
        .windows(wanted.len())
        .filter(|window| window.iter().map(|(_, c)| c).eq(&wanted))
        .map(|window| (window[0].0 as u64, window[window.len() - 1].0 as u64 + 1))
        .collect()
}

#[test]
fn every_expected_finding_is_found_with_its_citation() {
    let findings = AUDITED.rows("findings.jsonl");
    let mut missing = Vec::new();
    for entry in expected().must {
        let about: Vec<_> = findings
            .iter()
            .filter(|finding| is_about(&entry, finding))
            .collect();
        if about.is_empty() {
            missing.push(format!("not found: {entry:?}"));
        } else if !about.iter().any(|finding| cites(&entry, finding)) {
            let first = &about[0]["evidence"];
            missing.push(format!(
                "found without its words: {entry:?}\n    cites {first}"
            ));
        }
    }
    assert!(
        missing.is_empty(),
        "{} faults:\n{}",
        missing.len(),
        missing.join("\n")
    );
}

#[test]
fn no_forbidden_finding_is_made() {
    let findings = AUDITED.rows("findings.jsonl");
    let mut faults = Vec::new();
    for entry in expected().must_not {
        for finding in findings.iter().filter(|finding| is_about(&entry, finding)) {
            faults.push(format!(
                "{} ({}): {}",
                entry.rule, entry.why, finding["message"]
            ));
        }
    }
    for clean in expected().clean {
        for finding in findings.iter().filter(|finding| {
            finding["patient"] == clean.patient.as_str()
                && finding["outcome"] != "no-data"
                && (finding["severity"] == "critical" || finding["severity"] == "high")
        }) {
            faults.push(format!(
                "clean {}: {} {}",
                clean.patient, finding["rule"], finding["message"]
            ));
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn every_rule_fires_and_is_forbidden_somewhere() {
    let expected = expected();
    let mut gaps = Vec::new();
    for rule in chartproof::rules::RULES {
        if !expected.must.iter().any(|entry| entry.rule == rule.code) {
            gaps.push(format!("{}: never expected", rule.code));
        }
        if !expected
            .must_not
            .iter()
            .any(|entry| entry.rule == rule.code)
        {
            gaps.push(format!("{}: never forbidden", rule.code));
        }
    }
    assert!(gaps.is_empty(), "{gaps:?}");
}

#[test]
fn the_same_run_gives_the_same_bytes_with_one_and_two_threads() {
    let one = Audited::run(&facility(), &["--quiet", "--threads", "1"]);
    let two = Audited::run(&facility(), &["--quiet", "--threads", "2"]);
    for name in [
        "report.html",
        "summary.json",
        "findings.jsonl",
        "findings.csv",
        "lines.jsonl",
        "ledger.csv",
        "problems.jsonl",
    ] {
        // A case without reading trouble has an empty list of problems.
        assert!(
            name == "problems.jsonl" || !one.text(name).is_empty(),
            "{name} is empty"
        );
        assert!(
            one.text(name) == two.text(name),
            "{name} differs between 1 and 2 threads"
        );
        assert!(
            one.text(name) == AUDITED.text(name),
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
