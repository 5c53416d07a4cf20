//! Groups glyphs into words, lines and columns, and writes them as a page's text: words of a
//! line parted by one space, columns of a table by two, paragraphs by a blank line. The order in
//! which a file draws its lines says nothing, so only their places count.

mod columns;
mod rows;
mod words;
mod writer;

use super::{Glyph, GlyphText, PageGlyphs, Rule};
use crate::text::WordBox;
use columns::find_columns;
use rows::Grid;
use writer::Writer;

/// A page as text.
#[derive(Default)]
pub(super) struct Laid {
    /// The text.
    pub(super) text: String,
    /// Its words' boxes.
    pub(super) words: Vec<WordBox>,
}

/// A glyph in the space of its writing direction: `u` along the line, `v` down the page.
struct Placed<'g> {
    glyph: &'g Glyph,
    u0: f32,
    u1: f32,
    v: f32,
}

impl Placed<'_> {
    fn is_space(&self) -> bool {
        self.glyph.text.is_blank()
    }
}

/// A word: glyphs without a gap.
struct Word<'g> {
    glyphs: Vec<Placed<'g>>,
    u0: f32,
    u1: f32,
    v: f32,
    size: f32,
    /// Whether no more glyphs are drawn on to it.
    closed: bool,
    /// Whether a space is drawn behind it.
    space_after: bool,
}

/// Words on one baseline without a wide gap.
struct Segment<'g> {
    words: Vec<Word<'g>>,
    u0: f32,
    u1: f32,
    v: f32,
    size: f32,
}

impl<'g> Segment<'g> {
    fn of(word: Word<'g>, v: f32) -> Self {
        Self {
            u0: word.u0,
            u1: word.u1,
            v,
            size: word.size,
            words: vec![word],
        }
    }

    /// Returns whether it ends with a colon.
    fn is_label(&self) -> bool {
        let last = self.words.last().and_then(|word| word.glyphs.last());
        last.is_some_and(|placed| placed.glyph.text == GlyphText::One(':'))
    }

    /// Parts the segment before one of its words.
    fn part_at(&mut self, index: usize) -> Option<Self> {
        if index == 0 || index >= self.words.len() {
            return None;
        }
        let mut rest = self.words.split_off(index).into_iter();
        let mut parted = Self::of(rest.next()?, self.v);
        for word in rest {
            parted.u1 = parted.u1.max(word.u1);
            parted.size = parted.size.max(word.size);
            parted.words.push(word);
        }
        let ends = self.words.iter().map(|word| word.u1);
        self.u1 = ends.fold(self.u0, f32::max);
        Some(parted)
    }
}

/// Writes a page's glyphs as text.
pub(super) fn lay_out(page: &PageGlyphs) -> Laid {
    let mut out = Writer::default();
    let mut directions: [Vec<Placed<'_>>; 4] = Default::default();
    for glyph in &page.glyphs {
        let direction = direction_of(glyph);
        if let Some(list) = directions.get_mut(direction) {
            list.push(place(glyph, direction));
        }
    }
    // Upright text of the page as it is shown comes first, stamps in margins last.
    let upright = usize::from(page.rotation / 90) % 4;
    let mut order: Vec<usize> = (0..4).collect();
    order.sort_by_key(|&direction| {
        let count = directions.get(direction).map_or(0, Vec::len);
        (std::cmp::Reverse(count), direction != upright)
    });
    for direction in order {
        let Some(list) = directions.get_mut(direction) else {
            continue;
        };
        let segments = words::segments_of(words::words_of(std::mem::take(list)));
        if segments.is_empty() {
            continue;
        }
        out.paragraph();
        let grid = Grid::of(&page.rules, direction);
        let segments = grid.part(segments);
        write_block(segments, &grid, &mut out, 0);
    }
    for aside in &page.asides {
        out.paragraph();
        out.aside(aside);
    }
    out.laid
}

/// Returns the quarter turn, counterclockwise, in which a glyph is written.
fn direction_of(glyph: &Glyph) -> usize {
    let (dx, dy) = (
        glyph.advance.0 - glyph.origin.0,
        glyph.advance.1 - glyph.origin.1,
    );
    match (dx.abs() >= dy.abs(), dx >= 0.0, dy >= 0.0) {
        (true, true, _) => 0,
        (false, _, true) => 1,
        (true, false, _) => 2,
        (false, _, false) => 3,
    }
}

fn place(glyph: &Glyph, direction: usize) -> Placed<'_> {
    let ((u0, v), (u1, _)) = (
        turned(glyph.origin, direction),
        turned(glyph.advance, direction),
    );
    Placed {
        glyph,
        u0: u0.min(u1),
        u1: u1.max(u0),
        v,
    }
}

