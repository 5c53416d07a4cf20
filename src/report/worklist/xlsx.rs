//! The worklist as a workbook: dates as dates, dollars as numbers, links into the report, ready to
//! filter and to print.

use super::about::{Fact, facts};
use super::task::{Task, Worklist};
use crate::model::{Money, ServiceDate};
use crate::report::{Format as Output, Results, cell};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatUnderline, Url, Workbook,
    Worksheet, XlsxError,
};
use std::io::{self, Write};

/// Columns with their widths in characters.
const COLUMNS: [(&str, f64); 21] = [
    ("Deadline", 11.0),
    ("Deadline of", 14.0),
    ("Owner", 14.0),
    ("Clinician", 18.0),
    ("What to do", 40.0),
    ("Counted", 12.0),
    ("At risk", 12.0),
    ("Disputed", 12.0),
    ("Severity", 9.0),
    ("Outcome", 9.0),
    ("Patient", 12.0),
    ("Claim", 14.0),
    ("Lines", 8.0),
    ("Date", 11.0),
    ("To", 11.0),
    ("Document due", 11.0),
    ("Rules", 12.0),
    ("Finding", 60.0),
    ("Evidence", 30.0),
    ("Findings", 9.0),
    ("Id", 18.0),
];
/// Rows that a sheet holds below its header.
const MOST_ROWS: usize = 1_048_575;
/// Links that a sheet holds; the rest are text.
const MOST_LINKS: usize = 65_000;
/// Characters that a cell holds.
const MOST_CHARACTERS: usize = 32_000;

/// Writes the workbook.
pub fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let list = Worklist::of(results);
    let bytes = workbook(results, &list).map_err(|error| io::Error::other(error.to_string()))?;
    out.write_all(&bytes)
}

struct Styles {
    header: Format,
    text: Format,
    link: Format,
    date: Format,
    money: Format,
    number: Format,
}

impl Styles {
    fn new() -> Self {
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let header = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_background_color(Color::RGB(0x00E4_E8EC));
        let link = text.clone().set_underline(FormatUnderline::Single);
        Self {
            header,
            link: link.set_font_color(Color::RGB(0x001A_4F8B)),
            date: text.clone().set_num_format("yyyy-mm-dd"),
            money: text.clone().set_num_format("$#,##0.00"),
            number: text.clone().set_num_format("0"),
            text,
        }
    }
}

fn workbook(results: &Results, list: &Worklist<'_>) -> Result<Vec<u8>, XlsxError> {
    let styles = Styles::new();
    let mut book = Workbook::new();
    // The library would take the clock's time, and no two runs would give the same bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let sheet = book.add_worksheet().set_name("Worklist")?;
    let shown = list.tasks.len().min(MOST_ROWS);
    for ((name, width), column) in COLUMNS.iter().zip(0..) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(0, column, *name, &styles.header)?;
    }
    for ((task, row), place) in list.tasks.iter().take(shown).zip(1..).zip(0..) {
        write_task(sheet, row, task, &styles, place < MOST_LINKS)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, shown as u32, COLUMNS.len() as u16 - 1)?;
    sheet.set_landscape();
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&L&A&RPage &P of &N");

    let about = book.add_worksheet().set_name("About")?;
    about.set_column_width(0, 44.0)?;
    about.set_column_width(1, 80.0)?;
    let rows = facts(results, list, list.tasks.len() - shown);
    for (fact, row) in rows.into_iter().zip(0..) {
        let name = match fact {
            Fact::Text(name, text) => {
                about.write_string_with_format(row, 1, safe(&text), &styles.text)?;
                name
            }
            Fact::Count(name, count) => {
                about.write_number_with_format(row, 1, count as f64, &styles.number)?;
                name
            }
            Fact::Amount(name, amount) => {
                write_money(about, row, 1, amount, &styles)?;
                name
            }
        };
        about.write_string_with_format(row, 0, name, &styles.header)?;
    }
    book.save_to_buffer()
}

fn write_task(
    sheet: &mut Worksheet,
    row: u32,
    task: &Task<'_>,
    styles: &Styles,
    with_link: bool,
) -> Result<(), XlsxError> {
    let place = match task.page {
        Some(page) => format!("{}, page {page}", task.path),
        None => task.path.to_owned(),
    };
    let texts: [(u16, &str); 13] = [
        (1, task.until.map_or("", |until| until.what)),
        (2, task.owner.words()),
        (3, &task.person),
        (4, &task.action),
        (8, task.severity.id()),
        (9, task.outcome.id()),
        (10, &task.patient),
        (11, &task.claim),
        (12, &task.lines),
        (16, &task.rules),
        (17, &task.message),
        (18, &place),
        (20, &task.id),
    ];
    for (column, text) in texts {
        if !text.is_empty() {
            sheet.write_string_with_format(row, column, safe(text), &styles.text)?;
        }
    }
    if let Some(anchor) = task.anchor.as_ref().filter(|_| with_link) {
        let report = Output::Html.file_name();
        let link = Url::new(format!("file:///{report}#f{anchor}")).set_text(safe(&place));
        sheet.write_url_with_format(row, 18, link, &styles.link)?;
    }
    let dates = [
        (0, task.until.map(|until| until.day)),
        (13, task.date),
        (14, task.date_to),
        (15, task.document_due),
    ];
    for (column, date) in dates {
        if let Some(date) = date {
            write_date(sheet, row, column, date, styles)?;
        }
    }
    write_money(sheet, row, 5, task.counted, styles)?;
    write_money(sheet, row, 6, task.at_risk, styles)?;
    if let Some(disputed) = task.disputed {
        write_money(sheet, row, 7, disputed, styles)?;
    }
    sheet.write_number_with_format(row, 19, task.findings as f64, &styles.number)?;
    Ok(())
}

fn write_money(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    amount: Money,
    styles: &Styles,
) -> Result<(), XlsxError> {
    // A workbook knows no other number; nothing is reckoned with this one.
    let dollars = amount.cents() as f64 / 100.0;
    sheet.write_number_with_format(row, column, dollars, &styles.money)?;
    Ok(())
}

/// A workbook's dates begin with 1900; an earlier one, misread or not, is written as text.
fn write_date(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    date: ServiceDate,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let year = u16::try_from(date.year()).unwrap_or(0);
    match ExcelDateTime::from_ymd(year, date.month() as u8, date.day() as u8) {
        Ok(day) => sheet.write_datetime_with_format(row, column, &day, &styles.date)?,
        Err(_) => sheet.write_string_with_format(row, column, date.to_string(), &styles.text)?,
    };
    Ok(())
}

/// Returns text that no spreadsheet runs as a formula, as long as a cell may be.
fn safe(text: &str) -> String {
    cell::text(text).chars().take(MOST_CHARACTERS).collect()
}
