//! Answers for joining everything known of one patient: which notes document which lines, what
//! was authorized and paid, the grid of patient-days, the plans and certifications in force, and
//! the level of care that the record supports on each day. It judges nothing; rules do.

mod absence;
mod authorized;
mod balance;
mod basis;
mod bodies;
mod burn_down;
mod calendar;
mod certification;
mod chain;
pub mod clones;
mod day;
mod denial;
mod entry;
mod export;
mod fits;
mod identity;
mod line;
mod link;
mod minutes;
mod paid;
mod payers;
mod plan;
mod primacy;
mod program_level;
mod record;
mod slot;
mod standing;
mod stay;
mod step_down;
mod support;
mod takeback;
mod used;
mod week;
mod withdrawal;

pub use absence::tells_of_another_appointment;
pub use authorized::{mentions_number, program_of_codes};
pub use balance::{ClaimBalance, balances};
pub use basis::{Basis, BasisSum, Conclusions};
pub use bodies::{Bodies, Whole, whole, with_bodies};
pub use burn_down::{ApprovalStanding, BurnDown, burn_downs};
pub use calendar::{DocumentKind, DocumentState, ExpectedDocument};
pub use certification::CertificationRow;
pub use chain::{Chains, chains};
pub use clones::{
    Before, CommonText, CopySource, NamedPatient, NoteCopy, NoteWords, OwnText, Relation,
    compare_notes, least_words, tells_of_service,
};
pub use day::{Census, DayRow};
pub use denial::{Denial, Route};
pub use entry::{is_dose, is_form, misses_day, misses_dose, misses_session};
#[cfg(test)]
pub(crate) use export::authorized_by;
#[cfg(test)]
pub(crate) use export::logged_payers;
pub use export::{Export, Supply};
pub use fits::{documents, note_families};
pub use identity::{
    Facts, IdentityLink, Likeness, MatchBasis, Matching, is_name_of, likeness, match_patients,
};
pub use line::{AuthorizationMatch, LineRow, NoteLink};
pub use link::{is_day_note, sessions_a_day, tells_of_several_sessions};
pub use minutes::{Interval, total_minutes};
pub use paid::{LinePayment, Posting};
pub use payers::{
    InForceOn, PayerKind, SECONDARY_PAYER_CODES, in_force_on, may_be_same_payer, payer_kind,
    same_payer,
};
pub use plan::PlanRow;
pub use primacy::{
    Held, Precedence, Primacy, held_on, is_medicare_second, of_claim, precedes, primary_on,
};
pub use program_level::agreed;
pub use record::PatientRecord;
pub use slot::{
    DeniedService, GroupDay, PatientSummary, PlannedGoals, SignedNote, Slot, TimedTherapy,
    UntimedService,
};
pub use standing::Standing;
pub use stay::{Stay, is_minor};
pub use step_down::{Place, StepDown};
pub use support::{
    Support, Verdict, Weighed, given_level, is_diagnosis_line, looks_ahead, low_runs,
    names_a_problem, only_waits, placement,
};
pub use takeback::{Takeback, TakebackKind};
pub use used::Used;
pub use week::Week;
pub use withdrawal::{WithdrawalScale, WithdrawalScore, shows_withdrawal};

use crate::model::LineId;
use crate::model::{Claim, Note, ServiceDate, ServiceLine};
use crate::policy::Policy;
use std::collections::BTreeMap;

