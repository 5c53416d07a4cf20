//! Finds that a group was a film and nothing else: the note says that no discussion took place. A
//! film that was talked about is the group's work.

use super::guards::Guard;
use super::remarks::Window;
use super::view::NoteView;
use crate::model::{NoteKind, Remark, RemarkKind};
use crate::text::AnyOf;
use regex::Regex;
use std::sync::LazyLock;

/// Of these one stands in every note of a film.
pub(super) const FILMS: [&str; 5] = ["movie", "film", "video", "documentary", "dvd"];

/// Of these one stands wherever a discussion is denied.
static TALK: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(&["discuss", "process"]));

static WITHOUT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\bno\s+(?:(?:group|therapeutic|clinical|guided|further|teaching|education|processing)\s+(?:or\s+|nor\s+|and\s+)?)?(?:discussion|processing|group\s+process)(?:\s*(?:,|or|nor|and)\s*(?:\w+\s*){1,3}?)?\s+(?:took\s+place|was\s+(?:held|done|given|offered|led|provided|facilitated|had)|followed|occurred|happened|held)\b
        |\bwithout\s+(?:any\s+)?(?:group\s+|therapeutic\s+|guided\s+)?(?:discussion|processing)(?:\s+or\s+\w+)?\s*(?:$|[.,;]|afterwards?\b|after\b|of\s+(?:the\s+)?(?:movie|film|video|documentary)\b)
        |\b(?:discussion|processing)\s+(?:did\s+not|didn't)\s+(?:take\s+place|occur|happen|follow)\b
        |\b(?:movie|film|video|documentary|it)\s+was\s+not\s+(?:discussed|processed)\b",
    )
    .ok()
});

/// Returns where a group note says that its film was not discussed.
pub(super) fn film_alone(view: &NoteView<'_>, kind: NoteKind) -> Option<Remark> {
    if kind != NoteKind::GroupNote || !view.body_lines().any(|(_, line)| line.may(Guard::Films)) {
        return None;
    }
    let pattern = WITHOUT.as_ref()?;
    let lines = view.body_lines();
    lines
        .filter(|(_, line)| TALK.is_in(line.text))
        .find_map(|(index, _)| {
            let window = Window::around(view, index);
            let found = pattern.find(&window.text)?;
            Some(Remark {
                kind: RemarkKind::NotProgramTime,
                minutes: None,
                from: None,
                to: None,
                on: None,
                span: window.span(view, &found.range())?,
            })
        })
}
