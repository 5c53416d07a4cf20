//! Tells what each line of a chart is, as far as the beginnings and ends of notes go.

use super::super::addendum::heads_addendum;
use super::super::guards::Guard;
use super::super::kind::{self, TitleReading};
use super::super::labels::{Field, Label};
use super::super::lines::Line;
use super::super::view::Document;
use super::super::when::FoundDate;
use super::super::{credential, signature, when};
use super::counter::{count_documents, counters};
use super::entry::{self, Entry};
use crate::text::bytes;
use crate::text::bytes::has_digit;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What one line is, as far as boundaries go.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cue {
    /// Holds nothing, or runs on every page.
    pub(super) blank: bool,
    /// Only separates.
    pub(super) separator: bool,
    /// Signs, or says that the note ends here.
    pub(super) signature: bool,
    /// Says no more than whether the note is signed.
    status: bool,
    /// Reads as a sentence.
    pub(super) prose: bool,
    /// Is a row of a table.
    pub(super) row: bool,
    /// Is such a row and gives telephone numbers or a postal address, as a letterhead does.
    pub(super) contact: bool,
    /// Which identifiers of a patient it labels: 1 name, 2 number, 4 birth date.
    pub(super) identity: u8,
    /// Whether its last identifier goes on in a sentence: `MRN 1042 continues to work on sleep`.
    pub(super) runs_on: bool,
    /// What a header states of a service, as bits of [`weight`].
    pub(super) states: u16,
    /// Holds a date.
    pub(super) dated: bool,
    /// Holds a range of times or a stated length.
    pub(super) timed: bool,
    /// Begins with a date and a time of day, as entries of a timeline do.
    pub(super) entry: Option<Entry>,
    /// Has the shape of a document's name, though of no known kind.
    pub(super) named: bool,
    /// The document that it names.
    pub(super) title: Option<TitleReading>,
    /// Whether a label announces the document that it names: `Note Type: …`.
    pub(super) announced: bool,
    /// Whether it is written in capitals.
    pub(super) capitals: bool,
    /// Whether it adds to the note above.
    pub(super) addendum: bool,
    /// Whether a second clinician attests to the note above on it.
    pub(super) attests: bool,
    /// The first filled line of its page below the running header.
    pub(super) top: bool,
    /// The first filled line of its page, running header or not.
    pub(super) page_begins: bool,
    /// Whether its page is a document's own first (`Page 1 of 3`), or goes on with one.
    pub(super) counted: Option<bool>,
    /// The first of its page, and the page before was left far from full.
    pub(super) fresh: bool,
}

/// Returns the cues of all lines.
pub(super) fn cues(document: &Document<'_>) -> Vec<Cue> {
    let lines = document.lines.iter().enumerate();
    let mut cues: Vec<Cue> = lines
        .map(|(index, line)| {
            if line.is_blank() || line.furniture {
                return Cue {
                    blank: true,
                    page_begins: line.top,
                    ..Cue::default()
                };
            }
            of_line(line, heads_with_a_fact(document, index))
        })
        .collect();
    mark_first_body_lines(document, &mut cues);
    let counters = counters(&document.lines);
    if count_documents(&counters) {
        for (line, cue) in document.lines.iter().zip(cues.iter_mut()) {
            cue.counted = counters.get(&line.page).map(|counter| counter.number == 1);
        }
    }
    for field in &document.fields {
        let furniture = document
            .lines
            .get(field.line)
            .is_some_and(|line| line.furniture);
        if furniture || signs_off(document, &cues, field) {
            continue;
        }
        let Some(cue) = cues.get_mut(field.line) else {
            continue;
        };
        let value = document.value(field);
        if field.marked || field.name.start < 3 {
            cue.states |= bit(field.label);
        }
        // "Staff Signature: Ann Roe, BHT | 05/11/2026 09:50 PM | E-SIGNED", however long it is.
        let is_at_head = field.marked && field.name.start < 3;
        if field.label == Label::Signature && is_at_head && !cue.signature {
            let is_filled = value.chars().filter(|c| c.is_alphabetic()).nth(2).is_some();
            let line = document.lines.get(field.line).map_or("", |line| line.text);
            cue.signature = is_filled && has_digit(line) && line.len() <= 300;
        }
        match field.label {
            // Another patient's name and number in a sentence head nothing.
            _ if field.in_prose => {}
            // "Client: Jane Doe (sig pad) 04/05/2026 10:12" signs what stands above.
            Label::PatientName if signs_for_oneself(value) => {}
            Label::PatientName if !value.is_empty() && value.len() < 60 => {
                cue.identity |= 1;
                cue.runs_on = false;
            }
            Label::Mrn | Label::MemberId if !value.is_empty() => {
                cue.identity |= 2;
                cue.runs_on = has_small_words(value, 4);
            }
            Label::BirthDate => {
                cue.identity |= 4;
                cue.runs_on = has_small_words(value, 4);
            }
            _ => cue.runs_on = false,
        }
        if is_fact_at_head(document, field) {
            cue.title = None;
            cue.named = false;
        }
        if field.label == Label::NoteType && field.marked && field.name.start < 3 {
            cue.title = kind::read_title(value).filter(|_| value.len() < 80);
            cue.announced = cue.title.is_some();
        }
        // "Visit: Adult Recovery Group" names the service, "Visit: 4/5/2026" dates it.
        if field.label == Label::Date
            && field.marked
            && field.name.start < 3
            && value.len() < 80
            && when::find_dates(value).is_empty()
            && let Some(reading) = kind::read_title(value).filter(|reading| reading.weight >= 200)
        {
            cue.title = Some(reading);
            cue.announced = true;
            cue.states = cue.states & !bit(Label::Date) | bit(Label::NoteType);
        }
        cue.prose &= field.name.start > 3;
    }
    drop_states_of_heads(document, &mut cues);
    cues
}

