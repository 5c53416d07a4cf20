//! Weighs the evidence that a note begins at a line: a header of its own, and a break before it.

use super::super::kind;
use super::super::labels::Label;
use super::super::view::Document;
use super::super::when;
use super::cue::{Cue, is_named_document, weight};
use super::entry;
use super::habit::Habits;
use super::{ruled, unnamed};
use crate::model::ServiceDate;

/// Evidence that a new note begins.
pub(super) const ENOUGH: i32 = 65;
/// Lines that a header's labels spread over.
const HEADER: usize = 9;

/// Returns the evidence that a note begins at the line, given where the last one did; `None`
/// where nothing of a header stands on it.
pub(super) fn boundary_at(
    document: &Document<'_>,
    cues: &[Cue],
    habits: Option<&Habits>,
    last: usize,
    index: usize,
) -> Option<i32> {
    let cue = cues.get(index)?;
    if cue.blank || cue.separator || cue.attests {
        return None;
    }
    let titled = cue.title.is_some() && counts_as_title(document, cues, index);
    let block = if is_sentence(cues, last, index) {
        0
    } else {
        identity_block(cues, index)
    };
    let named = !titled && cue.named;
    let session = !titled && !named && is_session_line(document, cues, index);
    let entry = entry::heads(cues, index);
    let unnamed = !titled
        && !named
        && block < 2
        && !session
        && !entry
        && unnamed::heads(document, cues, last, index);
    let ruled = ruled::day_of(document, cues, index);
    let is_headed_otherwise = titled || named || block >= 2 || session || entry || unnamed;
    if !is_headed_otherwise && ruled.is_none() {
        return None;
    }
    if cue.addendum && block < 2 {
        return None;
    }
    let header = header_weight(cues, index);
    let gap = break_before(cues, last, index);
    let mut score = 0;
    if titled || named {
        score += match cue.title {
            Some(title) if title.weight >= 200 => 40,
            Some(_) => 30,
            None => 25,
        };
        if cue.title.is_some_and(|title| title.of <= title.words + 3) || cue.announced {
            score += 5;
        }
        let facts = i32::try_from(header.min(5)).unwrap_or(5) * 7;
        score += match (cue.dated || dated_below(document, cues, index), header) {
            (true, _) => facts.max(25),
            (false, 0) => -20,
            (false, _) => facts,
        };
    }
    if block >= 2 {
        score += 40;
    }
    if session {
        score += 35;
    }
    if entry {
        score += 45;
    }
    if unnamed || !is_headed_otherwise {
        score += 50;
    }
    score += gap.score;
    // A title in the middle of a page that no identity follows heads a section.
    let identified = ruled.is_some()
        || filled(cues, index)
            .take(5)
            .take_while(|(at, cue)| *at == index || !cue.page_begins)
            .any(|(_, cue)| cue.identity != 0);
    if !gap.closes && block < 2 && !identified {
        score -= if gap.score > 0 { 8 } else { 30 };
    }
    // A note goes on over the page when the page before is full and nobody has signed yet: its
    // next part may have a name and a date of its own.
    let headed = titled && gap.closes && is_headed(cues, last, index);
    let is_another_day = || {
        ruled.is_some_and(|day| {
            ruled::day_above(document, cues, last).is_some_and(|above| above != day)
        })
    };
    if cue.top
        && !cue.fresh
        && !headed
        && !gap.closed_by_more_than_a_page
        && goes_on(cues, last, index)
        && !is_another_day()
    {
        score -= 40;
    }
    score += difference(document, last, index);
    // A patient named below a header that closes like a signature (`Verified By: …`), with no title and no
    // day, is a name in the note: that of another patient, misfiled.
    let is_name_alone = block >= 2
        && !cue.top
        && !(titled || named || session || entry || unnamed)
        && ruled.is_none()
        && !states_day(cues, index)
        && !has_text(document, cues, last, index);
    if is_name_alone {
        score -= 90;
    }
    // An entry of a timeline may be one short line.
    let few = entry && filled(cues, last).take_while(|(at, _)| *at < index).count() >= 2;
    let few = few || headed && filled(cues, last).take_while(|(at, _)| *at < index).count() >= 3;
    if !few && !has_body(cues, last, index) {
        score -= 90;
    }
    // A document that prints its own page numbers begins where they do.
    score += match cue.counted {
        Some(true) if cue.top => 30,
        Some(false) => -60,
        _ => 0,
    };
    if let Some(habits) = habits {
        score += habits.evidence(cue);
    }
    Some(score)
}

