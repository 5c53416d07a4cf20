//! The calendar of a stay: which documents had to exist by which day for its level and payer,
//! which of them exist, late or unsigned, and which billed days each gap touches. It tells what
//! is there and judges nothing; rules do.

use super::{CertificationRow, PatientRecord, PlanRow, Stay};
use crate::model::{LevelOfCare, Note, NoteKind, ServiceDate, SignatureState};
use crate::policy::{PayerClass, Policy, Terms};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A kind of document that a stay needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// Physician certification.
    Certification,
    /// Physician recertification.
    Recertification,
    /// Psychiatric evaluation.
    PsychiatricEvaluation,
    /// History and physical.
    HistoryAndPhysical,
    /// Assessment or any evaluation at admission.
    Assessment,
    /// Treatment plan.
    TreatmentPlan,
    /// Review of the treatment plan.
    PlanReview,
    /// Discharge summary.
    DischargeSummary,
}

impl DocumentKind {
    /// Returns the kind in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Certification => "physician certification",
            Self::Recertification => "physician recertification",
            Self::PsychiatricEvaluation => "psychiatric evaluation",
            Self::HistoryAndPhysical => "history and physical",
            Self::Assessment => "admission assessment",
            Self::TreatmentPlan => "treatment plan",
            Self::PlanReview => "plan review",
            Self::DischargeSummary => "discharge summary",
        }
    }

    fn is_met_by(self, kind: NoteKind) -> bool {
        match self {
            Self::PsychiatricEvaluation => kind == NoteKind::PsychiatricEvaluation,
            Self::HistoryAndPhysical => matches!(
                kind,
                NoteKind::HistoryAndPhysical | NoteKind::PsychiatricEvaluation
            ),
            Self::Assessment => matches!(
                kind,
                NoteKind::Assessment
                    | NoteKind::PsychiatricEvaluation
                    | NoteKind::HistoryAndPhysical
            ),
            Self::DischargeSummary => kind == NoteKind::DischargeSummary,
            _ => false,
        }
    }
}

/// Whether an expected document is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DocumentState {
    /// There by its due day, signed.
    InTime,
    /// There, signed, after its due day.
    Late,
    /// There, and nobody signed it.
    Unsigned,
    /// Not found.
    Missing,
    /// Not due yet on the date the audit speaks for.
    NotYetDue,
}

impl DocumentState {
    /// Returns the state in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::InTime => "in time",
            Self::Late => "late",
            Self::Unsigned => "not signed",
            Self::Missing => "not found",
            Self::NotYetDue => "not yet due",
        }
    }
}

/// A document that a stay needs, with what was found of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedDocument {
    /// Index into the ledger's stays.
    pub stay: usize,
    /// What had to exist.
    pub document: DocumentKind,
    /// The last day by which it had to.
    pub due: ServiceDate,
    /// Whether it does.
    pub state: DocumentState,
    /// The note that meets it, or its unsigned draft.
    pub note: Option<usize>,
    /// The day from which it counts: of its signature where it must be signed, else its own.
    pub done_on: Option<ServiceDate>,
    /// Billed days that the gap touches, in order; empty where there is none.
    pub days: Vec<ServiceDate>,
    /// Where the duty is written.
    pub authority: &'static str,
    /// Whether the time may be printed as law.
    pub verified: bool,
}

/// Lists what every stay needed, in order of stays, due days and kinds.
pub(super) fn calendar(
    record: &PatientRecord,
    policy: &Policy,
    stays: &[Stay],
    plans: &[PlanRow],
    certifications: &[CertificationRow],
) -> Vec<ExpectedDocument> {
    let mut calendar = Vec::new();
    for (index, stay) in stays.iter().enumerate() {
        let found = Found {
            record,
            policy,
            stay,
            index,
            plans,
            certifications,
        };
        for entry in ENTRIES.iter().filter(|entry| entry.holds_for(stay)) {
            found.expect(entry, &mut calendar);
        }
    }
    calendar.sort_by_key(|expected| (expected.stay, expected.due, expected.document));
    calendar
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    document: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    document: DocumentKind,
    levels: Vec<LevelOfCare>,
    payers: Vec<PayerClass>,
    from: Option<String>,
    due: Option<String>,
    due_hours: Option<String>,
    due_day: Option<String>,
    every: Option<String>,
    touches: Touches,
    authority: String,
    verified: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Touches {
    Stay,
    UntilDone,
    UntilSigned,
    Nothing,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let file: Result<CalendarFile, _> = toml::from_str(include_str!("../knowledge/calendar.toml"));
    file.map_or_else(|_| Vec::new(), |file| file.document)
});

