//! Finds where the notes of a file begin. A boundary needs evidence of two kinds: a header of
//! its own (a title, a block of labels) and a break before it (a separator, a page, a signature).
//! A heading inside a note has only one of them.

use super::kind::{self, TitleReading};
use super::labels::Label;
use super::signature;
use super::view::Document;
use super::when;
use crate::model::ServiceDate;

/// One note's lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its lines.
    pub(crate) lines: std::ops::Range<usize>,
    /// How sure its boundaries are, in percent.
    pub(crate) confidence: u8,
}

/// Evidence that a new note begins.
const ENOUGH: i32 = 65;
/// Lines that a header's labels spread over.
const HEADER: usize = 9;

/// What one line is, as far as boundaries go.
#[derive(Clone, Copy, Default)]
struct Cue {
    blank: bool,
    separator: bool,
    signature: bool,
    prose: bool,
    identity: u8,
    dated: bool,
    title: Option<TitleReading>,
    top: bool,
}

/// Returns the notes of a document, in order, covering all its lines.
pub(crate) fn split(document: &Document<'_>) -> Vec<Part> {
    let cues = cues(document);
    let mut starts: Vec<(usize, i32)> = vec![(0, 100)];
    let mut index = 0;
    while index < cues.len() {
        let last = starts.last().map_or(0, |(start, _)| *start);
        if let Some((anchor, score)) = boundary_at(document, &cues, last, index)
            && score >= ENOUGH
        {
            let start = pull_up(&cues, anchor, last);
            if start > last {
                starts.push((start, score));
            }
            index = anchor.max(index) + 1;
        } else {
            index += 1;
        }
    }
    join_letterhead(&cues, &mut starts);
    let ends = starts.iter().skip(1).copied().chain([(cues.len(), 100)]);
    starts
        .iter()
        .zip(ends)
        .map(|(&(start, sure), (end, next_sure))| Part {
            lines: start..end,
            confidence: percent(sure.min(next_sure)),
        })
        .collect()
}

fn percent(score: i32) -> u8 {
    u8::try_from((40 + score / 2).clamp(50, 99)).unwrap_or(50)
}

fn cues(document: &Document<'_>) -> Vec<Cue> {
    let mut cues: Vec<Cue> = document
        .lines
        .iter()
        .map(|line| {
            let trimmed = line.text.trim();
            let title = (!line.furniture && kind::looks_like_title(trimmed))
                .then(|| kind::read_title(trimmed))
                .flatten();
            Cue {
                blank: trimmed.is_empty() || line.furniture,
                separator: is_separator(trimmed),
                signature: signature::is_signature_line(line.text),
                prose: !line.furniture && title.is_none() && is_prose(trimmed),
                identity: 0,
                dated: false,
                title,
                top: line.top,
            }
        })
        .collect();
    for field in &document.fields {
        let furniture = document
            .lines
            .get(field.line)
            .is_some_and(|line| line.furniture);
        let Some(cue) = cues.get_mut(field.line) else {
            continue;
        };
        if furniture {
            continue;
        }
        let value = document.value(field);
        match field.label {
            Label::PatientName if !value.is_empty() && value.len() < 60 => cue.identity |= 1,
            Label::Mrn | Label::MemberId if !value.is_empty() => cue.identity |= 2,
            Label::BirthDate => cue.identity |= 4,
            Label::ServiceDate => cue.dated = true,
            Label::Date if !cue.signature => cue.dated = true,
            _ => {}
        }
        // "Patient denies" is prose; a title with a value is a field.
        let heads_line = field.name.start < 3 && field.marked && field.label != Label::NoteType;
        let name = document
            .lines
            .get(field.line)
            .and_then(|line| line.text.get(field.name.clone()));
        let named = field.label == Label::GroupTopic
            && name.is_some_and(|name| is_named_document(name, value));
        if heads_line && !named {
            cue.title = None;
        }
        if field.label == Label::NoteType && field.marked && field.name.start < 3 {
            cue.title = kind::read_title(value).filter(|_| value.len() < 80);
        }
        cue.prose &= field.name.start > 3;
    }
    cues
}

/// Returns whether a line reads as a sentence: enough words in small letters.
fn is_prose(text: &str) -> bool {
    let small = |word: &&str| word.starts_with(char::is_lowercase);
    text.split_whitespace().filter(small).count() >= 5
}

/// Returns whether a line only separates.
fn is_separator(text: &str) -> bool {
    let marks = text.chars().filter(|c| !c.is_whitespace()).count();
    marks >= 5
        && text
            .chars()
            .all(|c| c.is_whitespace() || "=-_*~#+─═—–".contains(c))
}

