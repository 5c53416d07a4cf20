//! Finds a note below a signed one whatever its title says: a line shaped like a title, then
//! times, a day or an author other than the note's above; or a line that begins with a day.

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
/// Words that a title has at most.
const TITLE_WORDS: usize = 8;

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
    if !short || BELONGS.is_in(text) || !dated_signature() {
        return false;
    }
    if day_heads(cues, index, text) {
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
