//! Finds where the notes of a file begin. A boundary needs evidence of two kinds: a header of
//! its own (a title, a block of labels) and a break before it (a separator, a page, a signature).
//! A heading inside a note has only one of them.

pub(crate) mod counter;
mod cue;
mod entry;
mod habit;
mod repeated;
mod ruled;
mod score;
mod unnamed;

use super::view::Document;
use cue::{Cue, cues};
use habit::Habits;
use score::{ENOUGH, boundary_at, filled, has_body};

/// One note's lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its lines.
    pub(crate) lines: std::ops::Range<usize>,
    /// How sure its boundaries are, in percent.
    pub(crate) confidence: u8,
    /// Lines inside it below which another note may begin.
    pub(crate) unclear: Vec<usize>,
}

/// Returns the notes of a document, in order, covering all its lines.
pub(crate) fn split(document: &Document<'_>) -> Vec<Part> {
    let cues = cues(document);
    let habits = Habits::of(&cues);
    let mut starts: Vec<(usize, i32)> = vec![(0, 100)];
    let mut index = 0;
    while index < cues.len() {
        let last = starts.last().map_or(0, |(start, _)| *start);
        if let Some(score) = boundary_at(document, &cues, Some(&habits), last, index)
            && score >= ENOUGH
        {
            let start = pull_up(&cues, index, last);
            if start > last {
                starts.push((start, score));
            }
        }
        index += 1;
    }
    join_letterhead(&cues, &mut starts);
    join_trailers(&cues, &mut starts);
    add_repeated(document, &cues, &mut starts);
    let ends = starts.iter().skip(1).copied().chain([(cues.len(), 100)]);
    starts
        .iter()
        .zip(ends)
        .map(|(&(start, sure), (end, next_sure))| Part {
            lines: start..end,
            confidence: percent(sure.min(next_sure)),
            unclear: entry::unclear(&cues, start, end),
        })
        .collect()
}

/// How sure a boundary between two entries is whose heads repeat.
const REPEATED: i32 = 110;

/// Adds the entries whose heads repeat, where no boundary was found between the two heads.
fn add_repeated(document: &Document<'_>, cues: &[Cue], starts: &mut Vec<(usize, i32)>) {
    for (start, heads) in repeated::starts(document, cues) {
        if !starts.iter().any(|(known, _)| heads.contains(known)) {
            starts.push((start, REPEATED));
        }
    }
    starts.sort_unstable();
}

fn percent(score: i32) -> u8 {
    u8::try_from((40 + score / 2).clamp(50, 99)).unwrap_or(50)
}

/// Moves a start up over the letterhead that belongs to it.
fn pull_up(cues: &[Cue], anchor: usize, last: usize) -> usize {
    over_furniture(cues, over_letterhead(cues, anchor, last), last)
}

/// Moves a start up to its page's top when only a running header and rules lie between, so that
/// the header's identity goes with the note and not with the one before.
fn over_furniture(cues: &[Cue], start: usize, last: usize) -> usize {
    for at in (last + 1..=start).rev() {
        let Some(cue) = cues.get(at) else { break };
        if at < start && !cue.blank && !cue.separator {
            break;
        }
        if cue.page_begins {
            return at;
        }
    }
    start
}

fn over_letterhead(cues: &[Cue], anchor: usize, last: usize) -> usize {
    let mut start = anchor;
    let mut moved = 0;
    while start > last + 1 && moved < 6 {
        let Some(above) = cues.get(start - 1) else {
            break;
        };
        // At a page's top, furniture and blank lines between letterhead and header are crossed.
        if cues.get(start).is_some_and(|cue| cue.top) {
            break;
        }
        if above.separator || above.signature || above.prose || above.attests {
            break;
        }
        if above.blank {
            let letterhead = page_top_above(cues, start - 1, last);
            match letterhead {
                Some(top) => {
                    start = top;
                    break;
                }
                None => break,
            }
        }
        start -= 1;
        moved += 1;
    }
    start
}

/// Returns the page's first filled line, when only a few short lines lie between.
fn page_top_above(cues: &[Cue], from: usize, last: usize) -> Option<usize> {
    let mut filled = 0;
    for at in (last + 1..=from).rev() {
        let cue = cues.get(at)?;
        if cue.signature || cue.prose || cue.separator || cue.attests {
            return None;
        }
        filled += u32::from(!cue.blank);
        if filled > 6 {
            return None;
        }
        if cue.top {
            return Some(at);
        }
    }
    None
}

/// Gives a few lines before the first header to the note they head.
fn join_letterhead(cues: &[Cue], starts: &mut Vec<(usize, i32)>) {
    let Some(&(second, _)) = starts.get(1) else {
        return;
    };
    let few = filled(cues, 0).take_while(|(at, _)| *at < second).count() < 5;
    // A face sheet of three lines names itself and its patient.
    let first = filled(cues, 0).next().map(|(_, cue)| cue);
    let is_sheet = first.is_some_and(|cue| cue.title.is_some() && cue.identity != 0);
    if few && !is_sheet && (!has_body(cues, 0, second) || is_letterhead(cues, second)) {
        starts.remove(1);
    }
}

/// Returns whether nothing above a line but what a system prints above the patient's name is parted as
/// a table's row is: `EasyChart v4.2  -  Chart Print`.
fn is_letterhead(cues: &[Cue], end: usize) -> bool {
    let above = || filled(cues, 0).take_while(|(at, _)| *at < end);
    let is_plain = above().all(|(_, cue)| !cue.prose && !cue.signature);
    let named = above().find(|(_, cue)| cue.identity != 0);
    named.is_some_and(|(at, _)| is_plain && !has_body(cues, at, end))
}

/// Gives a footer that names the patient again to the note above it: a line or two of identity,
/// below a note on the same page and with nothing under them, head no document.
fn join_trailers(cues: &[Cue], starts: &mut Vec<(usize, i32)>) {
    let mut place = 1;
    while let Some(&(start, _)) = starts.get(place) {
        let end = starts.get(place + 1).map_or(cues.len(), |(next, _)| *next);
        let lines = cues.get(start..end).unwrap_or_default();
        let of = |told: fn(&Cue) -> bool| lines.iter().filter(|cue| told(cue)).count();
        let bare = of(|cue| !cue.blank && !cue.separator) <= 2
            && of(|cue| cue.identity != 0) >= 1
            && of(|cue| cue.title.is_some() || cue.announced || cue.named || cue.prose) == 0;
        let closes = cues.get(end).is_none_or(|next| next.page_begins);
        let goes_on = !lines.iter().any(|cue| cue.page_begins);
        if bare && closes && goes_on {
            starts.remove(place);
        } else {
            place += 1;
        }
    }
}

#[cfg(test)]
mod tests;
