//! Proof: a place in a source, or the statement of where was looked in vain.

use crate::text::{FileId, Span};
use serde::{Deserialize, Serialize};

/// What a piece of evidence does for its finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceRole {
    /// Shows that the finding is right.
    Supports,
    /// Speaks against the finding.
    Contradicts,
    /// Was searched, and the thing was not there.
    Searched,
}

impl EvidenceRole {
    /// Returns the role's name as used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Contradicts => "contradicts",
            Self::Searched => "searched",
        }
    }
}

/// One piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// Its role.
    pub role: EvidenceRole,
    /// The file.
    pub file: FileId,
    /// The place; `None` when a whole file was searched.
    pub span: Option<Span>,
}

impl Evidence {
    /// Cites a place that shows the finding.
    pub fn supports(span: Span) -> Self {
        Self {
            role: EvidenceRole::Supports,
            file: span.file,
            span: Some(span),
        }
    }

    /// Cites a place that speaks against the finding.
    pub fn contradicts(span: Span) -> Self {
        Self {
            role: EvidenceRole::Contradicts,
            file: span.file,
            span: Some(span),
        }
    }

    /// Cites a place that was searched in vain.
    pub fn searched(span: Span) -> Self {
        Self {
            role: EvidenceRole::Searched,
            file: span.file,
            span: Some(span),
        }
    }

    /// Names a whole file that was searched in vain.
    pub fn searched_file(file: FileId) -> Self {
        Self {
            role: EvidenceRole::Searched,
            file,
            span: None,
        }
    }

    /// Returns the cited place.
    pub fn place(&self) -> Option<Span> {
        self.span
    }
}
