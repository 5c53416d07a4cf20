//! What a note of a service contains of what payers ask for: problem, intervention, response

use serde::{Deserialize, Serialize};

/// What a note of a service contains of what payers ask for: problem, intervention, response,
/// progress and plan, and how much of it speaks of the patient. Empty where not looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Elements {}
