//! `summary.json`: the whole audit in one small object.

use super::figures::{Figures, FindingCounts};
use super::{FindingRow, Results, StepDownResult};
use crate::exposure::Dollars;
use crate::model::Money;
use crate::text::Span;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The schema's name; a change of shape takes a new one.
pub const SCHEMA: &str = "chartproof.summary/1";

/// Writes the summary as one indented JSON object.
pub fn write(results: &Results, rows: &[FindingRow<'_>], out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Summary::new(results, rows))?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Summary<'r> {
    schema: &'static str,
    facility: &'r str,
    version: &'static str,
    as_of: Option<String>,
    chart_complete: bool,
    rules_run: usize,
    overridden: BTreeMap<&'r str, i64>,
    totals: Totals,
    days: Days,
    claims_exposed: usize,
    by_level: BTreeMap<&'static str, Amounts>,
    by_payer: BTreeMap<&'r str, Amounts>,
    by_rule: BTreeMap<&'static str, String>,
    by_patient: BTreeMap<&'r str, Amounts>,
    by_clinician: BTreeMap<&'r str, Amounts>,
    by_month: BTreeMap<&'r str, String>,
    step_downs: Vec<StepDownRecord<'r>>,
    findings: Findings,
    rules: BTreeMap<&'static str, TallyRecord>,
    files: super::figures::FileFigures,
    patients: usize,
    notes: u64,
    claims: u64,
    problems: Problems<'r>,
    not_supplied: Vec<NotSuppliedRecord<'r>>,
}

/// A kind of source that no file holds, with the rules that were not checked for it.
#[derive(Serialize)]
struct NotSuppliedRecord<'r> {
    kind: &'static str,
    rules: &'r [&'static str],
}

/// Where a stay should have stepped down by its own record.
#[derive(Serialize)]
struct StepDownRecord<'r> {
    patient: &'r str,
    level_billed: &'static str,
    level_supported: &'static str,
    admission: String,
    from: String,
    to: String,
    days: usize,
    lower_days: usize,
    by_attendance_days: usize,
    billed: String,
    difference: String,
    supports: Vec<PlaceRecord<'r>>,
    against: Vec<PlaceRecord<'r>>,
}

#[derive(Serialize)]
struct PlaceRecord<'r> {
    file: &'r str,
    page: u32,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct Totals {
    lines: usize,
    superseded_lines: usize,
    lines_without_notes: usize,
    notes_not_billed: usize,
    charged: String,
    paid: String,
    exposure: Amounts,
    /// What was paid on claims with a failed finding of high or critical severity, as far as
    /// such findings put it in question.
    overpaid: String,
    /// What of the settled claims' charges no payment or adjustment explains, either way.
    unexplained: String,
}

#[derive(Serialize)]
struct Days {
    billed: usize,
    rated: usize,
    supported: usize,
    with_grave_finding: usize,
}

#[derive(Serialize)]
struct Amounts {
    gross: String,
    probable: String,
    curable: String,
}

#[derive(Serialize)]
struct Findings {
    total: u64,
    by_severity: BTreeMap<&'static str, Outcomes>,
    by_outcome: Outcomes,
}

/// Counts by outcome, with the outcomes' names.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Outcomes {
    fail: u64,
    warn: u64,
    no_data: u64,
}

impl From<[u64; 3]> for Outcomes {
    fn from([fail, warn, no_data]: [u64; 3]) -> Self {
        Self {
            fail,
            warn,
            no_data,
        }
    }
}

/// A rule's tally with the field names of this file.
#[derive(Serialize)]
struct TallyRecord {
    pass: u64,
    fail: u64,
    warn: u64,
    no_data: u64,
    not_applicable: u64,
}

#[derive(Serialize)]
struct Problems<'r> {
    total: usize,
    by_code: BTreeMap<&'r str, usize>,
}

