//! Reads fields that print every state of a document and mark which one it has: `Draft/Final: Final`,
//! `[ ] Draft  [X] Final`, `Draft (Y/N): N`. A word on them says nothing of the note by itself.

use crate::text::strip_prefix_ignoring_case;
use std::ops::Range;

/// Bytes of a label that names the states.
const LABEL: usize = 48;

/// Beginnings of the words for a document that is done.
const DONE: [&str; 9] = [
    "final",
    "sign",
    "complet",
    "lock",
    "closed",
    "approved",
    "authentic",
    "submit",
    "verif",
];

/// Words that answer a question with no.
const NO: [&str; 4] = ["n", "no", "false", "0"];

/// Returns whether the field on a line, in which a word for an open document stands, says that the
/// document is not open or does not say what it is: the word is one of its label's choices and the
/// value is another, or its box is empty.
pub(super) fn is_not_chosen(text: &str, mark: &Range<usize>) -> bool {
    let before = text.get(..mark.start).unwrap_or_default();
    let behind = text.get(mark.end..).unwrap_or_default();
    if let Some(ticked) = box_before(before) {
        return !ticked;
    }
    // "Draft/Final: Final": the word stands in the label.
    let Some(colon) = behind.find([':', '?']).filter(|at| mark.end + at < LABEL) else {
        return false;
    };
    let rest = behind.get(..colon).unwrap_or_default();
    let value = behind.get(colon + 1..).unwrap_or_default();
    let value = value.trim_start_matches(|c: char| !c.is_alphanumeric());
    let first = value
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let denies = NO.iter().any(|no| first.eq_ignore_ascii_case(no));
    let is_done = DONE
        .iter()
        .any(|word| strip_prefix_ignoring_case(value, word).is_some());
    denies || offers_another(before, rest) && (is_done || value.is_empty())
}

/// Returns whether the label of a mark names another state beside it: `Draft/Final`, `Signed or
/// Unsigned`.
fn offers_another(before: &str, behind: &str) -> bool {
    let joins = |text: &str| text.contains(['/', '|', '\\']) || text.contains(" or ");
    let names = |text: &str| {
        text.split(|c: char| !c.is_alphabetic()).any(|word| {
            let mut words = DONE.iter();
            words.any(|done| strip_prefix_ignoring_case(word, done).is_some())
        })
    };
    [before, behind]
        .iter()
        .any(|side| joins(side) && names(side))
}

/// Returns whether the box right before a word is ticked; `None` where no box stands there.
fn box_before(before: &str) -> Option<bool> {
    let before = before.trim_end();
    if before.ends_with(['☐', '□', '❏', '○']) {
        return Some(false);
    }
    if before.ends_with(['☑', '☒', '■', '●', '✓', '✔']) {
        return Some(true);
    }
    let open = match before.chars().next_back()? {
        ']' => '[',
        ')' => '(',
        _ => return None,
    };
    let inner = before.get(..before.len() - 1)?;
    let inner = inner.get(inner.rfind(open)? + 1..)?.trim();
    match inner {
        "" | "_" | "__" => Some(false),
        "x" | "X" | "*" | "✓" | "✔" => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::phrases::{find_unsigned, states_signing};

    #[test]
    fn a_state_that_a_field_only_offers_is_no_mark() {
        for text in [
            "Draft/Final: Final",
            "Draft / Final:  FINAL",
            "Draft or Final? Final",
            "Draft/Pending/Final: Final",
            "Signed/Unsigned: Signed",
            "Draft/Final:",
            "[ ] Draft  [X] Final",
            "( ) Draft ( ) Not signed (x) Final",
            "☐ Draft ☒ Final",
            "Draft (Y/N): N",
            "Draft: No",
        ] {
            assert_eq!(find_unsigned(text), None, "{text}");
            assert!(!states_signing(text), "{text}");
        }
        for text in [
            "Draft/Final: Draft",
            "Draft/Final: Pending",
            "[X] Draft  [ ] Final",
            "☑ Draft ☐ Final",
            "Draft (Y/N): Y",
            "Status: Draft",
            "*** DRAFT ***",
            "Signed/Unsigned: Unsigned",
            "Draft: signature needed",
            "DRAFT - Signed: ______",
        ] {
            assert!(find_unsigned(text).is_some(), "{text}");
        }
    }
}
