//! Groups glyphs into words, lines and columns, and writes them as a page's text: words of a
//! line parted by one space, columns of a table by two, paragraphs by a blank line. The order in
//! which a file draws its glyphs says nothing, so only their places count.

use super::{Glyph, GlyphText, PageGlyphs};
use crate::text::WordBox;

/// A page as text.
pub(super) struct Laid {
    /// The text.
    pub(super) text: String,
    /// Its words' boxes.
    pub(super) words: Vec<WordBox>,
}

/// A gap wider than this share of the type size parts words.
const WORD_GAP: f32 = 0.15;
/// A gap up to this share of the type size is none, even where a space is drawn.
const TOUCHING: f32 = 0.03;
/// A gap wider than this share of the type size parts columns of a table.
const COLUMN_GAP: f32 = 0.9;
/// Lines that a column of prose must have to be read by itself.
const COLUMN_LINES: usize = 6;

/// A glyph in the space of its writing direction: `u` along the line, `v` down the page.
#[derive(Clone)]
struct Placed<'g> {
    glyph: &'g Glyph,
    u0: f32,
    u1: f32,
    v: f32,
}

impl Placed<'_> {
    fn is_space(&self) -> bool {
        match &self.glyph.text {
            GlyphText::One(c) => c.is_whitespace() || c.is_control(),
            GlyphText::Many(text) => text.trim().is_empty(),
        }
    }
}

/// A word: glyphs without a gap.
struct Word<'g> {
    glyphs: Vec<Placed<'g>>,
    u0: f32,
    u1: f32,
    size: f32,
}

/// Words on one baseline without a wide gap.
struct Segment<'g> {
    words: Vec<Word<'g>>,
    u0: f32,
    u1: f32,
    v: f32,
    size: f32,
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
        let segments = segments_of(std::mem::take(list));
        if segments.is_empty() {
            continue;
        }
        out.paragraph();
        write_block(segments, &mut out, 0);
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
    let turn = |(x, y): (f32, f32)| match direction {
        0 => (x, -y),
        1 => (y, x),
        2 => (-x, y),
        _ => (-y, -x),
    };
    let ((u0, v), (u1, _)) = (turn(glyph.origin), turn(glyph.advance));
    Placed {
        glyph,
        u0: u0.min(u1),
        u1: u1.max(u0),
        v,
    }
}

/// Groups glyphs into lines by their baselines, lines into words, words into segments.
fn segments_of(mut glyphs: Vec<Placed<'_>>) -> Vec<Segment<'_>> {
    glyphs.sort_by(|a, b| a.v.total_cmp(&b.v).then(a.u0.total_cmp(&b.u0)));
    let mut segments = Vec::new();
    let mut line: Vec<Placed<'_>> = Vec::new();
    let mut base = 0.0;
    for glyph in glyphs {
        let near = line.first().is_some_and(|first| {
            let size = first.glyph.size.max(glyph.glyph.size).max(1.0);
            let small = first.glyph.size.min(glyph.glyph.size).max(1.0);
            // A raised or lowered mark is smaller; lines of equal type never come this close.
            (glyph.v - base).abs() < (0.3 * size).min(0.6 * small)
        });
        if !near {
            split_line(std::mem::take(&mut line), &mut segments);
            base = glyph.v;
        }
        line.push(glyph);
    }
    split_line(line, &mut segments);
    segments
}

fn split_line<'g>(mut glyphs: Vec<Placed<'g>>, segments: &mut Vec<Segment<'g>>) {
    glyphs.sort_by(|a, b| a.u0.total_cmp(&b.u0));
    let mut words: Vec<Word<'g>> = Vec::new();
    let mut spaced = false;
    for glyph in glyphs {
        if glyph.is_space() {
            spaced = true;
            continue;
        }
        let size = glyph.glyph.size.max(1.0);
        match words.last_mut() {
            Some(word) if is_double(word, &glyph) => continue,
            Some(word) if glyph.u0 - word.u1 <= joining(spaced) * size => {
                word.u1 = word.u1.max(glyph.u1);
                word.size = word.size.max(size);
                word.glyphs.push(glyph);
            }
            _ => words.push(Word {
                u0: glyph.u0,
                u1: glyph.u1,
                size,
                glyphs: vec![glyph],
            }),
        }
        spaced = false;
    }
    let mut current: Option<Segment<'g>> = None;
    for word in words {
        let v = word.glyphs.first().map_or(0.0, |glyph| glyph.v);
        match &mut current {
            Some(segment) if word.u0 - segment.u1 <= COLUMN_GAP * word.size.max(segment.size) => {
                segment.u1 = segment.u1.max(word.u1);
                segment.size = segment.size.max(word.size);
                segment.words.push(word);
            }
            _ => {
                segments.extend(current.take());
                let (u0, u1, size) = (word.u0, word.u1, word.size);
                current = Some(Segment {
                    words: vec![word],
                    u0,
                    u1,
                    v,
                    size,
                });
            }
        }
    }
    segments.extend(current);
}

