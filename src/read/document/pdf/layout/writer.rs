//! Writes words as a page's text with their boxes, counting characters.

use super::{Laid, Segment, Word};
use crate::read::document::pdf::{Aside, Glyph, GlyphText};
use crate::text::WordBox;

/// Builds the text and its boxes, counting characters.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) laid: Laid,
    characters: u32,
}

impl Writer {
    fn push(&mut self, c: char) {
        self.laid.text.push(c);
        self.characters += 1;
    }

    pub(super) fn line(&mut self) {
        if !self.laid.text.is_empty() && !self.laid.text.ends_with('\n') {
            self.push('\n');
        }
    }

    pub(super) fn paragraph(&mut self) {
        self.line();
        if !self.laid.text.is_empty() && !self.laid.text.ends_with("\n\n") {
            self.push('\n');
        }
    }

    pub(super) fn space(&mut self) {
        self.push(' ');
    }

    pub(super) fn column(&mut self) {
        self.push(' ');
        self.push(' ');
    }

    pub(super) fn segment(&mut self, segment: &Segment<'_>) {
        let mut index = 0;
        while let Some(word) = segment.words.get(index) {
            // Words of a right-to-left script stand from the right; they are written as read.
            let run = segment
                .words
                .get(index..)
                .unwrap_or_default()
                .iter()
                .take_while(|word| is_right_to_left(word))
                .count();
            if index > 0 {
                self.push(' ');
            }
            if run == 0 {
                self.word(word);
                index += 1;
                continue;
            }
            let words = segment.words.get(index..index + run).unwrap_or_default();
            for (place, word) in words.iter().rev().enumerate() {
                if place > 0 {
                    self.push(' ');
                }
                self.word(word);
            }
            index += run;
        }
    }

    /// Writes words that are pinned to a place as a whole.
    pub(super) fn aside(&mut self, aside: &Aside) {
        for (index, word) in aside.words.split_whitespace().enumerate() {
            if index > 0 {
                self.push(' ');
            }
            let start = self.characters;
            word.chars().for_each(|c| self.character(c));
            self.laid.words.push(WordBox {
                start,
                end: self.characters,
                x0: aside.x0,
                y0: aside.y0,
                x1: aside.x1,
                y1: aside.y1,
            });
        }
    }

    fn word(&mut self, word: &Word<'_>) {
        let start = self.characters;
        let mut area: Option<(f32, f32, f32, f32)> = None;
        let backwards = is_right_to_left(word);
        let count = word.glyphs.len();
        for place in 0..count {
            let place = if backwards { count - 1 - place } else { place };
            let Some(placed) = word.glyphs.get(place) else {
                continue;
            };
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

/// Returns the box of a glyph: its advance, from below to above its baseline.
fn area_of(glyph: &Glyph) -> (f32, f32, f32, f32) {
    let (x0, y0) = glyph.origin;
    let (x1, y1) = glyph.advance;
    let length = (x1 - x0).hypot(y1 - y0).max(0.001);
    let (ux, uy) = (-(y1 - y0) / length, (x1 - x0) / length);
    let (rise, drop) = (glyph.rise, glyph.drop);
    let corners = [(x0, y0), (x1, y1)].into_iter().flat_map(|(x, y)| {
        [
            (x - drop * ux, y - drop * uy),
            (x + rise * ux, y + rise * uy),
        ]
    });
    corners.fold((f32::MAX, f32::MAX, f32::MIN, f32::MIN), |area, (x, y)| {
        (area.0.min(x), area.1.min(y), area.2.max(x), area.3.max(y))
    })
}

/// Returns whether a word is written from right to left: it holds letters of such a script.
fn is_right_to_left(word: &Word<'_>) -> bool {
    let is_such = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    word.glyphs.iter().any(|placed| match &placed.glyph.text {
        GlyphText::One(c) => is_such(*c),
        GlyphText::Many(text) => text.chars().any(is_such),
    })
}
