//! The work queue as text, as a table and as JSON.

use super::{cell, overpayments_jsonl};
use crate::denials::QueueEntry;
use crate::exposure::{Overpaid, overpaid_by_payer};
use crate::model::{Money, ServiceDate};
use serde::Serialize;
use std::io::{self, Write};

/// The schema's name; a change of shape takes a new one.
pub const SCHEMA: &str = "chartproof.queue/1";

/// A queue with what it speaks for.
#[derive(Debug, Clone, Copy)]
pub struct Queue<'q> {
    /// The entries, in order.
    pub entries: &'q [QueueEntry],
    /// Paid claims that failed findings put in question.
    pub overpaid: &'q [Overpaid],
    /// The date from which days are counted.
    pub as_of: Option<ServiceDate>,
    /// Paths of the case's files, by file.
    pub paths: &'q [String],
}

impl Queue<'_> {
    fn left(&self, entry: &QueueEntry) -> Option<i64> {
        Some(entry.deadline?.safe.days_since(self.as_of?))
    }

    fn file(&self, entry: &QueueEntry) -> &str {
        let place = entry.source.map(|span| span.file.0 as usize);
        place
            .and_then(|place| self.paths.get(place))
            .map_or("", String::as_str)
    }
}

/// Writes the queue for people.
pub fn write_text(queue: &Queue<'_>, out: &mut dyn Write) -> io::Result<()> {
    for entry in queue.entries {
        let until = match (entry.deadline, queue.left(entry)) {
            (Some(deadline), Some(left)) if left < 0 => {
                format!("{} ({} days ago)", deadline.safe, -left)
            }
            (Some(deadline), Some(left)) => format!("{} ({left} days left)", deadline.safe),
            (Some(deadline), None) => deadline.safe.to_string(),
            (None, _) => "no last day known".to_owned(),
        };
        writeln!(
            out,
            "{until}  {}  ${}  {}  claim {} line {}  {}",
            entry.work.id(),
            entry.amount.to_decimal(),
            entry.patient,
            entry.claim,
            numbers(entry),
            entry.codes.join(", "),
        )?;
        let kind = if entry.technical {
            "technical"
        } else {
            "substantive"
        };
        let reason = if entry.reason.is_empty() {
            entry.label.clone()
        } else {
            let class = if entry.class == kind {
                kind.to_owned()
            } else {
                format!("{}, {kind}", entry.class)
            };
            format!("{} {} ({class})", entry.reason, entry.label)
        };
        writeln!(out, "    {}: {reason}", entry.payer)?;
        writeln!(out, "    first: {}", entry.action)?;
        if let Some(deadline) = entry.deadline {
            let name = if entry.level.is_empty() {
                String::new()
            } else {
                format!("{}, ", entry.level)
            };
            writeln!(
                out,
                "    clock: {name}last day by the rule {} ({})",
                deadline.last,
                deadline.basis()
            )?;
        }
        writeln!(out, "    authorization: {}", compared(entry))?;
        for point in entry.comparison.points.iter() {
            if !point.rule.is_empty() {
                writeln!(
                    out,
                    "      {} differs ({}): {}",
                    point.point, point.rule, point.difference
                )?;
            }
        }
        writeln!(out, "    record: {}", entry.verdict.id())?;
        if entry.unexplained != Money::ZERO {
            writeln!(
                out,
                "    money: {} of the claim's charge is explained by no payment or adjustment",
                entry.unexplained.to_decimal()
            )?;
        }
        if !entry.lacks.is_empty() {
            writeln!(out, "    a packet would lack: {}", entry.lacks.join("; "))?;
        }
        writeln!(out)?;
    }
    let total: Money = queue.entries.iter().map(|entry| entry.amount).sum();
    writeln!(
        out,
        "{} in the queue, ${}",
        match queue.entries.len() {
            1 => "1 entry".to_owned(),
            count => format!("{count} entries"),
        },
        total.to_decimal()
    )?;
    write_overpaid(queue, out)
}

