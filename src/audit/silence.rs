//! Says once for the whole export which kinds of source were not supplied, in place of what the
//! rules that need them would say of each patient.

use super::judged::Tallies;
use super::voice::Voice;
use crate::finding::{Evidence, Finding, Outcome};
use crate::ledger::{Export, Supply};
use crate::policy::Policy;
use crate::problem::{Problem, ProblemKind};
use crate::report::{FileResult, NotSupplied};
use crate::rules::{Checks, RULES, Rule, find};
use crate::text::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// Files that a statement names as searched.
const FILES: usize = 6;

/// Rules that use a kind of source where notes, or what is known of every quarter, leave a gap. They
/// run without it, but what they cannot tell then is told once.
const FILLED_BY: [(&str, Supply); 4] = [
    ("COD-016", Supply::UnitEdits),
    ("LOC-008", Supply::AttendanceSheets),
    ("TIM-009", Supply::AttendanceSheets),
    ("TIM-010", Supply::AttendanceSheets),
];

/// The rules that have nothing to go by in an export. What they say is withheld until it is known
/// whether silence would hide a fault.
#[derive(Debug, Default)]
pub(super) struct Silence {
    /// Rules with the kinds of source that they need and no file holds, in order of rules.
    lacking: Vec<(&'static Rule, Vec<Supply>)>,
    /// Rules that run without a kind of source but cannot tell everything.
    unfilled: Vec<(&'static Rule, Supply)>,
}

/// The files of a case, for a statement of what none of them gave.
pub(super) struct Sources<'c> {
    files: &'c [FileResult],
    /// Those that could not be read, so that nobody knows what they hold.
    lost: BTreeSet<FileId>,
}

impl<'c> Sources<'c> {
    /// Lists files with what could not be read of them.
    pub(super) fn of(files: &'c [FileResult], problems: &[Problem]) -> Self {
        let lost = problems.iter().filter(|one| one.kind.loses_the_file());
        // What holds nothing cannot hold what is missed.
        let lost = lost.filter(|one| one.kind != ProblemKind::EmptyFile);
        Self {
            files,
            lost: lost.map(|one| one.file).collect(),
        }
    }

    /// Says how a kind of source comes to be missing. A file that was supplied and not understood
    /// is not called one that was never supplied.
    fn how_missed(&self, kind: Supply) -> String {
        let lost = if kind.may_lie_in_files() {
            self.lost.len()
        } else {
            0
        };
        match lost {
            0 => "were supplied for any patient".to_owned(),
            1 => "could be read for any patient (a file was not understood and may hold them)"
                .to_owned(),
            _ => format!(
                "could be read for any patient ({lost} files were not understood and may hold them)"
            ),
        }
    }

    /// Returns the first files to look into: those that were not understood, then those that gave
    /// something.
    fn searched(&self) -> impl Iterator<Item = FileId> {
        let read = (0_u32..).map(FileId).zip(self.files);
        let read = read.filter(|(_, file)| file.notes + file.claims + file.records > 0);
        let lost = self.lost.iter().copied();
        lost.chain(read.map(|(id, _)| id)).take(FILES)
    }
}

impl Silence {
    /// Tells by what an export holds.
    pub(super) fn of(export: &Export, policy: &Policy) -> Self {
        let holds = |kind: Supply| match kind {
            Supply::PairEdits => !policy.edits.pairs.is_empty(),
            Supply::UnitEdits => !policy.edits.units.is_empty(),
            kind => export.holds(kind),
        };
        let runs = |rule: &&&'static Rule| policy.selection.includes(rule.code);
        let lacking = RULES.iter().filter(runs).filter_map(|&rule| {
            let needs = rule.needs.iter().copied();
            let lacks: Vec<Supply> = needs.filter(|kind| !holds(*kind)).collect();
            (!lacks.is_empty()).then_some((rule, lacks))
        });
        let unfilled = FILLED_BY.iter().filter_map(|&(code, kind)| {
            let rule = find(code).filter(|_| !holds(kind))?;
            Some((rule, kind))
        });
        Self {
            lacking: lacking.collect(),
            unfilled: unfilled.collect(),
        }
    }

