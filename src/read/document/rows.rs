//! Writes a table's row as lines of text, the same way for every format that has tables. It does
//! not know what the cells mean.

/// What stands between the cells of a row. Readers of labels take a bar for the border of a cell.
pub(crate) const CELL_BORDER: &str = " | ";

/// A line as long as this is prose, which no border may cut.
const PROSE: usize = 60;

/// One cell of a row.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Cell {
    /// Its lines, top to bottom.
    pub(crate) lines: Vec<String>,
    /// Whether it holds a table of its own, whose rows must stay lines.
    pub(crate) has_table: bool,
}

impl std::fmt::Debug for Cell {
    // Cells hold clinical text, which no log may carry.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Cell({} lines)", self.lines.len())
    }
}

impl Cell {
    /// Returns a cell of one line.
    #[cfg(test)]
    pub(crate) fn of(text: &str) -> Self {
        Self {
            lines: text.split('\n').map(str::to_owned).collect(),
            has_table: false,
        }
    }

    /// Returns the lines that hold something.
    fn filled(&self) -> impl Iterator<Item = &str> {
        self.lines
            .iter()
            .map(|line| line.trim())
            .filter(|line| !line.is_empty())
    }

    /// Returns whether the cell must keep its lines: a form or a signature block laid out with a
    /// table, a paragraph, a table of its own.
    fn keeps_lines(&self) -> bool {
        let is_block = |line: &str| {
            line.len() >= PROSE || line.ends_with(':') || line.contains(": ") || line.contains("__")
        };
        self.filled().nth(1).is_some() && (self.has_table || self.filled().any(is_block))
    }

    fn joined(&self) -> String {
        self.filled().collect::<Vec<_>>().join(" ")
    }
}

/// Returns a row as lines.
///
/// Usually that is one line with a bar between cells, empty cells kept, so that a value stays
/// under its heading. Cells that are blocks of lines (tables are used to lay out whole forms) are
/// written one after the other, as they are read.
pub(crate) fn row_lines(cells: &[Cell]) -> Vec<String> {
    let mut filled = cells.iter().filter(|cell| cell.filled().next().is_some());
    let Some(first) = filled.next() else {
        return Vec::new();
    };
    let Some(second) = filled.next() else {
        // One cell across the table: a title, a paragraph, or a frame around the whole note. A
        // label or a value alone keeps its place in the row.
        if cells.len() == 1 || first.filled().nth(1).is_some() {
            return first.lines.iter().map(|line| trim(line)).collect();
        }
        return vec![in_columns(cells)];
    };
    if !cells.iter().any(Cell::keeps_lines) {
        return vec![in_columns(cells)];
    }
    // A label beside a block, `Data: | She came …`: the block begins on the label's line.
    let labels = first.filled().nth(1).is_none() && !first.has_table;
    if labels && filled.next().is_none() {
        let mut lines = second.lines.iter().map(|line| trim(line));
        let begin = lines.find(|line| !line.is_empty()).unwrap_or_default();
        let mut out = vec![joined(&[first.joined(), begin])];
        out.extend(lines);
        return out;
    }
    let mut out = Vec::new();
    for cell in cells {
        if cell.keeps_lines() {
            out.extend(cell.lines.iter().map(|line| trim(line)));
        } else if cell.filled().next().is_some() {
            out.push(cell.joined());
        }
    }
    out
}

fn in_columns(cells: &[Cell]) -> String {
    let texts: Vec<String> = cells.iter().map(Cell::joined).collect();
    joined(&texts)
}

/// Joins a row's cells. A label that ends with a colon and the value in the cell beside it are
/// one field of a form: `Patient: Roe, Ann | MRN: X-1`.
fn joined(texts: &[String]) -> String {
    let mut row = String::new();
    for (index, text) in texts.iter().enumerate() {
        if let Some(before) = index.checked_sub(1).and_then(|at| texts.get(at)) {
            let is_value = before.ends_with(':') && !text.is_empty() && !text.ends_with(':');
            row.push_str(if is_value { " " } else { CELL_BORDER });
        }
        row.push_str(text);
    }
    row.trim_end().to_owned()
}

fn trim(line: &str) -> String {
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(cells: &[&str]) -> Vec<String> {
        let cells: Vec<Cell> = cells.iter().map(|text| Cell::of(text)).collect();
        row_lines(&cells)
    }

    #[test]
    fn a_row_of_values_is_one_line_with_its_empty_cells() {
        assert_eq!(lines(&["Time", "BP", "HR"]), ["Time | BP | HR"]);
        assert_eq!(lines(&["0800", "", "88"]), ["0800 |  | 88"]);
        assert_eq!(lines(&["0800", "", ""]), ["0800 |  |"]);
        assert_eq!(
            lines(&["CIWA-Ar\ntotal", "HR\n(bpm)"]),
            ["CIWA-Ar total | HR (bpm)"]
        );
        assert_eq!(lines(&["", "", ""]), Vec::<String>::new());
        assert_eq!(
            lines(&["Patient:", "Roe, Ann", "MRN:", "", "Unit:"]),
            ["Patient: Roe, Ann | MRN: |  | Unit:"]
        );
    }

    #[test]
    fn blocks_laid_out_with_a_table_keep_their_lines() {
        assert_eq!(
            lines(&["Patient: Ann Roe\nMRN: X-1", "Date: 1/5/2026\nUnit: East"]),
            [
                "Patient: Ann Roe",
                "MRN: X-1",
                "Date: 1/5/2026",
                "Unit: East"
            ]
        );
        assert_eq!(
            lines(&["Data", "She came on time.\nMood: low."]),
            ["Data | She came on time.", "Mood: low."]
        );
        assert_eq!(
            lines(&["One frame\n\naround a note"]),
            ["One frame", "", "around a note"]
        );
    }
}
