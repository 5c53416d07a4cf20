//! The statements of a stay's notes, in order of time, for rules that count days on which
//! something was said.

use crate::ledger::{Stay, is_diagnosis_line, looks_ahead, names_a_problem};
use crate::model::{Assertion, Direction, Mention, Note, NoteKind, ServiceDate};
use crate::rules::Case;
use crate::text::Span;

/// A statement with the day and the note it stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'l> {
    pub(super) date: ServiceDate,
    pub(super) index: usize,
    pub(super) note: &'l Note,
    pub(super) mention: &'l Mention,
}

/// Returns what chart notes dated from one day to another say, by date. What a payer was told,
/// lists of diagnoses and of problems and plans of a step-down are left out.
pub(super) fn said<'l>(case: &Case<'l>, from: ServiceDate, to: ServiceDate) -> Vec<Said<'l>> {
    let mut all: Vec<Said<'l>> = Vec::new();
    for (index, note) in case.record.notes.iter().enumerate() {
        let Some(date) = note.date().filter(|date| from <= *date && *date <= to) else {
            continue;
        };
        if is_told_to_payer(note.kind) {
            continue;
        }
        let statements = note.mentions.iter().filter(|found| {
            !is_diagnosis_line(found)
                && !names_a_problem(note.kind, found)
                && !looks_ahead(note.kind, found)
        });
        all.extend(statements.map(|mention| Said {
            date,
            index,
            note,
            mention,
        }));
    }
    all.sort_by_key(|said| (said.date, said.index, said.mention.span));
    all
}

/// Returns what is said on a stay's days by notes of its course: evaluations, plans and summaries
/// of the stay look back or ahead.
pub(super) fn said_in_course<'l>(case: &Case<'l>, stay: &Stay) -> Vec<Said<'l>> {
    let mut all = said(case, stay.first_day(), stay.last_day());
    all.retain(|said| is_of_course(said.note.kind));
    all
}

/// Returns whether a document was made for a payer, so that it is no chart evidence.
pub(super) fn is_told_to_payer(kind: NoteKind) -> bool {
    matches!(kind, NoteKind::Administrative | NoteKind::UtilizationReview)
}

/// Returns whether a note tells of its own day.
pub(super) fn is_of_course(kind: NoteKind) -> bool {
    !is_told_to_payer(kind)
        && !matches!(
            kind,
            NoteKind::Assessment
                | NoteKind::PsychiatricEvaluation
                | NoteKind::HistoryAndPhysical
                | NoteKind::TreatmentPlan
                | NoteKind::Certification
                | NoteKind::Recertification
                | NoteKind::DischargeSummary
                | NoteKind::Order
        )
}

impl Said<'_> {
    /// Returns whether it is said of this patient, now, as true, under one of some indicators.
    pub(super) fn affirms(&self, indicators: &[&str]) -> bool {
        self.mention.assertion == Assertion::Affirmed
            && indicators.contains(&self.mention.indicator.as_str())
    }

    /// Returns whether it states a need for a higher level of at least this weight.
    pub(super) fn states_need(&self, weight: u8) -> bool {
        // That therapy was given shows delivery and no need.
        self.mention.assertion == Assertion::Affirmed
            && self.mention.direction == Direction::H
            && self.mention.weight >= weight
            && self.mention.indicator != "P-11"
    }
}

/// Returns the dates of statements, each once, in order.
pub(super) fn dates(said: &[Said<'_>]) -> Vec<ServiceDate> {
    let mut dates: Vec<ServiceDate> = said.iter().map(|said| said.date).collect();
    dates.dedup();
    dates
}

/// Returns one place for each date, then further ones, up to a number.
pub(super) fn cited(said: &[Said<'_>], most: usize) -> Vec<Span> {
    let mut places: Vec<Span> = Vec::new();
    let first_of_day = said.chunk_by(|one, next| one.date == next.date);
    places.extend(
        first_of_day
            .filter_map(|day| day.first())
            .map(|said| said.mention.span),
    );
    for said in said {
        if places.len() >= most {
            break;
        }
        if !places.contains(&said.mention.span) {
            places.push(said.mention.span);
        }
    }
    places.truncate(most);
    places.sort_unstable();
    places
}
