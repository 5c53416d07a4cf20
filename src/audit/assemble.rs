//! Puts the results of all patients together in their total order.

use super::judge::line_name;
use super::{PatientAudit, about};
use crate::denials::{self, QueueEntry};
use crate::exposure::{DayShare, Exposure, PricedPatient, after_step_down, price_patient};
use crate::finding::{Finding, LineId, Severity};
use crate::ledger::{DayRow, LineRow, PatientRecord, Supply, Verdict, balances, burn_downs};
use crate::model::{LevelOfCare, Money, Note, RemarkKind, RemittanceClaim, ServiceDate};
use crate::policy::Policy;
use crate::problem::{Problem, ProblemKind};
use crate::report::{
    About, AuthorizationResult, BalanceResult, DayResult, DocumentResult, FileResult, LineResult,
    LinkResult, NotSupplied, PatientResult, Results, RunFacts, StepDownResult, UnbilledResult,
};
use crate::rules::{Checks, RULES};
use crate::store::CaseFolder;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What the steps before gave.
pub(super) struct Parts<'p> {
    pub(super) files: Vec<FileResult>,
    pub(super) problems: Vec<Problem>,
    pub(super) patients: &'p [PatientRecord],
    pub(super) unmatched_remittances: &'p [RemittanceClaim],
    pub(super) audits: Vec<PatientAudit<'p>>,
    pub(super) facility: Checks,
    pub(super) not_supplied: Vec<NotSupplied>,
}

/// A finding with all that is said of it.
struct Assembled {
    finding: Finding,
    amount: Money,
    shares: Vec<DayShare>,
    about: About,
}

impl Assembled {
    /// Wraps a finding of no patient, which has no dollars.
    fn new(finding: Finding) -> Self {
        Self {
            finding,
            amount: Money::ZERO,
            shares: Vec::new(),
            about: About::default(),
        }
    }
}

