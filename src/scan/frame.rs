//! Tells the lines that frame a note, its header and its signature, from those that tell something.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::sync::LazyLock;

/// Phrases by which the first words of a line tell a signature.
const SIGNATURE: [&str; 17] = [
    "perform by",
    "performed by",
    "sign by",
    "verify by",
    "verified by",
    "modified by",
    "completed by",
    "entered by",
    "documented by",
    "electronically signed",
    "signed by",
    "/s/",
    "authenticated by",
    "cosigned",
    "co-signed",
    "e-signed",
    "signature:",
];

static SIGNED: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(SIGNATURE)
        .ok()
});

/// Returns whether a line is part of a header or a signature: a short label, a colon and a short
/// value, several of them in a row, a signature phrase, or no letters at all.
pub(super) fn is_frame(line: &str) -> bool {
    if !line.chars().any(char::is_alphabetic) {
        return true;
    }
    let end = if line.is_ascii() {
        line.len().min(40)
    } else {
        line.char_indices().nth(40).map_or(line.len(), |(at, _)| at)
    };
    let head = line.get(..end).unwrap_or_default();
    // One of "by", "si" and "/s" stands in every phrase; all pairs are looked at without a branch,
    // many at once.
    let pairs = head.bytes().zip(head.bytes().skip(1));
    let may_sign = pairs.fold(false, |may, (first, second)| {
        let (first, second) = (first | 0x20, second | 0x20);
        let is_by = (first == b'b') & (second == b'y');
        let is_si = (first == b's') & (second == b'i');
        may | is_by | is_si | (first == b'/') & (second == b's')
    });
    if may_sign && SIGNED.as_ref().is_some_and(|signed| signed.is_match(head)) {
        return true;
    }
    // A header laid out as a table: "Author | Roe, Dana, LCSW | Service | Partial Hospital".
    let words = |text: &str| text.split_whitespace().count();
    if line.contains('|') {
        let cells = line.split(" | ");
        if cells.clone().count() >= 4 && cells.clone().all(|cell| words(cell) <= 4) {
            return true;
        }
    }
    let Some((label, value)) = line.split_once(':') else {
        return false;
    };
    // A clinical sentence after a label ("Intervention: Clinician led …") is content.
    let labels = || line.matches(": ").count().max(1);
    !value.trim_end().ends_with('.') && words(label) <= 4 && words(value) <= 5 * labels()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_in_columns_is_no_text_of_the_note() {
        assert!(is_frame(
            "Author | Roe, Dana, LCSW | Service | Partial Hospital | Status | Signed"
        ));
        assert!(!is_frame(
            "Felt low | slept badly and cried through most of the night before group"
        ));
    }
}