impl Entry {
    fn holds_for(&self, stay: &Stay) -> bool {
        let from = self.from.as_deref().and_then(ServiceDate::parse_iso);
        (self.levels.is_empty() || self.levels.contains(&stay.level))
            && (self.payers.is_empty() || self.payers.contains(&stay.payer_class))
            && from.is_none_or(|from| stay.admission >= from)
            && !stay.withdrawal_outside(self.document)
    }

    /// Returns the first day by which it is due.
    fn first_due(&self, terms: &Terms<'_>, start: ServiceDate) -> ServiceDate {
        if let Some(key) = &self.due_day {
            return start.plus_days(terms.number(key) - 1);
        }
        if let Some(key) = &self.due_hours {
            return start.plus_days(terms.number(key).max(0).div_euclid(24) + 1);
        }
        match self.due.as_ref().or(self.every.as_ref()) {
            Some(key) => start.plus_days(terms.number(key)),
            None => start,
        }
    }
}

impl Stay {
    /// Withdrawal management runs on its order and protocol, without plans of its own.
    fn withdrawal_outside(&self, document: DocumentKind) -> bool {
        self.withdrawal
            && matches!(
                document,
                DocumentKind::TreatmentPlan | DocumentKind::PlanReview | DocumentKind::Assessment
            )
    }
}

/// One stay with what may meet its needs.
struct Found<'l> {
    record: &'l PatientRecord,
    policy: &'l Policy,
    stay: &'l Stay,
    index: usize,
    plans: &'l [PlanRow],
    certifications: &'l [CertificationRow],
}

/// A document that may meet a need.
#[derive(Clone, Copy)]
struct Candidate {
    note: usize,
    /// From when it counts; `None` when it is unsigned.
    counts_from: Option<ServiceDate>,
    date: ServiceDate,
    /// Last day it holds by its own words.
    holds_to: Option<ServiceDate>,
}