/// One patient's joined record. Rules are views of it.
#[derive(Debug, Clone)]
pub struct Ledger<'r> {
    /// What was read.
    pub record: &'r PatientRecord,
    /// One row per service line, in order of claims and lines.
    pub lines: Vec<LineRow>,
    /// One row per day on which anything was billed, documented or attended.
    pub days: BTreeMap<ServiceDate, DayRow>,
    /// Episodes at a program level, by first day.
    pub stays: Vec<Stay>,
    /// Treatment plans and reviews with the days they hold.
    pub plans: Vec<PlanRow>,
    /// Certifications and recertifications.
    pub certifications: Vec<CertificationRow>,
    /// The documents that every stay needed, with what was found of them.
    pub calendar: Vec<ExpectedDocument>,
    /// Program weeks of each stay, in order.
    pub weeks: Vec<Week>,
    /// Withdrawal scores of notes and flowsheets, in order of time.
    pub withdrawal_scores: Vec<WithdrawalScore>,
    /// Where the record stops supporting the level of a stay, for stays in which it does.
    pub step_downs: Vec<StepDown>,
    /// What payers refuse to pay and neither paid since nor reversed, in order of lines.
    pub denials: Vec<Denial>,
    /// What was billed under each approval that grants a quantity, by approval.
    pub used: BTreeMap<usize, Used<'r>>,
    /// Notes that document a service and are linked to no line.
    pub unlinked_notes: Vec<usize>,
}

impl<'r> Ledger<'r> {
    /// Joins a patient's record under a policy.
    pub fn build(record: &'r PatientRecord, policy: &Policy) -> Self {
        let mut lines = line::rows(record, policy);
        program_level::settle(record, &mut lines);
        link::link(record, policy, &mut lines);
        paid::post(record, policy, &mut lines);
        authorized::assign(record, &mut lines);
        let stays = stay::stays(record, policy, &lines);
        let plans = plan::plans(record, policy, &stays);
        let certifications = certification::certifications(record);
        let calendar = calendar::calendar(record, policy, &stays, &plans, &certifications);
        let mut days = day::grid(record, &lines);
        let weeks = week::weeks(policy, &stays, &days);
        support::rate(record, policy, &stays, &weeks, &mut lines, &mut days);
        let step_downs = step_down::step_downs(policy, &stays, &days);
        standing::fill(record, policy, &stays, &plans, &certifications, &mut days);
        let denials = denial::denials(record, &lines);
        let unlinked_notes = link::unlinked(record, &lines);
        let mut ledger = Self {
            record,
            lines,
            days,
            stays,
            plans,
            certifications,
            calendar,
            weeks,
            withdrawal_scores: withdrawal::scores(record),
            step_downs,
            denials,
            used: BTreeMap::new(),
            unlinked_notes,
        };
        ledger.used = used::used(&ledger);
        ledger
    }

    /// Returns the claim of a row.
    pub fn claim(&self, id: LineId) -> &'r Claim {
        &self.record.claims[id.claim]
    }

    /// Returns the service line of a row.
    pub fn service_line(&self, id: LineId) -> &'r ServiceLine {
        &self.record.claims[id.claim].lines[id.line]
    }

    /// Returns the row of a line.
    pub fn row(&self, id: LineId) -> Option<&LineRow> {
        self.lines.iter().find(|row| row.id == id)
    }

    /// Returns the rows of one claim, in order of its lines.
    pub fn rows_of_claim(&self, claim: usize) -> &[LineRow] {
        let from = self.lines.partition_point(|row| row.id.claim < claim);
        let to = self.lines.partition_point(|row| row.id.claim <= claim);
        self.lines.get(from..to).unwrap_or_default()
    }

    /// Returns the rows that count: neither voided nor replaced by a later claim.
    pub fn live_lines(&self) -> impl Iterator<Item = &LineRow> {
        self.lines.iter().filter(|row| !row.superseded)
    }

    /// Returns a note by its index.
    pub fn note(&self, index: usize) -> &'r Note {
        &self.record.notes[index]
    }

    /// Returns the indexes of notes whose dates of service include the date.
    pub fn notes_on(&self, date: ServiceDate) -> &[usize] {
        self.days.get(&date).map_or(&[], |day| &day.notes)
    }

    /// Returns the stay that a line belongs to.
    pub fn stay_of(&self, id: LineId) -> Option<&Stay> {
        self.stays.iter().find(|stay| stay.lines.contains(&id))
    }
}
