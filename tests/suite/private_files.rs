//! Everything that the program writes can be read by its owner only.

#![cfg(unix)]

use crate::support::{Audited, chartproof, drawing, root};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Returns every folder and file under a folder with its permissions.
fn modes(folder: &Path) -> Vec<(PathBuf, u32, u32)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let mode = path.metadata().expect("metadata").permissions().mode() & 0o777;
            let expected = if path.is_dir() { 0o700 } else { 0o600 };
            if path.is_dir() {
                folders.push(path.clone());
            }
            found.push((path, mode, expected));
        }
    }
    found
}

#[test]
fn no_output_can_be_read_by_others() {
    let case = root().join("corpus/lime-quay");
    let audited = Audited::run(&case, &["--quiet"]);
    let folder = audited.folder.path();
    let path = |name: &str| folder.join(name).to_str().expect("a UTF-8 path").to_owned();
    let case = case.to_str().expect("a UTF-8 path");
    let packet = path("packets/deep/a.pdf");
    let sample = path("sample.csv");
    let rows = path("rows.jsonl");
    std::fs::write(
        &rows,
        "{\"text\":\"Denies SI.\",\"start\":7,\"end\":9,\"assertion\":\"negated\"}\n",
    )
    .expect("written");
    std::fs::write(path("pass"), "seven lanterns under the quay").expect("written");
    for given in [&rows, &path("pass")] {
        std::fs::set_permissions(given, std::fs::Permissions::from_mode(0o600)).expect("closed");
    }
    let predictions = path("predictions.jsonl");
    for arguments in [
        vec![
            "packet", case, "--claim", "LQ5019-1", "--out", &packet, "--quiet",
        ],
        drawing(&path("out"), &sample).to_vec(),
        vec![
            "deidentify",
            &path("out"),
            "--out",
            &path("sets/deep"),
            "--key-file",
            &path("key"),
        ],
        vec![
            "seal",
            &path("out"),
            "--passphrase-file",
            &path("pass"),
            "--out",
            &path("sealed.age"),
        ],
        vec![
            "unseal",
            &path("sealed.age"),
            "--passphrase-file",
            &path("pass"),
            "--out",
            &path("opened/deep"),
        ],
        vec!["eval", "assertions", &rows, "--predictions", &predictions],
    ] {
        let output = chartproof(&arguments);
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let modes = modes(folder);
    for name in [
        "out/report.html",
        "out/manifest.json",
        "index/meta.json",
        "packets/deep/a.manifest.json",
        "sealed.age",
        "opened/deep/report.html",
        "sets/deep/lines.deidentified.jsonl",
        "key",
        "sample.json",
        "predictions.jsonl",
    ] {
        assert!(
            modes.iter().any(|(path, ..)| path.ends_with(name)),
            "{name} is not there"
        );
    }
    for (path, mode, expected) in modes {
        assert_eq!(mode, expected, "{}", path.display());
    }
}

#[test]
fn clean_removes_index_and_reports_and_nothing_of_others() {
    let audited = Audited::run(&root().join("corpus/lime-quay"), &["--quiet"]);
    let path = |name: &str| audited.folder.path().join(name);
    std::fs::write(path("out/letter.docx"), "somebody else's").expect("written");
    let text = |path: PathBuf| path.to_str().expect("a UTF-8 path").to_owned();
    let clean = |index: &str, reports: &str| {
        chartproof(&[
            "clean",
            "--index",
            &text(path(index)),
            "--reports",
            &text(path(reports)),
        ])
    };
    // A folder without our mark ends the job before anything is removed.
    std::fs::create_dir(path("foreign")).expect("a folder");
    std::fs::write(path("foreign/manifest.json"), "{}").expect("written");
    assert_eq!(clean("index", "foreign").status.code(), Some(2));
    assert!(path("foreign/manifest.json").is_file() && path("index/meta.json").is_file());

    let cleaned = clean("index", "out");
    assert_eq!(cleaned.status.code(), Some(0), "{cleaned:?}");
    let said = String::from_utf8_lossy(&cleaned.stdout).into_owned();
    assert!(said.contains("did not write: 1"), "{said}");
    let left = std::fs::read_dir(path("out")).expect("a folder").count();
    assert_eq!((path("index").exists(), left), (false, 1));
}
