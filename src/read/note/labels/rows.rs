//! Parts lines into columns, and reads a row of headings over a row of values.

use super::{Field, LABELS, cell_end, next_label, trim};
use crate::read::note::lines::Line;
use std::ops::Range;

/// Reads a row of headings over a row of values with as many columns.
pub(super) fn heading_row(lines: &[Line<'_>], line: usize) -> Option<(Vec<Field>, usize)> {
    let labels = LABELS.as_ref()?;
    let row = lines.get(line)?;
    let text = row.text;
    if !row.is_parted || text.contains("__") {
        return None;
    }
    let names = cells(text);
    if names.len() < 2 || names.len() > 12 {
        return None;
    }
    let mut facts = Vec::new();
    for name in &names {
        let cell = text
            .get(name.clone())?
            .trim_end_matches([':', '*'])
            .trim_end();
        let (found, label) = next_label(labels, cell, 0..cell.len())?;
        if found.start != 0 || found.end != cell.len() {
            return None;
        }
        facts.push(label);
    }
    // A colon-ended row of empty labels is a form left blank, unless values stand below.
    let value_line = (line + 1..lines.len().min(line + 3)).find(|&at| {
        lines.get(at).is_some_and(|next| {
            !next.is_blank() && !next.text.chars().all(|c| "-=|+_ ".contains(c))
        })
    })?;
    let below = lines.get(value_line)?;
    let values = cells(below.text);
    if values.len() != names.len() || below.page != lines.get(line)?.page {
        return None;
    }
    let is_heading = |cell: &Range<usize>| {
        below
            .text
            .get(cell.clone())
            .is_some_and(|value| value.ends_with(':'))
    };
    if values.iter().any(is_heading) {
        return None;
    }
    let row = names
        .into_iter()
        .zip(values)
        .zip(facts)
        .map(|((name, value), label)| Field {
            label,
            line,
            name,
            value_line,
            value,
            marked: true,
            in_prose: false,
        })
        .collect();
    Some((row, value_line))
}

/// Returns the columns of a line: what wide gaps, tabs or bars part.
pub(crate) fn cells(text: &str) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut position = 0;
    while position < text.len() {
        let rest = text.get(position..).unwrap_or_default();
        let lead = rest.len() - rest.trim_start_matches([' ', '\t', '|']).len();
        let start = position + lead;
        if start >= text.len() {
            break;
        }
        let end = cell_end(text, start).max(start + 1);
        let mut cell = start..end;
        trim(text, &mut cell);
        if !cell.is_empty() {
            cells.push(cell);
        }
        position = end;
        while !text.is_char_boundary(position) {
            position += 1;
        }
    }
    cells
}

/// Returns whether a cell of a line begins behind a text.
pub(super) fn opens_cell(before: &str) -> bool {
    past_bullets(before).is_empty()
        || before.ends_with("  ")
        || before.ends_with(['\t', '|'])
        || ["| ", "· ", "• ", ":: "]
            .iter()
            .any(|end| before.ends_with(end))
}

/// Returns a text without the signs of lists and headings at its beginning.
pub(super) fn past_bullets(text: &str) -> &str {
    text.trim_start_matches([
        ' ', '\t', '*', '#', '-', '•', '>', '[', '|', '_', '\u{feff}',
    ])
}
