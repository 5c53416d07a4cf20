//! Finds every phrase of a list that stands alone in plain text, the longer and the shorter ones.
//! It does not know what the phrases mean.
//!
//! A phrase that stands alone begins and ends where words do, so phrases are looked up word by
//! word in one hash table rather than letter by letter: most words of a note begin no phrase and
//! cost one look at a small set of bits.

use crate::text::bytes::{self, load};

/// A list of phrases, prepared for finding.
#[derive(Debug)]
pub(crate) struct Phrases {
    /// The phrases' text, one after another.
    text: String,
    phrases: Vec<Phrase>,
    /// How many nodes there are.
    nodes: u32,
    /// Steps from node to node, an open table whose size is a power of two.
    steps: Vec<Step>,
    /// The words that are phrases of their own.
    words: Bits<512>,
    /// The first two words of longer phrases.
    pairs: Bits<2048>,
}

/// Where a phrase stands in the text of all.
#[derive(Debug, Clone, Copy)]
struct Phrase {
    start: u32,
    end: u32,
    /// Another one that ends at the same node.
    twin: u32,
}

/// Two steps with equal keys would join their nodes. That loses nothing: a found phrase is
/// compared letter by letter before it is told.
#[derive(Debug, Clone, Copy)]
struct Step {
    key: u32,
    next: u32,
    /// A phrase that ends at the next node.
    phrase: u32,
}

const FREE: Step = Step {
    key: 0,
    next: NONE,
    phrase: NONE,
};
const NONE: u32 = u32::MAX;
const ROOT: u32 = 0;
/// The plural of a shorter phrase is a word of its own ("hiss").
const SHORTEST_WITH_PLURAL: usize = 5;

/// One word or one other sign, with the space before it if there is one.
#[derive(Clone, Copy)]
struct Piece {
    start: usize,
    end: usize,
    hash: u64,
    /// Whether it ends with "s", and the hash of what stands before.
    plural: bool,
    singular: u64,
    spaced: bool,
}

impl Phrases {
    /// Prepares a list of phrases; their order numbers them.
    pub(crate) fn new<T: AsRef<str>>(list: &[T]) -> Self {
        let mut phrases = Self {
            text: String::new(),
            phrases: Vec::with_capacity(list.len()),
            nodes: 1,
            steps: vec![FREE; 2],
            words: Bits::new(),
            pairs: Bits::new(),
        };
        for (index, phrase) in list.iter().enumerate() {
            phrases.add(index as u32, phrase.as_ref());
        }
        phrases
    }

    fn add(&mut self, index: u32, phrase: &str) {
        let start = self.text.len() as u32;
        self.text.push_str(phrase);
        self.phrases.push(Phrase {
            start,
            end: self.text.len() as u32,
            twin: NONE,
        });
        let mut heads = pieces(phrase.as_bytes());
        match (heads.next(), heads.next()) {
            (Some(first), Some(second)) => self.pairs.set(pair(first.hash, second.follows())),
            (Some(word), None) => self.words.set(word.hash),
            (None, _) => return,
        }
        let (mut node, mut last) = (ROOT, 0);
        for piece in pieces(phrase.as_bytes()) {
            if self.nodes as usize * 2 > self.steps.len() {
                self.grow();
            }
            let key = key(node, piece.follows());
            last = self.place(key);
            let Some(step) = self.steps.get_mut(last) else {
                return;
            };
            if step.next == NONE {
                *step = Step {
                    key,
                    next: self.nodes,
                    phrase: NONE,
                };
                self.nodes += 1;
            }
            node = step.next;
        }
        if let Some(step) = self.steps.get_mut(last)
            && let Some(phrase) = self.phrases.last_mut()
        {
            phrase.twin = step.phrase;
            step.phrase = index;
        }
    }

