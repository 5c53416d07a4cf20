//! Lays out the extracted text of a source on pages, character by character, so that the place
//! of every character is known and spans of findings can be marked.

use super::{Area, Draft, Face, LETTER};

/// Margins and sizes in points.
const SIDE: f32 = 54.0;
const TOP: f32 = 62.0;
const BOTTOM: f32 = 734.0;
const MONO_SIZE: f32 = 8.6;
const MONO_LEADING: f32 = 11.2;
const SERIF_SIZE: f32 = 10.0;
const SERIF_LEADING: f32 = 13.4;
/// How far a line that was broken is set in.
const BROKEN_INDENT: f32 = 12.0;

/// One page of a source's text.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::packet) struct SourcePage {
    /// The page as drawn, without its head and stamp.
    pub(in crate::packet) draft: Draft,
    lines: Vec<Line>,
}

/// One line as drawn.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    /// The first character, counted in the source page's text.
    start: u32,
    /// Left edge of every character, and the right edge of the last.
    edges: Vec<f32>,
    /// Baseline, counted from the upper edge.
    baseline: f32,
    size: f32,
    /// Whether nothing but line breaks stands between the line before and this one.
    is_next: bool,
}

impl SourcePage {
    /// Returns the characters of its source that the page shows, as runs `start..end` in order.
    /// Line breaks between two lines that are shown count as shown.
    pub(in crate::packet) fn ranges(&self) -> Vec<(u32, u32)> {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for line in &self.lines {
            match ranges.last_mut() {
                Some(last) if line.is_next && line.start >= last.1 => last.1 = line.end(),
                _ => ranges.push((line.start, line.end())),
            }
        }
        ranges
    }

    /// Returns whether the page shows a character of the source.
    pub(in crate::packet) fn shows(&self, character: u32) -> bool {
        self.lines
            .iter()
            .any(|line| line.start <= character && character < line.end().max(line.start + 1))
    }

    /// Returns the boxes of the characters `start..end` that stand on this page, one a line.
    pub(in crate::packet) fn areas(&self, start: u32, end: u32) -> Vec<Area> {
        let mut areas = Vec::new();
        for line in &self.lines {
            let from = start.max(line.start);
            let to = end.min(line.end());
            if from >= to {
                continue;
            }
            let edge = |at: u32| line.edges.get((at - line.start) as usize).copied();
            if let (Some(x0), Some(x1)) = (edge(from), edge(to)) {
                areas.push(Area {
                    x0,
                    y0: LETTER.1 - line.baseline - 0.24 * line.size,
                    x1,
                    y1: LETTER.1 - line.baseline + 0.80 * line.size,
                });
            }
        }
        areas
    }
}

impl Line {
    fn end(&self) -> u32 {
        self.start + self.edges.len().saturating_sub(1) as u32
    }
}

/// Lays out pieces of a page's text, each `start..end` in characters, in order. `terminator` ends
/// a line besides line breaks, as that of X12 segments does. Where characters are left out
/// between two pieces, a grey line says so.
pub(in crate::packet) fn lay_source(
    text: &str,
    pieces: &[(u32, u32)],
    face: Face,
    terminator: Option<char>,
) -> Vec<SourcePage> {
    let (size, leading) = match face {
        Face::Mono => (MONO_SIZE, MONO_LEADING),
        _ => (SERIF_SIZE, SERIF_LEADING),
    };
    let characters: Vec<char> = text.chars().collect();
    let mut layer = Layer {
        pages: Vec::new(),
        y: BOTTOM,
        face,
        size,
        leading,
        is_next: false,
    };
    for (place, &(start, end)) in pieces.iter().enumerate() {
        if place > 0 {
            layer.gap();
        }
        let end = (end as usize).min(characters.len());
        let mut from = (start as usize).min(end);
        while from < end {
            let rest = characters.get(from..end).unwrap_or_default();
            let broken = rest
                .iter()
                .position(|&c| c == '\n' || Some(c) == terminator);
            let length = broken.map_or(rest.len(), |at| at + 1);
            let line = rest.get(..length).unwrap_or_default();
            layer.source_line(line, from as u32, terminator.is_some());
            from += length;
        }
    }
    layer.pages
}

struct Layer {
    pages: Vec<SourcePage>,
    y: f32,
    face: Face,
    size: f32,
    leading: f32,
    /// Whether the next line belongs to the piece of the one before.
    is_next: bool,
}

