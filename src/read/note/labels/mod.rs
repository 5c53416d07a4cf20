//! Finds labelled facts on lines: `Client: Doe, J   MRN: 12`. It reads labels written with a
//! colon, as table columns, above their value, or as a row of headings over a row of values. It
//! does not judge the values.

mod bold;
mod prose;
mod rows;
mod stretch;

pub(crate) use rows::cells;
use rows::{opens_cell, past_bullets};

use super::lines::Line;
use crate::text::bytes::has_digit;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;
use stretch::{Reach, Stretch};

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Label {
    /// The patient's name.
    PatientName,
    /// A name, of the patient in a header, of the author in a signature block.
    PlainName,
    /// The facility's record number.
    Mrn,
    /// The payer's id.
    MemberId,
    /// The birth date.
    BirthDate,
    /// Sex.
    Sex,
    /// The date of service.
    ServiceDate,
    /// A date of which only the place tells the meaning.
    Date,
    /// When the service began.
    Start,
    /// When it ended.
    Stop,
    /// Both, or one of them.
    Time,
    /// How long it took.
    Duration,
    /// Who wrote the note or gave the service.
    Author,
    /// Who ordered a test, a drug or a service: the author of an order, of nothing else.
    OrderedBy,
    /// An account or visit number, which names the patient where no record number does.
    Account,
    /// A signature of staff.
    Signature,
    /// A second signature of staff.
    Cosignature,
    /// A signature of the patient, a guardian or a witness.
    PatientSignature,
    /// When something was signed.
    SignedAt,
    /// The author's credentials.
    Credential,
    /// The kind of note or service.
    NoteType,
    /// The program.
    Program,
    /// The level of care.
    Level,
    /// How many took part.
    Participants,
    /// Whether the patient attended.
    Attendance,
    /// The state of the document.
    Status,
    /// From when a plan or certification holds.
    Effective,
    /// Until when it holds.
    Expires,
    /// From when to when it holds.
    Period,
    /// The admission date.
    Admission,
    /// Planned hours or frequency.
    Hours,
    /// What the group was about.
    GroupTopic,
    /// A date that is never the date of service.
    OtherDate,
    /// Anything else.
    Other,
}

