//! `chartproof verify`: an untouched report holds, and any change of a source or of the report is
//! told with its place and without a word of the record.

use crate::support::{Audited, chartproof, root};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A copy of a facility that a test may spoil, with its report.
struct Copied {
    case: PathBuf,
    audited: Audited,
    _folder: tempfile::TempDir,
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a copy");
        }
    }
}

fn copied(facility: &str) -> Copied {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = folder.path().join("case");
    copy(&root().join("corpus").join(facility), &case);
    let audited = Audited::run(&case, &["--quiet"]);
    Copied {
        case,
        audited,
        _folder: folder,
    }
}

impl Copied {
    fn out(&self) -> PathBuf {
        self.audited.path("")
    }

    /// Verifies and returns the exit code and what was printed as JSON.
    fn verify(&self) -> (Option<i32>, Value) {
        let out = self.out();
        let out = out.to_str().expect("a UTF-8 path");
        let output = chartproof(&["verify", out, "--quiet", "--format", "json"]);
        let told = serde_json::from_slice(&output.stdout).expect("JSON");
        (output.status.code(), told)
    }

    /// Replaces the first occurrence of a text in an output, verifies, and puts it back.
    fn edited(&self, name: &str, from: &str, to: &str) -> Value {
        let path = self.audited.path(name);
        let text = self.audited.text(name);
        assert!(text.contains(from), "{name} holds no {from}");
        std::fs::write(&path, text.replacen(from, to, 1)).expect("written");
        let (code, told) = self.verify();
        std::fs::write(&path, text).expect("written");
        assert_eq!(code, Some(1), "{name}: {from} -> {to}");
        let changed = &told["outputs"]["changed"][0];
        assert_eq!(
            (&changed["file"], &changed["why"]),
            (&name.into(), &"changed".into())
        );
        told
    }

    /// Returns the first finding's first evidence that quotes words.
    fn quoted(&self) -> Value {
        let rows = self.audited.rows("findings.jsonl");
        let evidence = rows
            .iter()
            .flat_map(|row| row["evidence"].as_array().expect("a list"));
        let is_quote = |one: &&Value| {
            let quote = one["quote"].as_str().unwrap_or_default();
            quote.len() > 12 && quote.is_ascii() && !quote.contains(['"', '\\', '\n', '\r'])
        };
        let file = |one: &Value| one["file"].as_str().unwrap_or_default().to_owned();
        let is_text = |one: &&Value| file(one).ends_with(".txt");
        evidence
            .clone()
            .filter(is_quote)
            .find(is_text)
            .expect("a quote of a text file")
            .clone()
    }
}

fn whys(told: &Value) -> Vec<&str> {
    let broken = told["citations"]["broken"].as_array().expect("a list");
    broken
        .iter()
        .filter_map(|one| one["why"].as_str())
        .collect()
}

#[test]
fn untouched_reports_hold_and_edits_of_either_side_are_told_apart() {
    let copied = copied("alder-point");
    let (code, told) = copied.verify();
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(told["holds"], true);
    assert!(told["citations"]["checked"].as_u64() > Some(200), "{told}");

    let evidence = copied.quoted();
    let (quote, start) = (evidence["quote"].as_str().unwrap(), &evidence["start"]);
    let cited = format!(
        "\"start\":{start},\"end\":{},\"quote\":\"{quote}\"",
        evidence["end"]
    );
    let found = copied.edited("findings.jsonl", &cited, &cited.replace(quote, &quote[1..]));
    assert_eq!(whys(&found), ["words-differ"]);
    let named = found["citations"]["broken"][0]["named"].as_str().unwrap();
    assert!(named.starts_with("findings.jsonl, line ") && named.contains("finding "));
    assert!(!found.to_string().contains(quote), "{found}");

    let moved = cited.replace(
        &format!(":{start},"),
        &format!(":{},", start.as_u64().unwrap() + 1),
    );
    assert_eq!(
        whys(&copied.edited("findings.jsonl", &cited, &moved)),
        ["words-differ"]
    );
    let paged = format!("\"page\":{},{cited}", evidence["page"]);
    let found = copied.edited("findings.jsonl", &paged, &format!("\"page\":99,{cited}"));
    assert_eq!(whys(&found), ["no-such-page"]);
    let sum = evidence["sha256"].as_str().unwrap();
    let other = format!("{}{}", &sum[1..], &sum[..1]);
    let found = copied.edited("findings.jsonl", sum, &other);
    assert_eq!(whys(&found), ["other-sum"]);

    // What is no citation is caught by the sum alone.
    for (name, from, to) in [
        ("findings.jsonl", "\"message\":\"", "\"message\":\"x"),
        ("findings.jsonl", "\"amount\":\"", "\"amount\":\"1"),
        ("summary.json", "\"gross\": \"", "\"gross\": \"1"),
    ] {
        assert!(whys(&copied.edited(name, from, to)).is_empty(), "{name}");
    }
    let found = copied.edited("report.html", "<mark>", "<mark>x");
    assert_eq!(whys(&found), ["words-differ"]);
    let found = copied.edited(
        "lines.jsonl",
        "\"page\":1,\"start\":0",
        "\"page\":1,\"start\":5",
    );
    assert_eq!(whys(&found), ["no-note-begins"]);
    let rows = copied.audited.rows("findings.jsonl");
    let mut firsts = rows.iter().map(|row| &row["evidence"][0]);
    let first = firsts.find(|one| one["page"].is_u64()).expect("a place");
    let place = format!(",{},{},", first["start"], first["end"]);
    let cited = format!(",{}{place}", first["page"]);
    let found = copied.edited("findings.csv", &cited, &format!(",77{place}"));
    assert_eq!(whys(&found), ["no-such-page"]);

    // A row that is no row any more, an output that is gone, and one that nobody wrote.
    let found = copied.edited("findings.jsonl", "{\"schema\"", "\"schema\"");
    assert_eq!(found["outputs"]["changed"][1]["why"], "row-unreadable");
    std::fs::rename(
        copied.audited.path("findings.csv"),
        copied.audited.path("kept"),
    )
    .unwrap();
    let (code, told) = copied.verify();
    std::fs::rename(
        copied.audited.path("kept"),
        copied.audited.path("findings.csv"),
    )
    .unwrap();
    assert_eq!(code, Some(1));
    assert_eq!(told["outputs"]["changed"][0]["why"], "gone");
    let again = copied.verify();
    assert_eq!(again.0, Some(0), "{}", again.1);
}

