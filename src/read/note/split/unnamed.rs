//! Finds a note below a signed one whatever its title says: a line shaped like a title, then
//! times, a day or an author other than the note's above; a line that begins with a day; a line of
//! a day and times; or a title at the head of a page of its own.

use super::super::credential;
use super::super::kind;
use super::super::labels::Label;
use super::super::view::Document;
use super::super::when;
use super::cue::Cue;
use super::score::filled;
use crate::model::ServiceDate;
use crate::text::AnyOf;
use std::sync::LazyLock;

/// Filled lines that a header below its title takes.
const HEADER: usize = 4;
/// Lines of the note above in which its own header is looked for.
const ABOVE: usize = 16;
/// Filled lines in which an entry that only a day heads must be signed.
const SIGNED_WITHIN: usize = 40;
/// Words that a title has at most, and a line that states a session.
const TITLE_WORDS: usize = 8;
const SESSION_WORDS: usize = 20;

/// Words of what is written below a signature and belongs to it.
static BELONGS: LazyLock<AnyOf> = LazyLock::new(|| {
    AnyOf::new(&[
        "supervis", "sign", "review", "attest", "agree", "addend", "amend", "billing", "late",
    ])
});

/// Returns whether a note begins at the line, though nothing on it is known for a title.
pub(super) fn heads(document: &Document<'_>, cues: &[Cue], last: usize, index: usize) -> bool {
    let (Some(cue), Some(line)) = (cues.get(index), document.lines.get(index)) else {
        return false;
    };
    if cue.signature || cue.prose || cue.row || cue.addendum {
        return false;
    }
    // The look upwards is short, and it ends most of them.
    let above = cues.get(last..index).unwrap_or_default().iter();
    let Some((signed, _)) = above
        .enumerate()
        .rev()
        .find(|(_, cue)| !cue.blank && !cue.separator)
        .filter(|(_, cue)| cue.signature)
    else {
        return false;
    };
    let text = line.text.trim();
    let short = text.split_whitespace().nth(TITLE_WORDS).is_none();
    let dated_signature = || {
        document
            .lines
            .get(last + signed)
            .is_some_and(|line| !when::find_dates(line.text).is_empty())
    };
    if BELONGS.is_in(text) || !dated_signature() {
        return false;
    }
    if session_heads(document, cues, last, index) {
        return true;
    }
    if !short {
        return false;
    }
    if day_heads(cues, index, text) || page_heads(document, cues, index) {
        return true;
    }
    // A note without a title begins with its times.
    let begins = document
        .fields_in(index..index + 1)
        .first()
        .is_some_and(|field| field.label == Label::Start && field.marked && field.name.start < 3);
    match begins {
        true => differs(document, cues, last, index..index),
        false => kind::looks_like_title(text) && differs(document, cues, last, index..index + 1),
    }
}

/// Returns whether the line begins with a day and names something, and text and a signature
/// follow: `03/04/2026  AM/PM rounds 0700-2300`.
fn day_heads(cues: &[Cue], index: usize, text: &str) -> bool {
    let begins = cues.get(index).is_some_and(|cue| cue.dated)
        && when::find_dates(text).first().is_some_and(|date| {
            let rest = text.get(date.end..).unwrap_or_default();
            date.start <= 2 && rest.chars().filter(|c| c.is_alphabetic()).count() >= 3
        });
    // Rows of a list begin with a day one below the other.
    let mut below = filled(cues, index + 1).take(SIGNED_WITHIN);
    begins
        && below
            .next()
            .is_some_and(|(_, cue)| !cue.signature && cue.entry.is_none() && !cue.row)
        && below.any(|(_, cue)| cue.signature)
}

/// Returns whether a day and times stand on the line or just below a short one, other than those of
/// the note above, and a signature of their own follows: `IOP daily note`, then `Date 04/08/2026
/// 3:30 PM - 6:30 PM  Ann Roe, LPC`.
fn session_heads(document: &Document<'_>, cues: &[Cue], last: usize, index: usize) -> bool {
    let states = |at: usize, cue: &Cue| {
        cue.dated && cue.timed && !cue.signature && session_on(document, at).is_some()
    };
    let is_short = document
        .lines
        .get(index)
        .is_some_and(|line| line.words() <= TITLE_WORDS && !line.text.trim_end().ends_with('.'));
    let header = filled(cues, index)
        .take(if is_short { 2 } else { 1 })
        .find(|(at, cue)| states(*at, cue));
    let Some((at, _)) = header else { return false };
    let mut below = filled(cues, at + 1).take(SIGNED_WITHIN);
    if !below.any(|(_, cue)| cue.signature) {
        return false;
    }
    let mut above = filled(cues, last).take_while(|(at, _)| *at < index.min(last + ABOVE));
    let above = above.find(|(at, cue)| states(*at, cue));
    above.is_some_and(|(above, _)| session_on(document, above) != session_on(document, at))
}

