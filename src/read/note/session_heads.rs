//! Reads the sessions of one program day that one note tells of under heads of their own: a line with
//! the session's name and its time, and below it what the patient did.

use super::day_blocks::only_range;
use super::time::{Clock, between};
use super::view::NoteView;
use super::when::FoundRange;
use crate::model::NoteKind;
use crate::text::Pattern;
use crate::text::bytes::has_digit;
use std::sync::LazyLock;

/// Letters that a head has at most; sentences of a note are longer.
const LONGEST: usize = 130;

/// Words that the name of a session has at most.
const NAME_WORDS: usize = 9;

/// Words of which the name of a program's session has one.
const NAMES: [&str; 24] = [
    "group",
    "groups",
    "grp",
    "psychotherapy",
    "therapy",
    "counseling",
    "education",
    "psychoeducation",
    "psychoed",
    "training",
    "skills",
    "process",
    "processing",
    "cbt",
    "dbt",
    "act",
    "mindfulness",
    "coping",
    "relapse",
    "wellness",
    "community",
    "goals",
    "session",
    "recovery",
];

/// Words by which a line tells of a session in a sentence, or of one to come.
const TOLD: [&str; 25] = [
    "was",
    "is",
    "were",
    "held",
    "met",
    "from",
    "attended",
    "participated",
    "came",
    "seen",
    "ran",
    "began",
    "started",
    "will",
    "next",
    "tomorrow",
    "scheduled",
    "schedule",
    "appointment",
    "appt",
    "refused",
    "declined",
    "missed",
    "absent",
    "not",
];

/// One session of the day.
struct Session {
    clock: Clock,
    attended: bool,
    /// Whether anything is written below its head.
    is_told: bool,
}

/// Lists the sessions of a day that the patient attended, `9:00 AM - 10:00 AM (60 min) Process group` or `Process group | 9:00
/// AM-10:00 AM | 8 present`, each with what was done in it below. Heads with nothing
/// below are a schedule, and where one begins before the one above ends nothing is returned.
pub(super) fn read_sessions(view: &NoteView<'_>, kind: NoteKind) -> Option<Vec<Clock>> {
    let mut sessions: Vec<Session> = Vec::new();
    for (index, line) in view.body_lines() {
        let text = line.text.trim();
        if text.is_empty() {
            continue;
        }
        if let Some(range) = head(line.text) {
            let (start, stop, minutes) = between(&range.from, &range.to, kind)?;
            if sessions.last().is_some_and(|last| start < last.clock.1) || minutes == 0 {
                return None;
            }
            let place = view.place(index, range.start..range.end);
            sessions.push(Session {
                clock: (start, stop, minutes, place),
                attended: true,
                is_told: false,
            });
        } else if let Some(last) = sessions.last_mut() {
            last.is_told = true;
            last.attended &= !says_missed(text);
        }
    }
    if sessions.len() < 2 || !sessions.iter().all(|session| session.is_told) {
        return None;
    }
    let attended = sessions.iter().filter(|session| session.attended);
    Some(attended.map(|session| session.clock).collect())
}

static MISSED: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)^(?:(?:the\s+)?(?:pt\.?|patient|client|he|she|they|\p{Lu}\p{Ll}+)\s+)?(?:
        (?:refused|declined|skipped|missed|left\s+before)\s+(?:this\s+|the\s+)?(?:grp|group|session|block|to\s+(?:attend|come|go))\b
        |did\s+not\s+(?:attend|come)\s*(?:$|[.,;(]|this|the\s+group|group|due|today|because)
        |not\s+(?:present|in\s+attendance)\b|no[-\s]show\b|(?:was\s+)?(?:absent|excused)\b)",
    )
});

/// Returns whether a line below a session's head begins with the patient's absence from it. What is
/// said of another day stands within sentences: `Spoke of shame at the no-show`.
fn says_missed(text: &str) -> bool {
    MISSED.as_ref().is_some_and(|missed| missed.is_match(text))
}

/// Returns whether a note tells of several groups under heads of their own: it documents groups,
/// whatever plain title it bears.
pub(super) fn lists_groups(view: &NoteView<'_>) -> bool {
    let heads = view.body_lines().filter(|(_, line)| {
        head(line.text).is_some()
            && words(line.text).any(|word| is_any(&["group", "groups", "grp"], word))
    });
    heads.take(2).count() == 2
}

