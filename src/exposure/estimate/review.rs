//! Turns the rows of a reviewed sample into units, as the user says about rows without a review
//! and about underpayments.

use super::estimator::Estimator;
use super::sample::SampledUnit;
use crate::model::Money;
use crate::read::table::frame::SampleRow;
use std::collections::BTreeSet;
use thiserror::Error;

/// What a row without a review counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreviewed {
    /// Rows without a review are refused.
    Refused,
    /// Paid correctly.
    AsCorrect,
    /// Wholly overpaid.
    AsError,
}

/// What becomes of units on which too little was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Underpayments {
    /// They are set against overpayments.
    Netted,
    /// They count as paid correctly.
    LeftOut,
}

/// Why the rows of a sample cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReviewError {
    /// Some rows have no review.
    #[error(
        "{unreviewed} of {rows} rows are not reviewed (first: row {first}); fill in `correct`, or \
         say what they count as with `--unreviewed`"
    )]
    NotReviewed {
        /// How many rows lack a review.
        unreviewed: usize,
        /// How many rows there are.
        rows: usize,
        /// The first of them.
        first: u32,
    },
    /// A row tells no payment where one is needed.
    #[error(
        "row {row}: the amount paid is empty, which the ratio and `--unreviewed as-error` need; \
         fill it in"
    )]
    NoPayment {
        /// The row, from 1.
        row: u32,
    },
    /// Ids given as overturned are not in the sample.
    #[error("{count} units given with `--overturned` are not in the sample; check their ids")]
    UnknownOverturned {
        /// How many.
        count: usize,
    },
}

/// What the user says about a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewTerms {
    /// What rows without a review count as.
    pub unreviewed: Unreviewed,
    /// What becomes of underpayments.
    pub underpayments: Underpayments,
    /// The estimator: the ratio needs what was paid on every unit.
    pub estimator: Estimator,
    /// Ids of units overturned on appeal, besides those that the rows mark.
    pub overturned: BTreeSet<String>,
}

/// Returns the rows as units.
pub fn reviewed(rows: &[SampleRow], terms: &ReviewTerms) -> Result<Vec<SampledUnit>, ReviewError> {
    let mut without = rows.iter().filter(|row| row.overpaid.is_none());
    if let (Unreviewed::Refused, Some(first)) = (terms.unreviewed, without.next()) {
        return Err(ReviewError::NotReviewed {
            unreviewed: 1 + without.count(),
            rows: rows.len(),
            first: first.row,
        });
    }
    let known: BTreeSet<&str> = rows.iter().map(|row| row.unit.as_str()).collect();
    let unknown = terms
        .overturned
        .iter()
        .filter(|id| !known.contains(id.as_str()));
    match unknown.count() {
        0 => rows.iter().map(|row| unit(row, terms)).collect(),
        count => Err(ReviewError::UnknownOverturned { count }),
    }
}

fn unit(row: &SampleRow, terms: &ReviewTerms) -> Result<SampledUnit, ReviewError> {
    let is_needed = terms.estimator == Estimator::Ratio
        || (row.overpaid.is_none() && terms.unreviewed == Unreviewed::AsError);
    if is_needed && row.paid.is_none() {
        return Err(ReviewError::NoPayment { row: row.row });
    }
    let paid = row.paid.unwrap_or_default();
    let overpaid = match (row.overpaid, terms.unreviewed) {
        (Some(overpaid), _) => overpaid,
        (None, Unreviewed::AsError) => paid,
        (None, _) => Money::ZERO,
    };
    Ok(SampledUnit {
        id: row.unit.clone(),
        stratum: row.stratum.clone(),
        paid,
        overpaid: match terms.underpayments {
            Underpayments::Netted => overpaid,
            Underpayments::LeftOut => overpaid.max(Money::ZERO),
        },
        overturned: row.overturned || terms.overturned.contains(&row.unit),
    })
}
