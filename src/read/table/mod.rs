//! Answers for tables, delimited or in workbooks: claims, payments, authorizations, attendance,
//! coverage, census and leave, staff, notes one a row. Which row belongs to which patient of the facility is not
//! its matter.

mod ambiguous;
mod attendance;
mod authorization;
mod census;
mod claims;
mod codes;
mod column_map;
mod columns;
mod coverage;
pub(super) mod csv;
mod field;
pub mod frame;
mod header_words;
mod heading;
mod level;
mod nights;
mod notes;
mod payments;
mod people;
mod sheet;
#[cfg(test)]
mod tests;
mod video;
mod vocabulary;
mod workbook;

pub use column_map::{ColumnMap, ColumnMapError, Hints};
pub use field::Field;
pub use level::level_from_text;
pub use workbook::read_workbook;

use super::{FileContent, FileKind};
use crate::problem::{Problem, ProblemKind};
use crate::text::bytes::has_digit;
use crate::text::{FileId, Page};
use columns::Recognition;
use csv::Row;
use field::Kind;
use sheet::Sheet;
use vocabulary::VOCABULARY;

/// Bytes and cells of one table that are read; more would not fit the memory that a file may take.
const MOST_BYTES: usize = 128 * 1024 * 1024;
const MOST_CELLS: usize = 10_000_000;

/// Returns whether a text is a delimited table, of a kind that is known or not.
pub fn looks_like(text: &str, hints: &Hints) -> bool {
    let Some(delimiter) = csv::sniff(text) else {
        return false;
    };
    let mut cut = csv::rows(text, delimiter).take(60);
    let mut rows: Vec<Row<'_>> = cut.by_ref().take(columns::HEAD_ROWS).collect();
    if columns::may_be_grid(&rows) {
        let day_of = attendance::day_reader(&rows, &hints.names);
        if columns::recognize_grid(&rows, hints, |header| day_of(header).is_some()).is_some() {
            return true;
        }
    }
    // Most notes end here.
    let may_be_headed = columns::may_be_headed(&rows, hints);
    if !may_be_headed && !rows.first().is_some_and(is_plain_header) {
        return false;
    }
    rows.extend(cut);
    may_be_headed && !matches!(columns::recognize(&rows, hints), Recognition::None)
        || is_even(&rows, hints)
}

/// Returns whether a text whose file is named as a table is cut as one, whatever its headers say: so
/// named, nothing but a table has rows of one width.
pub fn is_cut_as(text: &str) -> bool {
    let Some(delimiter) = csv::sniff(text) else {
        return false;
    };
    let widths: Vec<usize> = csv::rows(text, delimiter)
        .take(60)
        .map(|row| row.cells.len())
        .collect();
    let first = widths.first().copied().unwrap_or(0);
    let even = widths.iter().filter(|width| **width == first).count();
    first >= 4 && widths.len() >= 2 && even * 10 >= widths.len() * 9
}

/// Reads every row of a delimited table. Page 1 of the result holds the text. A table of an
/// unknown kind becomes one problem that names its headers.
pub fn read(file: FileId, text: &str, hints: &Hints) -> FileContent {
    let mut content = FileContent::empty(FileKind::Csv);
    let delimiter = csv::sniff(text).unwrap_or(',');
    let mut cells = 0;
    let rows: Vec<Row<'_>> = csv::rows(text.get(..MOST_BYTES).unwrap_or(text), delimiter)
        .take_while(|row| {
            // A row costs about as much as two cells beside its own.
            cells += row.cells.len() + 2;
            cells <= MOST_CELLS && row.cells.len() < csv::MOST_IN_ROW
        })
        .collect();
    let last = rows.last().map_or(0, |row| row.range.end);
    let rest = text.get(last..).unwrap_or_default();
    if text.len() > MOST_BYTES || cells > MOST_CELLS || is_cut_short(rest, delimiter) {
        let message = "the table is larger than one file may be (128 MiB, 10 million cells, 20,000 \
                       columns); nothing in it is used. Export it in parts, for example by month";
        content
            .problems
            .push(Problem::file(file, ProblemKind::Unreadable, message));
        return content;
    }
    let mut sheet = Sheet::new(file, 1, text);
    read_rows(&mut sheet, &rows, hints, &mut content);
    content.problems = sheet.problems;
    content.pages.push(Page::plain(1, text));
    content
}