/// Returns whether a line that begins with a patient's identifiers is a sentence of the note above it,
/// copied from another chart or not: "Client: Roe, Sam  MRN 1043 continues to work on sleep." right
/// below text that nobody has signed.
fn is_sentence(cues: &[Cue], last: usize, index: usize) -> bool {
    let told = |at: usize| cues.get(at).filter(|cue| !cue.blank && !cue.separator);
    let runs_on = told(index).is_some_and(|cue| cue.runs_on && !cue.top);
    runs_on
        && index > last + 1
        && told(index - 1).is_some_and(|above| {
            !above.signature && !above.attests && above.identity == 0 && above.title.is_none()
        })
}

/// Returns whether a label for a day stands at or just below a line.
fn states_day(cues: &[Cue], index: usize) -> bool {
    let mut below = filled(cues, index).take(HEADER);
    below.any(|(_, cue)| cue.states & 0b11 != 0 || cue.dated && cue.identity == 0 && !cue.signature)
}

/// Returns whether text, and not only a header, stands between two lines.
fn has_text(document: &Document<'_>, cues: &[Cue], from: usize, to: usize) -> bool {
    if to.saturating_sub(from) > 40 {
        return true;
    }
    let lines = document.lines.iter().zip(cues).skip(from);
    let filled = lines.take(to.saturating_sub(from));
    let mut told = 0;
    for (line, cue) in filled.filter(|(_, cue)| !cue.blank && !cue.separator) {
        let names = cue.states != 0 || cue.identity != 0 || cue.title.is_some() || cue.signature;
        // "Result Status: Auth (Verified)"
        let is_labelled = line.text.find(':').is_some_and(|at| at <= LABEL);
        told += u32::from(!names && !is_labelled);
        if cue.prose || told >= 3 {
            return true;
        }
    }
    false
}

/// Bytes of a label.
const LABEL: usize = 24;

/// Returns whether a line with a kind's phrase can be a note's title rather than a heading or a
/// sentence of the note.
fn counts_as_title(document: &Document<'_>, cues: &[Cue], index: usize) -> bool {
    let (Some(line), Some(cue)) = (document.lines.get(index), cues.get(index)) else {
        return false;
    };
    let Some(title) = cue.title else { return false };
    let text = line.text.trim();
    // A date and two times are up to ten words, the length and the place of a session six more.
    let full = title.of <= title.words + 5 || cue.dated && title.of <= title.words + 16;
    // A heading with a colon introduces a part, unless it is the field of a note's type or a
    // document's own name with its subject: "Group Session: Relapse Prevention".
    let named = text
        .split_once(':')
        .is_some_and(|(head, subject)| is_named_document(head, subject));
    let heading = text.ends_with(':')
        || !named
            && !cue.announced
            && text
                .split_once(':')
                .is_some_and(|(head, _)| !cue.dated && kind::read_title(head).is_some());
    title.weight >= 100 && full && !heading
}

/// Returns whether a line names a document and its patient, and another document than the one above:
/// `ASAM ASSESSMENT   Client ID: 1042   Date: 02/23/2026` below a face sheet that nobody signs.
fn is_headed(cues: &[Cue], last: usize, index: usize) -> bool {
    let Some(cue) = cues.get(index) else {
        return false;
    };
    let Some(title) = cue.title.filter(|title| title.weight >= 300) else {
        return false;
    };
    let above = filled(cues, last).take(5).find_map(|(_, cue)| cue.title);
    cue.identity != 0 && above.is_none_or(|above| above.kind != title.kind)
}

