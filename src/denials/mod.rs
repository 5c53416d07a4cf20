//! Answers for the work queue: what payers refused or asked for, what to do first and until when,
//! how the refused lines compare with the authorization, what the record says of them, and what
//! an appeal would lack. It judges nothing anew: rules and the ledger have.

mod compare;

pub(crate) use compare::compare;
pub use compare::{Compared, Comparison};

use crate::finding::Finding;
use crate::ledger::{ClaimBalance, Ledger, LineRow, Route, Verdict, balances};
use crate::model::{LineId, Money, ServiceDate};
use crate::policy::{Deadline, Policy};
use crate::rules::{Case, DenialGroup, denial_groups, exhibits_lacking, letter_requests};
use crate::text::{Known, Span, known};
use serde::{Deserialize, Serialize};

/// What kind of work an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Work {
    /// Correct the claim, or send it where it belongs.
    Correct,
    /// Appeal.
    Appeal,
    /// Send records.
    Records,
    /// Nothing is left but good cause.
    Over,
    /// The clock is not known.
    Unknown,
}

impl Work {
    /// Returns the kind as used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Correct => "correct",
            Self::Appeal => "appeal",
            Self::Records => "records",
            Self::Over => "over",
            Self::Unknown => "no-deadline-known",
        }
    }
}

/// One entry of the queue: the lines of one claim that were refused for one reason, or whose
/// records one letter asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueEntry {
    /// The patient as shown to people.
    pub patient: String,
    /// The claim; the first of those that a letter asks for.
    pub claim: String,
    /// The lines' numbers, in order.
    pub lines: Vec<u32>,
    /// First and last day of service, where the lines have dates.
    pub days: Option<(ServiceDate, ServiceDate)>,
    /// The codes billed, in order, each once.
    pub codes: Vec<String>,
    /// The payer.
    pub payer: String,
    /// What was charged.
    pub charge: Money,
    /// What was paid, net.
    pub paid: Money,
    /// What was refused; of a letter's lines, what was paid or else charged.
    pub amount: Money,
    /// The reason, `CO-197`; empty for a letter.
    pub reason: String,
    /// Every reason and remark beside it.
    pub reasons: Vec<String>,
    /// What the reason means, in our words.
    pub label: String,
    /// Its class, in words.
    #[serde(with = "known")]
    pub class: Known,
    /// Whether a correction is the answer.
    pub technical: bool,
    /// What to do first.
    pub action: String,
    /// The kind of work.
    pub work: Work,
    /// The name of the appeal, where one is the work.
    #[serde(with = "known")]
    pub level: Known,
    /// The clock.
    pub deadline: Option<Deadline>,
    /// The lines against the authorization.
    pub comparison: Comparison,
    /// What the record supports.
    pub verdict: Verdict,
    /// What of the claim's charge the payer's remittances explain by nothing; zero where they balance.
    pub unexplained: Money,
    /// What an appeal would lack.
    pub lacks: Vec<String>,
    /// Where the refusal or the letter stands.
    pub source: Option<Span>,
}

/// Returns the entries of one patient, unordered. `findings` are the patient's own.
pub fn entries(ledger: &Ledger<'_>, policy: &Policy, findings: &[Finding]) -> Vec<QueueEntry> {
    let case = Case {
        record: ledger.record,
        ledger,
        policy,
    };
    let mut entries: Vec<QueueEntry> = denial_groups(&case)
        .iter()
        .filter_map(|group| of_denial(&case, group, findings))
        .collect();
    if !entries.is_empty() {
        let balances = balances(ledger.record);
        for entry in &mut entries {
            let of_claim = balances.iter().filter(|one| one.claim == entry.claim);
            entry.unexplained = of_claim.map(ClaimBalance::difference).sum();
        }
    }
    for request in letter_requests(&case) {
        let Some(mut entry) = entry(&case, &request.rows, findings) else {
            continue;
        };
        let paid = entry.paid;
        entry.amount = if paid > Money::ZERO {
            paid
        } else {
            entry.charge
        };
        entry.label = "the payer asks for records".to_owned();
        entry.class = "records request";
        entry.technical = true;
        entry.action = "send the records and keep the proof of sending".to_owned();
        entry.work = Work::Records;
        entry.deadline = Some(request.due);
        if policy.as_of.is_some_and(|today| request.due.is_past(today)) {
            entry.work = Work::Over;
        }
        entry.source = Some(request.letter.date.span);
        entries.push(entry);
    }
    entries
}

