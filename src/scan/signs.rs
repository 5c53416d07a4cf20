//! Reads plus and minus signs written at a finding: "+SI, -HI", "SI- HI-", "(-) SI (+) cravings",
//! "SI -ve". It reads neither boxes nor numbers.

use crate::text::bytes;

/// Words that may follow a sign without belonging to what it is written at ("SI- 0 HI").
const TAIL: [&str; 4] = ["0", "no", "denies", "denied"];

/// Words that tell when or by whom, behind a sign or an answer ("SI- today", "SI: 0 per pt").
pub(super) const CIRCUMSTANCES: [&str; 8] = [
    "today",
    "tonight",
    "now",
    "currently",
    "this",
    "at",
    "per",
    "since",
];

/// Returns whether the words at `from..to` of a sentence bear a plus (`true`) or a minus. `before`
/// is what stands before the sentence.
pub(super) fn sign(before: &str, sentence: &str, from: usize, to: usize) -> Option<bool> {
    let signed = bytes::any(sentence.as_bytes(), |byte| (byte == b'+') | (byte == b'-'));
    if !signed {
        return None;
    }
    bracketed(sentence, from, to)
        .or_else(|| glued_before(sentence, from))
        .or_else(|| first_of_signed(before, sentence, from))
        .or_else(|| spaced_before(sentence, from))
        .or_else(|| glued_behind(sentence, to))
        .or_else(|| lettered(sentence, to))
        .or_else(|| spaced_behind(sentence, to))
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

/// Reads the first item of "-SI -HI": the minus before it is no bullet where another item bears
/// one as well.
fn first_of_signed(before: &str, sentence: &str, from: usize) -> Option<bool> {
    let again = before.ends_with('-')
        && from == 0
        && sentence
            .match_indices(['-', '+'])
            .any(|(at, _)| at > 0 && is_glued_to_word(sentence, at));
    again.then_some(false)
}

fn is_glued_to_word(sentence: &str, at: usize) -> bool {
    let bytes = sentence.as_bytes();
    matches!(bytes.get(at - 1), Some(b' ' | b',' | b';' | b'/'))
        && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
}

/// Reads "UDS: - cocaine, + bup": a list whose members all lead with a sign, both kinds among them.
fn spaced_before(sentence: &str, from: usize) -> Option<bool> {
    let head = sentence.get(..from)?;
    let (lead, present) = match head.strip_suffix("- ") {
        Some(lead) => (lead, false),
        None => (head.strip_suffix("+ ")?, true),
    };
    let list = sentence.split_once(':')?.1;
    let leads = |member: &str, sign| member.trim_start().starts_with(sign);
    let all = list
        .split([',', ';'])
        .all(|member| leads(member, '-') || leads(member, '+'));
    let both = list.split([',', ';']).any(|member| leads(member, '+'))
        && list.split([',', ';']).any(|member| leads(member, '-'));
    (lead.trim_end().ends_with([':', ',', ';']) && all && both).then_some(present)
}

/// Reads "SI- HI-" and "SI/HI-": each item of the line bears its sign, so a dash before a value is
/// none.
fn glued_behind(sentence: &str, to: usize) -> Option<bool> {
    let bytes = sentence.as_bytes();
    let sign = *bytes.get(to)?;
    if sign == b'/' {
        let next = sentence.get(to + 1..)?;
        let word = next.find(|c: char| !c.is_ascii_alphabetic())?;
        return (word > 0)
            .then(|| glued_behind(sentence, to + 1 + word))
            .flatten();
    }
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
    let signed = rest.starts_with([',', ';', '/', '.'])
        || next.is_empty()
        || word.ends_with(['+', '-'])
        || TAIL.contains(&word)
        || CIRCUMSTANCES.contains(&word);
    (ended && signed).then_some(sign == b'+')
}

/// Reads "SI -ve".
fn lettered(sentence: &str, to: usize) -> Option<bool> {
    let rest = sentence.get(to..)?.trim_start_matches([' ', ':', '=']);
    let (tail, present) = match rest.strip_prefix("-ve") {
        Some(tail) => (tail, false),
        None => (rest.strip_prefix("+ve")?, true),
    };
    (!tail.starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(present)
}

/// Reads "SI - HI -": every item has its sign behind it, the last one too. "SI - passive - no plan"
/// parts what belongs together.
fn spaced_behind(sentence: &str, to: usize) -> Option<bool> {
    let list = sentence.trim_end_matches([' ', '.']);
    if !list.ends_with([' ', '-', '+']) || !list.ends_with(['-', '+']) {
        return None;
    }
    let list = list.rsplit_once(':').map_or(list, |(_, list)| list);
    // "SI-, HI-, psychosis -": the last sign stands apart.
    let among = ["-,", "+,"].iter().any(|sign| list.contains(sign));
    if among && matches!(list.get(to..).map(str::trim), Some("-" | "+")) {
        return Some(list.ends_with('+'));
    }
    let mut items = 0;
    for item in list.split_inclusive(['-', '+']) {
        items += 1;
        let words = item.trim_end_matches(['-', '+']);
        if !words.ends_with(' ') || words.split_whitespace().count() > 2 {
            return None;
        }
    }
    let rest = sentence.get(to..)?.trim_start();
    let sign = rest
        .chars()
        .next()
        .filter(|sign| matches!(sign, '-' | '+'))?;
    (items > 1).then_some(sign == '+')
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
            ("si- hi- 0 ah/vh.", "hi", Some(false)),
            ("si+ today, hi-", "si", Some(true)),
            ("si/hi-", "si", Some(false)),
            ("(-) si (+) cravings", "si", Some(false)),
            ("(-) si (+) cravings", "cravings", Some(true)),
            ("si (-), hi (+)", "hi", Some(true)),
            ("si (-), hi (+)", "si", Some(false)),
            ("si - hi -", "si", Some(false)),
            ("risk: si - hi +.", "hi", Some(true)),
            ("si -ve hi +ve", "si", Some(false)),
            ("si -ve hi +ve", "hi", Some(true)),
            ("uds: - coc, - fent, + bup (rx)", "fent", Some(false)),
            ("uds: - coc, - fent, + bup (rx)", "bup", Some(true)),
            ("sx: - panic, - si", "si", None),
            ("-fever today", "fever", None),
            ("si - passive", "si", None),
            ("si - passive - no plan", "si", None),
            ("si- passive", "si", None),
            ("si -", "si", None),
            ("si-, hi-, psychosis -", "psychosis", Some(false)),
            ("si -very strong", "si", None),
            ("follow-up for pain", "up", None),
            ("pain (worse at night)", "pain", None),
        ] {
            let from = sentence.find(word).unwrap_or(0);
            assert_eq!(
                sign("", sentence, from, from + word.len()),
                wanted,
                "{sentence} {word}"
            );
        }
    }

    #[test]
    fn a_minus_cut_off_before_a_sentence_counts_among_others() {
        assert_eq!(sign("-", "si -hi", 0, 2), Some(false));
        assert_eq!(sign("-", "si/-hi", 0, 2), Some(false));
        assert_eq!(sign("-", "si with plan - today", 0, 2), None);
        assert_eq!(sign("-", "si +hi", 0, 2), Some(false));
        assert_eq!(sign("", "si -hi", 0, 2), None);
    }
}
