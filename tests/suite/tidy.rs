//! Rules of the house that no compiler knows.

use crate::support::{files_under, root};

fn sources() -> Vec<(String, String)> {
    let mut files = files_under(&root().join("src"), &[".rs", ".toml"]);
    files.extend(files_under(&root().join("tests/suite"), &[".rs"]));
    files
        .into_iter()
        .map(|file| {
            let relative = file.strip_prefix(root()).expect("in the repository");
            (
                relative.to_string_lossy().into_owned(),
                std::fs::read_to_string(&file).expect("source text"),
            )
        })
        .collect()
}

#[test]
fn modules_open_with_what_they_answer_for() {
    let bare: Vec<_> = sources()
        .into_iter()
        .filter(|(path, text)| path.ends_with(".rs") && !text.starts_with("//!"))
        .map(|(path, _)| path)
        .collect();
    assert!(bare.is_empty(), "no opening `//!`: {bare:?}");
}

#[test]
fn no_trailing_blanks_and_one_line_end_at_the_end() {
    let faults: Vec<_> = sources()
        .into_iter()
        .filter(|(_, text)| {
            text.lines().any(|line| line.ends_with([' ', '\t']))
                || !text.ends_with('\n')
                || text.ends_with("\n\n")
        })
        .map(|(path, _)| path)
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn no_file_outgrows_reading() {
    let long: Vec<_> = sources()
        .into_iter()
        .filter(|(path, text)| path.ends_with(".rs") && text.lines().count() > 600)
        .map(|(path, text)| format!("{path}: {} lines", text.lines().count()))
        .collect();
    assert!(long.is_empty(), "over 600 lines, split: {long:?}");
}

#[test]
fn no_marks_of_unfinished_work() {
    // Written apart so that this file does not find itself.
    let marks = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["to", "do!("],
        ["unimpl", "emented!("],
        ["#[ign", "ore"],
    ];
    let mut faults = Vec::new();
    for (path, text) in sources() {
        for mark in &marks {
            if text.contains(&mark.concat()) {
                faults.push(format!("{path}: {}", mark.concat()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:?}");
}
