//! Everything that the results say of one patient. It owns what it says, so that the record and
//! its ledger can be let go before the next patient is judged.

use super::about;
use super::judge::line_name;
use crate::denials::{self, QueueEntry};
use crate::exposure::{DayShare, PricedPatient, after_step_down, price_patient};
use crate::finding::{Finding, LineId, Outcome, Severity};
use crate::ledger::{
    DayRow, Ledger, LineRow, PatientRecord, Supply, Verdict, balances, burn_downs,
};
use crate::model::{LevelOfCare, Money, Note, RemarkKind, ServiceDate};
use crate::policy::Policy;
use crate::report::{
    About, AuthorizationResult, BalanceResult, DayResult, DocumentResult, LineResult, LinkResult,
    PatientResult, StepDownResult, UnbilledResult,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A finding with all that is said of it.
#[derive(Serialize, Deserialize)]
pub(super) struct Assembled {
    pub(super) finding: Finding,
    pub(super) amount: Money,
    pub(super) shares: Vec<DayShare>,
    pub(super) about: About,
}

impl Assembled {
    /// Wraps a finding of no patient, which has no dollars.
    pub(super) fn new(finding: Finding) -> Self {
        Self {
            finding,
            amount: Money::ZERO,
            shares: Vec::new(),
            about: About::default(),
        }
    }
}

/// What is said of one patient, each list in the order of the record.
#[derive(Serialize, Deserialize)]
pub(super) struct PatientOutcome {
    /// Findings in their total order. What they say of the queue counts from the patient's own
    /// first entry.
    pub(super) findings: Vec<Assembled>,
    pub(super) priced: PricedPatient,
    pub(super) queue: Vec<QueueEntry>,
    pub(super) patient: PatientResult,
    pub(super) lines: Vec<LineResult>,
    pub(super) days: Vec<DayResult>,
    pub(super) step_downs: Vec<StepDownResult>,
    pub(super) unbilled: Vec<UnbilledResult>,
    pub(super) documents: Vec<DocumentResult>,
    pub(super) authorizations: Vec<AuthorizationResult>,
    pub(super) balances: Vec<BalanceResult>,
}

impl PatientOutcome {
    /// Prices a patient's findings and tells everything else that the ledger holds.
    pub(super) fn of(ledger: &Ledger<'_>, policy: &Policy, mut findings: Vec<Finding>) -> Self {
        let record = ledger.record;
        findings.sort_by(|a, b| a.order().cmp(&b.order()));
        for finding in &mut findings {
            trim(finding);
        }
        let mut priced = price_patient(ledger, policy, &findings);
        let queue = denials::entries(ledger, policy, &findings);
        let abouts = about::about(record, &findings, &queue);
        let worst = worst_by_day(&findings);
        let amounts = std::mem::take(&mut priced.by_finding).into_iter();
        let shares = std::mem::take(&mut priced.shares).into_iter();
        let findings = findings.into_iter().zip(amounts).zip(shares).zip(abouts);
        let findings = findings.map(|(((finding, amount), shares), about)| Assembled {
            finding,
            amount,
            shares,
            about,
        });
        let lost: BTreeMap<LineId, Money> = priced
            .lines
            .iter()
            .map(|line| (line.id, line.dollars.gross))
            .collect();
        let rows: BTreeMap<LineId, &LineRow> =
            ledger.lines.iter().map(|row| (row.id, row)).collect();
        let line = |row: &LineRow| {
            let exposure = lost.get(&row.id).copied().unwrap_or_default();
            line_result(record, row, exposure)
        };
        let day =
            |(&date, day): (&ServiceDate, &DayRow)| day_result(record, &rows, date, day, &worst);
        Self {
            findings: findings.collect(),
            queue,
            patient: patient_result(ledger),
            lines: ledger.lines.iter().map(line).collect(),
            days: ledger.days.iter().map(day).collect(),
            step_downs: step_downs(ledger, policy),
            unbilled: exact(not_billed(ledger)),
            documents: exact(documents(ledger)),
            authorizations: authorizations(ledger, policy),
            balances: settled(record),
            priced,
        }
    }
}

/// Gives back the room of a list that is done growing.
fn exact<T>(mut list: Vec<T>) -> Vec<T> {
    list.shrink_to_fit();
    list
}

/// Gives back room that a finding's lists and words were given to grow: findings of a whole
/// facility are in memory together.
fn trim(finding: &mut Finding) {
    finding.evidence.shrink_to_fit();
    finding.at_risk.shrink_to_fit();
    finding.message.shrink_to_fit();
}

/// Lists what a patient's stays needed, but for documents of a kind that no file of the export
/// holds.
fn documents(ledger: &Ledger<'_>) -> Vec<DocumentResult> {
    let record = ledger.record;
    let documents = ledger.calendar.iter().filter_map(|expected| {
        let stay = ledger.stays.get(expected.stay)?;
        if !record.export.holds(Supply::of_document(expected.document)) {
            return None;
        }
        let note = expected.note.and_then(|index| record.notes.get(index));
        Some(DocumentResult {
            patient: record.key.clone(),
            level: stay.level,
            admission: stay.admission,
            document: expected.document,
            due: expected.due,
            state: expected.state,
            done_on: expected.done_on,
            days: expected.days.clone(),
            authority: expected.authority,
            verified: expected.verified,
            place: note.map(|note| note.place()),
        })
    });
    documents.collect()
}

/// Lists a patient's approvals with what is left of them.
fn authorizations(ledger: &Ledger<'_>, policy: &Policy) -> Vec<AuthorizationResult> {
    let record = ledger.record;
    let each = burn_downs(ledger, policy).into_iter();
    each.filter_map(|burn_down| {
        let approval = record.authorizations.get(burn_down.authorization)?;
        let procedures = approval.procedures.iter().map(ToString::to_string);
        let revenues = approval.revenues.iter().map(ToString::to_string);
        Some(AuthorizationResult {
            patient: record.key.clone(),
            number: approval
                .number
                .as_ref()
                .map(|number| number.value.clone())
                .unwrap_or_default(),
            payer: approval.payer.called().to_owned(),
            level: approval.level,
            codes: procedures.chain(revenues).collect(),
            from: approval.from,
            to: approval.to,
            unit: approval.unit_kind,
            burn_down,
            place: approval.span,
        })
    })
    .collect()
}

/// Lists every claim as each payer settled it.
fn settled(record: &PatientRecord) -> Vec<BalanceResult> {
    let balances = balances(record).into_iter();
    let results = balances.map(|balance| BalanceResult {
        patient: record.key.clone(),
        balance,
    });
    results.collect()
}

type WorstByDay = BTreeMap<ServiceDate, Severity>;

fn worst_by_day(findings: &[Finding]) -> WorstByDay {
    let mut worst = WorstByDay::new();
    for finding in findings {
        let Some(from) = finding.date.filter(|_| finding.outcome != Outcome::NoData) else {
            continue;
        };
        let to = finding.date_to.unwrap_or(from);
        for offset in 0..=to.days_since(from).clamp(0, 400) {
            let entry = worst
                .entry(from.plus_days(offset))
                .or_insert(finding.severity);
            *entry = (*entry).max(finding.severity);
        }
    }
    worst
}

fn level_authorized(record: &PatientRecord, row: &LineRow) -> Option<LevelOfCare> {
    row.authorization
        .best()
        .and_then(|index| record.authorizations[index].level)
}

fn line_result(record: &PatientRecord, row: &LineRow, exposure: Money) -> LineResult {
    let claim = &record.claims[row.id.claim];
    let line = &claim.lines[row.id.line];
    let (claim_id, number) = line_name(record, row.id);
    LineResult {
        patient: record.key.clone(),
        claim: claim_id,
        line: number,
        date: row.days.first().copied(),
        date_to: row
            .days
            .last()
            .copied()
            .filter(|last| Some(last) != row.days.first()),
        code: line.procedure.as_ref().map(|code| code.value.to_string()),
        revenue: line.revenue.as_ref().map(|code| code.value.to_string()),
        units: line.units.as_ref().map(|units| units.value),
        payer: claim.payer.name.clone(),
        level_billed: row.billed.level,
        level_authorized: level_authorized(record, row),
        level_supported: row.level_supported(),
        verdict: row.support.verdict,
        notes: row
            .links
            .iter()
            .map(|link| {
                let note = &record.notes[link.note];
                LinkResult {
                    place: note.place(),
                    date: note.date(),
                    author: note.author.as_ref().map(|author| author.value.clone()),
                    confidence: link.confidence,
                    reason: link.reason,
                }
            })
            .collect(),
        charge: line.charge,
        paid: row.payment.paid,
        exposure,
        superseded: row.superseded,
        span: line.span,
    }
}

fn day_result(
    record: &PatientRecord,
    rows: &BTreeMap<LineId, &LineRow>,
    date: ServiceDate,
    day: &DayRow,
    worst: &WorstByDay,
) -> DayResult {
    let live = day.lines.iter().filter_map(|id| rows.get(id));
    let mut charged = Money::ZERO;
    let mut paid: Option<Money> = None;
    for row in live.clone() {
        let count = row.days.len().max(1) as i64;
        let place = row.days.iter().position(|day| *day == date).unwrap_or(0) as i64;
        let share = |total: Money| total.share(place + 1, count) - total.share(place, count);
        charged += share(record.claims[row.id.claim].lines[row.id.line].charge);
        if let Some(amount) = row.payment.paid {
            paid = Some(paid.unwrap_or_default() + share(amount));
        }
    }
    let level_authorized = live
        .clone()
        .filter(|row| Some(row.billed.level) == day.level_billed)
        .find_map(|row| level_authorized(record, row));
    let dated = |note: Option<usize>| record.notes.get(note?)?.date();
    let told = live.clone().filter(|row| row.payment.paid.is_some());
    let denied = told.clone().filter(|row| row.payment.denied).count();
    let remit = match (told.count(), denied) {
        (0, _) => "none",
        (_, 0) => "paid",
        (all, denied) if all == denied => "denied",
        _ => "partly-denied",
    };
    let verdict = day
        .support
        .as_ref()
        .map_or(Verdict::NotRated, |support| support.verdict);
    DayResult {
        patient: record.key.clone(),
        date,
        level_billed: day.level_billed,
        level_authorized,
        level_supported: day
            .level_billed
            .and_then(|billed| day.support.as_ref()?.level_shown(billed)),
        verdict,
        notes: day.notes.len() as u32,
        note_minutes: day.note_minutes,
        sheet_minutes: day.sheet_minutes,
        census: day.census,
        census_source: day.census_source,
        plan: dated(day.standing.plan),
        certification: dated(day.standing.certification),
        assessment: dated(day.standing.assessment),
        remit,
        billed: day.lines.iter().map(|&id| line_name(record, id)).collect(),
        charged,
        paid,
        worst: worst.get(&date).copied(),
    }
}

fn step_downs(ledger: &Ledger<'_>, policy: &Policy) -> Vec<StepDownResult> {
    let record = ledger.record;
    let spans = |places: &[crate::ledger::Place]| {
        let found = places.iter().filter_map(|&(note, mention)| {
            let mention = record.notes.get(note)?.mentions.get(mention)?;
            Some(mention.span)
        });
        found.collect::<BTreeSet<_>>().into_iter().collect()
    };
    let lines = ledger.step_downs.iter().filter_map(|line| {
        let stay = ledger.stays.get(line.stay)?;
        Some(StepDownResult {
            patient: record.key.clone(),
            level_billed: stay.level,
            level_supported: line.level,
            admission: stay.admission,
            from: line.from,
            to: *line.days.last()?,
            days: line.days.len(),
            lower_days: line.lower_days,
            by_attendance_days: line.by_attendance_days,
            dollars: after_step_down(ledger, policy, line),
            supports: spans(&line.supports),
            against: spans(&line.against),
        })
    });
    lines.collect()
}

/// Lists the notes of a service that no line bills. Two notes of one session, by its two leaders,
/// document the one service that is billed.
fn not_billed(ledger: &Ledger<'_>) -> Vec<UnbilledResult> {
    let (record, unlinked) = (ledger.record, &ledger.unlinked_notes);
    let session = |note: &Note| {
        (
            note.date(),
            note.kind,
            note.time.and_then(|time| time.start),
        )
    };
    let billed: BTreeSet<_> = record
        .notes
        .iter()
        .enumerate()
        .filter(|(index, _)| unlinked.binary_search(index).is_err())
        .map(|(_, note)| session(note))
        .filter(|(_, _, start)| start.is_some())
        .collect();
    unlinked
        .iter()
        .filter_map(|&index| record.notes.get(index))
        .filter(|note| {
            !billed.contains(&session(note))
                && note.remarks.first(RemarkKind::NotProgramTime).is_none()
        })
        .filter_map(|note| {
            Some(UnbilledResult {
                patient: record.key.clone(),
                date: note.date()?,
                place: note.place(),
                kind: note.kind.id(),
                minutes: note.time.map(|time| time.minutes),
                author: note.author.as_ref().map(|author| author.value.clone()),
            })
        })
        .collect()
}

fn patient_result(ledger: &Ledger<'_>) -> PatientResult {
    let record = ledger.record;
    PatientResult {
        key: record.key.clone(),
        name: record
            .name
            .as_ref()
            .map(|name| name.display())
            .unwrap_or_default(),
        confidence: record.confidence,
        unread_pages: record.unread_pages,
        notes: record.notes.len() as u32,
        lines: ledger.lines.iter().filter(|row| !row.superseded).count() as u32,
        first_day: ledger.days.keys().next().copied(),
        last_day: ledger.days.keys().next_back().copied(),
    }
}