/// A label with the place of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// What the label announces.
    pub(crate) label: Label,
    /// The line of the label.
    pub(crate) line: usize,
    /// The label's bytes on that line.
    pub(crate) name: Range<usize>,
    /// The line of the value.
    pub(crate) value_line: usize,
    /// The value's bytes on that line, trimmed; empty when nothing was filled in.
    pub(crate) value: Range<usize>,
    /// Whether a colon or the like joins label and value, which prose seldom does.
    pub(crate) marked: bool,
    /// Whether it stands inside a sentence, where it may speak of anybody.
    pub(crate) in_prose: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelFile {
    label: Vec<LabelEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelEntry {
    fact: Label,
    words: Vec<String>,
}

struct Labels {
    matcher: AhoCorasick,
    reach: Reach,
    facts: Vec<Label>,
}

static LABELS: LazyLock<Option<Labels>> = LazyLock::new(|| {
    let file: LabelFile =
        toml::from_str(include_str!("../../../knowledge/note_labels.toml")).ok()?;
    let mut words = Vec::new();
    let mut facts = Vec::new();
    for entry in file.label {
        for word in entry.words {
            words.push(word);
            facts.push(entry.fact);
        }
    }
    let matcher = AhoCorasickBuilder::new()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(&words)
        .ok()?;
    Some(Labels {
        matcher,
        reach: Reach::of(&words)?,
        facts,
    })
});

/// Returns the labelled facts of all lines, in order.
pub(crate) fn find_fields(lines: &[Line<'_>]) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut line = 0;
    while line < lines.len() {
        match rows::heading_row(lines, line) {
            Some((row, value_line)) => {
                fields.extend(row);
                line = value_line + 1;
            }
            None => {
                line_fields(lines, line, &mut fields);
                line += 1;
            }
        }
    }
    fields
}

fn line_fields(lines: &[Line<'_>], line: usize, fields: &mut Vec<Field>) {
    let (Some(labels), Some(own)) = (LABELS.as_ref(), lines.get(line)) else {
        return;
    };
    let text = own.text;
    let first = fields.len();
    let mut position = 0;
    let mut stretch = None;
    while let Some(found) = if own.is_parted {
        next_label(labels, text, position..text.len())
    } else {
        next_joined(labels, text, position, &mut stretch)
    } {
        let (name, label) = found;
        position = name.end.max(position + 1);
        let Some(mut join) = join_after(text, &name, label, fields.len() > first) else {
            // A shorter label may stand inside: `patient signature (guardian)`.
            continue;
        };
        if let Join::Marked(at) = join
            && let Some(repeated) = repeated_colon(text, at)
        {
            join = Join::Marked(repeated);
        }
        if let Some(previous) = fields.get_mut(first..).and_then(<[Field]>::last_mut)
            && previous.value_line == line
        {
            // A label inside the value of another, as `Signature: Date:`, ends it.
            if previous.value.end > name.start {
                previous.value.end = name.start.max(previous.value.start);
                trim(text, &mut previous.value);
            }
        }
        let (value_line, value) = match join {
            Join::Marked(at) | Join::Column(at) => {
                let mut value = at..cell_end(text, at);
                trim(text, &mut value);
                // "Physician Signature      Date" under a form's lines: labels, and no values.
                if matches!(join, Join::Column(_)) && is_label(labels, text, &value) {
                    value.end = value.start;
                }
                position = at;
                (line, value)
            }
            Join::Alone => match value_below(labels, lines, line) {
                Some(below) => below,
                None => continue,
            },
        };
        let marked = matches!(join, Join::Marked(_));
        let told = lines
            .get(value_line)
            .and_then(|line| line.text.get(value.clone()));
        let label = match label {
            Label::PatientName if is_status(text, &name, told.unwrap_or_default()) => Label::Other,
            label => label,
        };
        let in_prose = prose::is_inside(text, label, &name, fields.get(first));
        fields.push(Field {
            label,
            line,
            name,
            value_line,
            value,
            marked,
            in_prose,
        });
    }
    below_empty_last(labels, lines, line, fields, first);
}

/// Returns whether a label says that somebody has served: `Veteran: Yes`, `Veteran: US Army`. A
/// name has two words of letters at least, none of them of a service.
fn is_status(text: &str, name: &Range<usize>, value: &str) -> bool {
    const SERVICES: [&str; 22] = [
        "yes",
        "no",
        "not",
        "none",
        "unknown",
        "status",
        "army",
        "navy",
        "usaf",
        "usmc",
        "usn",
        "marine",
        "marines",
        "force",
        "guard",
        "reserve",
        "reserves",
        "honorable",
        "discharge",
        "combat",
        "era",
        "active",
    ];
    let is_veteran = text
        .get(name.clone())
        .is_some_and(|name| name.to_ascii_lowercase().contains("veteran"));
    if !is_veteran {
        return false;
    }
    let mut words = value
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .take_while(|word| word.starts_with(char::is_uppercase));
    let is_service = |word: &str| {
        SERVICES
            .iter()
            .any(|other| word.eq_ignore_ascii_case(other))
    };
    let named = words.by_ref().take(2).filter(|word| !is_service(word));
    named.count() < 2 || words.any(is_service)
}

fn is_label(labels: &Labels, text: &str, value: &Range<usize>) -> bool {
    let Some(cell) = text.get(value.clone()) else {
        return false;
    };
    next_label(labels, cell, 0..cell.len()).is_some_and(|(name, _)| name == (0..cell.len()))
}

/// Gives `Patient Name:` at a line's end the value of the next line.
fn below_empty_last(
    labels: &Labels,
    lines: &[Line<'_>],
    line: usize,
    fields: &mut [Field],
    first: usize,
) {
    let count = fields.len().saturating_sub(first);
    let Some(last) = fields.last_mut() else {
        return;
    };
    if count == 1
        && last.line == line
        && last.value.is_empty()
        && last.name.start < 4
        && let Some((value_line, value)) = value_below(labels, lines, line)
    {
        last.value_line = value_line;
        last.value = value;
    }
}

#[derive(Clone, Copy)]
enum Join {
    /// A colon, at whose end the value begins.
    Marked(usize),
    /// A wide gap, as between columns.
    Column(usize),
    /// Nothing follows on the line.
    Alone,
}

/// Returns the next label of a line that is not parted, perhaps without some that nothing joins
/// to a value. `stretch` is where the line was searched last.
fn next_joined(
    labels: &Labels,
    text: &str,
    mut position: usize,
    stretch: &mut Option<Stretch>,
) -> Option<(Range<usize>, Label)> {
    loop {
        let known = stretch.take().filter(|known| position <= known.last);
        let here = match known {
            Some(known) => known,
            None => Stretch::at(&labels.reach, text, position)?,
        };
        let found = next_label(labels, text, here.from.max(position)..here.end);
        let found = found.filter(|(name, _)| name.start <= here.last);
        position = here.last + 1;
        *stretch = Some(here);
        if found.is_some() {
            return found;
        }
    }
}

fn next_label(labels: &Labels, text: &str, within: Range<usize>) -> Option<(Range<usize>, Label)> {
    let Range {
        start: mut from,
        end,
    } = within;
    loop {
        let input = aho_corasick::Input::new(text).range(from.min(end)..end);
        let found = labels.matcher.find(input)?;
        let edge = |c: char| c.is_alphanumeric();
        let before = text
            .get(..found.start())
            .and_then(|t| t.chars().next_back());
        let after = text.get(found.end()..).and_then(|t| t.chars().next());
        let last = text.get(..found.end()).and_then(|t| t.chars().next_back());
        let whole =
            !(before.is_some_and(edge) || after.is_some_and(edge) && last.is_some_and(edge));
        if whole {
            let label = *labels.facts.get(found.pattern().as_usize())?;
            return Some((found.start()..found.end(), label));
        }
        // The longest label does not fit here; a shorter one might begin at a later word only.
        let rest = text.as_bytes().get(found.start()..).unwrap_or_default();
        let word = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric());
        from = found.start() + word.count().max(1);
        while !text.is_char_boundary(from) {
            from += 1;
        }
    }
}

fn join_after(text: &str, name: &Range<usize>, label: Label, after_field: bool) -> Option<Join> {
    let before = text.get(..name.start)?;
    let cell = opens_cell(before);
    let rest = text.get(name.end..)?;
    if let Some(at) = bold::value_of(text, name, label) {
        return Some(Join::Marked(at));
    }
    let plain = rest.trim_start_matches(['(', ')', 's', '*', '#', '.']);
    let plain = if rest.starts_with("(s)") || rest.starts_with(['*', '#', '.']) {
        plain
    } else {
        rest
    };
    let spaces = plain.len() - plain.trim_start_matches([' ', '\u{a0}']).len();
    let next = plain.get(spaces..)?;
    let at = |from: &str| text.len() - from.len();
    let next = past_alternative(next).unwrap_or(next);
    if let Some(value) = next.strip_prefix([':', '=']) {
        let capital = text
            .get(name.clone())?
            .starts_with(|c: char| c.is_uppercase());
        let opened = before.trim_end().ends_with([',', ';', '(', '|', '/', ')']);
        // "I asked the patient: how…" is prose; "Seen by the RN: …" has no label either.
        let fits = cell
            || (after_field && capital)
            || (opened && capital)
            || (capital
                && label != Label::PlainName
                && before.ends_with(' ')
                && before
                    .trim_end()
                    .ends_with(|c: char| c.is_ascii_digit() || c == ']'))
            || (capital && is_specific(label))
            || (capital && label == Label::PatientName && prose::heads_page(before, value));
        return fits.then(|| Join::Marked(at(value.trim_start_matches('*'))));
    }
    // "MRN 10442", "DOB 1/2/1980", "MRN# 12": an identifier needs no colon.
    let numbered = matches!(
        label,
        Label::Mrn | Label::MemberId | Label::BirthDate | Label::ServiceDate | Label::Account
    ) && text.get(name.clone())?.len() >= if cell { 2 } else { 3 };
    if numbered
        && spaces <= 2
        && begins_with_number(next)
        && (cell || after_field || is_specific(label))
        && prose::can_number(text, name, next, cell || after_field)
    {
        return Some(Join::Marked(at(next)));
    }
    if !cell {
        return None;
    }
    // "Created by Ann Roe on 4/5/2026", "Led by Ann Roe, LCSW.": a short line that opens so.
    if label == Label::Author
        && spaces == 1
        && name.end > 3
        && text
            .get(..name.end)
            .is_some_and(|t| t.to_ascii_lowercase().ends_with(" by"))
        && next.starts_with(char::is_uppercase)
        && text.split_whitespace().count() <= 12
    {
        return Some(Join::Column(at(next)));
    }
    if let Some(value) = next.strip_prefix("- ").or_else(|| next.strip_prefix("– "))
        && spaces > 0
    {
        return Some(Join::Column(at(value)));
    }
    if next.starts_with(['\t', '|']) || (spaces >= 2 && !next.is_empty()) {
        return Some(Join::Column(at(next.trim_start_matches(['\t', '|', ' ']))));
    }
    if next.trim().is_empty() && before.trim().is_empty() {
        return Some(Join::Alone);
    }
    // An underscored blank is a form's line: "Signature ________".
    next.starts_with("___").then(|| Join::Marked(at(next)))
}

/// Returns whether a text begins with an identifier or a date. Only its first bytes are looked
/// at, for a line can be one word of many megabytes that names a label again and again.
fn begins_with_number(text: &str) -> bool {
    let head = first_bytes(text.trim_start(), LONGEST_NUMBER + 1);
    let token = head.split_whitespace().next().unwrap_or_default();
    let token = token.trim_end_matches([')', ']', ';', '|']);
    (2..=LONGEST_NUMBER).contains(&token.len())
        && has_digit(token)
        && token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-/.,#".contains(&byte))
}

/// No identifier is longer, in bytes.
const LONGEST_NUMBER: usize = 128;

fn first_bytes(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes))
        .unwrap_or_default()
}

/// Bytes in which a form's addition to a label ends with a colon.
const LONGEST_ALTERNATIVE: usize = 36;

/// Skips what a form adds to a label before its colon: `Signature/Credentials:`, `Duration (in
/// minutes):`, `Signature & Title:`.
fn past_alternative(next: &str) -> Option<&str> {
    if !next.starts_with(['/', '(', '&']) && !next.starts_with("and ") {
        return None;
    }
    let colon = first_bytes(next, LONGEST_ALTERNATIVE)
        .find(':')
        .filter(|&at| at > 1)?;
    let between = next.get(..colon)?;
    let plain = between
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, ' ' | '/' | '(' | ')' | '&' | '.' | '-'));
    (plain && !between.contains("  "))
        .then(|| next.get(colon..))
        .flatten()
}