    /// Returns whether a finding must wait for what the whole export shows.
    pub(super) fn withholds(&self, finding: &Finding) -> bool {
        let of = |rule: &Rule| rule.code == finding.rule;
        self.lacking.iter().any(|(rule, _)| of(rule))
            || finding.outcome == Outcome::NoData && self.unfilled.iter().any(|(rule, _)| of(rule))
    }

    /// Takes back what such rules say, states each kind of source that is lacking in one finding
    /// that names the rules, and returns the kinds. `tallies` are those of all patients. Where the
    /// chart set was declared complete and only a few patients are concerned, the rule speaks as
    /// usual: then the absence may be the fault itself.
    pub(super) fn apply(
        &self,
        (voices, tallies): (&mut [Voice], &mut Tallies),
        facility: &mut Checks,
        sources: &Sources<'_>,
        policy: &Policy,
    ) -> Vec<NotSupplied> {
        let few = policy.number("silence.few_patients");
        let mut silent: BTreeMap<Supply, Vec<&'static Rule>> = BTreeMap::new();
        // Kinds whose lack kept a rule from saying something.
        let mut missed: BTreeSet<Supply> = BTreeSet::new();
        for (rule, lacks) in &self.lacking {
            let concerned = patients_of(voices, facility, rule.code);
            if policy.chart_complete && concerned > 0 && (concerned as i64) < few {
                continue;
            }
            for &kind in lacks {
                silent.entry(kind).or_default().push(rule);
            }
            let tally = tallies.get(rule.code).copied().unwrap_or_default();
            // A rule that only passes, as where nothing was due yet, did not miss anything.
            if concerned > 0 || tally.fail + tally.warn + tally.no_data > 0 {
                missed.extend(lacks);
                take_back(voices, rule.code);
                tallies.remove(rule.code);
                facility.take_back(rule.code);
            }
        }
        for &(rule, kind) in &self.unfilled {
            if take_back_no_data(voices, rule.code) {
                missed.insert(kind);
                silent.entry(kind).or_default().push(rule);
            }
        }
        let mut stated = Vec::new();
        silent.retain(|kind, _| missed.contains(kind));
        for (kind, mut rules) in silent {
            rules.sort_by_key(|rule| rule.code);
            rules.dedup_by_key(|rule| rule.code);
            if let Some(finding) = statement(kind, &rules, sources) {
                facility.report(finding);
            }
            stated.push(NotSupplied {
                kind: kind.words(),
                rules: rules.iter().map(|rule| rule.code).collect(),
            });
        }
        stated
    }
}

/// Returns how many patients a rule speaks against. What only lacks data speaks against nobody.
fn patients_of(voices: &[Voice], facility: &Checks, code: &str) -> usize {
    let speaks = |one: &&Finding| one.rule == code && one.outcome != Outcome::NoData;
    let of_voice = |voice: &&Voice| voice.withheld.iter().any(|one| speaks(&one));
    let by_voice = voices.iter().filter(of_voice).count();
    let of_facility = facility.findings().iter().filter(speaks);
    let patients: BTreeSet<Option<&str>> = of_facility.map(|one| one.patient.as_deref()).collect();
    by_voice + patients.len()
}

fn take_back(voices: &mut [Voice], code: &str) {
    for voice in voices {
        voice.withheld.retain(|finding| finding.rule != code);
    }
}

/// Takes back what a rule could not tell, and returns whether there was any such thing.
fn take_back_no_data(voices: &mut [Voice], code: &str) -> bool {
    let mut any = false;
    for voice in voices {
        voice.withheld.retain(|finding| {
            let lacks = finding.rule == code && finding.outcome == Outcome::NoData;
            any |= lacks;
            !lacks
        });
    }
    any
}

/// Returns the one statement on a kind of source. It stands under the first rule that needs it.
fn statement(kind: Supply, rules: &[&Rule], sources: &Sources<'_>) -> Option<Finding> {
    let codes: Vec<&str> = rules.iter().map(|rule| rule.code).collect();
    let message = format!(
        "no {} {}, so {} {} checked; {}",
        kind.words(),
        sources.how_missed(kind),
        codes.join(", "),
        if codes.len() == 1 {
            "was not"
        } else {
            "were not"
        },
        kind.remedy(),
    );
    let searched = sources.searched().map(Evidence::searched_file);
    let mut finding = rules
        .first()?
        .finding(Outcome::NoData, message)
        .with_all(searched);
    finding.exposure = crate::finding::ExposureKind::None;
    Some(finding)
}
