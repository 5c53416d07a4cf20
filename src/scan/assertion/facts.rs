//! Tells facts inside a plan from what is planned: physicians justify the level there ("because of the
//! recent overdose", "she went back to drinking within hours of a detox").

use super::scope::View;

/// Who did what is told.
const SUBJECTS: [&str; 8] = [
    "he", "she", "they", "pt", "patient", "client", "resident", "who",
];
/// Irregular past tenses; the others end in "-ed".
const PAST: [&str; 17] = [
    "went", "drank", "left", "began", "broke", "ran", "fell", "got", "took", "hit", "tried",
    "came", "slept", "fought", "lost", "cut", "smoked",
];
/// Words that a past tense is made with.
const LINKS: [&str; 5] = ["has", "have", "had", "was", "were"];

/// Returns whether what begins at `from` is told as a fact: a subject did it, or it is a ground.
pub(super) fn is_told(view: &View<'_>, from: usize) -> bool {
    let before = view.tokens_until(from);
    let word = |at: usize| before.get(at).map_or("", |token| token.of(view.text));
    let first = view
        .tokens_from(from)
        .first()
        .map_or("", |token| token.of(view.text));
    // "She relapsed", "he has been using".
    let mut is_past = PAST.contains(&first) || (first.len() > 4 && first.ends_with("ed"));
    let mut at = before.len();
    while at > 0 {
        at -= 1;
        if SUBJECTS.contains(&word(at)) && is_past {
            return true;
        }
        is_past |= LINKS.contains(&word(at));
        if !LINKS.contains(&word(at)) && !matches!(word(at), "been" | "also" | "then" | "again") {
            break;
        }
    }
    is_ground_against_level(before.len(), word)
        // "Because of the recent overdose", "due to daily cravings".
        || (0..before.len())
        .rev()
        .take_while(|&at| {
            !matches!(
                word(at),
                ";" | ":" | "if" | "when" | "should" | "will" | "to" | "for"
            ) || word(at.wrapping_sub(1)) == "due"
        })
        .any(|at| match word(at) {
            "because" => true,
            "due" => word(at + 1) == "to",
            "given" | "considering" => at == 0 || matches!(word(at - 1), "," | ":" | "."),
            _ => false,
        })
}

/// Names of lower levels of care.
const LEVELS: [&str; 11] = [
    "iop",
    "php",
    "op",
    "outpatient",
    "level",
    "loc",
    "home",
    "discharge",
    "2.1",
    "2.5",
    "3.1",
];

/// Returns whether a ground follows a level that will not do: "not appropriate for IOP: unable to
/// work".
fn is_ground_against_level<'t>(length: usize, word: impl Fn(usize) -> &'t str) -> bool {
    let Some(colon) = (0..length).rev().find(|&at| word(at) == ":") else {
        return false;
    };
    let refused = (0..colon).any(|at| matches!(word(at), "not" | "unsafe" | "inappropriate"));
    refused
        && (0..colon).any(|at| LEVELS.contains(&word(at)))
        && !(colon + 1..length).any(|at| {
            matches!(
                word(at),
                "if" | "when" | "should" | "will" | "to" | "until" | "once" | "for"
            )
        })
}

#[cfg(test)]
mod tests {
    use crate::model::{Assertion, NoteKind};
    use crate::scan::{Lexicon, NoteInput, Scanner};
    use crate::text::{FileId, Page, PageMaps, Span};

    #[test]
    fn a_plan_holds_facts() {
        for (text, id, class) in [
            (
                "Plan: he relapsed within a week of IOP in March. Will see PCP.",
                "D5-03",
                Assertion::Affirmed,
            ),
            (
                "Plan: Admit 3.7. She went back to drinking there within hours of a detox.",
                "D5-03",
                Assertion::Affirmed,
            ),
            (
                "Plan: Admit 3.7. Because of daily cravings I do not believe this can be done outside.",
                "D5-01",
                Assertion::Affirmed,
            ),
            (
                "Plan: PHP. Not appropriate for IOP: daily cravings, unable to sleep.",
                "D5-01",
                Assertion::Affirmed,
            ),
            (
                "Plan: not ready for discharge: monitor for cravings.",
                "D5-01",
                Assertion::Hypothetical,
            ),
            (
                "Plan: appropriate for IOP: groups on cravings.",
                "D5-01",
                Assertion::Hypothetical,
            ),
            (
                "Plan: call sponsor if he relapsed.",
                "D5-03",
                Assertion::Hypothetical,
            ),
            (
                "Plan: patient referred to groups on cravings.",
                "D5-01",
                Assertion::Hypothetical,
            ),
            (
                "Plan: groups on relapse and cravings.",
                "D5-01",
                Assertion::Hypothetical,
            ),
            (
                "Plan: pt to report cravings to staff.",
                "D5-01",
                Assertion::Hypothetical,
            ),
        ] {
            let pages = [Page::plain(1, text)];
            let spans = [Span::new(FileId(0), 1, 0, text.chars().count() as u32)];
            let mentions = Scanner::new(Lexicon::embedded()).note(&NoteInput {
                pages: &PageMaps::new(&pages),
                spans: &spans,
                kind: NoteKind::Unknown,
                service_date: None,
                headings: &[],
            });
            let told = mentions.iter().find(|mention| mention.indicator == id);
            assert_eq!(told.map(|mention| mention.assertion), Some(class), "{text}");
        }
    }
}
