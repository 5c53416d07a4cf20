//! Builds pages of text from what document formats have in common: lines, table rows, text
//! boxes, page breaks, running headers and footers, footnotes. Each format's reader says what
//! comes next; this module says how it is written.

#[cfg(test)]
mod tests;

use super::rows::{self, Cell};
use crate::text::{NoteText, Page, PageCoverage};

/// Most text that is kept of one document, in bytes; more is no chart.
const MAX_TEXT: usize = 32 * 1024 * 1024;
/// Most pages that are made of one document.
const MAX_PAGES: usize = 100_000;
/// Most tables and boxes within each other; what lies deeper joins the cell around it.
const MAX_FRAMES: usize = 200;

/// What is written for a picture where a signature belongs.
pub(crate) const PICTURE: &str = "[picture]";

/// A document's text while it is built.
pub(crate) struct Flow {
    /// Finished pages.
    pages: Vec<Sheet>,
    /// The page's own lines, then what is open on it: rows, cells, boxes.
    frames: Vec<Frame>,
    /// Rows, cells and boxes that were opened beyond [`MAX_FRAMES`].
    too_deep: usize,
    /// Footnotes of the page.
    foot: Vec<String>,
    /// Running footers of the sections that end on the page.
    footer: Vec<String>,
    /// Images on the page.
    images: u32,
    /// Characters on the page that nobody can tell.
    unreadable: u32,
    /// The page on which the section begins.
    section: usize,
    /// Whether a page break waits for the end of the table it stands in.
    break_waits: bool,
    bytes: usize,
    overflowed: bool,
}

/// A finished page.
#[derive(Default)]
struct Sheet {
    lines: Vec<String>,
    images: u32,
    unreadable: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FrameKind {
    Page,
    Row,
    Cell,
    Box,
}

struct Frame {
    kind: FrameKind,
    lines: Vec<String>,
    /// The line that is being written.
    open: String,
    /// What is anchored in the open line and follows it.
    anchored: Vec<String>,
    /// A row's cells.
    cells: Vec<Cell>,
    has_table: bool,
}

impl Frame {
    fn new(kind: FrameKind) -> Self {
        Self {
            kind,
            lines: Vec::new(),
            open: String::new(),
            anchored: Vec::new(),
            cells: Vec::new(),
            has_table: false,
        }
    }

    /// Ends the open line; an empty one leaves a blank line, never two.
    fn end_line(&mut self) {
        let text = std::mem::take(&mut self.open);
        let text = text.trim_end();
        if !text.is_empty() {
            self.lines.push(text.to_owned());
        } else if self.anchored.is_empty() && self.lines.last().is_some_and(|last| !last.is_empty())
        {
            self.lines.push(String::new());
        }
        self.lines.append(&mut self.anchored);
    }

    fn close_line(&mut self) {
        if !self.open.trim().is_empty() || !self.anchored.is_empty() {
            self.end_line();
        }
        self.open.clear();
    }

    fn is_blank(&self) -> bool {
        self.lines.iter().all(String::is_empty)
            && self.open.trim().is_empty()
            && self.anchored.is_empty()
    }
}

impl Flow {
    /// Returns an empty document.
    pub(crate) fn new() -> Self {
        Self {
            pages: Vec::new(),
            frames: vec![Frame::new(FrameKind::Page)],
            too_deep: 0,
            foot: Vec::new(),
            footer: Vec::new(),
            images: 0,
            unreadable: 0,
            section: 0,
            break_waits: false,
            bytes: 0,
            overflowed: false,
        }
    }

    /// Adds text to the open line. Line breaks in it end lines; characters that nobody sees are
    /// left out and ligatures become letters, as readers and search expect.
    pub(crate) fn text(&mut self, text: &str) {
        if self.bytes.saturating_add(text.len()) > MAX_TEXT {
            self.overflowed = true;
            return;
        }
        self.bytes += text.len();
        if self.too_deep == 0 && self.top().kind == FrameKind::Row {
            self.open_cell();
        }
        let mut ends = 0;
        for (index, part) in text.split('\n').enumerate() {
            if index > 0 {
                self.top().end_line();
                ends += 1;
            }
            let open = &mut self.top().open;
            if part.bytes().all(|byte| (b' '..0x7f).contains(&byte)) {
                open.push_str(part);
            } else {
                part.chars().for_each(|c| push_seen(open, c));
            }
        }
        self.bytes += ends;
    }

    /// Ends the open line, or leaves a blank line where none is open.
    pub(crate) fn line(&mut self) {
        self.top().end_line();
    }

    /// Ends the open line, if there is one.
    pub(crate) fn close_line(&mut self) {
        self.top().close_line();
    }

    /// Leaves a blank line before what comes next.
    pub(crate) fn blank(&mut self) {
        self.close_line();
        self.line();
    }

    /// Returns whether the open line holds nothing yet.
    pub(crate) fn at_line_start(&mut self) -> bool {
        self.top().open.trim().is_empty()
    }

