//! Finds the time of a service: start and stop, or a total. It does not take times of doses,
//! checks, lateness or a posted schedule.

use super::guards::Guard;
use super::labels::{Field, Label};
use super::more_times::more_times;
use super::stated_minutes::{beside_start, is_measured, parted, read_minutes, sentence_around};
use super::told_minutes::{told_clock, told_minutes};
use super::view::NoteView;
use super::when::{self, FoundRange, FoundTime, Half};
use super::worded_minutes::worded_duration;
use super::{day_blocks, day_table, kind, pause};
use crate::model::{Minute, NoteKind, ServiceTime, TimeBasis};
use crate::text::bytes::has_digit;
use crate::text::{Pattern, Span};
use regex::Regex;
use std::sync::LazyLock;

const DAY: u32 = 24 * 60;

/// Returns the time of service that a note of the kind states.
pub(crate) fn read_time(view: &NoteView<'_>, kind: NoteKind) -> Option<ServiceTime> {
    let stated = labelled_duration(view);
    let total = stated.map(|(minutes, _)| minutes);
    let labelled = labelled_pair(view, kind).or_else(|| labelled_range(view, kind, total));
    let blocks = day_blocks::read_blocks(view, kind)
        .filter(|(blocks, _)| labelled.is_none_or(|of_note| is_made_of(&of_note, blocks)));
    let sessions = blocks.map_or(0, |(_, count)| count);
    let clock = blocks
        .map(|(blocks, _)| blocks)
        .or(labelled)
        .or_else(|| header_range(view, kind))
        .or_else(|| worded_pair(view, kind))
        .or_else(|| body_range(view, kind))
        .or_else(|| told_clock(view, kind));
    let stated = stated
        .or_else(|| read_minutes(view))
        .or_else(|| worded_duration(view, kind))
        .or_else(|| beside_start(view))
        .or_else(|| told_minutes(view, kind, clock.is_some()));
    match (clock, stated) {
        (Some((start, stop, minutes, span)), stated) => {
            // The minutes beside the name of one of several sessions are that one's alone.
            let stated = stated.filter(|(total, _)| sessions < 2 || *total >= minutes);
            let time = ServiceTime {
                start: Some(start),
                stop: Some(stop),
                minutes,
                stated_minutes: stated.map(|(minutes, _)| minutes),
                basis: TimeBasis::StartStop,
                sessions,
                span,
            };
            let total = stated.filter(|(total, _)| *total > minutes);
            let total = total.filter(|_| more_times(view, kind, &time).is_some());
            Some(total.map_or(time, |(minutes, span)| of_duration(None, minutes, span)))
        }
        (None, Some((minutes, span))) => Some(of_duration(lone_start(view), minutes, span)),
        (None, None) => None,
    }
}

fn of_duration(start: Option<Minute>, minutes: u32, span: Span) -> ServiceTime {
    ServiceTime {
        start,
        stop: None,
        minutes,
        stated_minutes: None,
        basis: TimeBasis::Duration,
        sessions: 0,
        span,
    }
}

/// Start, stop, minutes and where they stand.
pub(super) type Clock = (Minute, Minute, u32, Span);

/// Returns whether the blocks of a day make up the time that stands above them. A group's note that
/// prints the day's schedule below its own time is of that group alone.
fn is_made_of(of_note: &Clock, blocks: &Clock) -> bool {
    let is_above = (of_note.3.page, of_note.3.start) < (blocks.3.page, blocks.3.start);
    !is_above || of_note.0 <= blocks.0 && blocks.1 <= of_note.1
}

