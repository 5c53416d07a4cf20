//! What several areas need: the program, temporary folders, results read back.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Returns the repository's root.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program with arguments.
pub(crate) fn chartproof(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chartproof"))
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("the program starts")
}

/// Returns the command that draws a small sample of the lines of a report.
pub(crate) fn drawing<'a>(report: &'a str, sample: &'a str) -> [&'a str; 12] {
    [
        "estimate",
        "draw",
        "--frame-from",
        report,
        "--units",
        "line",
        "--seed",
        "1",
        "--size",
        "5",
        "--out",
        sample,
    ]
}

/// One audit into a temporary folder.
pub(crate) struct Audited {
    pub(crate) output: Output,
    pub(crate) folder: tempfile::TempDir,
}

impl Audited {
    /// Audits a case folder with more arguments.
    pub(crate) fn run(case: &Path, more: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("out");
        let index = folder.path().join("index");
        let mut arguments = vec![
            "audit",
            case.to_str().expect("a UTF-8 path"),
            "--out",
            out.to_str().expect("a UTF-8 path"),
            "--index",
            index.to_str().expect("a UTF-8 path"),
        ];
        arguments.extend(more);
        let output = chartproof(&arguments);
        Self { output, folder }
    }

    /// Returns the folder of the index.
    pub(crate) fn index(&self) -> PathBuf {
        self.folder.path().join("index")
    }

    /// Returns the path of a result file.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("out").join(name)
    }

    /// Reads a result file.
    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name))
            .unwrap_or_else(|error| panic!("{name}: {error}; {}", self.stderr()))
    }

    /// Reads a result file as text.
    pub(crate) fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name))
            .unwrap_or_else(|error| panic!("{name}: {error}; {}", self.stderr()))
    }

    /// Reads a JSONL result file.
    pub(crate) fn rows(&self, name: &str) -> Vec<Value> {
        self.text(name)
            .lines()
            .map(|line| serde_json::from_str(line).expect("a JSON object a line"))
            .collect()
    }

    /// Returns what the program said on standard error.
    pub(crate) fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// Returns the exit code.
    pub(crate) fn code(&self) -> Option<i32> {
        self.output.status.code()
    }
}

/// Lists the files under a folder whose names end with one of the endings, sorted.
pub(crate) fn files_under(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if endings
                .iter()
                .any(|ending| path.to_string_lossy().ends_with(ending))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A small generator of numbers, so that every run draws the same cases.
pub(crate) struct Dice(u64);

impl Dice {
    /// Starts from a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1))
    }

    /// Returns a number below `sides`.
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    /// Returns one of the choices.
    pub(crate) fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.roll(choices.len() as u64) as usize]
    }
}

/// Returns the cents of a decimal string, `-12.50`.
pub(crate) fn cents(value: &Value) -> i64 {
    let text = value.as_str().expect("a decimal string");
    let (whole, fraction) = text.split_once('.').expect("two decimals");
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    let whole: i64 = whole.parse().expect("dollars");
    whole * 100 + sign * fraction.parse::<i64>().expect("cents")
}

/// Returns whether a program can be run. Where `CI` is set it must be there.
pub(crate) fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        let is_ci = std::env::var_os("CI").is_some();
        assert!(!is_ci, "{program} is missing; CI installs it");
        // Written past the test harness, which hides what passing tests print.
        let said = writeln!(std::io::stderr(), "NOT CHECKED: {program} is not installed");
        said.expect("standard error");
    }
    found
}

/// Runs the program under strace and returns what it did of a class of system calls, it and every
/// process it started; `None` where strace is not installed.
pub(crate) fn traced(calls: &str, arguments: &[&str]) -> Option<(Output, String)> {
    trace_of(calls, env!("CARGO_BIN_EXE_chartproof"), arguments)
}

/// Runs any program under strace in the same way.
pub(crate) fn trace_of(calls: &str, program: &str, arguments: &[&str]) -> Option<(Output, String)> {
    if !has("strace") {
        return None;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log = folder.path().join("log");
    let output = Command::new("strace")
        .args([
            "-f",
            "-qq",
            "-s",
            "1000",
            "-e",
            &format!("trace={calls}"),
            "-o",
        ])
        .arg(&log)
        .arg(program)
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("strace starts");
    let log = std::fs::read_to_string(&log).expect("what strace wrote");
    Some((output, log))
}
