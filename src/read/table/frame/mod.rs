//! Reads the tables of a statistical sample: the frame it is drawn from, the sample with its
//! review, the sizes of strata, and the lines of an audit as a frame. It computes nothing.
//!
//! A wrong row here would move every figure of a demand, so nothing is guessed: what cannot be
//! read is an error that names the row.

mod columns;
mod lines;
#[cfg(test)]
mod tests;

pub use columns::ColumnNames;
pub use lines::{LinesFrame, UnitKind, of_lines};

use super::sheet;
use crate::model::Money;
use columns::Table;
use std::collections::BTreeMap;
use thiserror::Error;

/// Why a table of a sample could not be used. Messages name rows, never what stands in them.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FrameError {
    /// No header with rows below it.
    #[error("no table: expected a header and rows; save the sheet as CSV and give that file")]
    NoTable,
    /// A column that is needed is not there.
    #[error("no column of the {what}: expected one named {expected}; rename it{option}")]
    NoColumn {
        /// What the column holds.
        what: &'static str,
        /// The usual names.
        expected: String,
        /// The option that names it, as the end of a sentence.
        option: &'static str,
    },
    /// A column named by the user is not there.
    #[error("no column `{name}`; name one as the header writes it")]
    NoSuchColumn {
        /// The name as given.
        name: String,
    },
    /// A cell is empty that must not be.
    #[error("row {row}: the {what} is empty; fill it in or remove the row")]
    Empty {
        /// The row, from 1.
        row: u32,
        /// What the cell should hold.
        what: &'static str,
    },
    /// A cell is no amount.
    #[error("row {row}: the {what} is not an amount; write it as 125.00")]
    BadAmount {
        /// The row, from 1.
        row: u32,
        /// What the cell should hold.
        what: &'static str,
    },
    /// A cell is no count.
    #[error("row {row}: the number of units is not a whole number; write it as 1200")]
    BadCount {
        /// The row, from 1.
        row: u32,
    },
    /// Two rows name one unit.
    #[error(
        "rows {first} and {second} name the same {what} ({repeats} rows repeat an earlier one); \
         list each once, or name another column with `--unit`"
    )]
    Repeated {
        /// What is named twice.
        what: &'static str,
        /// The first row of the first pair.
        first: u32,
        /// The row that repeats it.
        second: u32,
        /// How many rows repeat an earlier one.
        repeats: usize,
    },
    /// Both ways of telling an overpayment are filled in and differ.
    #[error("row {row}: paid less correct is not what `overpaid` says; keep one of the two")]
    Disagree {
        /// The row, from 1.
        row: u32,
    },
    /// A line of `lines.jsonl` is not as an audit writes it.
    #[error("line {line}: not a service line as an audit writes it; run the audit again")]
    BadLine {
        /// The line, from 1.
        line: usize,
    },
}

/// One row of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameRow {
    /// The sampling unit's id.
    pub unit: String,
    /// Its stratum; empty where no column of strata was asked for.
    pub stratum: String,
    /// What was paid on it; `None` where the cell is empty.
    pub paid: Option<Money>,
    /// The row in the file, from 1.
    pub row: u32,
}

/// A frame with what was left out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameTable {
    /// One row a sampling unit, in file order.
    pub rows: Vec<FrameRow>,
    /// Rows of totals and page footers, which are no units.
    pub footers: usize,
    /// The header of the column of units, in small letters.
    pub unit_column: String,
    /// The header of the column of amounts, in small letters.
    pub paid_column: String,
}

/// One row of a sample, as the reviewer leaves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleRow {
    /// The sampling unit's id.
    pub unit: String,
    /// Its stratum; empty where the table has no such column.
    pub stratum: String,
    /// What was paid.
    pub paid: Option<Money>,
    /// Paid less correct; `None` where the row was not reviewed.
    pub overpaid: Option<Money>,
    /// Whether the row is marked as overturned on appeal.
    pub overturned: bool,
    /// The row in the file, from 1.
    pub row: u32,
}

/// The size of one stratum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StratumRow {
    /// Its name.
    pub stratum: String,
    /// Its units in the universe.
    pub units: u64,
    /// What was paid on them, where told.
    pub dollars: Option<Money>,
}

