//! The commands that draw samples, extrapolate and plan, from the frame to the demand.

use crate::support::{Audited, chartproof, root};
use serde_json::Value;
use std::path::Path;

fn done(arguments: &[&str]) -> String {
    let output = chartproof(arguments);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {stderr}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn refused(arguments: &[&str]) -> String {
    let output = chartproof(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    String::from_utf8(output.stderr).expect("UTF-8")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}

/// Writes the sample as a reviewer would, every third unit wholly overpaid.
fn review(sample: &Path) {
    let drawn = std::fs::read_to_string(sample).expect("the sample");
    let reviewed: Vec<String> = drawn
        .lines()
        .enumerate()
        .map(|(index, line)| match (index, line.strip_suffix(",,")) {
            (0, _) | (_, None) => line.to_owned(),
            (index, Some(cells)) if index % 3 == 0 => format!("{cells},0.00,"),
            (_, Some(cells)) => {
                let paid = cells.rsplit_once(',').expect("paid").1;
                format!("{cells},{paid},")
            }
        })
        .collect();
    std::fs::write(sample, reviewed.join("\n")).expect("the review");
}

#[test]
fn an_audit_is_drawn_from_reviewed_and_extrapolated() {
    let audited = Audited::run(&root().join("corpus/cedar-hollow"), &["--quiet"]);
    let out = audited.path("");
    let sample = audited.folder.path().join("sample.csv");
    let record = audited.folder.path().join("sample.json");
    let draw = [
        "estimate",
        "draw",
        "--frame-from",
        text(&out),
        "--units",
        "line",
        "--exclude-unpaid",
        "--seed",
        "20260401",
        "--size",
        "40",
        "--out",
        text(&sample),
    ];
    let told = done(&draw);
    assert!(told.contains("hashlib.sha256"), "{told}");
    // A sample may hold days of review, so it is never written over.
    assert!(refused(&draw).contains("may hold a review"));
    let read = ["estimate", "read", text(&sample), "--record", text(&record)];
    let unreviewed = refused(&read);
    assert!(
        unreviewed.contains("40 of 40 rows are not reviewed"),
        "{unreviewed}"
    );
    review(&sample);
    let told = done(&read);
    for words in [
        "oig_two_sided_90",
        "not law",
        "seed 20260401",
        "Clopper-Pearson",
    ] {
        assert!(told.contains(words), "no `{words}` in {told}");
    }
    let mut json = read.to_vec();
    json.extend(["--format", "json", "--estimator", "ratio"]);
    let told: Value = serde_json::from_str(&done(&json)).expect("JSON");
    assert_eq!(told["strata"][0]["errors"], 13);
    assert_eq!(told["effects"].as_array().map(Vec::len), Some(13));
    assert_eq!(told["drawing"]["seed"], 20_260_401);
    // A unit taken out of the sample after the drawing is noticed.
    let reviewed = std::fs::read_to_string(&sample).expect("the review");
    let cut: Vec<&str> = reviewed.lines().take(40).collect();
    std::fs::write(&sample, cut.join("\n")).expect("a shorter review");
    assert!(refused(&read).contains("1 drawn units are missing"));
}

#[test]
fn what_cannot_be_extrapolated_is_refused_with_the_next_step() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sample = folder.path().join("sample.csv");
    let strata = folder.path().join("strata.csv");
    let rows = "unit,stratum,paid,correct\nZQ-1,PHP,100,0\nZQ-2,PHP,100,100\nZQ-3,OP,50,0\n";
    std::fs::write(&sample, rows).expect("a sample");
    std::fs::write(&strata, "stratum,units\nPHP,90\nOP,80\n").expect("strata");
    let read = ["estimate", "read", text(&sample)];
    let with = |more: &[&str]| refused(&[&read[..], more].concat());
    assert!(with(&[]).contains("--universe"), "size not told");
    assert!(with(&["--universe", "170"]).contains("2 strata"));
    let one = with(&["--strata-file", text(&strata)]);
    assert!(
        one.contains("`OP`: one unit of 80") && one.contains("merge"),
        "{one}"
    );
    std::fs::write(&sample, format!("{rows}ZQ-1,PHP,100,0\n")).expect("a sample");
    let twice = with(&["--universe", "170"]);
    assert!(
        twice.contains("rows 2 and 5") && !twice.contains("ZQ"),
        "{twice}"
    );
}

#[test]
fn strata_left_out_are_counted_and_sizes_are_planned() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let frame = folder.path().join("frame.csv");
    let sample = folder.path().join("sample.csv");
    let rows: String = (0..30)
        .map(|id| format!("C{id},{},{}.00\n", if id < 20 { "OP" } else { "PHP" }, id))
        .collect();
    std::fs::write(&frame, format!("claim,level,paid\n{rows}")).expect("a frame");
    let draw = |sizes| {
        let seed = ["--seed", "1", "--strata", "level", "--sizes", sizes];
        let files = [text(&frame), "--out", text(&sample)];
        ["estimate", "draw"]
            .into_iter()
            .chain(files)
            .chain(seed)
            .collect::<Vec<_>>()
    };
    assert!(refused(&draw("OP=5")).contains("`PHP` (10 units)"));
    let told = done(&draw("OP=5,PHP=0"));
    assert!(told.contains("OP: 5 of 20 units drawn"), "{told}");
    assert!(told.contains("excluded: 10 (stratum PHP"), "{told}");
    let sizes = done(&["estimate", "size", "--universe", "1200", "--cv", "1.289493"]);
    for words in ["25 %     68", "15 %    172", "10 %    328"] {
        assert!(sizes.contains(words), "{sizes}");
    }
}