    /// Returns whether the open line ends with white space or holds nothing.
    pub(crate) fn after_space(&mut self) -> bool {
        let open = &self.top().open;
        open.is_empty() || open.ends_with(char::is_whitespace)
    }

    /// Begins a table's row.
    pub(crate) fn open_row(&mut self) {
        if self.too_deep == 0 && self.top().kind == FrameKind::Row {
            self.close_row();
        }
        self.close_line();
        self.open(FrameKind::Row);
    }

    /// Begins a row with a first cell that holds what stands on the open line.
    pub(crate) fn open_row_around_line(&mut self) {
        let line = std::mem::take(&mut self.top().open);
        self.open_row();
        self.open_cell();
        self.top().open = line;
    }

    /// Begins a cell of the row. Without a row there is no cell, only text.
    pub(crate) fn open_cell(&mut self) {
        if self.too_deep > 0 {
            self.too_deep += 1;
            return;
        }
        if self.top().kind == FrameKind::Cell {
            self.close_cell();
        }
        if self.top().kind == FrameKind::Row {
            self.open(FrameKind::Cell);
        }
    }

    /// Ends the cell.
    pub(crate) fn close_cell(&mut self) {
        if self.left_deep() || self.top().kind != FrameKind::Cell {
            return;
        }
        self.close_line();
        if let Some(mut frame) = self.pop() {
            while frame.lines.last().is_some_and(String::is_empty) {
                frame.lines.pop();
            }
            let cell = Cell {
                lines: frame.lines,
                has_table: frame.has_table,
            };
            self.top().cells.push(cell);
        }
    }

    /// Leaves out the open cell if it holds nothing, where a format opens cells by guess.
    pub(crate) fn drop_empty_cell(&mut self) {
        if self.too_deep == 0 && self.top().kind == FrameKind::Cell && self.top().is_blank() {
            self.pop();
        }
    }

    /// Ends the row and writes it.
    pub(crate) fn close_row(&mut self) {
        if self.left_deep() {
            return;
        }
        self.close_cell();
        if self.top().kind != FrameKind::Row {
            return;
        }
        if let Some(frame) = self.pop() {
            let lines = rows::row_lines(&frame.cells);
            let top = self.top();
            top.close_line();
            top.has_table = true;
            top.lines.extend(lines);
        }
        if self.frames.len() == 1 && std::mem::take(&mut self.break_waits) {
            self.page_break();
        }
    }

    /// Begins a text box, whose lines follow the line in which it is anchored.
    pub(crate) fn open_box(&mut self) {
        self.open(FrameKind::Box);
    }

    /// Ends the text box, and what was left open in it.
    pub(crate) fn close_box(&mut self) {
        if self.left_deep() {
            return;
        }
        while matches!(self.top().kind, FrameKind::Row | FrameKind::Cell)
            && self.frames.iter().any(|frame| frame.kind == FrameKind::Box)
        {
            self.close_row();
        }
        if self.top().kind != FrameKind::Box {
            return;
        }
        self.close_line();
        if let Some(frame) = self.pop() {
            self.top().anchored.extend(frame.lines);
        }
    }

    /// Begins a new page, after the table that is open. A page without anything is none.
    pub(crate) fn page_break(&mut self) {
        if self.frames.len() > 1 {
            self.break_waits = true;
            return;
        }
        self.close_line();
        if !self.has_page() {
            return;
        }
        if self.pages.len() + 1 >= MAX_PAGES {
            self.overflowed = true;
            return;
        }
        self.end_page();
    }

    /// Counts an image on the page. One that stands where a signature belongs is named in the
    /// text: it may be a signature, and a line that looks blank would accuse the signer.
    pub(crate) fn image(&mut self) {
        self.images = self.images.saturating_add(1);
        if self.is_signature_place() {
            self.text(PICTURE);
        }
    }

    /// Returns whether the line or the row so far speaks of a signature.
    fn is_signature_place(&mut self) -> bool {
        let signs = |line: &str| {
            let end = line.len().min(200);
            let head = line.get(..end).unwrap_or_default();
            head.to_ascii_lowercase().contains("sign")
        };
        let mut frames = self.frames.iter().rev();
        let Some(top) = frames.next() else {
            return false;
        };
        let mut row = frames.next().into_iter().flat_map(|frame| &frame.cells);
        signs(&top.open)
            || top.kind == FrameKind::Cell
                && row.any(|cell| cell.lines.last().is_some_and(|line| signs(line)))
    }

    /// Counts a character that nobody can tell.
    pub(crate) fn unreadable_glyph(&mut self) {
        self.unreadable = self.unreadable.saturating_add(1);
    }

    /// Adds a footnote, which is written at the bottom of the page.
    pub(crate) fn footnote(&mut self, mark: &str, lines: &[String]) {
        for (index, line) in lines.iter().enumerate() {
            self.bytes = self.bytes.saturating_add(line.len());
            if self.bytes > MAX_TEXT {
                self.overflowed = true;
                return;
            }
            self.foot.push(if index == 0 {
                format!("{mark} {}", line.trim_start())
            } else {
                line.clone()
            });
        }
    }

