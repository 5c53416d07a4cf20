//! One task, and the list of them in order.

use super::deadline::{Until, document, until};
use super::group::{Group, groups};
use super::owner::Owner;
use crate::denials::{QueueEntry, Work};
use crate::finding::{Evidence, Finding, Outcome, Severity};
use crate::model::{LineId, Money, ServiceDate};
use crate::report::{FindingRow, Results, finding_rows, html};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// One task.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Task<'r> {
    /// The id of its gravest finding.
    pub(super) id: String,
    pub(super) until: Option<Until>,
    pub(super) owner: Owner,
    /// Author or rendering clinician, where all its findings name the same.
    pub(super) person: String,
    pub(super) action: String,
    /// Dollars counted on this task and on no other.
    pub(super) counted: Money,
    /// All dollars that its findings touch.
    pub(super) at_risk: Money,
    /// What the payer refused or asks records for; `None` where the task is about neither.
    pub(super) disputed: Option<Money>,
    pub(super) severity: Severity,
    pub(super) outcome: Outcome,
    pub(super) patient: String,
    pub(super) claim: String,
    /// Lines, in order: `1, 2, 5`.
    pub(super) lines: String,
    pub(super) date: Option<ServiceDate>,
    pub(super) date_to: Option<ServiceDate>,
    /// When the document that is late or missing was due.
    pub(super) document_due: Option<ServiceDate>,
    pub(super) rules: String,
    pub(super) message: String,
    pub(super) path: &'r str,
    pub(super) page: Option<u32>,
    /// The finding that stands in the report under an anchor of its own.
    pub(super) anchor: Option<String>,
    pub(super) findings: usize,
}

/// The tasks, and what is left out of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Worklist<'r> {
    /// By deadline, then dollars.
    pub(super) tasks: Vec<Task<'r>>,
    /// Findings for information.
    pub(super) left_out: usize,
    /// Dollars counted on those.
    pub(super) left_out_dollars: Money,
}

impl<'r> Worklist<'r> {
    /// Makes the tasks.
    pub(super) fn of(results: &'r Results) -> Self {
        let rows = finding_rows(results);
        let anchors = html::anchors(results, &rows);
        let mut list = Self::default();
        let (told, asked): (Vec<&FindingRow<'r>>, Vec<&FindingRow<'r>>) = rows
            .iter()
            .partition(|row| row.finding.severity == Severity::Info);
        list.left_out = told.len();
        list.left_out_dollars = told.iter().map(|row| counted(results, row)).sum();
        let made = groups(results, asked).into_iter();
        list.tasks = made
            .filter_map(|group| task(results, &group, &anchors))
            .collect();
        list.tasks.sort_by(|a, b| order(a).cmp(&order(b)));
        list
    }

    /// Returns the dollars counted on the tasks.
    pub(super) fn counted(&self) -> Money {
        self.tasks.iter().map(|task| task.counted).sum()
    }
}

/// Tasks without a deadline come last; a dollar more comes first.
fn order<'t>(task: &'t Task<'_>) -> impl Ord + 't {
    (
        task.until.is_none(),
        task.until.map(|until| until.day),
        Reverse(task.counted),
        Reverse(task.disputed),
        Reverse(task.at_risk),
        Reverse(task.severity),
        (&task.patient, &task.claim, &task.rules, &task.id),
    )
}

fn counted(results: &Results, row: &FindingRow<'_>) -> Money {
    row.index
        .map_or(Money::ZERO, |index| results.exposure.counted_on(index))
}

/// Returns what a group's findings touch, each day of a line once.
fn touched(results: &Results, group: &Group<'_, '_>) -> Money {
    let mut days: BTreeMap<(LineId, u32), Money> = BTreeMap::new();
    let own = group.rows.iter().filter_map(|row| row.index);
    for share in own.flat_map(|index| results.exposure.shares.get(index).into_iter().flatten()) {
        let most = days.entry((share.line, share.day)).or_default();
        *most = (*most).max(share.amount);
    }
    days.into_values().sum()
}

