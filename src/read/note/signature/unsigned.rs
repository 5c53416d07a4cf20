//! Finds marks that nobody has signed a note.

use super::choice::is_not_chosen;
use super::phrases::{STATUS_OPEN, find_unsigned};
use crate::read::note::credential;
use crate::read::note::guards::Guard;
use crate::read::note::labels::Label;
use crate::read::note::view::NoteView;
use crate::text::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Says outright that the note is not signed.
    Plain,
    /// Says only that the note is a draft or in progress.
    Soft,
}

/// The most words of a line that is a mark.
const MOST_WORDS: usize = 14;

/// Returns a mark that the note is unsigned: in a status field, on a short line of its own, or
/// in a signature line. Words in prose ("unsigned ROI") are no marks.
pub(super) fn unsigned_mark(view: &NoteView<'_>) -> Option<(Span, Mark)> {
    for field in view
        .labelled(Label::Status)
        .chain(view.labelled(Label::Signature))
    {
        let value = view.value(field);
        let status = field.label == Label::Status;
        let open = status
            && STATUS_OPEN.as_ref().is_some_and(|pattern| {
                // "Status: [ ] Draft [X] Final"
                pattern.find(value).is_some_and(|found| {
                    let word = value.get(found.clone()).unwrap_or_default();
                    let boxed =
                        word.len() - word.trim_start_matches(|c: char| !c.is_alphabetic()).len();
                    !is_not_chosen(value, &(found.start + boxed..found.end))
                })
            });
        let marked = find_unsigned(value).is_some()
            || !status && value.to_ascii_lowercase().starts_with("pending");
        // "Incomplete (DRAFT - not part of the record; see signed evaluation)": the status stands
        // before what explains it.
        let (head, rest) = match value.find(['(', ';']) {
            Some(at) if status => value.split_at(at),
            _ => (value, ""),
        };
        let is_short = value.len() < 80 || head.len() < 40 && value.len() < 200 && !rest.is_empty();
        if is_short && (open || marked) {
            // "Status: Pending" may be the claim's or goal's; only a header speaks of the note.
            if status
                && !marked
                && field.line >= view.header_end.max(view.from + 12)
                && field.line + 12 < view.to
            {
                continue;
            }
            let plain = head.to_ascii_lowercase().contains("sign");
            let line = view.line(field.line)?;
            let span = if field.value_line == field.line {
                view.place(field.line, field.name.start..field.value.end)
            } else {
                line.trimmed_span(view.file())
            };
            return Some((span, if plain { Mark::Plain } else { Mark::Soft }));
        }
    }
    for (index, line) in view.body_lines() {
        if !line.may(Guard::Unsigned) {
            continue;
        }
        // "Patient Signature: Not signed" is the patient's line.
        let of_patient = view.fields_on(index).next();
        if of_patient.is_some_and(|field| field.label == Label::PatientSignature) {
            continue;
        }
        // A mark stands on a short line.
        if line.text.split_whitespace().nth(MOST_WORDS).is_some() {
            continue;
        }
        let trimmed = line.text.trim();
        let Some(found) = find_unsigned(trimmed) else {
            continue;
        };
        let starred = trimmed.starts_with(['*', '[', '<', '#', '-', '=', '!', '(']);
        let capitals = !trimmed.chars().any(char::is_lowercase);
        let edge = index < view.header_end.min(view.from + 12) || index + 14 >= view.to;
        let opens = found.start == 0 || stands_behind_person(trimmed, found.start);
        let ends = index + 6 >= view.to;
        if starred || capitals || edge && line.words() <= 7 || ends && opens {
            let lower = trimmed.to_ascii_lowercase();
            let about_other = [
                "roi",
                "consent",
                "plan",
                "order",
                "safety",
                "contract",
                "discharge",
            ]
            .iter()
            .any(|word| {
                lower
                    .split(|c: char| !c.is_alphanumeric())
                    .any(|w| w == *word)
            });
            // "Pt sig missing on ROI": that of somebody else.
            let of_other = [
                "pt sig",
                "pt. sig",
                "patient sig",
                "patient's sig",
                "client sig",
                "client's sig",
                "guardian sig",
                "parent sig",
                "resident sig",
                "member sig",
            ];
            let is_of_other = of_other.iter().any(|words| lower.contains(words));
            if (about_other || is_of_other) && !starred && !capitals {
                continue;
            }
            let mark = trimmed.get(found).unwrap_or_default();
            let plain = mark.to_ascii_lowercase().contains("sign")
                || lower.contains("not signed")
                || lower.contains("unsigned");
            return Some((
                line.trimmed_span(view.file()),
                if plain { Mark::Plain } else { Mark::Soft },
            ));
        }
    }
    None
}

/// Returns whether nothing but a person stands before a mark: `Author: Jane Roe, LCSW - draft, not
/// signed`.
fn stands_behind_person(text: &str, mark: usize) -> bool {
    let Some(before) = text.get(..mark) else {
        return false;
    };
    let from = before.find(": ").map_or(0, |colon| colon + 2);
    let name = before.get(from..).unwrap_or_default();
    credential::read_person(name).is_some_and(|person| {
        let between = name.get(person.end..).unwrap_or_default();
        person.credential.is_some() && !between.contains(char::is_alphanumeric)
    })
}
