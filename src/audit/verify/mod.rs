//! Checks a report against its manifest and its citations against the sources, so that an edit of
//! the report and an edit of a chart are each noticed and told apart.

pub(super) mod check;

use super::{AuditError, Progress};
use crate::read::ReadOptions;
use crate::report::Format;
use crate::report::manifest::{self, HashedFile, Manifest};
use crate::report::verify::{
    Broken, Change, ChangedFile, Citation, Verified, in_csv, in_html, in_json, in_packet,
};
use crate::scan::Lexicon;
use crate::store::{CaseFolder, StoreError, open_output, read_file, sum_of};
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

/// Reads a report's manifest and its SHA-256.
pub fn read_manifest(report: &Path) -> Result<(Manifest, String), AuditError> {
    let path = report.join(manifest::FILE);
    let (bytes, sha256) = match read_file(&path) {
        Err(StoreError::Read { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
            return Err(AuditError::NoManifest {
                path: report.to_owned(),
            });
        }
        read => read?,
    };
    let manifest = Manifest::parse(&String::from_utf8_lossy(&bytes))
        .map_err(|why| AuditError::Manifest { path, why })?;
    Ok((manifest, sha256))
}

/// Checks a report: its files against the manifest, and every place that they cite against the
/// sources. Fails only when the job cannot be done; whatever does not hold is in what is returned.
pub fn verify(
    report: &Path,
    manifest: &Manifest,
    case: &CaseFolder,
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Result<Verified, AuditError> {
    let mut verified = Verified {
        outputs: manifest.outputs.len(),
        sources: manifest.sources.len(),
        ..Verified::default()
    };
    let mut citations = Vec::new();
    let mut names: Vec<&str> = Format::ALL.iter().map(|one| one.file_name()).collect();
    names.extend(manifest.outputs.iter().map(|one| one.path.as_str()));
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let path = report.join(name);
        let written = manifest.outputs.iter().find(|one| one.path == name);
        let change = sum_of_output(&path, written)?;
        let is_gone = matches!(change, Some(Change::Gone));
        verified
            .changed_outputs
            .extend(change.map(|change| ChangedFile {
                path: name.to_owned(),
                change,
            }));
        // What another run left behind cites that run's sources.
        if written.is_some() && !is_gone {
            for row in cited(&path, name, &mut citations)? {
                verified.changed_outputs.push(ChangedFile {
                    path: name.to_owned(),
                    change: Change::Row(row),
                });
            }
        }
    }
    let checked = check::check(case, &manifest.sources, &citations, options, progress);
    verified.changed_sources = checked.changed;
    verified.citations = citations.len();
    verified.broken = broken(citations, checked.broken);
    verified.notes = notes(manifest, case)?;
    Ok(verified)
}

/// Checks an appeal packet's manifest: every page's source and every marked quote.
pub fn verify_packet(
    packet: &Path,
    case: &CaseFolder,
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Result<Verified, AuditError> {
    let (bytes, sha256) = read_file(packet)?;
    let mut citations = Vec::new();
    if !in_packet(&String::from_utf8_lossy(&bytes), &mut citations) {
        return Err(AuditError::Manifest {
            path: packet.to_owned(),
            why: "it lists no pages".to_owned(),
        });
    }
    let checked = check::check(case, &[], &citations, options, progress);
    Ok(Verified {
        manifest_sha256: sha256,
        citations: citations.len(),
        broken: broken(citations, checked.broken),
        ..Verified::default()
    })
}

fn broken(citations: Vec<Citation>, faults: check::Faults) -> Vec<Broken> {
    let mut citations: Vec<Option<Citation>> = citations.into_iter().map(Some).collect();
    let found = faults.into_iter().filter_map(|(index, fault)| {
        let citation = citations.get_mut(index)?.take()?;
        Some(Broken { citation, fault })
    });
    found.collect()
}

/// Returns how an output differs from what the manifest says of it; `None` where it does not, and
/// where neither knows of it.
fn sum_of_output(path: &Path, written: Option<&HashedFile>) -> Result<Option<Change>, StoreError> {
    let reader = open_output(path)?;
    let Some(written) = written else {
        return Ok(reader.map(|_| Change::NotNamed));
    };
    let Some(reader) = reader else {
        return Ok(Some(Change::Gone));
    };
    let Ok(actual) = sum_of(reader) else {
        return Ok(Some(Change::Unreadable));
    };
    let expected = written.sha256.clone().unwrap_or_default();
    Ok((actual != expected).then_some(Change::Bytes { expected, actual }))
}

/// Adds what an output cites and returns the rows of it that cannot be read.
fn cited(path: &Path, name: &str, found: &mut Vec<Citation>) -> Result<Vec<usize>, StoreError> {
    let Some(mut reader) = open_output(path)? else {
        return Ok(Vec::new());
    };
    let ending = name.rsplit('.').next().unwrap_or_default();
    Ok(match ending {
        "jsonl" => {
            let starts_notes = [Format::Lines, Format::Unbilled]
                .iter()
                .any(|format| format.file_name() == name);
            let mut unread = Vec::new();
            for (index, line) in reader.lines().enumerate() {
                let row = index + 1;
                let named = format!("{name}, line {row}");
                match line {
                    Ok(line) if in_json(&line, &named, starts_notes, found) => {}
                    _ => unread.push(row),
                }
            }
            unread
        }
        "csv" => in_csv(reader, name, found),
        "json" | "html" => {
            let mut text = String::new();
            if reader.read_to_string(&mut text).is_err() {
                return Ok(vec![1]);
            }
            if ending == "html" {
                in_html(&text, name, found);
                Vec::new()
            } else if in_json(&text, name, false, found) {
                Vec::new()
            } else {
                vec![1]
            }
        }
        _ => Vec::new(),
    })
}

/// Returns what breaks no citation and still sets this checking apart from the audit.
fn notes(manifest: &Manifest, case: &CaseFolder) -> Result<Vec<String>, StoreError> {
    let mut notes = Vec::new();
    let version = env!("CARGO_PKG_VERSION");
    if manifest.version != version {
        notes.push(format!(
            "the report is of chartproof {}, this is {version}, which may count characters of some \
             files otherwise",
            manifest.version
        ));
    }
    let settings = &manifest.settings;
    if settings.lexicon_sha256 != Lexicon::embedded_sha256() {
        notes.push("this program holds another lexicon than the one that was used".to_owned());
    }
    for file in settings
        .policy
        .iter()
        .chain(&settings.ncci)
        .chain(&settings.mue)
    {
        let sum = match open_output(&PathBuf::from(&file.path))? {
            Some(reader) => sum_of(reader).ok(),
            None => None,
        };
        if sum != file.sha256 {
            let how = if sum.is_some() {
                "was changed"
            } else {
                "is gone"
            };
            notes.push(format!(
                "{}, which the audit judged by, {how} since",
                file.path
            ));
        }
    }
    let known = |path: &str| manifest.sources.iter().any(|source| source.path == path);
    let added = case.files.iter().filter(|file| !known(&file.path)).count();
    if added > 0 {
        notes.push(format!(
            "{added} files are in the case now that the audit did not read"
        ));
    }
    Ok(notes)
}
