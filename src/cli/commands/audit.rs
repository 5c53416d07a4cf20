//! `chartproof audit`: the main job.

use crate::audit::{self, IndexPlace, Progress, Reuse, Silent, Standing};
use crate::cli::exit::Exit;
use crate::cli::progress::{Bar, Stopwatch};
use crate::cli::read_arguments::ReadArguments;
use crate::cli::waiting::WaitArguments;
use crate::finding::{Outcome, Severity};
use crate::model::ServiceDate;
use crate::policy::{Policy, Selection};
use crate::read::ReadOptions;
use crate::read::table::ColumnMap;
use crate::report::manifest::{self, HashedFile, Manifest, Settings};
use crate::report::{self, Format, Results};
use crate::rules::RULES;
use crate::scan::Lexicon;
use crate::store::{self, Browser, CaseFolder, OutputSet, Written};
use crate::text::on_one_line;
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Audit a case folder: charts, claims, authorizations, attendance, remittances
///
/// Writes report.html, summary.json, findings.jsonl, findings.csv, lines.jsonl, ledger.csv,
/// worklist.xlsx, worklist.csv and further tables, a manifest of them all, and a search index.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The case folder
    case: PathBuf,
    /// Folder for the results [default: reports/CASE-NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Folder for the search index [default: index/CASE-NAME]
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
    /// The date the audit speaks for, 2026-04-15; overrides the case's own
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<ServiceDate>,
    /// A policy file laid over the case's chartproof.toml; may be given several times
    #[arg(long, value_name = "FILE")]
    policy: Vec<PathBuf>,
    /// A file of NCCI procedure-to-procedure edits as CMS publishes it (text or workbook, out of
    /// its zip archive); may be given several times
    #[arg(long, value_name = "FILE", num_args = 1..)]
    ncci: Vec<PathBuf>,
    /// A file of medically unlikely edits as CMS publishes it; may be given several times
    #[arg(long, value_name = "FILE", num_args = 1..)]
    mue: Vec<PathBuf>,
    /// Run only these rules: codes or families, separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,
    /// Leave out these rules: codes or families, separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Declare that the chart set is complete, so that absence is proof
    #[arg(long)]
    chart_complete: bool,
    /// End with exit code 1 when a failed or warned finding is at least this grave
    #[arg(long, value_name = "SEVERITY", value_enum)]
    fail_on: Option<FailOn>,
    /// Outputs to write: file names, or html, json, jsonl, csv, xlsx, separated by
    /// commas; all by default
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    format: Vec<String>,
    /// Print report.html as report.pdf too, by an installed browser (Chromium, Chrome, Edge, Brave)
    #[arg(long)]
    pdf: bool,
    /// The browser to print with
    #[arg(long, value_name = "PATH", requires = "pdf")]
    browser: Option<PathBuf>,
    /// Threads to use [default: one per core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Read every file anew and make the index anew, instead of taking over what unchanged files
    /// gave to the audit before
    #[arg(long)]
    no_cache: bool,
    /// Write how many seconds each stage took, as JSON, to this file
    #[arg(long, value_name = "FILE")]
    timings: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArguments,
    #[command(flatten)]
    wait: WaitArguments,
    /// Print no summary and draw no progress
    #[arg(long)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FailOn {
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

pub(super) fn date(text: &str) -> Result<ServiceDate, String> {
    ServiceDate::parse_iso(text).ok_or_else(|| "expected a date like 2026-04-15".to_owned())
}

