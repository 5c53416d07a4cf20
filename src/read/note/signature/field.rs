//! Reads signatures that stand behind a label, or on a form's line above it.

use super::person::{PersonPlace, located, person_from, skip_joining_words};
use super::phrases::{COSIGN, PHRASE, find_unsigned};
use super::stamp::timestamp;
use super::{Candidate, Role, before, patients};
use crate::model::{Credential, SignatureState};
use crate::read::document::PICTURE;
use crate::read::note::credential;
use crate::read::note::labels::{Field, Label};
use crate::read::note::view::NoteView;
use crate::text::Located;

/// Reads `Staff Signature: Jane Roe, LPC   Date: 4/5/2026`.
pub(super) fn from_field(view: &NoteView<'_>, field: &Field) -> Option<Candidate> {
    if field.label == Label::PatientSignature {
        return None;
    }
    let line = view.line(field.line)?;
    if field.value.is_empty() && !field.marked && view.value(field).is_empty() {
        return from_line_above(view, field);
    }
    // "Supervisor: Ann Poe" in a header names a person; it signs nothing.
    let label = line.text.get(field.name.clone())?.to_ascii_lowercase();
    // "Client e-signature: J. Doe".
    if field.label == Label::Signature && patients::signs_here(line.text, &field.name) {
        return None;
    }
    // "EXP COSIGNER:" with nothing behind it expects no second signature.
    if view.value(field).is_empty() && matches!(label.as_str(), "cosigner" | "co-signer") {
        return None;
    }
    let signs = label.contains("sign")
        || label.contains("authenticated")
        || label.contains("attest")
        || label.contains("verified")
        || label.contains("finali")
        || label.contains("approved")
        || label.contains("locked")
        || label.contains("closed")
        || label.contains("reviewed");
    let value = view.value(field);
    let tail_end = view
        .fields_on(field.line)
        .find(|next| {
            next.name.start > field.name.end
                && matches!(
                    next.label,
                    Label::Signature | Label::Cosignature | Label::PatientSignature
                )
        })
        .map_or(line.text.len(), |next| next.name.start);
    let tail = if field.value_line == field.line {
        line.text.get(field.name.end..tail_end)?
    } else {
        value
    };
    let (base_line, base) = match field.value_line == field.line {
        true => (field.line, field.name.end),
        false => (field.value_line, field.value.start),
    };
    let at = timestamp(tail).map(|(stamp, place)| {
        Located::new(
            stamp,
            view.place(base_line, base + place.start..base + place.end),
        )
    });
    let skipped = value.len() - skip_joining_words(value).len();
    let person = credential::read_person(value.get(skipped..).unwrap_or_default());
    let (signer, credential) = match person {
        Some(person) => {
            let text = view.line(field.value_line)?.text;
            let (signer, credential) = located(
                view,
                field.value_line,
                text,
                field.value.start + skipped,
                person,
            );
            (Some(signer), credential)
        }
        // "Supervisor: reviewed and agree. /es/ J. Roe, LCSW 4/5/2026".
        None => match signer_behind_phrase(view, field) {
            Some((signer, credential)) => (Some(signer), credential),
            // "Completed by: Jane Roe, RN   Signed 4/5/2026 0920": the label before names the signer.
            None => match author_before(view, field.line, field.name.start) {
                (None, _) if signs && at.is_some() && field.label == Label::Signature => {
                    clinician_before(view, field)
                }
                found => found,
            },
        },
    };
    if !signs && at.is_none() {
        return None;
    }
    let lower = value.to_ascii_lowercase();
    // A picture where the signature belongs is one that cannot be read, not a blank.
    let on_file = lower.contains("on file") || lower.contains(PICTURE);
    let unsigned = find_unsigned(value).is_some()
        || lower.starts_with("pending")
        || lower == "none"
        || lower.starts_with("n/a");
    let phrase = PHRASE
        .as_ref()
        .is_some_and(|p| p.is_match(tail) || p.is_match(&label))
        || label.contains("e-sign")
        || label.contains("esign")
        || label.contains("signed");
    let blank =
        value.is_empty() || value.chars().all(|c| "_-. xX".contains(c)) || holds_labels_only(value);
    let state = if unsigned {
        SignatureState::MarkedUnsigned
    } else if on_file {
        SignatureState::TypedName
    } else if blank && at.is_none() {
        SignatureState::Blank
    } else if signer.is_some() && (phrase || at.is_some()) || at.is_some() && !value.is_empty() {
        SignatureState::Signed
    } else if blank {
        SignatureState::Blank
    } else if signer.is_some() {
        // Typed behind "Signature:", without a date or an electronic mark; the lines below may
        // still date it.
        SignatureState::TypedName
    } else {
        return None;
    };
    let role = match field.label {
        Label::Cosignature => Role::Cosigner,
        _ if COSIGN.as_ref().is_some_and(|p| p.is_match(&label)) => Role::Cosigner,
        _ => Role::Staff,
    };
    let state = match (role, state) {
        (Role::Cosigner, SignatureState::TypedName) if at.is_some() => SignatureState::Signed,
        (_, state) => state,
    };
    let start = field.name.start;
    let end = start.max(base + tail.trim_end().len());
    let span = match field.value_line == field.line {
        true => view.place(field.line, start..end),
        false => view.value_span(field),
    };
    Some(Candidate {
        line: field.line,
        state,
        role,
        signer,
        credential,
        at,
        span,
    })
}