/// Reads a frame: one row a sampling unit. Strata are read only where a column is named.
pub fn frame(text: &str, names: &ColumnNames) -> Result<FrameTable, FrameError> {
    let table = Table::read(text)?;
    let unit = table.required(&columns::UNIT, names.unit.as_deref())?;
    let paid = table.required(&columns::PAID, names.amount.as_deref())?;
    let stratum = names.stratum.as_deref().map(|name| table.named(name));
    let stratum = stratum.transpose()?;
    let mut rows = Vec::new();
    let mut footers = 0;
    for row in table.rows() {
        if sheet::is_footer(row) {
            footers += 1;
            continue;
        }
        rows.push(FrameRow {
            unit: columns::filled(row, unit, columns::UNIT.what)?,
            stratum: match stratum {
                Some(column) => columns::filled(row, column, columns::STRATUM.what)?,
                None => String::new(),
            },
            paid: columns::amount(row, paid, columns::PAID.what)?,
            row: row.number,
        });
    }
    once(rows.iter().map(|row| (row.unit.as_str(), row.row)), "unit")?;
    Ok(FrameTable {
        rows,
        footers,
        unit_column: table.header(unit),
        paid_column: table.header(paid),
    })
}

/// Reads a reviewed sample: `paid` and `correct`, or `overpaid`.
pub fn sample(text: &str, names: &ColumnNames) -> Result<Vec<SampleRow>, FrameError> {
    let table = Table::read(text)?;
    let unit = table.required(&columns::UNIT, names.unit.as_deref())?;
    let stratum = table.optional(&columns::STRATUM, names.stratum.as_deref())?;
    let paid = table.optional(&columns::PAID, names.amount.as_deref())?;
    let correct = table.optional(&columns::CORRECT, None)?;
    let overpaid = table.optional(&columns::OVERPAID, None)?;
    let overturned = table.optional(&columns::OVERTURNED, None)?;
    if overpaid.is_none() {
        // Without it both of the others are needed; the error names the one that is missing.
        table.required(&columns::PAID, names.amount.as_deref())?;
        table.required(&columns::CORRECT, None)?;
    }
    let mut rows = Vec::new();
    for row in table.rows().filter(|row| !sheet::is_footer(row)) {
        let read = |column: Option<usize>, what| match column {
            Some(column) => columns::amount(row, column, what),
            None => Ok(None),
        };
        let paid = read(paid, columns::PAID.what)?;
        let correct = read(correct, columns::CORRECT.what)?;
        let told = read(overpaid, columns::OVERPAID.what)?;
        if correct.is_some() && paid.is_none() {
            let what = columns::PAID.what;
            return Err(FrameError::Empty {
                row: row.number,
                what,
            });
        }
        let computed = paid.zip(correct).map(|(paid, correct)| paid - correct);
        if told.is_some() && computed.is_some() && told != computed {
            return Err(FrameError::Disagree { row: row.number });
        }
        rows.push(SampleRow {
            unit: columns::filled(row, unit, columns::UNIT.what)?,
            stratum: match stratum {
                Some(column) => columns::filled(row, column, columns::STRATUM.what)?,
                None => String::new(),
            },
            paid,
            overpaid: computed.or(told),
            overturned: overturned.is_some_and(|column| columns::says_yes(row.text(column))),
            row: row.number,
        });
    }
    once(rows.iter().map(|row| (row.unit.as_str(), row.row)), "unit")?;
    Ok(rows)
}

/// Reads the sizes of strata: stratum, units, and dollars where they are known.
pub fn strata(text: &str) -> Result<Vec<StratumRow>, FrameError> {
    let table = Table::read(text)?;
    let stratum = table.required(&columns::STRATUM, None)?;
    let units = table.required(&columns::UNITS, None)?;
    let dollars = table.optional(&columns::DOLLARS, None)?;
    let mut rows = Vec::new();
    let mut numbers = Vec::new();
    for row in table.rows().filter(|row| !sheet::is_footer(row)) {
        let count = row.text(units).replace(',', "");
        rows.push(StratumRow {
            stratum: columns::filled(row, stratum, columns::STRATUM.what)?,
            units: count
                .parse()
                .map_err(|_| FrameError::BadCount { row: row.number })?,
            dollars: match dollars {
                Some(column) => columns::amount(row, column, columns::DOLLARS.what)?,
                None => None,
            },
        });
        numbers.push(row.number);
    }
    let names = rows.iter().map(|row| row.stratum.as_str());
    once(names.zip(numbers), "stratum")?;
    Ok(rows)
}

/// Holds that no id stands on two rows.
fn once<'r>(
    ids: impl Iterator<Item = (&'r str, u32)>,
    what: &'static str,
) -> Result<(), FrameError> {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    let mut pair = None;
    let mut repeats = 0;
    for (id, row) in ids {
        match seen.get(id) {
            Some(first) => {
                repeats += 1;
                pair.get_or_insert((*first, row));
            }
            None => {
                seen.insert(id, row);
            }
        }
    }
    match pair {
        None => Ok(()),
        Some((first, second)) => Err(FrameError::Repeated {
            what,
            first,
            second,
            repeats,
        }),
    }
}
