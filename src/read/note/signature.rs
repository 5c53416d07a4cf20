//! Reads signatures: who signed, when, and whether anybody did. It does not judge whether the
//! signer may sign; rules do.

use super::credential::{self, NamedPerson};
use super::labels::{Field, Label};
use super::view::NoteView;
use super::when;
use crate::model::{AuthorClass, Credential, NoteKind, Signature, SignatureState, Timestamp};
use crate::text::{Located, Span};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Everything that a note says of who wrote and signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Authorship {
    /// The author's signature.
    pub(crate) signature: Signature,
    /// The second signature.
    pub(crate) cosignature: Option<Signature>,
    /// The author's name.
    pub(crate) author: Option<Located<String>>,
    /// The author's credential.
    pub(crate) credential: Option<Located<Credential>>,
}

/// One thing that looks like a signature.
#[derive(Debug, Clone)]
struct Candidate {
    line: usize,
    state: SignatureState,
    role: Role,
    signer: Option<Located<String>>,
    credential: Option<Located<Credential>>,
    at: Option<Located<Timestamp>>,
    span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Staff,
    Cosigner,
}

fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

/// Phrases by which systems mark an electronic signature.
static PHRASE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?ix)
        \b(?:electronic(?:ally)?|digital(?:ly)?)\s+(?:co-?\s?)?(?:signed|authenticated|verified|approved|attested|signature)(?:\s+and\s+(?:dated|approved|finalized|authenticated))?
        |\bsigned\s+(?:electronically|digitally)
        |\be-?\s?sign(?:ed|ature)\b
        |(?:^|[\s(:])/s/ | //\s?signed\s?//
        |\b(?:authenticated|countersigned|co-?\s?signed|signed\s+off|signed|finali[sz]ed|attested|sealed)\s+(?:and\s+\w+\s+)?(?:electronically\s+)?by\b
        |\bsigned\s*:
        |\bsigned\s+(?:on\s+)?\d{1,2}[/-]\d{1,2}[/-]\d{2,4}
        |\b(?:note|document)\s+(?:signed|locked|finali[sz]ed)\b",
    )
});

/// Phrases for a second signature.
static COSIGN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)\bco-?\s?sign|\bcounter-?sign|\bsupervis(?:or|ed|ing)\b|\battestation\b|\bclinical director\b|\breviewed (?:and (?:co-?signed|approved|signed) )?by\b",
    )
});

/// Marks of a note that nobody has signed.
static UNSIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?ix)\bnot\s+(?:yet\s+)?(?:been\s+)?(?:electronically\s+)?(?:signed|finali[sz]ed|authenticated)\b
        |\bunsigned\b|\b(?:signature|signoff|sign-off)\s+(?:is\s+)?(?:pending|required|needed|missing|not\s+on\s+file)\b
        |\b(?:pending|awaiting|needs|requires|missing)\s+(?:\w+\s+)?(?:signature|sign-?off|authentication|finali[sz]ation)\b
        |\bunfinali[sz]ed\b|\bdraft\b|\bpreliminary\s+(?:note|report|document)\b|\bincomplete\s+note\b
        |\bnote\s+(?:is\s+)?in\s+progress\b|\bunauthenticated\b|\bno\s+signature\b|\bsaved\s+(?:but\s+)?not\s+signed\b",
    )
});

static STATUS_OPEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:draft|in[- ]progress|pending|unsigned|not signed|incomplete|open|unlocked|preliminary|unfinali[sz]ed|awaiting|needs signature|working|saved|shared)\b",
    )
});

/// Returns whether a line belongs to a signature block.
pub(crate) fn is_signature_line(text: &str) -> bool {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.len() > 300 {
        return false;
    }
    if trimmed.contains(['i', 'I', '/']) && PHRASE.as_ref().is_some_and(|p| p.is_match(trimmed)) {
        // A sentence about a signed form is no signature.
        let place = PHRASE
            .as_ref()
            .and_then(|p| p.find(trimmed))
            .map_or(0, |m| m.start());
        return place < 60 && !starts_sentence_about_forms(trimmed, place);
    }
    if cosigns(trimmed) {
        return true;
    }
    let lower = trimmed.to_ascii_lowercase();
    let head = lower.split([':', '_']).next().unwrap_or_default();
    head.len() < 45
        && lower.len() > head.len()
        && (head.contains("signature") || head.trim() == "signed" || head.contains("cosign"))
}

