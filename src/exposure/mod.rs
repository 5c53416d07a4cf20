//! Answers for turning findings into dollars without counting a dollar twice: what each finding
//! puts at risk, what each line and claim stands to lose, and the order of claims by loss.

use crate::model::{LevelOfCare, Money};
use std::collections::BTreeMap;

/// Dollars at risk in three measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dollars {
    /// Everything that any finding touches.
    pub gross: Money,
    /// Weighted by severity.
    pub probable: Money,
    /// The part of gross whose every finding has a cure that saves the payment.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineExposure {
    /// The patient's key.
    pub patient: String,
    /// Claim id.
    pub claim: String,
    /// Line number.
    pub line: u32,
    /// What the exposure is counted from: paid where a remittance says so, else charged.
    pub base: Money,
    /// The dollars.
    pub dollars: Dollars,
    /// The rule that decides the gross amount, where there is one.
    pub worst_rule: Option<&'static str>,
}

/// What one claim stands to lose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimExposure {
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
    /// Each live line.
    pub lines: Vec<LineExposure>,
    /// Claims, most gross dollars first.
    pub claims: Vec<ClaimExposure>,
    /// Everything.
    pub total: Dollars,
    /// By level billed.
    pub by_level: BTreeMap<LevelOfCare, Dollars>,
    /// By payer name.
    pub by_payer: BTreeMap<String, Dollars>,
    /// By patient key.
    pub by_patient: BTreeMap<String, Dollars>,
    /// By the rule that decides a line's gross amount; adds up to the total's gross.
    pub by_rule: BTreeMap<&'static str, Money>,
}