/// Returns whether the value of a patient's label is a signature, by what stands behind the name.
fn signs_for_oneself(value: &str) -> bool {
    const SIGNS: [&str; 8] = [
        "sig pad",
        "sigpad",
        "signature pad",
        "e-sign",
        "esign",
        "signed",
        "/s/",
        "signature",
    ];
    if !has_digit(value) && !value.contains('(') {
        return false;
    }
    let lower = value.to_ascii_lowercase();
    SIGNS.iter().any(|words| lower.contains(words))
}

/// Returns whether the patient signs a plan by a label that heads notes as well: `Client: J. Doe
/// 4/5/26`, with nothing else on the line, beside the line on which staff sign.
fn signs_off(document: &Document<'_>, cues: &[Cue], field: &Field) -> bool {
    if field.label != Label::PatientName || !field.marked || field.name.start >= 3 {
        return false;
    }
    let value = document.value(field).trim_end_matches(['.', ' ']);
    let ends_with_day = value.len() < 60
        && value.ends_with(|c: char| c.is_ascii_digit())
        && when::find_dates(value).last().is_some_and(|date| {
            date.end == value.len()
                && value.get(..date.start).is_some_and(|name| {
                    name.starts_with(char::is_uppercase) && !name.contains([':', '|', '#'])
                })
        });
    if !ends_with_day {
        return false;
    }
    let is_filled = |cue: &&Cue| !cue.blank;
    let below = cues.get(field.line + 1..).unwrap_or_default();
    let above = cues.get(..field.line).unwrap_or_default();
    let next = below.iter().find(is_filled);
    let signed_above = above
        .iter()
        .rev()
        .find(is_filled)
        .is_some_and(|cue| cue.signature);
    next.is_some_and(|cue| cue.signature)
        || signed_above && next.is_none_or(|cue| cue.separator || cue.page_begins)
}

/// Filled lines of a head above the state of its document.
const HEAD: usize = 14;
/// Filled lines below it that would name another document's patient or day.
const NEXT: usize = 5;

/// Lets the state of a document that stands in its head end nothing: `Status: Draft` between the
/// author and the note's first heading. Where only labelled facts stand between the title or the page's
/// top and the state, nothing was written yet that could end there.
fn drop_states_of_heads(document: &Document<'_>, cues: &mut [Cue]) {
    for index in 0..cues.len() {
        if !cues.get(index).is_some_and(|cue| cue.status) || !is_labelled(document, index) {
            continue;
        }
        let above = cues.get(..index).unwrap_or_default().iter().enumerate();
        let mut above = above.rev().filter(|(_, cue)| !cue.blank).take(HEAD);
        let first = above.find(|(at, cue)| {
            let opens = cue.title.is_some() || cue.named || cue.top || cue.separator;
            opens || cue.prose || cue.signature || !is_labelled(document, *at)
        });
        let opens = |cue: &Cue| cue.title.is_some() || cue.named || cue.top;
        let begins = first.is_some_and(|(_, cue)| opens(cue) && !cue.prose && !cue.signature);
        // Below a note of a few fields another may follow, which names its patient or day.
        let below = cues.get(index + 1..).unwrap_or_default().iter();
        let mut below = below.filter(|cue| !cue.blank && !cue.separator).take(NEXT);
        let is_in_head = begins && !below.any(|cue| cue.identity != 0 || cue.states & 0b11 != 0);
        if let Some(cue) = cues.get_mut(index).filter(|_| is_in_head) {
            cue.signature = false;
        }
    }
}

