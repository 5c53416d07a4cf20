//! `chartproof eval corpus`: audits a corpus folder and compares it with its `expected.toml`.

use crate::audit::expected::{self, Expected, RuleScore};
use crate::audit::{self, Silent};
use crate::cli::exit::Exit;
use crate::cli::read_arguments::ReadArguments;
use crate::read::table::ColumnMap;
use crate::read::{self, ReadOptions};
use crate::store;
use crate::text::{FileId, Page};
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Audit a corpus folder and score it against its expected.toml
///
/// Ends with exit code 1 when an expected finding is missing or a forbidden one is made.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The corpus folder
    folder: PathBuf,
    /// Folder for the search index [default: index/FOLDER-NAME]
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArguments,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Audits, compares and prints.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let path = arguments.folder.join(expected::FILE);
    let (bytes, _) = store::read_file(&path)?;
    let text =
        String::from_utf8(bytes).with_context(|| format!("{}: not UTF-8 text", path.display()))?;
    let expected: Expected = toml::from_str(&text).with_context(|| path.display().to_string())?;
    if expected.schema != 1 {
        bail!("{}: schema {}, expected 1", path.display(), expected.schema);
    }
    let (case, policy) = audit::open(&arguments.folder, &[])?;
    let index = arguments
        .index
        .clone()
        .unwrap_or_else(|| Path::new("index").join(&case.name));
    let options = ReadOptions {
        columns: ColumnMap::new(&policy.columns)?,
        ..arguments.read.options()?
    };
    let results = audit::run(&case, &policy, &options, &index, &Silent)?;
    // A cited file is read once; one that is gone has no pages, so its entry counts as missed.
    let cache: RefCell<BTreeMap<String, Vec<Page>>> = RefCell::default();
    let pages = |file: &str| -> Vec<Page> {
        cache
            .borrow_mut()
            .entry(file.to_owned())
            .or_insert_with(|| {
                store::read_file(&arguments.folder.join(file))
                    .map(|(bytes, _)| read::file(FileId(0), file, &bytes, &options).pages)
                    .unwrap_or_default()
            })
            .clone()
    };
    let comparison = expected.compare(&results, &pages);
    let mut out = anstream::stdout().lock();
    if arguments.format == Format::Json {
        let rules: BTreeMap<&str, serde_json::Value> = comparison
            .rules
            .iter()
            .map(|(rule, score)| (rule.as_str(), row(score)))
            .collect();
        let json = serde_json::json!({
            "rules": rules,
            "total": row(&total(&comparison.rules)),
            "clean_patients": expected.clean.len(),
            "faults": comparison.faults,
        });
        writeln!(out, "{json}")?;
    } else {
        writeln!(
            out,
            "{:<8} {:>9} {:>7} {:>5} {:>6} {:>12} {:>8}",
            "rule", "precision", "recall", "found", "missed", "false alarms", "unlisted"
        )?;
        for (rule, score) in &comparison.rules {
            line(&mut out, rule, score)?;
        }
        line(&mut out, "all", &total(&comparison.rules))?;
        writeln!(out, "clean patients: {}", expected.clean.len())?;
        for fault in &comparison.faults {
            writeln!(out, "{fault}")?;
        }
    }
    Ok(if comparison.faults.is_empty() {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

fn total(rules: &BTreeMap<String, RuleScore>) -> RuleScore {
    let mut total = RuleScore::default();
    for score in rules.values() {
        total.add(score);
    }
    total
}

fn row(score: &RuleScore) -> serde_json::Value {
    serde_json::json!({
        "precision": score.precision(),
        "recall": score.recall(),
        "found": score.found,
        "missed": score.missed,
        "false_alarms": score.false_alarms,
        "unlisted": score.unlisted,
    })
}

fn line(out: &mut impl Write, name: &str, score: &RuleScore) -> Result<()> {
    let share = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{share:.4}"));
    writeln!(
        out,
        "{name:<8} {:>9} {:>7} {:>5} {:>6} {:>12} {:>8}",
        share(score.precision()),
        share(score.recall()),
        score.found,
        score.missed,
        score.false_alarms,
        score.unlisted
    )?;
    Ok(())
}