/// Returns whether a line such as `Reviewed by supervisor: Ann Roe, LPC-S 4/12/26` cosigns.
fn cosigns(text: &str) -> bool {
    text.split_whitespace().count() <= 14
        && COSIGN
            .as_ref()
            .and_then(|p| p.find(text))
            .is_some_and(|found| found.start() < 12)
        && text.contains(':')
        && !when::find_dates(text).is_empty()
}

/// "Client signed by hand the consent", "was signed by": verbs about other papers.
fn starts_sentence_about_forms(text: &str, place: usize) -> bool {
    let before = text.get(..place).unwrap_or_default().to_ascii_lowercase();
    let words = [
        "was",
        "were",
        "be",
        "been",
        "consent",
        "roi",
        "contract",
        "form",
        "agreement",
        "not",
        "release",
        "plan",
        "order",
        "client",
        "patient",
        "he",
        "she",
        "they",
    ];
    let mut last = before.split_whitespace().rev().take(3);
    last.any(|word| words.contains(&word.trim_matches(|c: char| !c.is_alphanumeric())))
        && !before.contains(':')
        && !before.contains("note")
}

/// Reads a note's signatures and author. `kind` tells whose signature counts first.
pub(crate) fn read_authorship(view: &NoteView<'_>, kind: NoteKind) -> Authorship {
    let mut candidates = candidates(view);
    let (header_author, header_credential) = header_author(view);
    if !candidates
        .iter()
        .any(|c| c.role == Role::Staff && c.signer.is_some())
        && let Some(closing) = closing_name(view)
    {
        candidates.push(closing);
    }
    let mark = unsigned_mark(view);
    let staff: Vec<&Candidate> = candidates
        .iter()
        .filter(|c| c.role == Role::Staff)
        .collect();
    // A signed line beats a typed name, that beats an empty line; the first of each is the
    // author's, but a certification or order is the physician's.
    let rank = |candidate: &&Candidate| match candidate.state {
        SignatureState::Signed => 0,
        SignatureState::TypedName => 1,
        _ => 2,
    };
    let physician_first = matches!(
        kind,
        NoteKind::Certification | NoteKind::Recertification | NoteKind::Order
    );
    let prescribes = |candidate: &&Candidate| {
        candidate.credential.as_ref().is_some_and(|c| {
            matches!(
                c.value.class,
                AuthorClass::Physician | AuthorClass::OtherPrescriber
            )
        })
    };
    let chosen = staff
        .iter()
        .copied()
        .min_by_key(|c| (rank(c), u8::from(physician_first && !prescribes(c)), c.line));
    let mut signature = match chosen {
        Some(candidate) => signature_of(candidate),
        None => Signature {
            state: SignatureState::Absent,
            signer: None,
            signed_at: None,
            span: None,
        },
    };
    if let Some((span, strength)) = mark
        && (strength == Mark::Plain || signature.state != SignatureState::Signed)
    {
        signature.state = SignatureState::MarkedUnsigned;
        signature.span = Some(span);
        signature.signed_at = None;
    }
    let cosignature = second_signature(&candidates, &staff, chosen);
    let (author, credential) = match chosen.filter(|c| c.signer.is_some()) {
        Some(candidate) => {
            let same = same_person(&header_author, &candidate.signer);
            let credential = candidate.credential.clone();
            // The header may carry the credential that the signature line left out.
            let credential = credential.or_else(|| header_credential.filter(|_| same));
            (candidate.signer.clone(), credential)
        }
        None => (header_author, header_credential),
    };
    let credential = credential.or_else(|| labelled_credential(view));
    Authorship {
        signature,
        cosignature,
        author,
        credential,
    }
}