    /// Doubles the table; it stays half empty, so that a look at it is short.
    fn grow(&mut self) {
        let double = vec![FREE; self.steps.len() * 2];
        for step in std::mem::replace(&mut self.steps, double) {
            if step.next != NONE {
                let place = self.place(step.key);
                if let Some(free) = self.steps.get_mut(place) {
                    *free = step;
                }
            }
        }
    }

    /// Calls `found` with start, end and number of every phrase that stands alone in
    /// `text[from..to]`.
    pub(crate) fn find(
        &self,
        text: &str,
        from: usize,
        to: usize,
        found: impl FnMut(usize, usize, usize),
    ) {
        self.scan::<false>(text, from, to, found);
    }

    /// Does as [`Self::find`], and takes the "s" of a plural or a verb as part of the phrase.
    pub(crate) fn find_inflected(
        &self,
        text: &str,
        from: usize,
        to: usize,
        found: impl FnMut(usize, usize, usize),
    ) {
        self.scan::<true>(text, from, to, found);
    }

    fn scan<const INFLECTED: bool>(
        &self,
        text: &str,
        from: usize,
        to: usize,
        mut found: impl FnMut(usize, usize, usize),
    ) {
        let bytes = text.as_bytes();
        let within = |at: usize| {
            let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
            at > 0 && letter(at - 1) && letter(at)
        };
        // What begins or ends within a word is no phrase.
        let mut to = to;
        while within(to) {
            to -= 1;
        }
        let bytes = bytes.get(..to).unwrap_or(bytes);
        let mut at = from;
        if within(from) {
            at = word_end(bytes, at);
        }
        // The piece before, and whether it is a phrase of its own.
        let (mut before, mut alone) = (None::<Piece>, false);
        while let Some(piece) = piece_at::<INFLECTED>(bytes, at) {
            if let Some(before) = before {
                let led = self.pairs.has(pair(before.hash, piece.follows()))
                    || (INFLECTED
                        && piece.plural
                        && self.pairs.has(pair(before.hash, piece.follows_singular())));
                if alone || led {
                    self.walk::<INFLECTED>(text, bytes.len(), before, Some(piece), &mut found);
                }
            }
            alone = self.words.has(piece.hash)
                || (INFLECTED && piece.plural && self.words.has(piece.singular));
            before = Some(piece);
            at = piece.end;
        }
        if let Some(last) = before.filter(|_| alone) {
            self.walk::<INFLECTED>(text, bytes.len(), last, None, &mut found);
        }
    }

    /// Follows the phrases that begin with a piece; the one behind it is known, if there is one.
    fn walk<const INFLECTED: bool>(
        &self,
        text: &str,
        to: usize,
        first: Piece,
        mut second: Option<Piece>,
        found: &mut impl FnMut(usize, usize, usize),
    ) {
        let bytes = text.as_bytes();
        let bytes = bytes.get(..to).unwrap_or(bytes);
        let start = first.start;
        // What stands before a phrase is none of it.
        let mut piece = Piece {
            spaced: false,
            ..first
        };
        let mut node = ROOT;
        loop {
            if INFLECTED && piece.plural && piece.end - 1 - start >= SHORTEST_WITH_PLURAL {
                let singular = self.step(node, piece.follows_singular());
                let phrase = singular.map_or(NONE, |step| step.phrase);
                self.tell(phrase, text, start, piece.end - 1, |phrase| {
                    found(start, piece.end, phrase);
                });
            }
            let Some(step) = self.step(node, piece.follows()) else {
                return;
            };
            self.tell(step.phrase, text, start, piece.end, |phrase| {
                found(start, piece.end, phrase);
            });
            node = step.next;
            let behind = second
                .take()
                .or_else(|| piece_at::<INFLECTED>(bytes, piece.end));
            let Some(behind) = behind else { return };
            piece = behind;
        }
    }

    /// Tells which of a phrase and its twins are the text from `start` to `end`.
    fn tell(
        &self,
        mut number: u32,
        text: &str,
        start: usize,
        end: usize,
        mut found: impl FnMut(usize),
    ) {
        while let Some(phrase) = self.phrases.get(number as usize) {
            let own = self.text.get(phrase.start as usize..phrase.end as usize);
            if text.get(start..end) == own {
                found(number as usize);
            }
            number = phrase.twin;
        }
    }

