//! `--explain` tells the rule, the cue and its scope; a user's lexicon is merged or stands alone.

use crate::support::chartproof;
use serde_json::Value;
use std::path::Path;

const NOTE: &str = "Caf\u{e9} group today.\nDenies SI, reports cravings 8/10.\n[x] HI\n";

fn rows(arguments: &[&str]) -> Vec<Value> {
    let output = chartproof(arguments);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout)
        .expect("UTF-8")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON object a line"))
        .collect()
}

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("written");
    path.to_str().expect("a UTF-8 path").to_owned()
}

#[test]
fn every_mention_has_its_reason() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let note = written(folder.path(), "note.txt", NOTE);
    let rows = rows(&["scan", &note, "--explain"]);
    assert!(rows.len() >= 4);
    let characters: Vec<char> = NOTE.chars().collect();
    for row in &rows {
        let reason = &row["reason"];
        assert!(
            !reason["rule"].as_str().expect("a rule").is_empty(),
            "{row}"
        );
        for words in [&reason["cue"], &reason["scope"]] {
            if words.is_null() {
                continue;
            }
            let (start, end) = (words["start"].as_u64(), words["end"].as_u64());
            let cut: String = characters
                [start.expect("start") as usize..end.expect("end") as usize]
                .iter()
                .collect();
            assert_eq!(words["quote"], cut.as_str());
        }
    }
    let denied = rows
        .iter()
        .find(|row| row["indicator"] == "D3-01")
        .expect("SI is found");
    assert_eq!(denied["reason"]["cue"]["quote"], "Denies");
    assert_eq!(
        denied["reason"]["scope"]["quote"],
        "Denies SI, reports cravings 8/10."
    );
    let boxed = rows
        .iter()
        .find(|row| row["indicator"] == "D3-09")
        .expect("HI is found");
    assert_eq!(boxed["reason"]["rule"], "marked or answered");
    assert!(boxed["reason"]["cue"].is_null());
}

#[test]
fn without_the_flag_there_is_no_reason() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let note = written(folder.path(), "note.txt", NOTE);
    assert!(
        rows(&["scan", &note])
            .iter()
            .all(|row| row.get("reason").is_none())
    );
}

#[test]
fn labelled_rows_are_explained_in_text_and_json() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let row = "{\"text\":\"Denies SI.\",\"start\":7,\"end\":9,\"assertion\":\"negated\"}\n";
    let file = written(folder.path(), "rows.jsonl", row);
    let text = chartproof(&["eval", "assertions", &file, "--explain"]);
    let text = String::from_utf8(text.stdout).expect("UTF-8");
    assert!(
        text.starts_with(
            "= negated -> negated  [SI]  said to be absent, cue `Denies`, within `Denies SI.`\n"
        ),
        "{text}"
    );
    let rows = rows(&["eval", "assertions", &file, "--explain", "--format", "json"]);
    assert_eq!(rows.len(), 2, "the row and the figures");
    assert_eq!(rows[0]["cue"]["quote"], "Denies");
    assert_eq!(rows[1]["n"], 1);
}

#[test]
fn a_lexicon_is_merged_or_stands_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let note = written(folder.path(), "note.txt", "Denies SI. Enjoys tea time.\n");
    let lexicon = written(
        folder.path(),
        "mine.toml",
        "dimension = \"D3\"\n[[indicator]]\nid = \"X-1\"\nname = \"tea\"\ndirection = \"L\"\nweight = 2\nforms = [\"tea time\"]\nexamples = []\n",
    );
    let ids = |arguments: &[&str]| -> Vec<String> {
        rows(arguments)
            .iter()
            .map(|row| row["indicator"].as_str().expect("an id").to_owned())
            .collect()
    };
    let merged = ids(&["scan", &note, "--lexicon", &lexicon]);
    assert!(merged.contains(&"X-1".to_owned()) && merged.contains(&"D3-01".to_owned()));
    assert_eq!(
        ids(&["scan", &note, "--lexicon", &lexicon, "--lexicon-only"]),
        ["X-1"]
    );
    let refused = chartproof(&["scan", &note, "--lexicon-only"]);
    assert_eq!(refused.status.code(), Some(2));
}
