//! One row per service line: what was billed, and what it joins to.

use super::support::SAME_BAND;
use super::{LinePayment, PatientRecord, Support, chain};
use crate::model::{Authorization, DateRange, LevelOfCare, LineId, ProcedureCode, ServiceDate};
use crate::policy::{BilledLevel, PayerClass, PayerKey, Policy, Terms};

/// A service line with everything it was joined to.
#[derive(Debug, Clone, PartialEq)]
pub struct LineRow {
    /// Which line.
    pub id: LineId,
    /// Level billed, unit and family.
    pub billed: BilledLevel,
    /// The billed procedure, where the line names one.
    pub procedure: Option<ProcedureCode>,
    /// The payer's class.
    pub payer_class: PayerClass,
    /// Whose terms hold for it.
    pub payer: PayerKey,
    /// The days that the line bills: every service day of a per diem, the date of a session.
    /// Empty when the line has no date.
    pub days: Vec<ServiceDate>,
    /// Whether a later claim replaced or voided it, or it belongs to a void.
    pub superseded: bool,
    /// Notes that document it, best first.
    pub links: Vec<NoteLink>,
    /// What was paid.
    pub payment: LinePayment,
    /// The authorization that holds for it.
    pub authorization: AuthorizationMatch,
    /// What the record supports.
    pub support: Support,
}

impl LineRow {
    /// Returns the level that the record supports, where it could be told.
    pub fn level_supported(&self) -> Option<LevelOfCare> {
        self.support.level_shown(self.billed.level)
    }

    /// Returns whether an approval is for the billed level: it names the billed code or no level, or
    /// one of the same band. Levels within two ranks are tracks of one intensity.
    pub fn is_at_level_of(&self, approval: &Authorization) -> bool {
        approval.level.is_none_or(|level| self.is_near(level)) || self.is_approved_by_code(approval)
    }

    /// Returns whether an approval names the billed procedure.
    pub fn is_named_in(&self, approval: &Authorization) -> bool {
        self.procedure
            .as_ref()
            .is_some_and(|code| approval.procedures.contains(code))
    }

    /// Returns whether an approval names the billed procedure and so approves what was billed, whatever
    /// words for a level stand beside the code. One code bills residences of several levels, and there
    /// the words say which was approved.
    pub fn is_approved_by_code(&self, approval: &Authorization) -> bool {
        !self.billed.level.is_24_hour() && self.is_named_in(approval)
    }

    /// Returns whether a level is the billed one or of the same band.
    pub fn is_near(&self, level: LevelOfCare) -> bool {
        level.rank().abs_diff(self.billed.level.rank()) <= SAME_BAND
    }

    /// Returns the payer's terms on the line's first day.
    pub fn terms<'p>(&self, policy: &'p Policy) -> Terms<'p> {
        policy.terms(self.payer, self.billed.level, self.days.first().copied())
    }

    /// Returns the first and last billed day.
    pub fn span_of_days(&self) -> Option<DateRange> {
        DateRange::new(*self.days.first()?, *self.days.last()?)
    }

    /// Returns the links that are good enough to count as documentation.
    pub fn documented_by(&self, least_confidence: i64) -> impl Iterator<Item = &NoteLink> {
        self.links
            .iter()
            .filter(move |link| i64::from(link.confidence) >= least_confidence)
    }
}

/// A note that documents a line, or part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteLink {
    /// Index into the record's notes.
    pub note: usize,
    /// The billed day that the note documents.
    pub day: ServiceDate,
    /// Confidence in percent.
    pub confidence: u8,
    /// Why, in words.
    pub reason: &'static str,
}

/// Which authorization holds for a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuthorizationMatch {
    /// Indexes of granted authorizations that match the line's service and cover its first day.
    pub covering: Vec<usize>,
    /// The authorization whose number the claim names, wherever its dates lie.
    pub named: Option<usize>,
    /// Authorizations of the patient that match the line's service but do not cover its dates.
    pub near: Vec<usize>,
}

impl AuthorizationMatch {
    /// Returns the authorization to compare with: the named one, else the first that covers.
    pub fn best(&self) -> Option<usize> {
        self.named.or_else(|| self.covering.first().copied())
    }

    /// Returns whether the claim names this authorization.
    pub fn is_named(&self, index: usize) -> bool {
        self.named == Some(index)
    }

    /// Returns the approvals that may hold for the line, by their place in the record, the one
    /// that its claim names first.
    pub fn approvals<'r>(&self, record: &'r PatientRecord) -> Vec<(usize, &'r Authorization)> {
        let mut found: Vec<(usize, &Authorization)> = Vec::new();
        for &index in self.named.iter().chain(&self.covering).chain(&self.near) {
            if found.iter().any(|(known, _)| *known == index) {
                continue;
            }
            let authorization = record.authorizations.get(index);
            if let Some(approval) = authorization.filter(|row| row.decision.grants()) {
                found.push((index, approval));
            }
        }
        found
    }
}

/// Makes the rows: level, days, and which claims a later claim replaced.
pub(super) fn rows(record: &PatientRecord, policy: &Policy) -> Vec<LineRow> {
    let superseded = chain::chains(record).superseded;
    let mut rows = Vec::new();
    for (claim_index, claim) in record.claims.iter().enumerate() {
        let payer = policy.payer_key(&claim.payer);
        for (line_index, line) in claim.lines.iter().enumerate() {
            let billed = policy.billed_level(claim, line);
            rows.push(LineRow {
                id: LineId {
                    claim: claim_index,
                    line: line_index,
                },
                billed,
                procedure: line.procedure.as_ref().map(|code| code.value.clone()),
                payer_class: payer.class,
                payer,
                days: billed_days(claim, line, &billed),
                superseded: superseded[claim_index],
                links: Vec::new(),
                payment: LinePayment::default(),
                authorization: AuthorizationMatch::default(),
                support: Support::not_rated(billed.level),
            });
        }
    }
    rows
}

/// Returns the days that a line bills.
///
/// A 24-hour per diem bills nights: the day of discharge is not billed, so a range that is one
/// day longer than the units loses its last day (midnight rule). A range much longer than the
/// units (a week billed with three days of a day program) keeps all its days as candidates:
/// which of them were used is for the notes to say.
fn billed_days(
    claim: &crate::model::Claim,
    line: &crate::model::ServiceLine,
    billed: &BilledLevel,
) -> Vec<ServiceDate> {
    let Some(range) = line
        .dates
        .as_ref()
        .or(claim.statement.as_ref())
        .map(|range| range.value)
    else {
        return Vec::new();
    };
    // A span of more than a year is a typing error; a problem was reported when it was read.
    if range.days() > 400 {
        return vec![range.from()];
    }
    let mut days: Vec<ServiceDate> = range.dates().collect();
    let units = line.units.as_ref().map(|units| units.value.floor());
    if billed.is_per_diem()
        && billed.level.is_24_hour()
        && days.len() > 1
        && units == Some(days.len() as i64 - 1)
    {
        days.pop();
    }
    days
}
