//! Puts the results of all patients together in their total order.

use super::judged::Judged;
use super::outcome::{Assembled, PatientOutcome};
use crate::exposure::Exposure;
use crate::finding::Finding;
use crate::model::RemittanceClaim;
use crate::policy::Policy;
use crate::problem::{Problem, ProblemKind};
use crate::report::{FileResult, Results, RunFacts};
use crate::rules::RULES;
use crate::store::CaseFolder;
use std::collections::{BTreeMap, BTreeSet};

/// What the steps before gave.
pub(super) struct Parts<'p> {
    pub(super) files: Vec<FileResult>,
    pub(super) problems: Vec<Problem>,
    pub(super) unmatched_remittances: &'p [RemittanceClaim],
    pub(super) judged: Judged,
}

/// Makes the results. Quotes are still empty.
pub(super) fn assemble(case: &CaseFolder, policy: &Policy, parts: Parts<'_>) -> Results {
    let Parts {
        files,
        mut problems,
        unmatched_remittances,
        judged,
    } = parts;
    for remittance in unmatched_remittances {
        problems.push(Problem::at(
            remittance.span,
            ProblemKind::ClaimStructure,
            "this payment names a claim that is in none of the claim files; add the claim file to \
             have the payment counted",
        ));
    }
    problems.sort();
    problems.dedup();
    let mut results = Results {
        run: run_facts(case, policy),
        files,
        tallies: judged.tallies,
        problems,
        not_supplied: judged.not_supplied,
        ..Results::default()
    };
    // Lists of this length would be copied each time they outgrow their room.
    let outcomes = judged.outcomes.iter();
    let count = |of: fn(&PatientOutcome) -> usize| outcomes.clone().map(of).sum();
    results.lines.reserve_exact(count(|one| one.lines.len()));
    results.days.reserve_exact(count(|one| one.days.len()));
    results
        .unbilled
        .reserve_exact(count(|one| one.unbilled.len()));
    let of_nobody = judged.of_nobody.into_iter().map(Assembled::new);
    let mut all: Vec<Assembled> = of_nobody.collect();
    let mut priced = Vec::with_capacity(judged.outcomes.len());
    for outcome in judged.outcomes {
        let PatientOutcome {
            mut findings,
            priced: of_patient,
            queue,
            patient,
            lines,
            days,
            step_downs,
            unbilled,
            documents,
            authorizations,
            balances,
        } = outcome;
        for one in &mut findings {
            one.about.queued = one.about.queued.map(|place| place + results.queue.len());
        }
        all.extend(findings);
        priced.push(of_patient);
        results.queue.extend(queue);
        results.patients.push(patient);
        results.lines.extend(lines);
        results.days.extend(days);
        results.step_downs.extend(step_downs);
        results.unbilled.extend(unbilled);
        results.documents.extend(documents);
        results.authorizations.extend(authorizations);
        results.balances.extend(balances);
    }
    all.sort_by(|a, b| a.finding.order().cmp(&b.finding.order()));
    results.findings.reserve_exact(all.len());
    results.about.reserve_exact(all.len());
    let (mut amounts, mut shares) = (Vec::new(), Vec::new());
    for one in all {
        results.findings.push(one.finding);
        results.about.push(one.about);
        amounts.push(one.amount);
        shares.push(one.shares);
    }
    results.exposure = Exposure::total(amounts, shares, priced);
    attach_findings(&mut results.exposure, &results.findings);
    results.lines.sort_by(|a, b| {
        (&a.patient, &a.claim, a.line, a.span).cmp(&(&b.patient, &b.claim, b.line, b.span))
    });
    results.unbilled.sort();
    results
        .days
        .sort_by(|a, b| (&a.patient, a.date).cmp(&(&b.patient, b.date)));
    results
}

/// Tells what was audited and how.
fn run_facts(case: &CaseFolder, policy: &Policy) -> RunFacts {
    let facility = if policy.facility.is_empty() {
        &case.name
    } else {
        &policy.facility
    };
    RunFacts {
        facility: facility.clone(),
        version: env!("CARGO_PKG_VERSION"),
        as_of: policy.as_of,
        chart_complete: policy.chart_complete,
        rules_run: RULES
            .iter()
            .filter(|rule| policy.selection.includes(rule.code))
            .count(),
        overridden: policy
            .parameters
            .overridden()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    }
}

/// Lists on every claim the findings that name it or put one of its lines at risk.
fn attach_findings(exposure: &mut Exposure, findings: &[Finding]) {
    let mut by_index: BTreeMap<(&str, usize), usize> = BTreeMap::new();
    let mut by_id: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (place, claim) in exposure.claims.iter().enumerate() {
        by_index.insert((&claim.patient, claim.index), place);
        by_id.entry((&claim.patient, &claim.claim)).or_insert(place);
    }
    let mut attached: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); exposure.claims.len()];
    for (index, finding) in findings.iter().enumerate() {
        let Some(patient) = finding.patient.as_deref() else {
            continue;
        };
        let at_risk = finding
            .at_risk
            .iter()
            .filter_map(|risk| by_index.get(&(patient, risk.line.claim)));
        let named = finding
            .claim
            .as_deref()
            .and_then(|claim| by_id.get(&(patient, claim)));
        for &place in at_risk.chain(named) {
            attached[place].insert(index);
        }
    }
    for (claim, findings) in exposure.claims.iter_mut().zip(attached) {
        claim.findings = findings.into_iter().collect();
    }
}
