//! Finds which ASAM dimensions an intake document names, in headings or in its text. It does not
//! judge what is said of them.

use super::view::NoteView;
use crate::model::{Dimension, NoteKind};
use crate::text::Pattern;
use std::sync::LazyLock;

static NAMED: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(r"(?i)\bdim(?:ension)?s?\.?\s*#?\s*([1-6]|iv|v?i{1,3}|v)\b(.{0,60})")
});

/// Returns the dimensions named, dimension 1 as the lowest bit, in third-edition numbers; 0 for
/// documents of other kinds.
pub(crate) fn read_dimensions(view: &NoteView<'_>, kind: NoteKind) -> u8 {
    let is_intake = matches!(
        kind,
        NoteKind::Assessment
            | NoteKind::PsychiatricEvaluation
            | NoteKind::HistoryAndPhysical
            | NoteKind::NursingNote
    );
    let Some(named) = NAMED.as_ref().filter(|_| is_intake) else {
        return 0;
    };
    let mut dimensions = 0;
    for line in view.all_lines() {
        // Few lines hold the word, and looking for its letters costs little.
        if !line.text.contains("im") && !line.text.contains("IM") {
            continue;
        }
        for found in named.captures_iter(line.text) {
            let number = found.get(1).map_or("", |number| number.as_str());
            let name = found.get(2).map_or("", |name| name.as_str()).to_lowercase();
            if let Some(number) = number_of(number) {
                dimensions |= 1 << (Dimension::in_third_edition(number, &name) - 1);
            }
        }
    }
    dimensions
}

fn number_of(text: &str) -> Option<u8> {
    Some(match text.to_ascii_lowercase().as_str() {
        "1" | "i" => 1,
        "2" | "ii" => 2,
        "3" | "iii" => 3,
        "4" | "iv" => 4,
        "5" | "v" => 5,
        "6" | "vi" => 6,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::read::document::text::pages_of;
    use crate::text::FileId;

    fn named(text: &str) -> u8 {
        let notes = crate::read::note::from_pages(
            FileId(0),
            "note.txt",
            &pages_of(text, 1),
            &mut Vec::new(),
        );
        assert_eq!(notes.len(), 1);
        notes[0].dimensions
    }

    #[test]
    fn dimensions_are_found_in_headings_and_in_lines() {
        let text = "Biopsychosocial Assessment\nDate of Service: 03/04/2026\nASAM Dimension 1:\nCIWA 17.\n\
                    ASAM Dimension 2:\nNone.\nASAM Dimension 3:\nAnxious.\nDimension IV: willing\nDIM. 6 lives alone\nDimensions reviewed\n";
        assert_eq!(named(text), 0b10_1111);
    }

    #[test]
    fn the_fourth_editions_names_are_counted_as_the_thirds_and_other_notes_not_at_all() {
        let text = "ASAM Assessment\nDate of Service: 03/04/2026\nDimension 4: Substance Use-Related Risks\n";
        assert_eq!(named(text), 0b1_0000);
        let group = "Group Note\nDate of Service: 03/04/2026\nDimension 4 was the topic.\n";
        assert_eq!(named(group), 0);
    }
}
