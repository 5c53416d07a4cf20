//! `--from-manifest`: runs the audit again that a manifest notes, if everything that it rested on
//! is as it was.

use super::choices::Noted;
use super::{Arguments, Job};
use crate::audit;
use crate::cli::redaction;
use crate::report::manifest::{self, Command, Manifest, Settings};
use crate::rules::counted;
use crate::store;
use anyhow::{bail, ensure};
use std::path::{Path, PathBuf};

/// Most differences that are told one by one.
const SHOWN: usize = 20;

/// The audit before, as its manifest tells it.
#[derive(Debug)]
pub(super) struct Before {
    /// The manifest as given.
    path: PathBuf,
    pub(super) manifest: Manifest,
    pub(super) command: Command,
}

/// Returns the job that a manifest notes, with files where they are now. Fails when anything that
/// can be told without reading charts is not as it was.
pub(super) fn job(path: &Path, arguments: &Arguments) -> anyhow::Result<Job> {
    // The file itself may be named, or its folder.
    let folder = match path.file_name() {
        Some(name) if name == manifest::FILE && path.is_file() => path.parent(),
        _ => Some(path),
    };
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
    let (manifest, _) = audit::read_manifest(folder.unwrap_or(Path::new(".")))?;
    let noted = manifest.command.clone().and_then(|command| {
        let noted = Noted::read(&command.arguments)?;
        Some((command, noted))
    });
    let Some((command, noted)) = noted else {
        bail!(
            "{}: notes no command that this program can run again; run `chartproof audit` by hand",
            path.display()
        );
    };
    let case = arguments.case.clone().unwrap_or(noted.case);
    ensure!(
        arguments.case.is_some() || case.exists(),
        "{}: the case is not where the manifest says; give its folder before `--from-manifest`",
        case.display()
    );
    let choices = noted.choices.with_files_of(&arguments.choices)?;
    let before = Before {
        path: path.to_owned(),
        manifest,
        command,
    };
    let mut found = audit::unlike_program(&before.manifest);
    found.extend(audit::unlike_configuration(
        &before.manifest,
        &case,
        &choices.policy,
    )?);
    let folder = store::discover(&case)?;
    found.extend(audit::unlike_sources(&before.manifest, &folder));
    before.refuse(found)?;
    Ok(Job {
        case,
        choices,
        read: arguments.read.with_ocr(noted.ocr),
        before: Some(before),
    })
}

impl Before {
    /// Fails when the settings now are not those of then.
    pub(super) fn hold_settings(&self, now: &Settings) -> anyhow::Result<()> {
        let then = &self.manifest.settings;
        if then.pdf_passwords != now.pdf_passwords {
            bail!(
                "the audit was given {} for PDFs and its report keeps none; give the same with \
                 `--pdf-password`",
                counted(then.pdf_passwords, "password")
            );
        }
        self.refuse(audit::unlike_settings(then, now))
    }

    /// Fails when what was made now is not what was made then. A printed PDF holds the time of
    /// printing and is left out.
    pub(super) fn hold_results(&self, now: &Manifest) -> anyhow::Result<()> {
        self.refuse(audit::unlike_results(&self.manifest, now))
    }

    fn refuse(&self, found: Vec<audit::Unlike>) -> anyhow::Result<()> {
        if found.is_empty() {
            return Ok(());
        }
        let mut told = format!(
            "{}: the audit cannot be run again with the same result, and nothing was written",
            self.path.display()
        );
        for one in found.iter().take(SHOWN) {
            if let Some(path) = &one.path {
                redaction::hide_path(Path::new(path));
            }
            told.push_str(&format!("\n  {one}"));
        }
        if found.len() > SHOWN {
            told.push_str(&format!("\n  and {} more", found.len() - SHOWN));
        }
        bail!(told)
    }
}
