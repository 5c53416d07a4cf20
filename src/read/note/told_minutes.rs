//! Reads minutes and times that a sentence tells which tells nothing else: `45 min in office.`,
//! `Individual therapy x 45 min`, `Psychotherapy 18 minutes, separate from E/M`, `Start 0903 / Stop
//! 0948.` A sentence with any word that is not of a session tells of something else: `45 min late`,
//! `45 min drive`, `for the last 45 min he cried`.

use super::guards::Guard;
use super::number_words;
use super::signature::is_signature;
use super::time::{Clock, between, is_session};
use super::view::NoteView;
use super::when::{self, FoundRange};
use super::worded_minutes::{may_count, tells_otherwise};
use crate::model::NoteKind;
use crate::text::bytes::has_digit;
use crate::text::words::Classes;
use crate::text::{Pattern, Span};
use std::ops::Range;
use std::sync::LazyLock;

/// Words that are of a session and of hardly anything else that takes minutes.
const STRONG: &str = "session therapy psychotherapy counseling counselling visit met seen saw appointment appt \
    duration length lasted spent total individual indiv family group encounter contact \
    service evaluation intake tx f2f ftf face conjoint teletherapy";

/// Words that stand beside them and change nothing.
const WEAK: &str = "in by via at on x the a an of for with w was were is ran today person inperson office \
    clinic site video phone telephone telehealth tele virtual virtually zoom doxy me audio \
    only approx approximately about full long client pt patient member consumer resident \
    participant we i time over and above beyond separate separately from apart e m em add \
    addon to until till thru through past quarter half noon start started stop stopped end \
    ended began begin finished supportive brief cbt dbt insight oriented interactive direct \
    s note progress";

/// Words that stand beside a start and a stop; beside bare digits, which may be a telephone's, no others
/// do.
const OF_CLOCK: &str = "out am pm hrs hours arrived left times from start started time in at was began begin end \
    ended stop stopped finished to until till";

/// Minutes of one session.
const SHORTEST: u32 = 5;
pub(super) const LONGEST: u32 = 480;
/// A bare number of minutes is of a session only where it could be one.
pub(super) const BARE: std::ops::RangeInclusive<u32> = 16..=180;
/// Filled lines below a header in which the text opens.
const OPENING: usize = 2;

/// What some words tell.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) amounts: usize,
    pub(super) minutes: u32,
    pub(super) place: Range<usize>,
    is_strong: bool,
    is_total: bool,
    has_others: bool,
}

/// Returns the minutes that a sentence tells of the session. Beside a start and a stop only a total
/// counts, as another number may be of a part.
pub(super) fn told_minutes(
    view: &NoteView<'_>,
    kind: NoteKind,
    is_beside_clock: bool,
) -> Option<(u32, Span)> {
    if kind.is_not_delivery() || !is_session(kind) || kind == NoteKind::ProgramSummary {
        return None;
    }
    // The best first: a total, a session's, a bare number.
    let mut found: [Vec<(u32, Span)>; 3] = Default::default();
    let mut is_planned = false;
    let header = opening_line(view);
    for (at, (index, line)) in view.body_lines().enumerate() {
        let text = line.text;
        let heading = heads_plan(text);
        is_planned = heading.is_some_and(|is_alone| is_alone)
            || is_planned && heading.is_none() && !is_head(text);
        if !line.may(Guard::Lasts) || heading.is_some() || is_planned || is_signature(line) {
            continue;
        }
        if !may_hold_minutes(text) {
            continue;
        }
        let is_below = index + 1 >= view.header_end || view.header_end == view.to;
        let opens = is_below && at <= header + OPENING;
        for sentence in sentences(text) {
            if !text.get(sentence.clone()).is_some_and(may_tell) {
                continue;
            }
            let Some(told) = of_sentence(text, &sentence, opens) else {
                continue;
            };
            let rank = match (told.is_total, told.is_strong) {
                (true, _) => 0,
                (_, true) => 1,
                _ => 2,
            };
            if let Some(of_rank) = found.get_mut(rank) {
                of_rank.push((told.minutes, view.place(index, told.place)));
            }
        }
    }
    let [total, session, bare] = &found;
    if is_beside_clock {
        return only(total);
    }
    match (total.is_empty(), session.is_empty()) {
        (false, _) => only(total),
        (true, false) => only(session),
        _ => only(bare),
    }
}

