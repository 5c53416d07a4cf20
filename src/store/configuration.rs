//! Finds and reads `chartproof.toml`, policy files and the correct-coding files they name.

use super::{StoreError, read_file};
use crate::policy::{Edits, FacilityFile};
use crate::read::edits::{self, EditsError};
use std::path::{Path, PathBuf};

/// The name of the configuration file at a case folder's root.
pub const CONFIGURATION: &str = "chartproof.toml";

/// Reads the case folder's own file, where it has one, and lays policy files over it in order.
pub fn load_facility_file(root: &Path, policies: &[PathBuf]) -> Result<FacilityFile, StoreError> {
    let own = root.join(CONFIGURATION);
    let mut file = if own.is_file() {
        load_policy_file(&own)?
    } else {
        FacilityFile::default()
    };
    for path in policies {
        file.overlay(load_policy_file(path)?);
    }
    Ok(file)
}

/// Reads one facility or policy file.
pub fn load_policy_file(path: &Path) -> Result<FacilityFile, StoreError> {
    let text = std::fs::read_to_string(path).map_err(|source| StoreError::Read {
        path: path.to_owned(),
        source,
    })?;
    let mut file = FacilityFile::parse(&text).map_err(|source| StoreError::Configuration {
        path: path.to_owned(),
        source,
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    for named in file.ncci.iter_mut().chain(&mut file.mue) {
        *named = folder.join(&named).to_string_lossy().into_owned();
    }
    Ok(file)
}

/// Reads CMS's files of pairs of codes and of most units.
pub fn load_edits(ncci: &[PathBuf], mue: &[PathBuf]) -> Result<Edits, StoreError> {
    let mut loaded = Edits::default();
    for path in ncci {
        let (bytes, _) = read_file(path)?;
        let table = edits::pairs(&file_name(path), &bytes).map_err(|why| refused(path, why))?;
        loaded.pairs.push(table);
    }
    for path in mue {
        let (bytes, _) = read_file(path)?;
        let table = edits::units(&file_name(path), &bytes).map_err(|why| refused(path, why))?;
        loaded.units.push(table);
    }
    Ok(loaded)
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn refused(path: &Path, source: EditsError) -> StoreError {
    StoreError::Edits {
        path: path.to_owned(),
        source,
    }
}
