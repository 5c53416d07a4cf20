//! Census and leave logs: from when to when a patient was admitted or away.

use super::{AttendanceStatus, LevelOfCare, Minute, PatientIdentity, ServiceDate};
use crate::text::{FileId, Located, Span};
use serde::{Deserialize, Serialize};

/// What a row of a census or leave log speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StayKind {
    /// Admission to discharge.
    Admitted,
    /// Away from the program, with the reason as an attendance status.
    Away(AttendanceStatus),
}

/// One row of a census or leave log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StayEntry {
    /// The file.
    pub file: FileId,
    /// The row.
    pub span: Span,
    /// Who.
    pub patient: PatientIdentity,
    /// Admitted or away.
    pub kind: StayKind,
    /// The day of admission or of leaving; `None` when the row does not say.
    pub from: Option<ServiceDate>,
    /// The time of it, where stated.
    pub from_time: Option<Minute>,
    /// The day of discharge or of return; `None` = not yet, or not said.
    pub to: Option<ServiceDate>,
    /// The time of it, where stated.
    pub to_time: Option<Minute>,
    /// Level of care, where the text could be mapped.
    pub level: Option<LevelOfCare>,
    /// Level of care as written.
    pub level_text: Option<Located<String>>,
    /// Unit and bed as written, empty when none is given.
    pub place: String,
    /// Disposition or reason as written, empty when none is given.
    pub reason: String,
}

impl StayEntry {
    /// Returns whether the patient was away, or already discharged, on the whole of a day.
    ///
    /// The days of leaving and of return are not whole: the patient was there for part of them.
    /// A leave without a return covers nothing, since when it ended is not known.
    pub fn is_gone_all_day(&self, date: ServiceDate) -> bool {
        match (self.kind, self.from, self.to) {
            (StayKind::Away(_), Some(from), Some(to)) => from < date && date < to,
            (StayKind::Admitted, _, Some(to)) => to < date,
            _ => false,
        }
    }
}