impl Found<'_> {
    fn expect(&self, entry: &'static Entry, calendar: &mut Vec<ExpectedDocument>) {
        let start = match entry.document {
            DocumentKind::DischargeSummary => match self.discharge() {
                Some(date) => date,
                None => return,
            },
            DocumentKind::PlanReview => match self.first_plan() {
                Some(date) => date,
                None => return,
            },
            _ => self.stay.told_from,
        };
        let candidates = self.candidates(entry.document);
        let terms = self.stay.terms(self.policy);
        let due = entry.first_due(&terms, start);
        match &entry.every {
            Some(key) => {
                let interval = terms.number(key).max(1);
                self.expect_series(entry, due, interval, &candidates, calendar);
            }
            None => {
                let best = candidates
                    .iter()
                    .filter(|found| found.counts_from.is_some())
                    .min_by_key(|found| found.counts_from)
                    .or(candidates.first());
                calendar.push(self.rate(entry, due, best));
            }
        }
    }

    /// Lists a document that is due again and again: each one moves the next due day.
    fn expect_series(
        &self,
        entry: &'static Entry,
        first_due: ServiceDate,
        interval: i64,
        candidates: &[Candidate],
        calendar: &mut Vec<ExpectedDocument>,
    ) {
        let mut due = first_due;
        let mut rest: Vec<&Candidate> = candidates
            .iter()
            .filter(|found| found.counts_from.is_some())
            .collect();
        rest.sort_by_key(|found| (found.counts_from, found.note));
        let last = self.stay.last_day();
        for found in rest {
            let Some(done) = found.counts_from else {
                continue;
            };
            if due >= last && done > due {
                break;
            }
            calendar.push(self.rate(entry, due, Some(found)));
            let next = done.plus_days(interval);
            let next = found.holds_to.map_or(next, |stated| stated.min(next));
            due = due.max(next);
        }
        if due < last {
            let draft = candidates.iter().find(|found| {
                found.counts_from.is_none() && found.date.days_since(due).abs() <= 14
            });
            calendar.push(self.rate(entry, due, draft));
        }
    }

    fn rate(
        &self,
        entry: &'static Entry,
        due: ServiceDate,
        found: Option<&Candidate>,
    ) -> ExpectedDocument {
        let done_on = found.and_then(|found| found.counts_from);
        let state = match (found, done_on) {
            (_, Some(done)) if done <= due => DocumentState::InTime,
            (_, Some(_)) => DocumentState::Late,
            (Some(_), None) => DocumentState::Unsigned,
            (None, None) if self.policy.as_of.is_some_and(|as_of| as_of <= due) => {
                DocumentState::NotYetDue
            }
            (None, None) => DocumentState::Missing,
        };
        let gap = matches!(
            state,
            DocumentState::Late | DocumentState::Unsigned | DocumentState::Missing
        );
        let touched = |day: &ServiceDate| match entry.touches {
            Touches::Nothing => false,
            Touches::Stay => state != DocumentState::Late,
            Touches::UntilSigned => done_on.is_none_or(|done| *day < done),
            Touches::UntilDone => *day > due && done_on.is_none_or(|done| *day < done),
        };
        ExpectedDocument {
            stay: self.index,
            document: entry.document,
            due,
            state,
            note: found.map(|found| found.note),
            done_on,
            days: self
                .stay
                .days
                .iter()
                .copied()
                .filter(|day| gap && touched(day))
                .collect(),
            authority: &entry.authority,
            verified: entry.verified,
        }
    }

    /// Returns the documents of the stay that may meet a need, in date order.
    fn candidates(&self, document: DocumentKind) -> Vec<Candidate> {
        let (admission, last) = (self.stay.admission, self.stay.last_day());
        match document {
            DocumentKind::Certification | DocumentKind::Recertification => {
                let wanted = document == DocumentKind::Recertification;
                self.certifications
                    .iter()
                    .filter(|row| {
                        admission.plus_days(-14) <= row.date && row.date <= last.plus_days(30)
                    })
                    .filter(|row| row.level.is_none_or(|level| level == self.stay.level))
                    .filter(|row| {
                        // A later certification renews as well as one headed as recertification.
                        let renews = row.is_recertification || row.date.days_since(admission) > 3;
                        if wanted {
                            renews
                        } else {
                            !row.is_recertification
                        }
                    })
                    .map(|row| Candidate {
                        note: row.note,
                        counts_from: row.signed.then(|| row.signed_on.unwrap_or(row.date)),
                        date: row.date,
                        holds_to: None,
                    })
                    .collect()
            }
            DocumentKind::TreatmentPlan | DocumentKind::PlanReview => {
                let review = document == DocumentKind::PlanReview;
                let first = self.first_plan();
                self.plans
                    .iter()
                    .filter(|row| row.fits(self.stay.level) && row.from <= last.plus_days(30))
                    .filter(|row| !review || first.is_some_and(|first| row.from > first))
                    .map(|row| Candidate {
                        note: row.note,
                        counts_from: Some(row.from),
                        date: row.from,
                        holds_to: row.stated_to,
                    })
                    .collect()
            }
            kind => self.notes(kind),
        }
    }

    fn notes(&self, document: DocumentKind) -> Vec<Candidate> {
        let (from, to) = match document {
            DocumentKind::DischargeSummary => (-3, 365),
            _ => (
                -self
                    .stay
                    .terms(self.policy)
                    .number("admission.window_before_days"),
                30,
            ),
        };
        let anchor = match document {
            DocumentKind::DischargeSummary => self.stay.last_day(),
            _ => self.stay.admission,
        };
        let is_signed = |note: &Note| {
            !matches!(
                note.signature.state,
                SignatureState::MarkedUnsigned | SignatureState::Blank
            )
        };
        self.record
            .notes
            .iter()
            .enumerate()
            .filter(|(_, note)| document.is_met_by(note.kind))
            .filter_map(|(index, note)| {
                let date = note.date()?;
                let age = date.days_since(anchor);
                (from <= age && age <= to).then_some(Candidate {
                    note: index,
                    counts_from: is_signed(note).then_some(date),
                    date,
                    holds_to: None,
                })
            })
            .collect()
    }

    /// Returns the first day that a plan of the stay's level holds.
    fn first_plan(&self) -> Option<ServiceDate> {
        let fits = self.plans.iter().filter(|row| row.fits(self.stay.level));
        // The latest plan made by the admission, else the first one after it.
        let before = fits
            .clone()
            .filter(|row| row.from <= self.stay.admission)
            .map(|row| row.from)
            .max();
        before.or_else(|| fits.map(|row| row.from).min())
    }

    /// Returns the discharge date that the stay's claims state.
    fn discharge(&self) -> Option<ServiceDate> {
        let dates = self.stay.lines.iter().filter_map(|id| {
            let claim = self.record.claims.get(id.claim)?;
            claim.discharge.as_ref().map(|date| date.value)
        });
        dates.max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Parameters;

    #[test]
    fn every_entry_names_known_parameters() {
        assert!(!ENTRIES.is_empty(), "the file parses");
        let parameters = Parameters::default();
        for entry in ENTRIES.iter() {
            let keys = [&entry.due, &entry.due_hours, &entry.due_day, &entry.every];
            let stated: Vec<&String> = keys.into_iter().flatten().collect();
            assert!(!stated.is_empty(), "{:?} is never due", entry.document);
            for key in stated {
                assert!(parameters.get(key).is_some(), "{key}");
            }
            if let Some(from) = &entry.from {
                assert!(ServiceDate::parse_iso(from).is_some(), "{from}");
            }
        }
    }
}