/// Returns whether a line dates a session without naming it: `3/2/26  2:00-2:50 pm`, or a date's
/// label with the times beside or below it.
fn is_session_line(document: &Document<'_>, cues: &[Cue], index: usize) -> bool {
    let (Some(line), Some(cue)) = (document.lines.get(index), cues.get(index)) else {
        return false;
    };
    if cue.signature || cue.prose || cue.row || line.words() > 12 {
        return false;
    }
    let text = line.text.trim();
    let bare = cue.dated
        && cue.timed
        && when::find_dates(text)
            .first()
            .is_some_and(|date| date.start <= 24);
    let dated_label = cue.states & 0b11 != 0
        && document
            .fields_in(index..index + 1)
            .first()
            .is_some_and(|field| {
                field.name.start < 3 && matches!(field.label, Label::Date | Label::ServiceDate)
            });
    let times = filled(cues, index)
        .take(3)
        .any(|(_, cue)| cue.states & (1 << 2 | 1 << 3) != 0);
    bare || dated_label && times
}

pub(super) fn filled(cues: &[Cue], from: usize) -> impl Iterator<Item = (usize, &Cue)> {
    cues.iter()
        .enumerate()
        .skip(from)
        .filter(|(_, cue)| !cue.blank && !cue.separator)
}

/// Returns how much the facts at and below a line say of a service, up to the first prose.
fn header_weight(cues: &[Cue], index: usize) -> u32 {
    let states = filled(cues, index)
        .take(HEADER)
        .enumerate()
        .take_while(|(at, (_, cue))| {
            *at == 0 || !cue.prose && !cue.signature && cue.title.is_none()
        })
        .fold(0, |states, (_, (_, cue))| states | cue.states);
    weight(states)
}

/// Returns whether a short line with a date follows, `Mon 3/2/26, 9-10:30 am`, or text that begins
/// with a day and a time.
fn dated_below(document: &Document<'_>, cues: &[Cue], index: usize) -> bool {
    let next = filled(cues, index + 1).next();
    if next.is_some_and(|(_, cue)| cue.entry.is_some() && cue.prose && !cue.signature) {
        return true;
    }
    filled(cues, index + 1).take(2).any(|(at, cue)| {
        cue.dated
            && !cue.signature
            && !cue.prose
            && document
                .lines
                .get(at)
                .is_some_and(|line| line.words() <= 10)
    })
}

/// Returns how many kinds of identity or date labels stand at and just below the line, if the
/// first of them stands on it.
fn identity_block(cues: &[Cue], index: usize) -> u32 {
    let Some(first) = cues.get(index) else {
        return 0;
    };
    if first.identity == 0 {
        return 0;
    }
    let (mut identity, mut dated) = (0u8, false);
    for (_, cue) in filled(cues, index).take(HEADER) {
        identity |= cue.identity;
        dated |= cue.states & 0b11 != 0;
    }
    identity.count_ones() + u32::from(dated)
}

/// The break before a line.
pub(super) struct Break {
    /// What it adds to the evidence.
    pub(super) score: i32,
    /// Whether a signature, a separator or a page's end closes what stands above.
    pub(super) closes: bool,
    /// Whether something besides the page's end does.
    closed_by_more_than_a_page: bool,
}

/// Returns the evidence of a break between the last filled line and this one.
pub(super) fn break_before(cues: &[Cue], last: usize, index: usize) -> Break {
    let mut seen = 0;
    let mut separator = false;
    let mut signed = 0;
    let mut page = cues.get(index).is_some_and(|cue| cue.top);
    let mut fresh = cues.get(index).is_some_and(|cue| cue.fresh);
    let blank = index > 0 && cues.get(index - 1).is_some_and(|cue| cue.blank);
    // Flowsheets and medication records end with their last rows and carry no signature.
    let table = blank
        && cues
            .get(last..index)
            .unwrap_or_default()
            .iter()
            .rev()
            .filter(|cue| !cue.blank && !cue.separator)
            .take(4)
            .filter(|cue| cue.row)
            .count()
            >= 2;
    for cue in cues.get(last..index).unwrap_or_default().iter().rev() {
        if cue.separator && seen <= 2 {
            separator = true;
        }
        if cue.top && seen <= 4 {
            page = true;
            fresh |= cue.fresh;
        }
        if cue.blank || cue.separator {
            continue;
        }
        if cue.signature && seen <= 6 {
            signed = if seen <= 2 { 32 } else { 25 };
            break;
        }
        seen += 1;
        if seen > 6 {
            break;
        }
    }
    let mut score = signed;
    if separator {
        score += 25;
    }
    if page {
        score += 20;
    }
    if fresh {
        score += 20;
    }
    if blank {
        score += 8;
    }
    if table {
        score += 15;
    }
    Break {
        score,
        closes: signed > 0 || separator || page || table,
        closed_by_more_than_a_page: signed > 0 || separator || table || fresh,
    }
}

