//! Finds times of a service that contradict themselves as written: a stop that is not after its
//! start, a duration in its own field that start and stop do not make. What the times mean for a
//! claim is not decided here.

use super::day_blocks::only_range;
use super::labels::Label;
use super::time::{amount, between, first_time, is_other_time};
use super::view::NoteView;
use super::when::{self, FoundTime};
use crate::model::{NoteKind, Remark, RemarkKind, ServiceTime, TimeBasis};
use crate::text::Span;
use crate::text::bytes::has_digit;

/// Returns the start and stop that a session of the kind cannot have. Only times whose half of
/// the day is written, by am and pm or by the 24-hour clock, contradict each other for certain.
pub(super) fn impossible_times(
    view: &NoteView<'_>,
    kind: NoteKind,
    read: Option<&ServiceTime>,
) -> Option<Remark> {
    let is_read = read.is_some_and(|time| time.basis == TimeBasis::StartStop && time.minutes > 0);
    if is_read || kind == NoteKind::NursingNote {
        return None;
    }
    labelled_pair(view, kind)
        .or_else(|| labelled_range(view, kind))
        .or_else(|| header_range(view, kind))
}

/// Reads the one range of a header that no label names, `11/20/2025  4:50 PM to 4:05 PM`, where both
/// halves of the day are written.
fn header_range(view: &NoteView<'_>, kind: NoteKind) -> Option<Remark> {
    let lines = view
        .body_lines()
        .take_while(|(index, _)| *index < view.header_end);
    lines.take(HEADER).find_map(|(index, line)| {
        let text = line.text;
        if !has_digit(text) || line.words() > MOST_WORDS || is_other_time(text) {
            return None;
        }
        let range = only_range(text)?;
        range.from.half.and(range.to.half)?;
        let span = view.place(index, range.start..range.end);
        impossible(&range.from, &range.to, kind, span)
    })
}

/// Lines of a header, and the words of one that states a time.
const HEADER: usize = 16;
const MOST_WORDS: usize = 16;

fn labelled_pair(view: &NoteView<'_>, kind: NoteKind) -> Option<Remark> {
    let start = view.labelled(Label::Start).next()?;
    let from = first_time(view, start)?;
    let stop = view
        .labelled(Label::Stop)
        .find(|stop| (stop.line, stop.name.start) > (start.line, start.name.start))
        .filter(|stop| stop.line <= start.line + 6)?;
    let to = first_time(view, stop)?;
    let span = if start.value_line == stop.value_line {
        view.place(
            start.value_line,
            start.name.start.min(start.value.start)..stop.value.end,
        )
    } else {
        view.value_span(stop)
    };
    impossible(&from, &to, kind, span)
}

fn labelled_range(view: &NoteView<'_>, kind: NoteKind) -> Option<Remark> {
    let fields = view
        .labelled(Label::Time)
        .chain(view.labelled(Label::Start));
    fields.into_iter().find_map(|field| {
        let text = view.value(field);
        let times = when::find_labelled_times(text);
        let range = when::find_ranges(text, &times).into_iter().next()?;
        if when::reads_as_years(text, &range) {
            return None;
        }
        let span = view.part_span(field, range.start..range.end);
        impossible(&range.from, &range.to, kind, span)
    })
}

fn impossible(from: &FoundTime, to: &FoundTime, kind: NoteKind, span: Span) -> Option<Remark> {
    let is_plain = |time: &FoundTime| time.half.is_some() || time.long_clock || time.hour == 0;
    // Both on one clock: "1300 - 1:50 pm" is a mixture that proves nothing.
    let same_clock = from.half.is_some() == to.half.is_some();
    // "10:00 - 10:50": an hour from ten on stands for itself on either clock.
    let is_late_hour = |time: &FoundTime| time.half.is_none() && time.hour >= 10;
    let is_certain = |time: &FoundTime| is_plain(time) || is_late_hour(time);
    let (start, stop) = (from.minute_of_day()?, to.minute_of_day()?);
    let is_equal = start == stop && from.half == to.half;
    let contradicts = match between(from, to, kind) {
        Some((_, _, minutes)) => minutes == 0,
        None => true,
    };
    let certain = is_equal || same_clock && is_certain(from) && is_certain(to);
    (contradicts && certain && stop <= start).then_some(Remark {
        kind: RemarkKind::ImpossibleTimes,
        minutes: None,
        from: Some(start),
        to: Some(stop),
        on: None,
        span,
    })
}

/// Returns the duration in a field of its own, where start and stop make another. Fields for part
/// of a visit (face to face, psychotherapy, time in group) speak of something else.
pub(super) fn differing_duration(view: &NoteView<'_>, time: &ServiceTime) -> Option<Remark> {
    const OF_A_PART: [&str; 8] = [
        "face", "direct", "therapy", "spent", "attended", "in group", "contact", "with ",
    ];
    let stated = time.stated_minutes?;
    if time.basis != TimeBasis::StartStop || stated.abs_diff(time.minutes) <= 2 {
        return None;
    }
    view.labelled(Label::Duration).find_map(|field| {
        let name = view
            .line(field.line)?
            .text
            .get(field.name.clone())?
            .to_ascii_lowercase();
        if OF_A_PART.iter().any(|word| name.contains(word)) {
            return None;
        }
        let value = view.value(field);
        let part = match amount(value) {
            Some((minutes, place)) if minutes == stated => place,
            _ => {
                let digits = value.bytes().take_while(u8::is_ascii_digit).count();
                let number: u32 = value.get(..digits)?.parse().ok()?;
                (number == stated).then_some(0..digits)?
            }
        };
        Some(Remark {
            kind: RemarkKind::StatedDuration,
            minutes: Some(stated),
            from: None,
            to: None,
            on: None,
            span: view.part_span(field, part),
        })
    })
}