/// Returns start, stop and minutes between two times as written; infers am and pm where only
/// one of them says, and lets only shifts pass midnight.
pub(super) fn between(
    from: &FoundTime,
    to: &FoundTime,
    kind: NoteKind,
) -> Option<(Minute, Minute, u32)> {
    let at = |time: &FoundTime, half: Option<Half>| {
        when::clock(time.hour, time.minute, half).map(|minute| (minute, minute.since_midnight()))
    };
    let twelve = |time: &FoundTime| (1..=12).contains(&time.hour);
    let (start, stop) = match (from.half, to.half) {
        (None, Some(half)) if twelve(from) => {
            // "11:30-12:20 pm": the start takes the same half unless that puts it after the stop.
            let stop = at(to, Some(half))?;
            let same = at(from, Some(half))?;
            let other = at(from, Some(flip(half)))?;
            let start = if same.1 <= stop.1 { same } else { other };
            (start, stop)
        }
        (Some(half), None) if twelve(to) => {
            let start = at(from, Some(half))?;
            let same = at(to, Some(half))?;
            let other = at(to, Some(flip(half)))?;
            (start, if same.1 >= start.1 { same } else { other })
        }
        (None, None) if twelve(from) && twelve(to) && !from.long_clock && !to.long_clock => {
            // Programs run by day: one to six without am or pm is after noon.
            let day = |time: &FoundTime| match time.hour {
                1..=6 => Some(Half::Pm),
                12 => Some(Half::Pm),
                _ => Some(Half::Am),
            };
            let start = at(from, day(from))?;
            let stop = at(to, day(to))?;
            if stop.1 < start.1 {
                (start, at(to, Some(Half::Pm))?)
            } else {
                (start, stop)
            }
        }
        (first, second) => (at(from, first)?, at(to, second)?),
    };
    let ((start, began), (stop, ended)) = (start, stop);
    if ended >= began {
        return Some((start, stop, ended - began));
    }
    let overnight = matches!(
        kind,
        NoteKind::ShiftNote
            | NoteKind::NursingNote
            | NoteKind::Flowsheet
            | NoteKind::ProgramSummary
    );
    // A crisis call may pass midnight: late at night to early morning, both halves plain.
    let plain = |time: &FoundTime| time.half.is_some() || time.long_clock;
    let late = plain(from) && plain(to) && began >= 20 * 60 && ended <= 6 * 60;
    (overnight || late).then(|| (start, stop, DAY - began + ended))
}

fn flip(half: Half) -> Half {
    match half {
        Half::Am => Half::Pm,
        Half::Pm => Half::Am,
    }
}

/// Reads `Start Time: 1:00 PM … End Time: 1:50 PM`.
fn labelled_pair(view: &NoteView<'_>, kind: NoteKind) -> Option<Clock> {
    let starts = view.labelled(Label::Start);
    for start in starts {
        let Some(from) = first_time(view, start) else {
            continue;
        };
        let stop = view
            .labelled(Label::Stop)
            .filter(|stop| (stop.line, stop.name.start) > (start.line, start.name.start))
            .find(|stop| stop.line <= start.line + 6);
        let Some(stop) = stop else { continue };
        let Some(to) = first_time(view, stop) else {
            continue;
        };
        if let Some((start_at, stop_at, minutes)) = between(&from, &to, kind) {
            let same_line = start.value_line == stop.value_line;
            let span = match same_line {
                true => view.place(
                    start.value_line,
                    start.name.start.min(start.value.start)..stop.value.end,
                ),
                false => view.value_span(start),
            };
            return Some((start_at, stop_at, minutes, span));
        }
    }
    None
}

pub(super) fn first_time(view: &NoteView<'_>, field: &Field) -> Option<FoundTime> {
    when::find_labelled_times(view.value(field))
        .into_iter()
        .next()
}

fn lone_start(view: &NoteView<'_>) -> Option<Minute> {
    view.labelled(Label::Start)
        .chain(view.labelled(Label::Time))
        .find_map(|field| first_time(view, field))
        .or_else(|| {
            // "Date and Time: April 5, 2026 2:00 PM" beside a duration says when it began.
            view.labelled(Label::ServiceDate)
                .chain(
                    view.labelled(Label::Date)
                        .filter(|field| field.line < view.header_end),
                )
                .find_map(|field| when::find_times(view.value(field)).into_iter().next())
        })
        .and_then(|time| time.minute_of_day())
}

