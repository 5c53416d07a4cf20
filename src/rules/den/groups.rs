//! Joins the denials of one claim that have one reason and one route, so that each is said once.

use crate::finding::{Evidence, Finding};
use crate::ledger::{Denial, LineRow, Route};
use crate::model::{Money, ServiceDate};
use crate::policy::{Clock, ReasonClass, appeal_level};
use crate::rules::Case;
use crate::rules::billed_line::code_words;
use crate::rules::dates::counted;
use std::collections::{BTreeMap, BTreeSet};

/// Denials of one claim for one reason.
pub(crate) struct Group<'c> {
    /// Each denial with its line, in order.
    pub denials: Vec<(&'c Denial, &'c LineRow)>,
    /// What can still be done.
    pub route: Route,
}

/// Returns the patient's denials by claim, reason and route.
pub(crate) fn groups<'c>(case: &Case<'c>) -> Vec<Group<'c>> {
    let mut groups: BTreeMap<(usize, &str, u8, Option<ServiceDate>), Group<'c>> = BTreeMap::new();
    let mut rows = case.ledger.lines.iter();
    for denial in &case.ledger.denials {
        // Denials are in order of lines.
        let Some(row) = rows.find(|row| row.id == denial.line) else {
            continue;
        };
        let route = denial.route(row, case.policy, case.policy.as_of);
        let kind = match route {
            Route::Correct(_) => 0,
            Route::Appeal(_) => 1,
            Route::Over(_) => 2,
            Route::Unknown => 3,
        };
        let last = route.deadline().map(|deadline| deadline.last);
        let key = (denial.line.claim, denial.code.as_str(), kind, last);
        let group = groups.entry(key).or_insert_with(|| Group {
            denials: Vec::new(),
            route,
        });
        group.denials.push((denial, row));
    }
    groups.into_values().collect()
}

impl Group<'_> {
    /// Returns whether a correction is the answer: by the class of its reason, and for
    /// authorization and coverage only while a corrected claim is still accepted.
    pub(crate) fn is_technical(&self) -> bool {
        self.denials.first().is_some_and(|(denial, _)| {
            let class = denial.meaning.class;
            denial.is_technical()
                && (!matches!(class, ReasonClass::Authorization | ReasonClass::Coverage)
                    || matches!(self.route, Route::Correct(_) | Route::Unknown))
        })
    }

    /// Returns the class of the reason.
    pub(crate) fn class(&self) -> ReasonClass {
        let first = self.denials.first();
        first.map_or(ReasonClass::Unclassified, |(denial, _)| {
            denial.meaning.class
        })
    }

    /// Returns the amount refused.
    pub(crate) fn amount(&self) -> Money {
        self.denials.iter().map(|(denial, _)| denial.amount).sum()
    }

    /// Returns what was refused, for how much, why and when.
    pub(super) fn words(&self, case: &Case<'_>) -> String {
        let Some((first, _)) = self.denials.first() else {
            return String::new();
        };
        let codes: BTreeSet<String> = self
            .denials
            .iter()
            .map(|(_, row)| code_words(case.ledger.service_line(row.id)))
            .collect();
        let codes: Vec<String> = codes.into_iter().collect();
        let charge: Money = self
            .denials
            .iter()
            .map(|(_, row)| case.ledger.service_line(row.id).charge)
            .sum();
        format!(
            "the payer refused {} of {} billed for {} ({}) for {} ({}){}",
            self.amount().to_decimal(),
            charge.to_decimal(),
            codes.join(", "),
            counted(self.denials.len(), "line"),
            first.reason(),
            first.meaning.label(),
            first.notice.map_or_else(
                || " in a remittance without a date".to_owned(),
                |date| format!(" in the remittance of {date}")
            ),
        )
    }

    /// Returns until when what can be done, in words.
    pub(super) fn until(&self, case: &Case<'_>) -> String {
        match self.route {
            Route::Correct(deadline) => {
                let what = match deadline.clock {
                    Clock::Records => "send what was asked for",
                    Clock::Coordination => "send the claim to the payer whose turn it is",
                    _ => "send a corrected claim",
                };
                format!("{what} by {} ({})", deadline.safe, deadline.basis())
            }
            Route::Appeal(deadline) => {
                let rule = if deadline.last == deadline.safe {
                    String::new()
                } else {
                    format!("; the last day by the rule is {}", deadline.last)
                };
                format!(
                    "file the {} by {}{rule} ({})",
                    self.appeal_name(),
                    deadline.safe,
                    deadline.basis()
                )
            }
            Route::Over(deadline) => {
                format!("the last day was {} ({})", deadline.last, deadline.basis())
            }
            Route::Unknown => self.unknown_words(case),
        }
    }

    /// Returns why no last day is known.
    pub(super) fn unknown_words(&self, _case: &Case<'_>) -> String {
        let has_date = self
            .denials
            .iter()
            .all(|(denial, _)| denial.notice.is_some());
        if has_date {
            "no last day is known, since the payer's class is not; name it in chartproof.toml"
        } else {
            "no last day is known, since the remittance has no date"
        }
        .to_owned()
    }

    /// Returns the name of the next level of appeal.
    pub(crate) fn appeal_name(&self) -> &'static str {
        let first = self.denials.first();
        first
            .and_then(|(denial, row)| appeal_level(row.payer_class, denial.appeal_level()))
            .map_or("appeal", |level| level.name.as_str())
    }

    /// Places a finding on the group's claim, or on its line where it is one, with the places of
    /// the adjustments and of the lines.
    pub(super) fn place(&self, case: &Case<'_>, finding: Finding) -> Finding {
        let Some((_, first)) = self.denials.first() else {
            return finding;
        };
        let claim = case.ledger.claim(first.id);
        let mut finding = finding.on_claim(&claim.id);
        if let [(_, only)] = self.denials.as_slice() {
            finding.line = Some(case.ledger.service_line(only.id).number);
        }
        let days = || self.denials.iter().flat_map(|(_, row)| &row.days).copied();
        if let (Some(from), Some(to)) = (days().min(), days().max()) {
            finding = finding.from_to(from, to);
        }
        let mut evidence: Vec<Evidence> = Vec::new();
        for (denial, row) in self.denials.iter().take(4) {
            evidence.push(Evidence::supports(denial.span));
            evidence.push(case.line_evidence(row.id));
        }
        evidence.dedup();
        finding.with_all(evidence)
    }
}

/// Returns how many days lie between two dates, in words: `3 days`.
pub(super) fn days_words(days: i64) -> String {
    counted(usize::try_from(days.abs()).unwrap_or(usize::MAX), "day")
}
