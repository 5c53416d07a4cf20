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
    /// Returns whether the chart was declared complete and every page and file of it could be read.
    pub fn chart_is_complete(&self) -> bool {
        self.policy.chart_complete
            && self.record.unread_pages == 0
            && self.record.unread_files.is_empty()
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
    pub fn number_for(&self, row: &LineRow, key: &str) -> i64 {
        row.terms(self.policy).number(key)
    }

    /// Returns a parameter as it holds for a stay: its payer and first day decide.
    pub fn number_for_stay(&self, stay: &Stay, key: &str) -> i64 {
        stay.terms(self.policy).number(key)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture;

    #[test]
    fn a_numbers_payer_and_date_of_service_decide() {
        let review = |filing: &str, day: &str| {
            let (policy, records) = fixture::draw(&format!(
                "note {day} group\nclaim C1 I filing {filing}\nline {day} H0015 rev 0906"
            ));
            let ledger = Ledger::build(&records[0], &policy);
            let case = Case {
                record: &records[0],
                ledger: &ledger,
                policy: &policy,
            };
            let key = "plan_review_days.IOP";
            let of_line = case.number_for(&ledger.lines[0], key);
            assert_eq!(case.number_for_stay(&ledger.stays[0], key), of_line);
            of_line
        };
        // Medicare has paid for intensive outpatient programs since 2024.
        assert_eq!(review("MA", "2026-01-05"), 60);
        assert_eq!(review("MA", "2023-12-29"), 30);
        assert_eq!(review("CI", "2026-01-05"), 30);
    }
}