/// Returns the time on a line that heads a session: the name before or behind it.
fn head(line: &str) -> Option<FoundRange> {
    let text = line.trim();
    if text.len() > LONGEST || !has_digit(text) || text.ends_with(['.', ';', ',', '?']) {
        return None;
    }
    if !["-", "–", "—", " to "]
        .iter()
        .any(|sign| text.contains(sign))
    {
        return None;
    }
    if !words(text).any(|word| is_any(&NAMES, word)) {
        return None;
    }
    let range = only_range(line)?;
    let before = line.get(..range.start)?;
    let behind = line.get(range.end..)?;
    let is_first = !before.contains(char::is_alphanumeric);
    let name = match is_first {
        true => behind_length(behind),
        false => before,
    };
    is_name(name).then_some(range)
}

/// Returns what stands behind a length in brackets, `(60 min) Process group`.
fn behind_length(text: &str) -> &str {
    let text = text.trim_start();
    let inner = text
        .strip_prefix('(')
        .and_then(|inner| inner.split_once(')'));
    match inner {
        Some((length, rest)) if has_digit(length) => rest,
        _ => text,
    }
}

/// Returns whether a text names a session and tells nothing of it.
fn is_name(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || "-–—|:,•·*".contains(c));
    let name = text.split(['|', '(']).next().unwrap_or_default();
    let named = name.split(':').next().unwrap_or_default();
    // "Sleep: group talk" names a topic first.
    let has_name = words(named).any(|word| is_any(&NAMES, word));
    name.starts_with(|c: char| c.is_alphabetic())
        && has_name
        && words(named).count() <= NAME_WORDS
        && !words(name).any(|word| is_any(&TOLD, word))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

fn is_any(list: &[&str], word: &str) -> bool {
    list.iter().any(|known| word.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use crate::model::NoteKind;
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn read(body: &str) -> (Option<u32>, u8, NoteKind) {
        let text = format!(
            "Progress Notes by Ann Roe, LPC at 4/5/2026 4:40 PM\nAuthor: Ann Roe, LPC\n\
             Patient: Doe, Jane   MRN: 1042\nDate of Service: 4/5/2026 4:40 PM\n\n{body}\n\
             Electronically signed by Ann Roe, LPC at 4/5/2026 5:20 PM\n"
        );
        let pages = [Page::plain(1, &text)];
        let notes = from_pages(FileId(0), "n.txt", &pages, &mut Vec::new());
        assert_eq!(notes.len(), 1, "{body}");
        let time = notes[0].time.as_ref();
        (
            time.map(|time| time.minutes),
            time.map_or(0, |time| time.sessions),
            notes[0].kind,
        )
    }

    #[test]
    fn sessions_under_heads_of_their_own_are_added_and_counted() {
        for (body, minutes, sessions) in [
            (
                "Process group psychotherapy | 1:00 PM-2:00 PM | 60 minutes | 8 members present\n\
                 Topic: Payday\nSpoke of shame at her no-show, nearly did not come back.\n\
                 Coping skills group | 2:10 PM-3:10 PM | 60 minutes | 9 members present\n\
                 Topic: BP and stress\nBP 140/90, will call the clinic.\n\
                 Wellness group | 3:20 PM-4:25 PM | 65 minutes | 9 members present\nHummed.",
                185,
                3,
            ),
            (
                "9:00 AM - 10:00 AM (60 min) Process group\nTopic: Payday\nSpoke twice.\n\
                 10:10 AM - 11:15 AM (65 min) Sleep education\nTook the handout home.",
                125,
                2,
            ),
            (
                "Process Group (9:00 AM - 10:00 AM)\nSpoke twice.\n\
                 Skills Group (10:10 AM - 11:10 AM)\nDid not attend this one.\n\
                 Goals group 11:20 AM - 12:20 PM\nSet one.",
                120,
                2,
            ),
        ] {
            assert_eq!(
                read(body),
                (Some(minutes), sessions, NoteKind::GroupNote),
                "{body}"
            );
        }
    }

    #[test]
    fn a_schedule_and_sentences_are_no_sessions_of_the_note() {
        for body in [
            "She asked for the schedule.\n9:00 AM - 10:00 AM Process group\n\
             10:10 AM - 11:10 AM Skills group",
            "Process group was held 9:00 AM - 10:00 AM\nShe spoke.\n\
             Skills group was held 10:10 AM - 11:10 AM\nShe spoke.",
            "9:00 AM - 1:00 PM she works at the shop\nShe is tired.\n\
             2:00 PM - 3:00 PM nap\nShe slept.",
        ] {
            assert_eq!(read(body).1, 0, "{body}");
        }
    }
}
