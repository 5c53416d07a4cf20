//! `audit --from-manifest`: gives every byte again from wherever it is run, or says what differs
//! and writes nothing.

use crate::support::{files_under, root};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const POLICY: &str = "as_of = 2026-06-01\nchart_complete = true\n";

/// A facility without a name of its own, audited by relative paths from the folder it lies in.
struct Audited {
    folder: tempfile::TempDir,
}

/// Runs the program in a folder.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chartproof"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

fn audited() -> Audited {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let from = root().join("corpus/lime-quay");
    for file in files_under(&from, &[""]) {
        let place = file.strip_prefix(&from).expect("within");
        let to = folder.path().join("first/case").join(place);
        fs::create_dir_all(to.parent().expect("a folder")).expect("folders are made");
        fs::copy(&file, to).expect("a copy");
    }
    let first = folder.path().join("first");
    // Where no facility is named, results carry the case's name.
    let own = first.join("case/chartproof.toml");
    let named = fs::read_to_string(&own).expect("a configuration");
    let unnamed = named.lines().filter(|line| !line.starts_with("facility"));
    fs::write(&own, unnamed.collect::<Vec<_>>().join("\n")).expect("written");
    fs::write(first.join("more.toml"), POLICY).expect("written");
    let output = run(
        &first,
        &[
            "audit",
            "case",
            "--out=out",
            "--index=index",
            "--policy=more.toml",
            "--ignore=OVL,DOC-014",
            "--fail-on=critical",
            "--format=html,json,jsonl,xlsx",
            "--quiet",
            "--threads=1",
            "--pdf-password=a-secret-word",
        ],
    );
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    Audited { folder }
}

impl Audited {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs it again from another folder, with the case moved.
    fn again(&self, out: &str, more: &[&str]) -> Output {
        let other = self.path("other");
        fs::create_dir_all(&other).expect("a folder");
        let out = format!("--out={out}");
        let mut arguments = vec![
            "audit",
            "--from-manifest=../first/out/manifest.json",
            "--policy=../first/more.toml",
            &out,
            "--index=index",
            "--quiet",
        ];
        arguments.extend(more);
        run(&other, &arguments)
    }

    /// Runs it again after a change; returns what is said of it.
    fn refused(&self, case: &str) -> String {
        let output = self.again("refused", &[case, "--pdf-password=x"]);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(output.stdout.is_empty() && !self.path("other/refused").exists());
        stderr
    }
}

fn results(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = files_under(out, &[""]).into_iter().map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy();
        (name.into_owned(), fs::read(&path).expect("a file"))
    });
    files.collect()
}

