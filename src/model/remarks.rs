//! What a note remarks on time and presence beside its stated times: late arrival, early

use serde::{Deserialize, Serialize};

/// What a note remarks on time and presence beside its stated times: late arrival, early
/// leaving, breaks, size of the group, passes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Remarks {}
