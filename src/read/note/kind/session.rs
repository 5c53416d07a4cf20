//! Tells a therapist's individual session that is named by its method: `Exposure session`, `ERP
//! session`, `Meal support session`.

use super::opening::{first_piece, title_words, words_of};
use crate::model::{AuthorClass, NoteKind};
use crate::read::note::labels::Label;
use crate::read::note::view::NoteView;

/// Words that make a session another's than one patient's with a therapist, and words with which a
/// session is spoken of and not named.
const OTHERS: [&str; 42] = [
    "group",
    "groups",
    "grp",
    "family",
    "multifamily",
    "multi",
    "couple",
    "couples",
    "marital",
    "conjoint",
    "parent",
    "parents",
    "orientation",
    "information",
    "info",
    "supervision",
    "training",
    "staff",
    "team",
    "planning",
    "screening",
    "testing",
    "class",
    "education",
    "psychoeducation",
    "activity",
    "recreation",
    "community",
    "tms",
    "ect",
    "infusion",
    "next",
    "last",
    "this",
    "each",
    "per",
    "missed",
    "no",
    "cancelled",
    "canceled",
    "peer",
    "intake",
];

/// Lines at a note's beginning that may be its title.
const HEAD: usize = 5;

/// Returns the kind of a note whose title names a session by its method, written by a therapist.
pub(super) fn of_therapist(view: &NoteView<'_>, class: Option<AuthorClass>) -> Option<NoteKind> {
    let is_therapist = matches!(
        class?,
        AuthorClass::Psychologist
            | AuthorClass::Independent
            | AuthorClass::Supervised
            | AuthorClass::Counselor
    );
    let names_session = || {
        let mut lines = view.body_lines().take(HEAD);
        lines.any(|(_, line)| {
            title_words(first_piece(line.text)).is_some_and(|head| is_session(&head))
        })
    };
    (is_therapist && names_session()).then_some(NoteKind::IndividualNote)
}

/// Returns whether a nurse's note by its title teaches, and by its header a group: `RN Teaching` with
/// `Group size: 6`.
pub(super) fn teaches_group(view: &NoteView<'_>) -> bool {
    const TEACHES: [&str; 4] = ["education", "teaching", "training", "educational"];
    let has_group = || {
        let mut fields = view.labelled(Label::Participants);
        fields.any(|field| field.line < view.header_end)
    };
    let teaches = || {
        let mut lines = view.body_lines().take(HEAD);
        lines.any(|(_, line)| {
            let title = title_words(first_piece(line.text));
            title.is_some_and(|head| {
                words_of(&head).count() <= 6 && words_of(&head).any(|word| TEACHES.contains(&word))
            })
        })
    };
    has_group() && teaches()
}

fn is_session(head: &str) -> bool {
    let mut words = words_of(head);
    let (mut count, mut last, mut is_other) = (0, "", false);
    while let Some(word) = words.next() {
        count += 1;
        last = word;
        is_other |= OTHERS.contains(&word);
        // "Exposure session (in vivo)": brackets only add.
        if word == "session" && count > 1 {
            let rest = words.clone().count();
            let is_end = rest == 0 || head.contains('(') && rest <= 4;
            is_other |= words.any(|word| OTHERS.contains(&word));
            return is_end && !is_other && count <= 5;
        }
    }
    last == "session" && (2..=5).contains(&count) && !is_other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_named_by_its_method_is_told_from_others() {
        let named = |title| title_words(first_piece(title)).is_some_and(|head| is_session(&head));
        for title in [
            "Exposure session",
            "ERP session",
            "EMDR Session",
            "Meal support session",
            "BODY IMAGE SESSION 04/29/2026 10:00-10:50",
            "Service: Exposure session | Date of service: 04/29/2026",
            "Exposure session (in vivo)",
            "Exposure session / Poe, Gideon / MH-31 / dob 08/19/2008",
            "ERP session -- Gideon Poe -- MH-31",
        ] {
            assert!(named(title), "{title}");
        }
        for title in [
            "Session",
            "Group session",
            "DBT skills group session",
            "Family session",
            "Parent session",
            "Supervision session",
            "Next session",
            "Plan: next session Tuesday",
            "She came to the session.",
            "Session notes on exposure",
        ] {
            assert!(!named(title), "{title}");
        }
    }
}
