//! Finds the rows and cells of ruled tables, so that a cell that was broken over several lines
//! is read as one and not mixed with its neighbours line by line.

use super::{Rule, Segment, turned};
use std::ops::Range;

/// How far a rule may miss its place, in points.
const SLACK: f32 = 2.5;

/// The rules of a page in the space of one writing direction.
pub(super) struct Grid {
    /// Rules along the lines: place down the page, from, to.
    along: Vec<(f32, f32, f32)>,
    /// Rules across the lines: place along them, from, to.
    across: Vec<(f32, f32, f32)>,
}

/// A stretch of segments: a row of a table with its cells, or ordinary lines.
pub(super) struct Row {
    /// The segments, as a range of their list.
    pub(super) segments: Range<usize>,
    /// The row's cells in order, where it is a row of a table with a cell of several lines.
    pub(super) cells: Option<Vec<Cell>>,
}

/// One cell of a table row.
pub(super) struct Cell {
    /// Its segments, as indices.
    pub(super) segments: Vec<usize>,
    /// Whether its lines were only broken for want of room.
    pub(super) is_wrapped: bool,
}

impl Grid {
    /// Turns a page's rules into the space of a direction.
    pub(super) fn of(rules: &[Rule], direction: usize) -> Self {
        let mut grid = Self {
            along: Vec::new(),
            across: Vec::new(),
        };
        for rule in rules {
            let (u0, v0) = turned((rule.x0, rule.y0), direction);
            let (u1, v1) = turned((rule.x1, rule.y1), direction);
            let (u0, u1) = (u0.min(u1), u0.max(u1));
            let (v0, v1) = (v0.min(v1), v0.max(v1));
            if u1 - u0 > v1 - v0 {
                grid.along.push((0.5 * (v0 + v1), u0, u1));
            } else {
                grid.across.push((0.5 * (u0 + u1), v0, v1));
            }
        }
        grid.along.sort_by(|a, b| a.0.total_cmp(&b.0));
        grid.across.sort_by(|a, b| a.0.total_cmp(&b.0));
        grid
    }

    /// Parts segments that run through the wall between two cells.
    pub(super) fn part<'g>(&self, segments: Vec<Segment<'g>>) -> Vec<Segment<'g>> {
        if self.across.is_empty() {
            return segments;
        }
        let mut parted = Vec::with_capacity(segments.len());
        for mut segment in segments {
            let base = segment.v - 0.2 * segment.size;
            let from = self
                .across
                .partition_point(|rule| rule.0 <= segment.u0 + 1.0);
            for rule in self.across.get(from..).unwrap_or_default() {
                if rule.0 >= segment.u1 - 1.0 {
                    break;
                }
                if rule.1 > base || rule.2 < base {
                    continue;
                }
                let behind = segment.words.iter().position(|word| word.u0 > rule.0 - 1.0);
                let clear = |at: &usize| {
                    at.checked_sub(1)
                        .and_then(|at| segment.words.get(at))
                        .is_some_and(|word| word.u1 < rule.0 + 1.0)
                };
                if let Some(at) = behind.filter(clear)
                    && let Some(rest) = segment.part_at(at)
                {
                    parted.push(std::mem::replace(&mut segment, rest));
                }
            }
            parted.push(segment);
        }
        parted
    }

    /// Parts segments, sorted down the page, into table rows and the lines between them.
    pub(super) fn rows(&self, segments: &[Segment<'_>]) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut from = 0;
        while from < segments.len() {
            let to = self.row_end(segments, from);
            let cells = (to > from + 2)
                .then(|| self.cells(segments, from..to))
                .flatten();
            rows.push(Row {
                segments: from..to.max(from + 1),
                cells,
            });
            from = to.max(from + 1);
        }
        rows
    }

    /// Returns the first segment from `from` on that a rule parts from the one at `from`.
    fn row_end(&self, segments: &[Segment<'_>], from: usize) -> usize {
        let Some(first) = segments.get(from) else {
            return segments.len();
        };
        // The next rule below the first baseline that runs under the first segment.
        let start = self
            .along
            .partition_point(|rule| rule.0 < first.v - 0.1 * first.size);
        let below = self
            .along
            .get(start..)
            .unwrap_or_default()
            .iter()
            .find(|rule| rule.1 - SLACK <= first.u0 && rule.2 + SLACK >= first.u0.min(first.u1));
        let Some(below) = below else {
            return from + 1;
        };
        from + segments
            .get(from..)
            .unwrap_or_default()
            .partition_point(|segment| segment.v < below.0 + 0.3 * segment.size)
    }

    /// Returns the cells of a row, where rules part it into at least two and one of them holds
    /// several lines.
    fn cells(&self, segments: &[Segment<'_>], row: Range<usize>) -> Option<Vec<Cell>> {
        let inside = segments.get(row.clone())?;
        let top = inside.first()?;
        let bottom = inside.last()?;
        let mut walls: Vec<f32> = self
            .across
            .iter()
            .filter(|rule| {
                rule.1 <= top.v - 0.2 * top.size && rule.2 >= bottom.v - 0.2 * bottom.size
            })
            .map(|rule| rule.0)
            .collect();
        walls.dedup_by(|a, b| (*a - *b).abs() < SLACK);
        let (left, right) = (*walls.first()?, *walls.last()?);
        let within = |segment: &Segment<'_>| {
            segment.u0 > left - SLACK
                && segment.u1 < right + SLACK
                && !walls
                    .iter()
                    .any(|wall| segment.u0 < wall - SLACK && segment.u1 > wall + SLACK)
        };
        if walls.len() < 3 || !inside.iter().all(within) {
            return None;
        }
        let mut cells: Vec<Cell> = Vec::new();
        let mut deepest = 1;
        for pair in walls.windows(2) {
            let [from, to] = pair else { continue };
            let middle = |segment: &Segment<'_>| 0.5 * (segment.u0 + segment.u1);
            let own: Vec<usize> = row
                .clone()
                .filter(|&at| {
                    segments
                        .get(at)
                        .is_some_and(|segment| middle(segment) > *from && middle(segment) <= *to)
                })
                .collect();
            if own.is_empty() {
                continue;
            }
            let lines: Vec<&Segment<'_>> = own.iter().filter_map(|&at| segments.get(at)).collect();
            let is_wrapped = is_wrapped(&lines, *to);
            deepest = deepest.max(lines.len());
            cells.push(Cell {
                segments: own,
                is_wrapped,
            });
        }
        (cells.len() >= 2 && deepest >= 2).then_some(cells)
    }
}

/// Returns whether lines were only broken for want of room: each is so long that the first word
/// of the next would not have fitted, and none is a label with a value.
fn is_wrapped(lines: &[&Segment<'_>], wall: f32) -> bool {
    lines.windows(2).all(|pair| {
        let [line, next] = pair else { return true };
        let first = next.words.first().map_or(0.0, |word| word.u1 - word.u0);
        let same_line = (next.v - line.v).abs() < 0.45 * next.size;
        !same_line && line.u1 + 0.2 * line.size + first > wall - 0.8 * line.size
    })
}