fn boundary_at(
    document: &Document<'_>,
    cues: &[Cue],
    last: usize,
    index: usize,
) -> Option<(usize, i32)> {
    let cue = cues.get(index)?;
    if cue.blank || cue.separator {
        return None;
    }
    let title = cue
        .title
        .filter(|title| counts_as_title(document, index, title));
    let block = identity_block(cues, index);
    if title.is_none() && block < 2 {
        return None;
    }
    let ahead: Vec<&Cue> = filled(cues, index)
        .take(HEADER)
        .map(|(_, cue)| cue)
        .collect();
    let mut score = 0;
    if let Some(title) = title {
        score += if title.weight >= 200 { 40 } else { 30 };
        if title.of <= title.words + 3 {
            score += 5;
        }
        let labelled = ahead.iter().any(|cue| cue.dated || cue.identity != 0);
        let dated_title = document
            .lines
            .get(index)
            .is_some_and(|l| !when::find_dates(l.text).is_empty());
        score += match (labelled, dated_title) {
            (_, true) => 25,
            (true, false) => 20,
            (false, false) => -20,
        };
    }
    if block >= 2 {
        score += 40;
    }
    let gap = break_before(cues, last, index);
    score += gap;
    // A title in the middle of a page that no identity follows heads a section.
    let identified = ahead.iter().take(5).any(|cue| cue.identity != 0);
    if gap == 0 && block < 2 && !identified {
        score -= 30;
    }
    score += difference(document, last, index);
    if !has_body(cues, last, index) {
        score -= 90;
    }
    Some((index, score))
}

/// Returns whether a line with a kind's phrase can be a note's title rather than a heading or a
/// sentence of the note.
fn counts_as_title(document: &Document<'_>, index: usize, title: &TitleReading) -> bool {
    let Some(line) = document.lines.get(index) else {
        return false;
    };
    let text = line.text.trim();
    let dated = !when::find_dates(text).is_empty();
    let full = title.of <= title.words + 5 || dated && title.of <= title.words + 12;
    // A heading with a colon introduces a part, unless it is the field of a note's type or a
    // document's own name with its subject: "Group Session: Relapse Prevention".
    let named = text
        .split_once(':')
        .is_some_and(|(head, subject)| is_named_document(head, subject));
    let heading = text.ends_with(':')
        || !named
            && document
                .fields_in(index..index + 1)
                .iter()
                .all(|f| f.label != Label::NoteType)
            && text
                .split_once(':')
                .is_some_and(|(head, _)| !dated && kind::read_title(head).is_some());
    title.weight >= 100 && full && !heading
}

/// Returns whether a line names a session or note and then its subject, both as titles.
fn is_named_document(head: &str, subject: &str) -> bool {
    let document = ["session", "note", "group", "evaluation"];
    let last = head
        .trim()
        .rsplit(' ')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    document.contains(&last.as_str())
        && head.split_whitespace().count() <= 5
        && subject.split_whitespace().count() <= 9
        && kind::looks_like_title(subject)
}

fn filled(cues: &[Cue], from: usize) -> impl Iterator<Item = (usize, &Cue)> {
    cues.iter()
        .enumerate()
        .skip(from)
        .filter(|(_, cue)| !cue.blank && !cue.separator)
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
        dated |= cue.dated;
    }
    identity.count_ones() + u32::from(dated)
}

/// Returns the evidence of a break between the last filled line and this one.
fn break_before(cues: &[Cue], last: usize, index: usize) -> i32 {
    let mut score = 0;
    let mut seen = 0;
    let mut separator = false;
    let mut page = cues.get(index).is_some_and(|cue| cue.top);
    for cue in cues.get(last..index).unwrap_or_default().iter().rev() {
        if cue.separator && seen <= 2 {
            separator = true;
        }
        if cue.top && seen <= 4 {
            page = true;
        }
        if cue.blank || cue.separator {
            continue;
        }
        if cue.signature && seen <= 6 {
            score += 30;
            break;
        }
        seen += 1;
        if seen > 6 {
            break;
        }
    }
    if separator {
        score += 25;
    }
    if page {
        score += 20;
    }
    score
}

/// Returns evidence from what the new header says otherwise than the last note's header.
fn difference(document: &Document<'_>, last: usize, index: usize) -> i32 {
    let (old, new) = (first_date(document, last), first_date(document, index));
    match (old, new) {
        (Some(old), Some(new)) if old != new => 20,
        (Some(_), Some(_)) => 0,
        _ => 0,
    }
}

fn first_date(document: &Document<'_>, from: usize) -> Option<ServiceDate> {
    document
        .fields_in(from..from + 16)
        .iter()
        .filter(|field| matches!(field.label, Label::ServiceDate | Label::Date))
        .find_map(|field| when::parse_date(document.value(field)))
        .map(|found| found.date)
}

