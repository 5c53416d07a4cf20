//! Answers for turning findings into dollars without counting a dollar twice: what each finding
//! puts at risk, what each line and claim stands to lose, and the order of claims by loss.
//!
//! A line is cut into its days. Each day of a line loses the most that any finding puts at risk
//! on it, so findings on one day never add up and findings on different days do. A claim never
//! loses more than was paid on it, or charged where no remittance speaks of it.

pub mod estimate;

mod overpaid;
mod price;
mod step_down;

pub use overpaid::{Overpaid, OverpaidByPayer, overpaid_by_payer};
pub use price::{DayShare, PricedPatient, price_patient};
pub use step_down::{AfterStepDown, after_step_down};

use crate::finding::LineId;
use crate::model::{LevelOfCare, Money};
use crate::text::known;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Dollars at risk in three measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Dollars {
    /// Everything that any finding touches.
    pub gross: Money,
    /// Weighted by severity.
    pub probable: Money,
    /// The part of gross that a cure may still save.
    pub curable: Money,
}

impl Dollars {
    /// Adds another amount, measure by measure.
    pub fn add(&mut self, other: Self) {
        self.gross += other.gross;
        self.probable += other.probable;
        self.curable += other.curable;
    }
}

/// What one line stands to lose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineExposure {
    /// Which line of the patient's record.
    pub id: LineId,
    /// The patient's key.
    pub patient: String,
    /// Claim id.
    pub claim: String,
    /// Line number.
    pub line: u32,
    /// Level billed.
    pub level: LevelOfCare,
    /// What the exposure is counted from: paid where a remittance says so, else charged.
    pub base: Money,
    /// The dollars.
    pub dollars: Dollars,
    /// Gross dollars by the rule that decides them.
    #[serde(with = "known::before_others")]
    pub by_rule: Box<[(&'static str, Money)]>,
    /// Gross dollars by the month of service, `2026-03`; empty for a line without a date.
    pub by_month: Box<[(String, Money)]>,
    /// Who rendered the service by the claim, else who wrote its note; empty where neither tells.
    pub clinician: String,
}

/// What one claim stands to lose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimExposure {
    /// Index into the patient's claims; claim ids may repeat.
    pub index: usize,
    /// The patient's key.
    pub patient: String,
    /// Claim id.
    pub claim: String,
    /// The most intensive level billed on it.
    pub level: LevelOfCare,
    /// Payer name.
    pub payer: String,
    /// Charged.
    pub charged: Money,
    /// Paid, where a remittance says so.
    pub paid: Option<Money>,
    /// The dollars.
    pub dollars: Dollars,
    /// Indexes of the findings on it, in listing order.
    pub findings: Vec<usize>,
}

/// Dollars at risk over the whole facility.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exposure {
    /// Amount of each finding, in the order of the findings; amounts overlap and must not be
    /// added up.
    pub by_finding: Vec<Money>,
    /// What each finding puts at risk day by day, in the order of the findings; the shares that
    /// decide add up to the total's gross.
    pub shares: Vec<Vec<DayShare>>,
    /// Claims, most gross dollars first.
    pub claims: Vec<ClaimExposure>,
    /// Paid claims that failed findings put in question, by patient and claim.
    pub overpaid: Vec<Overpaid>,
    /// Everything.
    pub total: Dollars,
    /// By level billed.
    pub by_level: BTreeMap<LevelOfCare, Dollars>,
    /// By payer name.
    pub by_payer: BTreeMap<String, Dollars>,
    /// By patient key.
    pub by_patient: BTreeMap<String, Dollars>,
    /// By the rule that decides a day's gross amount; adds up to the total's gross.
    pub by_rule: BTreeMap<&'static str, Money>,
    /// By the month of service; adds up to the total's gross.
    pub by_month: BTreeMap<String, Money>,
    /// By clinician; adds up to the total.
    pub by_clinician: BTreeMap<String, Dollars>,
}

impl Exposure {
    /// Returns the dollars that are counted on a finding and on no other.
    pub fn counted_on(&self, finding: usize) -> Money {
        let shares = self.shares.get(finding).into_iter().flatten();
        let deciding = shares.filter(|share| share.decides);
        deciding.map(|share| share.amount).sum()
    }

    /// Adds up priced patients. `by_finding` and `shares` must be in the order of the findings;
    /// claims are ranked by gross dollars, ties by patient and claim id.
    pub fn total(
        by_finding: Vec<Money>,
        shares: Vec<Vec<DayShare>>,
        patients: Vec<PricedPatient>,
    ) -> Self {
        let mut exposure = Self {
            by_finding,
            shares,
            ..Self::default()
        };
        for patient in patients {
            for claim in &patient.claims {
                exposure.total.add(claim.dollars);
                exposure
                    .by_payer
                    .entry(claim.payer.clone())
                    .or_default()
                    .add(claim.dollars);
                exposure
                    .by_patient
                    .entry(claim.patient.clone())
                    .or_default()
                    .add(claim.dollars);
            }
            for line in &patient.lines {
                exposure
                    .by_level
                    .entry(line.level)
                    .or_default()
                    .add(line.dollars);
                for (rule, amount) in &line.by_rule {
                    *exposure.by_rule.entry(rule).or_default() += *amount;
                }
                for (month, amount) in &line.by_month {
                    *exposure.by_month.entry(month.clone()).or_default() += *amount;
                }
                if line.dollars.gross > Money::ZERO {
                    exposure
                        .by_clinician
                        .entry(line.clinician.clone())
                        .or_default()
                        .add(line.dollars);
                }
            }
            exposure.claims.extend(patient.claims);
            exposure.overpaid.extend(patient.overpaid);
        }
        exposure
            .overpaid
            .sort_by(|a, b| (&a.patient, &a.claim).cmp(&(&b.patient, &b.claim)));
        exposure.claims.sort_by(|a, b| {
            b.dollars
                .gross
                .cmp(&a.dollars.gross)
                .then_with(|| (&a.patient, &a.claim).cmp(&(&b.patient, &b.claim)))
        });
        exposure
    }
}
