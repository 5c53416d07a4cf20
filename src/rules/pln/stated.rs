//! Gives the plans and certifications of a stay with what they state.

use super::certification_missing::certifications;
use crate::finding::Finding;
use crate::ledger::{CertificationRow, PlanRow, Stay};
use crate::model::{
    AuthorClass, Note, NoteKind, PlanFacts, PlanSigner, ServiceDate, SignatureState,
};
use crate::rules::Case;
use crate::rules::stay::on_stay;

/// How long before admission a plan may be made and still be the stay's first.
const BEFORE: i64 = 14;

/// A plan, review or certification with what it states.
#[derive(Clone, Copy)]
pub(super) struct Stated<'c> {
    /// The note.
    pub note: &'c Note,
    /// What it states.
    pub facts: &'c PlanFacts,
    /// Whether it reviews an earlier one.
    pub is_review: bool,
}

/// Returns the plans and reviews of a stay, in order. A plan made before the stay that still
/// holds on its first day counts, as after a step down.
pub(super) fn plans<'c>(case: &Case<'c>, stay: &Stay) -> Vec<Stated<'c>> {
    let fits = |row: &&PlanRow| {
        row.fits(stay.level)
            && row.from >= stay.admission.plus_days(-BEFORE)
            && row.from <= stay.last_day()
    };
    let rows = case.ledger.plans.iter().filter(fits);
    rows.filter_map(|row| stated(case.ledger.note(row.note), row.is_review))
        .collect()
}

/// Returns the plans and reviews that had begun by a day, in order.
pub(super) fn begun_plans<'c>(
    case: &Case<'c>,
    day: ServiceDate,
) -> impl Iterator<Item = Stated<'c>> + use<'c> {
    let ledger = case.ledger;
    let rows = ledger.plans.iter().filter(move |row| row.from <= day);
    rows.filter_map(move |row| stated(ledger.note(row.note), row.is_review))
}

/// Returns the certifications and recertifications of a stay, in order.
pub(super) fn certificates<'c>(
    case: &Case<'c>,
    stay: &Stay,
) -> Vec<(&'c CertificationRow, Stated<'c>)> {
    certifications(case, stay)
        .filter_map(|row| {
            let found = stated(case.ledger.note(row.note), row.is_recertification)?;
            Some((row, found))
        })
        .collect()
}

/// Returns the orders of a stay, which may state what its plans do not.
pub(super) fn orders<'c>(case: &Case<'c>, stay: &Stay) -> Vec<Stated<'c>> {
    case.record
        .notes
        .iter()
        .filter(|note| note.kind == NoteKind::Order)
        .filter(|note| {
            note.date().is_some_and(|date| {
                stay.admission.plus_days(-BEFORE) <= date && date <= stay.last_day()
            })
        })
        .filter_map(|note| stated(note, false))
        .collect()
}

fn stated(note: &Note, is_review: bool) -> Option<Stated<'_>> {
    Some(Stated {
        note,
        facts: note.plan.as_deref()?,
        is_review,
    })
}

/// Places a finding about documents on their stay: its claim and lines, from the first of the
/// documents to the last billed day.
pub(super) fn on_documents(
    case: &Case<'_>,
    stay: &Stay,
    finding: Finding,
    dates: &[ServiceDate],
) -> Finding {
    let first = dates.iter().copied().min();
    let first = first.map_or(stay.first_day(), |date| date.min(stay.first_day()));
    on_stay(case, stay, finding, &stay.days).from_to(first, stay.last_day())
}

/// What the signatures on a plan show of a physician.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Physician {
    /// A physician signed.
    Signed,
    /// A line for the physician's signature is empty.
    Blank(PlanSigner),
    /// Somebody signed whose credential is not told.
    Untold,
    /// Others signed, or nobody.
    Absent,
}

/// Returns what the signatures on a plan show of a physician.
pub(super) fn physician(plan: &Stated<'_>) -> Physician {
    let note = plan.note;
    let signed = |state: SignatureState| state == SignatureState::Signed;
    let authors = note.credential.as_ref().map(|found| found.value.class);
    let by_author = authors == Some(AuthorClass::Physician) && signed(note.signature.state);
    let mut signers = plan.facts.signers.iter();
    let is_physician = |signer: &&PlanSigner| signer.class == AuthorClass::Physician;
    if by_author
        || signers
            .clone()
            .filter(is_physician)
            .any(|signer| signed(signer.state))
    {
        return Physician::Signed;
    }
    if let Some(signer) = signers.find(is_physician) {
        // A typed name may be an electronic signature printed without its phrase.
        return match signer.state {
            SignatureState::Blank | SignatureState::MarkedUnsigned => Physician::Blank(*signer),
            _ => Physician::Untold,
        };
    }
    let cosigned = note
        .cosignature
        .as_ref()
        .is_some_and(|signature| signed(signature.state));
    // A second signature whose credential is among the known ones was looked at above.
    let known = plan.facts.signers.len() >= 2;
    if signed(note.signature.state) && authors.is_none() || cosigned && !known {
        return Physician::Untold;
    }
    Physician::Absent
}
