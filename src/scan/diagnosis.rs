//! Tells the name that goes with a diagnosis code from a statement about symptoms. It does not
//! know which codes exist.

use crate::text::bytes::has_digit;

/// A code and its name stand no further apart, in words.
const AFTER_CODE: usize = 14;
const BEFORE_CODE: usize = 7;

/// Words of a clause about the patient: what stands beyond them is no name of a code.
pub(super) const CLAUSE: [&str; 26] = [
    "reports",
    "reported",
    "endorses",
    "endorsed",
    "denies",
    "denied",
    "presents",
    "presented",
    "pt",
    "patient",
    "client",
    "he",
    "she",
    "they",
    "today",
    "currently",
    "states",
    "stated",
    "continues",
    "has",
    "due",
    "because",
    "aeb",
    "evidenced",
    "is",
    "was",
];

/// Returns whether `from..to` is part of the name of a diagnosis whose code stands in the sentence.
pub(super) fn names(text: &str, sentence: (usize, usize), from: usize, to: usize) -> bool {
    // No code is without a digit.
    let whole = text.get(sentence.0..sentence.1).unwrap_or("");
    if !has_digit(whole) {
        return false;
    }
    let before = text.get(sentence.0..from).unwrap_or("");
    let after = text.get(to..sentence.1).unwrap_or("");
    let mut seen = 0;
    for word in before.rsplit([' ', '(', ')', ',', ':', '[', ']', '/', '|']) {
        if word.is_empty() {
            continue;
        }
        if is_code(word) {
            return true;
        }
        seen += 1;
        if seen > AFTER_CODE || ends(word) {
            break;
        }
    }
    seen = 0;
    for word in after.split([' ', '(', ')', ',', ':', '[', ']', '/', '|']) {
        if word.is_empty() {
            continue;
        }
        if is_code(word.trim_end_matches(['.', ';'])) {
            return true;
        }
        seen += 1;
        if seen > BEFORE_CODE || ends(word) {
            break;
        }
    }
    false
}

fn ends(word: &str) -> bool {
    word.ends_with([';', '.']) || CLAUSE.contains(&word)
}

/// Returns whether a word has the shape of an ICD-10-CM code. Without its point only a code of the
/// mental disorders' chapter is taken for one, since "B12" and "A1c" are none.
pub(super) fn is_code(word: &str) -> bool {
    let bytes = word.as_bytes();
    let (Some(letter), Some(digit), Some(third)) = (bytes.first(), bytes.get(1), bytes.get(2))
    else {
        return false;
    };
    let head = letter.is_ascii_lowercase() && *letter != b'u' && digit.is_ascii_digit();
    if !head || !(third.is_ascii_digit() || matches!(third, b'a' | b'b')) {
        return false;
    }
    let rest = word.get(3..).unwrap_or("");
    match rest.strip_prefix('.') {
        Some(tail) => {
            (1..=4).contains(&tail.len()) && tail.bytes().all(|b| b.is_ascii_alphanumeric())
        }
        None => *letter == b'f' && rest.len() <= 3 && rest.bytes().all(|b| b.is_ascii_digit()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_by_their_shape() {
        for code in [
            "f33.2", "f10.239", "f1120", "f20", "k70.30", "r45.851", "z63.0",
        ] {
            assert!(is_code(code), "{code}");
        }
        for word in [
            "b12", "a1c", "f", "u07.1", "f3x", "t4", "2026", "q15", "f33.",
        ] {
            assert!(!is_code(word), "{word}");
        }
    }

    #[test]
    fn a_name_stands_by_its_code() {
        for (drawn, expected) in [
            ("f41.1 generalized [anxiety] disorder", true),
            ("opioid [dependence], severe (f11.20)", true),
            ("f33.2 mdd; reports [anxiety]", false),
            ("f33.2, pt reports [anxiety] daily", false),
            ("reports [anxiety] due to ptsd (f43.10)", false),
        ] {
            let from = drawn.find('[').unwrap_or(0);
            let to = drawn.find(']').unwrap_or(1) - 1;
            let text = drawn.replace(['[', ']'], "");
            assert_eq!(names(&text, (0, text.len()), from, to), expected, "{drawn}");
        }
    }
}
