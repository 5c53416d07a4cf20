//! The worklist as a workbook: dates as dates, dollars as numbers, links into the report, ready to
//! filter and to print. It is written row by row, so that a long list takes no memory.

mod package;
mod sheet;
mod tasks;

use super::about::{Fact, facts};
use super::task::Worklist;
use crate::report::{FindingRow, Results};
use package::{MOST_BYTES, Package};
use sheet::{DECLARATION, NAMESPACES, Rows, Style};
use std::io::{self, Write};
use tasks::Limits;

const LIMITS: Limits = Limits {
    // Rows that a sheet holds below its header.
    tasks: 1_048_575,
    // What is left is for the links, which follow the rows.
    bytes: MOST_BYTES - 10_000_000,
    // Links that a sheet holds.
    linked: 65_000,
};

/// Writes the workbook.
pub fn write(results: &Results, rows: &[FindingRow<'_>], out: &mut dyn Write) -> io::Result<()> {
    write_within(results, rows, out, &LIMITS)
}

fn write_within(
    results: &Results,
    rows: &[FindingRow<'_>],
    out: &mut dyn Write,
    limits: &Limits,
) -> io::Result<()> {
    let list = Worklist::of(results, rows);
    let mut package = Package::begin(out)?;
    let shown = tasks::write(&list, limits, package.part("xl/worksheets/sheet1.xml")?)?;
    let targets = package.part("xl/worksheets/_rels/sheet1.xml.rels")?;
    tasks::write_targets(shown.links, targets)?;
    let about = facts(results, &list, list.tasks.len() - shown.tasks);
    write_about(about, package.part("xl/worksheets/sheet2.xml")?)?;
    write_book(shown.tasks, package.part("xl/workbook.xml")?)?;
    package.finish()
}

/// Writes the second sheet: names and what they stand for.
fn write_about(about: Vec<Fact>, out: &mut dyn Write) -> io::Result<()> {
    let views = "<sheetViews><sheetView workbookViewId=\"0\"/></sheetViews>";
    sheet::begin(views, &[44, 80], out)?;
    let mut rows = Rows::new(out);
    for fact in about {
        rows.add(|cells| match fact {
            Fact::Text(name, text) => {
                cells.text(0, Style::Header, name);
                cells.text(1, Style::Text, &tasks::safe(&text));
            }
            Fact::Count(name, count) => {
                cells.text(0, Style::Header, name);
                cells.number(1, Style::Number, count);
            }
            Fact::Amount(name, amount) => {
                cells.text(0, Style::Header, name);
                cells.number(1, Style::Money, amount.to_decimal());
            }
        })?;
    }
    out.write_all(b"</sheetData></worksheet>")
}

/// Writes which sheets there are, what of the first is filtered, and that its header stands on
/// every printed page.
fn write_book(tasks: usize, out: &mut dyn Write) -> io::Result<()> {
    let (last, end) = (tasks::last_column(), tasks + 1);
    write!(
        out,
        "{DECLARATION}<workbook {NAMESPACES}><sheets>\
         <sheet name=\"Worklist\" sheetId=\"1\" r:id=\"rId1\"/>\
         <sheet name=\"About\" sheetId=\"2\" r:id=\"rId2\"/></sheets><definedNames>\
         <definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">\
         Worklist!$A$1:${last}${end}</definedName>\
         <definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">Worklist!$1:$1</definedName>\
         </definedNames></workbook>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{finding_rows, sample};
    use calamine::{Data, Reader, Xlsx};

    #[test]
    fn what_does_not_fit_is_told_on_the_second_sheet() {
        let results = sample::facility(40);
        let rows = finding_rows(&results);
        let all = Worklist::of(&results, &rows).tasks.len();
        let few = Limits { tasks: 5, ..LIMITS };
        let short = Limits { bytes: 1, ..LIMITS };
        for (limits, shown) in [(&LIMITS, all), (&few, 5), (&short, 0)] {
            let mut out = Vec::new();
            write_within(&results, &rows, &mut out, limits).unwrap();
            let mut book: Xlsx<_> = Xlsx::new(io::Cursor::new(out)).unwrap();
            let sheet = book.worksheet_range("Worklist").unwrap();
            assert_eq!(sheet.height(), shown + 1);
            let about = book.worksheet_range("About").unwrap();
            let told = about.rows().find_map(|row| match row {
                [Data::String(name), Data::Float(count)] if name.contains("csv only") => {
                    Some(*count as usize)
                }
                _ => None,
            });
            assert_eq!(told.unwrap_or(0), all - shown);
        }
    }
}
