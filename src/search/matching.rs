//! Finds the characters of a stored note that a query asked for.

use super::document::{StoredNote, joined};
use super::schema::analyzer;
use super::syntax::Node;
use crate::model::IndicatorId;
use crate::text::CharMap;
use std::collections::BTreeMap;
use std::ops::Range;

/// Words shown before and after a match, in characters.
const AROUND: usize = 120;
/// Matches shown of one note.
const MATCHES: usize = 200;
/// Characters shown of a note in which nothing particular was asked for.
const OPENING: u32 = 80;

/// A place in a note: which piece, and which characters of the page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) page: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Index into the note's mentions, where the place is a mention's.
    pub(super) mention: Option<usize>,
}

/// Returns the places that made the note a hit, in reading order. When the query asked for
/// facts of the note only, that is its opening.
pub(super) fn places(note: &StoredNote, query: &Node) -> Vec<Place> {
    let mut leaves = Vec::new();
    positive_leaves(query, &mut leaves);
    let mut places = mention_places(note, &leaves);
    places.extend(word_places(note, &leaves));
    places.sort();
    places.dedup();
    places.truncate(MATCHES);
    if places.is_empty()
        && let Some(piece) = note.pages.first()
    {
        let length = piece.text.as_str().chars().take(OPENING as usize).count() as u32;
        let end = piece.start.saturating_add(length);
        places.push(Place {
            page: piece.page,
            start: piece.start,
            end,
            mention: None,
        });
    }
    places
}

/// The pieces of a note, prepared for cutting many places out of them.
pub(super) struct Pieces<'n> {
    pieces: Vec<Piece<'n>>,
}

struct Piece<'n> {
    page: u32,
    start: u32,
    end: u32,
    text: &'n str,
    map: CharMap<'n>,
}

impl<'n> Pieces<'n> {
    /// Prepares a note.
    pub(super) fn new(note: &'n StoredNote) -> Self {
        let pieces = note.pages.iter().map(|piece| {
            let text = piece.text.as_str();
            let map = CharMap::new(text);
            let end = piece.start.saturating_add(map.to_char(text.len()));
            Piece {
                page: piece.page,
                start: piece.start,
                end,
                text,
                map,
            }
        });
        Self {
            pieces: pieces.collect(),
        }
    }

    /// Returns the words of a place, with up to 120 characters before and after, cut at a word.
    /// All are empty when the place lies outside the note.
    pub(super) fn cut(&self, place: &Place) -> [&'n str; 3] {
        let found = self.pieces.iter().find(|piece| {
            piece.page == place.page && piece.start <= place.start && place.end <= piece.end
        });
        let Some(piece) = found else { return [""; 3] };
        let from = piece.map.to_byte(place.start.saturating_sub(piece.start));
        let to = piece
            .map
            .to_byte(place.end.saturating_sub(piece.start))
            .max(from);
        let (before, rest) = piece.text.split_at_checked(from).unwrap_or_default();
        let (quote, after) = rest.split_at_checked(to - from).unwrap_or_default();
        [tail(before), quote, head(after)]
    }
}

fn tail(text: &str) -> &str {
    let Some((byte, _)) = text.char_indices().rev().nth(AROUND - 1) else {
        return text;
    };
    let cut = text.get(byte..).unwrap_or_default();
    if byte == 0 {
        return text;
    }
    cut.split_once(char::is_whitespace)
        .map_or(cut, |(_, rest)| rest)
}

fn head(text: &str) -> &str {
    let Some((byte, _)) = text.char_indices().nth(AROUND) else {
        return text;
    };
    let cut = text.get(..byte).unwrap_or_default();
    cut.rsplit_once(char::is_whitespace)
        .map_or(cut, |(rest, _)| rest)
}

/// Collects what the query asks to be there. The parser bounds the depth.
fn positive_leaves<'q>(node: &'q Node, leaves: &mut Vec<&'q Node>) {
    match node {
        Node::Not(_) => {}
        Node::All(nodes) | Node::Any(nodes) => {
            for node in nodes {
                positive_leaves(node, leaves);
            }
        }
        leaf => leaves.push(leaf),
    }
}

fn mention_places(note: &StoredNote, leaves: &[&Node]) -> Vec<Place> {
    let asked = |indicator: IndicatorId, assertion| {
        leaves.iter().any(|leaf| match leaf {
            Node::Mention(id, class) => {
                id.is_none_or(|id| id.as_str().eq_ignore_ascii_case(indicator.as_str()))
                    && class.is_none_or(|class| class == assertion)
            }
            _ => false,
        })
    };
    note.mentions
        .iter()
        .enumerate()
        .filter(|(_, mention)| asked(mention.indicator, mention.assertion))
        .map(|(index, mention)| Place {
            page: mention.page,
            start: mention.start,
            end: mention.end,
            mention: Some(index),
        })
        .collect()
}

fn word_places(note: &StoredNote, leaves: &[&Node]) -> Vec<Place> {
    // Phrases by first word, so that every word of the note is looked up once.
    let mut phrases: BTreeMap<&str, Vec<&[String]>> = BTreeMap::new();
    let mut stems = Vec::new();
    for leaf in leaves {
        match leaf {
            Node::Phrase(words) => {
                if let Some(first) = words.first() {
                    phrases.entry(first).or_default().push(words);
                }
            }
            Node::Prefix(stem) => stems.push(stem.as_str()),
            _ => {}
        }
    }
    if phrases.is_empty() && stems.is_empty() {
        return Vec::new();
    }
    let text = joined(note.pages.iter().map(|piece| piece.text.as_str()));
    let tokens = tokens(&text);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (index, (range, word)) in tokens.iter().enumerate() {
        for phrase in phrases.get(word.as_str()).into_iter().flatten() {
            let Some(found) = tokens.get(index..index + phrase.len()) else {
                continue;
            };
            if found.iter().map(|(_, word)| word).eq(phrase.iter())
                && let Some((last, _)) = found.last()
            {
                ranges.push(range.start..last.end);
            }
        }
        if stems.iter().any(|stem| word.starts_with(stem)) {
            ranges.push(range.clone());
        }
    }
    to_places(note, ranges)
}

fn tokens(text: &str) -> Vec<(Range<usize>, String)> {
    let mut analyzer = analyzer();
    let mut stream = analyzer.token_stream(text);
    let mut tokens = Vec::new();
    while stream.advance() {
        let token = stream.token();
        tokens.push((token.offset_from..token.offset_to, token.text.clone()));
    }
    tokens
}

/// Turns byte ranges of the joined text into characters of pages; a range across a page's end
/// becomes two places.
fn to_places(note: &StoredNote, ranges: Vec<Range<usize>>) -> Vec<Place> {
    let mut places = Vec::new();
    let mut begin = 0;
    for piece in &note.pages {
        let text = piece.text.as_str();
        let end = begin + text.len();
        let map = CharMap::new(text);
        for range in &ranges {
            let (from, to) = (range.start.max(begin), range.end.min(end));
            if from < to {
                places.push(Place {
                    page: piece.page,
                    start: piece.start.saturating_add(map.to_char(from - begin)),
                    end: piece.start.saturating_add(map.to_char(to - begin)),
                    mention: None,
                });
            }
        }
        // One byte for the line break between pieces.
        begin = end + 1;
    }
    places
}
