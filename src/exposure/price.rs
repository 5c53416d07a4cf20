//! Prices one patient's findings against the lines they put at risk.

use super::overpaid::{Failed, Overpaid, overpaid};
use super::{ClaimExposure, Dollars, LineExposure};
use crate::finding::{AtRisk, Cure, Finding, LineId, Outcome, Portion, Severity};
use crate::ledger::{Ledger, LineRow};
use crate::model::{LevelOfCare, Money, ServiceDate};
use crate::policy::Policy;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// One patient's dollars.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PricedPatient {
    /// Amount of each finding given, in their order.
    pub by_finding: Vec<Money>,
    /// What each finding given puts at risk day by day, in their order.
    pub shares: Vec<Vec<DayShare>>,
    /// Every live line, in order of claims and lines.
    pub lines: Vec<LineExposure>,
    /// Every live claim, in order. Their finding lists are left empty: the conductor knows the
    /// findings' final order.
    pub claims: Vec<ClaimExposure>,
    /// Paid claims that failed findings put in question.
    pub overpaid: Vec<Overpaid>,
}

/// What one finding puts at risk of one day of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayShare {
    /// The line.
    pub line: LineId,
    /// The day's place among the line's days.
    pub day: u32,
    /// The dollars.
    pub amount: Money,
    /// Whether the day's dollars are counted on this finding: it takes the most of the day, or is
    /// the first by rule of those that do. Exactly one finding is, for every day that loses any.
    pub decides: bool,
}

/// Prices findings on one patient's lines.
pub fn price_patient(ledger: &Ledger<'_>, policy: &Policy, findings: &[Finding]) -> PricedPatient {
    let rows: BTreeMap<LineId, &LineRow> = ledger.live_lines().map(|row| (row.id, row)).collect();
    let mut losses: BTreeMap<LineId, Vec<DayLoss>> = BTreeMap::new();
    let mut failed: BTreeMap<LineId, Vec<Failed>> = BTreeMap::new();
    for (&id, row) in &rows {
        losses.insert(id, vec![DayLoss::default(); row.days.len().max(1)]);
        failed.insert(id, vec![Failed::default(); row.days.len().max(1)]);
    }
    let mut by_finding = Vec::with_capacity(findings.len());
    let mut day_shares: Vec<Vec<DayShare>> = Vec::with_capacity(findings.len());
    for (index, finding) in findings.iter().enumerate() {
        let mut amount = Money::ZERO;
        let mut own = Vec::new();
        for risk in &finding.at_risk {
            let (Some(row), Some(days), Some(fails)) = (
                rows.get(&risk.line),
                losses.get_mut(&risk.line),
                failed.get_mut(&risk.line),
            ) else {
                continue;
            };
            let shares = shares(ledger, policy, row, risk);
            for ((day, fail), share) in days.iter_mut().zip(fails).zip(&shares) {
                day.take(finding, index, *share, policy);
                fail.take(finding, *share);
            }
            own.extend(shares.iter().zip(0..).map(|(&amount, day)| DayShare {
                line: risk.line,
                day,
                amount,
                decides: false,
            }));
            amount += shares.into_iter().sum();
        }
        by_finding.push(amount);
        day_shares.push(if finding.outcome == Outcome::NoData {
            Vec::new()
        } else {
            most_of_each_day(own)
        });
    }
    decide(&mut day_shares, &losses);
    let lines: Vec<LineExposure> = rows
        .iter()
        .map(|(&id, row)| {
            line_exposure(ledger, id, row, losses.get(&id).map_or(&[], Vec::as_slice))
        })
        .collect();
    let claims = claims(ledger, &rows, &lines);
    let overpaid = overpaid(ledger, policy, &rows, &lines, &failed);
    PricedPatient {
        by_finding,
        shares: day_shares,
        lines,
        claims,
        overpaid,
    }
}

/// Keeps the largest share of each day: a finding may put the same day at risk twice.
fn most_of_each_day(mut shares: Vec<DayShare>) -> Vec<DayShare> {
    shares.retain(|share| share.amount > Money::ZERO);
    shares.sort_by_key(|share| (share.line, share.day, Reverse(share.amount)));
    shares.dedup_by_key(|share| (share.line, share.day));
    shares
}

