//! The workbook's first sheet: one row a task, below a header that stays in sight and on every page.

use super::sheet::{Cells, DECLARATION, Rows, Style, begin, letter};
use crate::model::ServiceDate;
use crate::report::worklist::task::{Task, Worklist};
use crate::report::{FindingId, Format, cell};
use std::borrow::Cow;
use std::io::{self, Write};

/// Columns with their widths in characters.
const COLUMNS: [(&str, u8); 21] = [
    ("Deadline", 11),
    ("Deadline of", 14),
    ("Owner", 14),
    ("Clinician", 18),
    ("What to do", 40),
    ("Counted", 12),
    ("At risk", 12),
    ("Disputed", 12),
    ("Severity", 9),
    ("Outcome", 9),
    ("Patient", 12),
    ("Claim", 14),
    ("Lines", 8),
    ("Date", 11),
    ("To", 11),
    ("Document due", 11),
    ("Rules", 12),
    ("Finding", 60),
    ("Evidence", 30),
    ("Findings", 9),
    ("Id", 18),
];
/// The column whose cells lead into the report.
const EVIDENCE: u8 = 18;
/// Characters that a cell holds.
const MOST_CHARACTERS: usize = 32_000;

/// What the sheet may hold.
pub(super) struct Limits {
    /// Tasks.
    pub(super) tasks: usize,
    /// Bytes of rows.
    pub(super) bytes: u64,
    /// Tasks of which some have a link; in the rows below it is plain text.
    pub(super) linked: usize,
}

/// What stands on the sheet.
pub(super) struct Shown {
    pub(super) tasks: usize,
    /// How many of them have a link.
    pub(super) links: usize,
}

/// Writes the sheet.
pub(super) fn write(
    list: &Worklist<'_>,
    limits: &Limits,
    out: &mut dyn Write,
) -> io::Result<Shown> {
    begin(
        "<sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView tabSelected=\"1\" \
         workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" \
         state=\"frozen\"/><selection pane=\"bottomLeft\"/></sheetView></sheetViews>",
        &COLUMNS.map(|(_, width)| width),
        out,
    )?;
    let mut rows = Rows::new(out);
    rows.add(|cells| {
        for ((name, _), column) in COLUMNS.iter().zip(0..) {
            cells.text(column, Style::Header, name);
        }
    })?;
    let mut links: Vec<(u32, FindingId)> = Vec::new();
    let mut tasks = 0;
    for task in list.tasks.iter().take(limits.tasks) {
        if rows.bytes() > limits.bytes {
            break;
        }
        let anchor = task.anchor.filter(|_| tasks < limits.linked);
        rows.add(|cells| fill(cells, task, anchor.is_some()))?;
        links.extend(anchor.map(|id| (rows.written(), id)));
        tasks += 1;
    }
    let (last, end) = (last_column(), tasks + 1);
    write!(out, "</sheetData><autoFilter ref=\"A1:{last}{end}\"/>")?;
    if !links.is_empty() {
        out.write_all(b"<hyperlinks>")?;
        let column = letter(EVIDENCE);
        for ((row, id), number) in links.iter().zip(1..) {
            write!(
                out,
                "<hyperlink ref=\"{column}{row}\" r:id=\"rId{number}\" location=\"f{id}\"/>"
            )?;
        }
        out.write_all(b"</hyperlinks>")?;
    }
    out.write_all(
        b"<pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" \
          footer=\"0.3\"/><pageSetup fitToHeight=\"0\" orientation=\"landscape\"/><headerFooter>\
          <oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter></worksheet>",
    )?;
    Ok(Shown {
        tasks,
        links: links.len(),
    })
}

