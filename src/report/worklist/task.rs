//! One task, and the list of them in order.

use super::deadline::{Until, document, until};
use super::group::{Group, groups};
use super::owner::Owner;
use crate::denials::{QueueEntry, Work};
use crate::finding::{Evidence, Finding, Outcome, Severity};
use crate::model::{LineId, Money, ServiceDate};
use crate::report::{FindingId, FindingRow, Results, html};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// One task. A facility has hundreds of thousands, so what others hold is borrowed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Task<'f> {
    /// The id of its gravest finding.
    pub(super) id: FindingId,
    pub(super) until: Option<Until>,
    pub(super) owner: Owner,
    /// Author or rendering clinician, where all its findings name the same.
    pub(super) person: &'f str,
    pub(super) action: &'f str,
    /// Dollars counted on this task and on no other.
    pub(super) counted: Money,
    /// All dollars that its findings touch.
    pub(super) at_risk: Money,
    /// What the payer refused or asks records for; `None` where the task is about neither.
    pub(super) disputed: Option<Money>,
    pub(super) severity: Severity,
    pub(super) outcome: Outcome,
    pub(super) patient: &'f str,
    pub(super) claim: &'f str,
    /// Lines, in order: `1, 2, 5`.
    pub(super) lines: String,
    pub(super) date: Option<ServiceDate>,
    pub(super) date_to: Option<ServiceDate>,
    /// When the document that is late or missing was due.
    pub(super) document_due: Option<ServiceDate>,
    pub(super) rules: String,
    message: &'f str,
    pub(super) path: &'f str,
    pub(super) page: Option<u32>,
    /// The finding that stands in the report under an anchor of its own.
    pub(super) anchor: Option<FindingId>,
    pub(super) findings: usize,
}

impl Task<'_> {
    /// Returns what is wrong, in the words of its gravest finding.
    pub(super) fn message(&self) -> Cow<'_, str> {
        match self.findings {
            0 | 1 => Cow::Borrowed(self.message),
            all => Cow::Owned(format!("{} (and {} more alike)", self.message, all - 1)),
        }
    }
}

/// The tasks, and what is left out of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Worklist<'f> {
    /// By deadline, then dollars.
    pub(super) tasks: Vec<Task<'f>>,
    /// Findings for information.
    pub(super) left_out: usize,
    /// Dollars counted on those.
    pub(super) left_out_dollars: Money,
}

impl<'f> Worklist<'f> {
    /// Makes the tasks of all findings that are listed.
    pub(super) fn of(results: &'f Results, rows: &'f [FindingRow<'f>]) -> Self {
        let anchors = html::anchors(results, rows);
        let is_told = |row: &&FindingRow<'_>| row.finding.severity == Severity::Info;
        let told = || rows.iter().filter(is_told);
        let asked = rows.iter().filter(|row| !is_told(row));
        let mut list = Self {
            tasks: groups(results, asked)
                .filter_map(|group| task(results, &group, &anchors))
                .collect(),
            left_out: told().count(),
            left_out_dollars: told().map(|row| counted(results, row)).sum(),
        };
        // No two are equal, since each ends with an id of its own.
        list.tasks.sort_unstable_by(|a, b| order(a).cmp(&order(b)));
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
fn touched(results: &Results, group: &Group<'_>) -> Money {
    let mut days: BTreeMap<(LineId, u32), Money> = BTreeMap::new();
    let own = group.rows.iter().filter_map(|row| row.index);
    for share in own.flat_map(|index| results.exposure.shares.get(index).into_iter().flatten()) {
        let most = days.entry((share.line, share.day)).or_default();
        *most = (*most).max(share.amount);
    }
    days.into_values().sum()
}

fn task<'f>(
    results: &'f Results,
    group: &Group<'f>,
    anchors: &BTreeSet<FindingId>,
) -> Option<Task<'f>> {
    // The gravest finding speaks for the task; of several the one with most dollars.
    let by_gravity = |row: &&&FindingRow<'f>| {
        (
            Reverse(row.finding.outcome),
            row.finding.severity,
            row.amount,
            Reverse(row.id),
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
    let claims = all().map(|one| one.claim.as_deref());
    let persons = group
        .rows
        .iter()
        .filter_map(|row| results.about.get(row.index?)?.person.as_deref());
    let evidence = finding.evidence.first();
    Some(Task {
        id: first.id,
        until: all().filter_map(|one| until(results, one, entry)).min(),
        owner: group.owner,
        person: the_same(persons).unwrap_or_default(),
        action: action(finding, entry),
        counted: group.rows.iter().map(|row| counted(results, row)).sum(),
        at_risk: touched(results, group),
        disputed: entry.map(|entry| entry.amount),
        severity: finding.severity,
        outcome: finding.outcome,
        patient: finding.patient.as_deref().unwrap_or_default(),
        claim: the_same(claims).flatten().unwrap_or_default(),
        lines: lines.join(", "),
        date,
        date_to: dates().max().filter(|last| Some(*last) != date),
        document_due: all()
            .filter_map(|one| document(results, one))
            .map(|document| document.due)
            .min(),
        rules: rules.join(", "),
        message: &finding.message,
        path: evidence.map_or("", |evidence| results.path(evidence.file)),
        page: evidence.and_then(Evidence::place).map(|place| place.page),
        anchor: std::iter::once(&first)
            .chain(&group.rows)
            .map(|row| row.id)
            .find(|id| anchors.contains(id)),
        findings: group.rows.len(),
    })
}

/// Returns what all are, where all are the same.
fn the_same<T: PartialEq>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// Returns what to do first. It is always a cure's own text, or the queue's.
fn action<'f>(finding: &Finding, entry: Option<&'f QueueEntry>) -> &'f str {
    match entry {
        Some(entry) if entry.work == Work::Over => {
            return "The last day has passed: decide whether there is good cause for a late \
                    request.";
        }
        Some(entry) => return &entry.action,
        None => {}
    }
    if finding.outcome == Outcome::NoData {
        return "Supply what the check lacked, then run the audit again.";
    }
    finding.cure.first().map_or("Review.", |cure| cure.text())
}