/// Reads a range in a field for times, or behind the date of service. Where a total is stated, as in a
/// report that tells the times of its parts as well, the range that makes it goes first.
fn labelled_range(view: &NoteView<'_>, kind: NoteKind, total: Option<u32>) -> Option<Clock> {
    const LABELS: [Label; 7] = [
        Label::Time,
        Label::Start,
        Label::ServiceDate,
        Label::Date,
        Label::Duration,
        Label::Attendance,
        Label::GroupTopic,
    ];
    let mut first: Option<Clock> = None;
    for label in LABELS {
        for field in view.labelled(label) {
            if label == Label::Date && field.line >= view.header_end {
                continue;
            }
            let line = view.line(field.value_line)?;
            // The range may go on beyond a gap: "4/5/2026   1:00 PM - 1:50 PM".
            let end = view
                .fields_on(field.value_line)
                .map(|next| next.name.start)
                .filter(|&start| start >= field.value.end && field.value_line == field.line)
                .min()
                .unwrap_or(line.text.len());
            let Some(text) = line.text.get(field.value.start..end.max(field.value.start)) else {
                continue;
            };
            let text = pause::before(text);
            let times = match label {
                Label::Time | Label::Start => when::find_labelled_times(text),
                _ => when::find_times(text),
            };
            let ranges = when::find_ranges(text, &times);
            let compact = || {
                let times = when::find_labelled_times(text);
                let mut ranges = when::find_ranges(text, &times);
                ranges.retain(|range| !when::reads_as_years(text, range));
                ranges
            };
            let ranges = if ranges.is_empty() { compact() } else { ranges };
            let stroke = || parted(text, &times).filter(|_| label == Label::Time);
            let ranges = if ranges.is_empty() {
                stroke().into_iter().collect()
            } else {
                ranges
            };
            let read: Vec<(Minute, Minute, u32, &FoundRange)> = ranges
                .iter()
                .filter_map(|range| {
                    let (start, stop, minutes) = between(&range.from, &range.to, kind)?;
                    Some((start, stop, minutes, range))
                })
                .collect();
            if let Some((start, stop, minutes, range)) = segments(&read) {
                let base = field.value.start;
                let span = view.place(field.value_line, base + range.start..base + range.end);
                let clock = (start, stop, minutes, span);
                if total.is_none_or(|total| total.abs_diff(minutes) <= 2) {
                    return Some(clock);
                }
                first = first.or(Some(clock));
            }
        }
    }
    first
}

/// Joins the segments of one service, `10:00-10:25, 10:35-11:00`: the minutes between them do
/// not count. Ranges that do not follow each other are not one service's; the first counts.
fn segments(
    read: &[(Minute, Minute, u32, &FoundRange)],
) -> Option<(Minute, Minute, u32, std::ops::Range<usize>)> {
    let &(start, stop, minutes, range) = read.first()?;
    let mut joined = (start, stop, minutes, range.start..range.end);
    for &(from, to, more, next) in read.get(1..).unwrap_or_default() {
        if from < joined.1 || to <= from {
            break;
        }
        joined = (start, to, joined.2 + more, range.start..next.end);
    }
    Some(joined)
}

/// Reads a range that stands in the header without a label, as in a title.
fn header_range(view: &NoteView<'_>, kind: NoteKind) -> Option<Clock> {
    let header: Vec<usize> = view
        .body_lines()
        .take_while(|(index, _)| *index < view.header_end)
        .take(16)
        .map(|(index, _)| index)
        .collect();
    let with_ranges: Vec<(usize, FoundRange)> = header
        .into_iter()
        .filter_map(|index| {
            let text = pause::before(view.line(index)?.text);
            let times = when::find_times(text);
            let mut ranges = when::find_ranges(text, &times).into_iter();
            let Some(first) = ranges.next() else {
                let range = when::find_compact_range(text).filter(|_| !is_other_time(text))?;
                return Some((index, range));
            };
            let is_one = ranges.next().is_none() && !is_other_time(around(text, &first));
            is_one.then_some((index, first))
        })
        .collect();
    // Several ranges under each other are a schedule.
    if with_ranges.len() > 2 {
        return None;
    }
    with_ranges
        .iter()
        .find_map(|(index, range)| in_line(view, *index, range, kind))
}

/// Returns the words that tell what a range of a header is of. Behind the time in a title stands
/// the group's topic: `GROUP NOTE   11:34 AM - 12:40 PM   Medication and Sleep`.
fn around<'t>(text: &'t str, range: &FoundRange) -> &'t str {
    let before = text.get(..range.start).unwrap_or(text);
    match kind::title_of_line(text).and_then(|_| kind::read_title(before)) {
        Some(_) => before,
        None => text,
    }
}

