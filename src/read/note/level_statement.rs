//! Finds where an assessment states a level of care: under a heading of its own, or in a sentence
//! that recommends, admits to or refers to a level. It does not judge whether the reason is good.

use super::level::level_from_text;
use super::view::NoteView;
use crate::model::NoteKind;
use crate::text::{Pattern, Span};
use std::sync::LazyLock;

static HEADING: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)^\W*
        (?:(?:asam|locus|calocus|recommended|indicated|appropriate|current|initial|proposed)\s+)*
        (?:level[\s-]of[\s-]care|loc|asam\s+(?:level|criteria|placement|determination)|locus
           |medical\s+necessity|placement|continued\s+stay)
        (?:\s+(?:determination|justification|recommend\w*|assessment|rationale|decision|criteria
           |statement|indicated|placement|and|summary|score|composite|level))*
        \s*(?:[:\-\u{2013}\u{2014}=]|$)",
    )
});

static RECOMMENDS: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:recommend\w*|appropriate\s+for|meets?\s+(?:asam\s+|medical\s+necessity\s+)?criteria
        |admit(?:ted)?\s+(?:to|for|into)|requires?|needs?|in\s+need\s+of|refer\w*\s+(?:to|for)
        |placement\s+(?:in|at)|placed\s+in|indicated|warrant\w*|step(?:ped)?[\s-]?(?:down|up)\s+(?:to|from)
        |benefit\s+from|level\s+of\s+care)\b",
    )
});

/// Returns the statement's place, for assessments and evaluations.
pub(crate) fn read_level_statement(view: &NoteView<'_>, kind: NoteKind) -> Option<Span> {
    let is_assessment = matches!(
        kind,
        NoteKind::Assessment | NoteKind::PsychiatricEvaluation | NoteKind::HistoryAndPhysical
    );
    if !is_assessment {
        return None;
    }
    let (heading, recommends) = (HEADING.as_ref()?, RECOMMENDS.as_ref()?);
    let lines: Vec<_> = view.body_lines().collect();
    for (place, (index, line)) in lines.iter().enumerate() {
        if let Some(found) = heading.find(line.text) {
            let said_here = line.text.get(found.end..).is_some_and(has_words);
            let said_below = || {
                lines
                    .get(place + 1)
                    .is_some_and(|(_, next)| has_words(next.text))
            };
            if said_here || said_below() {
                return Some(view.place(*index, found.start..line.text.trim_end().len()));
            }
        }
        if recommends.is_match(line.text) && level_from_text(line.text).is_some() {
            let start = line.text.len() - line.text.trim_start().len();
            return Some(view.place(*index, start..line.text.trim_end().len()));
        }
    }
    None
}

/// An empty field, dashes or a lone unfilled box say nothing.
fn has_words(text: &str) -> bool {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
        >= 1
}

#[cfg(test)]
mod tests {
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn states(body: &str) -> bool {
        let text = format!(
            "BIOPSYCHOSOCIAL ASSESSMENT\nPatient: Roe, Ann  MRN: X-1\nDate of Service: 01/05/2026\n\n{body}\n"
        );
        let notes = from_pages(FileId(0), "a.txt", &[Page::plain(1, text)], &mut Vec::new());
        notes
            .first()
            .is_some_and(|note| note.level_statement.is_some())
    }

    #[test]
    fn headings_with_words_and_recommendations_are_statements() {
        for body in [
            "Level of care:\nPsychiatric IOP recommended, three mornings a week.",
            "LOC Determination: meets 3.5",
            "ASAM Level: 2.1",
            "Impression: recommend partial hospitalization given failed weekly therapy.",
            "Disposition: admit to 3.7 withdrawal unit.",
            "Client is appropriate for IOP.",
        ] {
            assert!(states(body), "{body}");
        }
    }

    #[test]
    fn empty_fields_and_talk_of_other_things_are_none() {
        for body in [
            "Level of care: ____\n",
            "Alert, loc x3, no head injury.",
            "Attended IOP in 2019 elsewhere.",
            "Needs a ride home on Fridays.",
        ] {
            assert!(!states(body), "{body}");
        }
    }
}