/// Writes payments in question by payer. A finding is a lead: the facility determines.
fn write_overpaid(queue: &Queue<'_>, out: &mut dyn Write) -> io::Result<()> {
    for row in overpaid_by_payer(queue.overpaid) {
        writeln!(out)?;
        writeln!(
            out,
            "payments in question: {} ({}), {} paid claims with failed findings, ${}",
            row.payer,
            row.class.id(),
            row.claims,
            row.amount.to_decimal()
        )?;
        let Some(clock) = row.clock else {
            continue;
        };
        write!(
            out,
            "    where the facility determines that it was overpaid: report and return by {}, {} \
             days from knowing on {} ({})",
            clock.report_by,
            clock.report_by.days_since(clock.known),
            clock.known,
            clock.authority
        )?;
        match clock.suspended_until {
            Some(until) => writeln!(
                out,
                "; a timely, good-faith investigation may suspend that until {until}"
            )?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}

fn numbers(entry: &QueueEntry) -> String {
    let numbers: Vec<String> = entry.lines.iter().map(u32::to_string).collect();
    numbers.join(",")
}

fn compared(entry: &QueueEntry) -> String {
    match &entry.comparison.authorization {
        None => "none in the files for these lines".to_owned(),
        Some(words) if entry.comparison.matches() => {
            format!("{words}; the lines match it on every point")
        }
        Some(words) => words.clone(),
    }
}

const HEADER: [&str; 26] = [
    "deadline",
    "days_left",
    "last_day",
    "basis",
    "work",
    "level",
    "amount",
    "patient",
    "claim",
    "lines",
    "date",
    "date_to",
    "codes",
    "payer",
    "charge",
    "paid",
    "unexplained",
    "reason",
    "label",
    "class",
    "technical",
    "action",
    "authorization",
    "differences",
    "verdict",
    "lacks",
];

/// Writes the queue as a table, one entry a row.
pub fn write_csv(queue: &Queue<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADER)?;
    for entry in queue.entries {
        let text = |words: &str| cell::text(words).into_owned();
        let date =
            |date: Option<ServiceDate>| date.map_or_else(String::new, |date| date.to_string());
        let differences: Vec<String> = entry
            .comparison
            .points
            .iter()
            .filter(|point| !point.rule.is_empty())
            .map(|point| format!("{} ({}): {}", point.point, point.rule, point.difference))
            .collect();
        writer.write_record([
            date(entry.deadline.map(|deadline| deadline.safe)),
            queue
                .left(entry)
                .map_or_else(String::new, |left| left.to_string()),
            date(entry.deadline.map(|deadline| deadline.last)),
            entry
                .deadline
                .map_or_else(String::new, |deadline| deadline.basis()),
            entry.work.id().to_owned(),
            entry.level.to_owned(),
            entry.amount.to_decimal(),
            text(&entry.patient),
            text(&entry.claim),
            numbers(entry),
            date(entry.days.map(|days| days.0)),
            date(entry.days.map(|days| days.1)),
            text(&entry.codes.join("; ")),
            text(&entry.payer),
            entry.charge.to_decimal(),
            entry.paid.to_decimal(),
            entry.unexplained.to_decimal(),
            text(&entry.reason),
            text(&entry.label),
            entry.class.to_owned(),
            if entry.technical { "yes" } else { "no" }.to_owned(),
            text(&entry.action),
            text(&compared(entry)),
            text(&differences.join("; ")),
            entry.verdict.id().to_owned(),
            text(&entry.lacks.join("; ")),
        ])?;
    }
    writer.flush()
}

/// Writes the queue as one JSON object.
pub fn write_json(queue: &Queue<'_>, out: &mut dyn Write) -> io::Result<()> {
    let record = Record {
        schema: SCHEMA,
        as_of: queue.as_of.map(|date| date.to_string()),
        entries: queue
            .entries
            .iter()
            .map(|entry| EntryRecord::of(queue, entry))
            .collect(),
        overpayments: queue
            .overpaid
            .iter()
            .map(overpayments_jsonl::Record::new)
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &record)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Record<'q> {
    schema: &'static str,
    as_of: Option<String>,
    entries: Vec<EntryRecord<'q>>,
    overpayments: Vec<overpayments_jsonl::Record<'q>>,
}

#[derive(Serialize)]
struct EntryRecord<'q> {
    patient: &'q str,
    claim: &'q str,
    lines: &'q [u32],
    date: Option<String>,
    date_to: Option<String>,
    codes: &'q [String],
    payer: &'q str,
    charge: String,
    paid: String,
    amount: String,
    unexplained: String,
    reason: &'q str,
    reasons: &'q [String],
    label: &'q str,
    class: &'static str,
    technical: bool,
    action: &'q str,
    work: &'static str,
    level: &'static str,
    deadline: Option<DeadlineRecord>,
    authorization: Option<&'q str>,
    matches_authorization: bool,
    comparison: Vec<PointRecord<'q>>,
    verdict: &'static str,
    lacks: &'q [String],
    source: Option<SourceRecord<'q>>,
}

