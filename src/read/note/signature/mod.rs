//! Reads signatures: who signed, when, and whether anybody did. It does not judge whether the
//! signer may sign; rules do.

mod before;
mod block;
mod by_name;
mod choice;
mod closing;
mod cosign;
mod field;
mod filed;
mod method;
mod patients;
mod person;
mod phrases;
mod stamp;
mod stamped;
mod unsigned;

pub(super) use cosign::AWAITS;
pub(crate) use method::is_method;
pub(super) use phrases::{LACKS, SIGNS};
pub(crate) use phrases::{
    attests_and_signs, heads_attestation, is_patients_own, is_signature, is_signature_line,
    name_at_end, past_signing, stands_behind_prose, states_signing,
};
pub(crate) use stamp::timestamp;

use super::addendum::first_addendum;
use super::credential;
use super::guards::Guard;
use super::labels::Label;
use super::stated::Stated;
use super::view::NoteView;
use crate::model::{
    AuthorClass, Credential, NoteKind, PersonName, Signature, SignatureState, Timestamp,
};
use crate::text::{Located, Span};
use block::candidates;
use closing::closing_name;
use filed::filed_stamp;
use person::{PersonPlace, located};
use stamped::{dated, name_signer, stamped};
use unsigned::{Mark, unsigned_mark};

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

impl Authorship {
    /// Takes what stands beside the note's text before what the text says.
    pub(crate) fn take(&mut self, stated: &Stated) {
        // An empty column says nothing against a signature in the text.
        let is_blank = |signature: &Signature| signature.state == SignatureState::Blank;
        if let Some(signature) = &stated.signature
            && (!is_blank(signature) || self.signature.state == SignatureState::Absent)
        {
            self.signature = signature.clone();
        }
        if stated.cosignature.is_some() {
            self.cosignature.clone_from(&stated.cosignature);
        }
        if stated.author.is_some() {
            self.author.clone_from(&stated.author);
        }
        if stated.credential.is_some() {
            self.credential.clone_from(&stated.credential);
        }
    }
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

/// Reads a note's signatures and author. `kind` tells whose signature counts first; the patient
/// signs forms beside the staff.
pub(crate) fn read_authorship(
    view: &NoteView<'_>,
    kind: NoteKind,
    patient: Option<&PersonName>,
) -> Authorship {
    let mut candidates = candidates(view);
    for candidate in &mut candidates {
        name_signer(view, candidate);
    }
    leave_out_patient(&mut candidates, patient);
    let (header_author, header_credential) = header_author(view, kind);
    if !candidates
        .iter()
        .any(|c| c.role == Role::Staff && c.signer.is_some())
        && let Some(closing) = closing_name(view)
    {
        candidates.push(closing);
    }
    let is_settled = |candidate: &Candidate| {
        let is_typed = candidate.state == SignatureState::TypedName;
        candidate.role == Role::Staff && !is_typed
    };
    if !candidates.iter().any(is_settled)
        && let Some(stamped) = stamped(view)
    {
        candidates.push(stamped);
    }
    if !candidates.iter().any(|c| c.role == Role::Staff)
        && let Some(dated) = dated(view)
    {
        candidates.push(dated);
    }
    if !candidates.iter().any(|c| c.role == Role::Cosigner)
        && let Some(awaited) = cosign::awaited(view)
    {
        candidates.push(awaited);
    }
    // Who signs an addendum signs neither the note nor beside its author.
    if let Some(added) = first_addendum(view)
        && candidates
            .iter()
            .any(|c| c.line < added && c.state == SignatureState::Signed)
    {
        candidates.retain(|c| c.line < added);
    }
    let mark = unsigned_mark(view);
    // "Awaiting supervisor signature" speaks of the second signature only.
    let mark = mark.filter(|(span, _)| {
        !candidates
            .iter()
            .any(|c| c.role == Role::Cosigner && c.span == *span)
    });
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
        candidate
            .credential
            .as_ref()
            .is_some_and(|c| c.value.class.is_prescriber())
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
    if matches!(
        signature.state,
        SignatureState::Absent | SignatureState::TypedName
    ) && mark.is_none()
        && let Some(filed) = filed_stamp(view, header_author.as_ref())
    {
        signature = filed;
    }
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

/// Leaves out what the patient signed where staff signed too.
fn leave_out_patient(candidates: &mut Vec<Candidate>, patient: Option<&PersonName>) {
    let Some(patient) = patient else { return };
    let is_patients = |candidate: &Candidate| {
        let signer = candidate.signer.as_ref();
        let name = signer.and_then(|signer| PersonName::parse(&signer.value));
        candidate.credential.is_none() && name.is_some_and(|name| name.key() == patient.key())
    };
    let has_staff = candidates.iter().any(|candidate| {
        candidate.state == SignatureState::Signed
            && candidate.credential.is_some()
            && !is_patients(candidate)
    });
    if has_staff {
        candidates.retain(|candidate| !is_patients(candidate));
    }
}

fn signature_of(candidate: &Candidate) -> Signature {
    // The name printed under an empty line is whoever should sign.
    let signed = candidate.state != SignatureState::Blank;
    Signature {
        state: candidate.state,
        signer: candidate.signer.clone().filter(|_| signed),
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

/// Returns every signature of staff whose class can be told, by its credential or by the role
/// that its line names, filled or not.
pub(crate) fn signers(view: &NoteView<'_>) -> Vec<(AuthorClass, Signature)> {
    let class = |candidate: &Candidate| {
        if let Some(credential) = &candidate.credential {
            return Some(credential.value.class);
        }
        let line = view.line(candidate.line)?.text.to_ascii_lowercase();
        let physician = ["physician", "psychiatrist", "medical director"]
            .iter()
            .any(|role| line.contains(role));
        physician.then_some(AuthorClass::Physician)
    };
    candidates(view)
        .iter()
        .filter_map(|candidate| Some((class(candidate)?, signature_of(candidate))))
        .collect()
}

/// Returns the signature with which a line ends.
pub(crate) fn signed_in(view: &NoteView<'_>, index: usize) -> Option<Signature> {
    let line = view.line(index).filter(|line| line.may(Guard::Signs))?;
    let found = block::several(view, index, line.text);
    found.last().map(signature_of)
}

/// Returns the person whom the signature on a line names.
pub(crate) fn signer_on(view: &NoteView<'_>, index: usize) -> Option<Located<String>> {
    block::signer_on(view, index)
}

/// Returns the author that the note's labels name.
fn header_author(
    view: &NoteView<'_>,
    kind: NoteKind,
) -> (Option<Located<String>>, Option<Located<Credential>>) {
    let mut best: Option<PersonPlace> = None;
    // Who ordered a test did not write its result.
    let ordered = view
        .labelled(Label::OrderedBy)
        .filter(|_| kind == NoteKind::Order);
    for field in ordered.chain(view.labelled(Label::Author)) {
        let value = view.value(field);
        let Some(line) = view.line(field.value_line) else {
            continue;
        };
        let Some(person) = credential::read_person(value) else {
            continue;
        };
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
