//! Removes reports and appeal packets that this program wrote, and nothing else.

use super::lock::LOCK;
use super::output::PART;
use super::{StoreError, read_file};
use crate::packet;
use crate::report::{Format, deidentified, manifest};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What was removed of one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedReport {
    /// How many files were removed.
    pub removed: usize,
    /// How many files and folders are left, since they are none that this program writes. The
    /// folder itself is removed when there are none.
    pub left: usize,
}

/// Finds folders that carry a manifest of this program: the folder itself, else those directly in
/// it.
pub fn find_reports(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    if is_report(folder) {
        return Ok(vec![folder.to_owned()]);
    }
    let mut found: Vec<PathBuf> = paths_in(folder)
        .unwrap_or_default()
        .into_iter()
        .filter(|path| path.is_dir() && !path.is_symlink() && is_report(path))
        .collect();
    found.sort();
    if found.is_empty() {
        return Err(StoreError::NoReports {
            path: folder.to_owned(),
        });
    }
    Ok(found)
}

/// Removes the files of a report and of the packets beside it. Whoever calls this holds the
/// folder's lock.
///
/// What goes is known by the names that this program gives, never by what a manifest lists: a
/// manifest may have been changed.
pub fn remove_report(folder: &Path) -> Result<RemovedReport, StoreError> {
    let failed = |source| StoreError::Write {
        path: folder.to_owned(),
        source,
    };
    if !is_report(folder) {
        return Err(StoreError::NoReports {
            path: folder.to_owned(),
        });
    }
    let paths = paths_in(folder).map_err(failed)?;
    let mut gone = BTreeSet::new();
    // Manifests go last: a removal that is stopped can be taken up again.
    let mut marks = Vec::new();
    for path in &paths {
        let name = name_of(path);
        if is_audit_manifest(path) {
            marks.push(path.clone());
            let outputs = Format::ALL.iter().map(|format| format.file_name());
            gone.extend(outputs.chain(["report.pdf"]).map(|name| folder.join(name)));
        } else if is_deidentified_manifest(path) {
            marks.push(path.clone());
            gone.extend(deidentified::FILES.map(|name| folder.join(name)));
        } else if is_packet_manifest(path) {
            marks.push(path.clone());
            let stem = name.strip_suffix(packet::MANIFEST_ENDING);
            let stem = stem.unwrap_or_default();
            let endings = ["pdf", packet::REVIEWER_ENDING];
            gone.extend(endings.map(|ending| folder.join(format!("{stem}{ending}"))));
        } else if name.ends_with(PART) {
            gone.insert(path.clone());
        }
    }
    let mut removed = 0;
    for path in gone.iter().filter(|path| path.is_file()).chain(&marks) {
        std::fs::remove_file(path).map_err(failed)?;
        removed += 1;
    }
    let left = paths_in(folder).map_err(failed)?;
    let left = left.iter().filter(|path| name_of(path) != LOCK).count();
    if left == 0 {
        std::fs::remove_dir_all(folder).map_err(failed)?;
    }
    Ok(RemovedReport { removed, left })
}

fn is_report(folder: &Path) -> bool {
    let paths = paths_in(folder).unwrap_or_default();
    paths.iter().any(|path| {
        is_audit_manifest(path) || is_deidentified_manifest(path) || is_packet_manifest(path)
    })
}

/// Returns whether a set of de-identified rows may be written to a folder: it is not there, holds
/// nothing, or holds such a set.
pub fn may_hold_deidentified(folder: &Path) -> Result<bool, StoreError> {
    let paths = match paths_in(folder) {
        Ok(paths) => paths,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(true),
        Err(source) => {
            return Err(StoreError::Read {
                path: folder.to_owned(),
                source,
            });
        }
    };
    let passing = |path: &PathBuf| name_of(path) == LOCK || name_of(path).ends_with(PART);
    Ok(paths.iter().all(passing) || paths.iter().any(|path| is_deidentified_manifest(path)))
}

fn is_audit_manifest(path: &Path) -> bool {
    name_of(path) == manifest::FILE
        && text_of(path).is_some_and(|text| manifest::Manifest::parse(&text).is_ok())
}

fn is_deidentified_manifest(path: &Path) -> bool {
    name_of(path) == manifest::FILE
        && text_of(path).is_some_and(|text| deidentified::Manifest::is_one(&text))
}

fn is_packet_manifest(path: &Path) -> bool {
    let schema = |text: String| {
        let value: serde_json::Value = serde_json::from_str(&text).ok()?;
        Some(value.get("schema")?.as_str()? == packet::SCHEMA)
    };
    let is_named = name_of(path)
        .strip_suffix(packet::MANIFEST_ENDING)
        .is_some_and(|stem| stem.ends_with('.'));
    is_named && text_of(path).and_then(schema) == Some(true)
}

fn text_of(path: &Path) -> Option<String> {
    let (bytes, _) = read_file(path).ok()?;
    String::from_utf8(bytes).ok()
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn paths_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: &str = "{\"schema\":\"chartproof.packet/1\",\"pages\":[]}";

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn only_what_this_program_writes_goes() {
        let folder = folder(&[
            ("packet-1.manifest.json", PACKET),
            ("packet-1.pdf", "-"),
            ("packet-1.reviewer.txt", "-"),
            ("packet-2.pdf", "of somebody else"),
            ("summary.json", "no audit's manifest is beside it"),
            ("a.manifest.json", "{\"schema\":\"other/1\"}"),
            ("x.chartproof.part", "half"),
        ]);
        let removed = remove_report(folder.path()).unwrap();
        assert_eq!(
            removed,
            RemovedReport {
                removed: 4,
                left: 3
            }
        );
        assert!(folder.path().join("packet-2.pdf").is_file());
        assert!(matches!(
            remove_report(folder.path()),
            Err(StoreError::NoReports { .. })
        ));
    }

    #[test]
    fn a_folder_without_a_mark_is_left_alone() {
        let folder = folder(&[("manifest.json", "{}"), ("report.html", "-")]);
        assert!(matches!(
            find_reports(folder.path()),
            Err(StoreError::NoReports { .. })
        ));
        let parent = tempfile::tempdir().unwrap();
        for name in ["b", "a"] {
            std::fs::create_dir(parent.path().join(name)).unwrap();
            std::fs::write(parent.path().join(name).join("p.manifest.json"), PACKET).unwrap();
        }
        std::fs::create_dir(parent.path().join("c")).unwrap();
        let found: Vec<String> = find_reports(parent.path())
            .unwrap()
            .iter()
            .map(|path| name_of(path))
            .collect();
        assert_eq!(found, ["a", "b"]);
    }
}
