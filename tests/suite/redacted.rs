//! `--redact`: no path and no key that was typed is told on standard error.

use crate::support::chartproof;
use std::path::Path;

fn stderr(arguments: &[&str]) -> String {
    let output = chartproof(arguments);
    assert_ne!(output.status.code(), Some(0), "{arguments:?} succeeded");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn paths_and_keys_are_told_as_hashes_that_stay_the_same() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = folder.path().join("Quarkwright, Zebulon");
    let chart = case.join("charts/Quarkwright 887766.pdf");
    std::fs::create_dir_all(chart.parent().expect("a folder")).expect("a folder");
    let empty = folder.path().join("Quarkwright");
    std::fs::create_dir(&empty).expect("a folder");
    std::fs::write(&chart, "%PDF-1.4 nothing").expect("written");
    let text = |path: &Path| path.to_str().expect("a UTF-8 path").to_owned();
    let (case, chart, empty) = (text(&case), text(&chart), text(&empty));
    let below = format!("{chart}/Zebulon.txt");
    let out = format!("--out={empty}");
    let commands: [&[&str]; 9] = [
        &["audit", &empty],
        &["audit", &case, "--out", &below, "--index", &empty, "-vv"],
        &["audit", &case, &out, "--quarkwright", "--patient=887766"],
        &[
            "packet",
            &case,
            "--claim",
            "Z-887766",
            "--patient",
            "887766",
        ],
        &["search", "Zebulon", "--index", &case],
        &["verify", &case],
        &["text", &chart],
        &["scan", &case],
        &["clean", "--index", &empty, "--reports", &case],
    ];
    for command in commands {
        let redacted = [command, &["--redact"]].concat();
        let told = stderr(&redacted);
        for word in ["Quarkwright", "Zebulon", "887766"] {
            assert!(!told.contains(word), "{command:?}: {told}");
        }
        assert_eq!(told, stderr(&redacted), "another run tells it otherwise");
        // Without the flag the same words are there, or the test shows nothing.
        let plain = stderr(command);
        let shown = ["Quarkwright", "Zebulon", "887766"];
        let shows = shown.iter().any(|word| plain.contains(word));
        let hides = told.contains("file-") || told.contains("id-");
        assert_eq!(shows, hides, "{command:?}: {plain} {told}");
    }
}

#[test]
fn one_path_has_one_hash_in_every_command() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = folder.path().to_str().expect("a UTF-8 path");
    let hash = |arguments: &[&str]| {
        let told = stderr(arguments);
        let at = told.find("file-").expect("a hash");
        told[at..at + 13].to_owned()
    };
    assert_eq!(
        hash(&["audit", case, "--redact"]),
        hash(&["--redact", "verify", case])
    );
}
