//! Finds a note's signature lines and takes what each lacks from the lines below it.

use super::field::{author_before, from_field};
use super::person::{PersonPlace, located, person_from};
use super::phrases::{
    COSIGN, PHRASE, cosigns, find_unsigned, heads_attestation, is_patients, is_signature,
};
use super::stamp::timestamp;
use super::{Candidate, Role, before, by_name, patients};
use crate::model::{Credential, SignatureState};
use crate::read::note::credential;
use crate::read::note::guards::Guard;
use crate::read::note::kind;
use crate::read::note::labels::{Field, Label};
use crate::read::note::view::NoteView;
use crate::read::note::when;
use crate::text::bytes::has_digit;
use crate::text::{Located, strip_prefix_ignoring_case};

pub(super) fn candidates(view: &NoteView<'_>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut taken: Option<usize> = None;
    for (index, line) in view.body_lines() {
        if taken.is_some_and(|until| index <= until) {
            continue;
        }
        let fields: Vec<&Field> = view
            .fields_on(index)
            .filter(|f| {
                matches!(
                    f.label,
                    Label::Signature | Label::Cosignature | Label::PatientSignature
                )
            })
            .collect();
        let before = found.len();
        let is_patients_only = || {
            let mut labels = fields.iter().map(|field| field.label);
            labels.all(|label| label == Label::PatientSignature)
        };
        let several = match line.may(Guard::Signs) && is_patients_only() {
            true => several(view, index, line.text),
            false => Vec::new(),
        };
        if line.may(Guard::Signs) && heads_attestation(line.text) {
            found.extend(attested(view, index, line.text));
        } else if !several.is_empty() {
            found.extend(several);
        } else if fields.is_empty() {
            if is_signature(line)
                && !is_patients(line.text)
                && let Some(candidate) = from_phrase(view, index, line.text)
            {
                found.push(candidate);
            } else if let Some(candidate) = stamped(view, index) {
                found.push(candidate);
            }
        } else {
            for field in fields {
                if let Some(candidate) = from_field(view, field) {
                    found.push(candidate);
                }
            }
        }
        if found.len() > before
            && let Some(last) = found.last_mut()
        {
            taken = complete_below(view, index, last);
            complete_above(view, index, last);
            date_before(view, index, last);
        }
    }
    found
}

/// Lines at a note's end of which the last sentence may sign.
const LAST: usize = 3;

/// Reads the signatures of a line that holds more than one, or one behind other sentences, which
/// counts at the note's end only.
pub(super) fn several(view: &NoteView<'_>, index: usize, text: &str) -> Vec<Candidate> {
    let is_last = || {
        let mut last = view.body_lines().rev().take(LAST);
        last.any(|(line, _)| line == index)
    };
    if !view.line(index).is_some_and(is_signature) && !is_last() {
        return Vec::new();
    }
    let has_phrase = PHRASE.as_ref().is_some_and(|phrase| phrase.is_match(text));
    let mut parts = match has_phrase {
        true => by_name::parts(text),
        // What no phrase marks is read by nothing else.
        false => by_name::all_parts(text),
    };
    let below = view.line(index + 1).map_or("", |line| line.text);
    let is_dated = when::find_dates(below).first().is_some_and(|date| {
        below
            .get(..date.start)
            .is_some_and(|head| head.trim().is_empty())
    });
    if is_dated || parts.is_empty() && is_last() {
        parts.extend(by_name::open_part(text));
    }
    let read = |part: std::ops::Range<usize>| {
        let written = text.get(part.clone())?;
        let from = part.start + by_name::opening(written);
        let (signer, credential) = person_from(view, index, text.get(..part.end)?, from)?;
        let head = text.get(..part.start).unwrap_or_default();
        let sentence = head.get(patients::sentence_start(head)..)?;
        let cosigns = COSIGN.as_ref().is_some_and(|cosign| {
            cosign.is_match(written)
                // "Cosigned, agree - Jane Roe, PhD e-signed 4/5/26".
                || cosign.find(sentence).is_some_and(|found| found.start < 12)
        });
        let at = timestamp(written).map(|(stamp, place)| {
            let bytes = part.start + place.start..part.start + place.end;
            Located::new(stamp, view.place(index, bytes))
        });
        Some(Candidate {
            line: index,
            state: SignatureState::Signed,
            role: if cosigns { Role::Cosigner } else { Role::Staff },
            signer: Some(signer),
            credential,
            at,
            span: view.place(index, part),
        })
    };
    parts.into_iter().filter_map(read).collect()
}