/// Returns whether a line opens with a label and its colon.
fn is_labelled(document: &Document<'_>, line: usize) -> bool {
    let text = document.lines.get(line).map_or("", |line| line.text.trim());
    let label = text.find(':').filter(|at| *at <= LONGEST_LABEL);
    label.is_some_and(|at| !text.get(..at).unwrap_or_default().contains(['.', ',']))
}

/// Bytes of a label.
const LONGEST_LABEL: usize = 60;

/// Returns whether a line names no document because it begins with a labelled fact.
fn heads_with_a_fact(document: &Document<'_>, line: usize) -> bool {
    let fields = document.fields_in(line..line + 1).iter();
    fields
        .into_iter()
        .any(|field| is_fact_at_head(document, field))
}

/// Returns whether a field begins its line and names no document.
fn is_fact_at_head(document: &Document<'_>, field: &Field) -> bool {
    // "Patient denies" is prose; a title with a value is a field.
    let heads_line = field.name.start < 3 && field.marked && field.label != Label::NoteType;
    let name = || document.lines.get(field.line)?.text.get(field.name.clone());
    heads_line
        && !(field.label == Label::GroupTopic
            && name().is_some_and(|name| is_named_document(name, document.value(field))))
}

/// Returns what a line is, apart from its labelled facts; `is_fact` tells that it begins with one.
fn of_line(line: &Line<'_>, is_fact: bool) -> Cue {
    let top = line.top;
    let trimmed = line.text.trim();
    if line.may(Guard::Signs) && signature::heads_attestation(trimmed) {
        return Cue {
            prose: true,
            signature: signature::is_signature(line) || signature::attests_and_signs(trimmed),
            attests: true,
            top,
            page_begins: top,
            ..Cue::default()
        };
    }
    // Most lines of a chart are plain sentences, of which nothing more need be asked.
    if has_small_words(trimmed, 9) {
        // An entry whose text goes on behind its time.
        let dates = || when::find_dates(trimmed);
        let begins = trimmed.starts_with(|c: char| c.is_ascii_digit() || c == '[');
        return Cue {
            prose: true,
            signature: signature::is_signature(line),
            entry: begins.then(|| entry::read(trimmed, &dates())).flatten(),
            top,
            page_begins: top,
            ..Cue::default()
        };
    }
    let dates = when::find_dates(trimmed);
    let addendum = line.may(Guard::Adds) && heads_addendum(trimmed);
    // Of a fact the title would be dropped, but for what it says of the line as a signature.
    let may_name = !addendum && (!is_fact || line.may(Guard::Unsigned));
    let title = (may_name && !is_index_entry(trimmed))
        .then(|| kind::title_of_line(trimmed))
        .flatten();
    let signs =
        signature::is_signature(line) || !top && signs_by_name(trimmed) || ends_note(trimmed);
    let status = !signs
        && !top
        && title.is_none()
        && line.may(Guard::Unsigned)
        && signature::states_signing(trimmed);
    Cue {
        separator: is_separator(trimmed),
        signature: signs || status,
        status,
        prose: title.is_none() && is_prose(trimmed),
        row: is_row(trimmed),
        contact: is_row(trimmed) && is_contact(trimmed),
        dated: !dates.is_empty(),
        timed: has_range(line, trimmed, &dates),
        entry: entry::read(trimmed, &dates),
        named: may_name && title.is_none() && kind::names_a_document(trimmed),
        title,
        capitals: !trimmed.chars().any(char::is_lowercase)
            && trimmed
                .chars()
                .filter(|c| c.is_alphabetic())
                .nth(2)
                .is_some(),
        addendum,
        top,
        page_begins: top,
        ..Cue::default()
    }
}

