//! Reads workbooks: every sheet is a page of tab-separated lines and a table of its own kind.
//! Formulas count by the values that were saved with them.

use super::csv::{Cell, Row};
use super::sheet::Sheet;
use super::{Hints, read_rows};
use crate::model::ServiceDate;
use crate::problem::{Problem, ProblemKind};
use crate::read::{FileContent, FileKind};
use crate::text::{FileId, Page};
use calamine::{
    Data, DataRef, DataType, ExcelDateTime, Reader, SheetType, SheetVisible, Xls, Xlsx,
};
use std::borrow::Cow;
use std::io::{Cursor, Read};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Limits against files that unfold to more than any export holds.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;
const MOST_TEXT: usize = 64 * 1024 * 1024;
const MOST_CELLS: usize = 4_000_000;
const MOST_SHEETS: usize = 500;
/// A legacy workbook is laid out in full by its reader, so its size bounds the memory it takes.
const MOST_LEGACY_BYTES: usize = 32 * 1024 * 1024;

/// Reads a workbook: XLSX, or XLS where the bytes are an OLE container.
pub fn read_workbook(file: FileId, bytes: &[u8], hints: &Hints) -> FileContent {
    let mut content = FileContent::empty(FileKind::Xlsx);
    // A damaged workbook can break the arithmetic of the library that opens it; one file must not
    // end the audit of the others.
    let read = catch_unwind(AssertUnwindSafe(|| {
        if bytes.starts_with(b"PK") {
            xlsx(file, bytes, hints, &mut content)
        } else {
            xls(file, bytes, hints, &mut content)
        }
    }));
    match read {
        Ok(Ok(())) => {}
        Ok(Err(problem)) => content.problems.push(problem),
        Err(_) => {
            content = FileContent::empty(FileKind::Xlsx);
            content.problems.push(unreadable(file, "it is damaged"));
        }
    }
    if content.pages.is_empty() && content.problems.is_empty() {
        let message = "the workbook has no sheet with anything on it; export it again";
        content
            .problems
            .push(Problem::file(file, ProblemKind::EmptyFile, message));
    }
    content
}

fn xlsx(
    file: FileId,
    bytes: &[u8],
    hints: &Hints,
    content: &mut FileContent,
) -> Result<(), Problem> {
    check_unpacked(file, bytes)?;
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(file, &format!("{error}")))?;
    let sheets = book.sheets_metadata().to_vec();
    let mut room = Room::default();
    for (index, meta) in sheets.iter().enumerate().take(MOST_SHEETS) {
        if meta.typ != SheetType::WorkSheet {
            continue;
        }
        let page = index as u32 + 1;
        let merged = book
            .merge_cells_by_sheet_name(&meta.name)
            .unwrap_or_default();
        let mut reader = match book.worksheet_cells_reader(&meta.name) {
            Ok(reader) => reader,
            Err(error) => {
                let problem = unreadable(file, &format!("sheet {page}: {error}"));
                content.problems.push(problem);
                continue;
            }
        };
        let mut grid = Grid::new(page);
        loop {
            match reader.next_cell() {
                Ok(Some(cell)) => {
                    let (row, column) = cell.get_position();
                    let text = shown(cell.get_value());
                    if !room.take(&text) {
                        return Err(too_large(file));
                    }
                    grid.add(row, column, &text);
                }
                Ok(None) => break,
                Err(error) => {
                    let problem = unreadable(file, &format!("sheet {page} breaks off: {error}"));
                    content.problems.push(problem);
                    break;
                }
            }
        }
        for region in merged {
            grid.spread(region.start, region.end, &mut room);
        }
        let hints = hints.of_sheet(&meta.name);
        grid.finish(file, &hints, meta.visible != SheetVisible::Visible, content);
    }
    Ok(())
}

fn xls(
    file: FileId,
    bytes: &[u8],
    hints: &Hints,
    content: &mut FileContent,
) -> Result<(), Problem> {
    if bytes.len() > MOST_LEGACY_BYTES {
        return Err(too_large(file));
    }
    let mut book: Xls<_> =
        Xls::new(Cursor::new(bytes)).map_err(|error| unreadable(file, &format!("{error}")))?;
    let sheets = book.sheets_metadata().to_vec();
    let mut room = Room::default();
    for (index, meta) in sheets.iter().enumerate().take(MOST_SHEETS) {
        let page = index as u32 + 1;
        if meta.typ != SheetType::WorkSheet {
            continue;
        }
        let Ok(range) = book.worksheet_range(&meta.name) else {
            let problem = unreadable(file, &format!("sheet {page} cannot be read"));
            content.problems.push(problem);
            continue;
        };
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut grid = Grid::new(page);
        for (row, column, value) in range.used_cells() {
            let text = shown(value);
            if !room.take(&text) {
                return Err(too_large(file));
            }
            let (row, column) = (row as u32 + first_row, column as u32 + first_column);
            grid.add(row, column, &text);
        }
        let hints = hints.of_sheet(&meta.name);
        grid.finish(file, &hints, meta.visible != SheetVisible::Visible, content);
    }
    Ok(())
}

