//! Staff as a roster lists them.

use super::PersonName;
use super::ServiceDate;
use crate::text::{FileId, Located, Span};
use serde::{Deserialize, Serialize};

/// One row of a staff roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffEntry {
    /// The file.
    pub file: FileId,
    /// The row.
    pub span: Span,
    /// Who.
    pub name: Located<PersonName>,
    /// Credentials or title as written, empty when none is given.
    pub credential: String,
    /// License number as written, empty when none is given.
    pub license: String,
    /// NPI as written, valid or not.
    pub npi: Option<Located<String>>,
    /// Supervisor as written, empty when none is given.
    pub supervisor: String,
    /// First day that the entry holds for, where stated.
    pub from: Option<ServiceDate>,
    /// Last day that the entry holds for, where stated.
    pub to: Option<ServiceDate>,
}
