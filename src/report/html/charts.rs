//! Bars of dollars by level, rule, payer, month and clinician. Every bar carries its value as text.

use crate::model::Money;
use crate::report::{FindingRow, Results};
use std::collections::BTreeMap;

const BARS: usize = 12;

/// One chart.
pub(super) struct Chart<'r> {
    pub(super) title: &'static str,
    pub(super) note: &'static str,
    pub(super) bars: Vec<Bar<'r>>,
    pub(super) left_out: usize,
}

/// One bar.
pub(super) struct Bar<'r> {
    pub(super) label: &'r str,
    pub(super) detail: &'r str,
    pub(super) amount: Money,
    /// Width in hundredths of the longest bar, with one decimal.
    pub(super) width: String,
}

/// Returns the charts that have anything to show.
pub(super) fn charts<'r>(results: &'r Results, rows: &[FindingRow<'r>]) -> Vec<Chart<'r>> {
    let names: BTreeMap<&str, &'static str> = rows
        .iter()
        .map(|row| (row.finding.rule, row.finding.name))
        .collect();
    let exposure = &results.exposure;
    let by_level = exposure
        .by_level
        .iter()
        .map(|(level, sum)| (level.id(), level.label(), sum.gross));
    let by_rule = exposure
        .by_rule
        .iter()
        .map(|(rule, amount)| (*rule, names.get(rule).copied().unwrap_or_default(), *amount));
    let by_payer = exposure
        .by_payer
        .iter()
        .map(|(payer, sum)| (&**payer, "", sum.gross));
    let by_month = exposure
        .by_month
        .iter()
        .map(|(month, amount)| (or(month, "no date"), "", *amount));
    let by_clinician = exposure
        .by_clinician
        .iter()
        .map(|(name, sum)| (or(name, "not named"), "", sum.gross));
    let mut months = bars(by_month);
    months.0.sort_by_key(|bar| bar.label);
    [
        ("By level billed", "Gross dollars at risk.", bars(by_level)),
        (
            "By rule",
            "Each line’s gross dollars under the rule that decides them.",
            bars(by_rule),
        ),
        ("By payer", "Gross dollars at risk.", bars(by_payer)),
        ("By month of service", "Gross dollars at risk.", months),
        (
            "By clinician",
            "Gross dollars of the lines that each rendered or documented.",
            bars(by_clinician),
        ),
    ]
    .into_iter()
    .filter(|(_, _, (bars, _))| !bars.is_empty())
    .map(|(title, note, (bars, left_out))| Chart {
        title,
        note,
        bars,
        left_out,
    })
    .collect()
}

fn or<'r>(text: &'r str, instead: &'static str) -> &'r str {
    if text.is_empty() { instead } else { text }
}

fn bars<'r>(amounts: impl Iterator<Item = (&'r str, &'r str, Money)>) -> (Vec<Bar<'r>>, usize) {
    let mut amounts: Vec<_> = amounts
        .filter(|(_, _, amount)| *amount > Money::ZERO)
        .collect();
    amounts.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(b.0)));
    let longest = amounts.first().map_or(0, |(_, _, amount)| amount.cents());
    let left_out = amounts.len().saturating_sub(BARS);
    let bars = amounts
        .into_iter()
        .take(BARS)
        .map(|(label, detail, amount)| {
            let per_mille = i128::from(amount.cents()) * 1000 / i128::from(longest.max(1));
            let width = format!("{}.{}", per_mille / 10, per_mille % 10);
            Bar {
                label,
                detail,
                amount,
                width,
            }
        })
        .collect();
    (bars, left_out)
}
