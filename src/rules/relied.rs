//! Finds what the claims rest on: for every note the live lines and days it documents, and on
//! which of them no sound note stands beside it.

use super::Case;
use crate::finding::AtRisk;
use crate::ledger::LineRow;
use crate::model::{Note, NoteKind, ServiceDate};
use std::collections::BTreeMap;

/// A note with the live lines it documents.
pub(super) struct Relied<'c> {
    /// Index of the note in the record.
    pub index: usize,
    /// The note.
    pub note: &'c Note,
    /// The lines it documents, in order.
    pub lines: Vec<ReliedLine<'c>>,
}

/// One line that a note documents.
pub(super) struct ReliedLine<'c> {
    /// The line.
    pub row: &'c LineRow,
    /// Days of the line on which no sound note stands beside this one.
    pub alone: Vec<ServiceDate>,
}

impl<'c> Relied<'c> {
    /// Returns the dollars that rest on this note alone.
    pub(super) fn at_risk(&self) -> Vec<AtRisk> {
        let alone = self.lines.iter().filter(|line| !line.alone.is_empty());
        alone
            .map(|line| risk_of_days(line.row, &line.alone))
            .collect()
    }

    /// Returns the line to name in a finding: the first that rests on the note alone, else the
    /// first it documents.
    pub(super) fn first_line(&self) -> Option<&'c LineRow> {
        let alone = self.lines.iter().find(|line| !line.alone.is_empty());
        alone.or(self.lines.first()).map(|line| line.row)
    }
}

/// Returns the risk of some days of a line: the whole line when they are all it bills.
pub(super) fn risk_of_days(row: &LineRow, days: &[ServiceDate]) -> AtRisk {
    if row.days.iter().all(|day| days.contains(day)) {
        AtRisk::whole(row.id)
    } else {
        AtRisk::days(row.id, days.to_vec())
    }
}

/// Returns every note that documents a live line, in order of the record. `is_sound` tells which
/// notes, by index, hold up a day on their own.
pub(super) fn relied<'c>(
    case: &Case<'c>,
    is_sound: impl Fn(usize, &Note) -> bool,
) -> Vec<Relied<'c>> {
    let mut by_note: BTreeMap<usize, Vec<ReliedLine<'c>>> = BTreeMap::new();
    for (row, _, _) in case.live() {
        let mut days: BTreeMap<ServiceDate, Vec<usize>> = BTreeMap::new();
        for (link, _) in case.documentation(row) {
            days.entry(link.day).or_default().push(link.note);
        }
        let mut of_row: BTreeMap<usize, Vec<ServiceDate>> = BTreeMap::new();
        for (day, notes) in days {
            let sound = notes
                .iter()
                .filter(|&&note| is_sound(note, case.ledger.note(note)));
            let sound: Vec<usize> = sound.copied().collect();
            for note in notes {
                let alone = of_row.entry(note).or_default();
                if sound.is_empty() || sound == [note] {
                    alone.push(day);
                }
            }
        }
        for (note, alone) in of_row {
            by_note
                .entry(note)
                .or_default()
                .push(ReliedLine { row, alone });
        }
    }
    by_note
        .into_iter()
        .map(|(index, lines)| Relied {
            index,
            note: case.ledger.note(index),
            lines,
        })
        .collect()
}

/// Returns whether documents of this kind carry a signature of an author. Flowsheets, medication
/// records and results are entered line by line; forms and reviews for payers are no chart notes.
pub(super) fn carries_signature(kind: NoteKind) -> bool {
    !matches!(
        kind,
        NoteKind::Flowsheet
            | NoteKind::MedicationRecord
            | NoteKind::LabResult
            | NoteKind::NoShow
            | NoteKind::Administrative
            | NoteKind::UtilizationReview
            | NoteKind::Contact
    )
}

/// Returns a note's kind in words: `group note`.
pub(super) fn kind_words(kind: NoteKind) -> String {
    match kind {
        NoteKind::Unknown => "note".to_owned(),
        NoteKind::HistoryAndPhysical => "history and physical".to_owned(),
        kind => kind.id().replace('-', " "),
    }
}
