//! Reads plus and minus signs written at a finding: "+SI, -HI", "SI- HI-", "(-) SI (+) cravings".
//! It does not read boxes.

use crate::text::bytes;

/// Returns whether the words at `from..to` of a sentence bear a plus (`true`) or a minus.
pub(super) fn sign(sentence: &str, from: usize, to: usize) -> Option<bool> {
    if !bytes::any(sentence.as_bytes(), |byte| (byte == b'+') | (byte == b'-')) {
        return None;
    }
    bracketed(sentence, from, to)
        .or_else(|| glued_before(sentence, from))
        .or_else(|| glued_behind(sentence, to))
}

/// Reads "(-) SI (+) cravings", the signs leading, or "SI (-), HI (+)", the signs behind.
fn bracketed(sentence: &str, from: usize, to: usize) -> Option<bool> {
    let mut marks = sentence
        .match_indices(['(', '['])
        .filter_map(|(at, _)| Some((at, value(sentence.get(at + 1..at + 3)?)?)))
        .peekable();
    let first = marks.peek()?.0;
    let lead = sentence.get(..first)?.trim();
    if lead.is_empty() || lead.ends_with(':') {
        let (at, present) = marks.take_while(|mark| mark.0 < from).last()?;
        let between = sentence.get(at + 3..from)?;
        return (between.split_whitespace().count() <= 6 && !between.contains(['.', ';']))
            .then_some(present);
    }
    let (at, present) = marks.find(|mark| mark.0 >= to)?;
    let between = sentence.get(to..at)?;
    (between.split_whitespace().count() <= 2 && !between.contains([',', '.', ';', ':']))
        .then_some(present)
}

fn value(sign: &str) -> Option<bool> {
    match sign {
        "+)" | "+]" => Some(true),
        "-)" | "-]" => Some(false),
        _ => None,
    }
}

/// Reads "+SI, -HI". A lone minus at the start of a line is a bullet.
fn glued_before(sentence: &str, from: usize) -> Option<bool> {
    let bytes = sentence.as_bytes();
    let sign = *bytes.get(from.checked_sub(1)?)?;
    let free = from < 2 || matches!(bytes.get(from - 2), Some(b' ' | b',' | b';' | b'/'));
    if !free {
        return None;
    }
    match sign {
        b'+' => Some(true),
        b'-' if from >= 2 || sentence.contains('+') => Some(false),
        _ => None,
    }
}

/// Reads "SI- HI-": each item of the line bears its sign, so a dash before a value is none.
fn glued_behind(sentence: &str, to: usize) -> Option<bool> {
    let bytes = sentence.as_bytes();
    let sign = *bytes.get(to)?;
    if !matches!(sign, b'+' | b'-') {
        return None;
    }
    let rest = sentence.get(to + 1..)?;
    let next = rest.trim_start_matches([',', ';', '/', ' ']);
    let word = next
        .split([' ', ',', ';', '/', '.'])
        .next()
        .unwrap_or_default();
    let ended = rest.is_empty() || rest.starts_with([' ', ',', ';', '/', '.']);
    let signed =
        rest.starts_with([',', ';', '/', '.']) || next.is_empty() || word.ends_with(['+', '-']);
    (ended && signed).then_some(sign == b'+')
}

#[cfg(test)]
mod tests {
    use super::sign;

    #[test]
    fn signs_are_told_from_dashes() {
        for (sentence, word, wanted) in [
            ("+si, -hi", "si", Some(true)),
            ("+si, -hi", "hi", Some(false)),
            ("si- hi- avh-", "hi", Some(false)),
            ("si- hi- avh-", "avh", Some(false)),
            ("(-) si (+) cravings", "si", Some(false)),
            ("(-) si (+) cravings", "cravings", Some(true)),
            ("si (-), hi (+)", "hi", Some(true)),
            ("si (-), hi (+)", "si", Some(false)),
            ("-fever today", "fever", None),
            ("si - passive", "si", None),
            ("si- passive", "si", None),
            ("follow-up for pain", "up", None),
            ("pain (worse at night)", "pain", None),
        ] {
            let from = sentence.find(word).unwrap_or(0);
            assert_eq!(
                sign(sentence, from, from + word.len()),
                wanted,
                "{sentence} {word}"
            );
        }
    }
}
