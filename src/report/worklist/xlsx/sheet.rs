//! The rows of a worksheet (ECMA-376, part 1, 18.3.1.73), written one by one: of a row that is
//! written nothing is held.

use std::fmt::{Display, Write as _};
use std::io::{self, Write};

/// How a part begins.
pub(super) const DECLARATION: &str =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// What the names in a sheet and in the workbook mean.
pub(super) const NAMESPACES: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// The formats of `parts/styles.xml`, by their places there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// A heading.
    Header = 1,
    /// Words.
    Text = 2,
    /// Words that lead to another place.
    Link = 3,
    /// A number of days since 1899-12-30.
    Date = 4,
    /// Dollars.
    Money = 5,
    /// A count.
    Number = 6,
}

/// Writes what stands before the rows: how the sheet is shown, and its columns' widths in
/// characters.
pub(super) fn begin(views: &str, widths: &[u8], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{DECLARATION}<worksheet {NAMESPACES}>{views}<cols>")?;
    for (width, number) in widths.iter().zip(1..) {
        // The fraction is the space beside the words, 5 points of 7 for a digit of Calibri 11.
        write!(
            out,
            "<col min=\"{number}\" max=\"{number}\" width=\"{width}.7109375\" customWidth=\"1\"/>"
        )?;
    }
    out.write_all(b"</cols><sheetData>")
}

/// Writes the rows of one sheet.
pub(super) struct Rows<'o> {
    out: &'o mut dyn Write,
    /// The row that is being made.
    row: String,
    written: u32,
    bytes: u64,
}

impl<'o> Rows<'o> {
    /// Starts before the first row.
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self {
            out,
            row: String::new(),
            written: 0,
            bytes: 0,
        }
    }

    /// Returns how many rows are written.
    pub(super) fn written(&self) -> u32 {
        self.written
    }

    /// Returns how many bytes they took.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Writes the next row, whose cells `fill` adds from left to right.
    pub(super) fn add(&mut self, fill: impl FnOnce(&mut Cells<'_>)) -> io::Result<()> {
        self.written += 1;
        self.row.clear();
        let number = self.written;
        let row = &mut self.row;
        let mut cells = Cells { row, number };
        cells.put(format_args!("<row r=\"{number}\">"));
        fill(&mut cells);
        self.row.push_str("</row>");
        self.bytes += self.row.len() as u64;
        self.out.write_all(self.row.as_bytes())
    }
}

/// Adds the cells of one row.
pub(super) struct Cells<'b> {
    row: &'b mut String,
    number: u32,
}

impl Cells<'_> {
    /// Adds words, which no program takes for anything else: they stand in the cell as they are.
    pub(super) fn text(&mut self, column: u8, style: Style, text: &str) {
        self.open(column, style, " t=\"inlineStr\"");
        let space = match text.trim().len() < text.len() {
            true => " xml:space=\"preserve\"",
            false => "",
        };
        self.put(format_args!("<is><t{space}>"));
        escape(text, self.row);
        self.row.push_str("</t></is></c>");
    }

    /// Adds a number.
    pub(super) fn number(&mut self, column: u8, style: Style, number: impl Display) {
        self.open(column, style, "");
        self.put(format_args!("<v>{number}</v></c>"));
    }

    fn open(&mut self, column: u8, style: Style, kind: &str) {
        let (column, number) = (letter(column), self.number);
        let style = style as u8;
        self.put(format_args!(
            "<c r=\"{column}{number}\" s=\"{style}\"{kind}>"
        ));
    }

    fn put(&mut self, xml: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.row.write_fmt(xml);
    }
}

/// Returns the letter of one of the first 26 columns, counted from 0.
pub(super) fn letter(column: u8) -> char {
    char::from(b'A' + column)
}

/// Appends text as a workbook holds it.
///
/// A character that XML cannot hold stands as `_x0007_`, and so does the underscore before words
/// that would be read as one (ECMA-376, part 1, 22.9.2.19). A carriage return would be read back as
/// a line feed.
fn escape(text: &str, out: &mut String) {
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\t' => out.push(c),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => encode(c, out),
            '_' if is_code(text.get(at..).unwrap_or_default()) => encode(c, out),
            _ => out.push(c),
        }
    }
}

fn encode(c: char, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(out, "_x{:04X}_", u32::from(c));
}

fn is_code(text: &str) -> bool {
    matches!(text.as_bytes(), [b'_', b'x', a, b, c, d, b'_', ..]
        if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_holds_its_cells_by_letter_and_number() {
        let mut out = Vec::new();
        let mut rows = Rows::new(&mut out);
        rows.add(|cells| cells.text(0, Style::Header, "Owner"))
            .unwrap();
        rows.add(|cells| {
            cells.text(0, Style::Text, " a<b & \"c\"");
            cells.number(20, Style::Money, "112.50");
        })
        .unwrap();
        assert_eq!((rows.written(), rows.bytes()), (2, 210));
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"inlineStr\"><is><t>Owner</t></is></c></row>\
             <row r=\"2\"><c r=\"A2\" s=\"2\" t=\"inlineStr\"><is>\
             <t xml:space=\"preserve\"> a&lt;b &amp; \"c\"</t></is></c>\
             <c r=\"U2\" s=\"5\"><v>112.50</v></c></row>"
        );
    }

    #[test]
    fn what_xml_cannot_hold_is_told_by_its_code() {
        for (text, held) in [
            ("a\tb\nc", "a\tb\nc"),
            ("a\rb\u{7}", "a_x000D_b_x0007_"),
            ("\u{ffff}", "_xFFFF_"),
            ("_x000D_", "_x005F_x000D_"),
            ("_x00_, _xyz_, _x000G_", "_x00_, _xyz_, _x000G_"),
        ] {
            let mut out = String::new();
            escape(text, &mut out);
            assert_eq!(out, held);
        }
    }
}
