//! What the readers of all kinds of tables share: places of cells, patients, dates, amounts, and
//! problems that name a row.

use super::columns::{Header, repeats};
use super::csv::{Cell, Row};
use super::field::Field;
use crate::model::{DateRange, Minute, Money, PatientIdentity, PersonName, ServiceDate, Sex};
use crate::problem::{Problem, ProblemKind};
use crate::read::dates::{
    find_dates, from_excel_serial, parse_birth_date, parse_date, parse_time, parse_timestamp,
};
use crate::text::{CharMap, FileId, Located, Span};
use std::ops::Range;

/// One table while its rows are read.
pub(super) struct Sheet<'t> {
    /// The file.
    pub(super) file: FileId,
    page: u32,
    text: &'t str,
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
    pub(super) fn new(file: FileId, page: u32, text: &'t str) -> Self {
        Self {
            file,
            page,
            text,
            map: CharMap::new(text),
            problems: Vec::new(),
        }
    }

    /// Returns the span of a range of bytes.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        Span::new(
            self.file,
            self.page,
            self.map.to_char(range.start),
            self.map.to_char(range.end),
        )
    }

    /// Returns a cell's text as it stands on the page, with the page and the character at which it
    /// begins.
    pub(super) fn raw(&self, cell: &Cell<'_>) -> (u32, u32, &'t str) {
        let text = self.text.get(cell.range.clone()).unwrap_or_default();
        (self.page, self.map.to_char(cell.range.start), text)
    }

    /// Returns the place where the table begins.
    pub(super) fn start(&self) -> Span {
        Span::new(self.file, self.page, 0, 0)
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
        says_something(cell).then_some(cell)
    }

    /// Returns the cells of a field that may have several columns, without those that hold
    /// nothing.
    pub(super) fn cells<'r>(
        &self,
        header: &Header,
        row: &'r Row<'t>,
        field: Field,
    ) -> impl Iterator<Item = &'r Cell<'t>> {
        let columns = header.columns(field).to_vec();
        columns
            .into_iter()
            .filter_map(|column| row.cells.get(column))
            .filter(|cell| says_something(cell))
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

    /// Returns an id with its place. A number that a spreadsheet shortened to `1.23E+11` has lost
    /// its digits and would join the wrong records, so it is left out and reported.
    pub(super) fn id(
        &mut self,
        header: &Header,
        row: &Row<'t>,
        field: Field,
        what: &str,
    ) -> Option<Located<String>> {
        let text = self.text(header, row, field)?;
        if is_shortened(&text.value) {
            let message = format!(
                "the {what} was shortened by a spreadsheet (as 1.23E+11), so its digits are lost; \
                 export the column as text"
            );
            self.trouble(row, ProblemKind::BadValue, &message);
            return None;
        }
        Some(text)
    }

    /// Reads an amount of money; a bad one becomes a problem.
    pub(super) fn money(
        &mut self,
        header: &Header,
        row: &Row<'t>,
        field: Field,
        what: &str,
    ) -> Option<Money> {
        let cell = self.cell(header, row, field)?;
        let amount = amount(&cell.text);
        if amount.is_none() {
            let message = format!("the {what} is not an amount; write it as 125.00");
            self.trouble(row, ProblemKind::BadValue, &message);
        }
        amount
    }

    /// Reads the time of a cell that holds a time, or a date with a time; only one whose half of
    /// the day is certain.
    pub(super) fn minute(&self, header: &Header, row: &Row<'t>, field: Field) -> Option<Minute> {
        let text = &self.cell(header, row, field)?.text;
        match parse_time(text) {
            Some(time) => time.meridiem_known.then_some(time.minute),
            None => parse_timestamp(text)?.time,
        }
    }

    /// Notes trouble in a row.
    pub(super) fn trouble(&mut self, row: &Row<'_>, kind: ProblemKind, message: &str) {
        let message = match self.page {
            1 => format!("row {}: {message}", row.number),
            sheet => format!("sheet {sheet}, row {}: {message}", row.number),
        };
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

    /// Reads one day or a range of days out of a cell.
    pub(super) fn range_of(&self, cell: &Cell<'_>) -> Option<DateRange> {
        if let Some(day) = parse_date(&cell.text).or_else(|| from_excel_serial(&cell.text)) {
            return Some(DateRange::day(day));
        }
        let mut dates = find_dates(&cell.text).map(|(_, date)| date);
        match (dates.next(), dates.next(), dates.next()) {
            (Some(from), Some(to), None) => DateRange::new(from, to),
            _ => None,
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
            mrn: self.id(header, row, Field::Mrn, "record number"),
            member_id: self.id(header, row, Field::MemberId, "member id"),
            name: self.name(header, row),
            birth_date,
            sex: self
                .cell(header, row, Field::Sex)
                .map(|cell| sex(&cell.text)),
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

/// Returns the rows below the header that can hold data: no repeated headers, no remarks, totals
/// or page footers.
pub(super) fn body<'r, 't>(
    header: &Header,
    rows: &'r [Row<'t>],
) -> impl Iterator<Item = &'r Row<'t>> + use<'r, 't> {
    let split = rows.get(header.row..).and_then(<[_]>::split_first);
    let (head, body) = split.map_or((None, [].as_slice()), |(head, body)| (Some(head), body));
    body.iter().filter(move |row| {
        row.filled() >= 2 && !is_footer(row) && !head.is_some_and(|head| repeats(head, row))
    })
}

/// Returns whether a row is a total, a count or a page footer: its first filled cell says so.
pub(super) fn is_footer(row: &Row<'_>) -> bool {
    const WORDS: [&str; 12] = [
        "total",
        "totals",
        "subtotal",
        "sub total",
        "sub-total",
        "grand total",
        "report total",
        "count",
        "average",
        "sum",
        "page",
        "printed",
    ];
    let Some(first) = row.cells.iter().find(|cell| !cell.text.is_empty()) else {
        return false;
    };
    let lower = first.text.to_ascii_lowercase();
    WORDS.iter().any(|word| {
        lower.strip_prefix(word).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with([':', ' ']) && !rest.contains(',')
        })
    })
}

fn says_something(cell: &Cell<'_>) -> bool {
    !matches!(
        cell.text.to_ascii_lowercase().as_str(),
        "" | "-" | "--" | "n/a" | "na" | "none" | "null" | "tbd" | "#n/a" | "#ref!" | "#value!"
    )
}

fn is_shortened(text: &str) -> bool {
    let Some((digits, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let exponent = exponent.strip_prefix('+').unwrap_or_default();
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.contains('.')
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && (1..=2).contains(&exponent.len())
        && exponent.bytes().all(|b| b.is_ascii_digit())
}

/// Reads an amount as accounting formats write it: `$ 1,250.00`, `(12.50)`, `12.50-`, `$ -`.
pub(super) fn amount(text: &str) -> Option<Money> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let compact = compact.trim_start_matches("USD").trim_end_matches("USD");
    if matches!(compact, "$-" | "$--" | "-$-") {
        return Some(Money::ZERO);
    }
    // `125,00` is 125.00 where commas are decimal, and must not become 12,500.
    let mut groups = compact.trim_end_matches(['-', ')']).split(',').skip(1);
    let are_thousands = groups.all(|group| {
        let whole = group.split('.').next().unwrap_or_default();
        whole.len() == 3 && whole.bytes().all(|byte| byte.is_ascii_digit())
    });
    if !are_thousands {
        return None;
    }
    if let Some(negative) = compact.strip_suffix('-').or(compact.strip_prefix("$-")) {
        return Money::parse(negative).map(|amount| -amount);
    }
    Money::parse(compact)
}

fn sex(text: &str) -> Sex {
    match text.trim().to_ascii_lowercase().as_str() {
        "f" | "female" | "woman" => Sex::Female,
        "m" | "male" | "man" => Sex::Male,
        _ => Sex::Unknown,
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