/// Returns whether a row with more cells than are kept stopped the reading.
fn is_cut_short(rest: &str, delimiter: char) -> bool {
    csv::rows(rest, delimiter)
        .next()
        .is_some_and(|row| row.cells.len() >= csv::MOST_IN_ROW)
}

/// Reads the rows of one table into the content; problems stay with the sheet.
fn read_rows<'t>(
    sheet: &mut Sheet<'t>,
    rows: &[Row<'t>],
    hints: &Hints,
    content: &mut FileContent,
) {
    if hints.kind == Some(Kind::Ignored) {
        return;
    }
    let day_of = attendance::day_reader(rows, &hints.names);
    let grid = columns::recognize_grid(rows, hints, |header| day_of(header).is_some());
    let header = match (columns::recognize(rows, hints), grid) {
        (Recognition::One(header), Some(grid)) if header.kind == Kind::AttendanceSheet => {
            let entries = attendance::read_grid(sheet, &grid, rows, day_of);
            content.attendance.extend(entries);
            return;
        }
        (Recognition::One(header), _) => header,
        (_, Some(grid)) => {
            let entries = attendance::read_grid(sheet, &grid, rows, day_of);
            content.attendance.extend(entries);
            return;
        }
        (Recognition::Two(one, other), None) => {
            sheet.problems.push(two_kinds(sheet, one, other));
            return;
        }
        (Recognition::None, None) => {
            sheet.problems.push(unknown(sheet, rows, hints));
            return;
        }
    };
    match header.kind {
        Kind::Claims => {
            let (claims, remittances) = claims::read(sheet, &header, rows);
            content.claims.extend(claims);
            content.remittances.extend(remittances);
        }
        Kind::Remittance => {
            let remittances = payments::read(sheet, &header, rows);
            content.remittances.extend(remittances);
        }
        Kind::AuthorizationLog => {
            let authorizations = authorization::read(sheet, &header, rows);
            content.authorizations.extend(authorizations);
        }
        Kind::AttendanceSheet if video::is_log(&header) => {
            let entries = video::read(sheet, &header, rows);
            content.attendance.extend(entries);
        }
        Kind::AttendanceSheet => {
            let entries = attendance::read_rows(sheet, &header, rows);
            content.attendance.extend(entries);
        }
        Kind::Coverage => {
            let coverages = coverage::read(sheet, &header, rows);
            content.coverages.extend(coverages);
        }
        Kind::Census | Kind::LeaveLog => {
            let stays = census::read(sheet, &header, rows);
            content.stays.extend(stays);
        }
        Kind::CensusEvents if nights::tells_nights(&header, rows) => {
            let stays = nights::read(sheet, &header, rows);
            content.stays.extend(stays);
        }
        Kind::CensusEvents if census::tells_events(&header, rows) => {
            let stays = census::read_events(sheet, &header, rows);
            content.stays.extend(stays);
        }
        // `Event` may as well be the name of a group.
        Kind::CensusEvents => {
            let hints = hints.of_kind(Kind::AttendanceSheet);
            match columns::recognize(rows, &hints) {
                Recognition::One(header) => {
                    let entries = attendance::read_rows(sheet, &header, rows);
                    content.attendance.extend(entries);
                }
                _ => sheet.problems.push(unknown(sheet, rows, &hints)),
            }
        }
        Kind::StaffRoster => {
            let staff = people::roster(sheet, &header, rows);
            content.staff.extend(staff);
        }
        Kind::NoteExport => {
            let place = (hints.sheet_name(), content.notes.len());
            let notes = notes::read(sheet, &header, rows, place);
            content.notes.extend(notes);
        }
        Kind::Ignored => {}
    }
}

