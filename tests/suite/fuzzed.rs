//! Input that once broke a reader is read again by the fuzz targets' own functions, and so are
//! their small seeds.

#[path = "../fuzz/targets/lib.rs"]
#[expect(unreachable_pub, reason = "the same file is a library elsewhere")]
mod targets;

use crate::support::{files_under, root};

#[test]
fn what_was_found_by_fuzzing_is_read() {
    let folder = root().join("tests/data/fuzz");
    for (target, feed) in targets::TARGETS {
        let kept = folder.join(target);
        for file in kept
            .is_dir()
            .then(|| files_under(&kept, &[""]))
            .into_iter()
            .flatten()
        {
            feed(&std::fs::read(&file).expect("a finding"));
        }
        for odd in [
            &b""[..],
            b"\0",
            b"\xff\xfe",
            "\u{feff}\u{202e}=1".as_bytes(),
        ] {
            feed(odd);
        }
    }
    if folder.is_dir() {
        let names: Vec<&str> = targets::TARGETS.iter().map(|(name, _)| *name).collect();
        for file in files_under(&folder, &[""]) {
            let of = file
                .strip_prefix(&folder)
                .expect("below")
                .components()
                .next();
            let of = of
                .expect("a folder")
                .as_os_str()
                .to_string_lossy()
                .into_owned();
            assert!(names.contains(&&*of), "{}: of no target", file.display());
        }
    }
}

#[test]
fn seeds_of_queries_settings_and_notes_are_read() {
    let feed = |name: &str| {
        let found = targets::TARGETS.iter().find(|(target, _)| *target == name);
        found.expect("a target").1
    };
    let queries = std::fs::read_to_string(root().join("tests/fuzz/seeds/queries.txt"));
    for line in queries.expect("seeds").lines() {
        feed("query")(line.as_bytes());
    }
    let (mut settings, mut notes) = (0, 0);
    for file in files_under(&root().join("corpus/lime-quay"), &[".toml", ".txt"]) {
        let bytes = std::fs::read(&file).expect("a file");
        match file.extension().is_some_and(|ending| ending == "toml") {
            true => {
                feed("policy")(&bytes);
                settings += 1;
            }
            false => {
                feed("scan")(&bytes);
                notes += 1;
            }
        }
    }
    assert!(settings > 0 && notes > 5);
}

#[test]
fn every_target_is_built_and_run() {
    let manifest = std::fs::read_to_string(root().join("tests/fuzz/Cargo.toml")).expect("text");
    let run = std::fs::read_to_string(root().join("tests/fuzz/run")).expect("text");
    for (target, _) in targets::TARGETS {
        assert!(
            manifest.contains(&format!("path = \"targets/{target}.rs\"")),
            "{target}"
        );
        assert!(
            run.contains(&format!("    {target}) ")),
            "{target} has no seeds"
        );
    }
}
