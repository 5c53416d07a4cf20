//! Reads the numbered groups of one program day that one note tells of, each with its own time.

use super::attendance::absence_in;
use super::labels::Label;
use super::time::{Clock, between, first_time};
use super::view::NoteView;
use super::when::{self, FoundRange};
use super::{attended_rows, day_table, session_heads};
use crate::model::{NoteKind, Remark, RemarkKind, ServiceTime};
use crate::text::Pattern;
use std::sync::LazyLock;

/// What a day's parts are called.
const NAMES: [&str; 7] = [
    "block", "group", "grp", "session", "segment", "hour", "part",
];

const NUMBERS: [&str; 6] = ["one", "two", "three", "four", "five", "six"];

const ORDINALS: [&str; 10] = [
    "1st", "2nd", "3rd", "4th", "5th", "first", "second", "third", "fourth", "fifth",
];

/// Lines below a block's name in which its time is looked for.
const REACH: usize = 2;

static MADE_UP: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(r"(?i)^\s*(?:indiv(?:idual)?\b[^\d]{0,20}make[- ]?up|make[- ]?up\b)")
});

static REFUSED: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:refused|declined|skipped|missed)\s+(?:this\s+|the\s+)?(?:grp|group|session|block|to\s+(?:attend|come|go))\b
        |\bdid\s+not\s+(?:attend|come)\b|\bno[-\s]show\b|\bwas\s+(?:absent|excused)\b",
    )
});

/// One group of the day.
struct Block {
    clock: Clock,
    attended: bool,
}

/// Joins the blocks of one program day. The minutes between them and those of a block that the
/// patient refused do not count; what was made up on the same day does. Returns how many they are, too.
pub(super) fn read_blocks(view: &NoteView<'_>, kind: NoteKind) -> Option<(Clock, u8)> {
    let sittings = sittings(view, kind)?;
    let (start, _, _, place) = *sittings.first()?;
    let (_, stop, ..) = *sittings.last()?;
    let minutes = sittings.iter().map(|sitting| sitting.2).sum();
    let count = u8::try_from(sittings.len()).unwrap_or(u8::MAX);
    Some(((start, stop, minutes, place), count))
}

/// Returns the sittings of a note's time that was joined of several with gaps between them.
pub(super) fn read_sittings(
    view: &NoteView<'_>,
    kind: NoteKind,
    time: &ServiceTime,
) -> Vec<Remark> {
    let (Some(start), Some(stop)) = (time.start, time.stop) else {
        return Vec::new();
    };
    let length = stop.since_midnight().saturating_sub(start.since_midnight());
    let is_joined = |sittings: &Vec<Clock>| {
        let (first, last) = (sittings.first(), sittings.last());
        first.is_some_and(|first| (first.0, first.3) == (start, time.span))
            && last.is_some_and(|last| last.1 == stop)
    };
    if time.minutes >= length {
        return Vec::new();
    }
    let found = sittings(view, kind).filter(is_joined).unwrap_or_default();
    let remark = |(from, to, minutes, span)| Remark {
        kind: RemarkKind::Sitting,
        minutes: Some(minutes),
        from: Some(from),
        to: Some(to),
        on: None,
        span,
    };
    found.into_iter().map(remark).collect()
}

/// Returns the blocks of one program day that the patient attended, each on a line of its own with
/// what the patient did in it below: `grp 1  5:30p-6:30p  values`. Returns nothing where a block
/// states no time or begins before the one above ends.
fn sittings(view: &NoteView<'_>, kind: NoteKind) -> Option<Vec<Clock>> {
    if kind.is_not_delivery() {
        return None;
    }
    numbered_blocks(view, kind)
        .or_else(|| topic_blocks(view, kind))
        .or_else(|| topic_lines(view, kind))
        .or_else(|| day_table::read_rows(view, kind))
        .or_else(|| attended_rows::read_rows(view, kind))
        .or_else(|| session_heads::read_sessions(view, kind))
}