/// Runs the audit and writes its results.
pub(in crate::cli) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    if let Some(threads) = arguments.threads {
        if threads == 0 {
            bail!("`--threads 0`: at least one thread is needed");
        }
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .context("the threads could not be started")?;
    }
    let (mut case, mut policy) = audit::open(&arguments.case, &arguments.policy)?;
    audit::use_edits(&mut case, &mut policy, &arguments.ncci, &arguments.mue)?;
    policy.as_of = arguments.as_of.or(policy.as_of);
    policy.chart_complete |= arguments.chart_complete;
    policy.selection = Selection {
        select: arguments.select.clone(),
        ignore: arguments.ignore.clone(),
    };
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| Path::new("reports").join(&case.name));
    let index = arguments
        .index
        .clone()
        .unwrap_or_else(|| Path::new("index").join(&case.name));
    let formats = formats(&arguments.format)?;
    store::create_output_folder(&out)?;
    store::check_index_folder(&index)?;
    // Every run takes them in this order, so that no two wait for each other.
    let _out_lock = arguments.wait.lock(&out)?;
    if is_same_folder(&out, &index) {
        bail!(
            "{}: results and index need folders of their own; name others with `--out` and \
             `--index`",
            out.display()
        );
    }
    let _index_lock = arguments.wait.lock(&index)?;

    let bar;
    let progress: &dyn Progress = if arguments.quiet {
        &Silent
    } else {
        bar = Bar::new();
        &bar
    };
    let stopwatch = Stopwatch::new(progress);
    let progress: &dyn Progress = &stopwatch;
    let options = ReadOptions {
        columns: ColumnMap::new(&policy.columns)?,
        ..arguments.read.options()?
    };
    let reuse = match arguments.no_cache {
        true => Reuse::Nothing,
        false => Reuse::Unchanged,
    };
    // Asked before anything is replaced: a case that changes now belongs to no report.
    let settings = settings(arguments, &case, &policy)?;
    let told = told(arguments, &policy, &settings, &formats)?;
    let place = IndexPlace::new(&index, &options, reuse);
    if let Some(before) = audit::standing(&case, place, &told, &out) {
        write_timings(arguments, &stopwatch)?;
        if !arguments.quiet {
            progress.stage("done", 0);
            print_summary(&before.summary, &out)?;
        }
        return Ok(Exit::found(before.found));
    }
    let results = audit::run(&case, &policy, &options, place, progress)?;
    progress.stage("writing", 0);
    let mut set = OutputSet::begin(&out)?;
    let mut outputs = write(&results, &mut set, &formats)?;
    let printed = arguments
        .pdf
        .then(|| print(arguments, &results, &out, &mut set))
        .transpose();
    outputs.extend(printed.as_ref().ok().cloned().flatten());
    let given = arguments.case.to_string_lossy().into_owned();
    let manifest = Manifest::new(&results, given, settings, outputs);
    let published = set.publish(manifest::FILE, |file| manifest.write(file))?;
    // Where a browser fails, the other results are written all the same.
    printed?;
    let mut standing = Standing {
        summary: Vec::new(),
        found: is_found(&results, arguments.fail_on.map(Severity::from)),
    };
    report::terminal::write(&results, &mut standing.summary)?;
    audit::leave(place, &told, published.sha256, standing.clone())?;
    write_timings(arguments, &stopwatch)?;
    if !arguments.quiet {
        progress.stage("done", 0);
        print_summary(&standing.summary, &out)?;
    }
    Ok(Exit::found(standing.found))
}

fn print_summary(summary: &[u8], out: &Path) -> anyhow::Result<()> {
    let mut stdout = anstream::stdout().lock();
    stdout.write_all(summary)?;
    writeln!(stdout, "Results: {}", on_one_line(&out.to_string_lossy()))?;
    Ok(())
}

fn write_timings(arguments: &Arguments, stopwatch: &Stopwatch<'_>) -> anyhow::Result<()> {
    let Some(path) = &arguments.timings else {
        return Ok(());
    };
    let stages: serde_json::Map<String, serde_json::Value> = stopwatch
        .seconds()
        .into_iter()
        .map(|(stage, seconds)| (stage.to_owned(), seconds.into()))
        .collect();
    let timings = serde_json::json!({"schema": "chartproof.timings/1", "stages": stages});
    store::write_atomically(path, |out| writeln!(out, "{timings}"))?;
    Ok(())
}

/// Returns everything that the results rest on besides the case's files.
fn told(
    arguments: &Arguments,
    policy: &Policy,
    settings: &Settings,
    formats: &[Format],
) -> anyhow::Result<Vec<u8>> {
    let told = (
        arguments.case.to_string_lossy(),
        (policy.as_of, policy.chart_complete),
        settings,
        arguments.fail_on.map(|severity| severity as u8),
        formats
            .iter()
            .map(|format| format.file_name())
            .collect::<Vec<_>>(),
        (arguments.pdf, &arguments.browser),
    );
    Ok(serde_json::to_vec(&told)?)
}