/// Writes what so many links of the sheet lead to: the report beside the workbook.
pub(super) fn write_targets(links: usize, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "{DECLARATION}<Relationships \
         xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    )?;
    let report = Format::Html.file_name();
    for number in 1..=links {
        write!(
            out,
            "<Relationship Id=\"rId{number}\" Type=\"http://schemas.openxmlformats.org/\
             officeDocument/2006/relationships/hyperlink\" Target=\"{report}\" \
             TargetMode=\"External\"/>"
        )?;
    }
    out.write_all(b"</Relationships>")
}

/// Returns the letter of the last column.
pub(super) fn last_column() -> char {
    letter(COLUMNS.len() as u8 - 1)
}

fn fill(cells: &mut Cells<'_>, task: &Task<'_>, with_link: bool) {
    let text = |cells: &mut Cells<'_>, column: u8, text: &str| {
        if !text.is_empty() {
            cells.text(column, Style::Text, &safe(text));
        }
    };
    date(cells, 0, task.until.map(|until| until.day));
    text(cells, 1, task.until.map_or("", |until| until.what));
    text(cells, 2, task.owner.words());
    text(cells, 3, task.person);
    text(cells, 4, task.action);
    cells.number(5, Style::Money, task.counted.to_decimal());
    cells.number(6, Style::Money, task.at_risk.to_decimal());
    if let Some(disputed) = task.disputed {
        cells.number(7, Style::Money, disputed.to_decimal());
    }
    text(cells, 8, task.severity.id());
    text(cells, 9, task.outcome.id());
    text(cells, 10, task.patient);
    text(cells, 11, task.claim);
    text(cells, 12, &task.lines);
    date(cells, 13, task.date);
    date(cells, 14, task.date_to);
    date(cells, 15, task.document_due);
    text(cells, 16, &task.rules);
    text(cells, 17, &task.message());
    let place = match task.page {
        Some(page) => Cow::Owned(format!("{}, page {page}", task.path)),
        None => Cow::Borrowed(task.path),
    };
    match with_link {
        true => cells.text(EVIDENCE, Style::Link, &safe(&place)),
        false => text(cells, EVIDENCE, &place),
    }
    cells.number(19, Style::Number, task.findings);
    text(cells, 20, &task.id.to_string());
}

/// A workbook's dates begin with 1900; an earlier one, misread or not, is written as text.
fn date(cells: &mut Cells<'_>, column: u8, date: Option<ServiceDate>) {
    let Some(date) = date else {
        return;
    };
    match serial(date) {
        Some(days) => cells.number(column, Style::Date, days),
        None => cells.text(column, Style::Text, &date.to_string()),
    }
}

/// Returns the number that a workbook has for a day: 1 is 1900-01-01.
fn serial(date: ServiceDate) -> Option<i64> {
    let days = date.days_since(ServiceDate::new(1900, 1, 1)?) + 1;
    // Workbooks have a 1900-02-29 (ECMA-376, part 1, 18.17.4.1).
    let days = if days > 59 { days + 1 } else { days };
    (days > 0).then_some(days)
}

/// Returns text that no spreadsheet runs as a formula, as long as a cell may be.
pub(super) fn safe(text: &str) -> Cow<'_, str> {
    let text = cell::text(text);
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => Cow::Owned(text.get(..end).unwrap_or_default().to_owned()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbered_as_workbooks_do() {
        for (year, month, day, number) in [
            (1900, 1, 1, 1),
            (1900, 2, 28, 59),
            (1900, 3, 1, 61),
            (2025, 3, 3, 45_719),
            (2199, 12, 31, 109_574),
        ] {
            let date = ServiceDate::new(year, month, day).unwrap();
            assert_eq!(serial(date), Some(number), "{date}");
        }
        let before = ServiceDate::new(1900, 1, 1).unwrap().plus_days(-1);
        assert_eq!(serial(before), None);
    }

    #[test]
    fn text_is_cut_where_a_cell_ends() {
        let long = "é".repeat(MOST_CHARACTERS + 5);
        assert_eq!(safe(&long).chars().count(), MOST_CHARACTERS);
        assert_eq!(safe("=1"), "'=1");
    }
}
