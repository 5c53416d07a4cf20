//! `chartproof packet`: the appeal packet of one claim.

use super::audit::date;
use crate::audit::{self, PacketRequest};
use crate::cli::exit::Exit;
use crate::cli::progress::shown_unless;
use crate::cli::read_arguments::ReadArguments;
use crate::cli::stdout;
use crate::cli::waiting::WaitArguments;
use crate::model::ServiceDate;
use crate::packet::{MANIFEST_ENDING, Packet, REVIEWER_ENDING};
use crate::read::ReadOptions;
use crate::read::table::ColumnMap;
use crate::rules::counted;
use crate::store::{OutputSet, SealError, SealTo, create_output_folder, read_file, seal_members};
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Bind the appeal packet of a claim as one PDF
///
/// Letter, comparison of authorization, claim and decision, chronology, exhibit index, and the
/// record's own pages with the cited words marked. Beside it are written NAME.manifest.json, by
/// which every page can be checked, and NAME.reviewer.txt: what speaks against the lines, what was
/// kept out and what is missing. The latter is for the reviewer and must not be sent.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The case folder
    case: PathBuf,
    /// The claim's number (CLM01)
    #[arg(long, value_name = "ID")]
    claim: String,
    /// The patient's record number, where several patients have a claim of that number
    #[arg(long, value_name = "KEY")]
    patient: Option<String>,
    /// Where to write the packet; else `packet-ID.pdf` in the case's folder under `reports`
    #[arg(long, value_name = "FILE.pdf")]
    out: Option<PathBuf>,
    /// A letter template in place of the usual one, which tells its own rules
    #[arg(long, value_name = "FILE")]
    letter: Option<PathBuf>,
    /// The letter's date, 2026-04-15; overrides the case's own
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<ServiceDate>,
    /// A policy file laid over the case's chartproof.toml; may be given several times
    #[arg(long, value_name = "FILE")]
    policy: Vec<PathBuf>,
    /// Write nothing in clear: seal the packet with its manifest to this recipient (age1…), as
    /// `FILE.pdf.age`, and the sheet for the reviewer apart from it; may be given several times
    #[arg(long, value_name = "RECIPIENT")]
    seal_to: Vec<String>,
    /// Seal to the recipients in this file, one a line; may be given several times
    #[arg(long, value_name = "FILE")]
    seal_recipients_file: Vec<PathBuf>,
    /// Seal with the passphrase on the one line of this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["seal_to", "seal_recipients_file"])]
    seal_passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArguments,
    #[command(flatten)]
    wait: WaitArguments,
    /// Draw no progress
    #[arg(long)]
    quiet: bool,
}

/// Makes the packet and writes its three files.
pub(in crate::cli) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let (case, mut policy) = audit::open(&arguments.case, &arguments.policy)?;
    policy.as_of = arguments.as_of.or(policy.as_of);
    // Asked before the work: whoever cannot be sealed to is told at once.
    let seal_to = arguments.seal_to()?;
    let letter = match &arguments.letter {
        Some(path) => Some(String::from_utf8_lossy(&read_file(path)?.0).into_owned()),
        None => None,
    };
    let progress = shown_unless(arguments.quiet);
    let progress = &*progress;
    let options = ReadOptions {
        columns: ColumnMap::new(&policy.columns)?,
        ..arguments.read.options()?
    };
    let request = PacketRequest {
        claim: arguments.claim.clone(),
        patient: arguments.patient.clone(),
        letter,
    };
    let packet = audit::packet(&case, &policy, &options, &request, progress)?;
    progress.stage("done", 0);
    let out = match &arguments.out {
        Some(out) => out.clone(),
        None => Path::new("reports")
            .join(&case.name)
            .join(format!("packet-{}.pdf", file_name(&arguments.claim))),
    };
    let folder = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let manifest = out.with_extension(MANIFEST_ENDING);
    let reviewer = out.with_extension(REVIEWER_ENDING);
    create_output_folder(folder)?;
    let _lock = arguments.wait.lock(folder)?;
    if let Some(seal_to) = &seal_to {
        return sealed(&packet, &out, seal_to);
    }
    let set = OutputSet::begin(folder)?;
    set.write(name_of(&reviewer), |file| {
        file.write_all(packet.reviewer.as_bytes())
    })?;
    set.write(name_of(&out), |file| file.write_all(&packet.pdf))?;
    set.publish(name_of(&manifest), |file| file.write_all(&packet.manifest))?;
    let mut stdout = stdout::text();
    writeln!(
        stdout,
        "{}: {}, {}",
        out.display(),
        counted(packet.pages, "page"),
        counted(packet.exhibits, "exhibit")
    )?;
    writeln!(stdout, "{}: where each page comes from", manifest.display())?;
    writeln!(
        stdout,
        "{}: for the reviewer only; {} kept out",
        reviewer.display(),
        counted(packet.kept_out, "page")
    )?;
    Ok(Exit::Clean)
}

impl Arguments {
    /// Returns whom the packet is sealed to, where it is.
    fn seal_to(&self) -> Result<Option<SealTo>, SealError> {
        let (files, passphrase) = (&self.seal_recipients_file, &self.seal_passphrase_file);
        if self.seal_to.is_empty() && files.is_empty() && passphrase.is_none() {
            return Ok(None);
        }
        SealTo::new(&self.seal_to, files, passphrase.as_deref()).map(Some)
    }
}

/// Writes the packet's files sealed. The sheet for the reviewer lies in a file of its own, so that
/// the other can be sent.
fn sealed(packet: &Packet, out: &Path, to: &SealTo) -> anyhow::Result<Exit> {
    let ending = |path: &Path| {
        let mut name = path.as_os_str().to_owned();
        name.push(".age");
        PathBuf::from(name)
    };
    let named = |path: &Path| name_of(path).to_string_lossy().into_owned();
    let (manifest, reviewer) = (
        out.with_extension(MANIFEST_ENDING),
        out.with_extension(REVIEWER_ENDING),
    );
    let members = [
        (named(out), &packet.pdf[..]),
        (named(&manifest), &packet.manifest[..]),
    ];
    let members = members
        .each_ref()
        .map(|(name, bytes)| (name.as_str(), *bytes));
    seal_members(&members, &ending(out), to)?;
    let sheet = named(&reviewer);
    seal_members(
        &[(&sheet, packet.reviewer.as_bytes())],
        &ending(&reviewer),
        to,
    )?;
    let mut stdout = stdout::text();
    writeln!(
        stdout,
        "{}: {}, {}, sealed with the manifest",
        ending(out).display(),
        counted(packet.pages, "page"),
        counted(packet.exhibits, "exhibit")
    )?;
    writeln!(
        stdout,
        "{}: sealed; for the reviewer only; {} kept out",
        ending(&reviewer).display(),
        counted(packet.kept_out, "page")
    )?;
    Ok(Exit::Clean)
}

fn name_of(path: &Path) -> &Path {
    Path::new(path.file_name().unwrap_or_default())
}

/// Returns a claim's number as part of a file's name.
fn file_name(claim: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    claim
        .chars()
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect()
}