/// Unpacks every part once without keeping it: sizes that an archive states may be lies.
fn check_unpacked(file: FileId, bytes: &[u8]) -> Result<(), Problem> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| unreadable(file, &format!("{error}")))?;
    let mut left = MOST_UNPACKED;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else {
            continue;
        };
        // Pictures and the like are never opened.
        let is_read = part
            .name()
            .is_ok_and(|name| name.ends_with(".xml") || name.ends_with(".rels"));
        if !is_read {
            continue;
        }
        let unpacked = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        match unpacked {
            Ok(size) if size > left => return Err(too_large(file)),
            Ok(size) => left -= size,
            // A damaged part is told when it is read.
            Err(_) => {}
        }
    }
    Ok(())
}

fn unreadable(file: FileId, what: &str) -> Problem {
    // The library's words name parts of the file, never values, but a sheet's name may be a
    // person's, so only the beginning up to the first quote is kept.
    let what: String = what
        .chars()
        .take_while(|c| !matches!(c, '\'' | '"' | '`'))
        .take(120)
        .collect();
    let message = format!(
        "the workbook cannot be read ({}); open it, save it as XLSX without password, or export \
         CSV",
        what.trim()
    );
    Problem::file(file, ProblemKind::Unreadable, message)
}

fn too_large(file: FileId) -> Problem {
    let message = "the workbook unfolds to more than one file may hold (256 MiB, 4 million cells); \
                   what follows is not used. Export it in parts, for example by month";
    Problem::file(file, ProblemKind::Unreadable, message)
}

/// What may still be read.
struct Room {
    cells: usize,
    bytes: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            cells: MOST_CELLS,
            bytes: MOST_TEXT,
        }
    }
}

impl Room {
    fn take(&mut self, text: &str) -> bool {
        let fits = self.cells > 0 && self.bytes >= text.len();
        self.cells = self.cells.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(text.len());
        fits
    }
}

/// The text of one sheet while its cells arrive.
struct Grid {
    page: u32,
    /// Filled cells: row and column from 0, and their bytes in `texts`.
    cells: Vec<(u32, u32, Range<usize>)>,
    texts: String,
}

impl Grid {
    fn new(page: u32) -> Self {
        Self {
            page,
            cells: Vec::new(),
            texts: String::new(),
        }
    }

    fn add(&mut self, row: u32, column: u32, text: &str) {
        // Line breaks and tabs would cut the line apart that the cell stands on; a text as long as
        // a note has lines of its own.
        let start = self.texts.len();
        let joint = if text.len() > LINE { '\n' } else { ' ' };
        let words = text.split(['\n', '\r', '\t']).map(str::trim);
        for (place, word) in words.filter(|word| !word.is_empty()).enumerate() {
            if place > 0 {
                self.texts.push(joint);
            }
            self.texts.push_str(word);
        }
        if self.texts.len() > start {
            self.cells.push((row, column, start..self.texts.len()));
        }
    }

    /// Repeats the value of cells merged downwards, which holds for each of their rows. What is
    /// merged across is a title and stays as it is.
    fn spread(&mut self, start: (u32, u32), end: (u32, u32), room: &mut Room) {
        if start.1 != end.1 || end.0 <= start.0 {
            return;
        }
        let found = self
            .cells
            .iter()
            .find(|(row, column, _)| (*row, *column) == start)
            .map(|(.., range)| range.clone());
        let Some(range) = found else { return };
        for row in start.0 + 1..=end.0 {
            if !room.take("") {
                return;
            }
            self.cells.push((row, start.1, range.clone()));
        }
    }

    /// Lays the cells out as a page and reads it.
    fn finish(mut self, file: FileId, hints: &Hints, is_hidden: bool, content: &mut FileContent) {
        if self.cells.is_empty() {
            return;
        }
        self.cells.sort_by_key(|(row, column, _)| (*row, *column));
        self.cells.dedup_by_key(|(row, column, _)| (*row, *column));
        let (text, rows) = self.layout();
        let mut sheet = Sheet::new(file, self.page, &text);
        let rows: Vec<Row<'_>> = rows
            .into_iter()
            .map(|(number, range, cells)| Row {
                number,
                range,
                cells: cells
                    .into_iter()
                    .map(|range| Cell {
                        text: Cow::Borrowed(text.get(range.clone()).unwrap_or_default()),
                        range,
                    })
                    .collect(),
            })
            .collect();
        let is_list_like = rows.len() > 1;
        let before = sheet.problems.len();
        read_rows(&mut sheet, &rows, hints, content);
        if is_hidden {
            let message = format!("sheet {} is hidden; it was read like the others", self.page);
            sheet
                .problems
                .push(Problem::at(sheet.start(), ProblemKind::BadValue, message));
        }
        // A cover sheet or a note of one line is no table that could be lost.
        if !is_list_like {
            sheet.problems.truncate(before);
        }
        content.problems.append(&mut sheet.problems);
        content.pages.push(Page::plain(self.page, text));
    }