    fn step(&self, node: u32, hash: u64) -> Option<&Step> {
        let step = self.steps.get(self.place(key(node, hash)))?;
        (step.next != NONE).then_some(step)
    }

    /// Returns the place of a step in the table, or the free place for it. The table is half
    /// empty, so there is one.
    fn place(&self, key: u32) -> usize {
        let mask = self.steps.len() - 1;
        let mut place = key as usize & mask;
        while self
            .steps
            .get(place)
            .is_some_and(|step| step.next != NONE && step.key != key)
        {
            place = (place + 1) & mask;
        }
        place
    }
}

impl Piece {
    /// Returns the hash of the piece as one that follows another: "si hi" is not "si/hi".
    fn follows(&self) -> u64 {
        self.hash.rotate_left(u32::from(self.spaced) * 32)
    }

    fn follows_singular(&self) -> u64 {
        self.singular.rotate_left(u32::from(self.spaced) * 32)
    }
}

/// A set of hashes that may hold a few more than were put in: small enough to stay in the nearest
/// cache, large enough that few words pass by chance. `SIZE` is a power of two.
#[derive(Debug)]
struct Bits<const SIZE: usize>(Box<[u64; SIZE]>);

impl<const SIZE: usize> Bits<SIZE> {
    fn new() -> Self {
        Self(Box::new([0; SIZE]))
    }

    fn set(&mut self, hash: u64) {
        self.0[Self::word(hash)] |= 1 << (hash & 63);
    }

    fn has(&self, hash: u64) -> bool {
        self.0[Self::word(hash)] >> (hash & 63) & 1 == 1
    }

    fn word(hash: u64) -> usize {
        (hash >> 40) as usize & (SIZE - 1)
    }
}

fn key(node: u32, hash: u64) -> u32 {
    let node = u64::from(node).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((hash ^ node).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32
}

fn pair(first: u64, second: u64) -> u64 {
    let both = (first.rotate_left(17) ^ second).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    both ^ both >> 32
}

fn pieces(bytes: &[u8]) -> impl Iterator<Item = Piece> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let piece = piece_at::<false>(bytes, at)?;
        at = piece.end;
        Some(piece)
    })
}

/// Returns the piece at a place: an optional space, then a word or one sign.
#[inline(always)]
fn piece_at<const INFLECTED: bool>(bytes: &[u8], at: usize) -> Option<Piece> {
    let spaced = *bytes.get(at)? == b' ' && at + 1 < bytes.len();
    let start = at + usize::from(spaced);
    let eight = load(bytes, start);
    let length = letters(eight).max(1);
    if length == 8 {
        return Some(long_piece(bytes, start, spaced));
    }
    let cut = |length: usize| mix(eight & !(u64::MAX << (8 * length)), length);
    let plural = INFLECTED && length > 1 && (eight >> (8 * (length - 1))) as u8 == b's';
    Some(Piece {
        start,
        end: start + length,
        hash: cut(length),
        plural,
        singular: if plural { cut(length - 1) } else { 0 },
        spaced,
    })
}

/// Returns the piece of a word of eight letters or more.
fn long_piece(bytes: &[u8], start: usize, spaced: bool) -> Piece {
    let length = word_end(bytes, start + 8) - start;
    Piece {
        start,
        end: start + length,
        hash: hash(bytes, start, length),
        plural: bytes.get(start + length - 1) == Some(&b's'),
        singular: hash(bytes, start, length - 1),
        spaced,
    }
}

/// Returns the end of the word that begins at a place; a place that begins none is its own end.
#[inline]
fn word_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        let length = letters(load(bytes, at));
        at += length;
        if length < 8 {
            return at;
        }
    }
}

