//! Finds a note's title among its first lines and the fields that name its kind.

use super::bare::bare_title;
use super::{TitleReading, looks_like_title, read_title, title_of_line};
use crate::model::NoteKind;
use crate::read::note::labels::Label;
use crate::read::note::view::NoteView;
use crate::read::note::when;
use crate::text::Span;

/// Reads a title written as a sentence, `Skills education group`, of a note's first lines only.
pub(super) fn sentence_title(text: &str) -> Option<TitleReading> {
    let before_bar = text.split_once('|').map(|(head, _)| head);
    text.split("   ").chain(before_bar).find_map(|piece| {
        let bare = bare_title(piece);
        let words = bare.split_whitespace().count();
        // "Psychiatric evaluation, PHP admission": behind the comma stands what for.
        let commas = bare.matches(',').count();
        let is_plain = (2..=6).contains(&words)
            && bare.starts_with(char::is_uppercase)
            && commas <= 1
            && !bare.contains(['.', ';', '?', ':']);
        let name = bare.split(',').next().unwrap_or_default();
        // "Progress note": of a plain note the line must be all of its name.
        let is_all =
            |found: &TitleReading| found.weight == 100 && found.words == found.of && commas == 0;
        read_title(name).filter(|found| {
            is_plain && (found.weight >= 300 && found.words + 3 >= found.of || is_all(found))
        })
    })
}

/// Reads a title before brackets that only add to it: `TOXICOLOGY RESULT (urine, cup)`.
fn title_before_brackets(text: &str) -> Option<TitleReading> {
    let (title, rest) = text.trim().split_once('(')?;
    let is_plain = rest.ends_with(')') && title.split_whitespace().count() <= 6;
    // "Virtual partial hospitalization day note (video)": all of it is the name.
    let is_all = |reading: &TitleReading| reading.weight >= 300 && reading.words + 1 >= reading.of;
    read_title(title).filter(|reading| is_plain && (looks_like_title(title) || is_all(reading)))
}

/// Reads a title in small letters that stands below the facility's name and the patient's facts, `##
/// Treatment plan`. It is all of its line; what also heads a part of many notes is none.
fn late_title(text: &str) -> Option<TitleReading> {
    let name = text.trim().trim_matches(['*', '#', '=', '_', '~', ' ']);
    let heads_a_part = |kind| {
        matches!(
            kind,
            NoteKind::Assessment
                | NoteKind::Flowsheet
                | NoteKind::MedicationRecord
                | NoteKind::LabResult
                | NoteKind::Order
                | NoteKind::Administrative
                | NoteKind::SafetyPlan
                | NoteKind::Contact
                | NoteKind::CaseManagement
        )
    };
    let reading = sentence_title(name)?;
    let is_all = reading.words == reading.of && reading.weight >= 300;
    (is_all && !heads_a_part(reading.kind)).then_some(reading)
}

/// What a note's title and the fields for its kind say, and where.
pub(crate) struct Named(pub(super) Option<(TitleReading, Span)>);

/// Reads a title that stands beside the note's text; `None` when it names no kind.
pub(crate) fn named_by(title: &str, place: Span) -> Option<Named> {
    read_title(title).map(|reading| Named(Some((reading, place))))
}

/// Returns whether a letter ends on the line; below it stands a department's name, `Audit Intake`.
fn closes_a_letter(text: &str) -> bool {
    let text = text.trim();
    ["Sincerely,", "Respectfully,", "Sincerely yours,"]
        .iter()
        .any(|close| text.eq_ignore_ascii_case(close))
}

impl Named {
    /// Returns whether no title names a document of its own.
    pub(in crate::read::note) fn is_plain(&self) -> bool {
        self.0.is_none_or(|(reading, _)| reading.weight <= 100)
    }

    /// Returns whether no title names a document at all, not even a progress note.
    pub(in crate::read::note) fn is_open(&self) -> bool {
        self.0.is_none_or(|(reading, _)| reading.weight < 100)
    }
}

/// Reads a note's title and the fields that name its kind.
pub(crate) fn read_named(view: &NoteView<'_>) -> Named {
    let mut best: Option<(u32, TitleReading, Span)> = None;
    let mut plain_title: Option<(TitleReading, Span)> = None;
    let mut late: Option<(TitleReading, Span)> = None;
    let mut offer = |bonus: u32, reading: TitleReading, span: Span| {
        if best.is_none_or(|(weight, known, _)| {
            (reading.weight + bonus, reading.words) > (weight, known.words)
                && reading.weight + bonus > weight.saturating_sub(60)
        }) && best.is_none_or(|(weight, ..)| reading.weight + bonus > weight)
        {
            best = Some((reading.weight + bonus, reading, span));
        }
    };
    for (seen, (index, line)) in view.body_lines().enumerate() {
        if seen > 20 || index >= view.header_end.max(view.from + 4) || closes_a_letter(line.text) {
            break;
        }
        let label_opens = view.fields_on(index).next().is_some_and(|field| {
            field.name.start < 3 && field.marked && field.label != Label::NoteType
        });
        let title = || {
            let plain = || sentence_title(line.text).or_else(|| title_before_brackets(line.text));
            title_of_line(line.text).or_else(|| (seen < 3).then(plain).flatten())
        };
        if !label_opens
            && let Some(reading) = title()
            && (seen < 5 || reading.kind != NoteKind::SafetyPlan)
        {
            // The earliest line of the same strength is the title; others name parts.
            let early = 20u32.saturating_sub(seen as u32);
            let full = if reading.of <= reading.words + 2 {
                15
            } else {
                0
            };
            let span = line.trimmed_span(view.file());
            if reading.weight == 100 && plain_title.is_none() {
                plain_title = Some((reading, span));
            }
            offer(early + full, reading, span);
        } else if !label_opens && seen >= 3 && late.is_none() {
            let title = late_title(line.text);
            late = title.map(|reading| (reading, line.trimmed_span(view.file())));
        }
    }
    for field in view.fields.iter().filter(|field| {
        // "Session: Individual" names the service, "Session: 4/5/2026" dates it.
        let session = field.label == Label::Date
            && when::find_dates(view.value(field)).is_empty()
            && read_title(view.value(field)).is_some_and(|reading| reading.weight >= 200);
        (matches!(field.label, Label::NoteType | Label::GroupTopic) || session)
            && field.line < view.header_end
    }) {
        let value = view.value(field);
        let reading = match field.label {
            Label::GroupTopic => Some(TitleReading {
                kind: NoteKind::GroupNote,
                weight: 180,
                words: 1,
                of: 1,
            }),
            _ => read_title(value),
        };
        if let Some(reading) = reading
            && value.split_whitespace().count() <= 14
        {
            offer(10, reading, view.value_span(field));
        }
    }
    // "Larkspur Counseling Group" above "Progress Note" is a letterhead: a lone word for a service
    // gives way to a line that names a document, however plainly.
    if let Some((_, reading, _)) = best
        && reading.weight == 200
        && reading.words == 1
        && let Some((plain, span)) = plain_title
        && view
            .body_lines()
            .next()
            .is_some_and(|(_, line)| read_title(line.text) == Some(reading))
    {
        best = Some((plain.weight, plain, span));
    }
    if let Some((late, span)) = late
        && best.is_none_or(|(weight, ..)| weight < 100)
    {
        best = Some((late.weight, late, span));
    }
    Named(best.map(|(_, reading, span)| (reading, span)))
}