/// Returns the person whom a signature phrase on a line names.
pub(super) fn signer_on(view: &NoteView<'_>, index: usize) -> Option<Located<String>> {
    from_phrase(view, index, view.line(index)?.text)?.signer
}

/// Reads `Electronically signed by Jane Roe, LCSW 04/05/2026 14:32` and lines like it.
fn from_phrase(view: &NoteView<'_>, index: usize, text: &str) -> Option<Candidate> {
    let marked = PHRASE.as_ref()?.find(text);
    if let Some(marked) = &marked
        && patients::signs_here(text, marked)
    {
        return None;
    }
    let phrase = marked
        .as_ref()
        .map(|found| found.end)
        .or_else(|| {
            // What follows `Reviewed by`.
            COSIGN
                .as_ref()
                .filter(|_| cosigns(text))
                .and_then(|p| p.find(text))
                .map(|found| found.end)
        })
        .or_else(|| by_name::signs_this(text))
        .or_else(|| by_name::signed_name(text))?;
    let is_denied = text
        .get(..phrase)
        .is_some_and(|head| head.to_ascii_lowercase().contains("not "));
    if is_denied && find_unsigned(text.get(..phrase + 10).unwrap_or(text)).is_some() {
        return None;
    }
    let role = match COSIGN.as_ref().is_some_and(|p| p.is_match(text)) {
        true => Role::Cosigner,
        false => Role::Staff,
    };
    let at = timestamp(text).map(|(stamp, place)| Located::new(stamp, view.place(index, place)));
    let dated = || by_name::signed_name(text).and_then(|at| person_from(view, index, text, at));
    let after = person_from(view, index, text, phrase).or_else(dated);
    let start = marked.map_or(0, |marked| marked.start);
    let person = chosen(view, index, text, start, after);
    // "[Signed 4/5/2026 16:00 by Jane Roe, LAC]".
    let person = person.or_else(|| {
        let rest = text.get(phrase..)?;
        let by = rest.find(" by ")?;
        person_from(view, index, text, phrase + by)
    });
    let (signer, credential) = match person {
        Some((signer, credential)) => (Some(signer), credential),
        None => author_before(view, index, phrase),
    };
    let below = view.line(index + 1).map_or("", |line| line.text);
    let named = signer.is_some() || at.is_some() || credential::read_person(below).is_some();
    if !named && !text.contains("__") && !text.trim_end().ends_with(':') {
        return None;
    }
    let state = if named {
        SignatureState::Signed
    } else {
        SignatureState::Blank
    };
    Some(Candidate {
        line: index,
        state,
        role,
        signer,
        credential,
        at,
        span: view.line(index)?.trimmed_span(view.file()),
    })
}

/// Returns who signed by a phrase: who stands behind it with a credential, or before it, `Charted by
/// Jane Roe, RN -- e-signed 4/5/26`, or behind it without one.
fn chosen(
    view: &NoteView<'_>,
    index: usize,
    text: &str,
    phrase: usize,
    after: Option<PersonPlace>,
) -> Option<PersonPlace> {
    if after.as_ref().is_some_and(|(_, known)| known.is_some()) {
        return after;
    }
    let place = |(from, person)| located(view, index, text, from, person);
    if let Some(before) = before::clinician(text, phrase) {
        return Some(place(before));
    }
    // One word behind a phrase may be a month's, or anything.
    let (full, short) = match after {
        Some(after) if after.0.value.contains(' ') => (Some(after), None),
        after => (None, after),
    };
    full.or_else(|| before::writer(text, phrase).map(place))
        .or_else(|| {
            let (signer, credential) = author_before(view, index, phrase);
            Some((signer?, credential))
        })
        .or_else(|| {
            // "Jane Roe - Signed 4/5/2026 2:32 PM".
            let person = credential::read_person(text)?;
            (!before::is_verb(text, &person)).then(|| place((0, person)))
        })
        .or(short)
}

/// Reads the signature on the line of an attestation; where it stands on the next, that is read as
/// any other is.
fn attested(view: &NoteView<'_>, index: usize, text: &str) -> Option<Candidate> {
    let phrase = PHRASE.as_ref()?.find(text)?.end;
    // A day before the phrase is that of the visit.
    let at = timestamp(text.get(phrase..)?).map(|(stamp, place)| {
        let place = phrase + place.start..phrase + place.end;
        Located::new(stamp, view.place(index, place))
    });
    let (signer, credential) = person_from(view, index, text, phrase)?;
    Some(Candidate {
        line: index,
        state: SignatureState::Signed,
        role: Role::Cosigner,
        signer: Some(signer),
        credential,
        at,
        span: view.line(index)?.trimmed_span(view.file()),
    })
}