fn signature_of(candidate: &Candidate) -> Signature {
    Signature {
        state: candidate.state,
        signer: candidate.signer.clone(),
        signed_at: candidate.at,
        span: Some(candidate.span),
    }
}

fn second_signature(
    candidates: &[Candidate],
    staff: &[&Candidate],
    chosen: Option<&Candidate>,
) -> Option<Signature> {
    let cosigner = candidates
        .iter()
        .filter(|c| c.role == Role::Cosigner)
        .min_by_key(|c| (u8::from(c.state != SignatureState::Signed), c.line));
    if let Some(cosigner) = cosigner {
        return Some(signature_of(cosigner));
    }
    let chosen = chosen?;
    let other = |c: &&&Candidate| {
        c.state == SignatureState::Signed
            && c.signer.is_some()
            && !same_person(&c.signer, &chosen.signer)
    };
    let after_physicians = |c: &&Candidate| {
        u8::from(
            c.credential
                .as_ref()
                .is_none_or(|c| c.value.class != AuthorClass::Physician),
        )
    };
    staff
        .iter()
        .filter(other)
        .min_by_key(|c| (after_physicians(c), c.line))
        .map(|c| signature_of(c))
}

fn same_person(one: &Option<Located<String>>, other: &Option<Located<String>>) -> bool {
    let letters = |name: &str| -> Vec<String> {
        let mut words: Vec<String> = name
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| word.len() > 1 && *word != "Dr")
            .map(str::to_lowercase)
            .collect();
        words.sort();
        words
    };
    match (one, other) {
        (Some(one), Some(other)) => {
            let (one, other) = (letters(&one.value), letters(&other.value));
            one == other || !one.is_empty() && one.iter().filter(|w| other.contains(w)).count() >= 2
        }
        _ => false,
    }
}

fn candidates(view: &NoteView<'_>) -> Vec<Candidate> {
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
        if fields.is_empty() {
            if is_signature_line(line.text)
                && !is_patients(line.text)
                && let Some(candidate) = from_phrase(view, index, line.text)
            {
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
        }
    }
    found
}

fn is_patients(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let head = lower.split(':').next().unwrap_or_default();
    head.contains("signature")
        && [
            "patient", "client", "guardian", "parent", "witness", "resident", "member",
        ]
        .iter()
        .any(|word| head.contains(word))
}

