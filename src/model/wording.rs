//! How a note is worded, for telling copies, templates and other people's text.

use serde::{Deserialize, Serialize};

/// How a note is worded, for telling copies, templates and other people's text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wording {}
