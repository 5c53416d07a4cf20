//! `chartproof deidentify`: nothing of who the patients are survives, and what is kept still
//! belongs together.

use crate::identities::Identities;
use crate::support::{Audited, chartproof, files_under, root};
use chartproof::report::deidentified::{Deidentified, FILES, Key, NOTICE};
use chartproof::store::folders_with;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

/// Runs the command on an audit's report.
fn deidentify(audited: &Audited, out: &str, key: &str) -> Output {
    let path = |name: &str| text(&audited.folder.path().join(name));
    let report = text(&audited.path(""));
    chartproof(&[
        "deidentify",
        &report,
        "--out",
        &path(out),
        "--key-file",
        &path(key),
    ])
}

fn text(path: &Path) -> String {
    path.to_str().expect("a UTF-8 path").to_owned()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn done(audited: &Audited, out: &str, key: &str) -> PathBuf {
    let output = deidentify(audited, out, key);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    audited.folder.path().join(out)
}

fn rows(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("rows");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a JSON object a line"))
        .collect()
}

/// Returns every file of a set by name.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let files = files_under(folder, &[""]).into_iter().map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy();
        (name.into_owned(), fs::read_to_string(&path).expect("text"))
    });
    files.filter(|(name, _)| !name.starts_with('.')).collect()
}

/// Returns what becomes of one row of an output, by its place among the set's files.
fn shown(key: &Key, row: &Value, file: usize) -> Option<Value> {
    let mut set = Deidentified::new(key);
    match file {
        0 => set.add_finding(&row.to_string()),
        _ => set.add_line(&row.to_string()),
    }
    let mut out = Vec::new();
    set.write(file, &mut out).expect("written");
    serde_json::from_slice(&out).ok()
}

/// Returns the days between two ISO dates.
fn days(from: &Value, to: &Value) -> i64 {
    let date = |value: &Value| {
        let text = value.as_str().expect("a date");
        chartproof::model::ServiceDate::parse_iso(text).expect("a date")
    };
    date(to).days_since(date(from))
}

/// Holds the rows of a set against those that they were made from: dates of a patient move by one
/// whole number of weeks, and everything of one name has one pseudonym.
fn hold_rows(audited: &Audited, set: &Path, key: &Key) {
    let mut shifts: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut dated = 0;
    for (file, name) in ["findings.jsonl", "lines.jsonl"].into_iter().enumerate() {
        let mut expected = Vec::new();
        for row in audited.rows(name) {
            let Some(shown) = shown(key, &row, file) else {
                assert!(row["rule"].as_str().expect("a rule").starts_with("ING-"));
                continue;
            };
            let patient = row["patient"].as_str().unwrap_or_default().to_owned();
            for field in ["date", "date_to"] {
                if patient.is_empty() || row[field].is_null() {
                    assert!(shown[field].is_null(), "{shown}");
                    continue;
                }
                dated += 1;
                let moved = days(&row[field], &shown[field]);
                shifts.entry(patient.clone()).or_default().insert(moved);
            }
            for (from, to) in row["notes"]
                .as_array()
                .into_iter()
                .flatten()
                .zip(shown["notes"].as_array().into_iter().flatten())
            {
                let note = format!("{}|{}|{}", from["file"], from["page"], from["start"]);
                for (from, to) in [
                    (note, &to["note"]),
                    (from["file"].to_string(), &to["document"]),
                ] {
                    names.entry(from).or_default().insert(to.to_string());
                }
                if !from["date"].is_null() {
                    let moved = days(&from["date"], &to["date"]);
                    shifts.entry(patient.clone()).or_default().insert(moved);
                }
            }
            for (from, to) in [
                (&row["patient"], &shown["patient"]),
                (&row["claim"], &shown["claim"]),
                (&row["id"], &shown["id"]),
            ] {
                assert_eq!(from.is_null(), to.is_null(), "{shown}");
                if !from.is_null() {
                    let from = format!("{patient}|{from}");
                    names.entry(from).or_default().insert(to.to_string());
                }
            }
            for field in [
                "line",
                "severity",
                "outcome",
                "level_billed",
                "charge",
                "paid",
            ] {
                assert_eq!(row[field], shown[field], "{field}");
            }
            expected.push(shown.to_string());
        }
        let mut found: Vec<String> = rows(&set.join(FILES[file]))
            .iter()
            .map(Value::to_string)
            .collect();
        found.sort();
        expected.sort();
        assert!(!expected.is_empty() && found == expected, "{name}");
    }
    assert!(dated > 20, "{dated}");
    for (patient, shifts) in &shifts {
        let one: Vec<i64> = shifts.iter().copied().collect();
        assert!(
            matches!(one[..], [days] if days != 0 && days % 7 == 0 && days.abs() <= 7 * 26),
            "{patient}: {one:?}"
        );
    }
    // One number, one pseudonym; and no two numbers share one.
    let all: BTreeSet<&String> = names.values().flatten().collect();
    assert!(names.values().all(|made| made.len() == 1), "{names:?}");
    assert_eq!(all.len(), names.len());
}