/// Lists the times in fields of their own, each beside or below the topic of its group:
/// `Topic: Anger   Time: 6:35 PM - 7:40 PM`.
fn topic_blocks(view: &NoteView<'_>, kind: NoteKind) -> Option<Vec<Clock>> {
    let mut blocks: Vec<Clock> = Vec::new();
    for field in view.labelled(Label::Time) {
        let lines = field.line.saturating_sub(REACH)..=field.line;
        let mut near = lines.flat_map(|line| view.fields_on(line));
        if !near.any(|near| near.label == Label::GroupTopic) {
            return None;
        }
        let range = only_range(view.value(field))?;
        let (start, stop, minutes) = between(&range.from, &range.to, kind)?;
        if blocks.last().is_some_and(|above| start < above.1) {
            return None;
        }
        blocks.push((start, stop, minutes, view.value_span(field)));
    }
    (blocks.len() > 1).then_some(blocks)
}

/// Lists the times of lines that each tell of one group with its topic, start and stop:
/// `Group: Values. Topic: Work. Start: 09:00 Stop: 10:15 (75 min). Attendance: Present.`
fn topic_lines(view: &NoteView<'_>, kind: NoteKind) -> Option<Vec<Clock>> {
    let mut blocks: Vec<Clock> = Vec::new();
    let mut lines = 0;
    let mut end = None;
    for start in view.labelled(Label::Start) {
        let on_line = |label: Label| {
            view.fields_on(start.line)
                .find(move |field| field.label == label)
        };
        on_line(Label::GroupTopic)?;
        let stop = on_line(Label::Stop).filter(|stop| stop.name.start > start.name.start)?;
        let (from, to) = (first_time(view, start)?, first_time(view, stop)?);
        let (start_at, stop_at, minutes) = between(&from, &to, kind)?;
        if end.is_some_and(|end| start_at < end) || minutes == 0 {
            return None;
        }
        end = Some(stop_at);
        lines += 1;
        let is_missed =
            on_line(Label::Attendance).is_some_and(|field| absence_in(view.value(field)).is_some());
        if !is_missed {
            let from = start.name.start.min(start.value.start);
            // The stop's value may go on with what else the line tells.
            let until = stop.value.start + to.end;
            blocks.push((
                start_at,
                stop_at,
                minutes,
                view.place(start.line, from..until),
            ));
        }
    }
    (lines > 1 && !blocks.is_empty()).then_some(blocks)
}

fn numbered_blocks(view: &NoteView<'_>, kind: NoteKind) -> Option<Vec<Clock>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut name: Option<String> = None;
    let mut count = 0;
    for (index, line) in view.body_lines() {
        let text = line.text.trim();
        if let Some(found) = numbered(text) {
            if name.as_ref().is_some_and(|known| *known != found) {
                return None;
            }
            name = Some(found);
            let clock = time_of(view, index, kind)?;
            if blocks.last().is_some_and(|last| clock.0 < last.clock.1) {
                return None;
            }
            count += 1;
            let attended = !is_refused(text);
            blocks.push(Block { clock, attended });
        } else if let Some(last) = blocks.last_mut() {
            if MADE_UP
                .as_ref()
                .is_some_and(|pattern| pattern.is_match(text))
            {
                let end = last.clock.1;
                let clock = time_of(view, index, kind).filter(|clock| clock.0 >= end);
                blocks.extend(clock.map(|clock| Block {
                    clock,
                    attended: true,
                }));
            } else if is_refused(text) {
                last.attended = false;
            }
        }
    }
    if count < 2 {
        return None;
    }
    let attended = blocks.iter().filter(|block| block.attended);
    Some(attended.map(|block| block.clock).collect())
}

/// Returns whether a note lists several numbered groups, each with its time: it documents groups,
/// whatever plain title it bears.
pub(super) fn lists_groups(view: &NoteView<'_>) -> bool {
    let groups = view.body_lines().filter(|(index, line)| {
        numbered(line.text.trim()).is_some_and(|name| name == "group" || name == "grp")
            && time_of(view, *index, NoteKind::GroupNote).is_some()
    });
    groups.take(2).count() == 2 || session_heads::lists_groups(view)
}

