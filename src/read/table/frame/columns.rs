//! Finds the columns of a sample's tables by their usual names, and reads their cells.

use super::super::csv::{self, Row};
use super::super::sheet;
use super::FrameError;
use crate::model::Money;

/// Names of columns as the user gives them; those left out are found by their usual names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnNames {
    /// The sampling unit's id.
    pub unit: Option<String>,
    /// The stratum.
    pub stratum: Option<String>,
    /// What was paid.
    pub amount: Option<String>,
}

/// What a column holds and what people call it, the likeliest name first.
pub(super) struct Column {
    pub(super) what: &'static str,
    names: &'static [&'static str],
    option: &'static str,
}

pub(super) const UNIT: Column = Column {
    what: "sampling unit",
    names: &[
        "unit",
        "unit id",
        "sampling unit",
        "sample unit",
        "claim",
        "claim id",
        "claim number",
        "claim no",
        "icn",
        "dcn",
        "payer control number",
    ],
    option: ", or name it with `--unit`",
};
pub(super) const STRATUM: Column = Column {
    what: "stratum",
    names: &["stratum", "strata", "level", "level billed"],
    option: ", or name it with `--strata`",
};
pub(super) const PAID: Column = Column {
    what: "amount paid",
    names: &[
        "paid",
        "paid amount",
        "amount paid",
        "payment",
        "amount",
        "total paid",
    ],
    option: ", or name it with `--amount`",
};
pub(super) const CORRECT: Column = Column {
    what: "correct amount",
    names: &[
        "correct",
        "correct amount",
        "correct payment",
        "amount correct",
        "should have paid",
        "audited amount",
    ],
    option: "",
};
pub(super) const OVERPAID: Column = Column {
    what: "overpayment",
    names: &[
        "overpaid",
        "overpayment",
        "overpaid amount",
        "overpayment amount",
        "difference",
    ],
    option: "",
};
pub(super) const OVERTURNED: Column = Column {
    what: "mark of an overturned unit",
    names: &["overturned", "reversed on appeal"],
    option: "",
};
pub(super) const UNITS: Column = Column {
    what: "number of units",
    names: &["units", "universe", "count", "n"],
    option: "",
};
pub(super) const DOLLARS: Column = Column {
    what: "dollars of the stratum",
    names: &["dollars", "paid", "total paid", "amount"],
    option: "",
};

/// A header with the rows below it.
pub(super) struct Table<'t> {
    header: Vec<String>,
    rows: Vec<Row<'t>>,
}

impl<'t> Table<'t> {
    /// Cuts a text into a header and rows; a text without either is no table.
    pub(super) fn read(text: &'t str) -> Result<Self, FrameError> {
        let delimiter = csv::sniff(text).ok_or(FrameError::NoTable)?;
        let mut rows = csv::rows(text, delimiter).filter(|row| {
            // Excel's own first line, which names the delimiter.
            !(row.number == 1 && row.range.len() == 5 && text.contains("sep="))
        });
        let header = rows.next().ok_or(FrameError::NoTable)?;
        let header = header.cells.iter().map(|cell| fold(&cell.text)).collect();
        let rows: Vec<Row<'t>> = rows.collect();
        if rows.is_empty() {
            return Err(FrameError::NoTable);
        }
        Ok(Self { header, rows })
    }

    /// Returns the rows below the header.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row<'t>> {
        self.rows.iter()
    }

    /// Returns a column's header, folded.
    pub(super) fn header(&self, column: usize) -> String {
        self.header.get(column).cloned().unwrap_or_default()
    }

    /// Returns the column that the user named.
    pub(super) fn named(&self, name: &str) -> Result<usize, FrameError> {
        self.place(name).ok_or_else(|| FrameError::NoSuchColumn {
            name: name.to_owned(),
        })
    }

    /// Returns a column that may be missing, by the user's name or its usual ones.
    pub(super) fn optional(
        &self,
        column: &Column,
        name: Option<&str>,
    ) -> Result<Option<usize>, FrameError> {
        match name {
            Some(name) => self.named(name).map(Some),
            None => Ok(column.names.iter().find_map(|name| self.place(name))),
        }
    }

    /// Returns a column that must be there.
    pub(super) fn required(
        &self,
        column: &Column,
        name: Option<&str>,
    ) -> Result<usize, FrameError> {
        let quoted = || column.names.iter().map(|name| format!("`{name}`"));
        self.optional(column, name)?
            .ok_or_else(|| FrameError::NoColumn {
                what: column.what,
                expected: quoted().collect::<Vec<_>>().join(", "),
                option: column.option,
            })
    }

    fn place(&self, name: &str) -> Option<usize> {
        let name = fold(name);
        self.header.iter().position(|header| *header == name)
    }
}

/// Returns the text of a cell that must hold something. The apostrophe that keeps spreadsheets
/// from running a cell as a formula is no part of it.
pub(super) fn filled(
    row: &Row<'_>,
    column: usize,
    what: &'static str,
) -> Result<String, FrameError> {
    let text = row.text(column);
    let text = match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => text,
    };
    if text.is_empty() {
        return Err(FrameError::Empty {
            row: row.number,
            what,
        });
    }
    Ok(text.to_owned())
}

/// Returns the amount in a cell; `None` where it is empty.
pub(super) fn amount(
    row: &Row<'_>,
    column: usize,
    what: &'static str,
) -> Result<Option<Money>, FrameError> {
    let text = row.text(column);
    if text.is_empty() {
        return Ok(None);
    }
    match sheet::amount(text) {
        Some(amount) => Ok(Some(amount)),
        None => Err(FrameError::BadAmount {
            row: row.number,
            what,
        }),
    }
}

/// Returns whether a mark means yes.
pub(super) fn says_yes(mark: &str) -> bool {
    matches!(
        mark.to_ascii_lowercase().as_str(),
        "yes" | "y" | "x" | "true" | "1" | "overturned"
    )
}

/// Folds a header: `Paid_Amount` and `paid amount` are the same.
fn fold(header: &str) -> String {
    let words: Vec<String> = header
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}