/// Returns a place of the page in the space of a writing direction.
fn turned((x, y): (f32, f32), direction: usize) -> (f32, f32) {
    match direction {
        0 => (x, -y),
        1 => (y, x),
        2 => (-x, y),
        _ => (-y, -x),
    }
}

/// Writes segments line by line, columns of prose one after the other, rows of ruled tables cell
/// by cell.
fn write_block(segments: Vec<Segment<'_>>, grid: &Grid, out: &mut Writer, depth: u8) {
    if depth < 4
        && let Some(band) = find_columns(&segments)
    {
        let (mut above, mut left, mut right, mut below) = (vec![], vec![], vec![], vec![]);
        for (index, mut segment) in segments.into_iter().enumerate() {
            if index < band.from {
                above.push(segment);
            } else if index >= band.to {
                below.push(segment);
            } else if segment.u0 >= band.gutter {
                right.push(segment);
            } else {
                // A line that all but reaches the other column was taken for one with it.
                right.extend(
                    band.word_behind(&segment)
                        .and_then(|at| segment.part_at(at)),
                );
                left.push(segment);
            }
        }
        for part in [above, left, right, below] {
            if !part.is_empty() {
                out.paragraph();
                write_block(part, grid, out, depth + 1);
            }
        }
        return;
    }
    let pitch = line_pitch(&segments);
    let mut last: Option<(f32, f32, f32)> = None;
    for (index, row) in grid.rows(&segments).into_iter().enumerate() {
        if let Some(cells) = row.cells {
            if index > 0 {
                out.line();
            }
            write_cells(&cells, &segments, out);
            last = row
                .segments
                .end
                .checked_sub(1)
                .and_then(|end| segments.get(end))
                .map(|segment| (segment.v, f32::MAX, segment.size));
            continue;
        }
        for segment in segments.get(row.segments).unwrap_or_default() {
            match last {
                Some((v, end, _))
                    if (segment.v - v).abs() < 0.45 * segment.size && segment.u0 >= end - 0.5 =>
                {
                    out.column();
                }
                Some((v, _, size)) => {
                    let gap = segment.v - v;
                    if gap > 1.35 * pitch && gap > 1.3 * size.max(segment.size) {
                        out.paragraph();
                    } else {
                        out.line();
                    }
                }
                None => {}
            }
            out.segment(segment);
            last = Some((segment.v, segment.u1, segment.size));
        }
    }
}

/// Writes the cells of a table row one after the other. A cell whose lines were broken for want
/// of room is written as one line; where some cell holds lines of its own, each line is kept.
fn write_cells(cells: &[rows::Cell], segments: &[Segment<'_>], out: &mut Writer) {
    let lines_count = cells.iter().any(|cell| !cell.is_wrapped);
    let mut label = false;
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            // A label stays on the line of its value.
            if lines_count && !label {
                out.line();
            } else {
                out.column();
            }
        }
        label = match cell.segments.as_slice() {
            [only] => segments.get(*only).is_some_and(Segment::is_label),
            _ => false,
        };
        let mut last: Option<f32> = None;
        for segment in cell.segments.iter().filter_map(|&at| segments.get(at)) {
            match last {
                Some(v) if (segment.v - v).abs() < 0.45 * segment.size => out.column(),
                Some(_) if lines_count => out.line(),
                Some(_) => out.space(),
                None => {}
            }
            out.segment(segment);
            last = Some(segment.v);
        }
    }
}

/// Returns the usual distance of lines: the one met most often, the smaller of two.
fn line_pitch(segments: &[Segment<'_>]) -> f32 {
    let mut gaps: Vec<i32> = segments
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if b.v - a.v > 0.7 * a.size.min(b.size) => Some((2.0 * (b.v - a.v)) as i32),
            _ => None,
        })
        .collect();
    gaps.sort_unstable();
    let mut best = (0, 24);
    for run in gaps.chunk_by(|a, b| b - a <= 1) {
        if let Some(middle) = run.get(run.len() / 2)
            && run.len() > best.0
        {
            best = (run.len(), *middle);
        }
    }
    0.5 * best.1 as f32
}
