//! `chartproof audit`: the main job.

mod again;
mod choices;

use again::Before;
use choices::{Choices, Noted, SETTLED};

use crate::audit::{self, IndexPlace, Progress, Reuse, Standing};
use crate::cli::exit::Exit;
use crate::cli::progress::{Stopwatch, shown_unless};
use crate::cli::read_arguments::ReadArguments;
use crate::cli::waiting::WaitArguments;
use crate::finding::{Outcome, Severity};
use crate::model::ServiceDate;
use crate::policy::{self, Policy, Selection};
use crate::read::ReadOptions;
use crate::read::table::ColumnMap;
use crate::report::manifest::{self, Command, HashedFile, Manifest, Settings};
use crate::report::{self, FindingRow, Format, Results};
use crate::rules::RULES;
use crate::scan::Lexicon;
use crate::store::{self, Browser, CaseFolder, OutputSet, StoreError, Written};
use crate::text::on_one_line;
use anyhow::{Context, bail};
use clap::Args;
use rayon::prelude::*;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Audit a case folder: charts, claims, authorizations, attendance, remittances
///
/// Writes report.html, summary.json, findings.jsonl, findings.csv, lines.jsonl, ledger.csv,
/// worklist.xlsx, worklist.csv and further tables, a manifest of them all, and a search index.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The case folder
    #[arg(required_unless_present = "from_manifest")]
    case: Option<PathBuf>,
    /// Folder for the results [default: reports/CASE-NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Folder for the search index [default: index/CASE-NAME]
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
    /// Run the audit again that a report's manifest.json notes, with the same choices, and end
    /// with code 2 and without writing anything if program, settings, a source or the results
    /// differ. CASE, `--policy`, `--ncci` and `--mue` then say where files lie now
    #[arg(long, value_name = "FILE", conflicts_with_all = SETTLED)]
    from_manifest: Option<PathBuf>,
    #[command(flatten)]
    choices: Choices,
    /// The browser to print with
    #[arg(long, value_name = "PATH")]
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

/// What is to be done, apart from where results go and how the work is done.
#[derive(Debug)]
struct Job {
    case: PathBuf,
    choices: Choices,
    read: ReadArguments,
    /// The audit that is run again, where it is one.
    before: Option<Before>,
}

impl Job {
    fn typed(arguments: &Arguments) -> Self {
        Self {
            // Without a manifest the command line holds a case.
            case: arguments.case.clone().unwrap_or_default(),
            choices: arguments.choices.clone(),
            read: arguments.read.with_ocr(false),
            before: None,
        }
    }

    /// Returns the command as the manifest notes it: of an audit that is run again, the first one's.
    fn command(&self, case: &CaseFolder) -> Command {
        if let Some(before) = &self.before {
            return before.command.clone();
        }
        let noted = Noted {
            case: self.case.clone(),
            choices: self.choices.clone(),
            ocr: self.read.reads_scans(),
        };
        Command {
            arguments: noted.arguments(),
            case_name: case.name.clone(),
        }
    }

    /// Returns the name of the case: of an audit that is run again, its name of then.
    fn case_name(&self) -> String {
        match &self.before {
            Some(before) => before.command.case_name.clone(),
            None => store::case_name(&self.case),
        }
    }

