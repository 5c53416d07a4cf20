//! Collects what checks say, so that every check ends as pass, fail, warn, no-data or not
//! applicable and none of them is lost.

use super::{Rule, find};
use crate::finding::{Finding, Outcome};
use crate::ledger::{PatientRecord, Supply};
use crate::model::{Claim, ServiceDate};
use crate::problem::TableGuess;
use crate::text::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// How often a rule ended which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tally {
    /// Checks that passed.
    pub pass: u64,
    /// Checks that failed.
    pub fail: u64,
    /// Checks that warned.
    pub warn: u64,
    /// Checks that lacked an input.
    pub no_data: u64,
    /// Checks that did not apply.
    pub not_applicable: u64,
}

impl Tally {
    /// Adds another count, ending by ending.
    pub fn add(&mut self, other: Self) {
        self.pass += other.pass;
        self.fail += other.fail;
        self.warn += other.warn;
        self.no_data += other.no_data;
        self.not_applicable += other.not_applicable;
    }
}

/// The findings and tallies of some rules over some patients.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checks {
    findings: Vec<Finding>,
    tallies: BTreeMap<&'static str, Tally>,
    unread_pages: u32,
    unread_files: Vec<String>,
    unread_tables: Vec<(TableGuess, String)>,
    unplaced: BTreeMap<ServiceDate, String>,
    uncharged: BTreeMap<usize, String>,
}

/// Returns the claims, by place, of files in which no line of the patient states a charge.
fn uncharged(record: &PatientRecord) -> BTreeMap<usize, String> {
    let states = |claim: &Claim| {
        let mut lines = claim.lines.iter();
        lines.any(|line| !line.details.is_charge_unknown)
    };
    let charged: BTreeSet<FileId> = record
        .claims
        .iter()
        .filter(|claim| states(claim) || claim.lines.is_empty())
        .map(|claim| claim.file)
        .collect();
    // A number that a charged claim bears as well names that one.
    let is_charged = |claim: &Claim| charged.contains(&claim.file);
    let named: BTreeSet<&str> = record
        .claims
        .iter()
        .filter(|claim| is_charged(claim))
        .map(|claim| claim.id.as_str())
        .collect();
    let claims = record.claims.iter().enumerate();
    claims
        .filter(|(_, claim)| !is_charged(claim) && !named.contains(claim.id.as_str()))
        .map(|(index, claim)| (index, claim.id.clone()))
        .collect()
}

impl Checks {
    /// Returns an empty collection for a patient, of whose chart parts may not have been read.
    pub fn of(record: &PatientRecord) -> Self {
        Self {
            unread_pages: record.unread_pages,
            unread_files: record.unread_files.clone(),
            unread_tables: record.unread_tables.clone(),
            unplaced: record.unplaced.clone(),
            uncharged: uncharged(record),
            ..Self::default()
        }
    }

    /// Records that a check passed.
    pub fn pass(&mut self, rule: &Rule) {
        self.tally(rule.code).pass += 1;
    }

    /// Records that a check did not apply.
    pub fn not_applicable(&mut self, rule: &Rule) {
        self.tally(rule.code).not_applicable += 1;
    }

    /// Records a finding. One that rests on absence never fails where pages of the chart were not
    /// read; where a file that may hold its notes was lost, or notes of its days in the patient's
    /// files name nobody, nothing is known.
    pub fn report(&mut self, mut finding: Finding) {
        let rests_on_absence = find(finding.rule).is_some_and(|rule| rule.rests_on_absence);
        if self.unread_pages > 0 && rests_on_absence {
            if finding.outcome == Outcome::Fail {
                finding.outcome = Outcome::Warn;
                finding.confidence = finding.confidence.min(70);
            }
            finding.message.push_str(&match self.unread_pages {
                1 => "; 1 page that may belong to this chart could not be read".to_owned(),
                pages => {
                    format!("; {pages} pages that may belong to this chart could not be read")
                }
            });
        }
        if rests_on_absence && let Some(doubt) = self.doubt(&finding) {
            finding.outcome = Outcome::NoData;
            finding.confidence = 100;
            finding.at_risk.clear();
            finding.message.push_str(&doubt);
        }
        let tally = self.tally(finding.rule);
        match finding.outcome {
            Outcome::Fail => tally.fail += 1,
            Outcome::Warn => tally.warn += 1,
            Outcome::NoData => tally.no_data += 1,
        }
        self.findings.push(finding);
    }

