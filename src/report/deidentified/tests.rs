//! What passes of rows that carry more than they should.

use super::super::{finding_rows, sample};
use super::super::{findings_jsonl, lines_jsonl};
use super::*;
use serde_json::{Value, json};

fn rows(write: impl Fn(&mut Vec<u8>)) -> Vec<Value> {
    let mut out = Vec::new();
    write(&mut out);
    let text = String::from_utf8(out).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn shown(set: &Deidentified, file: usize) -> Vec<Value> {
    rows(|out| set.write(file, out).unwrap())
}

#[test]
fn fields_that_are_not_known_are_dropped_and_rows_of_another_shape_are_left_out() {
    let results = sample::results();
    let finding =
        rows(|out| findings_jsonl::write(&results, &finding_rows(&results), out).unwrap())
            .into_iter()
            .find(|row| row["rule"] == "TIM-002" && !row["patient"].is_null())
            .unwrap();
    let mut set = Deidentified::new(&Key::new([1; 32]));
    let mut spoilt = finding.clone();
    spoilt["nickname"] = json!("Zebulon");
    spoilt["evidence"][0]["author"] = json!("Zebulon");
    spoilt["exposure"]["amount"] = json!("Zebulon");
    spoilt["exposure"]["kind"] = json!("Zebulon");
    spoilt["cure"][0]["code"] = json!("Zebulon");
    spoilt["name"] = json!("Zebulon");
    spoilt["message"] = json!("Zebulon");
    spoilt["date"] = json!("Zebulon");
    set.add_finding(&spoilt.to_string());
    for (field, value) in [
        ("rule", json!("Zebulon")),
        ("outcome", json!("Zebulon")),
        ("severity", json!("Zebulon")),
        ("schema", json!("chartproof.finding/2")),
        ("patient", json!(["Zebulon"])),
    ] {
        let mut row = finding.clone();
        row[field] = value;
        set.add_finding(&row.to_string());
    }
    set.add_finding("Zebulon");
    assert_eq!(set.counts(), (1, 0, 6));
    let written = shown(&set, 0);
    assert!(!format!("{written:?}").contains("Zebulon"), "{written:?}");
    assert_eq!(
        written[0]["exposure"],
        json!({"kind": null, "amount": null})
    );
    assert_eq!(written[0]["date"], Value::Null);
    assert_eq!(written[0]["name"], finding["name"]);
}

#[test]
fn lines_keep_codes_levels_and_dollars_and_no_author() {
    let results = sample::results();
    let lines = rows(|out| lines_jsonl::write(&results, out).unwrap());
    let mut set = Deidentified::new(&Key::new([1; 32]));
    for line in &lines {
        set.add_line(&line.to_string());
    }
    set.sort();
    let written = shown(&set, 1);
    assert_eq!(written.len(), lines.len());
    for row in &written {
        assert!(row["patient"].as_str().unwrap().starts_with("P-"));
        for note in row["notes"].as_array().unwrap() {
            let mut names: Vec<&String> = note.as_object().unwrap().keys().collect();
            names.sort();
            assert_eq!(names, ["confidence", "date", "document", "note"]);
        }
    }
    let all = |rows: &[Value], field: &str| {
        let mut all: Vec<String> = rows.iter().map(|row| row[field].to_string()).collect();
        all.sort();
        all
    };
    for field in ["charge", "paid", "exposure", "verdict", "level_billed"] {
        assert_eq!(all(&written, field), all(&lines, field), "{field}");
    }
    let mut summary = Vec::new();
    set.write(2, &mut summary).unwrap();
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    assert_eq!(summary["lines"], lines.len());
    assert!(summary["status"].as_str().unwrap().contains("Safe Harbor"));
}

#[test]
fn a_manifest_is_known_again() {
    let set = Deidentified::new(&Key::new([1; 32]));
    let mut out = Vec::new();
    set.manifest("ab", Vec::new()).write(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(Manifest::is_one(&text));
    assert!(!Manifest::is_one(
        &text.replace("deidentified/1", "deidentified/2")
    ));
}
