//! `chartproof verify`: checks a report, or an appeal packet, against the sources.

use crate::audit::{self, Progress};
use crate::cli::exit::Exit;
use crate::cli::progress::shown_unless;
use crate::cli::read_arguments::ReadArguments;
use crate::cli::stdout;
use crate::policy::Policy;
use crate::read::ReadOptions;
use crate::read::table::ColumnMap;
use crate::report::verify::{Verified, write_json, write_text};
use crate::store::{self, CaseFolder};
use anyhow::bail;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Check every citation of a report against the sources
///
/// Opens every source that the report names and compares its SHA-256, and page, characters and
/// words of every citation. Also tells which of the report's own files were changed after they were
/// written. Ends with code 0 when everything holds, 1 when something does not, 2 when the job could
/// not be done. Given an appeal packet's NAME.manifest.json, it checks the packet's pages.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The folder that `chartproof audit` wrote, or a packet's manifest
    report: PathBuf,
    /// The case folder [default: the one that the report's manifest names]
    #[arg(long, value_name = "CASE")]
    case: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: VerifyFormat,
    #[command(flatten)]
    read: ReadArguments,
    /// Draw no progress
    #[arg(long)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum VerifyFormat {
    Text,
    Json,
}

/// Checks and prints.
pub(in crate::cli) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let progress = shown_unless(arguments.quiet);
    let progress = &*progress;
    let mut verified = if arguments.report.is_file() {
        of_packet(arguments, progress)?
    } else {
        of_report(arguments, progress)?
    };
    progress.stage("done", 0);
    verified.report = arguments.report.to_string_lossy().into_owned();
    match arguments.format {
        VerifyFormat::Text => write_text(&verified, &mut stdout::text())?,
        VerifyFormat::Json => write_json(&verified, &mut stdout::json())?,
    }
    Ok(if verified.holds() {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

fn of_report(arguments: &Arguments, progress: &dyn Progress) -> anyhow::Result<Verified> {
    let (manifest, sha256) = audit::read_manifest(&arguments.report)?;
    let settings = &manifest.settings;
    if settings.pdf_passwords > arguments.read.passwords() {
        bail!(
            "the audit was given {} for PDFs and the report keeps none; give the same with \
             `--pdf-password`",
            match settings.pdf_passwords {
                1 => "a password".to_owned(),
                count => format!("{count} passwords"),
            }
        );
    }
    let case = match &arguments.case {
        Some(case) => case.clone(),
        None => PathBuf::from(&manifest.case),
    };
    if arguments.case.is_none() && !case.exists() {
        bail!(
            "{}: the case is not where the report's manifest says; give its folder with `--case`",
            case.display()
        );
    }
    // A policy file may name columns; one that is gone is noted with what was checked.
    let policies = settings.policy.iter().map(|file| PathBuf::from(&file.path));
    let policies: Vec<PathBuf> = policies.filter(|path| path.is_file()).collect();
    let (folder, policy) = open(&case, &policies)?;
    let read = arguments.read.with_ocr(settings.ocr);
    let mut verified = audit::verify(
        &arguments.report,
        &manifest,
        &folder,
        &options(&read, policy.as_ref())?,
        progress,
    )?;
    if policy.is_none() {
        verified.notes.push(
            "the case's configuration cannot be read, so tables were read without its columns"
                .to_owned(),
        );
    }
    verified.case = case.to_string_lossy().into_owned();
    verified.manifest_sha256 = sha256;
    Ok(verified)
}

fn of_packet(arguments: &Arguments, progress: &dyn Progress) -> anyhow::Result<Verified> {
    let Some(case) = &arguments.case else {
        bail!("a packet's manifest names no case; give its folder with `--case`");
    };
    let (folder, policy) = open(case, &[])?;
    let options = options(&arguments.read, policy.as_ref())?;
    let mut verified = audit::verify_packet(&arguments.report, &folder, &options, progress)?;
    verified.case = case.to_string_lossy().into_owned();
    Ok(verified)
}

/// Opens the case. A configuration that was spoilt since is a change of a source to be told, not
/// an end of the job; then there is no policy.
fn open(case: &Path, policies: &[PathBuf]) -> anyhow::Result<(CaseFolder, Option<Policy>)> {
    match audit::open(case, policies) {
        Ok((folder, policy)) => Ok((folder, Some(policy))),
        Err(_) => Ok((store::discover(case)?, None)),
    }
}

fn options(read: &ReadArguments, policy: Option<&Policy>) -> anyhow::Result<ReadOptions> {
    let columns = match policy {
        Some(policy) => ColumnMap::new(&policy.columns)?,
        None => ColumnMap::default(),
    };
    Ok(ReadOptions {
        columns,
        ..read.options()?
    })
}
