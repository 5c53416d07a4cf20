//! Writes one part of a document: its text, a header, a footnote. Rich text ends cells and rows
//! without saying where they begin, so this keeps what is open.

use super::words::{Destination, OnPages};
use crate::read::document::flow::Flow;

/// Tables within each other that are told apart.
const MAX_TABLES: usize = 16;

/// A part while it is written.
pub(super) struct Sink {
    /// What part it is.
    pub(super) destination: Destination,
    /// Its text.
    pub(super) flow: Flow,
    /// Rows that are open, each within a cell of the one before.
    rows: usize,
    /// Cells ended in the outermost row.
    cells: usize,
    headers: Vec<(OnPages, Vec<String>)>,
    footers: Vec<(OnPages, Vec<String>)>,
    has_title_page: bool,
    last: (Vec<String>, Vec<String>),
}

impl Sink {
    /// Returns an empty part.
    pub(super) fn new(destination: Destination) -> Self {
        Self {
            destination,
            flow: Flow::new(),
            rows: 0,
            cells: 0,
            headers: Vec::new(),
            footers: Vec::new(),
            has_title_page: false,
            last: Default::default(),
        }
    }

    /// Keeps a running header of the section.
    pub(super) fn header(&mut self, pages: OnPages, lines: Vec<String>) {
        self.headers.push((pages, lines));
    }

    /// Keeps a running footer of the section.
    pub(super) fn footer(&mut self, pages: OnPages, lines: Vec<String>) {
        self.footers.push((pages, lines));
    }

    /// Follows a word that moves the pen.
    pub(super) fn layout(&mut self, name: &[u8], number: Option<i32>) {
        match name {
            b"par" | b"line" | b"column" => self.flow.line(),
            b"page" | b"pagebb" if number != Some(0) => {
                if self.rows == 1 && self.cells == 0 {
                    self.end_rows(0);
                }
                self.flow.page_break();
            }
            b"trowd" | b"intbl" => self.begin_rows(1),
            b"itap" => {
                let tables = usize::try_from(number.unwrap_or(1)).unwrap_or(1);
                if tables > 1 {
                    self.begin_rows(tables.min(MAX_TABLES));
                }
            }
            b"cell" => {
                if self.rows == 0 {
                    // The row was never announced: what stands on the line is its first cell.
                    self.flow.open_row_around_line();
                    self.rows = 1;
                    self.cells = 0;
                }
                self.end_rows(1);
                self.flow.close_cell();
                self.cells += 1;
                self.flow.open_cell();
            }
            b"nestcell" => {
                self.begin_rows(2);
                self.flow.close_cell();
                self.flow.open_cell();
            }
            b"nestrow" => {
                let rows = self.rows;
                self.end_rows(rows.saturating_sub(1).max(1));
            }
            b"row" => self.end_rows(0),
            b"titlepg" => self.has_title_page = true,
            b"sectd" => self.has_title_page = false,
            _ => {}
        }
    }

    fn begin_rows(&mut self, rows: usize) {
        while self.rows < rows {
            if self.rows == 0 {
                self.cells = 0;
            }
            self.flow.open_row();
            self.flow.open_cell();
            self.rows += 1;
        }
    }

    /// Ends rows until so many are open.
    fn end_rows(&mut self, rows: usize) {
        while self.rows > rows {
            // A cell that was opened for what might follow the last one holds nothing.
            self.flow.drop_empty_cell();
            self.flow.close_row();
            self.rows -= 1;
        }
    }

    /// Ends the section.
    pub(super) fn end_section(&mut self) {
        self.end_rows(0);
        let has_title_page = self.has_title_page;
        let lines_of = |mut all: Vec<(OnPages, Vec<String>)>, last: &mut Vec<String>| {
            all.sort_by_key(|(pages, _)| *pages);
            let mut lines: Vec<String> = Vec::new();
            for (pages, own) in all {
                if pages != OnPages::First || has_title_page {
                    let new = own.into_iter().filter(|line| !lines.contains(line));
                    let new: Vec<String> = new.collect();
                    lines.extend(new);
                }
            }
            if lines == *last {
                return Vec::new();
            }
            last.clone_from(&lines);
            lines
        };
        let header = lines_of(std::mem::take(&mut self.headers), &mut self.last.0);
        let footer = lines_of(std::mem::take(&mut self.footers), &mut self.last.1);
        self.flow.end_section(&header, &footer);
    }

    /// Ends the part and returns its text.
    pub(super) fn finish(mut self) -> Flow {
        self.end_section();
        self.flow
    }
}