#[test]
fn an_audit_run_again_from_its_manifest_gives_the_same_bytes() {
    let audited = audited();
    let first = results(&audited.path("first/out"));
    let manifest: Value = serde_json::from_slice(&first["manifest.json"]).expect("JSON");
    assert_eq!(
        manifest["command"]["arguments"],
        serde_json::json!([
            "audit",
            "--policy=more.toml",
            "--ignore=OVL,DOC-014",
            "--format=html,json,jsonl,xlsx",
            "--fail-on=critical",
            "--",
            "case"
        ])
    );
    assert_eq!(manifest["settings"]["pdf_passwords"], 1);
    for sum in ["lexicon_sha256", "policy_tables_sha256"] {
        let sum = manifest["settings"][sum].as_str();
        assert_eq!(sum.map(str::len), Some(64));
    }
    assert!(!manifest.to_string().contains("a-secret-word"));

    fs::rename(audited.path("first/case"), audited.path("moved")).expect("moved");
    let output = audited.again("out", &["../moved", "--pdf-password=a-secret-word"]);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    let again = results(&audited.path("other/out"));
    assert!(again.len() > 8, "{:?}", again.keys());
    assert_eq!(
        again.keys().collect::<Vec<_>>(),
        first.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &again {
        assert!(bytes == &first[name], "{name} differs");
    }
    // Once more it stands, and any other run into the same folder does not.
    assert_eq!(
        audited
            .again("out", &["../moved", "--pdf-password=a-secret-word"])
            .status
            .code(),
        Some(1)
    );
    assert_eq!(results(&audited.path("other/out")), again);
    let other = run(
        &audited.path("other"),
        &[
            "audit",
            "../moved",
            "--out=out",
            "--index=index",
            "--quiet",
            "--fail-on=critical",
        ],
    );
    assert_eq!(other.status.code(), Some(1));
    assert_ne!(results(&audited.path("other/out")), again);
}

#[test]
fn what_differs_is_named_and_nothing_is_written() {
    let audited = audited();
    let case = audited.path("first/case");
    let note = files_under(&case, &[".txt"]).remove(0);
    let name = note
        .strip_prefix(&case)
        .expect("within")
        .to_string_lossy()
        .into_owned();
    let text = fs::read(&note).expect("a note");

    // A source that is changed, gone or new.
    fs::write(&note, [&text[..], b"."].concat()).expect("written");
    let told = audited.refused("../first/case");
    assert!(
        told.contains(&format!("{name}: its bytes changed (SHA-256 then ")),
        "{told}"
    );
    fs::remove_file(&note).expect("removed");
    assert!(
        audited
            .refused("../first/case")
            .contains(&format!("{name}: is gone"))
    );
    fs::write(&note, &text).expect("written");
    fs::write(case.join("new.txt"), "new").expect("written");
    assert!(
        audited
            .refused("../first/case")
            .contains("new.txt: was not there then")
    );
    fs::remove_file(case.join("new.txt")).expect("removed");

    // A policy file, even one that can no longer be read, and the case's own.
    let policy = audited.path("first/more.toml");
    fs::write(&policy, "as_of = ").expect("written");
    assert!(
        audited
            .refused("../first/case")
            .contains("more.toml: its bytes changed")
    );
    fs::remove_file(&policy).expect("removed");
    let told = audited.refused("../first/case");
    assert!(
        told.contains("more.toml") && told.contains("give it with `--policy`"),
        "{told}"
    );
    fs::write(&policy, POLICY).expect("written");
    let own = case.join("chartproof.toml");
    let configuration = fs::read(&own).expect("a configuration");
    fs::write(&own, [&configuration[..], b"\n"].concat()).expect("written");
    assert!(
        audited
            .refused("../first/case")
            .contains("chartproof.toml: its bytes changed")
    );
    fs::write(&own, configuration).expect("written");

    // Passwords, and what the program holds.
    let output = audited.again("refused", &["../first/case"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(2) && told.contains("1 password"),
        "{told}"
    );
    let path = audited.path("first/out/manifest.json");
    let manifest = fs::read_to_string(&path).expect("a manifest");
    let read: Value = serde_json::from_str(&manifest).expect("JSON");
    let sum = |name: &str| read["settings"][name].as_str().expect("a sum").to_owned();
    for (from, told) in [
        (
            sum("lexicon_sha256"),
            "assertion cues are others (SHA-256 then 0",
        ),
        (
            sum("policy_tables_sha256"),
            "policy packs and tables of codes are others",
        ),
    ] {
        fs::write(&path, manifest.replace(&from, &"0".repeat(64))).expect("written");
        let said = audited.refused("../first/case");
        assert!(said.contains(told), "{said}");
    }
    let version = env!("CARGO_PKG_VERSION");
    let older = manifest.replace(
        &format!("\"version\": \"{version}\""),
        "\"version\": \"0.0.1\"",
    );
    fs::write(&path, older).expect("written");
    let said = audited.refused("../first/case");
    assert!(
        said.contains(&format!("chartproof 0.0.1 then, {version} now")),
        "{said}"
    );

    // Results that come out otherwise, which a changed sum of an output stands for.
    let html = read["outputs"][0]["sha256"].as_str().expect("a sum");
    fs::write(&path, manifest.replace(html, &"0".repeat(64))).expect("written");
    let output = audited.again("out", &["../first/case", "--pdf-password=x"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("report.html: comes out otherwise than it did then"),
        "{said}"
    );
    assert!(results(&audited.path("other/out")).is_empty());

    // Nothing can be chosen that the manifest settles, nor noted that bears on no result.
    for more in [
        "--as-of=2026-01-01",
        "--ignore=TIM",
        "--ocr",
        "--chart-complete",
    ] {
        assert_eq!(
            audited.again("refused", &[more]).status.code(),
            Some(2),
            "{more}"
        );
    }
    let stray = manifest.replace("\"--fail-on=critical\"", "\"--out=/elsewhere\"");
    assert_ne!(stray, manifest);
    fs::write(&path, stray).expect("written");
    assert!(
        audited
            .refused("../first/case")
            .contains("notes no command")
    );
}

#[test]
fn the_sum_of_the_tables_covers_every_table() {
    let source = root().join("src/policy");
    let listed = fs::read_to_string(source.join("embedded.rs")).expect("source text");
    let mut read = 0;
    for file in files_under(&source, &[".rs"]) {
        let text = fs::read_to_string(&file).expect("source text");
        for part in text.split("include_str!(\"").skip(1) {
            let name = part.split('"').next().expect("a name");
            read += 1;
            assert!(
                listed.contains(&format!("\"{name}\"")),
                "{name} is not summed"
            );
        }
    }
    assert!(read > 50, "{read}");
}
