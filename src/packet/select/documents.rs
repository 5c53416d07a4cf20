//! Chooses the documents of every exhibit, each once, in the order of the exhibits.

use super::{Document, ExhibitKind, Extent, Mark, Selection, marks, records};
use crate::ledger::DocumentKind;
use crate::model::{Element, Note};
use crate::rules::is_private;
use std::collections::{BTreeMap, BTreeSet};

/// Notes that are taken in for a statement alone, at most.
const FURTHER_NOTES: usize = 8;
/// Weight, in hundredths, that a statement needs for its note to be taken in for it alone.
const FURTHER_WEIGHT: u32 = 200;

/// Lists the documents.
pub(super) fn documents(selection: &Selection<'_>) -> Vec<Document> {
    let mut documents = records::decision(selection);
    documents.extend(records::authorizations(selection));
    documents.push(records::claim(selection));
    let mut chosen: BTreeMap<usize, ExhibitKind> = BTreeMap::new();
    for (note, kind) in in_force(selection) {
        chosen.entry(note).or_insert(kind);
    }
    for note in linked(selection) {
        chosen.entry(note).or_insert(ExhibitKind::Notes);
    }
    let statements = marks::for_level(selection);
    let mut further = 0;
    for statement in &statements {
        let is_strong = statement.mark.weight >= FURTHER_WEIGHT;
        if !chosen.contains_key(&statement.note) && is_strong && further < FURTHER_NOTES {
            chosen.insert(statement.note, ExhibitKind::Level);
            further += 1;
        }
    }
    let mut of_notes: Vec<(ExhibitKind, usize)> =
        chosen.iter().map(|(note, kind)| (*kind, *note)).collect();
    let ledger = selection.case.ledger;
    of_notes.sort_by_key(|(kind, note)| (*kind, ledger.note(*note).date(), *note));
    for (kind, index) in of_notes {
        let note = ledger.note(index);
        let mut marks = marks::of_note(note);
        let own = statements.iter().filter(|one| one.note == index);
        marks.extend(own.map(|one| one.mark));
        marks.retain(|mark| !is_held_against(selection, mark));
        documents.push(document(kind, note, marks));
    }
    documents
}

fn document(kind: ExhibitKind, note: &Note, marks: Vec<Mark>) -> Document {
    let held = if is_private(note) {
        Some(
            "it reads as a therapist's private (psychotherapy) note, which may not go to a payer \
              without the patient's own authorization (45 CFR 164.508(a)(2))",
        )
    } else if !note.marks.strangers.is_empty() {
        Some("it names another person's identifiers")
    } else {
        None
    };
    let caution = note
        .elements
        .has(Element::ProcessNote)
        .then_some("it holds words of a therapist's private reflections");
    Document {
        kind,
        what: note.kind.id().replace('-', " "),
        date: note.date(),
        extent: Extent::Note,
        spans: note.spans.clone(),
        marks,
        held,
        caution,
    }
}

/// A mark on words that a finding holds against the lines would show the payer the fault.
fn is_held_against(selection: &Selection<'_>, mark: &Mark) -> bool {
    let mut against = selection.adverse.iter().flat_map(|adverse| &adverse.spans);
    against.any(|span| mark.meets(span))
}

/// Lists plans, certifications and assessments that stand on the lines' days, and what the stay
/// had at admission.
fn in_force(selection: &Selection<'_>) -> Vec<(usize, ExhibitKind)> {
    let ledger = selection.case.ledger;
    let mut found = Vec::new();
    for day in selection.days() {
        let Some(day) = ledger.days.get(&day) else {
            continue;
        };
        let standing = day.standing;
        found.extend(standing.plan.map(|note| (note, ExhibitKind::Plan)));
        let certified = standing.certification;
        found.extend(certified.map(|note| (note, ExhibitKind::Certification)));
        found.extend(
            standing
                .assessment
                .map(|note| (note, ExhibitKind::Assessment)),
        );
    }
    let stays: BTreeSet<usize> = selection
        .rows
        .iter()
        .filter_map(|row| {
            ledger
                .stays
                .iter()
                .position(|stay| stay.lines.contains(&row.id))
        })
        .collect();
    let at_admission = ledger.calendar.iter().filter(|expected| {
        stays.contains(&expected.stay)
            && matches!(
                expected.document,
                DocumentKind::Assessment | DocumentKind::PsychiatricEvaluation
            )
    });
    found.extend(
        at_admission.filter_map(|expected| Some((expected.note?, ExhibitKind::Assessment))),
    );
    found
}

/// Lists the notes that document the lines, in order.
fn linked(selection: &Selection<'_>) -> BTreeSet<usize> {
    let least = selection.case.policy.number("match.confidence");
    let rows = selection.rows.iter();
    rows.flat_map(|row| row.documented_by(least))
        .map(|link| link.note)
        .collect()
}
