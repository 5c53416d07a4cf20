//! Finds minutes and times that may be the session's in a note of which no time was understood: what
//! a reader would ask about is not said to be missing.

use super::guards::Guard;
use super::labels::Label;
use super::signature::is_signature;
use super::time::{between, is_other_time, is_session};
use super::told_minutes::{BARE, LONGEST, heads_plan, judged, may_hold_minutes, sentences};
use super::view::NoteView;
use super::when;
use super::worded_minutes::tells_otherwise;
use crate::model::{NoteKind, Remark, RemarkKind};
use crate::text::Pattern;
use crate::text::bytes::has_digit;
use std::ops::Range;
use std::sync::LazyLock;

static OTHER_MINUTES: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:late|early|ago|away|last(?:ed|s|ing)?|driv\w+|drove|rid(?:e|ing)|rode|commut\w+|bus|wait\w*|walk\w*|jog\w*|run(?:s|ning)?|exercis\w*|meditat\w*|mindful\w*|breath\w*|yoga|nap\w*|sle(?:ep|pt)|asleep|awake|bed|shower\w*|wash\w*|clean\w*|eat|ate|meals?|snack|lunch|dinner|breakfast|cry|cried|crying|panic|peak\w*|urges?|craving\w*|homework|practic\w*|journal\w*|read(?:ing)?|screen|phone\s+time|play\w*|video\s+games?|walks?|gym|checks?|rounds|mg|dose|vitals|rest(?:ed|ing)?|time[\s-]?out|hold|restraint|seclusion|worry|rumin\w*|binge\w*|purge\w*|before|after|within|every|each|per|daily|weekly|twice|times|will|next|goal|plan\w*|breaks?|arriv\w*|left|returned|back|fifteen\s+minute\s+checks|q\s?\d+)\b",
    )
});

/// Returns a remark on the first number of minutes or the first times of day that may be the session's
/// and that nobody understood. What tells of something else for certain is none.
pub(super) fn unread_time(view: &NoteView<'_>, kind: NoteKind) -> Option<Remark> {
    if kind.is_not_delivery() || !is_session(kind) {
        return None;
    }
    let remark = |span| Remark {
        kind: RemarkKind::UnreadTime,
        minutes: None,
        from: None,
        to: None,
        on: None,
        span,
    };
    // A field for the length that holds something.
    let mut lengths = view.labelled(Label::Duration);
    if let Some(field) =
        lengths.find(|field| view.value(field).starts_with(|c: char| c.is_ascii_digit()))
    {
        return Some(remark(view.value_span(field)));
    }
    let span = view.body_lines().find_map(|(index, line)| {
        let text = line.text;
        if is_signature(line) || heads_plan(text).is_some() {
            return None;
        }
        let counts = line.may(Guard::Lasts) && may_hold_minutes(text);
        if !counts && !has_digit(text) {
            return None;
        }
        sentences(text).into_iter().find_map(|sentence| {
            let place = match counts {
                true => unread_minutes(text, &sentence),
                false => None,
            };
            let place = place.or_else(|| unread_range(text, &sentence, kind))?;
            Some(view.place(index, place))
        })
    })?;
    Some(remark(span))
}

fn unread_minutes(text: &str, sentence: &Range<usize>) -> Option<Range<usize>> {
    let told = judged(text, sentence);
    let own = text.get(sentence.clone())?;
    let is_other = OTHER_MINUTES
        .as_ref()
        .is_some_and(|other| other.is_match(own))
        || tells_otherwise(own);
    (told.amounts > 0 && BARE.contains(&told.minutes) && !is_other).then_some(told.place)
}

fn unread_range(text: &str, sentence: &Range<usize>, kind: NoteKind) -> Option<Range<usize>> {
    let own = text.get(sentence.clone())?;
    let times = when::find_times(own);
    let range = when::find_ranges(own, &times).into_iter().next()?;
    let is_other = is_other_time(own)
        || OTHER_MINUTES
            .as_ref()
            .is_some_and(|other| other.is_match(own));
    let (_, _, minutes) = between(&range.from, &range.to, kind)?;
    let is_long = (10..=LONGEST).contains(&minutes);
    (is_long && !is_other).then_some(sentence.start + range.start..sentence.start + range.end)
}
