//! The labelled statements: they are what their marked sources say, there are enough of every
//! kind, the engine holds its measure on them, and the README tells the figures.

use crate::support::{chartproof, root};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const MENTIONS: &str = "corpus/labelled/mentions.jsonl";
const GENERAL: &str = "corpus/labelled/general.jsonl";
/// Lowest F1 of a class, and lowest mean over the classes.
const CLASS_F1: f64 = 0.97;
const MACRO_F1: f64 = 0.95;

fn rows(file: &str) -> Vec<Value> {
    std::fs::read_to_string(root().join(file))
        .expect("labelled rows")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON object a line"))
        .collect()
}

/// Reads `{words|class indicator}` marks: words before, target, class, indicator.
fn marked(line: &str) -> Vec<(String, String, String)> {
    let mut targets = Vec::new();
    for piece in line.split('{').skip(1) {
        let (mark, _) = piece.split_once('}').expect("a closed mark");
        let (words, label) = mark.rsplit_once('|').expect("a label");
        let (class, indicator) = label.split_once(' ').expect("a class and an indicator");
        let class = match class {
            "a" => "affirmed",
            "n" => "negated",
            "h" => "historical",
            "y" => "hypothetical",
            "o" => "other-person",
            "u" => "uncertain",
            other => panic!("no class {other}"),
        };
        targets.push((
            words.replace("\\n", "\n"),
            class.to_owned(),
            indicator.to_owned(),
        ));
    }
    targets
}

#[test]
fn the_rows_are_what_their_sources_mark() {
    for (file, prefix) in [(MENTIONS, "behavioral-"), (GENERAL, "general-")] {
        let folder = root().join("corpus/labelled/marked");
        let mut sources: Vec<_> = std::fs::read_dir(folder)
            .expect("marked sources")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| {
                path.file_name()
                    .is_some_and(|name| name.to_string_lossy().starts_with(prefix))
            })
            .collect();
        sources.sort();
        let wanted: Vec<_> = sources
            .iter()
            .map(|path| std::fs::read_to_string(path).expect("a source"))
            .collect();
        let wanted: Vec<_> = wanted
            .iter()
            .flat_map(|text| text.lines())
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .flat_map(marked)
            .collect();
        let written: Vec<_> = rows(file)
            .iter()
            .map(|row| {
                let (start, end) = (row["start"].as_u64(), row["end"].as_u64());
                let target: String = row["text"]
                    .as_str()
                    .expect("text")
                    .chars()
                    .skip(start.expect("start") as usize)
                    .take((end.expect("end") - start.expect("start")) as usize)
                    .collect();
                (
                    target,
                    row["assertion"].as_str().expect("class").to_owned(),
                    row["indicator"].as_str().unwrap_or("-").to_owned(),
                )
            })
            .collect();
        assert!(
            wanted == written,
            "{file} is not what its sources say; run corpus/tools/labelled.py"
        );
    }
}

#[test]
fn there_are_enough_of_every_kind() {
    let rows = rows(MENTIONS);
    let mut classes: BTreeMap<&str, u32> = BTreeMap::new();
    let mut indicators = BTreeSet::new();
    for row in &rows {
        *classes
            .entry(row["assertion"].as_str().expect("class"))
            .or_default() += 1;
        indicators.extend(row["indicator"].as_str());
    }
    assert!(rows.len() >= 1500, "{} mentions", rows.len());
    assert!(indicators.len() >= 120, "{} indicators", indicators.len());
    assert_eq!(classes.len(), 6);
    for (class, count) in classes {
        assert!(count >= 100, "{class}: {count}");
    }
}

#[test]
fn the_engine_holds_its_measure() {
    for file in [MENTIONS, GENERAL] {
        let output = chartproof(&["eval", "assertions", file, "--format", "json"]);
        let scored: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let classes = scored["classes"].as_object().expect("classes");
        assert_eq!(classes.len(), 6, "{file}");
        let mut sum = 0.0;
        for (class, score) in classes {
            let f1 = score["f1"].as_f64().expect("F1");
            assert!(f1 >= CLASS_F1, "{file}: {class} has F1 {f1:.4}");
            sum += f1;
        }
        assert!(sum / 6.0 >= MACRO_F1, "{file}: macro F1 {:.4}", sum / 6.0);
    }
}

#[test]
fn the_readme_tells_the_figures() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let block = readme
        .split_once("<!-- assertion table -->\n")
        .and_then(|(_, rest)| rest.split_once("<!-- end -->"))
        .map(|(block, _)| block)
        .expect("the marked block");
    let output = chartproof(&["eval", "assertions", MENTIONS]);
    let table = String::from_utf8(output.stdout).expect("UTF-8");
    let expected = format!("```\n{table}```\n");
    assert!(
        block == expected,
        "the README's block should be:\n{expected}"
    );
}