fn in_line(view: &NoteView<'_>, index: usize, range: &FoundRange, kind: NoteKind) -> Option<Clock> {
    let (start, stop, minutes) = between(&range.from, &range.to, kind)?;
    let paused = pause::minutes(view.line(index)?.text);
    Some((
        start,
        stop,
        minutes.checked_sub(paused)?,
        view.place(index, range.start..range.end),
    ))
}

/// Words of which one stands in every match of [`BEGAN`].
pub(super) const BEGINS: [&str; 4] = ["began", "begun", "started", "commenced"];

static BEGAN: LazyLock<Option<Pattern>> =
    LazyLock::new(|| Pattern::new(r"(?i)\b(?:began|begun|started|commenced)\s+(?:at\s+)?"));

static ENDED: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)^[\s,;]*(?:hrs?|hours)?[\s,;]*(?:and\s+)?(?:was\s+)?(?:ended|finished|stopped|concluded|completed)\s+(?:at\s+)?",
    )
});

/// Reads `Session began 1400 and ended at 1452`.
fn worded_pair(view: &NoteView<'_>, kind: NoteKind) -> Option<Clock> {
    let (began, ended) = (BEGAN.as_ref()?, ENDED.as_ref()?);
    view.body_lines().find_map(|(index, line)| {
        let text = line.text;
        if !line.may(Guard::Begins) || !has_digit(text) {
            return None;
        }
        let start = began.find(text)?;
        let times = when::find_labelled_times(text);
        let from = times.iter().find(|time| time.start == start.end)?;
        let stop = ended.find(text.get(from.end..)?)?;
        let to = times
            .iter()
            .find(|time| time.start == from.end + stop.end)?;
        let (start_at, stop_at, minutes) = between(from, to, kind)?;
        let span = view.place(index, start.start..to.end);
        Some((start_at, stop_at, minutes, span))
    })
}

static SESSION: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)\b(?:session|met with|we met|met from|seen|group|therapy|psychotherapy|counseling|individual|family|attended|participated|shift|face[- ]to[- ]face|start|began|service|visit|time)\b",
    )
});

static OTHER: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:mg|mcg|dose|tablet|administered|medicated|given\s+at|q\s?\d+|schedule[ds]?|scheduled|next\s+(?:session|appointment|group)|tomorrow|yesterday|appointment|slept|sleep|bed(?:time)?|late|q15|rounds|checks|hours\s+of\s+operation|office\s+hours|lunch|break|vitals|ciwa|cows|bp|curfew|visiting|pass\b|work(?:s|ed|ing)?\s+(?:from)?|court)\b",
    )
});

