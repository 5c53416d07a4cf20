//! The stamp at the foot of every page: exhibit, running number, and where the page comes from.

use super::Source;
use super::draw::{Draft, Face, LETTER};
use super::pdf::STRIP;
use super::place::Placed;

const SIDE: f32 = 36.0;
const SIZE: f32 = 8.5;
const SMALL: f32 = 7.0;

/// What a stamp says.
pub(super) struct Stamp<'s> {
    /// `Exhibit C`, or what else the page is.
    pub(super) label: &'s str,
    /// The claim.
    pub(super) claim: &'s str,
    /// The page's number, from 1.
    pub(super) number: usize,
    /// Pages in all.
    pub(super) of: usize,
    /// Where the page comes from; empty for the packet's own pages.
    pub(super) source: String,
}

/// Says where a page of an exhibit comes from.
pub(super) fn source_words(source: &Source<'_>, placed: &Placed) -> String {
    let digits: String = source.sha256.chars().take(12).collect();
    let part = match &placed.body {
        super::place::Body::Copied { .. } => "copy of the original page".to_owned(),
        super::place::Body::Text(_) => {
            let ranges = placed.ranges.iter();
            let ranges: Vec<String> = ranges
                .map(|(start, end)| format!("{start}–{end}"))
                .collect();
            format!("text of the file, characters {}", ranges.join(", "))
        }
    };
    format!(
        "{}, page {} · {part} · SHA-256 {digits}",
        source.shown_path(),
        placed.page
    )
}

impl Stamp<'_> {
    /// Stamps a page of the packet's own.
    pub(super) fn on(&self, draft: &mut Draft) {
        self.draw(draft, LETTER.1 - STRIP);
    }

    /// Returns the stamp alone, for a strip as wide as a copied page.
    pub(super) fn alone(&self, width: f32) -> Draft {
        let mut draft = Draft::sized(width, STRIP);
        self.draw(&mut draft, 0.0);
        draft
    }

    fn draw(&self, draft: &mut Draft, top: f32) {
        let side = SIDE.min(draft.width * 0.06);
        let room = draft.width - 2.0 * side;
        draft.rule(side, top + 3.0, room);
        let left = fitted(
            &format!("{} · claim {}", self.label, self.claim),
            Face::Bold,
            SIZE,
            room * 0.7,
        );
        draft.text(side, top + 13.0, Face::Bold, SIZE, &left);
        let right = format!("page {} of {}", self.number, self.of);
        let x = draft.width - side - Face::Bold.width(&right, SIZE);
        draft.text(x, top + 13.0, Face::Bold, SIZE, &right);
        if !self.source.is_empty() {
            let words = fitted(&self.source, Face::Serif, SMALL, room);
            draft.shaded(side, top + 23.0, Face::Serif, SMALL, 60, &words);
        }
    }
}

/// Cuts the front of words that are too long: a path's end and the hash tell more.
fn fitted(words: &str, face: Face, size: f32, width: f32) -> String {
    let mut rest = words;
    while face.width(rest, size) > width {
        let mut characters = rest.chars();
        if characters.next().is_none() {
            break;
        }
        rest = characters.as_str();
    }
    if rest.len() == words.len() {
        return words.to_owned();
    }
    let mut characters = rest.chars();
    characters.next();
    format!("…{}", characters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_keeps_its_end() {
        let words = "a/very/long/path/that/does/not/fit.pdf, page 3";
        let cut = fitted(words, Face::Serif, 7.0, 90.0);
        assert!(
            cut.starts_with('…') && cut.ends_with("fit.pdf, page 3"),
            "{cut}"
        );
        assert!(Face::Serif.width(&cut, 7.0) <= 92.0);
        assert_eq!(fitted("short", Face::Serif, 7.0, 90.0), "short");
    }
}
