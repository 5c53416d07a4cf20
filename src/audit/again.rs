//! Tells what has changed since an audit, so that it is run again only where that must give the
//! same results.

use super::Silent;
use super::verify::check;
use crate::policy;
use crate::read::ReadOptions;
use crate::report::manifest::{HashedFile, Manifest, Settings};
use crate::report::verify::{Change, short};
use crate::scan::Lexicon;
use crate::store::{CONFIGURATION, CaseFolder, StoreError, read_file};
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

/// Something that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlike {
    /// The file, where it is one.
    pub path: Option<String>,
    /// How it differs, as the end of a sentence that begins with the path; a whole one otherwise.
    pub how: String,
}

impl fmt::Display for Unlike {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(formatter, "{path}: {}", self.how),
            None => formatter.write_str(&self.how),
        }
    }
}

impl Unlike {
    fn file(path: impl Into<String>, how: impl Into<String>) -> Self {
        Self {
            path: Some(path.into()),
            how: how.into(),
        }
    }

    fn sums(path: impl Into<String>, then: &str, now: &str) -> Self {
        let sums = format!("(SHA-256 then {}, now {})", short(then), short(now));
        Self::file(path, format!("its bytes changed {sums}"))
    }

    fn plain(how: impl Into<String>) -> Self {
        Self {
            path: None,
            how: how.into(),
        }
    }
}

/// Returns how this program differs from the one that wrote a manifest.
pub fn unlike_program(then: &Manifest) -> Vec<Unlike> {
    let mut found = Vec::new();
    let version = env!("CARGO_PKG_VERSION");
    if then.version != version {
        let how = format!("chartproof {} then, {version} now", then.version);
        found.push(Unlike::plain(how));
    }
    let sums = [
        (
            "the program's indicators and assertion cues",
            Some(&then.settings.lexicon_sha256),
            Lexicon::embedded_sha256(),
        ),
        (
            "the program's policy packs and tables of codes",
            then.settings.policy_tables_sha256.as_ref(),
            policy::embedded_sha256(),
        ),
    ];
    for (what, then, now) in sums {
        let then = then.map_or("", String::as_str);
        if then != now {
            let sums = format!("(SHA-256 then {}, now {})", short(then), short(&now));
            found.push(Unlike::plain(format!("{what} are others {sums}")));
        }
    }
    found
}

/// Returns how the case's own configuration and the policy files laid over it differ. They are
/// summed before they are read: one that was changed need not be one that can be read.
pub fn unlike_configuration(
    then: &Manifest,
    case: &Path,
    policies: &[PathBuf],
) -> Result<Vec<Unlike>, StoreError> {
    let own = case.join(CONFIGURATION);
    let now = match own.is_file() {
        true => Some(read_file(&own)?.1),
        false => None,
    };
    let mut found: Vec<Unlike> = match (&then.settings.configuration_sha256, &now) {
        (then, now) if then == now => Vec::new(),
        (Some(then), Some(now)) => vec![Unlike::sums(CONFIGURATION, then, now)],
        (Some(_), None) => vec![Unlike::file(CONFIGURATION, "is gone")],
        (None, _) => vec![Unlike::file(CONFIGURATION, "was not there then")],
    };
    let now: Result<Vec<HashedFile>, StoreError> =
        policies.iter().map(|path| hashed(path)).collect();
    found.extend(unlike_lists("policy files", &then.settings.policy, &now?));
    Ok(found)
}

/// Returns a file's sum under the path by which it was given.
pub fn hashed(path: &Path) -> Result<HashedFile, StoreError> {
    let (bytes, sha256) = read_file(path)?;
    Ok(HashedFile {
        path: path.to_string_lossy().into_owned(),
        sha256: Some(sha256),
        bytes: bytes.len() as u64,
    })
}

/// Returns how a case's files differ.
pub fn unlike_sources(then: &Manifest, case: &CaseFolder) -> Vec<Unlike> {
    let checked = check::check(case, &then.sources, &[], &ReadOptions::default(), &Silent);
    let mut found: Vec<Unlike> = checked
        .changed
        .into_iter()
        .map(|file| match &file.change {
            Change::Bytes { expected, actual } => Unlike::sums(file.path, expected, actual),
            Change::Unreadable => Unlike::file(file.path, "can no longer be read"),
            _ => Unlike::file(file.path, "is gone"),
        })
        .collect();
    let known: BTreeSet<&str> = then.sources.iter().map(|file| file.path.as_str()).collect();
    let added = case
        .files
        .iter()
        .filter(|file| !known.contains(file.path.as_str()));
    found.extend(added.map(|file| Unlike::file(&file.path, "was not there then")));
    found
}

/// Returns how settings differ apart from where files lie.
pub fn unlike_settings(then: &Settings, now: &Settings) -> Vec<Unlike> {
    let mut found = unlike_lists("files of NCCI edits", &then.ncci, &now.ncci);
    found.extend(unlike_lists("files of MUE edits", &then.mue, &now.mue));
    let sets = |settings: &Settings| settings.rules.iter().cloned().collect::<BTreeSet<_>>();
    let (then, now) = (sets(then), sets(now));
    let differ: Vec<&str> = then
        .symmetric_difference(&now)
        .map(String::as_str)
        .collect();
    if !differ.is_empty() {
        let how = format!("other rules run than ran then: {}", differ.join(", "));
        found.push(Unlike::plain(how));
    }
    found
}

fn unlike_lists(what: &str, then: &[HashedFile], now: &[HashedFile]) -> Vec<Unlike> {
    if then.len() != now.len() {
        let how = format!("{what}: {} then, {} now", then.len(), now.len());
        return vec![Unlike::plain(how)];
    }
    let pairs = then.iter().zip(now);
    let differ = pairs.filter(|(then, now)| then.sha256 != now.sha256);
    let sum = |file: &HashedFile| file.sha256.clone().unwrap_or_default();
    differ
        .map(|(then, now)| Unlike::sums(&now.path, &sum(then), &sum(now)))
        .collect()
}

/// Returns how what was made now differs from what was made then. A printed report holds the time
/// of its printing and is not compared.
pub fn unlike_results(then: &Manifest, now: &Manifest) -> Vec<Unlike> {
    let compared = |file: &&HashedFile| !file.path.ends_with(".pdf");
    let of = |manifest: &Manifest| -> BTreeSet<HashedFile> {
        let outputs = manifest.outputs.iter().filter(compared);
        outputs.cloned().collect()
    };
    let (before, after) = (of(then), of(now));
    let names: BTreeSet<&str> = before
        .symmetric_difference(&after)
        .map(|file| file.path.as_str())
        .collect();
    let mut found: Vec<Unlike> = names
        .into_iter()
        .map(|name| Unlike::file(name, "comes out otherwise than it did then"))
        .collect();
    let (settings, sources) = (&then.settings, &then.sources);
    if found.is_empty() && (settings != &now.settings || sources != &now.sources) {
        found.push(Unlike::plain("the settings or sources came out otherwise"));
    }
    found
}
