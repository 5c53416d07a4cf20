//! Takes over what was said of a patient whose facts, and everything else that was judged by, are
//! what they were.

use super::outcome::{Assembled, PatientOutcome};
use super::voice::Heard;
use crate::finding::Finding;
use crate::ledger::{Basis, Export, PatientRecord};
use crate::policy::Policy;
use crate::rules::{RULES, Rule};
use crate::store::Memory;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What was said before, and what every patient is judged by.
pub(super) struct Remembered<'m> {
    memory: Option<&'m Memory>,
    /// The policy, and what the whole export holds.
    shared: Option<Basis>,
    rules: BTreeMap<&'static str, &'static Rule>,
}

impl<'m> Remembered<'m> {
    /// Tells what every patient is judged by. Without a memory, everything is judged.
    pub(super) fn new(
        memory: Option<&'m Memory>,
        export: Option<&Export>,
        policy: &Policy,
    ) -> Self {
        let shared = memory.and_then(|_| Basis::shared(&(policy.sum(), export?)));
        Self {
            memory,
            shared,
            rules: RULES.iter().map(|rule| (rule.code, *rule)).collect(),
        }
    }

    /// Returns what judging a patient rests on, given what the patient's facts are.
    pub(super) fn basis(&self, facts: Option<Basis>, record: &PatientRecord) -> Option<Basis> {
        let common = record.export.common.sum_for(record);
        let compared = (&record.words, &record.copies, &record.named, common);
        let facts = facts?.and(&compared)?;
        Some(facts.and_shared(self.shared.as_ref()?))
    }

    /// Returns what was said of a patient before, else hears it.
    pub(super) fn heard(
        &self,
        basis: Option<&Basis>,
        record: &mut PatientRecord,
        hear: impl FnOnce(&mut PatientRecord) -> Heard,
    ) -> Heard {
        let export = Arc::clone(&record.export);
        let Some((basis, memory)) = basis.zip(self.memory) else {
            return hear(record);
        };
        let mut heard = basis.concluded("heard", memory, || hear(record));
        let voice = &mut heard.voice;
        voice.summary.takebacks = Arc::clone(&export.takebacks);
        for finding in &mut voice.withheld {
            self.complete(finding);
        }
        self.complete_all(&mut voice.outcome);
        heard
    }

    /// Returns what comes of `more` findings about a patient, beside those that judging gave.
    pub(super) fn outcome(
        &self,
        basis: Option<&Basis>,
        more: Vec<Finding>,
        conclude: impl FnOnce(Vec<Finding>) -> PatientOutcome,
    ) -> PatientOutcome {
        let basis = basis.and_then(|basis| basis.and(&more));
        let Some((basis, memory)) = basis.zip(self.memory) else {
            return conclude(more);
        };
        let mut outcome = basis.concluded("outcome", memory, || conclude(more));
        self.complete_all(&mut outcome);
        outcome
    }

    fn complete_all(&self, outcome: &mut PatientOutcome) {
        for Assembled { finding, .. } in &mut outcome.findings {
            self.complete(finding);
        }
    }

    /// Adds to a finding what its rule says of all its findings, which is not kept with each.
    fn complete(&self, finding: &mut Finding) {
        if let Some(rule) = self.rules.get(finding.rule) {
            finding.name = rule.name;
            finding.cure = rule.cure;
            finding.authority = rule.authority;
        }
    }
}