/// Returns the widest gap inside a word. A drawn space parts words that stand close, but not
/// letters that touch: some files draw spaces under their words.
fn joining(spaced: bool) -> f32 {
    if spaced { TOUCHING } else { WORD_GAP }
}

/// Returns whether the glyph is the last one drawn again, a little shifted, to look bold.
fn is_double(word: &Word<'_>, glyph: &Placed<'_>) -> bool {
    word.glyphs.iter().rev().take(2).any(|last| {
        let width = (last.u1 - last.u0).max(0.5);
        last.glyph.text == glyph.glyph.text && (glyph.u0 - last.u0).abs() < 0.3 * width
    })
}

/// Writes segments line by line, columns of prose one after the other.
fn write_block(segments: Vec<Segment<'_>>, out: &mut Writer, depth: u8) {
    if depth < 4
        && let Some((gutter, from, to)) = find_columns(&segments)
    {
        let (mut above, mut left, mut right, mut below) = (vec![], vec![], vec![], vec![]);
        for (index, segment) in segments.into_iter().enumerate() {
            match index {
                index if index < from => above.push(segment),
                index if index >= to => below.push(segment),
                _ if segment.u0 < gutter => left.push(segment),
                _ => right.push(segment),
            }
        }
        for part in [above, left, right, below] {
            if !part.is_empty() {
                out.paragraph();
                write_block(part, out, depth + 1);
            }
        }
        return;
    }
    let pitch = line_pitch(&segments);
    let mut last: Option<(f32, f32, f32)> = None;
    for segment in &segments {
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

/// Returns the usual distance of lines.
fn line_pitch(segments: &[Segment<'_>]) -> f32 {
    let mut gaps: Vec<f32> = segments
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some(b.v - a.v),
            _ => None,
        })
        .filter(|gap| *gap > 2.0)
        .collect();
    gaps.sort_by(f32::total_cmp);
    // The lower quarter, so that pages of short paragraphs keep their line distance.
    gaps.get(gaps.len() / 4).copied().unwrap_or(12.0)
}

/// Finds two columns of prose side by side: returns the right column's left edge and the
/// segments between which they stand. Labels beside values are no prose and stay on their lines.
fn find_columns(segments: &[Segment<'_>]) -> Option<(f32, usize, usize)> {
    if segments.len() < 2 * COLUMN_LINES {
        return None;
    }
    let mut edges: Vec<f32> = segments.iter().map(|segment| segment.u0).collect();
    edges.sort_by(f32::total_cmp);
    let leftmost = *edges.first()?;
    let mut candidates: Vec<(usize, f32)> = Vec::new();
    let mut start = 0;
    for index in 0..edges.len() {
        let edge = *edges.get(index)?;
        while edges.get(start).is_some_and(|first| edge - first > 3.0) {
            start += 1;
        }
        let count = index + 1 - start;
        if count >= COLUMN_LINES && edge - leftmost > 60.0 {
            candidates.push((count, *edges.get(start)?));
        }
    }
    candidates.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.total_cmp(&b.1)));
    candidates.dedup_by(|a, b| (a.1 - b.1).abs() < 6.0);
    candidates.into_iter().take(4).find_map(|(_, edge)| {
        let gutter = edge - 1.0;
        let crosses =
            |segment: &Segment<'_>| segment.u0 < gutter - 4.0 && segment.u1 > gutter + 4.0;
        let mut best: Option<(usize, usize)> = None;
        let mut from = 0;
        for index in 0..=segments.len() {
            if segments.get(index).is_none_or(crosses) {
                if best.is_none_or(|(a, b)| index - from > b - a) {
                    best = Some((from, index));
                }
                from = index + 1;
            }
        }
        let (from, to) = best?;
        let band = segments.get(from..to)?;
        let side = |left: bool| {
            band.iter()
                .filter(move |segment| (segment.u0 < gutter) == left)
        };
        (is_prose(side(true)) && is_prose(side(false))).then_some((gutter, from, to))
    })
}