/// Takes the program's own words, which notes may use too, out of findings once they are seen to
/// be the rule's.
fn without_rules_words(findings: &str) -> String {
    let rows = findings.lines().map(|row| {
        let mut row: Value = serde_json::from_str(row).expect("JSON");
        let rule = row["rule"].as_str().and_then(chartproof::rules::find);
        let rule = rule.expect("a rule");
        assert_eq!(row["message"].take(), rule.checks);
        assert_eq!(row["authority"].take(), serde_json::json!(rule.authority));
        for cure in row["cure"].as_array_mut().expect("a list") {
            let all = chartproof::rules::RULES.iter().flat_map(|rule| rule.cure);
            let text = cure["text"].take();
            assert!(all.into_iter().any(|known| text == known.text()), "{text}");
        }
        row.to_string()
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_of_who_the_patients_are_survives_in_any_facility() {
    let facilities = folders_with(&root().join("corpus"), "expected.toml").expect("the corpus");
    assert!(facilities.len() >= 11, "{facilities:?}");
    for facility in facilities {
        let audited = Audited::run(&facility, &["--quiet", "--format", "jsonl"]);
        let set = done(&audited, "set", "key");
        let key = fs::read_to_string(audited.folder.path().join("key")).expect("a key");
        let key = Key::parse(&key).expect("a key");
        hold_rows(&audited, &set, &key);

        let patients = Identities::gathered(&facility);
        let mut own: BTreeSet<String> = BTreeSet::new();
        for row in audited
            .rows("lines.jsonl")
            .iter()
            .chain(&audited.rows("findings.jsonl"))
        {
            for field in ["patient", "claim", "id"] {
                own.extend(row[field].as_str().map(|number| format!("\"{number}\"")));
            }
            for note in row["notes"].as_array().into_iter().flatten() {
                own.extend(note["author"].as_str().map(str::to_owned));
            }
            for evidence in row["evidence"].as_array().into_iter().flatten() {
                own.extend(evidence["sha256"].as_str().map(str::to_owned));
            }
            own.extend(row["message"].as_str().map(str::to_owned));
        }
        let manifest: Value = serde_json::from_str(&audited.text("manifest.json")).expect("JSON");
        for source in manifest["sources"].as_array().expect("sources") {
            let path = source["path"].as_str().expect("a path");
            own.insert(path.to_owned());
            own.extend(path.rsplit('/').next().map(str::to_owned));
        }
        own.remove("");
        assert!(own.len() > 30, "{}", own.len());
        let files = files(&set);
        assert_eq!(files.len(), 5);
        for (name, text) in &files {
            if name == "README.txt" {
                assert_eq!(text, NOTICE);
                continue;
            }
            let text = match *name == FILES[0] {
                true => without_rules_words(text),
                false => text.clone(),
            };
            let leaked = patients.in_text(&text);
            assert!(
                leaked.is_empty(),
                "{}, {name}: {leaked:?}",
                facility.display()
            );
            let leaked = patients.words_in(&text);
            assert!(
                leaked.is_empty(),
                "{}, {name}: {leaked:?}",
                facility.display()
            );
            // A README may be among the sources, too.
            let leaked: Vec<&String> = own
                .iter()
                .filter(|one| *one != "README.md" && text.contains(one.as_str()))
                .collect();
            assert!(
                leaked.is_empty(),
                "{}, {name}: {leaked:?}",
                facility.display()
            );
        }
    }
}

#[test]
fn one_key_gives_one_set_and_another_gives_another() {
    let audited = Audited::run(&root().join("corpus/lime-quay"), &["--quiet"]);
    let first = files(&done(&audited, "first", "key"));
    assert_eq!(files(&done(&audited, "again", "key")), first);
    // The command writes over its own sets.
    assert_eq!(files(&done(&audited, "again", "key")), first);
    let other = files(&done(&audited, "other", "other-key"));
    let values = |files: &BTreeMap<String, String>, field: &str| -> Vec<String> {
        let rows = files[FILES[1]].lines();
        let mut values: Vec<String> = rows
            .map(|row| serde_json::from_str::<Value>(row).expect("JSON")[field].to_string())
            .collect();
        values.sort();
        values.dedup();
        values
    };
    for field in ["patient", "claim"] {
        let (one, two) = (values(&first, field), values(&other, field));
        assert!(one.len() == two.len() && one.iter().all(|name| !two.contains(name)));
    }
    assert_ne!(values(&first, "date"), values(&other, "date"));
    assert_eq!(
        first[FILES[2]], other[FILES[2]],
        "counts and sums are the same"
    );

    // Findings still name lines of their own claim.
    let keys = |place: usize| -> BTreeSet<(String, String, String)> {
        let rows = first[FILES[place]].lines();
        rows.map(|row| serde_json::from_str::<Value>(row).expect("JSON"))
            .filter(|row| !row["claim"].is_null() && !row["line"].is_null())
            .map(|row| {
                let part = |field: &str| row[field].to_string();
                (part("patient"), part("claim"), part("line"))
            })
            .collect()
    };
    let (findings, lines) = (keys(0), keys(1));
    assert!(findings.len() > 20 && findings.is_subset(&lines));
    let documents = |place: usize, list: &str| -> BTreeSet<String> {
        let rows = first[FILES[place]].lines();
        rows.map(|row| serde_json::from_str::<Value>(row).expect("JSON"))
            .flat_map(|row| row[list].as_array().expect("a list").clone())
            .map(|one| one["document"].to_string())
            .collect()
    };
    let shared = documents(0, "evidence")
        .intersection(&documents(1, "notes"))
        .count();
    assert!(shared > 5, "{shared}");

    let readme = &first["README.txt"];
    for words in [
        "not de-identified by the Safe Harbor",
        "164.514(e)",
        "164.514(b)(1)",
        "part 2",
    ] {
        assert!(readme.contains(words), "{words}");
    }
}

#[test]
fn nothing_is_written_over_what_is_not_its_own() {
    let audited = Audited::run(&root().join("corpus/lime-quay"), &["--quiet"]);
    let folder = audited.folder.path();
    fs::create_dir(folder.join("foreign")).expect("a folder");
    fs::write(folder.join("foreign/README.txt"), "somebody else's").expect("written");
    fs::write(folder.join("no-key"), "a letter").expect("written");
    let before = files(&folder.join("foreign"));
    for (out, key, words) in [
        ("out", "key", "a folder of their own"),
        ("out/inner", "key", "a folder of their own"),
        (".", "key", "a folder of their own"),
        ("foreign", "key", "not this command's"),
        ("set", "set/key", "must not lie with"),
        ("set", "out/key", "must not lie with"),
        ("set", "no-key", "not a key file"),
    ] {
        let output = deidentify(&audited, out, key);
        assert_eq!(output.status.code(), Some(2), "{out}, {key}");
        assert!(
            told(&output).contains(words),
            "{out}, {key}: {}",
            told(&output)
        );
        assert!(!folder.join("set").exists() && !folder.join("out/key").exists());
    }
    assert_eq!(files(&folder.join("foreign")), before);
    assert_eq!(
        fs::read_to_string(folder.join("no-key")).expect("text"),
        "a letter"
    );

    // A report that was edited is not passed on.
    let lines = audited.text("lines.jsonl");
    fs::write(
        audited.path("lines.jsonl"),
        lines.replacen("\"line\":1", "\"line\":9", 1),
    )
    .expect("written");
    let output = deidentify(&audited, "set", "key");
    assert!(
        told(&output).contains("not there as the audit wrote it"),
        "{}",
        told(&output)
    );
    assert!(output.status.code() == Some(2) && !folder.join("set").exists());
    fs::write(audited.path("lines.jsonl"), lines).expect("written");

    // `clean` knows a set and leaves what lies beside it.
    let set = done(&audited, "set", "key");
    fs::write(set.join("letter.docx"), "somebody else's").expect("written");
    let cleaned = chartproof(&[
        "clean",
        "--index",
        &text(&folder.join("index")),
        "--reports",
        &text(&set),
    ]);
    let said = String::from_utf8_lossy(&cleaned.stdout).into_owned();
    assert!(
        said.contains("Removed 5 files") && said.contains("did not write: 1"),
        "{said}"
    );
    assert_eq!(files(&set).len(), 1);
}