/// Reads `Electronically signed by Jane Roe, LCSW 04/05/2026 14:32` and lines like it.
fn from_phrase(view: &NoteView<'_>, index: usize, text: &str) -> Option<Candidate> {
    let phrase = PHRASE
        .as_ref()?
        .find(text)
        .map(|found| found.end())
        .or_else(|| {
            // What follows the colon of `Reviewed by supervisor:`.
            cosigns(text)
                .then(|| text.find(':').map(|at| at + 1))
                .flatten()
        })?;
    if UNSIGNED.as_ref().is_some_and(|p| {
        p.is_match(text.get(..phrase + 10).unwrap_or(text))
            && text
                .get(..phrase)
                .is_some_and(|t| t.to_ascii_lowercase().contains("not "))
    }) {
        return None;
    }
    let role = match COSIGN.as_ref().is_some_and(|p| p.is_match(text)) {
        true => Role::Cosigner,
        false => Role::Staff,
    };
    let at = timestamp(text).map(|(stamp, place)| Located::new(stamp, view.place(index, place)));
    let after = person_from(view, index, text, phrase);
    // "Jane Roe, LCSW - Signed 4/5/2026 2:32 PM", "Jane Roe, LCSW, electronically signed…".
    let person = after.or_else(|| person_from(view, index, text, 0));
    let (signer, credential) = match person {
        Some((signer, credential)) => (Some(signer), credential),
        None => (None, None),
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

type PersonPlace = (Located<String>, Option<Located<Credential>>);

fn person_from(view: &NoteView<'_>, index: usize, text: &str, from: usize) -> Option<PersonPlace> {
    let rest = text.get(from..)?;
    let skip = rest.len() - skip_joining_words(rest).len();
    let from = from + skip;
    let person = credential::read_person(text.get(from..)?)?;
    Some(located(view, index, text, from, person))
}

fn located(
    view: &NoteView<'_>,
    line: usize,
    text: &str,
    from: usize,
    person: NamedPerson,
) -> PersonPlace {
    let shift = |range: &Range<usize>| from + range.start..from + range.end;
    let name = shift(&person.name);
    let signer = Located::new(
        text.get(name.clone()).unwrap_or_default().to_owned(),
        view.place(line, name),
    );
    let credential = person
        .credential
        .map(|(credential, place)| Located::new(credential, view.place(line, shift(&place))));
    (signer, credential)
}

fn skip_joining_words(text: &str) -> &str {
    let mut rest = text.trim_start_matches([
        ' ', ':', '-', '/', '_', ')', '(', '*', '"', '[', ']', '.', ',',
    ]);
    for word in ["by", "on behalf of"] {
        if rest
            .get(..word.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(word))
            && rest
                .get(word.len()..)
                .is_some_and(|tail| tail.starts_with([' ', ':']))
        {
            rest = rest.get(word.len()..).unwrap_or_default();
            rest = rest.trim_start_matches([' ', ':', '-', '/', '_', ')', '(', '"']);
        }
    }
    // "signed: /s/ Jane Roe".
    let rest = rest.strip_prefix("s/").unwrap_or(rest);
    rest.strip_prefix("/s/").unwrap_or(rest).trim_start()
}

/// Reads `Staff Signature: Jane Roe, LPC   Date: 4/5/2026`.
fn from_field(view: &NoteView<'_>, field: &Field) -> Option<Candidate> {
    if field.label == Label::PatientSignature {
        return None;
    }
    let line = view.line(field.line)?;
    if field.value.is_empty() && !field.marked && view.value(field).is_empty() {
        return from_line_above(view, field);
    }
    // "Supervisor: Ann Poe" in a header names a person; it signs nothing.
    let label = line.text.get(field.name.clone())?.to_ascii_lowercase();
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
        None => (None, None),
    };
    if !signs && at.is_none() {
        return None;
    }
    let lower = value.to_ascii_lowercase();
    let on_file = lower.contains("on file");
    let unsigned = UNSIGNED.as_ref().is_some_and(|p| p.is_match(value))
        || lower.starts_with("pending")
        || lower == "none"
        || lower.starts_with("n/a");
    let phrase = PHRASE
        .as_ref()
        .is_some_and(|p| p.is_match(tail) || p.is_match(&label))
        || label.contains("e-sign")
        || label.contains("esign")
        || label.contains("signed");
    let blank = value.is_empty() || value.chars().all(|c| "_-. xX".contains(c));
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
        if signs || is_signature_line(line.text) || line.words() > 14 {
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

/// Returns the first date in a text with the time next to it.
fn timestamp(text: &str) -> Option<(Timestamp, Range<usize>)> {
    let date = when::find_dates(text).into_iter().next()?;
    let after = text.get(date.end..)?;
    let near = |time: &&when::FoundTime| time.start >= date.end && time.start <= date.end + 12;
    let at_sign = after.trim_start().starts_with('@');
    let times = if at_sign {
        when::find_labelled_times(text)
    } else {
        when::find_times(text)
    };
    let bare = first_bare_clock(after);
    let time = times
        .iter()
        .find(near)
        .map(|time| (time.minute_of_day(), time.end));
    let time = time.or(bare.map(|time| (time.minute_of_day(), date.end + time.end)));
    if let Some((Some(minute), end)) = time {
        let stamp = Timestamp {
            date: date.date,
            time: Some(minute),
        };
        return Some((stamp, date.start..end));
    }
    // "2:32 PM 4/5/2026".
    let before_start = (0..=date.start.saturating_sub(14))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0);
    let before = text.get(before_start..date.start)?;
    if let Some(time) = when::find_times(before).last()
        && let Some(minute) = time.minute_of_day()
    {
        let stamp = Timestamp {
            date: date.date,
            time: Some(minute),
        };
        return Some((stamp, before_start + time.start..date.end));
    }
    Some((
        Timestamp {
            date: date.date,
            time: None,
        },
        date.start..date.end,
    ))
}

/// Reads `04-05-26 1432`: four digits right behind a date.
fn first_bare_clock(after: &str) -> Option<when::FoundTime> {
    let lead = after.len() - after.trim_start_matches([' ', ',', '-']).len();
    let digits = after
        .get(lead..)?
        .bytes()
        .take_while(u8::is_ascii_digit)
        .count();
    if digits != 4 || lead == 0 {
        return None;
    }
    when::find_labelled_times(after)
        .into_iter()
        .next()
        .filter(|time| time.start == lead)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// Says outright that the note is not signed.
    Plain,
    /// Says only that the note is a draft or in progress.
    Soft,
}

/// Returns a mark that the note is unsigned: in a status field, on a short line of its own, or
/// in a signature line. Words in prose ("unsigned ROI") are no marks.
fn unsigned_mark(view: &NoteView<'_>) -> Option<(Span, Mark)> {
    for field in view
        .labelled(Label::Status)
        .chain(view.labelled(Label::Signature))
    {
        let value = view.value(field);
        let status = field.label == Label::Status;
        let open = status && STATUS_OPEN.as_ref().is_some_and(|p| p.is_match(value));
        let marked = UNSIGNED.as_ref().is_some_and(|p| p.is_match(value))
            || !status && value.to_ascii_lowercase().starts_with("pending");
        if value.len() < 80 && (open || marked) {
            // "Status: Pending" may be the claim's or goal's; only a header speaks of the note.
            if status
                && !marked
                && field.line >= view.header_end.max(view.from + 12)
                && field.line + 12 < view.to
            {
                continue;
            }
            let plain = value.to_ascii_lowercase().contains("sign");
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
        let trimmed = line.text.trim();
        let starred = trimmed.starts_with(['*', '[', '<', '#', '-', '=', '!', '(']);
        let capitals = !trimmed.chars().any(char::is_lowercase);
        let edge = index < view.header_end.min(view.from + 12) || index + 14 >= view.to;
        if line.words() <= 12
            && (starred || capitals || edge && line.words() <= 7)
            && let Some(found) = UNSIGNED.as_ref().and_then(|p| p.find(trimmed))
        {
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
            if about_other && !starred && !capitals {
                continue;
            }
            let plain = found.as_str().to_ascii_lowercase().contains("sign")
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

/// Reads a name typed at the note's end: `Jane Roe, LCSW`, perhaps with a date and time.
fn closing_name(view: &NoteView<'_>) -> Option<Candidate> {
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
        let end = person.end;
        let state = match (&at, field.is_some()) {
            (Some((stamp, _)), labelled) if stamp.time.is_some() || !labelled => {
                SignatureState::Signed
            }
            _ => SignatureState::TypedName,
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

/// Returns the author that the note's labels name.
fn header_author(view: &NoteView<'_>) -> (Option<Located<String>>, Option<Located<Credential>>) {
    let mut best: Option<PersonPlace> = None;
    for field in view.labelled(Label::Author) {
        let value = view.value(field);
        let Some(line) = view.line(field.value_line) else {
            continue;
        };
        let Some(person) = credential::read_person(value) else {
            continue;
        };
        let tail: Range<usize> = field.value.start..line.text.len();
        // Credentials may stand beyond a gap: "Provider: Jane Roe    LCSW".
        let _ = tail;
        let found = located(view, field.value_line, line.text, field.value.start, person);
        if best
            .as_ref()
            .is_none_or(|(_, credential)| credential.is_none() && found.1.is_some())
        {
            best = Some(found);
        }
    }
    match best {
        Some((author, credential)) => (Some(author), credential),
        None => (None, None),
    }
}

fn labelled_credential(view: &NoteView<'_>) -> Option<Located<Credential>> {
    view.labelled(Label::Credential).find_map(|field| {
        let (credential, place, _) = credential::credentials_after(view.value(field), 0)?;
        Some(Located::new(credential, view.part_span(field, place)))
    })
}
