//! Tells the lines that frame a note, its header and its signature, from those that tell something.

use crate::text::bytes;
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
    if !line.chars().any(char::is_alphabetic) || is_signed(line) {
        return true;
    }
    let bytes = line.as_bytes();
    let Some(first) = bytes::find(bytes, |byte| (byte == b'|') | (byte == b':')) else {
        return false;
    };
    // A header laid out as a table: "Author | Roe, Dana, LCSW | Service | Partial Hospital".
    let words = |text: &str| text.split_whitespace().count();
    if bytes::any(bytes.get(first..).unwrap_or_default(), |byte| byte == b'|') {
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

/// Returns whether a line is a row of a header's table, "Start Time | 9:00 AM", or what a print bears
/// on every page, "Hill House | Chart Print | confidential".
pub(super) fn is_row(line: &str) -> bool {
    let Some((label, value)) = line.split_once(" | ") else {
        return false;
    };
    let words = |text: &str| text.split_whitespace().count();
    if value.contains(" | ") {
        return words(value) <= 12 && is_notice(value);
    }
    words(label) <= 4 && words(value) <= 5 && !value.trim_end().ends_with('.')
}

/// Returns whether a cell says that the chart is confidential.
fn is_notice(cells: &str) -> bool {
    let mut cells = cells.split(" | ").map(str::trim_start);
    cells.any(|cell| {
        let begins = |word: &str| {
            let head = cell.get(..word.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(word))
        };
        begins("confidential") || begins("42 cfr")
    })
}

/// Returns whether the first words of a line tell a signature.
fn is_signed(line: &str) -> bool {
    let characters = || {
        let end = line.char_indices().nth(HEAD).map(|(at, _)| at);
        line.get(..end.unwrap_or(line.len())).unwrap_or_default()
    };
    let head = line.get(..line.len().min(HEAD));
    let head = head
        .filter(|head| head.is_ascii())
        .unwrap_or_else(characters);
    let mut padded = [0; HEAD + 10];
    let may_sign = match padded.get_mut(..head.len()) {
        Some(start) => {
            start.copy_from_slice(head.as_bytes());
            // Whole groups are asked faster than as many bytes as the line has.
            may_sign(&padded)
        }
        None => may_sign(head.as_bytes()),
    };
    may_sign && SIGNED.as_ref().is_some_and(|signed| signed.is_match(head))
}

/// Characters of a line in which a signature is told.
const HEAD: usize = 40;

/// Returns whether there is one of " by", "sig" and "/s/", which stand in every phrase of a
/// signature.
#[inline]
fn may_sign(head: &[u8]) -> bool {
    bytes::any_three(head, |first, second, third| {
        let (first, second, third) = (first | 0x20, second | 0x20, third | 0x20);
        let is_by = (first == b' ') & (second == b'b') & (third == b'y');
        let is_sign = (first == b's') & (second == b'i') & (third == b'g');
        is_by | is_sign | (first == b'/') & (second == b's') & (third == b'/')
    })
}

/// Fewest items of a scale that a line names: COWS has eleven, CIWA-Ar ten.
const ITEMS: usize = 8;

/// Returns whether a sentence is nothing but the items of a scale, parted by strokes, as a sheet
/// names them above their scores: `(items: pulse/sweats/pupils/aches/nose/GI/tremor/yawns)`.
pub(super) fn lists_items(sentence: &str) -> bool {
    // Nearly every sentence ends here.
    if bytes::count(sentence.as_bytes(), |byte| byte == b'/') < ITEMS - 1 {
        return false;
    }
    let named = sentence.rsplit(':').next().unwrap_or_default();
    let is_bracket = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '.');
    let is_item = |item: &str| {
        let item = item.trim();
        let is_letter = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-');
        !item.is_empty() && item.len() <= 24 && item.chars().all(is_letter)
    };
    let items = named.trim_matches(is_bracket).split('/');
    items.clone().count() >= ITEMS && items.clone().all(is_item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_of_a_signature_tells_one() {
        for phrase in SIGNATURE {
            for line in [
                phrase.to_owned(),
                format!("Note {} Ann Roe", phrase.to_uppercase()),
            ] {
                assert!(is_frame(&line), "{line}");
            }
        }
        assert!(!is_frame("She came by and sighed at a sign of rain"));
    }

    #[test]
    fn a_header_in_columns_is_no_text_of_the_note() {
        assert!(is_frame(
            "Author | Roe, Dana, LCSW | Service | Partial Hospital | Status | Signed"
        ));
        assert!(!is_frame(
            "Felt low | slept badly and cried through most of the night before group"
        ));
    }

    #[test]
    fn the_items_of_a_scale_tell_nothing() {
        for items in [
            "pulse/sweats/pupils/aches/nose/GI/tremor/yawns/anxiety)",
            "(items: pulse/sweats/restless/pupils/aches/nose/GI upset/tremor).",
        ] {
            assert!(lists_items(items), "{items}");
        }
        for told in [
            "c/o nausea/vomiting/chills/sweats/tremor",
            "1/2/1/1/2/1/1/1/0/0/0",
            "Shaky/sweaty this morning w/ tremor in hands/arms, n/v/d x2 since 4/5.",
        ] {
            assert!(!lists_items(told), "{told}");
        }
    }

    #[test]
    fn rows_of_a_header_and_what_a_print_bears_are_told() {
        for row in [
            "Date of Service | 04/05/2026",
            "Hill House Women's Center | Client Chart Print | Confidential, 42 CFR Part 2",
        ] {
            assert!(is_row(row), "{row}");
        }
        for told in [
            "Felt low | slept badly and cried through most of the night before group",
            "Response | Cried and left early.",
            "Spoke of the diary at length | asked twice that it stay confidential",
            "She slept well",
        ] {
            assert!(!is_row(told), "{told}");
        }
    }
}
