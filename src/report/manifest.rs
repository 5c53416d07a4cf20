//! `manifest.json`: what an audit was made from and what it wrote, each with its SHA-256, so that
//! `chartproof verify` can tell later whether either was changed. It holds no clock time, and no
//! path but those given on the command line or relative to the case and to the report.

use super::Results;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The manifest's file name.
pub const FILE: &str = "manifest.json";

/// The schema's name; a change of shape takes a new one.
pub const SCHEMA: &str = "chartproof.manifest/1";

/// What an audit was made from and what it wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The schema's name.
    pub schema: String,
    /// The version of the program that wrote it.
    pub version: String,
    /// The case folder as given on the command line.
    pub case: String,
    /// The command that was given; `None` in manifests of programs that did not note it.
    #[serde(default)]
    pub command: Option<Command>,
    /// The settings that were in force.
    pub settings: Settings,
    /// Every file of the case, by path relative to the case folder, with `/`.
    pub sources: Vec<HashedFile>,
    /// Every file that the audit wrote, by name.
    pub outputs: Vec<HashedFile>,
}

/// A command, as far as it has a bearing on the results: not where they went, nor how many threads
/// worked on them, nor any password.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Command {
    /// The arguments after the program's name, in one order whatever was typed: `audit`, flags with
    /// their values, `--`, the case folder. Paths are as they were given.
    pub arguments: Vec<String>,
    /// The case's name, which results carry where no facility is named.
    pub case_name: String,
}

/// The settings in force, wherever they were given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Settings {
    /// The date that the audit spoke for, 2026-04-15.
    pub as_of: Option<String>,
    /// Whether the chart set was declared complete.
    pub chart_complete: bool,
    /// Codes of the rules that ran, in listing order.
    pub rules: Vec<String>,
    /// Parameters that differed from the defaults.
    pub overridden: BTreeMap<String, i64>,
    /// Whether scanned pages were read by text recognition.
    pub ocr: bool,
    /// How many passwords were given for PDFs; the passwords are written nowhere.
    pub pdf_passwords: usize,
    /// SHA-256 of the indicators and assertion cues that the program holds.
    pub lexicon_sha256: String,
    /// SHA-256 of the policy packs, default numbers and tables of codes that the program holds;
    /// `None` in manifests of programs that did not note it.
    #[serde(default)]
    pub policy_tables_sha256: Option<String>,
    /// SHA-256 of the case's own chartproof.toml, where it has one.
    pub configuration_sha256: Option<String>,
    /// Policy files, in the order in which they were laid over the case's own.
    pub policy: Vec<HashedFile>,
    /// Files of NCCI procedure-to-procedure edits.
    pub ncci: Vec<HashedFile>,
    /// Files of medically unlikely edits.
    pub mue: Vec<HashedFile>,
}

/// One file with its sum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HashedFile {
    /// Its path.
    pub path: String,
    /// SHA-256 in hexadecimal; `None` where the file could not be read.
    pub sha256: Option<String>,
    /// Its length in bytes.
    pub bytes: u64,
}

impl Manifest {
    /// Makes the manifest of an audit. Date, completeness and parameters are taken from the
    /// results, and the sources are taken out of them.
    pub fn new(
        results: &mut Results,
        case: String,
        command: Command,
        mut settings: Settings,
        outputs: Vec<HashedFile>,
    ) -> Self {
        let (run, files) = (&results.run, std::mem::take(&mut results.files));
        settings.as_of = run.as_of.map(|date| date.to_string());
        settings.chart_complete = run.chart_complete;
        settings.overridden = run.overridden.iter().cloned().collect();
        let sources = files.into_iter().map(|file| HashedFile {
            path: file.path,
            sha256: Some(file.sha256).filter(|sum| !sum.is_empty()),
            bytes: file.bytes,
        });
        Self {
            schema: SCHEMA.to_owned(),
            version: run.version.to_owned(),
            case,
            command: Some(command),
            settings,
            sources: sources.collect(),
            outputs,
        }
    }

    /// Writes it as one indented JSON object.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        out.write_all(b"\n")
    }

    /// Reads it back; the error tells what is wrong and names no word of the file.
    pub fn parse(text: &str) -> Result<Self, String> {
        let manifest: Self = serde_json::from_str(text)
            .map_err(|error| format!("line {}, column {}", error.line(), error.column()))?;
        if manifest.schema != SCHEMA {
            return Err(format!("its schema is not {SCHEMA}"));
        }
        Ok(manifest)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_manifest_reads_back_as_it_was_written() {
        let results = sample::results();
        let outputs = vec![HashedFile {
            path: "report.html".to_owned(),
            sha256: Some("ab".repeat(32)),
            bytes: 7,
        }];
        let manifest = Manifest::new(
            &mut results.clone(),
            "case".into(),
            Command::default(),
            Settings::default(),
            outputs,
        );
        let mut out = Vec::new();
        manifest.write(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(Manifest::parse(&text).as_ref(), Ok(&manifest));
        assert_eq!(manifest.sources.len(), results.files.len());
        // Those of before hold no command.
        let before = text.replace("\"command\"", "\"other\"");
        assert_eq!(Manifest::parse(&before).map(|one| one.command), Ok(None));
        assert!(Manifest::parse(&text.replace("manifest/1", "manifest/2")).is_err());
        let told = Manifest::parse(&text.replace("\"bytes\": 7", "\"bytes\": x")).unwrap_err();
        assert!(told.starts_with("line "), "{told}");
    }
}