/// Returns how many of eight bytes, from the lowest on, are letters and digits before one is not.
/// All eight are judged at once, so that the length of a word costs no guess at a branch.
#[inline]
fn letters(eight: u64) -> usize {
    bytes::run(bytes::letters(eight) | bytes::digits(eight))
}

/// Returns a hash of a word's first and last eight letters and its length.
fn hash(bytes: &[u8], start: usize, length: usize) -> u64 {
    let letters = if length < 8 {
        load(bytes, start) & (u64::MAX >> (64 - 8 * length.max(1)))
    } else {
        load(bytes, start) ^ load(bytes, start + length - 8).rotate_left(21)
    };
    mix(letters, length)
}

#[inline]
fn mix(letters: u64, length: usize) -> u64 {
    let value = (letters ^ (length as u64) << 59).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value ^ (value >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::tokens::stands_alone;
    use proptest::prelude::*;

    fn found(list: &[&str], text: &str, from: usize, to: usize, inflected: bool) -> Vec<String> {
        let phrases = Phrases::new(list);
        let mut found = Vec::new();
        let mut tell = |start: usize, end: usize, phrase: usize| {
            found.push(format!("{start}-{end} {}", list[phrase]));
        };
        if inflected {
            phrases.find_inflected(text, from, to, &mut tell);
        } else {
            phrases.find(text, from, to, &mut tell);
        }
        found.sort();
        found
    }

    /// Looks for every phrase at every place.
    fn sought(list: &[&str], text: &str, from: usize, to: usize, inflected: bool) -> Vec<String> {
        let mut found = Vec::new();
        for phrase in list {
            for start in from..to {
                let end = start + phrase.len();
                if end > to || text.get(start..end) != Some(phrase) {
                    continue;
                }
                if stands_alone(text, start, end) {
                    found.push(format!("{start}-{end} {phrase}"));
                } else if inflected
                    && end < to
                    && phrase.len() >= 5
                    && text.as_bytes()[end] == b's'
                    && stands_alone(text, start, end + 1)
                {
                    found.push(format!("{start}-{} {phrase}", end + 1));
                }
            }
        }
        found.sort();
        found
    }

    #[test]
    fn phrases_stand_alone() {
        let list = ["si", "no si", "no", "+si", "headache", "cut", "si/hi"];
        for (text, expected) in [
            ("no si", vec!["0-2 no", "0-5 no si", "3-5 si"]),
            ("basic si.", vec!["6-8 si"]),
            ("+si/hi", vec!["0-3 +si", "1-3 si", "1-6 si/hi"]),
            ("headaches, cuts", vec!["0-9 headache"]),
            ("nosi sin", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(found(&list, text, 0, text.len(), true), expected, "{text}");
        }
        assert_eq!(found(&list, "headaches", 0, 9, false), Vec::<String>::new());
    }

    #[test]
    fn a_part_of_a_text_is_cut_at_words() {
        let list = ["si", "hi"];
        assert_eq!(found(&list, "hi si hi", 1, 8, false), ["3-5 si", "6-8 hi"]);
        assert_eq!(found(&list, "hi sin", 0, 5, false), ["0-2 hi"]);
    }

    proptest! {
        #[test]
        fn finds_what_a_slow_search_finds(
            words in prop::collection::vec(prop::sample::select(vec![
                "no", "si", "sis", "headache", "headaches", "+", "/", " ", " ", ".", "\n", "x",
                "suicidal ideation", "unbelievably", "unbelievablys", "[x]", "'s", "s",
            ]), 0..30),
            from in 0_usize..20,
            length in 0_usize..120,
            inflected: bool,
        ) {
            let list = [
                "no", "si", "no si", "headache", "+si", "si/", "suicidal ideation", "ideation",
                "unbelievably", "[x] no", "x", "no headache", "si's",
            ];
            let text = words.concat();
            let from = from.min(text.len());
            let to = (from + length).min(text.len());
            prop_assert_eq!(
                found(&list, &text, from, to, inflected),
                sought(&list, &text, from, to, inflected)
            );
        }
    }
}
