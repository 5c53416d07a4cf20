//! Reads a name typed at a note's end, where no line says that it signs.

use super::person::located;
use super::phrases::is_patients;
use super::stamp::timestamp;
use super::{Candidate, Role};
use crate::model::SignatureState;
use crate::read::note::credential;
use crate::read::note::labels::Label;
use crate::read::note::view::NoteView;
use crate::text::Located;

/// Words of a line that is more than a name, a credential and a date.
pub(super) const BODY: usize = 12;

/// Reads a name typed at the note's end: `Jane Roe, LCSW`, perhaps with a date and time.
pub(super) fn closing_name(view: &NoteView<'_>) -> Option<Candidate> {
    for (index, line) in view.body_lines().rev().take(5) {
        let text = line.text;
        if line.words() > 14 || is_patients(text) {
            continue;
        }
        let field = view.fields_on(index).find(|f| {
            matches!(f.label, Label::Author | Label::PlainName) && !view.value(f).is_empty()
        });
        let from = match &field {
            Some(field) if field.value_line == index => field.value.start,
            _ if view
                .fields_on(index)
                .next()
                .is_some_and(|f| f.name.start < 3) =>
            {
                continue;
            }
            _ => 0,
        };
        let Some(rest) = text.get(from..) else {
            continue;
        };
        let Some(person) = credential::read_person(rest) else {
            continue;
        };
        let tail = rest.get(person.end..).unwrap_or_default();
        let at = timestamp(tail);
        // Without a credential or a label, two capitalized words may be anything.
        if person.credential.is_none() && field.is_none() {
            continue;
        }
        let extra = tail
            .split_whitespace()
            .filter(|word| word.bytes().all(|b| b.is_ascii_alphabetic()))
            .count();
        if field.is_none() && extra > 4 {
            continue;
        }
        if index < view.header_end && field.is_some() && index + 3 < view.to {
            continue;
        }
        // "Provider: Jane Roe, LMFT" with the note's text below it heads the note.
        let is_body = |at: usize| view.line(at).is_some_and(|line| line.words() > BODY);
        let heads = !(view.from..index).any(is_body) && (index + 1..view.to).any(is_body);
        if field.is_some() && heads {
            continue;
        }
        let end = person.end;
        let state = match (&at, field.is_some()) {
            (Some((stamp, _)), labelled) if stamp.time.is_some() || !labelled => {
                SignatureState::Signed
            }
            _ => SignatureState::TypedName,
        };
        let state = match view.line(index.saturating_sub(1)) {
            // A name printed under an empty line awaits its signature.
            Some(above)
                if at.is_none()
                    && index > view.from
                    && above.text.contains("______")
                    && !above.text.contains(char::is_alphabetic) =>
            {
                SignatureState::Blank
            }
            _ => state,
        };
        let base = from + end;
        let at = at.map(|(stamp, place)| {
            Located::new(
                stamp,
                view.place(index, base + place.start..base + place.end),
            )
        });
        let (signer, credential) = located(view, index, text, from, person);
        return Some(Candidate {
            line: index,
            state,
            role: Role::Staff,
            signer: Some(signer),
            credential,
            at,
            span: line.trimmed_span(view.file()),
        });
    }
    None
}
