//! Reads what a document shows of its making. It judges nothing: an honest chart has stamps,
//! initials and page numbers too.

mod below;
mod incident_to;
mod letter;
mod letter_asks;
mod phrases;
mod refusal;
mod sheets;
mod signing;
mod stamps;
mod strangers;

#[cfg(test)]
mod tests;

use super::guards::Guard;
use super::view::NoteView;
use crate::model::{Marks, NoteKind, PatientIdentity, RecordMarks, Signature};
use crate::text::Span;
use phrases::{Meaning, phrases};

pub(super) use incident_to::WORDS as INCIDENT_TO;
pub(super) use letter::is_payers_letter;
pub(super) use phrases::words;

/// What was read of a note before its marks.
pub(super) struct Known<'n> {
    pub(super) kind: NoteKind,
    pub(super) patient: &'n PatientIdentity,
    pub(super) signature: &'n Signature,
    pub(super) spans: &'n [Span],
}

/// Verbs that tell a service as done. One of them and the note is no forecast.
const DELIVERED: [&str; 22] = [
    "attended",
    "participated",
    "engaged",
    "reported",
    "reports",
    "stated",
    "states",
    "shared",
    "discussed",
    "presented",
    "processed",
    "explored",
    "reviewed",
    "identified",
    "denied",
    "denies",
    "expressed",
    "practiced",
    "described",
    "completed",
    "was present",
    "was seen",
];

/// Returns a note's marks.
pub(super) fn read_marks(view: &NoteView<'_>, known: &Known<'_>) -> RecordMarks {
    let (letter, named) = letter::read_letter(view, known.kind).unzip();
    let named = named.unwrap_or_default();
    let mut marks = Marks {
        signing: signing::read_signing(view)
            .or_else(|| signing::read_closing_initials(view, known.signature)),
        closed: signing::read_closed(view),
        missing_pages: sheets::read_missing(view),
        unnamed_pages: sheets::read_unnamed(view, known.spans, known.patient),
        strangers: strangers::read_strangers(view, known.patient),
        below_signature: below::read_below(view, known.signature, known.patient),
        letter,
        letter_claims: named.claims,
        letter_codes: named.codes,
        incident_to: incident_to::read_incident_to(view),
        ..Marks::default()
    };
    read_phrases(view, known.kind, &mut marks);
    if marks == Marks::default() {
        RecordMarks::default()
    } else {
        RecordMarks::from(marks)
    }
}

/// Takes stamps, forecasts and marks of a change out of all lines, running footers included.
fn read_phrases(view: &NoteView<'_>, kind: NoteKind, marks: &mut Marks) {
    let mut foretold = None;
    let mut forecasts = 0;
    for index in view.from..view.to {
        let Some(line) = view.line(index) else { break };
        if !line.may(Guard::Marks) {
            continue;
        }
        for (meaning, place) in phrases(line.text) {
            let span = || view.place(index, place.clone());
            match meaning {
                Meaning::Created | Meaning::Edited | Meaning::Printed => {
                    let stamp = stamps::read_stamp(view, index, line.text, meaning, &place);
                    // A running footer repeats on every page.
                    marks.stamps.extend(stamp.filter(|new| {
                        let same = |old: &crate::model::Stamp| {
                            old.kind == new.kind && old.at.value == new.at.value
                        };
                        !marks.stamps.iter().any(same)
                    }));
                }
                Meaning::Change => {
                    marks.labelled_change = marks.labelled_change.or_else(|| Some(span()));
                }
                Meaning::Foretold => {
                    forecasts += 1;
                    foretold = foretold.or_else(|| Some(span()));
                }
                Meaning::Request | Meaning::Denial | Meaning::Demand => {}
            }
        }
    }
    // One forecast belongs in every plan; only a note that tells nothing as done foretells.
    if forecasts >= 2 && kind.is_therapeutic_service() && !tells_delivery(view) {
        marks.foretold = foretold;
    }
}

fn tells_delivery(view: &NoteView<'_>) -> bool {
    view.body_lines().any(|(_, line)| {
        let lower = line.text.to_lowercase();
        DELIVERED.iter().any(|word| lower.contains(word))
    })
}