/// Puts entries in order: what can be done by its day to keep, then what has no known day, then
/// what is over; of one day the larger amount first.
pub fn ordered(mut entries: Vec<QueueEntry>) -> Vec<QueueEntry> {
    let rank = |entry: &QueueEntry| match entry.work {
        Work::Correct | Work::Appeal | Work::Records => 0,
        Work::Unknown => 1,
        Work::Over => 2,
    };
    entries.sort_by(|a, b| {
        let key = |entry: &QueueEntry| (rank(entry), entry.deadline.map(|one| one.safe));
        let place = |entry: &QueueEntry| {
            (
                entry.patient.clone(),
                entry.claim.clone(),
                entry.lines.clone(),
                entry.reason.clone(),
                entry.source,
            )
        };
        key(a)
            .cmp(&key(b))
            .then_with(|| b.amount.cmp(&a.amount))
            .then_with(|| place(a).cmp(&place(b)))
    });
    entries
}

fn of_denial(case: &Case<'_>, group: &DenialGroup<'_>, findings: &[Finding]) -> Option<QueueEntry> {
    let rows: Vec<&LineRow> = group.denials.iter().map(|(_, row)| *row).collect();
    let (first, _) = group.denials.first()?;
    let mut entry = entry(case, &rows, findings)?;
    entry.amount = group.amount();
    entry.reason = first.reason();
    entry.reasons = first.reasons.clone();
    entry.label = first.meaning.label();
    entry.class = group.class().words();
    entry.technical = group.is_technical();
    entry.action = first.meaning.action().to_owned();
    entry.deadline = group.route.deadline();
    entry.work = match group.route {
        Route::Correct(_) if first.asks_for_records() => Work::Records,
        Route::Correct(_) => Work::Correct,
        Route::Appeal(_) => Work::Appeal,
        Route::Over(_) => Work::Over,
        Route::Unknown => Work::Unknown,
    };
    if entry.work == Work::Appeal {
        entry.level = group.appeal_name();
    }
    entry.source = Some(first.span);
    Some(entry)
}

/// Returns what an entry says of its lines, whatever is asked about them.
fn entry(case: &Case<'_>, rows: &[&LineRow], findings: &[Finding]) -> Option<QueueEntry> {
    let first = rows.first()?;
    let claim = case.ledger.claim(first.id);
    let lines = || rows.iter().map(|row| case.ledger.service_line(row.id));
    let days = || rows.iter().flat_map(|row| &row.days).copied();
    let mut codes: Vec<String> = Vec::new();
    for line in lines() {
        let code = match (&line.procedure, &line.revenue) {
            (Some(code), _) => code.value.to_string(),
            (None, Some(revenue)) => format!("revenue {}", revenue.value),
            (None, None) => continue,
        };
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let ids: Vec<LineId> = rows.iter().map(|row| row.id).collect();
    Some(QueueEntry {
        patient: case.record.key.clone(),
        claim: claim.id.clone(),
        lines: lines().map(|line| line.number).collect(),
        days: days().min().zip(days().max()),
        codes,
        payer: claim.payer.called().to_owned(),
        charge: lines().map(|line| line.charge).sum(),
        paid: rows
            .iter()
            .map(|row| row.payment.paid.unwrap_or_default())
            .sum(),
        amount: Money::ZERO,
        reason: String::new(),
        reasons: Vec::new(),
        label: String::new(),
        class: "",
        technical: false,
        action: String::new(),
        work: Work::Unknown,
        level: "",
        deadline: None,
        comparison: compare(case, rows, &ids, findings),
        verdict: first.support.verdict,
        unexplained: Money::ZERO,
        lacks: exhibits_lacking(case, rows),
        source: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Clock, Deadline};

    fn made(patient: &str, work: Work, safe: Option<&str>, cents: i64) -> QueueEntry {
        let date = |text| ServiceDate::parse_iso(text).expect("a date");
        QueueEntry {
            patient: patient.to_owned(),
            claim: "C1".to_owned(),
            lines: vec![1],
            days: None,
            codes: Vec::new(),
            payer: String::new(),
            charge: Money::ZERO,
            paid: Money::ZERO,
            amount: Money::from_cents(cents),
            reason: String::new(),
            reasons: Vec::new(),
            label: String::new(),
            class: "",
            technical: false,
            action: String::new(),
            work,
            level: "",
            deadline: safe.map(|safe| Deadline {
                clock: Clock::Appeal,
                start: date("2026-01-01"),
                days: 60,
                presumed: 0,
                last: date(safe),
                safe: date(safe),
            }),
            comparison: Comparison::default(),
            verdict: Verdict::NotRated,
            unexplained: Money::ZERO,
            lacks: Vec::new(),
            source: None,
        }
    }

    #[test]
    fn deadlines_go_before_dollars_and_what_is_over_comes_last() {
        let queue = ordered(vec![
            made("A", Work::Over, Some("2026-01-10"), 900),
            made("B", Work::Appeal, Some("2026-05-01"), 100),
            made("C", Work::Unknown, None, 800),
            made("D", Work::Correct, Some("2026-04-01"), 10),
            made("E", Work::Records, Some("2026-05-01"), 200),
        ]);
        let order: Vec<&str> = queue.iter().map(|entry| entry.patient.as_str()).collect();
        assert_eq!(order, ["D", "E", "B", "C", "A"]);
    }
}