/// Lets the first line below a page's running header stand for the page's top, and tells where
/// the page before was left far from full, as when a system begins each document on a new page.
fn mark_first_body_lines(document: &Document<'_>, cues: &mut [Cue]) {
    let mut filled: BTreeMap<u32, usize> = BTreeMap::new();
    for (line, cue) in document.lines.iter().zip(cues.iter()) {
        *filled.entry(line.page).or_default() += usize::from(!cue.blank);
    }
    let most = filled.values().copied().max().unwrap_or(0);
    let mut page = None;
    for (index, line) in document.lines.iter().enumerate() {
        let Some(cue) = cues.get_mut(index) else {
            continue;
        };
        if cue.blank || cue.separator {
            continue;
        }
        if page != Some(line.page) {
            let before = page.and_then(|page| filled.get(&page));
            cue.fresh = before.is_some_and(|count| count * 10 < most * 7);
            page = Some(line.page);
            cue.top = true;
        }
    }
}

/// What a header states, as bits.
fn bit(label: Label) -> u16 {
    match label {
        Label::ServiceDate => 1,
        Label::Date => 1 << 1,
        Label::Start | Label::Stop | Label::Time => 1 << 2,
        Label::Duration => 1 << 3,
        Label::Author => 1 << 4,
        Label::PatientName => 1 << 5,
        Label::Mrn | Label::MemberId => 1 << 6,
        Label::BirthDate => 1 << 7,
        Label::NoteType => 1 << 8,
        Label::Participants => 1 << 9,
        Label::Program | Label::Level => 1 << 10,
        Label::Status | Label::Attendance => 1 << 11,
        Label::Effective | Label::Expires | Label::Period => 1 << 12,
        Label::Admission => 1 << 13,
        Label::GroupTopic => 1 << 14,
        _ => 0,
    }
}

/// Returns how much the facts of a header weigh: its dates and times count double.
pub(super) fn weight(states: u16) -> u32 {
    let strong = states & (1 | 1 << 1 | 1 << 2 | 1 << 12);
    states.count_ones() + strong.count_ones()
}

/// Returns whether a line reads as a sentence: enough words in small letters.
fn is_prose(text: &str) -> bool {
    has_small_words(text, 5)
}

/// Returns whether a line has as many words in small letters.
fn has_small_words(text: &str, least: usize) -> bool {
    if text.is_ascii() {
        // Nearly every line.
        return has_plain_small_words(text.as_bytes(), least);
    }
    text.split_whitespace()
        .filter(|word| word.starts_with(char::is_lowercase))
        .nth(least - 1)
        .is_some()
}

/// Says what [`has_small_words`] does of ASCII, of whose bytes many are compared at once.
fn has_plain_small_words(text: &[u8], least: usize) -> bool {
    /// No part is so long that its count would not fit a byte.
    const PART: usize = 128;
    let is_blank = |byte: u8| (byte == b' ') | (b'\t'..=b'\r').contains(&byte);
    let mut found = usize::from(text.first().is_some_and(u8::is_ascii_lowercase));
    let mut from = 0;
    while found < least && from < text.len() {
        let part = text.get(from..text.len().min(from + PART + 1));
        let part = part.unwrap_or_default();
        // A word begins behind white space.
        let pairs = part.iter().zip(part.get(1..).unwrap_or_default());
        let begins =
            pairs.map(|(&before, &byte)| u8::from(is_blank(before) & byte.is_ascii_lowercase()));
        found += usize::from(begins.sum::<u8>());
        from += PART;
    }
    found >= least
}

/// Returns whether a line only separates.
pub(super) fn is_separator(text: &str) -> bool {
    let marks = text.chars().filter(|c| !c.is_whitespace()).count();
    marks >= 5
        && text
            .chars()
            .all(|c| c.is_whitespace() || "=-_*~#+─═—–".contains(c))
}

/// Returns whether a line is a row of a table: three columns or more, with a number in one.
fn is_row(text: &str) -> bool {
    has_digit(text) && super::super::labels::cells(text).len() >= 3
}

static CONTACT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b[A-Z]{2} {1,2}\d{5}(?:-\d{4})?\b|\d{3}[-.) ]{1,2}\d{3}[-. ]\d{4}\b").ok()
});

/// Returns whether a line gives a postal address or a telephone number: `12 Elm St, Ashby, OH 44001
/// Ph 330-555-0100   Fax 330-555-0101`.
fn is_contact(text: &str) -> bool {
    CONTACT
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(text))
}

