//! Reads the dimensions of a table that rates them row by row: `Dim | Risk | Why`. It does not judge
//! the ratings.

use super::labels::cells;
use crate::model::Dimension;
use crate::text::strip_prefix_ignoring_case;
use std::ops::Range;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RatedRow {
    /// The dimension, in third-edition numbers.
    pub(crate) dimension: u8,
    /// Its rating, 0 to 4.
    pub(crate) rating: u8,
    /// From the dimension's number to the rating, in bytes from where the lines are counted.
    pub(crate) place: Range<usize>,
}

/// What a column of ratings is headed by.
const RATINGS: [&str; 12] = [
    "risk",
    "rating",
    "severity",
    "risk rating",
    "risk level",
    "severity rating",
    "severity level",
    "risk score",
    "score",
    "risk (0-4)",
    "rating (0-4)",
    "severity (0-4)",
];
/// What the column of dimensions is headed by.
const DIMENSIONS: [&str; 7] = [
    "dim",
    "dim.",
    "dimension",
    "dimensions",
    "asam dimension",
    "asam dim",
    "dim #",
];
/// A table of fewer rows may be of anything.
const LEAST: usize = 3;
/// Lines of a wrapped reason between two rows.
const MOST_WRAPPED: usize = 4;

/// Returns the rated rows of a table among lines that come with the byte each begins at.
pub(crate) fn rated_rows<'t>(lines: impl Iterator<Item = (usize, &'t str)>) -> Vec<RatedRow> {
    let mut found: Vec<RatedRow> = Vec::new();
    let mut table: Vec<RatedRow> = Vec::new();
    let mut column = None;
    let mut wrapped = 0;
    for (start, line) in lines {
        // Few lines begin so; all others cost a glance.
        if let Some(heading) = heading(line) {
            keep(&mut table, &mut found);
            column = Some(heading);
            wrapped = 0;
            continue;
        }
        let Some(at) = column else { continue };
        if let Some(row) = row(start, line, at) {
            table.push(row);
            wrapped = 0;
        } else {
            wrapped += 1;
            if wrapped > MOST_WRAPPED {
                column = None;
            }
        }
    }
    keep(&mut table, &mut found);
    found
}

fn keep(table: &mut Vec<RatedRow>, found: &mut Vec<RatedRow>) {
    if table.len() >= LEAST {
        found.append(table);
    }
    table.clear();
}

/// Returns the column of ratings of a heading line.
fn heading(line: &str) -> Option<usize> {
    let bare = line.trim_start_matches([' ', '\t', '|']);
    let begins = |word| strip_prefix_ignoring_case(bare, word).is_some();
    if !(begins("dim") || begins("asam dim")) || line.len() > 120 {
        return None;
    }
    let cells = cells(line);
    let named = |cell: &Range<usize>, names: &[&str]| {
        line.get(cell.clone()).is_some_and(|cell| {
            let cell = cell.trim_end_matches(':');
            names.iter().any(|name| cell.eq_ignore_ascii_case(name))
        })
    };
    if cells.len() < 2 || !named(cells.first()?, &DIMENSIONS) {
        return None;
    }
    let mut rated = (1..cells.len()).filter(|&at| named(&cells[at], &RATINGS));
    rated.next().filter(|_| rated.next().is_none())
}

fn row(start: usize, line: &str, column: usize) -> Option<RatedRow> {
    let cells = cells(line);
    let first = cells.first()?;
    let name = line.get(first.clone())?;
    let number = name
        .bytes()
        .next()
        .filter(|byte| (b'1'..=b'6').contains(byte))?;
    let rest = name.get(1..)?;
    // "10" and "1/2" are no dimensions.
    if !rest.is_empty() && !rest.starts_with(['.', ':', ' ', ')', '-']) {
        return None;
    }
    let rated = cells.get(column)?;
    let rating = rating_of(line.get(rated.clone())?)?;
    Some(RatedRow {
        dimension: Dimension::in_third_edition(number - b'0', &rest.to_lowercase()),
        rating,
        place: start + first.start..start + rated.end,
    })
}

fn rating_of(cell: &str) -> Option<u8> {
    let cell = cell.trim_end_matches("/4").trim();
    match cell.as_bytes() {
        [digit @ b'0'..=b'4'] => return Some(digit - b'0'),
        [digit @ b'0'..=b'4', b' ' | b'-' | b'(', ..] if !cell.contains('.') => {
            return Some(digit - b'0');
        }
        _ => {}
    }
    [
        (0, ["none", "no risk", "n/a"]),
        (1, ["low", "mild", "minimal"]),
        (2, ["moderate", "mod", "medium"]),
        (3, ["high", "significant", "substantial"]),
        (4, ["severe", "very high", "extreme"]),
    ]
    .into_iter()
    .find(|(_, words)| words.iter().any(|word| cell.eq_ignore_ascii_case(word)))
    .map(|(rating, _)| rating)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratings(text: &str) -> Vec<(u8, u8)> {
        let mut start = 0;
        let lines = text.split('\n').map(|line| {
            let at = start;
            start += line.len() + 1;
            (at, line)
        });
        rated_rows(lines)
            .into_iter()
            .map(|row| (row.dimension, row.rating))
            .collect()
    }

    #[test]
    fn a_table_of_dimensions_is_read_by_its_rows() {
        let spaced = "Dim  Risk  Why\n1  3  COWS 14, precipitated withdrawal\n2  1  healed abscess\n3  2  nightmares\n\
                      wrapped reason\n4  1  asks for help\n5  4  uses within hours\n6  3  lives in camper\n";
        assert_eq!(
            ratings(spaced),
            [(1, 3), (2, 1), (3, 2), (4, 1), (5, 4), (6, 3)]
        );
        let barred = "| Dimension | Rationale | Severity Rating |\n| 1. Acute intoxication | CIWA 3 | Low |\n\
                      | 2. Biomedical | none | 0 |\n| 3. Emotional | panic | 2/4 |\n";
        assert_eq!(ratings(barred), [(1, 1), (2, 0), (3, 2)]);
    }

    #[test]
    fn other_tables_rate_no_dimension() {
        for text in [
            "Dim  Risk  Why\n1  3  one row only\n",
            "Date  Risk  Why\n1  3  a\n2  1  b\n3  2  c\n",
            "Dim  Risk  Score\n1  3  4\n2  1  2\n3  2  2\n",
            "Day  Risk\n1  3\n2  1\n3  2\n",
            "Dimension  Risk\n10  3\n11  1\n12  2\n",
        ] {
            assert_eq!(ratings(text), [], "{text}");
        }
    }
}