/// Returns the day and the times with which a line begins, behind at most the name of a session.
fn session_on(document: &Document<'_>, line: usize) -> Option<(ServiceDate, u32, u32)> {
    let line = document.lines.get(line)?;
    // A row of a table begins with its day, or stands between bars.
    let is_row = line.text.contains('|') || line.text.trim_start().starts_with(char::is_numeric);
    if line.words() > SESSION_WORDS || is_row && line.is_parted {
        return None;
    }
    let dates = when::find_dates(line.text);
    let date = dates.first().filter(|date| date.start <= 60)?;
    let times = when::find_times_beside(line.text, &dates);
    let ranges = when::find_ranges(line.text, &times);
    let range = ranges.iter().find(|range| range.start >= date.end)?;
    let minute = |time: &when::FoundTime| Some(time.minute_of_day()?.since_midnight());
    Some((date.date, minute(&range.from)?, minute(&range.to)?))
}

/// Returns whether a title heads a page whose running header names the patient and which is signed
/// by itself: `NURSING - RETURN FROM HOSPITAL` in a merged print.
fn page_heads(document: &Document<'_>, cues: &[Cue], index: usize) -> bool {
    let (Some(cue), Some(line)) = (cues.get(index), document.lines.get(index)) else {
        return false;
    };
    if !cue.top || cue.identity != 0 || !kind::looks_like_title(line.text) {
        return false;
    }
    let from = document
        .lines
        .partition_point(|other| other.page < line.page);
    let to = document
        .lines
        .partition_point(|other| other.page <= line.page);
    let named = document.fields_in(from..index).iter().any(|field| {
        matches!(field.label, Label::PatientName | Label::Mrn) && !field.value.is_empty()
    });
    let text = document.lines.get(index + 1..to).unwrap_or_default();
    let signed = text
        .iter()
        .zip(cues.iter().skip(index + 1))
        .any(|(line, cue)| {
            cue.signature && !when::find_dates(line.text).is_empty() && names_staff(line.text)
        });
    // A page of signatures has no text.
    let written = text
        .iter()
        .filter(|line| line.words() > TITLE_WORDS)
        .count();
    named && signed && written > 0
}

/// Returns whether a line names somebody with a credential.
fn names_staff(text: &str) -> bool {
    let names = text.split_inclusive([':', ' ']).scan(0, |at, word| {
        let start = *at;
        *at += word.len();
        Some(start)
    });
    names.filter_map(|start| text.get(start..)).any(|rest| {
        rest.starts_with(char::is_uppercase)
            && credential::read_person(rest).is_some_and(|person| person.credential.is_some())
    })
}

/// What a header says of its session.
#[derive(Default)]
struct Session<'t> {
    date: Option<ServiceDate>,
    start: Option<&'t str>,
    author: Option<&'t str>,
}

/// Returns whether the lines below a title, which may be missing, state a session and it is not the
/// one above: other times, another day or another author.
fn differs(
    document: &Document<'_>,
    cues: &[Cue],
    last: usize,
    title: std::ops::Range<usize>,
) -> bool {
    let end = filled(cues, title.end)
        .take(HEADER)
        .take_while(|(_, cue)| !cue.prose && !cue.signature)
        .last()
        .map_or(title.end, |(at, _)| at + 1);
    let here = session(document, title.end..end);
    if here.start.is_none() && (here.date.is_none() || here.author.is_none()) {
        return false;
    }
    let above = session(document, last..title.start.min(last + ABOVE));
    let other = |one: Option<&str>, two: Option<&str>| {
        one.is_some_and(|one| two.is_some_and(|two| one != two))
    };
    other(here.start, above.start)
        || other(here.author, above.author)
        || here.date.is_some() && above.date.is_some() && here.date != above.date
}

fn session<'t>(document: &Document<'t>, lines: std::ops::Range<usize>) -> Session<'t> {
    let mut session = Session::default();
    for field in document.fields_in(lines) {
        let value = document.value(field).trim();
        if field.in_prose || !field.marked || value.is_empty() {
            continue;
        }
        match field.label {
            Label::Start | Label::Time => session.start = session.start.or(Some(value)),
            Label::Author => session.author = session.author.or(Some(value)),
            _ => {}
        }
        if matches!(field.label, Label::Start | Label::Date | Label::ServiceDate) {
            let date = || when::parse_date(value).map(|found| found.date);
            session.date = session.date.or_else(date);
        }
    }
    session
}