/// Reads the stamp of systems that print no phrase: `Jane Roe, LCSW (Staff), 04/05/2026 2:32 PM`.
/// It holds a person, a credential and a date with a time, and hardly another word.
fn stamped(view: &NoteView<'_>, index: usize) -> Option<Candidate> {
    let line = view.line(index)?;
    let text = line.text;
    let header = index < view.from + 3 || view.fields_on(index).any(|f| f.name.start < 3);
    // Without a digit there is no date.
    if header || text.len() > 120 || !has_digit(text) || kind::title_of_line(text).is_some() {
        return None;
    }
    let person = credential::read_person(text)?;
    person.credential.as_ref()?;
    let tail = text.get(person.end..)?;
    let (stamp, place) = timestamp(tail)?;
    stamp.time?;
    let others = tail
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.len() > 2 && !word.eq_ignore_ascii_case("staff"))
        .count();
    if others > 2 {
        return None;
    }
    let base = person.end;
    let at = Located::new(
        stamp,
        view.place(index, base + place.start..base + place.end),
    );
    let (signer, credential) = located(view, index, text, 0, person);
    Some(Candidate {
        line: index,
        state: SignatureState::Signed,
        role: Role::Staff,
        signer: Some(signer),
        credential,
        at: Some(at),
        span: line.trimmed_span(view.file()),
    })
}

/// Takes the person of a signature line that names nobody from the lines above: a name, perhaps
/// with the credential on a line of its own, over `Electronically authenticated 3/2/2026`.
fn complete_above(view: &NoteView<'_>, index: usize, candidate: &mut Candidate) {
    if candidate.signer.is_some() || candidate.state != SignatureState::Signed {
        return;
    }
    let mut lone: Option<Located<Credential>> = None;
    for above in (view.from..index).rev().take(3) {
        let Some(line) = view.line(above) else { return };
        let text = line.text.trim_end();
        if line.is_blank() || line.furniture || line.words() > 8 {
            return;
        }
        let start = text.len() - text.trim_start().len();
        if credential::classify(text).is_some() {
            lone = credential::credentials_after(text, start)
                .map(|(credential, place, _)| Located::new(credential, view.place(above, place)));
            continue;
        }
        let Some(person) = credential::read_person(text) else {
            return;
        };
        let words = text
            .get(person.name.clone())
            .map_or(0, |name| name.split(' ').count());
        if person.end != text.len() || words < 2 {
            return;
        }
        let (signer, credential) = located(view, above, text, 0, person);
        candidate.signer = Some(signer);
        candidate.credential = candidate.credential.take().or(credential).or(lone);
        return;
    }
}

