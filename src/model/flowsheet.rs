//! What a flowsheet records: one measure at one time.

use super::{Minute, ServiceDate};
use crate::text::Located;
use serde::{Deserialize, Serialize};

/// What a row of a flowsheet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlowsheetPart {
    /// One item of a scale, or one reading: a tremor score, a blood pressure, a dose.
    Item,
    /// The sum of a scale's items.
    Total,
    /// Who took the reading.
    Initials,
}

/// One cell of a flowsheet with what it measures and when. `Debug` prints no words of the chart
/// but the measure's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowsheetRow {
    /// The date of the reading, where the table or the note says it.
    pub date: Option<ServiceDate>,
    /// The time of the reading, where the table says it.
    pub time: Option<Minute>,
    /// What is measured, as the table heads it: `Tremor`, `BP`.
    pub measure: Located<String>,
    /// The reading as written: `3`, `148/92`, `HELD`.
    pub value: Located<String>,
    /// What kind of row it is.
    pub part: FlowsheetPart,
}

impl FlowsheetRow {
    /// Returns the reading as a whole number, where it is one.
    pub fn number(&self) -> Option<u32> {
        self.value.value.trim().parse().ok()
    }
}
