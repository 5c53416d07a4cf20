//! Says what stands beside a document's text and was left out by design, and that a document was
//! damaged.

use super::DocumentPlace;
use crate::problem::{Problem, ProblemKind};
use crate::text::Span;

/// What was left out of a document.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beside {
    /// Tracked deletions.
    pub(super) deletions: usize,
    /// Passages formatted as hidden.
    pub(super) hidden: usize,
    /// Comments.
    pub(super) comments: usize,
    /// Documents embedded in this one or linked to it.
    pub(super) documents: usize,
}

impl Beside {
    /// Adds what is to be said about it; `what` names the kind of document.
    pub(super) fn say(self, place: &DocumentPlace<'_>, what: &str, problems: &mut Vec<Problem>) {
        let parts: Vec<String> = [
            (self.deletions, "tracked deletion", "tracked deletions"),
            (self.hidden, "hidden passage", "hidden passages"),
            (self.comments, "comment", "comments"),
        ]
        .into_iter()
        .filter(|(number, _, _)| *number > 0)
        .map(|(number, one, many)| count(number, one, many))
        .collect();
        if !parts.is_empty() {
            let sentence = format!(
                "the {what} also holds {}, which are not part of its text and were not read; \
                 look at them in the program that made it if they matter",
                parts.join(", ")
            );
            problems.push(Problem::at(here(place), ProblemKind::LeftOut, sentence));
        }
        if self.documents > 0 {
            let sentence = format!(
                "the {what} has {} embedded or linked, not read; save what belongs to the chart \
                 as files of their own",
                count(self.documents, "other document", "other documents")
            );
            problems.push(Problem::at(here(place), ProblemKind::LeftOut, sentence));
        }
    }
}

/// Adds that part of a document may be missing.
pub(super) fn say_damaged(
    place: &DocumentPlace<'_>,
    what: &str,
    overflowed: bool,
    problems: &mut Vec<Problem>,
) {
    let sentence = if overflowed {
        format!("the {what} holds more text than any chart and was read only in part; split it")
    } else {
        format!(
            "the {what} is damaged or cut off, so text may be missing; open it in the program \
             that made it, save it again and compare"
        )
    };
    problems.push(Problem::at(here(place), ProblemKind::PageDamaged, sentence));
}

fn here(place: &DocumentPlace<'_>) -> Span {
    Span::new(place.file, place.first_page, 0, 0)
}

fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    }
}