    /// Returns the page's text and, for each row, its number, its bytes and its cells' bytes.
    #[expect(
        clippy::type_complexity,
        reason = "rows borrow the text, so they come after it"
    )]
    fn layout(&self) -> (String, Vec<(u32, Range<usize>, Vec<Range<usize>>)>) {
        let mut text = String::with_capacity(self.texts.len() + self.cells.len() * 2);
        let mut rows: Vec<(u32, Range<usize>, Vec<Range<usize>>)> = Vec::new();
        for (row, column, range) in &self.cells {
            let is_new = rows.last().is_none_or(|(number, ..)| *number != row + 1);
            if is_new {
                if !rows.is_empty() {
                    text.push('\n');
                }
                rows.push((row + 1, text.len()..text.len(), Vec::new()));
            }
            let Some((_, bytes, cells)) = rows.last_mut() else {
                continue;
            };
            // Far columns of a sparse sheet are not laid out; exports have no such columns.
            let column = (*column).min(MOST_COLUMNS) as usize;
            while cells.len() < column {
                if !cells.is_empty() {
                    text.push('\t');
                }
                cells.push(text.len()..text.len());
            }
            if !cells.is_empty() {
                text.push('\t');
            }
            let start = text.len();
            text.push_str(self.texts.get(range.clone()).unwrap_or_default());
            cells.push(start..text.len());
            bytes.end = text.len();
        }
        (text, rows)
    }
}

/// Bytes of a cell that fit one line.
const LINE: usize = 160;

/// Columns that are laid out; what stands further right is put behind them.
const MOST_COLUMNS: u32 = 2_000;

/// Returns a cell's value as a person would write it.
fn shown<'c>(value: &'c impl Shown) -> Cow<'c, str> {
    value.shown()
}

/// A cell's value of either reader of the library.
trait Shown {
    fn shown(&self) -> Cow<'_, str>;
}

impl Shown for DataRef<'_> {
    fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::SharedString(text) => Cow::Borrowed(text),
            Self::String(text) | Self::DateTimeIso(text) | Self::DurationIso(text) => {
                Cow::Borrowed(text)
            }
            Self::Int(number) => Cow::Owned(number.to_string()),
            Self::Float(number) => Cow::Owned(number_text(*number)),
            Self::Bool(yes) => Cow::Borrowed(if *yes { "TRUE" } else { "FALSE" }),
            Self::DateTime(moment) => Cow::Owned(moment_text(*moment)),
            Self::Error(error) => Cow::Owned(error.to_string()),
            Self::Empty => Cow::Borrowed(""),
        }
    }
}

impl Shown for Data {
    fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::String(text) | Self::DateTimeIso(text) | Self::DurationIso(text) => {
                Cow::Borrowed(text)
            }
            Self::Int(number) => Cow::Owned(number.to_string()),
            Self::Float(number) => Cow::Owned(number_text(*number)),
            Self::Bool(yes) => Cow::Borrowed(if *yes { "TRUE" } else { "FALSE" }),
            Self::DateTime(moment) => Cow::Owned(moment_text(*moment)),
            Self::Error(error) => Cow::Owned(error.to_string()),
            _ if self.is_empty() => Cow::Borrowed(""),
            other => Cow::Owned(other.as_string().unwrap_or_default()),
        }
    }
}

/// Prints ids whole and amounts without the noise of binary fractions.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Prints a date, a time or both; durations as hours and minutes.
fn moment_text(moment: ExcelDateTime) -> String {
    let value = moment.as_f64();
    if !value.is_finite() || !(0.0..3_000_000.0).contains(&value) {
        return number_text(value);
    }
    let minutes = (value * 1440.0).round() as i64;
    if moment.is_duration() {
        return format!("{}:{:02}", minutes / 60, minutes % 60);
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    let minute = minutes.rem_euclid(1440);
    let (hour, rest) = (minute / 60, minute % 60);
    let half = if hour < 12 { "AM" } else { "PM" };
    let time = format!("{}:{rest:02} {half}", (hour + 11) % 12 + 1);
    // Below one day it is a time alone, whatever the format.
    if value < 1.0 {
        return time;
    }
    let date = ServiceDate::new(i32::from(year), u32::from(month), u32::from(day));
    let Some(date) = date else {
        return number_text(value);
    };
    if minute == 0 {
        date.to_string()
    } else {
        format!("{date} {time}")
    }
}
