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
    let is_number =
        |word: &String| word.bytes().all(|byte| byte.is_ascii_digit()) || word.chars().count() == 1;
    let kept: Words = words
        .iter()
        .filter(|word| !is_number(word))
        .cloned()
        .collect();
    (!kept.is_empty() && kept.len() < words.len()).then_some(kept)
}

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

fn pieces(word: &str) -> Option<Vec<&str>> {
    if !word.is_ascii() || !(6..=40).contains(&word.len()) {
        return None;
    }
    // The best cut of each beginning of the word: how many pieces, and where the last begins.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; word.len() + 1];
    if let Some(first) = best.first_mut() {
        *first = Some((0, 0));
    }
    for end in 2..=word.len() {
        let cuts = (0..end - 1).filter_map(|start| {
            let (count, _) = best.get(start).copied().flatten()?;
            let piece = word.get(start..end)?;
            let is_known = VOCABULARY.dictionary.contains(piece);
            is_known.then_some((count + 1, start))
        });
        let shortest = cuts.min();
        if let Some(slot) = best.get_mut(end) {
            *slot = shortest;
        }
    }
    let mut found = Vec::new();
    let mut end = word.len();
    while end > 0 {
        let (_, start) = best.get(end).copied().flatten()?;
        found.push(word.get(start..end)?);
        end = start;
    }
    Some(found)
}

/// Splits a header into words under the given fillers and synonyms.
pub(super) fn words_with(header: &str, fillers: &WordSet, synonyms: &WordMap<String>) -> Words {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut last = ' ';
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
    for character in visible.chars() {
        let new_word = !character.is_alphanumeric()
            || last.is_lowercase() && character.is_uppercase()
            || last.is_alphabetic() != character.is_alphabetic();
        if character != '\'' {
            if new_word && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if character.is_alphanumeric() {
                word.extend(character.to_lowercase());
            } else if character == '#' {
                words.push("#".to_owned());
            }
        }
        last = character;
    }
    words.push(word);
    // A payer's id is no number of the insurance, which is the member's.
    if let Some(at) = words
        .windows(2)
        .position(|pair| matches!(pair, [payer, id] if matches!(payer.as_str(), "payer" | "payor") && id == "id"))
    {
        words.splice(at..at + 2, ["payerid".to_owned()]);
    }
    words
        .into_iter()
        .filter(|word| !word.is_empty() && !fillers.contains(word))
        .map(|word| synonyms.get(&word).cloned().unwrap_or(word))
        .collect()
}

fn is_dotted(header: &str) -> bool {
    header.contains('.')
        && header
            .trim()
            .split('.')
            .all(|part| part.chars().count() <= 1)
}
