//! Tells on which stretches of a line a label can stand that announces anything. On prose, which
//! is most of a chart, they are few.

use super::{LONGEST_ALTERNATIVE, LONGEST_NUMBER, past_bullets};
use crate::text::bytes;

/// What is known of the labels as a whole.
pub(super) struct Reach {
    /// Bytes of the longest.
    longest: usize,
    /// The most bytes that a label has behind a colon or a number of its own.
    behind: usize,
    /// The pairs of bytes in small letters that stand next to each other in a label, as bits.
    pairs: Vec<u64>,
}

impl Reach {
    /// Takes the words of the labels.
    pub(super) fn of(words: &[String]) -> Option<Self> {
        let mut pairs = vec![0; 1 << 10];
        for pair in words.iter().flat_map(|word| word.as_bytes().windows(2)) {
            let (place, bit) = pair_bit(pair[0], pair[1]);
            pairs[place] |= bit;
        }
        let longest = words.iter().map(String::len).max()?;
        let behind = words.iter().filter_map(|word| {
            let first = word.bytes().position(joins)?;
            Some(word.len() - first - 1)
        });
        let behind = behind.max().unwrap_or(0);
        Some(Self {
            longest,
            behind,
            pairs,
        })
    }

    /// Returns the last place at or before one over which no label reaches, or `least`.
    fn cut_before(&self, text: &[u8], from: usize, least: usize) -> usize {
        let is_inside = |place: &usize| {
            let before = place.checked_sub(1).and_then(|at| text.get(at));
            before.zip(text.get(*place)).is_some_and(|(one, next)| {
                let (at, bit) = pair_bit(*one, *next);
                self.pairs[at] & bit != 0
            })
        };
        let mut places = (least..=from).rev();
        places.find(|place| !is_inside(place)).unwrap_or(least)
    }
}

/// Returns whether a byte joins a label to its value.
fn joins(byte: u8) -> bool {
    (byte == b':') | (byte == b'=') | byte.is_ascii_digit()
}

fn pair_bit(one: u8, next: u8) -> (usize, u64) {
    let one = usize::from(one.to_ascii_lowercase());
    let pair = one << 8 | usize::from(next.to_ascii_lowercase());
    (pair >> 6, 1 << (pair & 63))
}

/// A part of a line that is not parted, on which a label can stand that something joins to a
/// value: it opens the line, or a colon, an equals sign or a number stands behind it; see
/// [`super::join_after`].
pub(super) struct Stretch {
    /// A place over which no label reaches.
    pub(super) from: usize,
    /// The last byte at which such a label can begin.
    pub(super) last: usize,
    /// Where every label that begins so early has ended.
    pub(super) end: usize,
}

/// Bytes of a line that are taken as one stretch.
const MOST: usize = 256;

impl Stretch {
    /// Returns the first stretch that ends at or behind a place.
    pub(super) fn at(reach: &Reach, line: &str, position: usize) -> Option<Self> {
        let text = line.as_bytes();
        let opening = line.len() - past_bullets(line).len();
        let next = |from: usize| Some(from + bytes::find(text.get(from..)?, joins)?);
        let (from, first) = if position <= opening {
            (position, opening)
        } else {
            let joint = next(position)?;
            let from = nearest_end(text, joint).saturating_sub(reach.longest);
            let cut = reach.cut_before(text, from.max(position), position);
            (cut, joint)
        };
        // What stands near the next colon or number is of the same stretch.
        let mut last = first;
        while last < first + MOST
            && let Some(joint) = next(last + 1)
            && joint <= last + reach.longest
        {
            last = joint;
        }
        let tail = match text.get(last) {
            Some(&byte) if joins(byte) => reach.behind,
            _ => reach.longest,
        };
        let end = line.floor_char_boundary(last + tail + 1);
        Some(Self { from, last, end })
    }
}

/// Returns the first place at which a label can end that a colon, an equals sign or a digit joins
/// to its value.
fn nearest_end(text: &[u8], joint: usize) -> usize {
    let before = |from: usize, passes: fn(u8) -> bool| {
        let behind = text.get(..from).unwrap_or_default().iter().rev();
        from - behind.take_while(|byte| passes(**byte)).count()
    };
    let is_number = text.get(joint).is_some_and(u8::is_ascii_digit);
    let from = if is_number {
        // The number may begin with letters.
        before(joint, |byte| !byte.is_ascii_whitespace()).max(joint.saturating_sub(LONGEST_NUMBER))
    } else {
        let from = joint.saturating_sub(LONGEST_ALTERNATIVE);
        let before = text.get(from..joint).unwrap_or_default();
        // What a form adds to a label begins with one of these.
        let adds = |byte: &u8| matches!(byte, b'/' | b'(' | b'&');
        let may_add = before.iter().any(adds) || before.windows(4).any(|four| four == b"and ");
        if may_add { from } else { joint }
    };
    // White space, the signs and the plural that may follow a label.
    before(from, |byte| {
        byte.is_ascii_whitespace() || !byte.is_ascii() || b"()sS*#.\x0b".contains(&byte)
    })
}
