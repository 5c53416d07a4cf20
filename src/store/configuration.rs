//! Finds and reads `chartproof.toml` and policy files.

use super::StoreError;
use crate::policy::FacilityFile;
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
    FacilityFile::parse(&text).map_err(|source| StoreError::Configuration {
        path: path.to_owned(),
        source,
    })
}
