//! Tells what an entry of a chart is beside its kind: a form, a dose given or missed, a call.

use super::LineRow;
use crate::model::{
    Assertion, AuthorClass, Dimension, Element, Mention, Note, NoteKind, SignatureState,
    TelehealthModality,
};
use crate::policy::{ServiceFamily, UnitBasis};

/// Returns whether a document without a kind is a form that was handed out and signed, as the
/// consents of an admission packet are: it tells of no service, whatever words its clauses hold.
pub fn is_form(note: &Note) -> bool {
    let of_consent = [Element::TelehealthConsent, Element::DisclosureConsent];
    let of_care = [
        Element::Goal,
        Element::Progress,
        Element::Modality,
        Element::Diagnosis,
    ];
    note.kind == NoteKind::Unknown
        && note.time.is_none()
        && note.signature.state != SignatureState::Signed
        && of_consent.iter().any(|element| note.elements.has(*element))
        && !of_care.iter().any(|element| note.elements.has(*element))
}

/// Returns whether a line bills doses of medication by the day, as opioid treatment programs do.
/// Their weekly bundles pay for counseling as well, which any of their services documents.
pub fn is_dose(row: &LineRow) -> bool {
    row.billed.family == ServiceFamily::Medication && row.billed.unit == UnitBasis::Day
}

/// Returns whether a note is a counselor's or physician's session, in which no dose is given.
pub(super) fn is_talk(note: &Note) -> bool {
    let by_therapist = || {
        note.credential.as_ref().is_some_and(|found| {
            matches!(
                found.value.class,
                AuthorClass::Physician
                    | AuthorClass::OtherPrescriber
                    | AuthorClass::Psychologist
                    | AuthorClass::Independent
                    | AuthorClass::Supervised
                    | AuthorClass::Counselor
            )
        })
    };
    match note.kind {
        NoteKind::GroupNote
        | NoteKind::IndividualNote
        | NoteKind::FamilyNote
        | NoteKind::CrisisNote
        | NoteKind::CaseManagement
        | NoteKind::Assessment
        | NoteKind::PsychiatricEvaluation
        | NoteKind::PrescriberNote => true,
        NoteKind::ProgressNote | NoteKind::Unknown => {
            by_therapist() && !note.elements.has(Element::Administered)
        }
        _ => false,
    }
}

/// Returns whether a note is of the kinds in which doses are recorded.
pub(super) fn is_dosing_entry(note: &Note) -> bool {
    matches!(
        note.kind,
        NoteKind::MedicationRecord | NoteKind::NursingNote | NoteKind::Flowsheet
    )
}

/// The most words of an entry that tells of nothing but a missed dose.
const MISSED_WORDS: u16 = 20;

/// The most words, and the most minutes, of a note that tells of a day missed: who was called, why
/// the patient stays home, when they will return.
const DAY_MISSED: (u16, u32) = (80, 15);

fn may_tell_of_miss(kind: NoteKind) -> bool {
    matches!(
        kind,
        NoteKind::Contact
            | NoteKind::ProgressNote
            | NoteKind::Unknown
            | NoteKind::CaseManagement
            | NoteKind::IndividualNote
            | NoteKind::GroupNote
            | NoteKind::FamilyNote
            | NoteKind::NursingNote
            | NoteKind::ShiftNote
            | NoteKind::ProgramSummary
    )
}

/// Returns whether a mention says that the patient did not come; "attended 2 of 5" says less.
fn says_missed(mention: &Mention) -> bool {
    mention.indicator == "P-06"
        && mention.assertion == Assertion::Affirmed
        && mention.measure.is_none()
}

/// Returns whether a note tells of nothing but a session that the patient missed.
pub fn misses_session(note: &Note) -> bool {
    note.attendance.is_none()
        && may_tell_of_miss(note.kind)
        && note.time.is_none_or(|time| time.minutes == 0)
        && note.elements.words <= MISSED_WORDS
        && note.mentions.iter().any(says_missed)
        && note
            .mentions
            .iter()
            .all(|mention| mention.dimension == Dimension::P)
}

/// Returns whether a note of a day program tells that the patient stayed away that day and of no
/// service: a short entry or call of a few minutes, without a word on how anybody took part.
pub fn misses_day(note: &Note) -> bool {
    let (words, minutes) = DAY_MISSED;
    let of_service = [Element::Response, Element::Modality, Element::Administered];
    note.attendance.is_none()
        && note.kind != NoteKind::GroupNote
        && may_tell_of_miss(note.kind)
        && note.time.is_none_or(|time| time.minutes <= minutes)
        && note.elements.words <= words
        && !note.elements.has_any(&of_service)
        && note.mentions.iter().any(says_missed)
}

/// Returns whether an entry of a dosing log says that the patient did not come and nothing else:
/// whoever was seen is described.
pub fn misses_dose(note: &Note) -> bool {
    let is_missed =
        |mention: &Mention| mention.indicator == "P-06" && mention.assertion == Assertion::Affirmed;
    (is_dosing_entry(note) || matches!(note.kind, NoteKind::ProgressNote | NoteKind::Unknown))
        && note.time.is_none()
        && note.elements.words <= MISSED_WORDS
        && !note.elements.has(Element::Administered)
        && !gives_dose(note)
        && note.mentions.iter().any(is_missed)
        && note
            .mentions
            .iter()
            .all(|mention| mention.dimension == Dimension::P)
}

/// Returns whether a row of a medication record gives a dose, whatever stands below it of another
/// day: `80 mg  OBS` above "Sat no show".
fn gives_dose(note: &Note) -> bool {
    const NOT: [&str; 7] = [
        "miss",
        "no show",
        "no-show",
        "absent",
        "held",
        "refus",
        "not given",
    ];
    note.kind == NoteKind::MedicationRecord
        && note.flowsheet.iter().any(|row| {
            let value = row.value.value.to_ascii_lowercase();
            (value.contains("mg") || value.contains("ml"))
                && !NOT.iter().any(|word| value.contains(word))
        })
}

/// Returns whether the code is a visit or assessment by telephone.
pub(super) fn is_telephone_visit(code: &str) -> bool {
    matches!(
        code,
        "99441" | "99442" | "99443" | "98966" | "98967" | "98968" | "98016" | "G2012" | "G2252"
    ) || ("98008"..="98015").contains(&code)
}

/// Returns whether a note may be the record of a visit by telephone: a signed contact, or a
/// session that tells of one.
pub(super) fn is_call(note: &Note) -> bool {
    let tells = || {
        note.elements.has(Element::AudioOnly)
            || note
                .telehealth
                .is_some_and(|found| found.modality.value == TelehealthModality::AudioOnly)
    };
    note.attendance.is_none()
        && (note.kind == NoteKind::Contact && note.signature.state == SignatureState::Signed
            || note.kind.is_therapeutic_service() && tells())
}