fn task<'r>(
    results: &'r Results,
    group: &Group<'_, 'r>,
    anchors: &BTreeSet<String>,
) -> Option<Task<'r>> {
    // The gravest finding speaks for the task; of several the one with most dollars.
    let by_gravity = |row: &&&FindingRow<'r>| {
        (
            Reverse(row.finding.outcome),
            row.finding.severity,
            row.amount,
            Reverse(row.id.clone()),
        )
    };
    let first = *group.rows.iter().max_by_key(by_gravity)?;
    let finding = &*first.finding;
    let entry = group.queued.and_then(|place| results.queue.get(place));
    let all = || group.rows.iter().map(|row| &*row.finding);
    let lines: BTreeSet<u32> = match entry {
        Some(entry) => entry.lines.iter().copied().collect(),
        None => all().filter_map(|finding| finding.line).collect(),
    };
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    let dates = || {
        all()
            .flat_map(|finding| [finding.date, finding.date_to])
            .flatten()
    };
    let date = dates().min();
    let rules: BTreeSet<&str> = all().map(|finding| finding.rule).collect();
    let rules: Vec<&str> = rules.into_iter().collect();
    let shared = |value: &dyn Fn(&Finding) -> Option<String>| -> String {
        let values: BTreeSet<Option<String>> = all().map(value).collect();
        match values.into_iter().collect::<Vec<_>>().as_slice() {
            [Some(only)] => only.clone(),
            _ => String::new(),
        }
    };
    let evidence = finding.evidence.first();
    let mut message = finding.message.clone();
    if group.rows.len() > 1 {
        message.push_str(&format!(" (and {} more alike)", group.rows.len() - 1));
    }
    let persons: BTreeSet<&str> = group
        .rows
        .iter()
        .filter_map(|row| results.about.get(row.index?)?.person.as_deref())
        .collect();
    Some(Task {
        id: first.id.clone(),
        until: all().filter_map(|one| until(results, one, entry)).min(),
        owner: group.owner,
        person: match persons.into_iter().collect::<Vec<_>>().as_slice() {
            [only] => (*only).to_owned(),
            _ => String::new(),
        },
        action: action(finding, entry),
        counted: group.rows.iter().map(|row| counted(results, row)).sum(),
        at_risk: touched(results, group),
        disputed: entry.map(|entry| entry.amount),
        severity: finding.severity,
        outcome: finding.outcome,
        patient: finding.patient.clone().unwrap_or_default(),
        claim: shared(&|one| one.claim.clone()),
        lines: lines.join(", "),
        date,
        date_to: dates().max().filter(|last| Some(*last) != date),
        document_due: all()
            .filter_map(|one| document(results, one))
            .map(|document| document.due)
            .min(),
        rules: rules.join(", "),
        message,
        path: evidence.map_or("", |evidence| results.path(evidence.file)),
        page: evidence.and_then(Evidence::place).map(|place| place.page),
        anchor: std::iter::once(&first)
            .chain(&group.rows)
            .map(|row| &row.id)
            .find(|id| anchors.contains(*id))
            .cloned(),
        findings: group.rows.len(),
    })
}

/// Returns what to do first. It is always a cure's own text, or the queue's.
fn action(finding: &Finding, entry: Option<&QueueEntry>) -> String {
    match entry {
        Some(entry) if entry.work == Work::Over => {
            return "The last day has passed: decide whether there is good cause for a late \
                    request."
                .to_owned();
        }
        Some(entry) => return entry.action.clone(),
        None => {}
    }
    if finding.outcome == Outcome::NoData {
        return "Supply what the check lacked, then run the audit again.".to_owned();
    }
    finding
        .cure
        .first()
        .map_or("Review.", |cure| cure.text())
        .to_owned()
}
