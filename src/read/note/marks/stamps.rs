//! Reads the stamps that record systems print: `Created 2/3/2026 10:58 AM; Last edited …`.

use super::phrases::Meaning;
use crate::model::{Stamp, StampKind};
use crate::read::note::signature::timestamp;
use crate::read::note::view::NoteView;
use crate::text::Located;
use std::ops::Range;

/// How far behind its word a stamp's date may begin: a user's name may stand between.
const REACH: usize = 45;

/// Returns the stamp at a phrase, where a time follows it.
pub(super) fn read_stamp(
    view: &NoteView<'_>,
    line: usize,
    text: &str,
    meaning: Meaning,
    place: &Range<usize>,
) -> Option<Stamp> {
    let kind = match meaning {
        Meaning::Created => StampKind::Created,
        Meaning::Edited => StampKind::Edited,
        Meaning::Printed => StampKind::Printed,
        _ => return None,
    };
    if !opens_a_stamp(text, place.start) {
        return None;
    }
    let rest = text.get(place.end..)?;
    // The next stamp on the line has its own time.
    let end = rest.find([';', '|']).unwrap_or(rest.len());
    let (at, range) = timestamp(rest.get(..end)?)?;
    let span = view.place(line, place.end + range.start..place.end + range.end);
    (range.start <= REACH).then(|| Stamp {
        kind,
        at: Located::new(at, span),
    })
}

/// A stamp opens a line or a column of it; "she created a plan on 2/3" is prose.
fn opens_a_stamp(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let trimmed = before.trim_end();
    let opens = trimmed.is_empty()
        || before.ends_with("  ")
        || trimmed.ends_with([';', '|', '(', '[', '.', ',', '-', '•', '·', '/', '–'])
        || ["note", "record", "document", "report", "date"]
            .iter()
            .any(|word| trimmed.to_ascii_lowercase().ends_with(word));
    let capital = text
        .get(start..)
        .is_some_and(|rest| rest.starts_with(char::is_uppercase));
    opens && (capital || trimmed.is_empty() || trimmed.len() < before.len() && trimmed.len() < 10)
}