/// Returns whether a line lists a document of another page: `Discharge Summary ..... p. 10`.
fn is_index_entry(text: &str) -> bool {
    bytes::count(text.as_bytes(), |byte| byte == b'.') >= 4
        && (text.contains("....") || text.contains(". . . ."))
}

/// Returns whether a line is a person with a credential and at most a date: a typed signature.
fn signs_by_name(text: &str) -> bool {
    if text.len() > 100 || text.contains(':') && !has_digit(text) {
        return false;
    }
    let Some(person) = credential::read_person(text) else {
        return false;
    };
    let rest = text.get(person.end..).unwrap_or_default();
    let words = rest
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.len() > 2)
        .count();
    person.credential.is_some() && words <= 2 && kind::title_of_line(text).is_none()
}

static END: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^\W*(?:end\s+of\s+(?:note|report|document|record|entry)
        |(?:note|document)\s+(?:is\s+)?(?:locked|closed|complete)
        |approved\s*:|\*\s*(?:verify|sign|co-?sign|perform)\s+by)\b",
    )
    .ok()
});

fn ends_note(text: &str) -> bool {
    text.len() < 120 && END.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

static LENGTH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b\d{1,3}\s*-?\s*(?:min(?:ute)?s?|hrs?|hours?)\b").ok());

fn has_range(line: &Line<'_>, text: &str, dates: &[FoundDate]) -> bool {
    if !has_digit(text) {
        return false;
    }
    let times = when::find_times_beside(text, dates);
    !when::find_ranges(text, &times).is_empty()
        || line.may(Guard::Lasts)
            && LENGTH
                .as_ref()
                .is_some_and(|pattern| pattern.is_match(text))
}

/// Returns whether a line names a session or note and then its subject, both as titles.
pub(super) fn is_named_document(head: &str, subject: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};
    use proptest::prelude::*;

    #[test]
    fn the_state_in_a_head_ends_no_note() {
        let note = |state: &str, end: &str| {
            format!(
                "SUNRISE CENTER\nProgress Note Report\nClient: Doe, Jane   Client ID: 1042   DOB: 03/04/2010\n\
                 ------------------------------\nNote Type: PHP Daily Note\nDate Of Service: 04/05/2026\n\
                 Practitioner: ROE,ANN (LCSW)\nServices Provided At: Day Hall\n{state}\n\n\
                 Groups / Planned Contacts\n  Time           Min  Group              Leader\n  \
                 09:00 - 10:00   60  CBT: worry list    Ann Roe, LCSW\nMinutes attended: 60\n\n\
                 Response: Took part and named two things that she would try at home this week.\n\n{end}\n"
            )
        };
        let read =
            |text: &str| from_pages(FileId(0), "n.txt", &[Page::plain(1, text)], &mut Vec::new());
        let signed = "Electronically signed by: Ann Roe, LCSW on 04/05/2026 21:10";
        for state in [
            "Draft/Final: Final",
            "[ ] Draft  [X] Final",
            "Status: Final",
        ] {
            let notes = read(&note(state, signed));
            assert_eq!(notes.len(), 1, "{state}");
            let signature = &notes[0].signature;
            assert_eq!(
                signature.state,
                crate::model::SignatureState::Signed,
                "{state}"
            );
        }
        for state in [
            "Draft/Final: Draft",
            "Status: Draft",
            "Document Status: Not signed",
        ] {
            let notes = read(&note(state, "Signature: ____________  Date: ________"));
            assert_eq!(notes.len(), 1, "{state}");
            let signature = &notes[0].signature;
            assert_eq!(
                signature.state,
                crate::model::SignatureState::MarkedUnsigned,
                "{state}"
            );
        }
        // At a note's end it ends it.
        let two = format!(
            "{}{}",
            note("Status: Draft", "Status: Draft"),
            note("Status: Draft", signed)
        );
        assert_eq!(read(&two).len(), 2);
    }

    proptest! {
        #[test]
        fn small_words_are_counted_as_words_are(text in "(word |He |[ \t\x0b]|a|7|x{120}){0,40}", least in 1..12_usize) {
            let words = text.split_whitespace().filter(|word| word.starts_with(char::is_lowercase));
            prop_assert_eq!(has_small_words(&text, least), words.count() >= least);
        }
    }
}
