//! Says once for the whole export which kinds of source were not supplied, in place of what the
//! rules that need them would say of each patient.

use super::PatientAudit;
use crate::finding::{Evidence, Finding, Outcome};
use crate::ledger::{Export, Supply};
use crate::policy::Policy;
use crate::report::{FileResult, NotSupplied};
use crate::rules::{Checks, RULES, Rule, find};
use crate::text::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// Files that a statement names as searched.
const FILES: usize = 6;

/// Rules that use a kind of source where notes leave a gap. They run without it, but what they
/// cannot tell then is told once.
const FILLED_BY: [(&str, Supply); 3] = [
    ("LOC-008", Supply::AttendanceSheets),
    ("TIM-009", Supply::AttendanceSheets),
    ("TIM-010", Supply::AttendanceSheets),
];

/// Takes back the findings of rules whose kind of source no file holds, states each such kind in
/// one finding that names the rules, and returns the kinds. Where the chart set was declared
/// complete and only a few patients are concerned, the rule speaks as usual: then the absence may
/// be the fault itself.
pub(super) fn apply(
    audits: &mut [PatientAudit<'_>],
    facility: &mut Checks,
    export: &Export,
    files: &[FileResult],
    policy: &Policy,
) -> Vec<NotSupplied> {
    let holds = |kind: Supply| match kind {
        Supply::PairEdits => !policy.edits.pairs.is_empty(),
        Supply::UnitEdits => !policy.edits.units.is_empty(),
        kind => export.holds(kind),
    };
    let few = policy.number("silence.few_patients");
    let mut silent: BTreeMap<Supply, Vec<&'static Rule>> = BTreeMap::new();
    // Kinds whose lack kept a rule from saying something.
    let mut missed: BTreeSet<Supply> = BTreeSet::new();
    for &rule in RULES
        .iter()
        .filter(|rule| policy.selection.includes(rule.code))
    {
        let needs = rule.needs.iter().copied();
        let lacks: Vec<Supply> = needs.filter(|kind| !holds(*kind)).collect();
        if lacks.is_empty() {
            continue;
        }
        let concerned = patients_of(audits, facility, rule.code);
        if policy.chart_complete && concerned > 0 && (concerned as i64) < few {
            continue;
        }
        for &kind in &lacks {
            silent.entry(kind).or_default().push(rule);
        }
        let mut tallies = audits
            .iter()
            .filter_map(|audit| audit.tallies.get(rule.code));
        // A rule that only passes, as where nothing was due yet, did not miss anything.
        if concerned > 0 || tallies.any(|tally| tally.fail + tally.warn + tally.no_data > 0) {
            missed.extend(&lacks);
            take_back(audits, facility, rule.code);
        }
    }
    for (code, kind) in FILLED_BY {
        let Some(rule) = find(code).filter(|_| !export.holds(kind)) else {
            continue;
        };
        if take_back_no_data(audits, code) {
            missed.insert(kind);
            silent.entry(kind).or_default().push(rule);
        }
    }
    let mut stated = Vec::new();
    silent.retain(|kind, _| missed.contains(kind));
    for (kind, mut rules) in silent {
        rules.sort_by_key(|rule| rule.code);
        rules.dedup_by_key(|rule| rule.code);
        if let Some(finding) = statement(kind, &rules, files) {
            facility.report(finding);
        }
        stated.push(NotSupplied {
            kind: kind.words(),
            rules: rules.iter().map(|rule| rule.code).collect(),
        });
    }
    stated
}

/// Returns how many patients a rule speaks against. What only lacks data speaks against nobody.
fn patients_of(audits: &[PatientAudit<'_>], facility: &Checks, code: &str) -> usize {
    let speaks = |one: &&Finding| one.rule == code && one.outcome != Outcome::NoData;
    let of_audit = |audit: &PatientAudit<'_>| audit.findings.iter().any(|one| speaks(&one));
    let by_audit = audits.iter().filter(|audit| of_audit(audit)).count();
    let of_facility = facility.findings().iter().filter(speaks);
    let patients: BTreeSet<Option<&str>> = of_facility.map(|one| one.patient.as_deref()).collect();
    by_audit + patients.len()
}

fn take_back(audits: &mut [PatientAudit<'_>], facility: &mut Checks, code: &str) {
    for audit in audits {
        audit.findings.retain(|finding| finding.rule != code);
        audit.tallies.remove(code);
    }
    facility.take_back(code);
}

/// Takes back what a rule could not tell, and returns whether there was any such thing.
fn take_back_no_data(audits: &mut [PatientAudit<'_>], code: &str) -> bool {
    let mut any = false;
    for audit in audits {
        audit.findings.retain(|finding| {
            let lacks = finding.rule == code && finding.outcome == Outcome::NoData;
            any |= lacks;
            !lacks
        });
    }
    any
}

/// Returns the one statement on a kind of source. It stands under the first rule that needs it.
fn statement(kind: Supply, rules: &[&Rule], files: &[FileResult]) -> Option<Finding> {
    let codes: Vec<&str> = rules.iter().map(|rule| rule.code).collect();
    let message = format!(
        "no {} were supplied for any patient, so {} {} checked; {}",
        kind.words(),
        codes.join(", "),
        if codes.len() == 1 {
            "was not"
        } else {
            "were not"
        },
        kind.remedy(),
    );
    let searched = (0_u32..)
        .map(FileId)
        .zip(files)
        .filter(|(_, file)| file.notes + file.claims + file.records > 0)
        .take(FILES)
        .map(|(id, _)| Evidence::searched_file(id));
    let mut finding = rules
        .first()?
        .finding(Outcome::NoData, message)
        .with_all(searched);
    finding.exposure = crate::finding::ExposureKind::None;
    Some(finding)
}