    /// Ends a section. Its running header is written once, at the top of its first page, its
    /// footer at the bottom of its last.
    pub(crate) fn end_section(&mut self, header: &[String], footer: &[String]) {
        self.close_all();
        if !header.is_empty() {
            let first = self.section;
            let lines = match self.pages.get_mut(first) {
                Some(sheet) => &mut sheet.lines,
                None => &mut self.top().lines,
            };
            let mut all = header.to_vec();
            all.push(String::new());
            all.append(lines);
            *lines = all;
        }
        self.footer.extend(footer.iter().cloned());
        self.section = self.pages.len();
    }

    /// Begins the next section on a new page.
    pub(crate) fn new_section_page(&mut self) {
        self.page_break();
        self.section = self.pages.len();
    }

    /// Returns whether the document held more than is kept.
    pub(crate) fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// Returns the lines, for a part that stands within another: a header, a footnote.
    pub(crate) fn into_lines(mut self) -> Vec<String> {
        self.close_all();
        self.end_page();
        let mut lines: Vec<String> = self
            .pages
            .into_iter()
            .flat_map(|sheet| sheet.lines)
            .collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    }

    /// Returns the pages, numbered from `first`.
    pub(crate) fn into_pages(mut self, first: u32) -> Vec<Page> {
        self.close_all();
        if self.has_page() {
            self.end_page();
        }
        let mut number = first;
        self.pages
            .into_iter()
            .map(|mut sheet| {
                while sheet.lines.last().is_some_and(String::is_empty) {
                    sheet.lines.pop();
                }
                let mut text = sheet.lines.join("\n");
                if !text.is_empty() {
                    text.push('\n');
                }
                let page = Page {
                    number,
                    coverage: PageCoverage {
                        characters: shown_characters(&text),
                        images: sheet.images,
                        unreadable_glyphs: sheet.unreadable,
                        ..PageCoverage::default()
                    },
                    text: NoteText::new(text),
                    words: Vec::new(),
                };
                number = number.saturating_add(1);
                page
            })
            .collect()
    }

    /// Returns whether the open page holds anything.
    fn has_page(&mut self) -> bool {
        let notes = self.foot.len() + self.footer.len();
        !self.top().is_blank() || self.images > 0 || notes > 0
    }

    fn end_page(&mut self) {
        let foot = std::mem::take(&mut self.foot);
        let footer = std::mem::take(&mut self.footer);
        let images = std::mem::take(&mut self.images);
        let unreadable = std::mem::take(&mut self.unreadable);
        let top = self.top();
        top.close_line();
        let mut lines = std::mem::take(&mut top.lines);
        for part in [foot, footer] {
            if part.is_empty() {
                continue;
            }
            if !lines.last().is_none_or(String::is_empty) {
                lines.push(String::new());
            }
            lines.extend(part);
        }
        self.pages.push(Sheet {
            lines,
            images,
            unreadable,
        });
    }

    /// Ends every row, cell and box that was left open.
    fn close_all(&mut self) {
        self.too_deep = 0;
        while self.frames.len() > 1 {
            match self.top().kind {
                FrameKind::Box => self.close_box(),
                _ => self.close_row(),
            }
        }
        self.close_line();
    }

    fn open(&mut self, kind: FrameKind) {
        // A row is of no use without room for its cell.
        let room = if kind == FrameKind::Row { 2 } else { 1 };
        if self.too_deep > 0 || self.frames.len() + room > MAX_FRAMES {
            self.too_deep += 1;
            return;
        }
        self.frames.push(Frame::new(kind));
    }

    /// Leaves one level of those that are too deep to be kept.
    fn left_deep(&mut self) -> bool {
        if self.too_deep == 0 {
            return false;
        }
        self.too_deep -= 1;
        self.close_line();
        true
    }

    fn pop(&mut self) -> Option<Frame> {
        if self.frames.len() > 1 {
            self.frames.pop()
        } else {
            None
        }
    }

    fn top(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::new(FrameKind::Page));
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }
}

/// Returns how many characters of a text show something.
fn shown_characters(text: &str) -> u32 {
    let shown = text.chars().filter(|c| !c.is_whitespace()).count();
    u32::try_from(shown).unwrap_or(u32::MAX)
}

/// Adds a character as it is seen.
fn push_seen(out: &mut String, c: char) {
    match c {
        '\t' => out.push('\t'),
        '\u{fb00}' => out.push_str("ff"),
        '\u{fb01}' => out.push_str("fi"),
        '\u{fb02}' => out.push_str("fl"),
        '\u{fb03}' => out.push_str("ffi"),
        '\u{fb04}' => out.push_str("ffl"),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
        // A non-breaking hyphen is a hyphen to everybody who searches.
        '\u{2011}' => out.push('-'),
        c if c.is_control() => {}
        c if c.is_whitespace() => out.push(' '),
        c => out.push(c),
    }
}