#[derive(Serialize)]
struct DeadlineRecord {
    keep: String,
    last: String,
    days_left: Option<i64>,
    basis: String,
}

#[derive(Serialize)]
struct PointRecord<'q> {
    point: &'static str,
    matches: bool,
    rule: Option<&'static str>,
    difference: &'q str,
}

#[derive(Serialize)]
struct SourceRecord<'q> {
    file: &'q str,
    page: u32,
    start: u32,
    end: u32,
}

impl<'q> EntryRecord<'q> {
    fn of(queue: &'q Queue<'q>, entry: &'q QueueEntry) -> Self {
        Self {
            patient: &entry.patient,
            claim: &entry.claim,
            lines: &entry.lines,
            date: entry.days.map(|days| days.0.to_string()),
            date_to: entry.days.map(|days| days.1.to_string()),
            codes: &entry.codes,
            payer: &entry.payer,
            charge: entry.charge.to_decimal(),
            paid: entry.paid.to_decimal(),
            amount: entry.amount.to_decimal(),
            unexplained: entry.unexplained.to_decimal(),
            reason: &entry.reason,
            reasons: &entry.reasons,
            label: &entry.label,
            class: entry.class,
            technical: entry.technical,
            action: &entry.action,
            work: entry.work.id(),
            level: entry.level,
            deadline: entry.deadline.map(|deadline| DeadlineRecord {
                keep: deadline.safe.to_string(),
                last: deadline.last.to_string(),
                days_left: queue.left(entry),
                basis: deadline.basis(),
            }),
            authorization: entry.comparison.authorization.as_deref(),
            matches_authorization: entry.comparison.matches(),
            comparison: entry
                .comparison
                .points
                .iter()
                .map(|point| PointRecord {
                    point: point.point,
                    matches: point.rule.is_empty(),
                    rule: (!point.rule.is_empty()).then_some(point.rule),
                    difference: &point.difference,
                })
                .collect(),
            verdict: entry.verdict.id(),
            lacks: &entry.lacks,
            source: entry.source.map(|span| SourceRecord {
                file: queue.file(entry),
                page: span.page,
                start: span.start,
                end: span.end,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_queue_is_told_in_every_format() {
        let queue = Queue {
            entries: &[],
            overpaid: &[],
            as_of: ServiceDate::new(2026, 4, 15),
            paths: &[],
        };
        let written = |write: fn(&Queue<'_>, &mut dyn Write) -> io::Result<()>| {
            let mut out = Vec::new();
            write(&queue, &mut out).expect("memory takes it");
            String::from_utf8(out).expect("text")
        };
        assert_eq!(written(write_text), "0 entries in the queue, $0.00\n");
        assert_eq!(written(write_csv).lines().count(), 1);
        let json: serde_json::Value = serde_json::from_str(&written(write_json)).expect("JSON");
        assert_eq!(json["schema"], SCHEMA);
        assert_eq!(json["as_of"], "2026-04-15");
    }
}