    /// Returns the case as the manifest names it.
    fn case_given(&self) -> String {
        match &self.before {
            Some(before) => before.manifest.case.clone(),
            None => self.case.to_string_lossy().into_owned(),
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
    if !arguments.no_cache {
        // What is kept is asked for only after the case was looked through, which takes longer.
        rayon::spawn(|| {
            store::program_sum();
        });
    }
    let job = match &arguments.from_manifest {
        Some(manifest) => again::job(manifest, arguments)?,
        None => Job::typed(arguments),
    };
    let choices = &job.choices;
    if arguments.browser.is_some() && !choices.pdf {
        bail!("`--browser`: there is nothing to print without `--pdf`");
    }
    let name = job.case_name();
    let index = arguments
        .index
        .clone()
        .unwrap_or_else(|| Path::new("index").join(&name));
    let (mut case, mut policy) = match arguments.no_cache {
        true => audit::open(&job.case, &choices.policy)?,
        false => audit::open_again(&job.case, &choices.policy, &index)?,
    };
    // Results carry it where no facility is named.
    case.name = name;
    audit::use_edits(&mut case, &mut policy, &choices.ncci, &choices.mue)?;
    policy.as_of = choices.as_of.or(policy.as_of);
    policy.chart_complete |= choices.chart_complete;
    policy.selection = Selection {
        select: choices.select.clone(),
        ignore: choices.ignore.clone(),
    };
    // Asked before anything is replaced: a case that changes now belongs to no report.
    let mut settings = settings(&job, &case, &policy)?;
    if let Some(before) = &job.before {
        before.hold_settings(&settings)?;
        settings = before.manifest.settings.clone();
    }
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| Path::new("reports").join(&case.name));
    let formats = choices.formats()?;
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

    let progress = shown_unless(arguments.quiet);
    let progress = &*progress;
    let stopwatch = Stopwatch::new(progress);
    let progress: &dyn Progress = &stopwatch;
    let options = ReadOptions {
        columns: ColumnMap::new(&policy.columns)?,
        ..job.read.options()?
    };
    let reuse = match arguments.no_cache {
        true => Reuse::Nothing,
        false => Reuse::Unchanged,
    };
    let command = job.command(&case);
    let told = serde_json::to_vec(&(
        (job.case_given(), &command, &settings),
        (policy.as_of, policy.chart_complete, &arguments.browser),
    ))?;
    let place = IndexPlace::new(&index, &options, reuse);
    if let Some(before) = audit::standing(&case, place, &told, &out) {
        write_timings(arguments, &stopwatch)?;
        if !arguments.quiet {
            progress.stage("done", 0);
            print_summary(&before.summary, &out)?;
        }
        return Ok(Exit::found(before.found));
    }
    let mut results = audit::run(&case, &policy, &options, place, progress)?;
    progress.stage("writing", 0);
    let set = OutputSet::begin(&out)?;
    let mut summary = Vec::new();
    let rows = report::finding_rows(&results);
    let (outputs, summed_up) = rayon::join(
        || write(&results, &rows, &set, &formats),
        || report::terminal::write(&results, &rows, &mut summary),
    );
    let mut outputs = outputs?;
    summed_up?;
    let printed = choices
        .pdf
        .then(|| print(arguments, &results, &rows, &out, &set))
        .transpose();
    outputs.extend(printed.as_ref().ok().cloned().flatten());
    let standing = Standing {
        summary,
        found: is_found(&results, choices.fail_on.map(Severity::from)),
    };
    // The process ends soon; to take apart all that is said of a whole facility first would take
    // longer than to write some of the outputs.
    std::mem::forget(rows);
    let manifest = Manifest::new(&mut results, job.case_given(), command, settings, outputs);
    if let Some(before) = &job.before {
        before.hold_results(&manifest)?;
    }
    let published = set.publish(manifest::FILE, |file| manifest.write(file))?;
    // Where a browser fails, the other results are written all the same.
    printed?;
    audit::leave(place, &told, published.sha256, standing.clone())?;
    write_timings(arguments, &stopwatch)?;
    if !arguments.quiet {
        progress.stage("done", 0);
        print_summary(&standing.summary, &out)?;
    }
    std::mem::forget((results, manifest, case));
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

/// Writes the outputs, several at once, and returns the sum of each in their order.
fn write(
    results: &Results,
    rows: &[FindingRow<'_>],
    set: &OutputSet,
    formats: &[Format],
) -> anyhow::Result<Vec<HashedFile>> {
    // Some take ten times as long as others: each is handed out by itself.
    let each = formats.par_iter().with_max_len(1).map(|format| {
        let name = format.file_name();
        let written = set.write(name, |writer| format.write(results, rows, writer))?;
        Ok(hashed(name, written))
    });
    // Of several faults the first is told, whichever was met first.
    let each: Vec<anyhow::Result<HashedFile>> = each.collect();
    each.into_iter().collect()
}

/// Prints the report by a browser.
fn print(
    arguments: &Arguments,
    results: &Results,
    rows: &[FindingRow<'_>],
    out: &Path,
    set: &OutputSet,
) -> anyhow::Result<HashedFile> {
    const NAME: &str = "report.pdf";
    let browser = Browser::find(arguments.browser.as_deref())?;
    let bytes = browser.print(out, |writer| Format::Html.write(results, rows, writer))?;
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
fn settings(job: &Job, case: &CaseFolder, policy: &Policy) -> anyhow::Result<Settings> {
    let hashed = |paths: &[PathBuf]| -> Result<Vec<HashedFile>, StoreError> {
        paths.iter().map(|path| audit::hashed(path)).collect()
    };
    // The case's own configuration may name files of edits, too.
    let file = store::load_facility_file(&job.case, &job.choices.policy)?;
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
        ocr: job.read.reads_scans(),
        pdf_passwords: job.read.passwords(),
        lexicon_sha256: Lexicon::embedded_sha256(),
        policy_tables_sha256: Some(policy::embedded_sha256()),
        // A case in an archive has no such file beside it.
        configuration_sha256: if own.is_file() {
            Some(store::read_file(&own)?.1)
        } else {
            None
        },
        policy: hashed(&job.choices.policy)?,
        ncci: hashed(&all(&file.ncci, &job.choices.ncci))?,
        mue: hashed(&all(&file.mue, &job.choices.mue))?,
        ..Settings::default()
    })
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