/// Takes name, credential and date from the lines below a signature line that lacks them;
/// returns the last line used.
fn complete_below(view: &NoteView<'_>, index: usize, candidate: &mut Candidate) -> Option<usize> {
    if candidate.state == SignatureState::MarkedUnsigned {
        return None;
    }
    let mut used = None;
    for below in index + 1..(index + 4).min(view.to) {
        let Some(line) = view.line(below) else { break };
        if line.is_blank() || line.furniture {
            if below > index + 1 {
                break;
            }
            continue;
        }
        let labels: Vec<&Field> = view.fields_on(below).collect();
        let signs = labels.iter().any(|f| {
            matches!(
                f.label,
                Label::Signature | Label::Cosignature | Label::PatientSignature
            )
        });
        // "Signed: 3/2/2026 17:17" under the name dates that signature and names nobody.
        if candidate.at.is_none()
            && candidate.signer.is_some()
            && (signs || is_signature(line))
            && line.words() <= 8
            && let Some((stamp, place)) = timestamp(line.text)
            && names_nobody(line.text)
        {
            candidate.at = Some(Located::new(stamp, view.place(below, place)));
            used = Some(below);
            continue;
        }
        if signs || is_signature(line) || line.words() > 14 || is_trail(line.text) {
            break;
        }
        let dated = labels
            .iter()
            .find(|f| matches!(f.label, Label::SignedAt | Label::Date))
            .filter(|f| !view.value(f).is_empty());
        if candidate.at.is_none() {
            let unlabelled = labels.is_empty() && line.words() <= 8;
            if (dated.is_some() || unlabelled)
                && let Some((stamp, place)) = timestamp(line.text)
            {
                candidate.at = Some(Located::new(stamp, view.place(below, place)));
                used = Some(below);
            }
        }
        let names = labels.is_empty()
            || labels.iter().any(|f| {
                matches!(
                    f.label,
                    Label::PlainName | Label::Author | Label::Credential
                )
            });
        // "e-signed B. Roe" over "Bea Roe, RN  3/9/26 1625": the fuller line says who and what.
        if candidate.credential.is_none()
            && labels.is_empty()
            && let Some(known) = candidate.signer.as_ref()
            && let Some((signer, Some(credential))) = person_from(view, below, line.text, 0)
            && last_word(&signer.value) == last_word(&known.value)
        {
            candidate.signer = Some(signer);
            candidate.credential = Some(credential);
            used = Some(below);
        }
        if candidate.signer.is_none() && names && candidate.state != SignatureState::Blank {
            let from = labels
                .iter()
                .find(|f| matches!(f.label, Label::PlainName | Label::Author))
                .map_or(0, |f| f.value.start);
            if let Some((signer, credential)) = person_from(view, below, line.text, from) {
                candidate.signer = Some(signer);
                candidate.credential = candidate.credential.take().or(credential);
                used = Some(below);
            }
        }
        // "Jane Roe" over "LCSW".
        if candidate.credential.is_none()
            && candidate.signer.is_some()
            && credential::classify(line.text.trim()).is_some()
        {
            let start = line.text.len() - line.text.trim_start().len();
            let found = credential::credentials_after(line.text, start);
            candidate.credential = found
                .map(|(credential, place, _)| Located::new(credential, view.place(below, place)));
            used = Some(below);
        }
        if candidate.credential.is_none()
            && let Some(field) = labels.iter().find(|f| f.label == Label::Credential)
            && let Some((credential, place, _)) =
                credential::credentials_after(view.value(field), 0)
        {
            candidate.credential = Some(Located::new(credential, view.part_span(field, place)));
            used = Some(below);
        }
    }
    if candidate.state == SignatureState::TypedName
        && candidate.at.is_some()
        && candidate.signer.is_some()
    {
        candidate.state = SignatureState::Signed;
    }
    used
}

/// Dates a signature by the field before it: `Signed Date: 4/5/2026` over `Signed by: Jane Roe, LCSW`,
/// or on its line.
fn date_before(view: &NoteView<'_>, index: usize, candidate: &mut Candidate) {
    let is_named = candidate.signer.is_some();
    if candidate.at.is_some() || !is_named || candidate.state == SignatureState::MarkedUnsigned {
        return;
    }
    let lines = [Some(index), index.checked_sub(1)];
    let lines = lines
        .into_iter()
        .flatten()
        .filter(|line| *line >= view.from);
    let fields = lines.flat_map(|line| view.fields_on(line));
    let mut dates = fields.filter(|field| field.label == Label::SignedAt);
    let found = dates.find_map(|field| Some((field, timestamp(view.value(field))?)));
    if let Some((field, (stamp, place))) = found {
        candidate.at = Some(Located::new(stamp, view.part_span(field, place)));
        if candidate.state == SignatureState::TypedName {
            candidate.state = SignatureState::Signed;
        }
    }
}

/// Returns whether a system's trail of edits stands on a line, whose short names are those of its
/// users: `Audit: created 4/5/2026 2:31 PM JR12 | finalized 4/5/2026 2:40 PM`.
fn is_trail(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let behind = ["audit", "edit history", "version history"]
        .iter()
        .find_map(|word| strip_prefix_ignoring_case(text, word));
    behind.is_some_and(|behind| !behind.starts_with(char::is_alphanumeric) && has_digit(behind))
}

/// Returns whether a signature line holds no person behind its phrase.
fn names_nobody(text: &str) -> bool {
    let after = PHRASE
        .as_ref()
        .and_then(|pattern| pattern.find(text))
        .map_or(0, |found| found.end);
    let rest = text.get(after..).unwrap_or_default();
    credential::read_person(super::person::skip_joining_words(rest)).is_none()
}

fn last_word(name: &str) -> String {
    name.rsplit(' ').next().unwrap_or_default().to_lowercase()
}