/// Returns whether a text may hold a number of minutes, in figures or in words.
pub(super) fn may_hold_minutes(text: &str) -> bool {
    may_count(text) || text.to_ascii_lowercase().contains("minute")
}

/// Returns whether a text may hold a length of time, in figures or in words.
fn may_tell(text: &str) -> bool {
    may_hold_minutes(text) || text.to_ascii_lowercase().contains("hour")
}

/// Returns the one number of minutes that some sentences tell.
fn only(told: &[(u32, Span)]) -> Option<(u32, Span)> {
    let first = told.first()?;
    told.iter()
        .all(|other| other.0 == first.0)
        .then_some(*first)
}

/// Returns how many filled lines stand in the header.
fn opening_line(view: &NoteView<'_>) -> usize {
    view.body_lines()
        .take_while(|(index, _)| *index < view.header_end)
        .count()
}

/// Returns whether a line heads what is planned, and whether the heading stands alone on it.
pub(super) fn heads_plan(text: &str) -> Option<bool> {
    const HEADS: [&str; 8] = [
        "plan",
        "goal",
        "objective",
        "recommend",
        "next",
        "homework",
        "frequency",
        "p:",
    ];
    let trimmed = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_head = |head: &&str| {
        trimmed
            .get(..head.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(head))
    };
    HEADS
        .iter()
        .any(is_head)
        .then(|| trimmed.split_whitespace().nth(3).is_none())
}

/// Returns whether a line is a heading of anything.
fn is_head(text: &str) -> bool {
    let head = text.split(':').next().unwrap_or_default();
    head.len() < text.trim_end().len() && head.split_whitespace().nth(3).is_none()
}

/// Returns the sentences of a line.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    parts(
        text,
        &[". ", "; ", "! ", "? ", " · ", " • ", "|", "\t", "  "],
        false,
    )
}

/// Returns what some signs part a text into; brackets as well where told.
fn parts(text: &str, signs: &[&str], by_brackets: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let sign = signs
            .iter()
            .find(|sign| rest.starts_with(**sign))
            .map(|sign| sign.len());
        let bracket = (by_brackets && rest.starts_with(['(', ')', '[', ']'])).then_some(1);
        match sign.or(bracket) {
            Some(length) => {
                found.push(from..at);
                at += length;
                from = at;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    found.push(from..text.len());
    found.retain(|part| !text.get(part.clone()).unwrap_or_default().trim().is_empty());
    found
}

/// Returns what a sentence tells of the session's minutes, as a whole or in a part of its own.
fn of_sentence(text: &str, sentence: &Range<usize>, opens: bool) -> Option<Told> {
    let whole = judged(text, sentence);
    let takes = |told: &Told| {
        let range = if told.is_strong {
            SHORTEST..=LONGEST
        } else {
            BARE
        };
        !told.has_others && told.amounts == 1 && range.contains(&told.minutes)
    };
    if takes(&whole) {
        return Some(whole);
    }
    let own = text.get(sentence.clone())?;
    // "Seen from five past nine until ten to ten (45 minutes)": the bracket tells it.
    if let Some(open) = own.find('(')
        && let Some(close) = own.get(open..)?.find(')')
    {
        let inner = judged(
            text,
            &(sentence.start + open + 1..sentence.start + open + close),
        );
        let outer = judged(text, &(sentence.start..sentence.start + open));
        if takes(&inner) && !outer.has_others && outer.is_strong {
            return Some(Told {
                is_strong: true,
                ..inner
            });
        }
    }
    let clauses = parts(own, &[", ", ": ", " - ", " – ", " — ", " -- "], true);
    clauses.iter().enumerate().find_map(|(at, clause)| {
        let place = sentence.start + clause.start..sentence.start + clause.end;
        let told = judged(text, &place);
        let is_first = at == 0 && opens && sentence.start <= first_letter(text);
        let before = text.get(sentence.start..place.end)?;
        let behind = text.get(place.end..)?;
        let behind = behind.get(..behind.floor_char_boundary(30))?;
        let is_told = takes(&told)
            && (told.is_strong || is_first)
            && !tells_otherwise(before)
            && !OFTEN.as_ref().is_some_and(|often| often.is_match(behind));
        is_told.then_some(told)
    })
}

fn first_letter(text: &str) -> usize {
    text.len()
        - text
            .trim_start_matches(|c: char| !c.is_alphanumeric())
            .len()
}

/// What is done often is planned.
static OFTEN: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)\b(?:weekly|biweekly|daily|monthly|every|each|per|twice|once|times|x\s?/|a\s+week)\b|/\s?(?:wk|week|day|mo)\b",
    )
});

