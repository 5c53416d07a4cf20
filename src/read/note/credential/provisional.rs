//! Tells a licence that a word behind it makes provisional: an `LPC Associate` is no LPC yet.

use super::role_word;
use crate::model::AuthorClass;
use crate::text::strip_prefix_ignoring_case;

/// Words that make a licence provisional.
const WORDS: [&str; 4] = ["associate", "assoc.", "assoc", "candidate"];

/// Words behind them that name a post of somebody who holds the licence: `LPC Associate Director`.
const POSTS: [&str; 14] = [
    "director",
    "professor",
    "dean",
    "vice",
    "chief",
    "clinical",
    "medical",
    "program",
    "executive",
    "faculty",
    "manager",
    "administrator",
    "editor",
    "chair",
];

/// Returns the length and class of a licence with such a word: `MFT Associate`, `LMHC-Associate`, `LPC
/// (Associate)`. Behind a comma the word begins a post.
pub(super) fn with_word(
    text: &str,
    start: usize,
    length: usize,
    class: AuthorClass,
) -> (usize, AuthorClass) {
    let may_be = matches!(
        class,
        AuthorClass::Independent | AuthorClass::Psychologist | AuthorClass::Supervised
    );
    match may_be.then(|| longer(text, start, length)).flatten() {
        Some(length) => (length, AuthorClass::Supervised),
        None => (length, class),
    }
}

fn longer(text: &str, start: usize, length: usize) -> Option<usize> {
    let licence = text.get(start..start + length)?;
    // "LMHC-Associate" was read as one.
    if let Some((_, last)) = licence.rsplit_once('-')
        && WORDS.iter().any(|word| last.eq_ignore_ascii_case(word))
    {
        return Some(length);
    }
    let rest = text.get(start + length..)?;
    let behind = rest.strip_prefix([' ', '-'])?;
    let behind = behind.strip_prefix('(').unwrap_or(behind);
    let mut words = WORDS.iter();
    let tail = words.find_map(|word| strip_prefix_ignoring_case(behind, word))?;
    let next = tail.strip_prefix(' ').unwrap_or_default();
    let next = next.get(..role_word(next)).unwrap_or_default();
    let is_post = POSTS.iter().any(|post| next.eq_ignore_ascii_case(post));
    let ends = !tail.starts_with(|c: char| c.is_alphanumeric() || c == '-');
    let close = usize::from(tail.starts_with(')'));
    (ends && !is_post).then(|| length + rest.len() - tail.len() + close)
}
