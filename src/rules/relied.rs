//! Finds what the claims rest on: for every note the live lines and days it documents, and on
//! which of them too few sound notes stand beside it.

use super::Case;
use crate::finding::AtRisk;
use crate::ledger::{LineRow, sessions_a_day};
use crate::model::{Note, NoteKind, ServiceDate, Units};
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
    /// Days of the line that fall if this note does: no sound note stands beside it, or fewer
    /// than the sessions that the line bills for the day.
    pub alone: Vec<ServiceDate>,
    /// Sessions of such a day that fall with this note.
    pub lost: usize,
    /// Sessions that the line bills for a day.
    pub billed: usize,
}

impl ReliedLine<'_> {
    /// Returns a line that bills one session or day at a time.
    pub(super) fn single(row: &LineRow, alone: Vec<ServiceDate>) -> ReliedLine<'_> {
        ReliedLine {
            row,
            alone,
            lost: 1,
            billed: 1,
        }
    }
}

impl<'c> Relied<'c> {
    /// Returns the dollars that rest on this note alone.
    pub(super) fn at_risk(&self) -> Vec<AtRisk> {
        let alone = self.lines.iter().filter(|line| !line.alone.is_empty());
        alone
            .map(|line| risk_of_sessions(line.row, &line.alone, line.lost, line.billed))
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

/// Returns the risk of some of the sessions that a line bills for its one day, else of its days.
pub(super) fn risk_of_sessions(
    row: &LineRow,
    days: &[ServiceDate],
    lost: usize,
    billed: usize,
) -> AtRisk {
    match i64::try_from(lost) {
        Ok(units) if lost < billed && row.days.len() == 1 => {
            AtRisk::units(row.id, Units::whole(units))
        }
        _ => risk_of_days(row, days),
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
        let mut of_row: BTreeMap<usize, ReliedLine<'c>> = BTreeMap::new();
        let billed = sessions_a_day(case.record, row);
        for (day, notes) in days {
            let sound = notes
                .iter()
                .filter(|&&note| is_sound(note, case.ledger.note(note)));
            let sound: Vec<usize> = sound.copied().collect();
            for note in notes {
                let line = of_row.entry(note).or_insert_with(|| ReliedLine {
                    billed,
                    ..ReliedLine::single(row, Vec::new())
                });
                let beside = sound.iter().filter(|&&other| other != note).count();
                if beside < billed {
                    line.alone.push(day);
                    line.lost = line.lost.max(billed - beside);
                }
            }
        }
        for (note, line) in of_row {
            by_note.entry(note).or_default().push(line);
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