impl Layer {
    /// Adds one line of the source, broken where it is too long.
    fn source_line(&mut self, line: &[char], start: u32, only_segments: bool) {
        let shown = line
            .iter()
            .rposition(|c| !matches!(c, '\n' | '\r'))
            .map_or(0, |last| last + 1);
        let mut rest = line.get(..shown).unwrap_or_default();
        if rest.is_empty() {
            // Files of segments have a line break behind each, which shows nothing more.
            if !only_segments {
                self.advance();
            }
            return;
        }
        let mut at = start;
        let mut indent = 0.0;
        while !rest.is_empty() {
            let fitting = self.fitting(rest, LETTER.0 - 2.0 * SIDE - indent);
            let (now, later) = rest.split_at(fitting);
            self.drawn_line(now, at, indent);
            at += fitting as u32;
            rest = later;
            indent = BROKEN_INDENT;
        }
    }

    /// Returns how many characters fit on a line: to the last blank where there is one.
    fn fitting(&self, characters: &[char], width: f32) -> usize {
        let mut used = 0.0;
        let mut last_blank = None;
        for (place, &character) in characters.iter().enumerate() {
            used += self.advance_of(character);
            if used > width && place > 0 {
                return last_blank.unwrap_or(place);
            }
            if character.is_whitespace() {
                last_blank = Some(place + 1);
            }
        }
        characters.len()
    }

    fn advance_of(&self, character: char) -> f32 {
        let cells = if character == '\t' { 4.0 } else { 1.0 };
        self.face.show(character).width * self.size * cells
    }

    fn drawn_line(&mut self, characters: &[char], start: u32, indent: f32) {
        self.advance();
        let mut x = SIDE + indent;
        let mut edges = vec![x];
        // A tab is wider than the space that is drawn for it, so a run ends with it.
        let mut run = String::new();
        let mut run_x = x;
        let (y, face, size) = (self.y, self.face, self.size);
        for &character in characters {
            x += self.advance_of(character);
            edges.push(x);
            run.push(character);
            if character == '\t' {
                self.draw(run_x, y, face, size, &run);
                run.clear();
                run_x = x;
            }
        }
        self.draw(run_x, y, face, size, &run);
        if let Some(page) = self.pages.last_mut() {
            page.lines.push(Line {
                start,
                edges,
                baseline: y,
                size,
                is_next: self.is_next,
            });
            self.is_next = true;
        }
    }

    fn draw(&mut self, x: f32, y: f32, face: Face, size: f32, text: &str) {
        if let Some(page) = self.pages.last_mut()
            && !text.is_empty()
        {
            page.draft.text(x, y, face, size, text);
        }
    }

    fn gap(&mut self) {
        self.is_next = false;
        self.advance();
        let y = self.y;
        if let Some(page) = self.pages.last_mut() {
            page.draft
                .shaded(SIDE, y, Face::Serif, 8.0, 110, "[lines left out]");
        }
    }

    /// Moves to the next line, on a new page where this one is full.
    fn advance(&mut self) {
        self.y += self.leading;
        if self.y > BOTTOM || self.pages.is_empty() {
            self.pages.push(SourcePage {
                draft: Draft::letter(),
                lines: Vec::new(),
            });
            self.y = TOP + self.size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(text: &str, terminator: Option<char>) -> Vec<SourcePage> {
        let end = text.chars().count() as u32;
        lay_source(text, &[(0, end)], Face::Mono, terminator)
    }

    #[test]
    fn a_span_over_two_lines_has_a_box_on_each() {
        let pages = pages("Denies intent.\nReports a plan.\n", None);
        assert_eq!(pages.len(), 1);
        let areas = pages[0].areas(7, 22);
        assert_eq!(areas.len(), 2);
        assert!(areas[0].y0 > areas[1].y0, "the first line stands higher");
        assert!((areas[0].x0 - (SIDE + 7.0 * 0.6 * MONO_SIZE)).abs() < 0.1);
    }

    #[test]
    fn segments_stand_on_lines_of_their_own() {
        let pages = pages("CLP*1~SVC*2~CAS*3~", Some('~'));
        let tops: Vec<f32> = [0, 6, 12]
            .map(|at| pages[0].areas(at, at + 3)[0].y1)
            .to_vec();
        assert!(tops[0] > tops[1] && tops[1] > tops[2], "{tops:?}");
    }

    #[test]
    fn what_a_page_shows_is_known_by_character() {
        let text = "line of words\n".repeat(200);
        let pages = pages(&text, None);
        assert!(pages.len() > 2);
        let (_, end) = pages[0].ranges()[0];
        assert!(pages[0].shows(5) && !pages[1].shows(5) && pages[1].shows(end + 1));
    }

    #[test]
    fn what_is_left_out_between_pieces_is_said() {
        let pages = lay_source("abcdef", &[(0, 2), (4, 6)], Face::Mono, None);
        let said = pages[0].draft.ops.iter().any(
            |op| matches!(op, super::super::Op::Text { text, .. } if text == "[lines left out]"),
        );
        assert!(said && !pages[0].shows(3));
        assert_eq!(pages[0].ranges(), [(0, 2), (4, 6)]);
    }
}
