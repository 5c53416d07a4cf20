//! `chartproof eval corpus`: audits corpus folders and compares them with their `expected.toml`.

use crate::audit::expected::{self, Comparison, Expected, RuleScore};
use crate::audit::{self, IndexPlace, Reuse, Silent};
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

/// Audit corpus folders and score them against their expected.toml
///
/// A folder that holds no expected.toml itself is a corpus: every folder in it that holds one is
/// scored, and the figures are summed. Ends with exit code 1 when an expected finding is missing
/// or a forbidden one is made.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A corpus folder, or a folder of them
    folder: PathBuf,
    /// Folder for the search index; of a folder of corpora, the folder of their indexes
    /// [default: index/FOLDER-NAME]
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

/// How one facility's audit compares.
struct Scored {
    name: String,
    comparison: Comparison,
    clean_patients: usize,
}

/// Audits, compares and prints.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let scored = if arguments.folder.join(expected::FILE).is_file() {
        vec![score(
            arguments,
            &arguments.folder,
            arguments.index.clone(),
        )?]
    } else {
        let folders = store::folders_with(&arguments.folder, expected::FILE)?;
        if folders.is_empty() {
            bail!(
                "{}: neither it nor a folder in it holds {}",
                arguments.folder.display(),
                expected::FILE
            );
        }
        let of = |folder: &PathBuf| {
            let index = arguments.index.as_ref();
            let name = folder.file_name().unwrap_or_default();
            score(arguments, folder, index.map(|index| index.join(name)))
        };
        folders.iter().map(of).collect::<Result<Vec<Scored>>>()?
    };
    let mut out = anstream::stdout().lock();
    let told = match arguments.format {
        Format::Json => print_json(&mut out, scored)?,
        Format::Text => print_text(&mut out, scored)?,
    };
    Ok(if told == 0 {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

/// Audits one facility and compares it with what its own file says.
fn score(arguments: &Arguments, folder: &Path, index: Option<PathBuf>) -> Result<Scored> {
    let path = folder.join(expected::FILE);
    let (bytes, _) = store::read_file(&path)?;
    let text =
        String::from_utf8(bytes).with_context(|| format!("{}: not UTF-8 text", path.display()))?;
    let expected: Expected = toml::from_str(&text).with_context(|| path.display().to_string())?;
    if expected.schema != 1 {
        bail!("{}: schema {}, expected 1", path.display(), expected.schema);
    }
    let (case, policy) = audit::open(folder, &[])?;
    let index = index.unwrap_or_else(|| Path::new("index").join(&case.name));
    let options = ReadOptions {
        columns: ColumnMap::new(&policy.columns)?,
        ..arguments.read.options()?
    };
    let place = IndexPlace::new(&index, &options, Reuse::Nothing);
    let results = audit::run(&case, &policy, &options, place, &Silent)?;
    // A cited file is read once; one that is gone has no pages, so its entry counts as missed.
    let cache: RefCell<BTreeMap<String, Vec<Page>>> = RefCell::default();
    let pages = |file: &str| -> Vec<Page> {
        cache
            .borrow_mut()
            .entry(file.to_owned())
            .or_insert_with(|| {
                store::read_file(&folder.join(file))
                    .map(|(bytes, _)| read::file(FileId(0), file, &bytes, &options).pages)
                    .unwrap_or_default()
            })
            .clone()
    };
    Ok(Scored {
        comparison: expected.compare(&results, &pages),
        clean_patients: expected.clean.len(),
        name: case.name,
    })
}

/// Sums facilities. One alone keeps its faults as they are; of several, each fault names its own.
fn sum(scored: Vec<Scored>) -> (Comparison, usize) {
    let clean_patients = scored.iter().map(|facility| facility.clean_patients).sum();
    let mut scored = scored;
    if scored.len() == 1 {
        let only = scored.pop().map(|facility| facility.comparison);
        return (only.unwrap_or_default(), clean_patients);
    }
    let mut all = Comparison::default();
    for facility in scored {
        all.add(&facility.name, facility.comparison);
    }
    (all, clean_patients)
}

/// Prints as JSON and returns the number of faults.
fn print_json(out: &mut impl Write, scored: Vec<Scored>) -> Result<usize> {
    let facilities: Vec<serde_json::Value> = scored
        .iter()
        .map(|facility| {
            let mut row = row(&facility.comparison.total());
            row["name"] = facility.name.as_str().into();
            row["clean_patients"] = facility.clean_patients.into();
            row["faults"] = facility.comparison.faults.len().into();
            row
        })
        .collect();
    let (all, clean_patients) = sum(scored);
    let rules: BTreeMap<&str, serde_json::Value> = all
        .rules
        .iter()
        .map(|(rule, score)| (rule.as_str(), row(score)))
        .collect();
    let json = serde_json::json!({
        "rules": rules,
        "total": row(&all.total()),
        "facilities": facilities,
        "clean_patients": clean_patients,
        "faults": all.faults,
    });
    writeln!(out, "{json}")?;
    Ok(all.faults.len())
}

/// Prints as tables and returns the number of faults.
fn print_text(out: &mut impl Write, scored: Vec<Scored>) -> Result<usize> {
    let by_facility: Vec<(String, RuleScore)> = scored
        .iter()
        .map(|facility| (facility.name.clone(), facility.comparison.total()))
        .collect();
    let (all, clean_patients) = sum(scored);
    header(out, "rule", 8)?;
    for (rule, score) in &all.rules {
        line(out, rule, 8, score)?;
    }
    line(out, "all", 8, &all.total())?;
    if by_facility.len() > 1 {
        let longest = by_facility.iter().map(|(name, _)| name.chars().count());
        let width = longest.max().unwrap_or_default().max(8);
        writeln!(out)?;
        header(out, "facility", width)?;
        for (name, score) in &by_facility {
            line(out, name, width, score)?;
        }
    }
    writeln!(out, "clean patients: {clean_patients}")?;
    for fault in &all.faults {
        writeln!(out, "{fault}")?;
    }
    Ok(all.faults.len())
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

fn header(out: &mut impl Write, name: &str, width: usize) -> Result<()> {
    writeln!(
        out,
        "{name:<width$} {:>9} {:>7} {:>5} {:>6} {:>12} {:>8}",
        "precision", "recall", "found", "missed", "false alarms", "unlisted"
    )?;
    Ok(())
}

fn line(out: &mut impl Write, name: &str, width: usize, score: &RuleScore) -> Result<()> {
    let share = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{share:.4}"));
    writeln!(
        out,
        "{name:<width$} {:>9} {:>7} {:>5} {:>6} {:>12} {:>8}",
        share(score.precision()),
        share(score.recall()),
        score.found,
        score.missed,
        score.false_alarms,
        score.unlisted
    )?;
    Ok(())
}
