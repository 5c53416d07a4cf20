//! Lays out prose, lists and tables on pages, from the top down.

use super::{Draft, Face, LETTER};

/// Left and right margin, in points.
const SIDE: f32 = 66.0;
/// Where the first line begins.
const TOP: f32 = 64.0;
/// Where the last line ends; below stands the page's stamp.
const BOTTOM: f32 = 734.0;
/// Type size of prose, and the distance of its lines.
const SIZE: f32 = 10.5;
const LEADING: f32 = 14.5;
/// Type size of tables, the distance of their lines, and the room beside a cell.
const CELL_SIZE: f32 = 8.5;
const CELL_LEADING: f32 = 11.0;
const CELL_PAD: f32 = 4.0;

/// Pages that fill from the top down.
pub(in crate::packet) struct Flow {
    pages: Vec<Draft>,
    y: f32,
}

impl Flow {
    /// Begins with an empty page.
    pub(in crate::packet) fn new() -> Self {
        Self {
            pages: vec![Draft::letter()],
            y: TOP,
        }
    }

    /// Returns the pages.
    pub(in crate::packet) fn finish(self) -> Vec<Draft> {
        self.pages
    }

    /// Adds a title.
    pub(in crate::packet) fn title(&mut self, text: &str) {
        self.lines(text, Face::Bold, 15.0, 20.0, 0.0);
        self.y += 6.0;
    }

    /// Adds a heading; it never stands alone at a page's end.
    pub(in crate::packet) fn heading(&mut self, text: &str) {
        self.y += 8.0;
        if self.y + 4.0 * LEADING > BOTTOM {
            self.next_page();
        }
        self.lines(text, Face::Bold, 11.0, LEADING, 0.0);
        self.y += 2.0;
    }

    /// Adds a paragraph.
    pub(in crate::packet) fn paragraph(&mut self, text: &str) {
        self.lines(text, Face::Serif, SIZE, LEADING, 0.0);
        self.y += 6.0;
    }

    /// Adds a line of an address or a list of facts, without room below.
    pub(in crate::packet) fn line(&mut self, text: &str) {
        self.lines(text, Face::Serif, SIZE, LEADING, 0.0);
    }

    /// Adds a line in the type of tables.
    pub(in crate::packet) fn small(&mut self, text: &str) {
        self.lines(text, Face::Serif, CELL_SIZE, CELL_LEADING, CELL_PAD);
    }

    /// Adds an entry of a list.
    pub(in crate::packet) fn entry(&mut self, text: &str) {
        self.room(LEADING);
        let y = self.y + SIZE;
        self.page().text(SIDE + 4.0, y, Face::Serif, SIZE, "•");
        self.lines(text, Face::Serif, SIZE, LEADING, 16.0);
        self.y += 2.0;
    }

    /// Leaves room.
    pub(in crate::packet) fn space(&mut self, points: f32) {
        self.y += points;
    }

    /// Adds a table. `shares` are the columns' parts of the width; the head is repeated on
    /// every page.
    pub(in crate::packet) fn table(&mut self, shares: &[f32], head: &[&str], rows: &[Vec<String>]) {
        let whole: f32 = shares.iter().sum();
        let widths: Vec<f32> = shares
            .iter()
            .map(|share| share / whole * (LETTER.0 - 2.0 * SIDE))
            .collect();
        let head: Vec<String> = head.iter().map(|&text| text.to_owned()).collect();
        let first = rows
            .first()
            .map_or(0.0, |row| height(row, &widths, Face::Serif));
        self.room(height(&head, &widths, Face::Bold) + first);
        self.row(&head, &widths, Face::Bold);
        for row in rows {
            if self.y + height(row, &widths, Face::Serif) > BOTTOM {
                self.next_page();
                self.row(&head, &widths, Face::Bold);
            }
            self.row(row, &widths, Face::Serif);
        }
        self.y += 8.0;
    }

    fn row(&mut self, cells: &[String], widths: &[f32], face: Face) {
        let tall = height(cells, widths, face);
        let (mut x, top) = (SIDE, self.y);
        for (text, width) in cells.iter().zip(widths) {
            for (place, line) in wrapped(text, face, CELL_SIZE, width - 2.0 * CELL_PAD)
                .iter()
                .enumerate()
            {
                let y = top + CELL_PAD + CELL_SIZE + place as f32 * CELL_LEADING;
                self.page().text(x + CELL_PAD, y, face, CELL_SIZE, line);
            }
            x += width;
        }
        self.y += tall;
        let y = self.y;
        self.page().rule(SIDE, y, LETTER.0 - 2.0 * SIDE);
    }

    fn lines(&mut self, text: &str, face: Face, size: f32, leading: f32, indent: f32) {
        for line in wrapped(text, face, size, LETTER.0 - 2.0 * SIDE - indent) {
            self.room(leading);
            let y = self.y + size;
            self.page().text(SIDE + indent, y, face, size, &line);
            self.y += leading;
        }
    }

    /// Begins a new page where less room is left than this.
    fn room(&mut self, points: f32) {
        if self.y + points > BOTTOM && self.y > TOP {
            self.next_page();
        }
    }

    fn next_page(&mut self) {
        self.pages.push(Draft::letter());
        self.y = TOP;
    }

    fn page(&mut self) -> &mut Draft {
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }
}

fn height(cells: &[String], widths: &[f32], face: Face) -> f32 {
    let lines = cells
        .iter()
        .zip(widths)
        .map(|(text, width)| wrapped(text, face, CELL_SIZE, width - 2.0 * CELL_PAD).len())
        .max();
    lines.unwrap_or(1).max(1) as f32 * CELL_LEADING + 2.0 * CELL_PAD
}

/// Returns the words of a text; a number is not parted from the word `page` before it.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(last) if last == "page" && word.starts_with(|c: char| c.is_ascii_digit()) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// Breaks a text into lines of a width, between words where it can.
fn wrapped(text: &str, face: Face, size: f32, width: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        let joined = if line.is_empty() {
            word.clone()
        } else {
            format!("{line} {word}")
        };
        if face.width(&joined, size) <= width {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        // A word longer than a line, as a path may be, is broken within.
        for character in word.chars() {
            line.push(character);
            if face.width(&line, size) > width && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::take(&mut line));
                line.push(character);
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_to_their_width_and_lose_no_word() {
        let text = "Refused: claims/institutional_20260316_a_very_long_name_that_never_ends.837 \
                    and more words than fit on one line of this width";
        let lines = wrapped(text, Face::Serif, 10.0, 120.0);
        assert!(lines.len() > 3);
        for line in &lines {
            assert!(Face::Serif.width(line, 10.0) <= 120.0, "{line}");
        }
        let letters = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(letters(&lines.concat()), letters(text));
    }

    #[test]
    fn a_long_table_goes_on_with_its_head() {
        let mut flow = Flow::new();
        let rows: Vec<Vec<String>> = (0..120)
            .map(|row| vec![row.to_string(), "words".to_owned()])
            .collect();
        flow.table(&[1.0, 3.0], &["No.", "What"], &rows);
        let pages = flow.finish();
        assert!(pages.len() > 2);
        for page in &pages {
            let heads = page
                .ops
                .iter()
                .filter(|op| matches!(op, super::super::Op::Text { text, .. } if text == "No."));
            assert_eq!(heads.count(), 1);
        }
    }
}
