//! Reads how a note is worded: what a template left in it, whose pronouns it uses, what it counts
//! from its own day, and which readings it states. Whether any of it is a fault is for the rules.

mod people;
mod persons;
mod phrases;
mod pronouns;
mod readings;
mod statements;

use crate::model::{PersonName, Wording, WordingFacts};
use crate::text::{CharMap, Span};

/// A piece of a note on one page.
struct Piece<'t> {
    place: Span,
    text: &'t str,
    /// The text with ASCII letters in lower case; its bytes stand where the text's do.
    lower: String,
    map: CharMap<'t>,
}

impl Piece<'_> {
    /// Returns the place of some bytes of the piece.
    fn span(&self, from: usize, to: usize) -> Span {
        Span {
            start: self.place.start + self.map.to_char(from),
            end: self.place.start + self.map.to_char(to),
            ..self.place
        }
    }

    /// Returns the bytes of the line around some bytes of the piece.
    fn line(&self, from: usize, to: usize) -> (usize, usize) {
        let before = self.text.get(..from).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let after = self.text.get(to..).unwrap_or_default();
        let end = after.find('\n').map_or(self.text.len(), |at| to + at);
        (start, end)
    }
}

/// Reads the wording of a note, given page by page, that speaks of a patient by name.
pub fn wording(pages: &[(Span, &str)], name: Option<&PersonName>) -> Wording {
    let mut facts = WordingFacts::default();
    for (number, &(place, text)) in pages.iter().enumerate() {
        let piece = Piece {
            place,
            text,
            lower: text.to_ascii_lowercase(),
            map: CharMap::new(text),
        };
        phrases::read(&piece, number == 0, &mut facts);
        statements::read(&piece, &mut facts);
        readings::read(&piece, &mut facts);
    }
    pronouns::read(pages, name, &mut facts);
    people::read(pages, name, &mut facts);
    Wording::new(facts)
}
