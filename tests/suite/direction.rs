//! Which way the record points: the worked examples of the level-of-care verdict, as notes that
//! are read, scanned and joined like any chart, each with its verdict and its rules.

use crate::support::{Audited, root};
use serde_json::Value;

/// An example of `corpus/dover-ridge`: patient, dates from and to, verdict, the level supported
/// where the example names one, and the rules that must speak.
struct Example {
    patient: &'static str,
    from: &'static str,
    to: &'static str,
    verdict: &'static str,
    level: Option<&'static str>,
    rules: &'static [&'static str],
}

const EXAMPLES: [Example; 9] = [
    example(
        "DR-3001",
        "2026-03-02",
        "2026-03-13",
        "SUPPORTS_LOWER",
        Some("OP"),
        &["LOC-008", "LOC-009", "LOC-001"],
    ),
    example(
        "DR-3002",
        "2026-03-02",
        "2026-03-15",
        "SUPPORTS_BILLED",
        None,
        &["LOC-002"],
    ),
    example(
        "DR-3003",
        "2026-03-02",
        "2026-03-15",
        "SILENT",
        None,
        &["LOC-003"],
    ),
    example(
        "DR-3004",
        "2026-03-15",
        "2026-03-15",
        "SUPPORTS_LOWER",
        None,
        &["LOC-007"],
    ),
    example(
        "DR-3005",
        "2026-03-09",
        "2026-03-10",
        "SUPPORTS_BILLED",
        None,
        &["LOC-002"],
    ),
    example(
        "DR-3006",
        "2026-03-11",
        "2026-03-11",
        "CONFLICTED",
        None,
        &["LOC-021", "LOC-004"],
    ),
    example(
        "DR-3007",
        "2026-03-20",
        "2026-04-10",
        "SUPPORTS_LOWER",
        Some("OP"),
        &["LOC-017"],
    ),
    example(
        "DR-3008",
        "2026-03-01",
        "2026-03-14",
        "SUPPORTS_BILLED",
        None,
        &[],
    ),
    example(
        "DR-3009",
        "2026-03-17",
        "2026-03-17",
        "SUPPORTS_LOWER",
        None,
        &["LOC-018", "LOC-005"],
    ),
];

const fn example(
    patient: &'static str,
    from: &'static str,
    to: &'static str,
    verdict: &'static str,
    level: Option<&'static str>,
    rules: &'static [&'static str],
) -> Example {
    Example {
        patient,
        from,
        to,
        verdict,
        level,
        rules,
    }
}

#[test]
fn every_example_reaches_its_verdict_and_its_rules() {
    let audited = Audited::run(&root().join("corpus/dover-ridge"), &["--quiet"]);
    let (lines, findings) = (audited.rows("lines.jsonl"), audited.rows("findings.jsonl"));
    let mut wrong = Vec::new();
    for example in &EXAMPLES {
        let within = |row: &Value| {
            let date = row["date"].as_str().unwrap_or_default();
            row["patient"] == example.patient && example.from <= date && date <= example.to
        };
        let of_example: Vec<&Value> = lines.iter().filter(|row| within(row)).collect();
        assert!(!of_example.is_empty(), "{}: no line", example.patient);
        for row in of_example {
            let level_is_right = example
                .level
                .is_none_or(|level| row["level_supported"] == level);
            if row["verdict"] != example.verdict || !level_is_right {
                wrong.push(format!(
                    "{} {}: {} {}, not {}",
                    example.patient,
                    row["date"],
                    row["verdict"],
                    row["level_supported"],
                    example.verdict
                ));
            }
        }
        for rule in example.rules {
            let speaks = findings.iter().any(|finding| {
                finding["patient"] == example.patient
                    && finding["rule"] == *rule
                    && finding["outcome"] != "no-data"
            });
            if !speaks {
                wrong.push(format!("{}: {rule} is silent", example.patient));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let low = findings.iter().filter(|finding| {
        let rule = finding["rule"].as_str().unwrap_or_default();
        let is_grave = finding["severity"] == "critical" || finding["severity"] == "high";
        // Hours that cannot be counted accuse nobody.
        let accuses = finding["outcome"] != "no-data";
        finding["patient"] == "DR-3008" && rule.starts_with("LOC-") && is_grave && accuses
    });
    assert_eq!(
        low.count(),
        0,
        "3.1 with six clinical hours and work by day passes"
    );
}

#[test]
fn a_stay_past_its_step_down_is_told_with_its_words_and_dollars() {
    let audited = Audited::run(&root().join("corpus/dover-ridge"), &["--quiet"]);
    let summary: Value = serde_json::from_str(&audited.text("summary.json")).expect("JSON");
    let lines = summary["step_downs"].as_array().expect("a list");
    let line = lines
        .iter()
        .find(|line| line["patient"] == "DR-3001")
        .expect("the patient who works full time");
    assert_eq!(
        (&line["level_billed"], &line["level_supported"]),
        (&"PHP".into(), &"OP".into())
    );
    assert_eq!(line["from"], "2026-03-02");
    assert_eq!(
        (&line["billed"], &line["difference"]),
        (&"6200.00".into(), &"5200.00".into())
    );
    assert!(!line["supports"].as_array().expect("a list").is_empty());
    assert!(
        !lines.iter().any(|line| line["patient"] == "DR-3002"),
        "the record supports this stay"
    );
    assert!(
        audited
            .text("report.html")
            .contains("Where a lower level was due")
    );
}
