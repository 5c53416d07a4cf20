//! Answers for delimited tables: authorization logs and attendance sheets. Which row belongs to
//! which patient of the facility is not its matter.

mod attendance;
mod authorization;
mod columns;
mod csv;
mod level;
mod sheet;
#[cfg(test)]
mod tests;

pub use columns::{ColumnMap, Field};
pub use level::level_from_text;

use super::{FileContent, FileKind};
use crate::problem::{Problem, ProblemKind};
use crate::text::{FileId, Page};
use columns::Kind;
use csv::Row;
use sheet::Sheet;

/// Returns whether a text is a delimited table, of a kind that is known or not.
pub fn looks_like(text: &str) -> bool {
    let Some(delimiter) = csv::sniff(text) else {
        return false;
    };
    let rows: Vec<Row<'_>> = csv::rows(text, delimiter).take(60).collect();
    let map = ColumnMap::default();
    if columns::recognize(&rows, &map).is_some() {
        return true;
    }
    let day_of = attendance::day_reader(&rows);
    columns::recognize_grid(&rows, &map, |header| day_of(header).is_some()).is_some()
        || is_even(&rows)
}

/// Reads every row of an authorization log or attendance sheet. Page 1 of the result holds the
/// text. A table of another kind becomes one problem that names its headers.
pub fn read(file: FileId, text: &str, map: &ColumnMap) -> FileContent {
    let mut content = FileContent::empty(FileKind::Csv);
    let mut sheet = Sheet::new(file, text);
    let delimiter = csv::sniff(text).unwrap_or(',');
    let rows: Vec<Row<'_>> = csv::rows(text, delimiter).collect();
    let day_of = attendance::day_reader(&rows);
    let grid = columns::recognize_grid(&rows, map, |header| day_of(header).is_some());
    match (columns::recognize(&rows, map), grid) {
        (Some(header), _) if header.kind == Kind::AuthorizationLog => {
            content.authorizations = authorization::read(&mut sheet, &header, &rows);
        }
        (Some(header), None) => {
            content.attendance = attendance::read_rows(&mut sheet, &header, &rows);
        }
        (_, Some(header)) => {
            content.attendance = attendance::read_grid(&mut sheet, &header, &rows, day_of);
        }
        (None, None) => sheet.problems.push(unknown(&sheet, &rows, map)),
    }
    content.problems = sheet.problems;
    content.pages.push(Page::plain(1, text));
    content
}

/// Returns whether rows are cut so evenly, below a row of short unlike headers, that they can
/// only be a table. A note taken for a table would be lost, so lists in prose must not pass.
fn is_even(rows: &[Row<'_>]) -> bool {
    let Some(header) = rows.first() else {
        return false;
    };
    let width = header.cells.len();
    let even = rows.iter().filter(|row| row.cells.len() == width).count();
    let is_header = |text: &str| {
        text.starts_with(|c: char| c.is_alphabetic() || c == '#')
            && text.len() <= 40
            && !text.contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.'))
    };
    let known = columns::known_headers(header, &ColumnMap::default());
    rows.len() >= 3
        && (width >= 5 || width >= 3 && known > 0)
        && header.cells.iter().all(|cell| is_header(&cell.text))
        && even * 10 >= rows.len() * 9
}

fn unknown(sheet: &Sheet<'_>, rows: &[Row<'_>], map: &ColumnMap) -> Problem {
    let Some((header, kind, missing)) = columns::nearest(rows, map) else {
        let message = "the table has no rows; nothing in it is used";
        return Problem::file(sheet.file, ProblemKind::EmptyFile, message);
    };
    // Only a row that is plainly a header is quoted: a row of values would name people.
    let quotable = columns::known_headers(header, map) >= 2;
    let shown = if quotable {
        let names = header
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
    let message = format!(
        "the columns could not be understood ({shown}). The nearest kind is {kind}; it lacks a \
         column for {}. Name the columns in chartproof.toml or rename the headers",
        missing.join(", and for ")
    );
    Problem::at(
        sheet.span(&header.range),
        ProblemKind::UnknownColumns,
        message,
    )
}