/// Writes the outputs and returns the sum of each.
fn write(
    results: &Results,
    set: &mut OutputSet,
    formats: &[Format],
) -> anyhow::Result<Vec<HashedFile>> {
    let each = formats.iter().map(|format| {
        let name = format.file_name();
        let written = set.write(name, |writer| format.write(results, writer))?;
        Ok(hashed(name, written))
    });
    each.collect()
}

/// Prints the report by a browser.
fn print(
    arguments: &Arguments,
    results: &Results,
    out: &Path,
    set: &mut OutputSet,
) -> anyhow::Result<HashedFile> {
    const NAME: &str = "report.pdf";
    let browser = Browser::find(arguments.browser.as_deref())?;
    let bytes = browser.print(out, |writer| Format::Html.write(results, writer))?;
    let written = set.write(NAME, |writer| writer.write_all(&bytes))?;
    Ok(hashed(NAME, written))
}

fn hashed(name: &str, written: Written) -> HashedFile {
    HashedFile {
        path: name.to_owned(),
        sha256: Some(written.sha256),
        bytes: written.bytes,
    }
}

/// Returns whether two paths lead to one folder; both are there.
fn is_same_folder(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Returns what the command line and the files it names set.
fn settings(arguments: &Arguments, case: &CaseFolder, policy: &Policy) -> anyhow::Result<Settings> {
    let hashed = |paths: &[PathBuf]| -> anyhow::Result<Vec<HashedFile>> {
        let each = paths.iter().map(|path| {
            let (bytes, sha256) = store::read_file(path)?;
            Ok(HashedFile {
                path: path.to_string_lossy().into_owned(),
                sha256: Some(sha256),
                bytes: bytes.len() as u64,
            })
        });
        each.collect()
    };
    // The case's own configuration may name files of edits, too.
    let file = store::load_facility_file(&arguments.case, &arguments.policy)?;
    let all = |named: &[String], given: &[PathBuf]| -> Vec<PathBuf> {
        named
            .iter()
            .map(PathBuf::from)
            .chain(given.iter().cloned())
            .collect()
    };
    let own = case.root.join(store::CONFIGURATION);
    let rules = RULES.iter().map(|rule| rule.code);
    Ok(Settings {
        rules: rules
            .filter(|code| policy.selection.includes(code))
            .map(str::to_owned)
            .collect(),
        ocr: arguments.read.reads_scans(),
        pdf_passwords: arguments.read.passwords(),
        lexicon_sha256: Lexicon::embedded_sha256(),
        // A case in an archive has no such file beside it.
        configuration_sha256: if own.is_file() {
            Some(store::read_file(&own)?.1)
        } else {
            None
        },
        policy: hashed(&arguments.policy)?,
        ncci: hashed(&all(&file.ncci, &arguments.ncci))?,
        mue: hashed(&all(&file.mue, &arguments.mue))?,
        ..Settings::default()
    })
}

fn formats(names: &[String]) -> anyhow::Result<Vec<Format>> {
    if names.is_empty() {
        return Ok(Format::ALL.to_vec());
    }
    let mut chosen = Vec::new();
    for name in names {
        let formats = Format::named(name);
        if formats.is_empty() {
            let known = Format::ALL.map(Format::file_name).join(", ");
            bail!("`--format {name}`: expected one of {known}, or html, json, jsonl, csv, xlsx");
        }
        chosen.extend(formats);
    }
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen)
}

/// Returns whether a file was lost or a finding is at least as grave as was asked for.
fn is_found(results: &Results, fail_on: Option<Severity>) -> bool {
    let lost = results
        .problems
        .iter()
        .any(|problem| problem.kind.loses_a_record());
    let grave = fail_on.is_some_and(|least| {
        results
            .findings
            .iter()
            .any(|finding| finding.outcome != Outcome::NoData && finding.severity >= least)
    });
    lost || grave
}
