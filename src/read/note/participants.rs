//! Finds how many took part in a group.

use super::guards::Guard;
use super::labels::Label;
use super::view::NoteView;
use crate::text::bytes::has_digit;
use crate::text::{Located, Pattern};
use std::sync::LazyLock;

static IN_WORDS: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\(?\b(\d{1,2})\s+(?:group\s+)?(?:members|participants|clients|patients|residents|attendees|individuals|group\s+members|peers)\s*(?:\)|present\b|attended\b|in\s+(?:attendance|group)\b|participated\b|were\s+present\b|total\b)
        |\b(?:group\s+of|with|attended\s+by|consisted\s+of|total\s+of)\s+(\d{1,2})\s+(?:members|participants|clients|patients|residents|individuals)\b",
    )
});

/// Words of which one stands in every match.
pub(super) const WORDS: [&str; 8] = [
    "members",
    "participants",
    "clients",
    "patients",
    "residents",
    "attendees",
    "individuals",
    "peers",
];

/// Returns the number of participants that a note states.
pub(crate) fn read_participants(view: &NoteView<'_>) -> Option<Located<u32>> {
    labelled(view).or_else(|| {
        let pattern = IN_WORDS.as_ref()?;
        view.body_lines().find_map(|(index, line)| {
            if !line.may(Guard::Counts) || !has_digit(line.text) {
                return None;
            }
            let captures = pattern.captures(line.text)?;
            let number = captures.get(1).or_else(|| captures.get(2))?;
            let count = number
                .as_str()
                .parse()
                .ok()
                .filter(|count| (1..=60).contains(count))?;
            Some(Located::new(count, view.place(index, number.range())))
        })
    })
}

fn labelled(view: &NoteView<'_>) -> Option<Located<u32>> {
    view.labelled(Label::Participants).find_map(|field| {
        let value = view.value(field);
        let start = value.find(|c: char| c.is_ascii_digit())?;
        // "Census: 4/5/2026" or a list of names is no count.
        if start > 24 {
            return None;
        }
        let rest = value.get(start..)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = rest.get(digits..)?.chars().next();
        if digits > 2
            || after.is_some_and(|c| matches!(c, '/' | '-' | ':' | '.') && rest.len() > digits + 1)
        {
            return None;
        }
        let count = rest
            .get(..digits)?
            .parse()
            .ok()
            .filter(|count| (1..=60).contains(count))?;
        Some(Located::new(
            count,
            view.part_span(field, start..start + digits),
        ))
    })
}
