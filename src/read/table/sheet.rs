//! What authorization logs and attendance sheets share: places of cells, patients, dates, and
//! problems that name a row.

use super::columns::{Field, Header};
use super::csv::{Cell, Row};
use crate::model::{PatientIdentity, PersonName, ServiceDate};
use crate::problem::{Problem, ProblemKind};
use crate::read::dates::{from_excel_serial, parse_birth_date, parse_date};
use crate::text::{CharMap, FileId, Located, Span};
use std::ops::Range;

/// One table while its rows are read.
pub(super) struct Sheet<'t> {
    /// The file.
    pub(super) file: FileId,
    map: CharMap<'t>,
    /// What could not be understood.
    pub(super) problems: Vec<Problem>,
}

/// A date cell as read.
pub(super) enum DateCell {
    Blank,
    Date(ServiceDate),
    Bad,
}

impl DateCell {
    /// Returns the date, where there is one.
    pub(super) fn date(&self) -> Option<ServiceDate> {
        match self {
            Self::Date(date) => Some(*date),
            Self::Blank | Self::Bad => None,
        }
    }
}

impl<'t> Sheet<'t> {
    /// Prepares a table for reading.
    pub(super) fn new(file: FileId, text: &'t str) -> Self {
        Self {
            file,
            map: CharMap::new(text),
            problems: Vec::new(),
        }
    }

    /// Returns the span of a range of bytes.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        Span::new(
            self.file,
            1,
            self.map.to_char(range.start),
            self.map.to_char(range.end),
        )
    }

    /// Joins a value with its cell's place.
    pub(super) fn located<T>(&self, value: T, cell: &Cell<'_>) -> Located<T> {
        Located::new(value, self.span(&cell.range))
    }

    /// Returns the cell of a field when it holds anything.
    pub(super) fn cell<'r>(
        &self,
        header: &Header,
        row: &'r Row<'t>,
        field: Field,
    ) -> Option<&'r Cell<'t>> {
        let cell = row.cells.get(header.column(field)?)?;
        let says_nothing = matches!(
            cell.text.to_ascii_lowercase().as_str(),
            "" | "-" | "--" | "n/a" | "na" | "none" | "null" | "tbd" | "#n/a"
        );
        (!says_nothing).then_some(cell)
    }

    /// Returns the text of a field with its place.
    pub(super) fn text(
        &self,
        header: &Header,
        row: &Row<'t>,
        field: Field,
    ) -> Option<Located<String>> {
        self.cell(header, row, field)
            .map(|cell| self.located(whole(&cell.text), cell))
    }

    /// Notes trouble in a row.
    pub(super) fn trouble(&mut self, row: &Row<'_>, kind: ProblemKind, message: &str) {
        let message = format!("row {}: {message}", row.number);
        self.problems
            .push(Problem::at(self.span(&row.range), kind, message));
    }

    /// Reads a date, as written or as an Excel serial; a bad one becomes a problem that names
    /// the column by its meaning.
    pub(super) fn date(
        &mut self,
        header: &Header,
        row: &Row<'t>,
        field: Field,
        what: &str,
    ) -> DateCell {
        let Some(cell) = self.cell(header, row, field) else {
            return DateCell::Blank;
        };
        match parse_date(&cell.text).or_else(|| from_excel_serial(&cell.text)) {
            Some(date) => DateCell::Date(date),
            None => {
                let message = format!(
                    "the {what} is not a date that can be read with certainty; write it as \
                     MM/DD/YYYY"
                );
                self.trouble(row, ProblemKind::BadValue, &message);
                DateCell::Bad
            }
        }
    }

    /// Reads who a row is about.
    pub(super) fn patient(&mut self, header: &Header, row: &Row<'t>) -> PatientIdentity {
        let birth_cell = self.cell(header, row, Field::BirthDate);
        let birth_date = birth_cell.and_then(|cell| {
            let date = parse_birth_date(&cell.text).or_else(|| from_excel_serial(&cell.text))?;
            Some(self.located(date, cell))
        });
        if birth_date.is_none() && birth_cell.is_some() {
            let message = "the birth date cannot be read with certainty; the patient is matched \
                           without it. Write it as MM/DD/YYYY";
            self.trouble(row, ProblemKind::BadValue, message);
        }
        PatientIdentity {
            mrn: self.text(header, row, Field::Mrn),
            member_id: self.text(header, row, Field::MemberId),
            name: self.name(header, row),
            birth_date,
            sex: None,
            source_id: None,
        }
    }

    fn name(&self, header: &Header, row: &Row<'t>) -> Option<Located<PersonName>> {
        let whole_name = self.cell(header, row, Field::PatientName);
        let last = self.cell(header, row, Field::PatientLast);
        let first = self.cell(header, row, Field::PatientFirst);
        match (last, first, whole_name) {
            (Some(last), Some(first), _) => {
                let mut given = first.text.split_whitespace();
                let name = PersonName {
                    last: last.text.to_string(),
                    first: given.next().unwrap_or_default().to_owned(),
                    middle: given.collect::<Vec<_>>().join(" "),
                };
                let start = last.range.start.min(first.range.start);
                let end = last.range.end.max(first.range.end);
                Some(Located::new(name, self.span(&(start..end))))
            }
            // `Name` beside `First Name` means the last name.
            (None, Some(first), Some(last)) if !last.text.contains([',', ' ']) => {
                let name = PersonName {
                    last: last.text.to_string(),
                    first: first.text.to_string(),
                    middle: String::new(),
                };
                Some(self.located(name, last))
            }
            (_, _, Some(cell)) | (Some(cell), None, None) | (None, Some(cell), None) => {
                PersonName::parse(&cell.text).map(|name| self.located(name, cell))
            }
            (None, None, None) => None,
        }
    }
}

/// Cuts the `.0` that spreadsheets add to numbers kept as text: `1182.0` is the number 1182.
fn whole(text: &str) -> String {
    match text.strip_suffix(".0") {
        Some(number) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => {
            number.to_owned()
        }
        _ => text.to_owned(),
    }
}
