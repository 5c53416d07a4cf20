//! What an audit takes over from the one before changes no result, and what it cannot trust it
//! does not take over.

use crate::support::{Audited, Dice, chartproof, files_under, root};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A copy of a corpus facility that is audited again and again.
struct Again {
    folder: tempfile::TempDir,
}

impl Again {
    fn of(facility: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let case = root().join("corpus").join(facility);
        for file in files_under(&case, &[""]) {
            let to = folder
                .path()
                .join("case")
                .join(file.strip_prefix(&case).expect("within"));
            fs::create_dir_all(to.parent().expect("a folder")).expect("folders are made");
            fs::copy(&file, to).expect("a copy");
        }
        Self { folder }
    }

    fn case(&self) -> PathBuf {
        self.folder.path().join("case")
    }

    fn index(&self) -> PathBuf {
        self.folder.path().join("index")
    }

    /// Audits with what is kept, and returns the results by name.
    fn audit(&self) -> BTreeMap<String, Vec<u8>> {
        let text = |path: PathBuf| path.to_str().expect("a UTF-8 path").to_owned();
        let out = self.folder.path().join("out");
        let ended = chartproof(&[
            "audit",
            &text(self.case()),
            "--out",
            &text(out.clone()),
            "--index",
            &text(self.index()),
            "--quiet",
        ]);
        let told = String::from_utf8_lossy(&ended.stderr);
        assert!(matches!(ended.status.code(), Some(0 | 1)), "{told}");
        results(&out)
    }

    /// Audits without anything that is kept.
    fn anew(&self) -> Audited {
        Audited::run(&self.case(), &["--quiet", "--no-cache", "--threads", "1"])
    }

    /// Returns what is found for a word, as printed.
    fn found(&self, word: &str) -> String {
        found(&self.index(), word)
    }

    /// Returns the length of what is kept of all files.
    fn kept(&self) -> u64 {
        self.pack("facts")
    }

    /// Returns the length of what is kept of all patients.
    fn concluded(&self) -> u64 {
        self.pack("facts/conclusions")
    }

    fn pack(&self, folder: &str) -> u64 {
        let files = fs::read_dir(self.index().join(folder)).expect("a folder");
        let paths = files.map(|entry| entry.expect("an entry").path());
        let packs: Vec<PathBuf> = paths
            .filter(|path| path.extension().is_some_and(|end| end == "pack"))
            .collect();
        assert_eq!(packs.len(), 1, "{packs:?}");
        fs::metadata(&packs[0]).expect("a pack").len()
    }
}

fn found(index: &Path, word: &str) -> String {
    let index = index.to_str().expect("a UTF-8 path");
    let hits = chartproof(&["search", word, "--index", index, "--format", "json"]);
    String::from_utf8(hits.stdout).expect("text")
}

fn results(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = files_under(out, &[""]).into_iter().map(|path| {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let bytes = fs::read(&path).expect("a file");
        (name, bytes)
    });
    files.filter(|(name, _)| !name.starts_with('.')).collect()
}

fn assert_same(
    found: &BTreeMap<String, Vec<u8>>,
    expected: &BTreeMap<String, Vec<u8>>,
    when: &str,
) {
    let names = |of: &BTreeMap<String, Vec<u8>>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(found), names(expected), "{when}");
    assert!(found.len() > 10, "{when}");
    for (name, bytes) in found {
        assert!(bytes == &expected[name], "{when}: {name} differs");
    }
}