/// Returns whether the lines hold more than a header: a signature or some prose.
fn has_body(cues: &[Cue], from: usize, to: usize) -> bool {
    // Any header ends well before this; counting on would make long notes slow.
    if to.saturating_sub(from) > 300 {
        return true;
    }
    let lines = cues.get(from..to).unwrap_or_default();
    let prose = lines.iter().filter(|cue| cue.prose).count();
    let filled = lines
        .iter()
        .filter(|cue| !cue.blank && !cue.separator)
        .count();
    let signed = lines.iter().any(|cue| cue.signature);
    signed && filled >= 3 || prose >= 2 || prose >= 1 && filled >= 5 || filled > 22
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
        if cue.top {
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
        if above.separator || above.signature || above.prose {
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
        if cue.signature || cue.prose || cue.separator {
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
    if few && !has_body(cues, 0, second) {
        starts.remove(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{FileId, Page};
    use proptest::prelude::*;

    fn firsts(pages: &[&str]) -> Vec<String> {
        let pages: Vec<Page> = pages
            .iter()
            .enumerate()
            .map(|(at, text)| Page::plain(at as u32 + 1, *text))
            .collect();
        let document = Document::new(FileId(0), "chart.txt", &pages);
        split(&document)
            .into_iter()
            .map(|part| {
                let mut lines = document.lines[part.lines]
                    .iter()
                    .filter(|l| !l.is_blank() && !l.furniture);
                lines
                    .next()
                    .map_or(String::new(), |line| line.text.trim().to_owned())
            })
            .collect()
    }

    const GROUP: &str = "GROUP PROGRESS NOTE\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\nTopic: Coping\n\nShe took part and named two coping skills that she used at home this week.\nPLAN:\nContinue.\nElectronically signed by Ann Roe, LCSW 04/05/2026 2:00 PM\n";
    const NURSE: &str = "Nursing Shift Note\nPatient: Doe, Jane   MRN: 1042\nDate: 04/06/2026\nPatient slept well and ate all of breakfast, and no complaints were voiced at this time.\nSigned: Bea Poe, RN 04/06/2026 07:10\n";

    #[test]
    fn a_single_note_stays_one() {
        assert_eq!(firsts(&[GROUP]).len(), 1);
        let headings = GROUP.replace(
            "PLAN:",
            "TREATMENT PLAN\nGoal 1: Sobriety\nDISCHARGE PLANNING\n-----\nSafety Plan",
        );
        assert_eq!(firsts(&[&headings]).len(), 1);
    }

    #[test]
    fn a_named_session_begins_a_note() {
        let group = GROUP
            .replace(
                "GROUP PROGRESS NOTE",
                "Group Session: Twelve Step Facilitation",
            )
            .replace("Patient: Doe, Jane   MRN: 1042\n", "");
        let firsts = firsts(&[&format!("{NURSE}\n\n{group}")]);
        assert_eq!(
            firsts,
            [
                "Nursing Shift Note",
                "Group Session: Twelve Step Facilitation"
            ]
        );
    }

    #[test]
    fn splits_at_separators_signatures_and_pages() {
        let want = ["GROUP PROGRESS NOTE", "Nursing Shift Note"];
        assert_eq!(firsts(&[&format!("{GROUP}{NURSE}")]), want);
        assert_eq!(firsts(&[&format!("{GROUP}\n=========\n\n{NURSE}")]), want);
        assert_eq!(firsts(&[GROUP, NURSE]), want);
    }

    #[test]
    fn a_note_over_two_pages_stays_one() {
        let (first, second) = GROUP.split_at(GROUP.find("PLAN:").unwrap_or(0));
        let header = "Sunrise Center\nDoe, Jane  MRN 1042\n";
        let pages = [
            format!("{header}{first}"),
            format!("{header}{second}"),
            format!("{header}{NURSE}"),
        ];
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        assert_eq!(
            firsts(&pages),
            ["GROUP PROGRESS NOTE", "Nursing Shift Note"]
        );
    }

    #[test]
    fn a_letterhead_stays_with_its_note() {
        let page = |note: &str| format!("Sunrise Center\n12 Main St\n\n{note}");
        assert_eq!(firsts(&[&page(GROUP), &page(NURSE)]).len(), 2);
    }

    #[test]
    fn notes_of_one_day_and_title_are_told_apart() {
        let second = GROUP.replace("Coping", "Relapse").replace("2:00", "4:00");
        assert_eq!(firsts(&[&format!("{GROUP}\n{second}")]).len(), 2);
    }

    proptest! {
        #[test]
        fn covers_every_line_without_panic(text in "(GROUP NOTE\n|Patient: Doe, J|MRN: 1|\n|=====\n|DOB: 1/2/80|Signed: A B, RN 4/5/26\n| words of prose that go on and on here today|\u{c}|é){0,40}") {
            let pages = crate::read::document::text::pages_of(&text, 1);
            let document = Document::new(FileId(0), "x", &pages);
            let parts = split(&document);
            let mut next = 0;
            for part in parts {
                prop_assert_eq!(part.lines.start, next);
                next = part.lines.end;
            }
            prop_assert_eq!(next, document.lines.len());
        }
    }
}