/// Reads the words of a part of a text.
pub(super) fn judged(text: &str, part: &Range<usize>) -> Told {
    let mut told = Told::default();
    let mut at = part.start;
    while let Some(rest) = text.get(at..part.end).filter(|rest| !rest.is_empty()) {
        let lead = rest.len()
            - rest
                .trim_start_matches(|c: char| !c.is_alphanumeric())
                .len();
        let start = at + lead;
        let Some(rest) = text.get(start..part.end).filter(|rest| !rest.is_empty()) else {
            break;
        };
        if let Some((minutes, length)) = leading_amount(rest) {
            told.amounts += 1;
            told.minutes = minutes;
            told.place = start..start + length;
            at = start + length;
            continue;
        }
        let length = rest
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(rest.len());
        told.take(rest.get(..length).unwrap_or_default());
        at = start + length;
    }
    told
}

impl Told {
    fn take(&mut self, word: &str) {
        self.is_total |= word.eq_ignore_ascii_case("total");
        let class = class_of(word);
        self.is_strong |= class & IS_STRONG != 0;
        let is_known = class & (IS_STRONG | IS_WEAK) != 0;
        self.has_others |= !is_known && !is_code(word) && !is_number_word(word);
    }
}

const IS_STRONG: u8 = 1;
const IS_WEAK: u8 = 2;
const IS_OF_CLOCK: u8 = 4;

static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    let [strong, weak, of_clock] =
        [STRONG, WEAK, OF_CLOCK].map(|list| list.split_whitespace().collect::<Vec<_>>());
    Classes::new(&[
        (&strong, IS_STRONG),
        (&weak, IS_WEAK),
        (&of_clock, IS_OF_CLOCK),
    ])
});

/// Returns the lists in which a word stands, however it is written.
fn class_of(word: &str) -> u8 {
    match word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => CLASSES.of(&word.to_ascii_lowercase()),
        false => CLASSES.of(word),
    }
}

/// A billing code: `90834`, `H2017`.
fn is_code(word: &str) -> bool {
    let digits = word.strip_prefix(['H', 'T']).unwrap_or(word);
    let length = if digits.len() < word.len() { 4 } else { 5 };
    digits.len() == length
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (length == 4 || digits.starts_with('9'))
}

fn is_number_word(word: &str) -> bool {
    !word.starts_with(|c: char| c.is_ascii_digit())
        && number_words::leading(word).is_some_and(|(_, length)| length == word.len())
}