/// Returns whether a line's times are of doses, sleep, appointments and the like.
pub(super) fn is_other_time(text: &str) -> bool {
    OTHER.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// Reads a range in the text beside words for the service.
fn body_range(view: &NoteView<'_>, kind: NoteKind) -> Option<Clock> {
    if matches!(
        kind,
        NoteKind::ProgramSummary | NoteKind::Administrative | NoteKind::TreatmentPlan
    ) {
        return None;
    }
    let mut found: Option<(usize, FoundRange)> = None;
    let mut opening: Option<(usize, FoundRange)> = None;
    let (mut lines_with, mut filled) = (0, 0);
    for (index, line) in view.body_lines() {
        if index < view.header_end {
            continue;
        }
        filled += 1;
        if !has_digit(line.text) {
            continue;
        }
        let text = pause::before(line.text);
        let times = when::find_times(text);
        if times.is_empty() {
            continue;
        }
        let ranges = when::find_ranges(text, &times);
        let Some(first) = ranges.first() else {
            continue;
        };
        lines_with += 1;
        let sentence = sentence_around(line.text, first.start, first.end);
        let about_service = SESSION.as_ref().is_some_and(|p| p.is_match(sentence))
            || is_measured(line.text, first, kind);
        let opens = || filled <= HEAD_LINES && is_session(kind) && opens_line(line.text, first);
        if ranges.len() != 1 || is_other_time(sentence) {
            continue;
        }
        if about_service {
            found = found.or(Some((index, *first)));
        } else if opens() {
            opening = opening.or(Some((index, *first)));
        }
    }
    // A table of groups is a schedule, not this service's time.
    if lines_with > 2 {
        return None;
    }
    let found = found.or(opening.filter(|_| lines_with == 1));
    let (index, range) = found?;
    in_line(view, index, &range, kind)
}

/// Filled lines below a header on which the time of the service may stand before the text.
const HEAD_LINES: usize = 3;

/// Returns whether a note of the kind tells of one session; of a shift or a stay a line's time may
/// be a meal's.
pub(super) fn is_session(kind: NoteKind) -> bool {
    !matches!(
        kind,
        NoteKind::ShiftNote
            | NoteKind::NursingNote
            | NoteKind::Flowsheet
            | NoteKind::MedicationRecord
            | NoteKind::Order
            | NoteKind::DischargeSummary
    )
}

/// Returns whether a line begins with a range whose half of the day is written:
/// `2:30 PM - 3:12 PM, 42 min. Audio and video.`
fn opens_line(text: &str, range: &FoundRange) -> bool {
    let begin = text.trim_start_matches(|c: char| c.is_whitespace() || "(-*•".contains(c));
    range.start == text.len() - begin.len()
        && (range.from.half.is_some() || range.to.half.is_some() || range.from.long_clock)
}

/// Words of which one stands in every length of time that is written with its unit.
pub(super) const UNITS: [&str; 3] = ["min", "hr", "hour"];

static AMOUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)(?:(\d{1,2}(?:\.\d{1,2})?)\s*-?\s*(?:hours?|hrs?)\.?(?:\s*(?:and|,|&)?\s*(\d{1,2})\s*(?:minutes?|mins?|m)\b)?)
        |(\d{1,4})\s*-?\s*(?:minutes?|mins?|min\.|m\b)
        |\b(\d{1,2}):(\d{2})\b(?:\s*(?:hours?|hrs?))?",
    )
    .ok()
});

/// Reads an amount of time: minutes, hours, both, or `0:50`.
pub(super) fn amount(text: &str) -> Option<(u32, std::ops::Range<usize>)> {
    let captures = AMOUNT.as_ref()?.captures(text)?;
    let whole = captures.get(0)?;
    let number = |index: usize| {
        captures
            .get(index)
            .and_then(|m| m.as_str().parse::<u32>().ok())
    };
    let minutes = if let Some(hours) = captures.get(1) {
        let hours: f64 = hours.as_str().parse().ok()?;
        (hours * 60.0).round() as u32 + number(2).unwrap_or(0)
    } else if let Some(minutes) = number(3) {
        minutes
    } else {
        number(4)? * 60 + number(5)?
    };
    (minutes <= DAY).then(|| (minutes, whole.range()))
}

pub(super) fn labelled_duration(view: &NoteView<'_>) -> Option<(u32, Span)> {
    view.labelled(Label::Duration).find_map(|field| {
        // The minutes of a table's first row are not the day's.
        if field.value_line != field.line && day_table::is_one_of_several(view, field.value_line) {
            return None;
        }
        let value = view.value(field);
        let name = view
            .line(field.line)?
            .text
            .get(field.name.clone())?
            .to_ascii_lowercase();
        if let Some((minutes, place)) = amount(value)
            && minutes > 0
        {
            return Some((minutes, view.part_span(field, place)));
        }
        // "Minutes: 50", "Total hours: 3".
        let digits = value
            .bytes()
            .take_while(|b| b.is_ascii_digit() || *b == b'.')
            .count();
        let number: f64 = value.get(..digits)?.trim_end_matches('.').parse().ok()?;
        let rest = value.get(digits..)?.trim();
        // "Total time: 45. She spoke of …": the text goes on behind.
        let ends = value.get(..digits)?.ends_with('.');
        if !rest.is_empty() && rest.starts_with(char::is_alphabetic) && !ends {
            return None;
        }
        let minutes = if name.contains("hour") {
            number * 60.0
        } else {
            number
        };
        ((1.0..=1440.0).contains(&minutes))
            .then(|| (minutes.round() as u32, view.part_span(field, 0..digits)))
    })
}
