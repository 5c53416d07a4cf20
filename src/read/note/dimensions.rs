//! Finds which ASAM dimensions an intake document or a review of the stay names, in headings or in its text. It does not
//! judge what is said of them.

use super::dimension_grid::rated_rows;
use super::dimension_list::{listed, may_list};
use super::view::NoteView;
use crate::model::{Dimension, NoteKind};
use crate::text::Pattern;
use std::sync::LazyLock;

static NAMED: LazyLock<Option<Pattern>> =
    LazyLock::new(|| Pattern::new(r"(?i)\bdim(?:ension)?s?\.?\s*#?\s*([1-6]|iv|v?i{1,3}|v)\b"));

/// "D2 gout", "D4: ready": the letter stands for the word.
static SHORT: LazyLock<Option<Pattern>> =
    LazyLock::new(|| Pattern::new(r"\bD([1-6])\b[ \t]*[:=.)/–-]?[ \t]*[\w>~]"));

/// So many dimensions by their letter are no bag of dextrose (D5 NS) and no vitamin (D3).
const LEAST_SHORT: u32 = 3;

/// Lines over which a list of dimensions may run on.
const LONGEST_LIST: usize = 6;

/// Letters behind a dimension's number that may still be its name.
const LONGEST_NAME: usize = 60;

/// Returns the dimensions named, dimension 1 as the lowest bit, in third-edition numbers; 0 for
/// documents of other kinds.
pub(crate) fn read_dimensions(view: &NoteView<'_>, kind: NoteKind) -> u8 {
    let may_name = matches!(
        kind,
        NoteKind::Assessment
            | NoteKind::PsychiatricEvaluation
            | NoteKind::HistoryAndPhysical
            | NoteKind::NursingNote
            | NoteKind::UtilizationReview
            | NoteKind::PlanReview
    );
    if !may_name {
        return 0;
    }
    let (mut dimensions, mut short) = (0, 0);
    for line in view.all_lines() {
        // Few lines hold the word, and looking for its letters costs little.
        if line.text.contains("im") || line.text.contains("IM") {
            dimensions |= named(&NAMED, line.text);
        }
        if line.text.contains('D') {
            short |= named(&SHORT, line.text);
        }
    }
    let lines = view.all_lines();
    for (place, line) in lines.iter().enumerate() {
        if may_list(line.text) {
            let run = lines[place..].iter().take(LONGEST_LIST);
            let run: Vec<&str> = run.map(|line| line.text).collect();
            let text = run.join("\n").to_ascii_lowercase();
            let text = text
                .replace(['\u{2013}', '\u{2014}'], "-")
                .replace('\t', " ");
            for item in listed(&text) {
                dimensions |= 1 << (item.dimension - 1);
            }
        }
    }
    for row in rated_rows(view.all_lines().iter().map(|line| (0, line.text))) {
        dimensions |= 1 << (row.dimension - 1);
    }
    match short.count_ones() >= LEAST_SHORT {
        true => dimensions | short,
        false => dimensions,
    }
}

/// Returns the dimensions that a line names by a pattern.
fn named(pattern: &LazyLock<Option<Pattern>>, line: &str) -> u8 {
    let Some(pattern) = pattern.as_ref() else {
        return 0;
    };
    let mut found = pattern
        .captures_iter(line)
        .filter_map(|found| found.get(1))
        .peekable();
    let mut dimensions = 0;
    while let Some(number) = found.next() {
        // A name ends where the next dimension begins.
        let end = found.peek().map_or(line.len(), |next| next.start());
        let name = line.get(number.end()..end).unwrap_or_default();
        let name: String = name.chars().take(LONGEST_NAME).collect();
        if let Some(number) = number_of(number.as_str()) {
            dimensions |= 1 << (Dimension::in_third_edition(number, &name.to_lowercase()) - 1);
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

    #[test]
    fn the_rows_of_a_table_name_dimensions() {
        let head = "ASAM Assessment\nDate of Service: 03/04/2026\n";
        let table = "Dim  Risk  Why\n1  3  COWS 14\n2  1  none now\n3  2  startle\n6  3  lives in a camper\n";
        assert_eq!(named(&format!("{head}{table}")), 0b10_0111);
        let other = "Day  Pain  Why\n1  3  knee\n2  1  knee\n3  2  knee\n";
        assert_eq!(named(&format!("{head}{other}")), 0);
    }

    #[test]
    fn a_list_by_bare_numbers_names_dimensions() {
        let head = "ASAM Assessment\nDate of Service: 03/04/2026\n";
        let list = "ASAM: 1-no w/d now, 2-HTN, 3-tearful daily, 4-ready,\n5-high, 6-lives alone.\n";
        assert_eq!(named(&format!("{head}{list}")), 0b11_1111);
        let plan = "ASAM criteria: 1. Group daily 2. Family weekly 3. UDS\n";
        assert_eq!(named(&format!("{head}{plan}")), 0);
    }

    #[test]
    fn several_dimensions_may_share_a_line_and_stand_by_their_letter() {
        let head = "ASAM Assessment\nDate of Service: 03/04/2026\n";
        let line = "Dim 1: none. Dim 2: gout. Dim 3: mild. Dim 4: ready. Dim 5: high. Dim 6: ok.\n";
        assert_eq!(named(&format!("{head}{line}")), 0b11_1111);
        let short = "D1 CIWA 12. D2 gout; D3 mild dep\nD4 ready, D5 never >3 d abstinent. D6 wife supportive\n";
        assert_eq!(named(&format!("{head}{short}")), 0b11_1111);
        // Fluids and vitamins are no dimensions.
        let fluids = "D5 NS at 100 ml an hour. Vitamin D3 2000 IU daily.\n";
        assert_eq!(named(&format!("{head}{fluids}")), 0);
    }
}
