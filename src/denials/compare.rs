//! Compares refused lines with the authorization, point by point, from what the authorization
//! rules found.

use crate::finding::Finding;
use crate::ledger::LineRow;
use crate::model::LineId;
use crate::rules::Case;
use crate::text::{Known, known};
use serde::{Deserialize, Serialize};

/// The points of the comparison with the rules that judge each.
const POINTS: [(&str, &[&str]); 8] = [
    ("number", &["AUT-002", "AUT-003"]),
    ("decision", &["AUT-001", "AUT-010", "AUT-012", "AUT-013"]),
    ("dates", &["AUT-004"]),
    ("units", &["AUT-005", "AUT-011", "AUT-014"]),
    ("level", &["AUT-006", "AUT-015"]),
    ("code", &["AUT-007"]),
    ("provider", &["AUT-008"]),
    ("place", &["AUT-009"]),
];

/// One point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// What was compared: `dates`, `units`.
    #[serde(with = "known")]
    pub point: Known,
    /// The rule that found a difference; empty where there is none.
    #[serde(with = "known")]
    pub rule: Known,
    /// The difference in words; empty where there is none.
    pub difference: String,
}

/// Lines against their authorization.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Comparison {
    /// The authorization, in words; `None` where the files hold none for the lines.
    pub authorization: Option<String>,
    /// Every point in order; empty where there is nothing to compare.
    pub points: Vec<Compared>,
}

impl Comparison {
    /// Returns whether there is an authorization and it matches on every point.
    pub fn matches(&self) -> bool {
        self.authorization.is_some() && self.points.iter().all(|point| point.rule.is_empty())
    }
}

/// Compares lines of one claim with their authorization.
pub(crate) fn compare(
    case: &Case<'_>,
    rows: &[&LineRow],
    ids: &[LineId],
    findings: &[Finding],
) -> Comparison {
    let matched = rows.iter().find_map(|row| {
        let best = row.authorization.best();
        best.or_else(|| row.authorization.near.first().copied())
    });
    let authorization = matched
        .and_then(|index| case.record.authorizations.get(index))
        .map(|authorization| authorization.describe());
    let Some(first) = rows.first() else {
        return Comparison::default();
    };
    let claim = &case.ledger.claim(first.id).id;
    let numbers: Vec<u32> = rows
        .iter()
        .map(|row| case.ledger.service_line(row.id).number)
        .collect();
    let mut points: Vec<Compared> = Vec::new();
    for (point, rules) in POINTS {
        let found = findings
            .iter()
            .filter(|finding| rules.contains(&finding.rule))
            .find(|finding| finding.concerns(claim, &numbers, ids));
        match found {
            Some(finding) => points.push(Compared {
                point,
                rule: finding.rule,
                difference: finding.message.clone(),
            }),
            None if authorization.is_some() => points.push(Compared {
                point,
                rule: "",
                difference: String::new(),
            }),
            None => {}
        }
    }
    Comparison {
        authorization,
        points,
    }
}