/// Returns whether the label's words hardly occur in prose before a colon.
fn is_specific(label: Label) -> bool {
    matches!(
        label,
        Label::Mrn
            | Label::MemberId
            | Label::BirthDate
            | Label::ServiceDate
            | Label::Signature
            | Label::Cosignature
            | Label::PatientSignature
            | Label::SignedAt
            | Label::Expires
            | Label::Admission
            | Label::OtherDate
    )
}

fn repeated_colon(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let trimmed = rest.trim_start();
    trimmed
        .starts_with(':')
        .then(|| text.len() - trimmed.len() + 1)
}

/// Returns where the cell that begins at `at` ends: at a wide gap, a tab, a bar or the line's end.
fn cell_end(text: &str, at: usize) -> usize {
    let Some(rest) = text.get(at..) else {
        return text.len();
    };
    let lead = rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}']).len();
    let value = rest.get(lead..).unwrap_or_default();
    // A gap as wide as a column means that the cell was left empty.
    let bytes = value.as_bytes();
    let ends = |place: usize| match bytes.get(place) {
        Some(b'\t' | b'|') => true,
        // Two blanks, or one and a blank that does not break (C2 A0 in UTF-8).
        Some(b' ') => match bytes.get(place + 1) {
            Some(b' ') => true,
            Some(0xc2) => bytes.get(place + 2) == Some(&0xa0),
            _ => false,
        },
        _ => false,
    };
    let end = (0..bytes.len()).find(|&place| ends(place));
    at + lead + end.unwrap_or(bytes.len())
}

fn trim(text: &str, range: &mut Range<usize>) {
    let Some(value) = text.get(range.clone()) else {
        range.end = range.start;
        return;
    };
    let lead = value.len() - value.trim_start().len();
    let kept = value.trim().len();
    *range = range.start + lead..range.start + lead + kept;
}

/// Returns the next line as a value, unless it is blank, long, or a label itself.
fn value_below(labels: &Labels, lines: &[Line<'_>], line: usize) -> Option<(usize, Range<usize>)> {
    let page = lines.get(line)?.page;
    let next = lines.get(line + 1)?;
    let text = next.text;
    let value = text.trim();
    if next.page != page
        || value.is_empty()
        || value.len() > 60
        || value.contains(':') && !value.contains(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    if let Some((name, _)) = next_label(labels, text, 0..text.len())
        && text.get(..name.start)?.trim().is_empty()
        && text.get(name.end..)?.trim_start().starts_with(':')
    {
        return None;
    }
    let start = text.len() - text.trim_start().len();
    Some((line + 1, start..start + value.len()))
}

#[cfg(test)]
mod tests;