/// Returns what a line calls the part of the day that it numbers.
pub(super) fn numbered(text: &str) -> Option<String> {
    // Most lines begin with none of these letters.
    let begin = text.as_bytes().first()?.to_ascii_lowercase();
    if !matches!(
        begin,
        b'b' | b'f' | b'g' | b'h' | b'p' | b's' | b't' | b'1'..=b'5'
    ) {
        return None;
    }
    let mut words = text.split_whitespace();
    let first = words.next()?;
    let is_name = |word: &str| NAMES.iter().any(|known| word.eq_ignore_ascii_case(known));
    let name = if is_name(first) {
        words.next().filter(|number| is_number(number))?;
        first
    } else {
        // "1st group" heads a block where a time stands; prose begins so, too.
        let is_ordinal = ORDINALS
            .iter()
            .any(|known| first.eq_ignore_ascii_case(known));
        let name = words.next().filter(|_| is_ordinal)?;
        let name = name.trim_end_matches([':', ',']);
        (is_name(name) && has_range(text)).then_some(name)?
    };
    Some(name.to_ascii_lowercase())
}

fn has_range(text: &str) -> bool {
    only_range(text).is_some()
}

/// Returns whether a word numbers a part of the day: `2`, `#2`, `TWO`, `B`.
fn is_number(word: &str) -> bool {
    let word = word
        .trim_start_matches('#')
        .trim_end_matches([':', '.', ')', '-', ',']);
    let is_digits = (1..=2).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    let is_letter = matches!(word.as_bytes(), [b'A'..=b'H']);
    is_digits || is_letter || NUMBERS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn is_refused(text: &str) -> bool {
    REFUSED
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(text))
}

/// Returns the one time that stands on a block's line, or on a line for its time right below.
fn time_of(view: &NoteView<'_>, index: usize, kind: NoteKind) -> Option<Clock> {
    range_of(view, index, kind).or_else(|| pair_of(view, index, kind))
}

/// Reads `Start Time: 5:30 PM   End Time: 6:30 PM` on a block's line or right below.
fn pair_of(view: &NoteView<'_>, index: usize, kind: NoteKind) -> Option<Clock> {
    let field = |label: Label| {
        let fields = (index..=index + REACH).flat_map(|line| view.fields_on(line));
        let mut of_label = fields.filter(move |field| field.label == label);
        let found = of_label.next()?;
        of_label.next().is_none().then_some(found)
    };
    let (start, stop) = (field(Label::Start)?, field(Label::Stop)?);
    let (from, to) = (first_time(view, start)?, first_time(view, stop)?);
    let (start_at, stop_at, minutes) = between(&from, &to, kind)?;
    // The place at which the pair alone is cited, too.
    let place = if start.value_line == stop.value_line {
        let from = start.name.start.min(start.value.start);
        view.place(start.value_line, from..stop.value.end)
    } else {
        view.value_span(start)
    };
    (minutes > 0).then_some((start_at, stop_at, minutes, place))
}

fn range_of(view: &NoteView<'_>, index: usize, kind: NoteKind) -> Option<Clock> {
    let found = (index..=index + REACH).find_map(|at| {
        let text = view.line(at)?.text;
        let is_own = at == index || text.trim_start().to_ascii_lowercase().starts_with("time");
        Some((at, only_range(text).filter(|_| is_own)?))
    });
    let (at, range) = found?;
    let (start, stop, minutes) = between(&range.from, &range.to, kind)?;
    let place = view.place(at, range.start..range.end);
    (minutes > 0).then_some((start, stop, minutes, place))
}

