//! Groups glyphs into words and words into lines. Glyphs are first chained in the order they are
//! drawn, so that words that overprint each other stay whole; pieces that touch are joined after.

use super::{Placed, Segment, Word};
use crate::read::document::pdf::GlyphText;

/// A gap wider than this share of the type size parts words.
const WORD_GAP: f32 = 0.15;
/// A gap up to this share of the type size is none, even where a space is drawn.
const TOUCHING: f32 = 0.03;
/// Letters this far apart in one stretch of drawing are spaced for looks.
const LETTER_SPACING: f32 = 0.55;
/// A gap wider than this share of the type size parts columns of a table.
const COLUMN_GAP: f32 = 0.9;
/// Type smaller than this share of its neighbour's is a raised or lowered mark.
const MARK: f32 = 0.85;

/// Returns the words that glyphs of one direction make, in the order they are drawn.
pub(super) fn words_of(mut glyphs: Vec<Placed<'_>>) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::with_capacity(glyphs.len() / 4);
    let mut chain: Vec<Placed<'_>> = Vec::new();
    for glyph in glyphs.drain(..) {
        if let Some(last) = chain.last()
            && !follows(last, &glyph)
        {
            part_chain(&mut chain, &mut words);
        }
        chain.push(glyph);
    }
    part_chain(&mut chain, &mut words);
    words
}

/// Returns whether a glyph is drawn on from the last one, on its line.
fn follows(last: &Placed<'_>, glyph: &Placed<'_>) -> bool {
    let size = last.glyph.size.max(1.0);
    let gap = glyph.u0 - last.u1;
    (glyph.v - last.v).abs() < 0.05 * size
        && gap > -0.5 * size
        && gap < size
        && (glyph.glyph.size - last.glyph.size).abs() < 0.1 * size
}

/// Parts a chain of glyphs into words and empties it.
fn part_chain<'g>(chain: &mut Vec<Placed<'g>>, words: &mut Vec<Word<'g>>) {
    let spacing = letter_spacing(chain);
    let mut spaced = false;
    for glyph in chain.drain(..) {
        if glyph.is_space() {
            spaced = true;
            continue;
        }
        let size = glyph.glyph.size.max(1.0);
        match words.last_mut() {
            Some(word) if !word.closed && is_double(word, &glyph) => continue,
            Some(word)
                if !word.closed && glyph.u0 - word.u1 <= spacing + joining(spaced) * size =>
            {
                word.u1 = word.u1.max(glyph.u1);
                word.size = word.size.max(size);
                word.glyphs.push(glyph);
            }
            last => {
                if let Some(word) = last {
                    word.closed = true;
                    word.space_after |= spaced;
                }
                words.push(Word {
                    u0: glyph.u0,
                    u1: glyph.u1,
                    v: glyph.v,
                    size,
                    glyphs: vec![glyph],
                    closed: false,
                    space_after: false,
                });
            }
        }
        spaced = false;
    }
    if let Some(word) = words.last_mut() {
        word.closed = true;
        word.space_after |= spaced;
    }
}