#[test]
fn every_fact_of_every_facility_is_kept_and_read_back() {
    let facilities = fs::read_dir(root().join("corpus")).expect("the corpus");
    let mut names: Vec<String> = facilities
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("expected.toml").is_file())
        .map(|path| {
            path.file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    assert!(names.len() >= 11, "{names:?}");
    let mut all = 0;
    for name in names {
        let again = Again::of(&name);
        let first = again.audit();
        let kept = again.kept();
        assert!(kept > 1000, "{name}");
        assert_same(&again.audit(), &first, &name);
        // A file whose facts could not be read back would have been kept a second time.
        assert_eq!(again.kept(), kept, "{name}");
        let anew = again.anew();
        assert_same(&results(&anew.path("")), &first, &name);
        // The index is written from what is kept, or from what was just read.
        for word in ["client", "denied", "signed"] {
            let told = again.found(word);
            assert_eq!(told, found(&anew.index(), word), "{name}");
            all += told.lines().count();
        }
        // It stands before all others, so that every file has another number, and what is said of
        // the patients is taken over all the same.
        let concluded = again.concluded();
        assert!(concluded > 1000, "{name}");
        fs::write(again.case().join("a blank.txt"), "\n").expect("a file");
        let second = again.audit();
        assert_same(&second, &results(&again.anew().path("")), &name);
        assert_eq!(again.concluded(), concluded, "{name}");
    }
    assert!(all > 100, "{all}");
}

#[test]
fn after_a_change_the_results_are_those_of_an_audit_from_nothing() {
    let again = Again::of("cedar-hollow");
    again.audit();
    let case = again.case();
    let note = case.join("charts/CH-1005-brandvold/02.09.26 group.txt");
    let text = fs::read_to_string(&note).expect("a note");
    fs::write(
        &note,
        text.replacen("\n\n", "\nClient spoke of a xylophone.\n\n", 1),
    )
    .expect("a note");
    let before = again.concluded();
    assert_same(
        &again.audit(),
        &results(&again.anew().path("")),
        "a changed note",
    );
    // One of more than ten patients is judged again.
    let more = again.concluded() - before;
    assert!(more > 100 && more < before / 5, "{more} of {before}");
    assert!(again.found("xylophone").contains("02.09.26 group.txt"));

    // It stands before all others, so that every file has another number.
    fs::write(
        case.join("a new note.txt"),
        text.replace("02/09/2026", "02/10/2026"),
    )
    .expect("a note");
    assert_same(
        &again.audit(),
        &results(&again.anew().path("")),
        "a new file before all others",
    );
    assert!(again.found("xylophone").contains("02.09.26 group.txt"));

    fs::remove_file(&note).expect("it was there");
    assert_same(
        &again.audit(),
        &results(&again.anew().path("")),
        "a file gone",
    );
    assert!(!again.found("xylophone").contains("02.09.26 group.txt"));

    let claims = case.join("claims/medicaid_prof_20260403.edi");
    fs::rename(&claims, case.join("claims/a_renamed.edi")).expect("another name");
    assert_same(
        &again.audit(),
        &results(&again.anew().path("")),
        "a renamed claim file",
    );

    let configuration = case.join("chartproof.toml");
    let mut text = fs::read_to_string(&configuration).expect("a configuration");
    assert!(!text.contains("[parameters]"));
    text.push_str("\n[parameters]\n\"plan_review_days.residential\" = 10\n");
    fs::write(&configuration, text).expect("a configuration");
    let before = again.kept();
    assert_same(
        &again.audit(),
        &results(&again.anew().path("")),
        "a parameter",
    );
    // Parameters decide what facts mean and not what they are: nothing but the configuration
    // itself was read anew.
    assert!(
        again.kept() - before < 300,
        "{} after {before}",
        again.kept()
    );
}

#[test]
fn damage_to_anything_kept_is_noticed() {
    let again = Again::of("lime-quay");
    let first = again.audit();
    let mut dice = Dice::new(20_260_401);
    for _ in 0..40 {
        let files = files_under(&again.index(), &[""]);
        let file = &files[dice.roll(files.len() as u64) as usize];
        let mut bytes = fs::read(file).expect("a file of the index");
        if bytes.is_empty() {
            continue;
        }
        let place = dice.roll(bytes.len() as u64) as usize;
        let how = dice.roll(3);
        match how {
            0 => bytes[place] ^= 1 << dice.roll(8),
            1 => bytes.truncate(place),
            _ => bytes = b"something else".to_vec(),
        }
        // Some of the index's files are written by others to be read only.
        fs::remove_file(file).expect("it is there");
        fs::write(file, bytes).expect("a file of the index");
        let what = format!("{} ({how} at {place})", file.display());
        assert_same(&again.audit(), &first, &what);
    }
}

/// Audits a corpus facility in its place, whose files have not been touched for a while, and
/// returns the stages that ran and the exit code.
fn stages(folder: &Path, more: &[&str]) -> (Vec<String>, Option<i32>) {
    let text = |name: &str| folder.join(name).to_str().expect("UTF-8").to_owned();
    let (out, index, timings) = (text("out"), text("index"), text("timings.json"));
    let mut arguments = vec![
        "audit",
        "corpus/lime-quay",
        "--out",
        &out,
        "--index",
        &index,
    ];
    arguments.extend(["--timings", &timings]);
    arguments.extend(more);
    let ended = chartproof(&arguments);
    let told = fs::read_to_string(&timings).expect("timings");
    fs::remove_file(&timings).expect("they are there");
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let stages = told["stages"].as_object().expect("stages");
    (stages.keys().cloned().collect(), ended.status.code())
}

#[test]
fn an_audit_that_still_stands_is_not_done_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let reads = |more: &[&str]| {
        let (stages, code) = stages(folder.path(), more);
        assert!(matches!(code, Some(0 | 1)), "{stages:?}");
        stages.iter().any(|stage| stage == "reading")
    };
    let out = folder.path().join("out");
    assert!(reads(&[]));
    let first = results(&out);
    assert!(!reads(&[]));
    assert_same(&results(&out), &first, "nothing changed");

    // An output that was edited, or is gone, is written again.
    fs::write(out.join("lines.jsonl"), "{}\n").expect("an output");
    assert!(reads(&[]));
    assert_same(&results(&out), &first, "an edited output");
    fs::remove_file(out.join("report.html")).expect("an output");
    assert!(reads(&[]));
    assert_same(&results(&out), &first, "an output gone");
    fs::remove_file(out.join("manifest.json")).expect("an output");
    assert!(reads(&[]));
    assert_same(&results(&out), &first, "the manifest gone");
    assert!(!reads(&[]));

    // Whatever the results rest on counts.
    assert!(reads(&["--as-of", "2026-07-01"]));
    assert!(!reads(&["--as-of", "2026-07-01"]));
    assert!(reads(&["--ignore", "DOC"]));
    assert!(reads(&["--format", "json"]));
    assert!(reads(&["--no-cache"]));
    assert!(reads(&[]));
    assert_same(&results(&out), &first, "as at first");
    // So does how it is to end.
    let ends = |more: &[&str]| stages(folder.path(), more).1;
    let grave = ends(&["--fail-on", "info"]);
    assert_eq!(grave, Some(1));
    assert_eq!(ends(&["--fail-on", "info"]), grave);
}
