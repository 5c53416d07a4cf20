//! What of the command line has a bearing on the results, apart from where they go and how the
//! work is done: this is what a manifest notes and an audit can be run again from.

use super::date;
use crate::finding::Severity;
use crate::model::ServiceDate;
use crate::report::Format;
use anyhow::bail;
use clap::{Args, Parser, ValueEnum};
use std::path::{Path, PathBuf};

/// The command that a manifest notes.
const COMMAND: &str = "audit";

/// Flags that have a bearing on the results.
#[derive(Debug, Clone, Default, PartialEq, Args)]
pub(super) struct Choices {
    /// The date the audit speaks for, 2026-04-15; overrides the case's own
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<ServiceDate>,
    /// A policy file laid over the case's chartproof.toml; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(super) policy: Vec<PathBuf>,
    /// A file of NCCI procedure-to-procedure edits as CMS publishes it (text or workbook, out of
    /// its zip archive); may be given several times
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) ncci: Vec<PathBuf>,
    /// A file of medically unlikely edits as CMS publishes it; may be given several times
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) mue: Vec<PathBuf>,
    /// Run only these rules: codes or families, separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// Leave out these rules: codes or families, separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
    /// Declare that the chart set is complete, so that absence is proof
    #[arg(long)]
    pub(super) chart_complete: bool,
    /// End with exit code 1 when a failed or warned finding is at least this grave
    #[arg(long, value_name = "SEVERITY", value_enum)]
    pub(super) fail_on: Option<FailOn>,
    /// Outputs to write: file names, or html, json, jsonl, csv, xlsx, separated by
    /// commas; all by default
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    format: Vec<String>,
    /// Print report.html as report.pdf too, by an installed browser (Chromium, Chrome, Edge, Brave)
    #[arg(long)]
    pub(super) pdf: bool,
}

/// The ids of these flags but those that name files, which may lie elsewhere by now.
pub(super) const SETTLED: [&str; 8] = [
    "as_of",
    "select",
    "ignore",
    "chart_complete",
    "fail_on",
    "format",
    "pdf",
    "ocr",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl From<FailOn> for Severity {
    fn from(severity: FailOn) -> Self {
        match severity {
            FailOn::Info => Self::Info,
            FailOn::Low => Self::Low,
            FailOn::Medium => Self::Medium,
            FailOn::High => Self::High,
            FailOn::Critical => Self::Critical,
        }
    }
}

/// A noted command, read back.
#[derive(Debug, PartialEq, Parser)]
#[command(no_binary_name = true, disable_help_flag = true)]
pub(super) struct Noted {
    /// The case folder as it was given.
    pub(super) case: PathBuf,
    #[command(flatten)]
    pub(super) choices: Choices,
    /// Whether scanned pages were read.
    #[arg(long)]
    pub(super) ocr: bool,
}

impl Noted {
    /// Returns the command as the arguments that say the same, in one order whatever was typed.
    pub(super) fn arguments(&self) -> Vec<String> {
        let Self { case, choices, ocr } = self;
        let mut arguments = vec![COMMAND.to_owned()];
        let mut give = |flag: &str, value: &str| arguments.push(format!("--{flag}={value}"));
        if let Some(date) = choices.as_of {
            give("as-of", &date.to_string());
        }
        for (flag, paths) in [
            ("policy", &choices.policy),
            ("ncci", &choices.ncci),
            ("mue", &choices.mue),
        ] {
            for path in paths {
                give(flag, &path.to_string_lossy());
            }
        }
        for (flag, list) in [
            ("select", &choices.select),
            ("ignore", &choices.ignore),
            ("format", &choices.format),
        ] {
            if !list.is_empty() {
                give(flag, &list.join(","));
            }
        }
        if let Some(least) = choices.fail_on {
            give("fail-on", Severity::from(least).id());
        }
        let set = [
            ("--chart-complete", choices.chart_complete),
            ("--pdf", choices.pdf),
            ("--ocr", *ocr),
        ];
        let set = set.iter().filter(|(_, is_set)| *is_set);
        arguments.extend(set.map(|(flag, _)| (*flag).to_owned()));
        // A folder's name may begin as a flag does.
        arguments.push("--".to_owned());
        arguments.push(case.to_string_lossy().into_owned());
        arguments
    }

    /// Reads noted arguments back; `None` where they are none that this program notes.
    pub(super) fn read(arguments: &[String]) -> Option<Self> {
        let (command, rest) = arguments.split_first()?;
        if command != COMMAND {
            return None;
        }
        Self::try_parse_from(rest).ok()
    }
}

impl Choices {
    /// Returns the outputs to write.
    pub(super) fn formats(&self) -> anyhow::Result<Vec<Format>> {
        if self.format.is_empty() {
            return Ok(Format::ALL.to_vec());
        }
        let mut chosen = Vec::new();
        for name in &self.format {
            let formats = Format::named(name);
            if formats.is_empty() {
                let known = Format::ALL.map(Format::file_name).join(", ");
                bail!(
                    "`--format {name}`: expected one of {known}, or html, json, jsonl, csv, xlsx"
                );
            }
            chosen.extend(formats);
        }
        chosen.sort_unstable();
        chosen.dedup();
        Ok(chosen)
    }

    /// Replaces the files named by those that were given in their place, of which there must be as
    /// many.
    pub(super) fn with_files_of(mut self, given: &Self) -> anyhow::Result<Self> {
        for (flag, noted, given) in [
            ("policy", &mut self.policy, &given.policy),
            ("ncci", &mut self.ncci, &given.ncci),
            ("mue", &mut self.mue, &given.mue),
        ] {
            if !given.is_empty() {
                if given.len() != noted.len() {
                    bail!(
                        "`--{flag}`: {} given and the manifest notes {}; give the same files in \
                         the same order",
                        given.len(),
                        noted.len()
                    );
                }
                noted.clone_from(given);
            }
            if let Some(gone) = noted.iter().find(|path| !Path::is_file(path)) {
                bail!(
                    "{}: not where the manifest says; give it with `--{flag}`",
                    gone.display()
                );
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Option<Noted> {
        let arguments: Vec<String> = arguments.iter().map(|&one| one.to_owned()).collect();
        Noted::read(&arguments)
    }

    #[test]
    fn a_noted_command_reads_back_as_it_was_given() {
        let everything = read(&[
            "audit",
            "--as-of=2026-04-15",
            "--ncci=a=b.txt",
            "--ncci=-c.txt",
            "--select=TIM,DOC-002",
            "--fail-on=high",
            "--format=html,json",
            "--chart-complete",
            "--ocr",
            "--",
            "-a case",
        ]);
        let everything = everything.expect("a command");
        assert_eq!(everything.choices.ncci.len(), 2);
        assert_eq!(everything.case, Path::new("-a case"));
        let noted = everything.arguments();
        assert_eq!(Noted::read(&noted), Some(everything));
        assert_eq!(noted.len(), 11, "{noted:?}");
    }

    #[test]
    fn nothing_but_what_bears_on_results_is_read_back() {
        for stray in [
            "--out=/elsewhere",
            "--browser=/bin/sh",
            "--timings=x",
            "--pdf-password=x",
        ] {
            assert_eq!(read(&["audit", stray, "--", "case"]), None, "{stray}");
        }
        assert_eq!(read(&["clean", "--", "case"]), None);
        assert_eq!(read(&[]), None);
    }
}
