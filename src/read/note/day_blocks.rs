//! Reads the numbered groups of one program day that one note tells of, each with its own time.

use super::time::{Clock, between};
use super::view::NoteView;
use super::when::{self, FoundRange};
use crate::model::NoteKind;
use crate::text::Pattern;
use std::sync::LazyLock;

/// What a day's parts are called.
const NAMES: [&str; 7] = [
    "block", "group", "grp", "session", "segment", "hour", "part",
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

/// Joins the blocks of one program day, each on a line of its own with what the patient did in it
/// below: `grp 1  5:30p-6:30p  values`. The minutes between them and those of a block that the
/// patient refused do not count; what was made up on the same day does. Returns nothing where a
/// block states no time or begins before the one above ends.
pub(super) fn read_blocks(view: &NoteView<'_>, kind: NoteKind) -> Option<Clock> {
    if kind.is_not_delivery() || kind == NoteKind::ProgramSummary {
        return None;
    }
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
    let mut attended = blocks.iter().filter(|block| block.attended);
    let (start, mut stop, mut minutes, place) = attended.next()?.clock;
    for block in attended {
        stop = block.clock.1;
        minutes += block.clock.2;
    }
    Some((start, stop, minutes, place))
}

/// Returns whether a note lists several numbered groups, each with its time: it documents groups,
/// whatever plain title it bears.
pub(super) fn lists_groups(view: &NoteView<'_>) -> bool {
    let groups = view.body_lines().filter(|(index, line)| {
        numbered(line.text.trim()).is_some_and(|name| name == "group" || name == "grp")
            && time_of(view, *index, NoteKind::GroupNote).is_some()
    });
    groups.take(2).count() == 2
}

/// Returns what a line calls the part of the day that it numbers.
pub(super) fn numbered(text: &str) -> Option<String> {
    let first = text.as_bytes().first()?.to_ascii_lowercase();
    if !NAMES
        .iter()
        .any(|name| name.as_bytes().first() == Some(&first))
    {
        return None;
    }
    let mut words = text.split_whitespace();
    let (name, number) = (words.next()?, words.next()?);
    let number = number.trim_end_matches([':', '.', ')', '-', ',']);
    let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let is_name = NAMES.iter().any(|known| name.eq_ignore_ascii_case(known));
    (is_name && is_number).then(|| name.to_ascii_lowercase())
}

fn is_refused(text: &str) -> bool {
    REFUSED
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(text))
}

/// Returns the one time that stands on a block's line, or on a line for its time right below.
fn time_of(view: &NoteView<'_>, index: usize, kind: NoteKind) -> Option<Clock> {
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
        assert_eq!(
            minutes("grp 1  values\n   shared.\ngrp 2  shame\n   shared."),
            None
        );
    }
}
