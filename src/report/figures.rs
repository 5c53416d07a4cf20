//! Counts that several formats show, so that they cannot disagree.

use super::{FindingRow, Results};
use crate::finding::Severity;
use crate::ledger::Verdict;
use crate::model::Money;
use serde::Serialize;

/// Counts over the whole facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Figures {
    /// Lines that count.
    pub(super) lines: usize,
    /// Lines that a later claim replaced or voided.
    pub(super) superseded: usize,
    /// Charged on lines that count.
    pub(super) charged: Money,
    /// Paid on lines that count, where a remittance says so.
    pub(super) paid: Money,
    /// What was paid and failed findings put in question.
    pub(super) overpaid: Money,
    /// Parts of settled charges that nothing explains, each taken as positive.
    pub(super) unexplained: Money,
    /// Days billed.
    pub(super) days_billed: usize,
    /// Billed days whose level was rated.
    pub(super) days_rated: usize,
    /// Rated days on which the record supports the billed level or a higher one.
    pub(super) days_supported: usize,
    /// Billed days with a critical or high finding.
    pub(super) days_grave: usize,
    /// Claims with dollars at risk.
    pub(super) claims_exposed: usize,
    /// Files.
    pub(super) files: FileFigures,
}

/// Counts of files and what they held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub(super) struct FileFigures {
    /// Files read.
    pub(super) read: usize,
    /// Files lost to a problem.
    pub(super) unread: usize,
    /// Pages.
    pub(super) pages: u64,
    /// Pages without text.
    pub(super) pages_without_text: u64,
    /// Pages with text beside images whose words were not read.
    pub(super) pages_partly_read: u64,
    /// Pages read by text recognition (OCR).
    pub(super) pages_recognized: u64,
    /// Notes.
    #[serde(skip)]
    pub(super) notes: u64,
    /// Claims.
    #[serde(skip)]
    pub(super) claims: u64,
}

/// Counts of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct FindingCounts {
    /// By severity, as [`Severity::ALL`], then by outcome: fail, warn, no-data.
    pub(super) table: [[u64; 3]; 5],
}

impl Figures {
    /// Counts.
    pub(super) fn of(results: &Results) -> Self {
        let mut figures = Self {
            files: FileFigures::of(results),
            ..Self::default()
        };
        for line in &results.lines {
            if line.superseded {
                figures.superseded += 1;
                continue;
            }
            figures.lines += 1;
            figures.charged += line.charge;
            figures.paid += line.paid.unwrap_or_default();
        }
        let overpaid = results.exposure.overpaid.iter();
        figures.overpaid = overpaid.map(|claim| claim.amount).sum();
        let balances = results.balances.iter();
        figures.unexplained = balances
            .map(|row| Money::from_cents(row.balance.difference().cents().saturating_abs()))
            .sum();
        for day in results.days.iter().filter(|day| !day.billed.is_empty()) {
            figures.days_billed += 1;
            figures.days_rated += usize::from(day.verdict != Verdict::NotRated);
            figures.days_supported += usize::from(supports(day.verdict));
            figures.days_grave += usize::from(day.worst >= Some(Severity::High));
        }
        figures.claims_exposed = results
            .exposure
            .claims
            .iter()
            .filter(|claim| claim.dollars.gross > Money::ZERO)
            .count();
        figures
    }
}

/// Returns whether a verdict carries the billed level.
pub(super) fn supports(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::SupportsBilled | Verdict::SupportsHigher)
}

impl FileFigures {
    fn of(results: &Results) -> Self {
        let mut lost: Vec<_> = results
            .problems
            .iter()
            .filter(|problem| problem.kind.loses_the_file())
            .map(|problem| problem.file)
            .collect();
        lost.sort_unstable();
        lost.dedup();
        let sum = |count: fn(&super::FileResult) -> u32| {
            results
                .files
                .iter()
                .map(|file| u64::from(count(file)))
                .sum()
        };
        Self {
            read: results.files.len().saturating_sub(lost.len()),
            unread: lost.len(),
            pages: sum(|file| file.pages),
            pages_without_text: sum(|file| file.pages_without_text),
            pages_partly_read: sum(|file| {
                file.pages_unread
                    .min(file.pages)
                    .saturating_sub(file.pages_without_text)
            }),
            pages_recognized: sum(|file| file.pages_recognized),
            notes: sum(|file| file.notes),
            claims: sum(|file| file.claims),
        }
    }
}

impl FindingCounts {
    /// Counts.
    pub(super) fn of(rows: &[FindingRow<'_>]) -> Self {
        let mut counts = Self::default();
        for row in rows {
            // Both enums are declared in the order of the table, severity in reverse.
            let severity = Severity::ALL.len() - 1 - row.finding.severity as usize;
            let outcome = row.finding.outcome as usize;
            if let Some(cell) = counts
                .table
                .get_mut(severity)
                .and_then(|row| row.get_mut(outcome))
            {
                *cell += 1;
            }
        }
        counts
    }

    /// Returns how many findings of a severity failed, warned or lacked data, gravest first.
    pub(super) fn by_severity(&self) -> impl Iterator<Item = (Severity, [u64; 3])> + '_ {
        Severity::ALL.into_iter().zip(self.table)
    }

    /// Returns how many findings have each outcome: fail, warn, no-data.
    pub(super) fn by_outcome(&self) -> [u64; 3] {
        let mut totals = [0; 3];
        for row in &self.table {
            for (total, count) in totals.iter_mut().zip(row) {
                *total += count;
            }
        }
        totals
    }

    /// Returns how many there are.
    pub(super) fn total(&self) -> u64 {
        self.by_outcome().iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{finding_rows, sample};
    use super::*;

    #[test]
    fn counts_leave_out_replaced_lines_and_unbilled_days() {
        let figures = Figures::of(&sample::results());
        let expected = sample::results();
        assert_eq!(figures.superseded, 1);
        assert_eq!(figures.lines + figures.superseded, expected.lines.len());
        assert!(figures.days_billed < expected.days.len());
        assert!(figures.days_supported < figures.days_rated);
        assert_eq!(figures.files.unread, 1);
    }

    #[test]
    fn the_table_adds_up() {
        let results = sample::results();
        let rows = finding_rows(&results);
        let counts = FindingCounts::of(&rows);
        assert_eq!(counts.total(), rows.len() as u64);
        let failed = rows
            .iter()
            .filter(|row| row.finding.outcome.id() == "fail")
            .count() as u64;
        assert_eq!(counts.by_outcome()[0], failed);
        let listed = rows
            .iter()
            .filter(|row| row.finding.severity == Severity::Critical)
            .count();
        let critical: u64 = counts
            .by_severity()
            .next()
            .map_or(0, |(_, row)| row.iter().sum());
        assert_eq!(critical, listed as u64);
    }
}
