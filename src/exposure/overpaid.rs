//! What payers paid on claims that failed findings of high or critical severity put in question,
//! and the clock for returning it once the facility knows. A finding is a lead: whether it was an
//! overpayment is for the facility to determine.

use super::LineExposure;
use crate::finding::{Cure, Finding, LineId, Outcome, Severity};
use crate::ledger::{Ledger, LineRow};
use crate::model::{Money, ServiceDate};
use crate::policy::{PayerClass, Policy, ReturnClock, return_clock};
use crate::text::known;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One paid claim in question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overpaid {
    /// The patient's key.
    pub patient: String,
    /// Claim id.
    pub claim: String,
    /// Payer name.
    pub payer: String,
    /// The payer's class.
    pub class: PayerClass,
    /// What was paid on the claim, net.
    pub paid: Money,
    /// The part in question.
    pub amount: Money,
    /// The part of it whose every such finding has a lawful cure that saves the payment.
    pub curable: Money,
    /// The day of the latest payment, where a remittance gives it.
    pub paid_on: Option<ServiceDate>,
    /// The rules that decide the amounts, in order.
    #[serde(with = "known::list")]
    pub rules: Vec<&'static str>,
    /// The clock; `None` where no date is known from which it could run, or no law sets one.
    pub clock: Option<ReturnClock>,
}

impl Overpaid {
    /// Returns whether the payment lies within the years that are looked back; `None` where its
    /// date or the clock is not known.
    pub fn in_look_back(&self) -> Option<bool> {
        Some(self.paid_on? >= self.clock.as_ref()?.look_back_from)
    }
}

/// What one payer paid on claims in question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverpaidByPayer<'o> {
    /// Payer name.
    pub payer: &'o str,
    /// The payer's class.
    pub class: PayerClass,
    /// How many claims.
    pub claims: usize,
    /// The part in question.
    pub amount: Money,
    /// What a lawful cure may save of it.
    pub curable: Money,
    /// What was paid before the years that are looked back.
    pub older: Money,
    /// The clock, which is the same for all.
    pub clock: Option<ReturnClock>,
}

/// Adds up claims in question by payer and the name of its class.
pub fn overpaid_by_payer(claims: &[Overpaid]) -> Vec<OverpaidByPayer<'_>> {
    let mut payers: BTreeMap<(&str, &str), OverpaidByPayer<'_>> = BTreeMap::new();
    for claim in claims {
        let entry = payers
            .entry((&claim.payer, claim.class.id()))
            .or_insert_with(|| OverpaidByPayer {
                payer: &claim.payer,
                class: claim.class,
                claims: 0,
                amount: Money::ZERO,
                curable: Money::ZERO,
                older: Money::ZERO,
                clock: claim.clock,
            });
        entry.claims += 1;
        entry.amount += claim.amount;
        entry.curable += claim.curable;
        if claim.in_look_back() == Some(false) {
            entry.older += claim.amount;
        }
    }
    payers.into_values().collect()
}

/// The most that any failed finding of high or critical severity takes of one day of one line.
#[derive(Debug, Clone, Default)]
pub(super) struct Failed {
    amount: Money,
    rule: Option<&'static str>,
    incurable: bool,
}

impl Failed {
    pub(super) fn take(&mut self, finding: &Finding, amount: Money) {
        if finding.outcome != Outcome::Fail || finding.severity < Severity::High {
            return;
        }
        let gains = amount > self.amount
            || (amount == self.amount && self.rule.is_none_or(|rule| finding.rule < rule));
        if gains {
            self.amount = amount;
            self.rule = Some(finding.rule);
        }
        self.incurable |= !finding.cure.iter().any(|cure| Cure::saves_payment(*cure));
    }
}

/// Adds up a patient's paid lines by claim. `failed` holds the days of each line.
pub(super) fn overpaid(
    ledger: &Ledger<'_>,
    policy: &Policy,
    rows: &BTreeMap<LineId, &LineRow>,
    lines: &[LineExposure],
    failed: &BTreeMap<LineId, Vec<Failed>>,
) -> Vec<Overpaid> {
    let mut claims: BTreeMap<usize, (Overpaid, BTreeSet<&'static str>)> = BTreeMap::new();
    for line in lines {
        let Some(row) = rows.get(&line.id) else {
            continue;
        };
        let Some(paid) = row.payment.paid.filter(|paid| *paid > Money::ZERO) else {
            continue;
        };
        let claim = ledger.claim(line.id);
        let (entry, rules) = claims.entry(line.id.claim).or_insert_with(|| {
            let entry = Overpaid {
                patient: line.patient.clone(),
                claim: line.claim.clone(),
                payer: claim.payer.name.clone(),
                class: row.payer_class,
                paid: Money::ZERO,
                amount: Money::ZERO,
                curable: Money::ZERO,
                paid_on: None,
                rules: Vec::new(),
                clock: policy
                    .as_of
                    .and_then(|known| return_clock(policy, row.payer_class, known)),
            };
            (entry, BTreeSet::new())
        });
        entry.paid += paid;
        let days = row.payment.postings.iter().filter(|post| !post.reverses);
        let dated =
            days.filter_map(|post| ledger.record.remittances.get(post.remittance)?.payment_date);
        entry.paid_on = entry.paid_on.max(dated.max());
        for day in failed.get(&line.id).map_or(&[][..], Vec::as_slice) {
            entry.amount += day.amount;
            if !day.incurable {
                entry.curable += day.amount;
            }
            rules.extend(day.rule);
        }
    }
    let found = claims.into_values().map(|(mut claim, rules)| {
        claim.rules = rules.into_iter().collect();
        claim
    });
    found.filter(|claim| claim.amount > Money::ZERO).collect()
}
