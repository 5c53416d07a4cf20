//! Collects what checks say, so that every check ends as pass, fail, warn, no-data or not
//! applicable and none of them is lost.

use super::Rule;
use crate::finding::{Finding, Outcome};
use std::collections::BTreeMap;

/// How often a rule ended which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
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
}

impl Checks {
    /// Records that a check passed.
    pub fn pass(&mut self, rule: &Rule) {
        self.tally(rule.code).pass += 1;
    }

    /// Records that a check did not apply.
    pub fn not_applicable(&mut self, rule: &Rule) {
        self.tally(rule.code).not_applicable += 1;
    }

    /// Records a finding.
    pub fn report(&mut self, finding: Finding) {
        let tally = self.tally(finding.rule);
        match finding.outcome {
            Outcome::Fail => tally.fail += 1,
            Outcome::Warn => tally.warn += 1,
            Outcome::NoData => tally.no_data += 1,
        }
        self.findings.push(finding);
    }

    /// Returns the findings so far.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
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