/// Returns whether most segments are lines that fill their column with words.
fn is_prose<'s, 'g: 's>(segments: impl Iterator<Item = &'s Segment<'g>> + Clone) -> bool {
    let count = segments.clone().count();
    let words: usize = segments.clone().map(|segment| segment.words.len()).sum();
    let left = segments
        .clone()
        .map(|segment| segment.u0)
        .fold(f32::MAX, f32::min);
    let right = segments
        .clone()
        .map(|segment| segment.u1)
        .fold(f32::MIN, f32::max);
    let full = segments
        .filter(|segment| segment.u1 - segment.u0 > 0.7 * (right - left))
        .count();
    count >= COLUMN_LINES && words >= 4 * count && full * 10 >= count * 6
}

/// Builds the text and its boxes, counting characters.
struct Writer {
    laid: Laid,
    characters: u32,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            laid: Laid {
                text: String::new(),
                words: Vec::new(),
            },
            characters: 0,
        }
    }
}

impl Writer {
    fn push(&mut self, c: char) {
        self.laid.text.push(c);
        self.characters += 1;
    }

    fn line(&mut self) {
        if !self.laid.text.is_empty() && !self.laid.text.ends_with('\n') {
            self.push('\n');
        }
    }

    fn paragraph(&mut self) {
        self.line();
        if !self.laid.text.is_empty() && !self.laid.text.ends_with("\n\n") {
            self.push('\n');
        }
    }

    fn column(&mut self) {
        self.push(' ');
        self.push(' ');
    }

    fn segment(&mut self, segment: &Segment<'_>) {
        for (index, word) in segment.words.iter().enumerate() {
            if index > 0 {
                self.push(' ');
            }
            self.word(word);
        }
    }

    fn word(&mut self, word: &Word<'_>) {
        let start = self.characters;
        let mut area: Option<(f32, f32, f32, f32)> = None;
        for placed in &word.glyphs {
            match &placed.glyph.text {
                GlyphText::One(c) => self.character(*c),
                GlyphText::Many(text) => text.chars().for_each(|c| self.character(c)),
            }
            let own = area_of(placed.glyph);
            area = Some(match area {
                None => own,
                Some(all) => (
                    all.0.min(own.0),
                    all.1.min(own.1),
                    all.2.max(own.2),
                    all.3.max(own.3),
                ),
            });
        }
        if let Some((x0, y0, x1, y1)) = area
            && self.characters > start
        {
            self.laid.words.push(WordBox {
                start,
                end: self.characters,
                x0,
                y0,
                x1,
                y1,
            });
        }
    }

    /// Writes a character as search expects it: ligatures as letters, no soft hyphens.
    fn character(&mut self, c: char) {
        let letters = match c {
            '\u{fb00}' => "ff",
            '\u{fb01}' => "fi",
            '\u{fb02}' => "fl",
            '\u{fb03}' => "ffi",
            '\u{fb04}' => "ffl",
            '\u{ad}' | '\u{200b}' | '\u{feff}' => "",
            c if c.is_control() => "",
            c if c.is_whitespace() => " ",
            c => return self.push(c),
        };
        letters.chars().for_each(|c| self.push(c));
    }
}

/// Returns the box of a glyph: its advance, from a little below to well above its baseline.
fn area_of(glyph: &Glyph) -> (f32, f32, f32, f32) {
    let (x0, y0) = glyph.origin;
    let (x1, y1) = glyph.advance;
    let length = (x1 - x0).hypot(y1 - y0).max(0.001);
    let (ux, uy) = (
        -(y1 - y0) / length * glyph.size,
        (x1 - x0) / length * glyph.size,
    );
    let corners = [(x0, y0), (x1, y1)].into_iter().flat_map(|(x, y)| {
        [
            (x - 0.22 * ux, y - 0.22 * uy),
            (x + 0.78 * ux, y + 0.78 * uy),
        ]
    });
    corners.fold((f32::MAX, f32::MAX, f32::MIN, f32::MIN), |area, (x, y)| {
        (area.0.min(x), area.1.min(y), area.2.max(x), area.3.max(y))
    })
}