/// Makes the results. Quotes are still empty.
pub(super) fn assemble(case: &CaseFolder, policy: &Policy, parts: Parts<'_>) -> Results {
    let Parts {
        files,
        mut problems,
        patients,
        unmatched_remittances,
        audits,
        facility,
        not_supplied,
    } = parts;
    let (facility_findings, facility_tallies) = facility.into_parts();
    let mut findings_of: BTreeMap<&str, Vec<Finding>> = BTreeMap::new();
    let mut without_patient = Vec::new();
    for finding in facility_findings {
        // Patients are sorted by key.
        let place = finding
            .patient
            .as_ref()
            .and_then(|key| patients.binary_search_by(|record| record.key.cmp(key)).ok());
        match place {
            Some(place) => findings_of
                .entry(&patients[place].key)
                .or_default()
                .push(finding),
            None => without_patient.push(finding),
        }
    }
    let mut tallies = facility_tallies;
    let mut all: Vec<Assembled> = without_patient.into_iter().map(Assembled::new).collect();
    let mut queue: Vec<QueueEntry> = Vec::new();

    let per_patient: Vec<(Vec<Assembled>, PricedPatient, Vec<QueueEntry>)> = patients
        .par_iter()
        .zip(&audits)
        .map(|(record, audit)| {
            let mut findings = audit.findings.clone();
            findings.extend(
                findings_of
                    .get(record.key.as_str())
                    .cloned()
                    .unwrap_or_default(),
            );
            findings.sort_by(|a, b| a.order().cmp(&b.order()));
            let mut priced = price_patient(&audit.ledger, policy, &findings);
            let entries = denials::entries(&audit.ledger, policy, &findings);
            let abouts = about::about(record, &findings, &entries);
            let amounts = std::mem::take(&mut priced.by_finding).into_iter();
            let shares = std::mem::take(&mut priced.shares).into_iter();
            let assembled = findings.into_iter().zip(amounts).zip(shares).zip(abouts);
            let assembled = assembled.map(|(((finding, amount), shares), about)| Assembled {
                finding,
                amount,
                shares,
                about,
            });
            (assembled.collect(), priced, entries)
        })
        .collect();
    let mut priced = Vec::with_capacity(per_patient.len());
    for (mut assembled, patient, entries) in per_patient {
        for one in &mut assembled {
            one.about.queued = one.about.queued.map(|place| place + queue.len());
        }
        queue.extend(entries);
        all.extend(assembled);
        priced.push(patient);
    }
    all.sort_by(|a, b| a.finding.order().cmp(&b.finding.order()));
    let mut findings = Vec::with_capacity(all.len());
    let (mut amounts, mut shares, mut abouts) = (Vec::new(), Vec::new(), Vec::new());
    for one in all {
        findings.push(one.finding);
        amounts.push(one.amount);
        shares.push(one.shares);
        abouts.push(one.about);
    }
    let mut exposure = Exposure::total(amounts, shares, priced);
    attach_findings(&mut exposure, &findings);

    for audit in &audits {
        for (&rule, tally) in &audit.tallies {
            let total: &mut crate::rules::Tally = tallies.entry(rule).or_default();
            total.add(*tally);
        }
    }
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

    let worst = worst_by_day(&findings);
    let lost: BTreeMap<(&str, LineId), Money> = exposure
        .lines
        .iter()
        .map(|line| ((line.patient.as_str(), line.id), line.dollars.gross))
        .collect();
    let mut lines = Vec::new();
    let mut days = Vec::new();
    for (record, audit) in patients.iter().zip(&audits) {
        lines.extend(audit.ledger.lines.iter().map(|row| {
            let gross = lost
                .get(&(record.key.as_str(), row.id))
                .copied()
                .unwrap_or_default();
            line_result(record, row, gross)
        }));
        let rows: BTreeMap<LineId, &LineRow> =
            audit.ledger.lines.iter().map(|row| (row.id, row)).collect();
        days.extend(
            audit
                .ledger
                .days
                .iter()
                .map(|(&date, day)| day_result(record, &rows, date, day, &worst)),
        );
    }
    lines.sort_by(|a, b| {
        (&a.patient, &a.claim, a.line, a.span).cmp(&(&b.patient, &b.claim, b.line, b.span))
    });
    let mut unbilled: Vec<UnbilledResult> = patients
        .iter()
        .zip(&audits)
        .flat_map(|(record, audit)| not_billed(record, audit))
        .collect();
    unbilled.sort();
    days.sort_by(|a, b| (&a.patient, a.date).cmp(&(&b.patient, b.date)));
    let facility = if policy.facility.is_empty() {
        &case.name
    } else {
        &policy.facility
    };
    Results {
        run: RunFacts {
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
        },
        files,
        patients: patients
            .iter()
            .zip(&audits)
            .map(|(r, a)| patient_result(r, a))
            .collect(),
        findings,
        about: abouts,
        queue,
        tallies,
        exposure,
        lines,
        days,
        step_downs: patients
            .iter()
            .zip(&audits)
            .flat_map(|(record, audit)| step_downs(record, audit, policy))
            .collect(),
        unbilled,
        problems,
        documents: documents(patients, &audits),
        authorizations: patients
            .iter()
            .zip(&audits)
            .flat_map(|(record, audit)| authorizations(record, audit, policy))
            .collect(),
        balances: settled(patients),
        not_supplied,
        quotes: BTreeMap::new(),
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

/// Lists what the stays of all patients needed, but for documents of a kind that no file of the
/// export holds.
fn documents(patients: &[PatientRecord], audits: &[PatientAudit<'_>]) -> Vec<DocumentResult> {
    let mut documents = Vec::new();
    for (record, audit) in patients.iter().zip(audits) {
        for expected in &audit.ledger.calendar {
            let Some(stay) = audit.ledger.stays.get(expected.stay) else {
                continue;
            };
            if !record.export.holds(Supply::of_document(expected.document)) {
                continue;
            }
            let note = expected.note.and_then(|index| record.notes.get(index));
            documents.push(DocumentResult {
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
            });
        }
    }
    documents
}

/// Lists a patient's approvals with what is left of them.
fn authorizations(
    record: &PatientRecord,
    audit: &PatientAudit<'_>,
    policy: &Policy,
) -> Vec<AuthorizationResult> {
    let each = burn_downs(&audit.ledger, policy).into_iter();
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
fn settled(patients: &[PatientRecord]) -> Vec<BalanceResult> {
    let of_patient = |record: &PatientRecord| {
        balances(record)
            .into_iter()
            .map(|balance| BalanceResult {
                patient: record.key.clone(),
                balance,
            })
            .collect::<Vec<_>>()
    };
    patients.iter().flat_map(of_patient).collect()
}

type WorstByDay = BTreeMap<(String, ServiceDate), Severity>;

fn worst_by_day(findings: &[Finding]) -> WorstByDay {
    let mut worst = WorstByDay::new();
    for finding in findings {
        let (Some(patient), Some(from)) = (&finding.patient, finding.date) else {
            continue;
        };
        if finding.outcome == crate::finding::Outcome::NoData {
            continue;
        }
        let to = finding.date_to.unwrap_or(from);
        for offset in 0..=to.days_since(from).clamp(0, 400) {
            let entry = worst
                .entry((patient.clone(), from.plus_days(offset)))
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
            .support
            .as_ref()
            .filter(|support| !matches!(support.verdict, Verdict::Silent | Verdict::NotRated))
            .map(|support| support.level),
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
        worst: worst.get(&(record.key.clone(), date)).copied(),
    }
}

fn step_downs(
    record: &PatientRecord,
    audit: &PatientAudit<'_>,
    policy: &Policy,
) -> Vec<StepDownResult> {
    let ledger = &audit.ledger;
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
            dollars: after_step_down(ledger, policy, line),
            supports: spans(&line.supports),
            against: spans(&line.against),
        })
    });
    lines.collect()
}

/// Lists the notes of a service that no line bills. Two notes of one session, by its two leaders,
/// document the one service that is billed.
fn not_billed(record: &PatientRecord, audit: &PatientAudit<'_>) -> Vec<UnbilledResult> {
    let unlinked = &audit.ledger.unlinked_notes;
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

fn patient_result(record: &PatientRecord, audit: &PatientAudit<'_>) -> PatientResult {
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
        lines: audit
            .ledger
            .lines
            .iter()
            .filter(|row| !row.superseded)
            .count() as u32,
        first_day: audit.ledger.days.keys().next().copied(),
        last_day: audit.ledger.days.keys().next_back().copied(),
    }
}
