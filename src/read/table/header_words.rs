//! Answers for the words of a header: `Auth #`, `authNumber` and `AUTH_NO` are the same two.

use super::vocabulary::VOCABULARY;
use crate::text::words::{WordMap, WordSet};
use std::collections::BTreeSet;

/// The words of a header, in no order.
pub(super) type Words = BTreeSet<String>;

/// Splits a header into its words.
pub(super) fn words(header: &str) -> Words {
    words_with(header, &VOCABULARY.fillers, &VOCABULARY.synonyms)
}

/// Returns the words without numbers and single letters, as in `Dx 1` and `Modifier B`.
pub(super) fn unnumbered(words: &Words) -> Option<Words> {
    if !words.iter().any(|word| is_number(word)) {
        return None;
    }
    let kept: Words = words
        .iter()
        .filter(|word| !is_number(word))
        .cloned()
        .collect();
    (!kept.is_empty()).then_some(kept)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit()) || word.chars().count() == 1
}

/// Returns whether a cell is prose: of its words that head no column of any table one cannot be cut
/// into words that do, and either there are two of them or no more than two words in all. Then
/// none of [`unnumbered`], [`unglued`] and a word less makes a header of it.
pub(super) fn is_prose(cell: &str) -> bool {
    let mut first = String::new();
    let mut glued = Vec::new();
    let (mut count, mut has_two, mut has_whole, mut has_units) = (0, false, false, false);
    cut(cell, |word| {
        match VOCABULARY.roles.of(word) {
            FILLS => return,
            0 => {}
            role => {
                // What units are is told by the values below.
                has_units |= role & MEANS_UNITS != 0;
                count += 1;
                return;
            }
        }
        count += 1;
        if is_number(word) || !word.is_ascii() {
            return;
        }
        if first.is_empty() {
            first.push_str(word);
        } else {
            has_two |= first != word;
        }
        if !may_be_glued(word) {
            has_whole = true;
        } else if !has_whole {
            glued.push(word.to_owned());
        }
    });
    let is_whole = |word: &String| pieces(word).is_none_or(|pieces| pieces.len() == 1);
    (has_two || count < 3) && !has_units && (has_whole || glued.iter().any(is_whole))
}

/// Says nothing in a header; see [`super::vocabulary::Vocabulary::roles`].
pub(super) const FILLS: u8 = 1;
/// Heads a column, alone or among others.
pub(super) const HEADS: u8 = 1 << 1;
/// Stands for units.
pub(super) const MEANS_UNITS: u8 = 1 << 2;

/// Cuts words that were written together, as in `servicedate` and `claimnum`; `None` where they
/// cannot be cut into known words. The fewest words win.
pub(super) fn unglued(words: &Words) -> Option<Words> {
    let mut cut = Vec::new();
    for word in words {
        cut.extend(pieces(word).unwrap_or_else(|| vec![word.as_str()]));
    }
    let all = cut.join(" ");
    (cut.len() > words.len()).then(|| self::words(&all))
}

fn may_be_glued(word: &str) -> bool {
    word.is_ascii() && (6..=40).contains(&word.len())
}

fn pieces(word: &str) -> Option<Vec<&str>> {
    if !may_be_glued(word) {
        return None;
    }
    // The best cut of each beginning of the word: how many pieces, none where it cannot be cut,
    // and where the last of them begins.
    let mut best = [(0_usize, 0_usize); 41];
    for start in 0..word.len() - 1 {
        let count = best.get(start)?.0;
        if start > 0 && count == 0 {
            continue;
        }
        for end in start + 2..=word.len() {
            let slot = best.get_mut(end)?;
            let is_shorter = slot.0 == 0 || count + 1 < slot.0;
            if is_shorter && VOCABULARY.dictionary.contains(word.get(start..end)?) {
                *slot = (count + 1, start);
            }
        }
    }
    if best.get(word.len())?.0 == 0 {
        return None;
    }
    let mut found = Vec::new();
    let mut end = word.len();
    while end > 0 {
        let (_, start) = *best.get(end)?;
        found.push(word.get(start..end)?);
        end = start;
    }
    Some(found)
}

/// Splits a header into words under the given fillers and synonyms.
pub(super) fn words_with(header: &str, fillers: &WordSet, synonyms: &WordMap<String>) -> Words {
    let mut words = Vec::new();
    cut(header, |word| words.push(word.to_owned()));
    // A payer's id is no number of the insurance, which is the member's.
    if let Some(at) = words
        .windows(2)
        .position(|pair| matches!(pair, [payer, id] if matches!(payer.as_str(), "payer" | "payor") && id == "id"))
    {
        words.splice(at..at + 2, ["payerid".to_owned()]);
    }
    words
        .into_iter()
        .filter(|word| !fillers.contains(word))
        .map(|word| synonyms.get(&word).cloned().unwrap_or(word))
        .collect()
}

/// Calls `take` with each word of a header, in lower case, and with each `#`.
fn cut(header: &str, mut take: impl FnMut(&str)) {
    let mut word = String::new();
    let (mut after_letter, mut after_small) = (false, false);
    // A remark in parentheses is no part of the name.
    let visible = match header.find('(') {
        Some(at) if at > 0 => header.get(..at).unwrap_or(header),
        _ => header,
    };
    // `D.O.B.` is one word.
    let visible = if is_dotted(visible) {
        &visible.replace('.', "")
    } else {
        visible
    };
    if visible.is_ascii() && !visible.contains('\'') {
        return cut_plain(&visible.to_ascii_lowercase(), visible.as_bytes(), take);
    }
    for character in visible.chars() {
        // `Client's` and `OK'd` are one word each.
        if matches!(character, '\'' | '’') {
            continue;
        }
        let is_letter = character.is_alphabetic();
        let is_part = is_letter || character.is_numeric();
        let new_word =
            !is_part || after_letter != is_letter || after_small && character.is_uppercase();
        if new_word && !word.is_empty() {
            take(&word);
            word.clear();
        }
        if character.is_ascii_alphanumeric() {
            word.push(character.to_ascii_lowercase());
        } else if is_part {
            word.extend(character.to_lowercase());
        } else if character == '#' {
            take("#");
        }
        after_letter = is_letter;
        after_small = is_letter && character.is_lowercase();
    }
    if !word.is_empty() {
        take(&word);
    }
}

/// Does what [`cut`] does, for a header of ASCII without apostrophes, whose words stand in its
/// `lower` case as they are.
fn cut_plain(lower: &str, header: &[u8], mut take: impl FnMut(&str)) {
    let mut start = 0;
    let mut before = b' ';
    for (place, &byte) in header.iter().enumerate() {
        let goes_on = byte.is_ascii_alphanumeric()
            && before.is_ascii_alphabetic() == byte.is_ascii_alphabetic()
            && !(before.is_ascii_lowercase() && byte.is_ascii_uppercase());
        before = byte;
        if goes_on {
            continue;
        }
        match lower.get(start..place) {
            Some(word) if !word.is_empty() => take(word),
            _ => {}
        }
        start = place;
        if !byte.is_ascii_alphanumeric() {
            start += 1;
            if byte == b'#' {
                take("#");
            }
        }
    }
    match lower.get(start..) {
        Some(word) if !word.is_empty() => take(word),
        _ => {}
    }
}

fn is_dotted(header: &str) -> bool {
    header.contains('.')
        && header
            .trim()
            .split('.')
            .all(|part| part.chars().count() <= 1)
}
