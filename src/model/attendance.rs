//! Attendance sheets: who was in which session, from when to when.

use super::{Minute, PatientIdentity, ServiceDate};
use crate::text::{FileId, Span};
use serde::{Deserialize, Serialize};

/// What an attendance sheet says of one patient and session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttendanceStatus {
    /// Attended.
    Present,
    /// Absent, excused or not.
    Absent,
    /// Did not come.
    NoShow,
    /// Refused.
    Refused,
    /// On a pass or leave.
    Pass,
    /// Left without permission.
    Awol,
    /// In hospital or at a medical visit.
    Medical,
    /// Discharged before.
    Discharged,
    /// The program was closed.
    Closed,
    /// The mark could not be understood without the sheet's legend.
    Unclear,
}

/// One row of an attendance sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendanceEntry {
    /// The file.
    pub file: FileId,
    /// The row.
    pub span: Span,
    /// Who.
    pub patient: PatientIdentity,
    /// When.
    pub date: ServiceDate,
    /// The session's name, empty when the sheet covers the day as a whole.
    pub session: String,
    /// Time in.
    pub time_in: Option<Minute>,
    /// Time out.
    pub time_out: Option<Minute>,
    /// Minutes as stated, else time out − time in.
    pub minutes: Option<u32>,
    /// The status.
    pub status: AttendanceStatus,
}