/// Marks, for every day, the one share on which its dollars are counted.
fn decide(shares: &mut [Vec<DayShare>], losses: &BTreeMap<LineId, Vec<DayLoss>>) {
    for (index, own) in shares.iter_mut().enumerate() {
        for share in own {
            let days = losses.get(&share.line);
            let loss = days.and_then(|days| days.get(share.day as usize));
            share.decides = loss.is_some_and(|loss| loss.finding == Some(index));
        }
    }
}

/// The most that any finding takes of one day of one line.
#[derive(Debug, Clone, Default)]
struct DayLoss {
    gross: Money,
    probable: Money,
    rule: Option<&'static str>,
    /// The finding that takes it.
    finding: Option<usize>,
    /// Whether every finding that takes dollars of the day has a cure that saves the payment.
    incurable: bool,
}

impl DayLoss {
    fn take(&mut self, finding: &Finding, index: usize, amount: Money, policy: &Policy) {
        // A missing input accuses nobody, so it puts no dollars at risk.
        if amount <= Money::ZERO || finding.outcome == Outcome::NoData {
            return;
        }
        let gains = amount > self.gross
            || (amount == self.gross && self.rule.is_none_or(|rule| finding.rule < rule));
        if gains {
            self.gross = amount;
            self.rule = Some(finding.rule);
            self.finding = Some(index);
        }
        self.probable = self
            .probable
            .max(amount.share(factor(policy, finding.severity), 100));
        self.incurable |= !finding.cure.iter().any(|cure| Cure::saves_payment(*cure));
    }
}

fn factor(policy: &Policy, severity: Severity) -> i64 {
    match severity {
        Severity::Critical => policy.number("factor.critical"),
        Severity::High => policy.number("factor.high"),
        Severity::Medium => policy.number("factor.medium"),
        Severity::Low => policy.number("factor.low"),
        Severity::Info => 0,
    }
}

/// Returns what exposure of a line is counted from.
fn base(ledger: &Ledger<'_>, row: &LineRow) -> Money {
    row.payment
        .paid
        .unwrap_or_else(|| ledger.service_line(row.id).charge)
        .max(Money::ZERO)
}

/// Cuts a line's base into its days, to the cent.
fn day_bases(ledger: &Ledger<'_>, row: &LineRow) -> Vec<Money> {
    let total = base(ledger, row);
    let count = row.days.len().max(1) as i64;
    (0..count)
        .map(|day| total.share(day + 1, count) - total.share(day, count))
        .collect()
}

/// Returns how much of each day of a line a finding puts at risk.
pub(super) fn shares(
    ledger: &Ledger<'_>,
    policy: &Policy,
    row: &LineRow,
    risk: &AtRisk,
) -> Vec<Money> {
    let bases = day_bases(ledger, row);
    let named = |days: &[ServiceDate], index: usize| {
        row.days.get(index).is_some_and(|day| days.contains(day))
    };
    let parts: Vec<Money> = match &risk.portion {
        Portion::Whole => bases,
        Portion::Days(days) => keep(bases, |index| named(days, index)),
        Portion::Units(units) => {
            let billed = ledger
                .service_line(row.id)
                .units
                .as_ref()
                .map(|units| units.value);
            let billed = billed.map_or(0, |units| units.thousandths());
            let excess = units.thousandths().clamp(0, billed.max(0));
            bases
                .into_iter()
                .map(|base| base.share(excess, billed))
                .collect()
        }
        Portion::Amount(amount) => {
            let total: Money = bases.iter().copied().sum();
            let amount = (*amount).clamp(Money::ZERO, total.max(Money::ZERO));
            let count = bases.len().max(1) as i64;
            (0..count)
                .map(|day| amount.share(day + 1, count) - amount.share(day, count))
                .collect()
        }
        Portion::DownTo(level, days) => {
            let bases = keep(bases, |index| days.is_empty() || named(days, index));
            bases
                .into_iter()
                .map(|base| down_to(policy, row, base, *level))
                .collect()
        }
    };
    parts
        .into_iter()
        .map(|part| part.share(i64::from(risk.percent), 100))
        .collect()
}

