//! Leads from the joined text of a note back to its pages. It reads nothing.

use super::note_input::NoteInput;
use crate::text::{CharMap, Span};

/// One page's piece of the note within the joined text.
pub(super) struct Piece<'a> {
    /// Where it starts in the joined text.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Where it starts in the page's text, in bytes.
    pub(super) within: usize,
    pub(super) span: Span,
    pub(super) map: &'a CharMap<'a>,
}

/// Joins a note's pieces into `original`, a line feed after each.
pub(super) fn join<'a>(input: &NoteInput<'a>, original: &mut String) -> Vec<Piece<'a>> {
    original.clear();
    let mut pieces = Vec::new();
    for span in input.spans {
        let Some(map) = input.pages.get(span.page) else {
            continue;
        };
        let start = original.len();
        original.push_str(map.slice(span.start, span.end));
        pieces.push(Piece {
            start,
            end: original.len(),
            within: map.to_byte(span.start),
            span: *span,
            map,
        });
        original.push('\n');
    }
    pieces
}

/// Returns the characters of a page that a place in the joined text stands on.
pub(super) fn locate(pieces: &[Piece<'_>], from: usize, to: usize) -> Option<Span> {
    let piece = pieces
        .iter()
        .find(|piece| piece.start <= from && from < piece.end)?;
    let start = piece.map.to_char(piece.within + (from - piece.start));
    let end = piece
        .map
        .to_char(piece.within + (to.min(piece.end) - piece.start));
    Some(Span::new(
        piece.span.file,
        piece.span.page,
        start,
        end.max(start),
    ))
}
