//! Stable ids of findings, so that a reviewer's decision outlives a second run.

use super::Results;
use crate::finding::{Evidence, Finding};
use std::fmt;

/// A stable id, shown as 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FindingId(u64);

impl fmt::Display for FindingId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

impl FindingId {
    /// Returns the id that depends on what the finding is about, not on its wording.
    ///
    /// Hashed are rule, patient, claim, line, date and the place of the first evidence. Files count
    /// by path, since their numbers change when a file is added. `repeat` tells apart findings that
    /// agree in all of these, counting from 0 in listing order.
    pub(super) fn of(results: &Results, finding: &Finding, repeat: u32) -> Self {
        let mut parts = Vec::with_capacity(256);
        let mut part = |bytes: &[u8]| {
            // The length keeps "ab" + "c" apart from "a" + "bc".
            parts.extend((bytes.len() as u64).to_le_bytes());
            parts.extend(bytes);
        };
        part(finding.rule.as_bytes());
        part(finding.patient.as_deref().unwrap_or_default().as_bytes());
        part(finding.claim.as_deref().unwrap_or_default().as_bytes());
        part(&finding.line.unwrap_or_default().to_le_bytes());
        part(
            finding
                .date
                .map(|date| date.to_string())
                .unwrap_or_default()
                .as_bytes(),
        );
        if let Some(evidence) = finding.evidence.first() {
            part(results.path(evidence.file).as_bytes());
            if let Some(span) = Evidence::place(evidence) {
                part(&span.page.to_le_bytes());
                part(&span.start.to_le_bytes());
                part(&span.end.to_le_bytes());
            }
        }
        if repeat > 0 {
            part(&repeat.to_le_bytes());
        }
        let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(&parts).as_bytes();
        Self(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn an_id_changes_with_its_subject_and_not_with_its_words() {
        let results = sample::results();
        let finding = &results.findings[0];
        let id = FindingId::of(&results, finding, 0);
        assert_eq!(id.to_string().len(), 16);
        assert_eq!(FindingId(1).to_string(), "0000000000000001");

        let reworded = Finding {
            message: "Said otherwise.".to_owned(),
            ..finding.clone()
        };
        assert_eq!(FindingId::of(&results, &reworded, 0), id);
        let elsewhere = Finding {
            line: Some(99),
            ..finding.clone()
        };
        assert_ne!(FindingId::of(&results, &elsewhere, 0), id);
        assert_ne!(FindingId::of(&results, finding, 1), id);
    }
}