fn keep(bases: Vec<Money>, wanted: impl Fn(usize) -> bool) -> Vec<Money> {
    bases
        .into_iter()
        .enumerate()
        .map(|(index, base)| if wanted(index) { base } else { Money::ZERO })
        .collect()
}

/// Returns what a downcode takes of one day: paid less the lower level's rate where the rate
/// table has it, else the policy's share for a high finding.
fn down_to(policy: &Policy, row: &LineRow, base: Money, level: LevelOfCare) -> Money {
    if level.rank() >= row.billed.level.rank() {
        return Money::ZERO;
    }
    match policy.rates.get(&level) {
        Some(&rate) => (base - rate).max(Money::ZERO),
        None => base.share(policy.number("factor.high"), 100),
    }
}

fn line_exposure(ledger: &Ledger<'_>, id: LineId, row: &LineRow, days: &[DayLoss]) -> LineExposure {
    let mut dollars = Dollars::default();
    let mut by_rule: BTreeMap<&'static str, Money> = BTreeMap::new();
    let mut by_month: BTreeMap<String, Money> = BTreeMap::new();
    for (place, day) in days.iter().enumerate() {
        if day.gross > Money::ZERO {
            let month = row.days.get(place).map(|date| date.month_words());
            *by_month.entry(month.unwrap_or_default()).or_default() += day.gross;
        }
        dollars.gross += day.gross;
        dollars.probable += day.probable;
        if !day.incurable {
            dollars.curable += day.gross;
        }
        if let Some(rule) = day.rule {
            *by_rule.entry(rule).or_default() += day.gross;
        }
    }
    LineExposure {
        id,
        patient: ledger.record.key.clone(),
        claim: ledger.claim(id).id.clone(),
        line: ledger.service_line(id).number,
        level: row.billed.level,
        base: base(ledger, row),
        dollars,
        by_rule: by_rule.into_iter().collect(),
        by_month: by_month.into_iter().collect(),
        clinician: clinician(ledger, row),
    }
}

/// Returns who rendered a line by its claim, else who wrote the note that documents it best.
fn clinician(ledger: &Ledger<'_>, row: &LineRow) -> String {
    let claim = ledger.claim(row.id);
    let rendering = claim.rendering_for(ledger.service_line(row.id));
    if let Some(provider) = rendering.filter(|provider| !provider.first.trim().is_empty()) {
        // A claim prints names in capitals, a note as people write them.
        return format!("{}, {}", provider.name.trim(), provider.first.trim()).to_uppercase();
    }
    let author = row.links.first().and_then(|link| {
        let author = ledger.note(link.note).author.as_ref()?;
        Some(author.value.trim().to_uppercase())
    });
    author.unwrap_or_default()
}

fn claims(
    ledger: &Ledger<'_>,
    rows: &BTreeMap<LineId, &LineRow>,
    lines: &[LineExposure],
) -> Vec<ClaimExposure> {
    let mut claims: BTreeMap<usize, ClaimExposure> = BTreeMap::new();
    // `lines` was made from `rows` in the same order.
    for ((&id, row), line) in rows.iter().zip(lines) {
        let claim = ledger.claim(id);
        let entry = claims.entry(id.claim).or_insert_with(|| ClaimExposure {
            index: id.claim,
            patient: ledger.record.key.clone(),
            claim: claim.id.clone(),
            level: row.billed.level,
            payer: claim.payer.name.clone(),
            charged: Money::ZERO,
            paid: None,
            dollars: Dollars::default(),
            findings: Vec::new(),
        });
        if row.billed.level.rank() > entry.level.rank() {
            entry.level = row.billed.level;
        }
        entry.charged += ledger.service_line(id).charge;
        if let Some(paid) = row.payment.paid {
            entry.paid = Some(entry.paid.unwrap_or_default() + paid);
        }
        entry.dollars.add(line.dollars);
    }
    claims.into_values().collect()
}
