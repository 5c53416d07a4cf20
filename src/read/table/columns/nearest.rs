//! Tells to which kind a table comes closest that is of no kind, and whether it may well be one.

use super::{TITLE_ROWS, fields_of, header_words, kinds, known_headers, lacking};
use crate::problem::TableGuess;
use crate::read::table::column_map::Hints;
use crate::read::table::csv::Row;
use crate::read::table::field::{Field, Kind};
use crate::read::table::vocabulary::VOCABULARY;

/// The kind that a table comes closest to.
pub(in crate::read::table) struct Nearest<'r> {
    /// The row that looks most like a header.
    pub(in crate::read::table) header: &'r Row<'r>,
    /// The kind's name in sentences.
    pub(in crate::read::table) label: &'static str,
    /// Fields that it lacks, alternatives joined by `or`.
    pub(in crate::read::table) lacks: Vec<String>,
    /// The kind.
    kind: Kind,
    /// How many of its columns speak for the kind.
    marks: usize,
}

impl Nearest<'_> {
    /// Returns what the table may well be: two of its columns speak for the kind, and one of those
    /// that such a table needs is missing at most.
    pub(in crate::read::table) fn guess(&self) -> Option<TableGuess> {
        let guess = match self.kind {
            Kind::AttendanceSheet => TableGuess::Attendance,
            Kind::AuthorizationLog => TableGuess::Authorizations,
            Kind::Remittance => TableGuess::Payments,
            _ => return None,
        };
        (self.marks >= 2 && self.lacks.len() <= 1).then_some(guess)
    }
}

/// Returns the nearest kind of a table that is of no kind.
pub(in crate::read::table) fn nearest<'r>(
    rows: &'r [Row<'_>],
    hints: &Hints,
) -> Option<Nearest<'r>> {
    let header = rows
        .iter()
        .take(TITLE_ROWS)
        .max_by_key(|row| (known_headers(row, hints), std::cmp::Reverse(row.number)))?;
    let words = header_words(header, hints);
    let near = kinds(hints).map(|kind| {
        let fields = fields_of(&words, hints, Some(kind));
        let missing = lacking(kind, &fields, None);
        let marks = kind.marks.iter().filter(|f| fields.contains_key(f)).count();
        (missing, marks, kind)
    });
    let (missing, marks, kind) =
        near.min_by_key(|(missing, marks, _)| (missing.len(), std::cmp::Reverse(*marks)))?;
    let alternatives = |group: &&[Field]| {
        let names = group.iter().map(|field| VOCABULARY.name_of(*field));
        names.collect::<Vec<_>>().join(" or ")
    };
    Some(Nearest {
        header,
        label: &kind.label,
        lacks: missing.iter().map(alternatives).collect(),
        kind: kind.kind,
        marks,
    })
}
