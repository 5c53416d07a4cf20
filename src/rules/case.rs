//! What a patient-scope rule sees.

use crate::finding::{Evidence, LineId, Outcome};
use crate::ledger::{Ledger, LineRow, NoteLink, PatientRecord, Stay};
use crate::model::{Claim, Note, ServiceDate, ServiceLine};
use crate::policy::Policy;

/// One patient's record and ledger under a policy.
#[derive(Debug, Clone, Copy)]
pub struct Case<'c> {
    /// The record.
    pub record: &'c PatientRecord,
    /// The ledger.
    pub ledger: &'c Ledger<'c>,
    /// The policy.
    pub policy: &'c Policy,
}

impl<'c> Case<'c> {
    /// Returns whether the chart was declared complete and every page of it could be read.
    pub fn chart_is_complete(&self) -> bool {
        self.policy.chart_complete && self.record.unread_pages == 0
    }

    /// Returns the outcome of a proven absence: fail only when the chart is complete, since
    /// otherwise the document may stand in files not supplied or on pages not read.
    pub fn absence(&self) -> Outcome {
        if self.chart_is_complete() {
            Outcome::Fail
        } else {
            Outcome::Warn
        }
    }

    /// Returns the words that a message about absence ends with.
    pub fn absence_words(&self) -> &'static str {
        if self.chart_is_complete() {
            "in a chart declared complete"
        } else {
            "in the files supplied"
        }
    }

    /// Returns a parameter as it holds for a line: its payer and date of service decide.
    pub fn number_for(&self, _row: &LineRow, key: &str) -> i64 {
        self.policy.number(key)
    }

    /// Returns a parameter as it holds for a stay: its payer and first day decide.
    pub fn number_for_stay(&self, _stay: &Stay, key: &str) -> i64 {
        self.policy.number(key)
    }

    /// Returns rows that count (not voided or replaced) with their claim and line.
    pub fn live(
        &self,
    ) -> impl Iterator<Item = (&'c LineRow, &'c Claim, &'c ServiceLine)> + use<'c> {
        let ledger = self.ledger;
        ledger
            .live_lines()
            .map(move |row| (row, ledger.claim(row.id), ledger.service_line(row.id)))
    }

    /// Returns the links that count as documentation, with their notes.
    pub fn documentation(
        &self,
        row: &'c LineRow,
    ) -> impl Iterator<Item = (&'c NoteLink, &'c Note)> + use<'c> {
        let least = self.policy.number("match.confidence");
        let ledger = self.ledger;
        row.documented_by(least)
            .map(move |link| (link, ledger.note(link.note)))
    }

    /// Returns evidence that names where was looked around a date: the notes of the days from
    /// `before` days earlier to `after` days later (at most eight, nearest first), else the
    /// patient's first notes, else nothing.
    pub fn searched_notes(&self, date: ServiceDate, before: i64, after: i64) -> Vec<Evidence> {
        let distance = |note: &Note| {
            note.date()
                .map(|day| day.days_since(date))
                .filter(|days| -before <= *days && *days <= after)
        };
        let mut near: Vec<(i64, &Note)> = self
            .record
            .notes
            .iter()
            .filter_map(|note| distance(note).map(|days| (days.abs(), note)))
            .collect();
        near.sort_by_key(|(days, note)| (*days, note.place()));
        if near.is_empty() {
            near.extend(self.record.notes.iter().take(3).map(|note| (0, note)));
        }
        near.into_iter()
            .take(8)
            .map(|(_, note)| Evidence::searched(head(note)))
            .collect()
    }

    /// Returns where a line stands on its claim.
    pub fn line_evidence(&self, id: LineId) -> Evidence {
        Evidence::supports(self.ledger.service_line(id).span)
    }
}

/// Returns the place that names a note: its title, else its date, else its first characters.
pub fn head(note: &Note) -> crate::text::Span {
    if let Some(title) = note.title {
        return title;
    }
    if let Some((date, _)) = note.service_date {
        return date.span;
    }
    let place = note.place();
    crate::text::Span {
        end: place.end.min(place.start + 80),
        ..place
    }
}