#[test]
fn a_changed_or_deleted_source_breaks_what_cites_it() {
    let copied = copied("alder-point");
    assert_eq!(copied.verify().0, Some(0));
    let evidence = copied.quoted();
    let file = evidence["file"].as_str().unwrap();
    let path = copied.case.join(file);
    let bytes = std::fs::read(&path).expect("a source");
    let quote = evidence["quote"].as_str().unwrap();

    // One character within the quoted words; the length stays.
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    let spoilt = text.replacen(quote, &format!("~{}", &quote[1..]), 1);
    assert_ne!(spoilt, text);
    std::fs::write(&path, spoilt).expect("written");
    let (code, told) = copied.verify();
    assert_eq!(code, Some(1));
    assert_eq!(told["sources"]["changed"][0]["file"], file);
    let broken = told["citations"]["broken"].as_array().expect("a list");
    assert!(broken.iter().all(|one| one["file"] == file), "{told}");
    assert!(
        broken
            .iter()
            .any(|one| one["place"]["why"] == "words-differ"),
        "{told}"
    );
    assert_eq!(
        whys(&told).iter().find(|why| **why != "bytes-changed"),
        None
    );
    assert!(
        told["outputs"]["changed"]
            .as_array()
            .expect("a list")
            .is_empty()
    );
    let out = copied.out();
    let printed = chartproof(&["verify", out.to_str().unwrap(), "--quiet"]);
    let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
    assert!(
        printed.contains(file) && printed.contains("bytes changed"),
        "{printed}"
    );
    assert!(!printed.contains(quote), "{printed}");

    std::fs::remove_file(&path).expect("removed");
    let (code, told) = copied.verify();
    assert_eq!(code, Some(1));
    assert_eq!(told["sources"]["changed"][0]["why"], "gone");
    assert_eq!(whys(&told).iter().find(|why| **why != "file-gone"), None);
    assert!(!whys(&told).is_empty());
    std::fs::write(&path, bytes).expect("written");
    assert_eq!(copied.verify().0, Some(0));

    // The case has moved: the job cannot be done until it is named.
    let moved = copied.case.with_file_name("moved");
    std::fs::rename(&copied.case, &moved).expect("renamed");
    let output = chartproof(&["verify", out.to_str().unwrap(), "--quiet"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--case"));
    let given = [
        "verify",
        out.to_str().unwrap(),
        "--quiet",
        "--case",
        moved.to_str().unwrap(),
    ];
    assert_eq!(chartproof(&given).status.code(), Some(0));
    std::fs::remove_file(out.join("manifest.json")).expect("removed");
    assert_eq!(chartproof(&given).status.code(), Some(2));
}

#[test]
fn a_packets_manifest_is_held_to_its_sources() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = folder.path().join("case");
    std::fs::create_dir(&case).expect("a folder");
    std::fs::write(
        case.join("note.txt"),
        "DATE: 01/02/2026\nDenies SI today.\n",
    )
    .expect("a note");
    let audited = Audited::run(&case, &["--quiet"]);
    let manifest: Value = serde_json::from_str(&audited.text("manifest.json")).expect("JSON");
    let sum = &manifest["sources"][0]["sha256"];
    let write = |quote: &str| {
        let packet = serde_json::json!({"schema": "chartproof.packet/1", "pages": [
            {"page": 1, "part": "letter"},
            {"page": 2, "part": "exhibit", "file": "note.txt", "sha256": sum, "source_page": 1,
             "start": 0, "end": 33, "quotes": [{"start": 17, "end": 26, "quote": quote}]}]});
        let path = folder.path().join("p.manifest.json");
        std::fs::write(&path, packet.to_string()).expect("written");
        let path = path.to_str().expect("a UTF-8 path").to_owned();
        let case = case.to_str().expect("a UTF-8 path");
        chartproof(&["verify", &path, "--quiet", "--case", case])
    };
    let held = write("Denies SI");
    let printed = String::from_utf8_lossy(&held.stdout).into_owned();
    assert_eq!(held.status.code(), Some(0), "{printed}");
    assert!(printed.contains("citations: 2 of 2 hold"), "{printed}");
    let differs = write("Reports S");
    assert_eq!(differs.status.code(), Some(1));
    let printed = String::from_utf8_lossy(&differs.stdout).into_owned();
    assert!(
        printed.contains("packet page 2") && printed.contains("words differ"),
        "{printed}"
    );
}