/// Returns whether the note so far has text and no signature.
fn goes_on(cues: &[Cue], last: usize, index: usize) -> bool {
    let from = last.max(index.saturating_sub(300));
    let lines = cues.get(from..index).unwrap_or_default();
    let rows = lines
        .iter()
        .rev()
        .filter(|cue| !cue.blank && !cue.separator)
        .take(4)
        .filter(|cue| cue.row)
        .count();
    rows < 2 && has_body(cues, last, index) && !lines.iter().any(|cue| cue.signature)
}

/// Returns evidence from what the new header says otherwise than the last note's header.
fn difference(document: &Document<'_>, last: usize, index: usize) -> i32 {
    let dates = match (first_date(document, last), first_date(document, index)) {
        (Some(old), Some(new)) if old != new => 20,
        _ => 0,
    };
    let people = match (first_number(document, last), first_number(document, index)) {
        (Some(old), Some(new)) if old != new => 30,
        _ => 0,
    };
    dates + people
}

fn first_date(document: &Document<'_>, from: usize) -> Option<ServiceDate> {
    document
        .fields_in(from..from + 16)
        .iter()
        .filter(|field| matches!(field.label, Label::ServiceDate | Label::Date))
        .find_map(|field| when::parse_date(document.value(field)))
        .map(|found| found.date)
}

fn first_number<'t>(document: &Document<'t>, from: usize) -> Option<&'t str> {
    document
        .fields_in(from..from + HEADER)
        .iter()
        .find(|field| field.label == Label::Mrn && !field.value.is_empty() && !field.in_prose)
        .map(|field| document.value(field))
}

/// Returns whether the lines hold more than a header: a signature, some prose, or a table.
pub(super) fn has_body(cues: &[Cue], from: usize, to: usize) -> bool {
    // Any header ends well before this; counting on would make long notes slow.
    if to.saturating_sub(from) > 300 {
        return true;
    }
    let lines = cues.get(from..to).unwrap_or_default();
    let count = |of: fn(&Cue) -> bool| lines.iter().filter(|cue| of(cue)).count();
    let prose = count(|cue| cue.prose);
    let filled = count(|cue| !cue.blank && !cue.separator);
    let signed = lines.iter().any(|cue| cue.signature);
    let new_page = cues.get(to).is_some_and(|cue| cue.top);
    // A medication record of one drug has one row; the rule below it closes it. A header laid out
    // in columns has rows too, which name the patient and the visit, and the letterhead above it
    // one with the house's address and telephones.
    let named = lines.iter().position(|cue| cue.identity != 0);
    let is_letterhead = |at: usize, cue: &Cue| cue.contact && named.is_some_and(|named| at < named);
    let rows = lines
        .iter()
        .enumerate()
        .filter(|(at, cue)| {
            cue.row && cue.identity == 0 && cue.states == 0 && !is_letterhead(*at, cue)
        })
        .count();
    // The letterhead of the next note may stand between.
    let ruled = lines
        .iter()
        .rev()
        .filter(|cue| !cue.blank)
        .take(3)
        .any(|cue| cue.separator);
    ruled && rows >= 1 && filled >= 4
        || signed && filled >= 3
        || prose >= 2
        || prose >= 1 && filled >= 4
        || filled > 22
        || rows >= 3
        || new_page && filled >= 5
}