    /// Returns why what a finding did not find may stand where it could not be looked for.
    fn doubt(&self, finding: &Finding) -> Option<String> {
        if let [first, more @ ..] = self.unread_files.as_slice() {
            let others = match more.len() {
                0 => String::new(),
                1 => " and 1 other file".to_owned(),
                count => format!(" and {count} other files"),
            };
            return Some(format!("; {first}{others} could not be read and may tell"));
        }
        if let Some(path) = self.unread_supply(finding) {
            return Some(format!("; {path} could not be read and may tell"));
        }
        if self.is_uncharged(finding) {
            return Some(
                "; the claim stands in a table that states no charge, which may be a list of \
                 visits and not of what was billed"
                    .to_owned(),
            );
        }
        let from = finding.date?;
        let to = finding.date_to.unwrap_or(from).max(from);
        let (day, path) = self.unplaced.range(from..=to).next()?;
        Some(format!(
            "; {path} holds a note of {day} that names no patient"
        ))
    }

    /// Returns the path of a table that was not understood and may be of a kind of source that the
    /// finding's rule needs.
    fn unread_supply(&self, finding: &Finding) -> Option<&str> {
        let needs = find(finding.rule)?.needs;
        let mut tables = self.unread_tables.iter();
        let found = tables.find(|(guess, _)| needs.contains(&Supply::guessed(*guess)))?;
        Some(&found.1)
    }

    /// Returns whether a finding speaks only of claims of tables that state no charge.
    fn is_uncharged(&self, finding: &Finding) -> bool {
        if self.uncharged.is_empty() {
            return false;
        }
        let mut at_risk = finding.at_risk.iter().map(|risk| risk.line.claim);
        match &finding.claim {
            Some(id) => self.uncharged.values().any(|other| other == id),
            None => {
                !finding.at_risk.is_empty()
                    && at_risk.all(|claim| self.uncharged.contains_key(&claim))
            }
        }
    }

    /// Returns the findings so far.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Takes back what a rule said.
    pub fn take_back(&mut self, code: &str) {
        self.findings.retain(|finding| finding.rule != code);
        self.tallies.remove(code);
    }

    /// Takes another collection in.
    pub fn merge(&mut self, other: Self) {
        self.findings.extend(other.findings);
        for (code, tally) in other.tallies {
            self.tally(code).add(tally);
        }
    }

    /// Returns findings and tallies.
    pub fn into_parts(self) -> (Vec<Finding>, BTreeMap<&'static str, Tally>) {
        (self.findings, self.tallies)
    }

    fn tally(&mut self, code: &'static str) -> &mut Tally {
        self.tallies.entry(code).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RULES;

    fn outcome(code: &str, unread_pages: u32) -> (Outcome, bool) {
        let rule = RULES
            .iter()
            .find(|rule| rule.code == code)
            .expect("a rule of this code");
        let mut checks = Checks::of(&PatientRecord {
            unread_pages,
            ..PatientRecord::default()
        });
        checks.report(rule.finding(Outcome::Fail, "found nothing".to_owned()));
        let finding = &checks.findings()[0];
        (
            finding.outcome,
            finding.message.contains("could not be read"),
        )
    }

    #[test]
    fn absence_never_fails_a_chart_with_unread_pages() {
        assert_eq!(outcome("DOC-001", 0), (Outcome::Fail, false));
        assert_eq!(outcome("DOC-001", 2), (Outcome::Warn, true));
        assert_eq!(outcome("PLN-001", 1), (Outcome::Warn, true));
        // Two claims that contradict each other do so whatever the chart says.
        assert_eq!(outcome("COD-001", 2), (Outcome::Fail, false));
    }

    #[test]
    fn absence_is_not_known_while_a_file_that_may_hold_notes_is_lost() {
        let day = ServiceDate::new(2026, 3, 3).expect("a date");
        let lost = PatientRecord {
            unread_files: vec!["notes.csv".to_owned()],
            ..PatientRecord::default()
        };
        let unplaced = PatientRecord {
            unplaced: BTreeMap::from([(day, "chart.html".to_owned())]),
            ..PatientRecord::default()
        };
        let unread = PatientRecord {
            unread_tables: vec![(TableGuess::Authorizations, "um.csv".to_owned())],
            ..PatientRecord::default()
        };
        for (record, code, date, expected) in [
            (&lost, "DOC-001", day, Outcome::NoData),
            (&lost, "COD-001", day, Outcome::Fail),
            (&unplaced, "DOC-001", day, Outcome::NoData),
            (&unplaced, "DOC-001", day.plus_days(1), Outcome::Fail),
            (&PatientRecord::default(), "DOC-001", day, Outcome::Fail),
            (&unread, "AUT-001", day, Outcome::NoData),
            (&unread, "DOC-001", day, Outcome::Fail),
        ] {
            let rule = find(code).expect("a rule of this code");
            let mut checks = Checks::of(record);
            let finding = rule.finding(Outcome::Fail, "found nothing".to_owned());
            checks.report(finding.dated(date));
            let finding = &checks.findings()[0];
            assert_eq!(finding.outcome, expected, "{code} {}", finding.message);
        }
    }
}
