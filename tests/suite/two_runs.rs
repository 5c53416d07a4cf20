//! Two runs of one case at once: the second waits, says so, and both leave right results.

use crate::support::{Audited, chartproof, files_under, root};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

fn start(folder: &Path, more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_chartproof"))
        .args(["audit", "corpus/lime-quay", "--quiet", "--out"])
        .arg(folder.join("out"))
        .arg("--index")
        .arg(folder.join("index"))
        .args(more)
        .current_dir(root())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// Returns names and bytes of the results, and nothing else that lies there.
fn results(out: &Path) -> Vec<(String, Vec<u8>)> {
    let files = files_under(out, &[""]);
    let each = files.into_iter().map(|path| {
        let name = path.strip_prefix(out).expect("in the folder");
        let bytes = std::fs::read(&path).expect("a file");
        (name.to_string_lossy().into_owned(), bytes)
    });
    each.collect()
}

/// Holds a folder as another run would.
fn hold(folder: &Path) -> std::fs::File {
    std::fs::create_dir_all(folder).expect("a folder");
    let file = std::fs::File::create(folder.join(".chartproof-lock")).expect("a file");
    file.lock().expect("a lock");
    file
}

#[test]
fn two_runs_at_once_leave_what_one_leaves() {
    let alone = Audited::run(&root().join("corpus/lime-quay"), &["--quiet"]);
    let expected = results(&alone.path(""));
    assert!(expected.len() > 10, "{:?}", alone.stderr());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runs = [start(folder.path(), &[]), start(folder.path(), &[])];
    for mut run in runs {
        let mut said = String::new();
        let stderr = run.stderr.as_mut().expect("standard error");
        stderr.read_to_string(&mut said).expect("text");
        let ended = run.wait().expect("an end");
        assert_eq!(ended.code(), alone.code(), "{said}");
    }
    let found = results(&folder.path().join("out"));
    let names = |of: &[(String, Vec<u8>)]| of.iter().map(|(name, _)| name.clone()).collect();
    let (found_names, expected_names): (Vec<String>, Vec<String>) =
        (names(&found), names(&expected));
    assert_eq!(found_names, expected_names);
    for ((name, found), (_, expected)) in found.iter().zip(&expected) {
        // The manifest names the case as it was given, which differs here.
        assert!(
            found == expected || name == "manifest.json",
            "{name} differs"
        );
    }
    let index = folder.path().join("index");
    let hits = chartproof(&[
        "search",
        "group",
        "--index",
        index.to_str().expect("a UTF-8 path"),
    ]);
    assert!(!hits.stdout.is_empty(), "nothing is found");
}

#[test]
fn the_second_run_waits_and_says_so() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in ["out", "index"] {
        let held = hold(&folder.path().join(name));
        let mut run = start(folder.path(), &[]);
        let mut stderr = BufReader::new(run.stderr.take().expect("standard error"));
        let mut line = String::new();
        stderr.read_line(&mut line).expect("a line");
        assert!(
            line.contains("waiting for another audit of this case"),
            "{line}"
        );
        assert!(
            run.try_wait().expect("a state").is_none(),
            "it did not wait"
        );
        drop(held);
        assert_eq!(run.wait().expect("an end").code(), Some(0));
        assert!(folder.path().join("out/manifest.json").is_file());
        std::fs::remove_file(folder.path().join("out/manifest.json")).expect("removed");
    }
}

#[test]
fn a_run_that_waited_long_enough_ends_with_a_sentence() {
    for name in ["out", "index"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let _held = hold(&folder.path().join(name));
        let run = start(folder.path(), &["--lock-timeout", "0"]);
        let output = run.wait_with_output().expect("an end");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("another run still writes here"), "{said}");
        assert!(said.contains("help: wait until that run ends"), "{said}");
        assert!(!folder.path().join("out/report.html").exists());
    }
}

#[test]
fn results_and_index_need_folders_of_their_own() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let same = folder.path().join("same");
    let same = same.to_str().expect("a UTF-8 path");
    let output = chartproof(&["audit", "corpus/lime-quay", "--out", same, "--index", same]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("folders of their own"), "{said}");
}
