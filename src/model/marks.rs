//! What a document shows of its making: page counts, versions, creation and print times, other

use serde::{Deserialize, Serialize};

/// What a document shows of its making: page counts, versions, creation and print times, other
/// people's identifiers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RecordMarks {}