pub(super) fn only_range(text: &str) -> Option<FoundRange> {
    let times = when::find_times(text);
    let mut ranges = when::find_ranges(text, &times).into_iter();
    let first = ranges.next()?;
    ranges.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn minutes(body: &str) -> Option<u32> {
        let text = format!(
            "IOP DAY NOTE\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\n{body}\n\
             Plan: next group.\nElectronically signed by Ann Roe, CADC 04/05/2026 9:20 PM\n"
        );
        let notes = from_pages(
            FileId(0),
            "n.txt",
            &[Page::plain(1, &text)],
            &mut Vec::new(),
        );
        assert_eq!(notes.len(), 1, "{body}");
        notes[0].time.as_ref().map(|time| time.minutes)
    }

    #[test]
    fn the_groups_of_a_day_are_added() {
        for (body, expected) in [
            (
                "\ngrp 1  5:30p-6:30p  sleep  (# in group: 11)\n   pt named payday as riskiest.\n\
                 grp 2  6:35p-7:40p  HALT\n   spoke of a lapse.\ngrp 3  7:45p-8:50p  refusal\n   told of a letter.",
                190,
            ),
            (
                "Group 1: values\nTime: 5:30 PM - 6:30 PM\nShe wrote a list of five.\n\
                 Group 2: anger\nTime: 6:35 PM - 7:40 PM\nShe took part.",
                125,
            ),
            (
                "Group 1: Values\nStart Time: 5:30 PM   End Time: 6:30 PM\nShe shared.\n\n\
                 Group 2: Anger\nStart Time: 6:35 PM   End Time: 7:40 PM\nShe spoke.",
                125,
            ),
            (
                "Group: Values   Time: 5:30 PM - 6:30 PM\nShe shared.\n\
                 Group: Anger   Time: 6:35 PM - 7:40 PM\nShe spoke.",
                125,
            ),
            (
                "Topic: Values\nTime: 5:30 PM - 6:30 PM\nShe shared.\n\
                 Topic: Anger\nTime: 6:35 PM - 7:40 PM\nShe spoke.",
                125,
            ),
            (
                "Group: Values. Topic: Work. Start: 17:30 Stop: 18:30 (60 min). Attendance: Present. Participation: Active.\n\
                 Group: Skills. Topic: Anger. Start: 18:40 Stop: 19:40 (60 min). Attendance: Excused.\n\
                 Group: Grief. Topic: Dates. Start: 19:45 Stop: 20:50 (65 min). Attendance: Present.\nShe spoke.",
                125,
            ),
            (
                "GROUP ONE: 5:30p-6:30p values\nShared.\nGROUP TWO: 6:35p-7:40p anger\nSpoke.",
                125,
            ),
            (
                "1st group 5:30-6:30 pm values\nShared.\n2nd group 6:35-7:40 pm anger\nSpoke.",
                125,
            ),
            (
                "In 5:30p Out 8:50p\nGroup 1  5:30p-6:30p  values\nSpoke twice.\n\
                 Group 2  6:35p-7:40p  anger\nSpoke.\nGroup 3  7:45p-8:50p  grief\nWrote.",
                190,
            ),
            (
                "grp 1  5:30p-6:30p  values\n   shared.\ngrp 2  6:35p-7:40p  shame\n   pt refused this grp, sat in lobby.\n\
                 grp 3  7:45p-8:50p  mindfulness\n   took part.\nindiv make-up 8:55p-9:55p w/ K Poe: talked.",
                185,
            ),
        ] {
            assert_eq!(minutes(body), Some(expected), "{body}");
        }
    }

    #[test]
    fn a_schedule_below_the_groups_own_time_is_none_of_it() {
        let body = "Time: 5:30 PM - 6:30 PM\nShe spoke twice and wrote a list.\n\
                    Group 2  6:35p-7:40p  anger\nGroup 3  7:45p-8:50p  grief";
        assert_eq!(minutes(body), Some(60));
        // The next appointment is no group of this day.
        let next = "Topic: Values\nTime: 5:30 PM - 6:30 PM\nShe shared.\n\n\nNext visit\n\
                    Time: 6:35 PM - 7:40 PM";
        assert_eq!(minutes(next), Some(60));
        assert_eq!(
            minutes("grp 1  values\n   shared.\ngrp 2  shame\n   shared."),
            None
        );
    }
}
