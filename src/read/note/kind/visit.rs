//! Tells a prescriber's visit by what it says, where no title does.

use crate::model::{AuthorClass, NoteKind};
use crate::read::note::view::NoteView;

/// Words by which a note names an evaluation and management service
/// ("practiced decision making" is therapy).
const SAYS: [&str; 6] = [
    "evaluation and management",
    "evaluation & management",
    "complexity decision making",
    "complexity decision-making",
    "medical decision making",
    "medical decision-making",
];

/// Returns the kind of what a prescriber wrote: a visit with psychotherapy is a visit.
pub(super) fn of_prescriber(
    kind: NoteKind,
    view: &NoteView<'_>,
    class: Option<AuthorClass>,
) -> NoteKind {
    let is_prescriber = class.is_some_and(AuthorClass::is_prescriber);
    match kind {
        NoteKind::IndividualNote if is_prescriber && tells_a_visit(view) => {
            NoteKind::PrescriberNote
        }
        _ => kind,
    }
}

/// Returns whether a note tells of a visit with its medical decisions: `Moderate complexity decision
/// making.`
fn tells_a_visit(view: &NoteView<'_>) -> bool {
    view.body_lines().any(|(_, line)| {
        let lower = line.text.to_ascii_lowercase();
        SAYS.iter().any(|words| lower.contains(words))
    })
}