impl<'r> Summary<'r> {
    fn new(results: &'r Results, rows: &[FindingRow<'_>]) -> Self {
        let figures = Figures::of(results);
        let counts = FindingCounts::of(rows);
        let mut problems: BTreeMap<&str, usize> = BTreeMap::new();
        for problem in &results.problems {
            *problems
                .entry(super::reading::code(problem.kind))
                .or_default() += 1;
        }
        Self {
            schema: SCHEMA,
            facility: &results.run.facility,
            version: results.run.version,
            as_of: results.run.as_of.map(|date| date.to_string()),
            chart_complete: results.run.chart_complete,
            rules_run: results.run.rules_run,
            overridden: results
                .run
                .overridden
                .iter()
                .map(|(key, value)| (&**key, *value))
                .collect(),
            totals: Totals {
                lines: figures.lines,
                superseded_lines: figures.superseded,
                lines_without_notes: results
                    .lines
                    .iter()
                    .filter(|line| !line.superseded && line.notes.is_empty())
                    .count(),
                notes_not_billed: results.unbilled.len(),
                charged: figures.charged.to_decimal(),
                paid: figures.paid.to_decimal(),
                exposure: Amounts::new(results.exposure.total),
                overpaid: figures.overpaid.to_decimal(),
                unexplained: figures.unexplained.to_decimal(),
            },
            days: Days {
                billed: figures.days_billed,
                rated: figures.days_rated,
                supported: figures.days_supported,
                with_grave_finding: figures.days_grave,
            },
            claims_exposed: figures.claims_exposed,
            by_level: results
                .exposure
                .by_level
                .iter()
                .map(|(level, dollars)| (level.id(), Amounts::new(*dollars)))
                .collect(),
            by_payer: amounts(&results.exposure.by_payer),
            by_rule: results
                .exposure
                .by_rule
                .iter()
                .map(|(rule, amount): (&&str, &Money)| (*rule, amount.to_decimal()))
                .collect(),
            by_patient: amounts(&results.exposure.by_patient),
            by_clinician: amounts(&results.exposure.by_clinician),
            by_month: results
                .exposure
                .by_month
                .iter()
                .map(|(month, amount)| (&**month, amount.to_decimal()))
                .collect(),
            step_downs: results
                .step_downs
                .iter()
                .map(|line| StepDownRecord::new(results, line))
                .collect(),
            findings: Findings {
                total: counts.total(),
                by_severity: counts
                    .by_severity()
                    .map(|(severity, outcomes)| (severity.id(), outcomes.into()))
                    .collect(),
                by_outcome: counts.by_outcome().into(),
            },
            rules: results
                .tallies
                .iter()
                .map(|(rule, tally)| {
                    let record = TallyRecord {
                        pass: tally.pass,
                        fail: tally.fail,
                        warn: tally.warn,
                        no_data: tally.no_data,
                        not_applicable: tally.not_applicable,
                    };
                    (*rule, record)
                })
                .collect(),
            files: figures.files,
            patients: results.patients.len(),
            notes: figures.files.notes,
            claims: figures.files.claims,
            problems: Problems {
                total: results.problems.len(),
                by_code: problems,
            },
            not_supplied: results
                .not_supplied
                .iter()
                .map(|lacking| NotSuppliedRecord {
                    kind: lacking.kind,
                    rules: &lacking.rules,
                })
                .collect(),
        }
    }
}

fn amounts(sums: &BTreeMap<String, Dollars>) -> BTreeMap<&str, Amounts> {
    let each = sums.iter();
    each.map(|(name, dollars)| (&**name, Amounts::new(*dollars)))
        .collect()
}

impl<'r> StepDownRecord<'r> {
    fn new(results: &'r Results, line: &'r StepDownResult) -> Self {
        let places = |spans: &[Span]| {
            let each = spans.iter().map(|span| PlaceRecord {
                file: results.path(span.file),
                page: span.page,
                start: span.start,
                end: span.end,
            });
            each.collect()
        };
        Self {
            patient: &line.patient,
            level_billed: line.level_billed.id(),
            level_supported: line.level_supported.id(),
            admission: line.admission.to_string(),
            from: line.from.to_string(),
            to: line.to.to_string(),
            days: line.days,
            lower_days: line.lower_days,
            by_attendance_days: line.by_attendance_days,
            billed: line.dollars.billed.to_decimal(),
            difference: line.dollars.difference.to_decimal(),
            supports: places(&line.supports),
            against: places(&line.against),
        }
    }
}

impl Amounts {
    fn new(dollars: Dollars) -> Self {
        Self {
            gross: dollars.gross.to_decimal(),
            probable: dollars.probable.to_decimal(),
            curable: dollars.curable.to_decimal(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{finding_rows, sample};
    use super::*;
    use serde_json::Value;

    #[test]
    fn the_summary_agrees_with_the_results() {
        let results = sample::results();
        let mut out = Vec::new();
        write(&results, &finding_rows(&results), &mut out).unwrap();
        let summary: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(summary["schema"], SCHEMA);
        assert_eq!(
            summary["totals"]["exposure"]["gross"],
            results.exposure.total.gross.to_decimal()
        );
        assert_eq!(
            summary["totals"]["notes_not_billed"],
            results.unbilled.len()
        );
        assert_eq!(summary["rules"]["TIM-002"]["no_data"], 1);
        assert_eq!(summary["problems"]["by_code"]["ING-004"], 1);
        assert_eq!(summary["files"]["unread"], 1);
        assert_eq!(summary["not_supplied"][0]["kind"], "attendance sheets");
        assert_eq!(summary["findings"]["by_outcome"]["no-data"], 3);
    }
}