/// Returns whether rows are cut so evenly, below a row of short unlike headers, that they can
/// only be a table. A note taken for a table would be lost, so lists in prose must not pass.
fn is_even(rows: &[Row<'_>], hints: &Hints) -> bool {
    let Some(header) = rows.first() else {
        return false;
    };
    let width = header.cells.len();
    let even = rows.iter().filter(|row| row.cells.len() == width).count();
    (rows.len() >= 3 || rows.len() == 2 && width >= 8)
        && is_plain_header(header)
        && even * 10 >= rows.len() * 9
        && (width >= 5 || columns::known_headers(header, hints) > 0)
}

/// Returns whether a row is three short headers or more, of which few are numbered: `Dx 1`, `M1`.
/// A row of measurements is numbered throughout.
fn is_plain_header(row: &Row<'_>) -> bool {
    let is_header = |text: &str| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        text.starts_with(|c: char| c.is_alphabetic() || c == '#')
            && text.len() <= 40
            && !text.contains(':')
            // `Auth No.` and `D.O.B.` hold periods; a sentence has one before a blank.
            && !text.contains(". ")
            && (digits == 0 || digits == 1 && text.ends_with(|c: char| c.is_ascii_digit()))
    };
    let numbered = row.cells.iter().filter(|cell| has_digit(&cell.text));
    row.cells.len() >= 3
        && numbered.count() * 2 < row.cells.len()
        && row.cells.iter().all(|cell| is_header(&cell.text))
}

/// Says of a table that is known for what it is that it is not read.
fn known_other(sheet: &Sheet<'_>, header: &Row<'_>) -> Option<Problem> {
    let headers: Vec<&str> = header.cells.iter().map(|cell| &*cell.text).collect();
    let is_short = headers.iter().all(|text| text.len() <= 40);
    let other = VOCABULARY
        .others
        .iter()
        .find(|other| is_short && other.fits(&headers))?;
    let (kind, words) = match other.needed {
        false => (ProblemKind::NotNeeded, "no check needs it"),
        true => (
            ProblemKind::UnknownColumns,
            "no check reads such a table, so what only it says of care (missed days, results, \
             remarks) is not used; the same facts in the notes are",
        ),
    };
    let message = format!("the table is {}; {words}", other.label);
    Some(Problem::at(sheet.span(&header.range), kind, message))
}

/// How a user names columns, told with every table that is not understood.
const HOW_TO_NAME: &str = "Name the columns in chartproof.toml ([[columns]] with file, kind and \
                           [columns.headers]) or rename the headers";

fn two_kinds(sheet: &Sheet<'_>, one: &str, other: &str) -> Problem {
    let message = format!(
        "the headers fit a {one} and a {other} equally well, so nothing in it is used. \
         {HOW_TO_NAME}"
    );
    Problem::at(sheet.start(), ProblemKind::UnknownColumns, message)
}

fn unknown(sheet: &Sheet<'_>, rows: &[Row<'_>], hints: &Hints) -> Problem {
    let Some(near) = columns::nearest(rows, hints) else {
        let message = "the table has no rows; nothing in it is used";
        return Problem::file(sheet.file, ProblemKind::EmptyFile, message);
    };
    if let Some(row) = rows.iter().find(|row| attendance::lacks_year(row)) {
        let message = "the columns are headed by month and day without a year, and neither the \
                       titles nor the names of the sheet and the file state one year, so nothing \
                       in it is used. Write the year into a title row, as in `April 2026`, or into \
                       the sheet's or file's name";
        return Problem::at(sheet.span(&row.range), ProblemKind::UnknownColumns, message);
    }
    if let Some(problem) = known_other(sheet, near.header) {
        return problem;
    }
    // Only a row that is plainly a header is quoted: a row of values would name people.
    let quotable = columns::known_headers(near.header, hints) >= 2;
    let shown = if quotable {
        let names = near
            .header
            .cells
            .iter()
            .filter(|cell| !cell.text.is_empty())
            .take(30);
        let names: Vec<String> = names
            .map(|cell| cell.text.chars().take(40).collect())
            .collect();
        format!("headers: {}", names.join(", "))
    } else {
        "no row of known headers".to_owned()
    };
    let why = match near.lacks.as_slice() {
        [] => {
            "no column of it holds what such a table tells, so the names alone do not make it one"
                .to_owned()
        }
        lacks => format!("it lacks a column for {}", lacks.join(", and for ")),
    };
    let message = format!(
        "the columns could not be understood ({shown}). The nearest kind is {}; {why}. {HOW_TO_NAME}",
        near.label,
    );
    Problem::at(
        sheet.span(&near.header.range),
        ProblemKind::UnknownColumns,
        message,
    )
    .that_may_be(near.guess())
}