/// Returns the distance that is put between all letters of a chain, which parts no words.
fn letter_spacing(chain: &[Placed<'_>]) -> f32 {
    let mut least = f32::MAX;
    let mut count = 0;
    for pair in chain.windows(2) {
        if let [a, b] = pair
            && !a.is_space()
            && !b.is_space()
        {
            let gap = b.u0 - a.u1;
            let size = a.glyph.size.max(1.0);
            if gap <= 0.08 * size {
                return 0.0;
            }
            least = least.min(if gap < LETTER_SPACING * size {
                gap
            } else {
                f32::MAX
            });
            count += 1;
        }
    }
    if count >= 3 && least < f32::MAX {
        least
    } else {
        0.0
    }
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

/// Words of one baseline.
struct Line<'g> {
    words: Vec<Word<'g>>,
    v: f32,
    size: f32,
}

/// Groups words into lines by their baselines and lines into segments without a wide gap, from
/// the top of the page down.
pub(super) fn segments_of(mut words: Vec<Word<'_>>) -> Vec<Segment<'_>> {
    words.sort_by(|a, b| a.v.total_cmp(&b.v).then(a.u0.total_cmp(&b.u0)));
    let mut lines: Vec<Line<'_>> = Vec::new();
    for word in words {
        match lines.last_mut().filter(|line| line.is_level_with(&word)) {
            Some(line) => {
                line.size = line.size.max(word.size);
                line.words.push(word);
            }
            None => lines.push(Line {
                v: word.v,
                size: word.size,
                words: vec![word],
            }),
        }
    }
    let mut segments = Vec::new();
    let mut before: Option<Line<'_>> = None;
    for mut line in lines {
        if let Some(mut last) = before.take() {
            if last.marks(&line) {
                line.words.append(&mut last.words);
            } else if line.marks(&last) {
                last.words.append(&mut line.words);
                before = Some(last);
                continue;
            } else {
                split_line(last.words, &mut segments);
            }
        }
        before = Some(line);
    }
    if let Some(last) = before {
        split_line(last.words, &mut segments);
    }
    segments
}

impl Line<'_> {
    fn is_level_with(&self, word: &Word<'_>) -> bool {
        let (large, small) = (self.size.max(word.size), self.size.min(word.size).max(1.0));
        (word.v - self.v).abs() < (0.3 * large).min(0.6 * small)
    }

    /// Returns whether the line only holds raised or lowered marks of the words of another: they
    /// are smaller and touch those words.
    fn marks(&self, line: &Line<'_>) -> bool {
        self.size < MARK * line.size
            && (self.v - line.v).abs() < 0.7 * line.size
            && self.words.iter().all(|mark| {
                line.words.iter().any(|word| {
                    (mark.u0 - word.u1).abs().min((word.u0 - mark.u1).abs()) < 0.25 * line.size
                })
            })
    }
}

fn split_line<'g>(mut line: Vec<Word<'g>>, segments: &mut Vec<Segment<'g>>) {
    let v = line
        .iter()
        .max_by(|a, b| a.size.total_cmp(&b.size))
        .map_or(0.0, |word| word.v);
    line.sort_by(|a, b| a.u0.total_cmp(&b.u0).then(a.v.total_cmp(&b.v)));
    let mut current: Option<Segment<'g>> = None;
    for word in line {
        let Some(segment) = &mut current else {
            current = Some(Segment::of(word, v));
            continue;
        };
        let is_shadow = segment
            .words
            .iter()
            .rev()
            .take(3)
            .any(|last| is_shadow(last, &word));
        if is_shadow {
            continue;
        }
        let size = word.size.max(segment.size);
        if word.u0 - segment.u1 > COLUMN_GAP * size {
            segments.extend(current.take());
            current = Some(Segment::of(word, v));
            continue;
        }
        segment.u1 = segment.u1.max(word.u1);
        segment.size = size;
        match segment.words.last_mut() {
            Some(last) if continues(last, &word) => {
                last.u1 = last.u1.max(word.u1);
                last.size = last.size.max(word.size);
                last.space_after = word.space_after;
                last.glyphs.extend(word.glyphs);
            }
            _ => segment.words.push(word),
        }
    }
    segments.extend(current);
}

/// Returns whether a word is the other drawn again, shifted for a shadow or to look bold.
fn is_shadow(last: &Word<'_>, word: &Word<'_>) -> bool {
    (word.u0 - last.u0).abs() < 0.25 * word.size
        && (word.v - last.v).abs() < 0.25 * word.size
        && (word.u1 - last.u1).abs() < 0.25 * word.size
        && last.glyphs.len() == word.glyphs.len()
        && last
            .glyphs
            .iter()
            .zip(&word.glyphs)
            .all(|(a, b)| a.glyph.text == b.glyph.text)
}

/// Returns whether a piece goes on with the word before it.
fn continues(last: &Word<'_>, word: &Word<'_>) -> bool {
    let size = last.size.max(word.size);
    let gap = word.u0 - last.u1;
    gap > -0.3 * size && gap <= joining(last.space_after) * size && !is_note_mark(last, word)
}

/// Returns whether a word is the raised number of a footnote, which must not run into the number
/// or word before it. The raised letters of "1st" belong to their number.
fn is_note_mark(last: &Word<'_>, word: &Word<'_>) -> bool {
    word.size < MARK * last.size
        && (word.v - last.v).abs() > 0.1 * last.size
        && !word.glyphs.iter().any(|placed| match &placed.glyph.text {
            GlyphText::One(c) => c.is_alphabetic(),
            GlyphText::Many(_) => true,
        })
}