/// Returns the clinician whose name stands before the label with nothing between: `/es/ Jane Roe, LCSW
/// Signed: 4/5/2026 0920`.
fn clinician_before(
    view: &NoteView<'_>,
    field: &Field,
) -> (Option<Located<String>>, Option<Located<Credential>>) {
    let text = view.line(field.line).map_or("", |line| line.text);
    let Some((from, person)) = before::clinician(text, field.name.start) else {
        return (None, None);
    };
    let (signer, credential) = located(view, field.line, text, from, person);
    (Some(signer), credential)
}

/// Returns the person behind a phrase that signs within a label's value.
fn signer_behind_phrase(view: &NoteView<'_>, field: &Field) -> Option<PersonPlace> {
    let value = view.value(field);
    let phrase = PHRASE.as_ref()?.find(value)?;
    let text = view.line(field.value_line)?.text;
    person_from(view, field.value_line, text, field.value.start + phrase.end)
}

/// Returns the author whom a label before the signature's names on the same line.
pub(super) fn author_before(
    view: &NoteView<'_>,
    line: usize,
    byte: usize,
) -> (Option<Located<String>>, Option<Located<Credential>>) {
    let found = view
        .fields_on(line)
        .filter(|other| other.label == Label::Author && other.name.end <= byte)
        .filter(|other| other.value_line == line)
        .find_map(|other| {
            let text = view.line(line)?.text;
            let person = credential::read_person(view.value(other))?;
            Some(located(view, line, text, other.value.start, person))
        });
    found.map_or((None, None), |(signer, credential)| {
        (Some(signer), credential)
    })
}

/// Reads a form's signature line, which stands above its label: a name and a date, or blanks.
fn from_line_above(view: &NoteView<'_>, field: &Field) -> Option<Candidate> {
    let above = (view.from..field.line)
        .rev()
        .take(2)
        .find(|&at| view.line(at).is_some_and(|line| !line.is_blank()))?;
    let text = view.line(above)?.text;
    let role = if field.label == Label::Cosignature {
        Role::Cosigner
    } else {
        Role::Staff
    };
    let at = timestamp(text).map(|(stamp, place)| Located::new(stamp, view.place(above, place)));
    let person = person_from(view, above, text, 0)
        .filter(|_| view.line(above).is_some_and(|l| l.words() <= 10));
    let state = match (&person, &at) {
        (Some(_), Some(_)) => SignatureState::Signed,
        (Some(_), None) => SignatureState::TypedName,
        (None, _) if text.contains("__") => SignatureState::Blank,
        _ => return None,
    };
    let (signer, credential) = match person {
        Some((signer, credential)) => (Some(signer), credential),
        None => (None, None),
    };
    let span = view.line(above)?.trimmed_span(view.file());
    Some(Candidate {
        line: above,
        state,
        role,
        signer,
        credential,
        at,
        span,
    })
}

/// Returns whether a form's next labels stand where a name and a day would: `Finalized by:   on
/// Co-Sign`.
fn holds_labels_only(value: &str) -> bool {
    const LABELS: [&str; 10] = [
        "on",
        "at",
        "date",
        "time",
        "by",
        "co-sign",
        "cosign",
        "co-signed",
        "cosigned",
        "title",
    ];
    let mut words = value.split_whitespace();
    words.all(|word| {
        let word = word.trim_matches([':', '_', '/', ',']);
        word.is_empty() || LABELS.iter().any(|label| word.eq_ignore_ascii_case(label))
    })
}