/// Returns the length of time with which a text begins, in minutes, and its bytes.
fn leading_amount(text: &str) -> Option<(u32, usize)> {
    let (number, end) = number_words::leading(text)?;
    let (unit, end) = unit_at(text, end)?;
    let Unit::Hours = unit else {
        return Some((number, end));
    };
    let minutes = number.checked_mul(60)?;
    let behind = text.get(end..)?;
    let next = behind.trim_start_matches([' ', ',']);
    let next = next.strip_prefix("and ").unwrap_or(next);
    let skipped = behind.len() - next.len();
    let more = number_words::leading(next).and_then(|(more, length)| {
        let (unit, length) = unit_at(next, length)?;
        matches!(unit, Unit::Minutes).then_some((more, length))
    });
    Some(match more {
        Some((more, length)) => (minutes.checked_add(more)?, end + skipped + length),
        None => (minutes, end),
    })
}

enum Unit {
    Minutes,
    Hours,
}

/// Returns the unit behind a number, and where it ends.
fn unit_at(text: &str, end: usize) -> Option<(Unit, usize)> {
    let rest = text.get(end..)?;
    let word = rest.trim_start_matches([' ', '-', '\u{a0}']);
    let start = end + rest.len() - word.len();
    let length = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let unit = word.get(..length)?;
    let is = |names: &[&str]| names.iter().any(|name| unit.eq_ignore_ascii_case(name));
    let unit = if is(&["min", "mins", "minute", "minutes"]) {
        Unit::Minutes
    } else if is(&["hr", "hrs", "hour", "hours"]) {
        Unit::Hours
    } else {
        return None;
    };
    let ends = word
        .get(length..)?
        .starts_with(|c: char| c.is_alphanumeric());
    (!ends && start <= end + 2).then_some((unit, start + length))
}

/// Reads start and stop in a sentence that tells nothing else, also as bare digits: `0905 to 0950.`,
/// `From 9:05 until 9:50`, `Start 0903 / Stop 0948.`
pub(super) fn told_clock(view: &NoteView<'_>, kind: NoteKind) -> Option<Clock> {
    if kind.is_not_delivery() || !is_session(kind) || kind == NoteKind::ProgramSummary {
        return None;
    }
    let mut found: Option<Clock> = None;
    let from = opening_line(view).saturating_sub(2);
    let lines = view.body_lines().skip(from).take(OPENING + 3);
    for (index, line) in lines {
        let text = line.text;
        if !has_digit(text) || is_signature(line) || heads_plan(text).is_some() {
            continue;
        }
        let Some(first) = sentences(text).into_iter().next() else {
            continue;
        };
        let Some((clock, range)) = clock_of(text, &first, kind) else {
            continue;
        };
        let place = view.place(index, range.start..range.end);
        if found.is_some() {
            return None;
        }
        found = Some((clock.0, clock.1, clock.2, place));
    }
    found
}

type Minutes = (crate::model::Minute, crate::model::Minute, u32);

fn clock_of(text: &str, part: &Range<usize>, kind: NoteKind) -> Option<(Minutes, FoundRange)> {
    let own = text.get(..part.end)?;
    // A long sentence tells more than its times.
    if own.len() - part.start > 80 || !when::find_dates(own).is_empty() {
        return None;
    }
    let times = when::find_labelled_times(own);
    let ranges = when::find_ranges(own, &times);
    let mut ranges = ranges.into_iter().filter(|range| range.start >= part.start);
    let range = ranges.next()?;
    if ranges.next().is_some() || when::reads_as_years(own, &range) {
        return None;
    }
    let clock = between(&range.from, &range.to, kind)?;
    let has_colon = own.get(range.start..range.end)?.contains(':');
    let is_written = has_colon || range.from.half.is_some() || range.to.half.is_some();
    let around = [part.start..range.start, range.end..part.end];
    let is_plain = around.iter().all(|around| {
        let words = own.get(around.clone()).unwrap_or_default();
        let mut words = words
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty());
        words.all(|word| {
            let weak = if is_written { IS_WEAK } else { 0 };
            class_of(word) & (IS_OF_CLOCK | IS_STRONG | weak) != 0
        })
    });
    // A weight or a score is no time.
    let is_clock = |time: &when::FoundTime| time.half.is_some() || time.end - time.start >= 3;
    let is_long = (if is_written { 10 } else { 15 }..=LONGEST).contains(&clock.2);
    (is_plain && is_long && is_clock(&range.from) && is_clock(&range.to)).then_some((clock, range))
}

