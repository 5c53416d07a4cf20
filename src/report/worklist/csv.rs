//! The worklist as a table without formats.

use super::task::{Task, Worklist};
use crate::model::Money;
use crate::report::{FindingRow, Results, cell};
use std::io::{self, Write};

const HEADER: [&str; 22] = [
    "deadline",
    "deadline_of",
    "owner",
    "person",
    "action",
    "counted",
    "at_risk",
    "disputed",
    "severity",
    "outcome",
    "patient",
    "claim",
    "lines",
    "date",
    "date_to",
    "document_due",
    "rules",
    "message",
    "file",
    "page",
    "findings",
    "finding",
];

/// Writes every task as one row.
pub fn write(results: &Results, rows: &[FindingRow<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(HEADER)?;
    for task in &Worklist::of(results, rows).tasks {
        writer.write_record(record(task))?;
    }
    writer.flush()
}

fn record(task: &Task<'_>) -> [String; HEADER.len()] {
    let text = |text: &str| cell::text(text).into_owned();
    let until = task.until;
    [
        or_empty(until.map(|until| until.day)),
        until.map_or("", |until| until.what).to_owned(),
        task.owner.words().to_owned(),
        text(task.person),
        text(task.action),
        task.counted.to_decimal(),
        task.at_risk.to_decimal(),
        or_empty(task.disputed.map(Money::to_decimal)),
        task.severity.id().to_owned(),
        task.outcome.id().to_owned(),
        text(task.patient),
        text(task.claim),
        task.lines.clone(),
        or_empty(task.date),
        or_empty(task.date_to),
        or_empty(task.document_due),
        task.rules.clone(),
        text(&task.message()),
        text(task.path),
        or_empty(task.page),
        task.findings.to_string(),
        task.id.to_string(),
    ]
}

fn or_empty(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
