//! `chartproof deidentify`: a report's findings and lines without who the patients are.

use crate::audit::{self, AuditError};
use crate::cli::exit::Exit;
use crate::cli::stdout;
use crate::cli::waiting::WaitArguments;
use crate::report::Format;
use crate::report::deidentified::{Deidentified, FILES, Key};
use crate::report::manifest::{self, HashedFile, Manifest};
use crate::rules::counted;
use crate::store::{self, OutputSet};
use anyhow::{bail, ensure};
use clap::Args;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

/// Write a report's findings and lines without names, numbers, quotes and true dates
///
/// For counsel or vendors who need to know what was found and not about whom. Record, member, claim
/// and note numbers and file paths become pseudonyms under a secret key; each patient's dates are
/// shifted by whole weeks (1 to 26 either way, never none); quotes, messages, names and every field
/// that is not known are dropped. This is NOT de-identification by Safe Harbor (45 CFR
/// 164.514(b)(2)): it is a limited data set (164.514(e)) at best, which needs a data use agreement,
/// or one for an expert to determine (164.514(b)(1)). README.txt beside the data says more.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The folder that `chartproof audit` wrote
    report: PathBuf,
    /// Folder for the results: a new or empty one, or one of this command
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// File of the secret key, made where there is none; the same key gives the same pseudonyms.
    /// Keep it from whoever receives the results
    #[arg(long, value_name = "FILE")]
    key_file: PathBuf,
    #[command(flatten)]
    wait: WaitArguments,
}

/// Reads the report and writes the set.
pub(in crate::cli) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let Arguments { report, out, .. } = arguments;
    let (manifest, sum) = audit::read_manifest(report)?;
    ensure!(
        !store::is_within(out, report) && !store::is_within(report, out),
        "{}: the results need a folder of their own, apart from the report's; name another with \
         `--out`",
        out.display()
    );
    ensure!(
        !store::is_within(&arguments.key_file, out)
            && !store::is_within(&arguments.key_file, report),
        "{}: a key must not lie with what it keeps secret; name another place with `--key-file`",
        arguments.key_file.display()
    );
    if !store::may_hold_deidentified(out)? {
        bail!(
            "{}: holds files that are not this command's; name a new folder with `--out`",
            out.display()
        );
    }
    for format in [Format::Findings, Format::Lines] {
        hold(report, format.file_name(), &manifest)?;
    }
    let key = key(&arguments.key_file)?;
    let mut set = Deidentified::new(&key);
    each_row(report, Format::Findings, |row| set.add_finding(row))?;
    each_row(report, Format::Lines, |row| set.add_line(row))?;
    set.sort();

    store::create_output_folder(out)?;
    let _lock = arguments.wait.lock(out)?;
    let files = OutputSet::begin(out)?;
    let mut outputs = Vec::new();
    for (place, name) in FILES.into_iter().enumerate() {
        let written = files.write(name, |file| set.write(place, file))?;
        outputs.push(HashedFile {
            path: name.to_owned(),
            sha256: Some(written.sha256),
            bytes: written.bytes,
        });
    }
    let vouching = set.manifest(&sum, outputs);
    files.publish(manifest::FILE, |file| vouching.write(file))?;
    let (findings, lines, left_out) = set.counts();
    let mut stdout = stdout::text();
    writeln!(
        stdout,
        "{}: {}, {}; {} left out",
        out.display(),
        counted(findings, "finding"),
        counted(lines, "line"),
        counted(left_out, "row")
    )?;
    writeln!(
        stdout,
        "Not de-identified by Safe Harbor: read {} before you share it.",
        out.join("README.txt").display()
    )?;
    Ok(Exit::Clean)
}

/// Fails where an output is not there as the audit wrote it.
fn hold(report: &Path, name: &str, manifest: &Manifest) -> anyhow::Result<()> {
    let path = report.join(name);
    let written = manifest.outputs.iter().find(|output| output.path == name);
    let sum = match store::open_output(&path)? {
        Some(reader) => store::sum_of(reader).ok(),
        None => None,
    };
    match written {
        Some(written) if sum.is_some() && sum == written.sha256 => Ok(()),
        _ => bail!(
            "{}: not there as the audit wrote it; run the audit again, with `--format jsonl` or \
             all outputs",
            path.display()
        ),
    }
}

fn each_row(report: &Path, format: Format, mut row: impl FnMut(&str)) -> Result<(), AuditError> {
    let path = report.join(format.file_name());
    for line in store::open_output(&path)?
        .into_iter()
        .flat_map(|reader| reader.lines())
    {
        let line = line.map_err(|source| store::StoreError::Read {
            path: path.clone(),
            source,
        })?;
        row(&line);
    }
    Ok(())
}

/// Reads the key, and makes it where there is none.
fn key(path: &Path) -> anyhow::Result<Key> {
    if store::read_secret(path)?.is_none() {
        store::create_secret(path, |random| Key::new(random).file())?;
    }
    let bytes = store::read_secret(path)?.unwrap_or_default();
    match Key::parse(&String::from_utf8_lossy(&bytes)) {
        Some(key) => Ok(key),
        None => bail!(
            "{}: not a key file of this command; name another with `--key-file`, which is made \
             where there is none",
            path.display()
        ),
    }
}