#[cfg(test)]
mod tests {
    use crate::model::RemarkKind;
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    /// Returns the minutes of a note with a line, and whether minutes stand unread.
    fn read(title: &str, line: &str) -> (Option<u32>, bool) {
        let text = format!(
            "{title}\nClient: Nell Roe   Date of birth: 8/16/1992\nService date: 9/10/2025\n\
             {line} Reviewed the monitoring sheet and went through the chain of that night.\nGoal 1. Same \
             time next week.\nSigned electronically by Ann Poe, LCSW on 9/10/2025 6:55 PM\n"
        );
        let notes = from_pages(FileId(0), "", &[Page::plain(1, text)], &mut Vec::new());
        assert_eq!(notes.len(), 1, "{line}");
        let is_unread = notes[0].remarks.first(RemarkKind::UnreadTime).is_some();
        (notes[0].time.as_ref().map(|time| time.minutes), is_unread)
    }

    const TITLE: &str = "Individual Psychotherapy";

    #[test]
    fn a_sentence_of_the_sessions_minutes_is_its_time() {
        for line in [
            "45 min.",
            "45 minutes.",
            "45 minutes in person.",
            "45 min in office.",
            "Total time 45 min.",
            "Time: 45 min.",
            "(45 min)",
            "Met 45 minutes.",
            "We met 45 minutes today.",
            "Individual session 45 min.",
            "Individual session, 45 minutes.",
            "Individual therapy x 45 min.",
            "Individual therapy (45 min).",
            "Seen (45 minutes).",
            "45 minutes by video.",
            "Time spent 45 min.",
            "Total time: 45.",
            "Length of session 45 minutes.",
            "Ran 45 min.",
            "Forty-five minutes in person.",
            "Saw client in office, therapist at her desk. 45 min.",
            "45 min by Doxy video, which he had agreed to, until the picture froze.",
            "Seen from five past nine until ten minutes to ten (45 minutes).",
            "Psychotherapy 45 minutes, separate from E/M, on the quiz:",
            "- psychotherapy 45 minutes, not counted in the E/M: early signs.",
            "Add-on tx 45 min over and above the E/M.",
        ] {
            assert_eq!(read(TITLE, line).0, Some(45), "{line}");
        }
    }

    #[test]
    fn a_sentence_of_the_sessions_times_is_its_time() {
        for line in [
            "9:05-9:50.",
            "905-950.",
            "0905 to 0950.",
            "0903-0948.",
            "From 0905 until 0950.",
            "In 9:05 out 9:50.",
            "Start time 0905 end time 0950.",
            "Start 0903 Stop 0948.",
            "Start 0903, stop 0948.",
            "Start 0903 / Stop 0948.",
        ] {
            assert_eq!(read(TITLE, line).0, Some(45), "{line}");
        }
    }

    #[test]
    fn minutes_of_other_things_are_none_of_the_session() {
        for line in [
            "45 min late.",
            "45 min drive to get here.",
            "For the last 45 min he cried in the car before he came in.",
            "He walked for 45 min.",
            "Homework: 20 min.",
            "Duration (min):    Travel: 0   Doc time: 8\n",
            "Plan: individual therapy 45 min, weekly.",
            "Individual therapy 45 min, weekly.",
            "Panic of 20 min on Friday.",
        ] {
            assert_eq!(read(TITLE, line), (None, false), "{line}");
        }
        assert_eq!(read("BHT Shift Note", "45 min.").0, None);
    }

    #[test]
    fn minutes_that_may_be_the_sessions_are_told() {
        for line in [
            "45 min of hard work on the letter to his son.",
            "We had 50 minutes and used all.",
            "Duration: 4 units.",
            "Stayed the whole hour, 9:05 to 9:55, in spite of the noise.",
        ] {
            assert_eq!(read(TITLE, line), (None, true), "{line}");
        }
    }
}
