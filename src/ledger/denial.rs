//! Finds what payers refuse to pay: the adjustments that stand on each line after reversals,
//! corrections and later payments, with what they mean and which clocks run. What is only price,
//! contract or the patient's share is no denial; a line that is paid nothing because it is not
//! covered is one, whoever owes the bill.

use super::{LineRow, PatientRecord, Posting};
use crate::model::{
    Adjustment, AdjustmentGroup, ClaimForm, ClaimStatus, Letter, LetterKind, LineId, Money,
    RemittanceClaim, ServiceDate, ServiceLine,
};
use crate::policy::{
    Classified, Clock, Deadline, PayerClass, Policy, ReasonClass, Started, appeal_deadline,
    classify, classify_unpaid, deadline,
};
use crate::text::{Located, Span};
use std::collections::BTreeMap;

/// A refusal that stands on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// The line.
    pub line: LineId,
    /// Index of the remittance into the record's.
    pub remittance: usize,
    /// The group of the largest adjustment.
    pub group: AdjustmentGroup,
    /// Its reason code; empty where the remittance gives none.
    pub code: String,
    /// What it means.
    pub meaning: Classified,
    /// Every reason of the refusal, as `CO-197`, the remarks after them.
    pub reasons: Vec<String>,
    /// The amount refused.
    pub amount: Money,
    /// Whether nothing of the line is paid.
    pub whole: bool,
    /// Where the adjustment stands.
    pub span: Span,
    /// The date of the remittance.
    pub notice: Option<ServiceDate>,
    /// The day from which time for a claim runs: the last of an institutional claim, the first of
    /// a professional line.
    pub service: Option<ServiceDate>,
    /// The latest letter of the payer that refuses the line.
    pub letter: Option<Letter>,
}

/// What can still be done about a denial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// A corrected claim, the right payer or a missing paper.
    Correct(Deadline),
    /// An appeal.
    Appeal(Deadline),
    /// Nothing: the last day is over.
    Over(Deadline),
    /// It cannot be told: the payer's class or the date is not known.
    Unknown,
}

impl Route {
    /// Returns the deadline, where one is known.
    pub fn deadline(&self) -> Option<Deadline> {
        match self {
            Self::Correct(deadline) | Self::Appeal(deadline) | Self::Over(deadline) => {
                Some(*deadline)
            }
            Self::Unknown => None,
        }
    }
}

impl Denial {
    /// Returns the reason as people write it, `CO-197`.
    pub fn reason(&self) -> String {
        if self.code.is_empty() {
            "no reason code".to_owned()
        } else {
            format!("{:?}-{}", self.group, self.code)
        }
    }

    /// Returns whether the denial is technical: a fault of claim, code, payer order, or of
    /// authorization and coverage as far as a correction can mend it.
    pub fn is_technical(&self) -> bool {
        self.meaning.is_fixable()
    }

    /// Returns the level of appeal that comes next: the second after a decision that was upheld.
    pub fn appeal_level(&self) -> u8 {
        if self.code == "193" { 2 } else { 1 }
    }

    /// Returns what can still be done on a date; without a date, what could be done at all.
    pub fn route(&self, row: &LineRow, policy: &Policy, today: Option<ServiceDate>) -> Route {
        let terms = row.terms(policy);
        let class = row.payer_class;
        let started = Started {
            notice: self.notice,
            service: self.service,
        };
        // The day that the payer's own letter names goes before what its class gives.
        let printed = |clock, day: fn(&Letter) -> Option<Located<ServiceDate>>| {
            let letter = self.letter.as_ref()?;
            let (start, last) = (letter.date.value, day(letter)?.value);
            Some(Deadline {
                clock,
                start,
                days: last.days_since(start),
                presumed: 0,
                last,
                safe: last,
            })
        };
        let own = if self.meaning.is_fixable() {
            let corrects = self.meaning.clock == Clock::CorrectedClaim;
            let of_letter = printed(Clock::CorrectedClaim, |letter| letter.correct_by);
            of_letter
                .filter(|_| corrects)
                .or_else(|| deadline(&terms, class, self.meaning.clock, started))
        } else {
            None
        };
        let of_letter = printed(Clock::Appeal, |letter| letter.due);
        let appeal = of_letter.or_else(|| {
            self.notice
                .and_then(|notice| appeal_deadline(&terms, class, self.appeal_level(), notice))
        });
        let is_open = |deadline: &Deadline| today.is_none_or(|today| !deadline.is_past(today));
        if let Some(own) = own.filter(is_open) {
            return Route::Correct(own);
        }
        if let Some(appeal) = appeal.filter(is_open) {
            return Route::Appeal(appeal);
        }
        match own.into_iter().chain(appeal).max_by_key(|one| one.last) {
            Some(last) => Route::Over(last),
            None => Route::Unknown,
        }
    }

    /// Returns whether the payer of a Medicare plan approved the service before: its approval
    /// binds it.
    pub fn is_binding_approval(&self, row: &LineRow) -> bool {
        row.payer_class == PayerClass::MedicareAdvantage && self.refuses_approved(row)
    }

    /// Returns whether an approval covers the line for a reason that an approval speaks against.
    pub fn refuses_approved(&self, row: &LineRow) -> bool {
        self.meaning.reason.is_some_and(|reason| reason.covered)
            && !row.authorization.covering.is_empty()
    }
}

/// Returns the denials that stand, in order of lines.
pub(super) fn denials(record: &PatientRecord, rows: &[LineRow]) -> Vec<Denial> {
    let found: Vec<Denial> = rows
        .iter()
        .filter(|row| !row.superseded)
        .filter_map(|row| standing(record, row))
        .collect();
    if found.is_empty() {
        return found;
    }
    let mut same: BTreeMap<_, Vec<&LineRow>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.superseded) {
        same.entry(service(record, row)).or_default().push(row);
    }
    let is_settled = |denial: &Denial| {
        let row = rows.iter().find(|row| row.id == denial.line);
        let others = row.and_then(|row| same.get(&service(record, row)));
        others.is_some_and(|others| {
            others.iter().any(|other| {
                let paid = other.payment.paid.unwrap_or_default() > Money::ZERO;
                // A duplicate's denial says nothing of the claim that it repeats.
                other.id != denial.line && !other.days.is_empty() && (paid || denial.code == "18")
            })
        }) || denial.group == AdjustmentGroup::PR
            && row.is_some_and(|row| is_passed_on(record, rows, row))
    };
    found
        .into_iter()
        .filter(|denial| !is_settled(denial))
        .collect()
}

/// Returns whether another payer got a line's service as well: what the first left to the patient
/// was the second one's to pay.
fn is_passed_on(record: &PatientRecord, rows: &[LineRow], row: &LineRow) -> bool {
    let (payer, procedure, revenue, days) = service(record, row);
    rows.iter().filter(|other| !other.superseded).any(|other| {
        let found = service(record, other);
        (found.1, found.2, found.3) == (procedure, revenue, days) && found.0 != payer
    })
}

/// Returns whether a line's modifiers say that it was billed to be refused: excluded by statute, or
/// given on notice that it would not be covered.
fn is_billed_to_be_refused(line: &ServiceLine) -> bool {
    line.modifiers
        .iter()
        .any(|modifier| matches!(modifier.as_str(), "GA" | "GX" | "GY" | "GZ"))
}

/// Returns what makes two lines one service: payer, codes and days.
fn service<'r>(
    record: &'r PatientRecord,
    row: &'r LineRow,
) -> (String, Option<&'r str>, Option<&'r str>, &'r [ServiceDate]) {
    let claim = &record.claims[row.id.claim];
    let line = &claim.lines[row.id.line];
    let payer = if claim.payer.id.is_empty() {
        claim.payer.name.to_uppercase()
    } else {
        claim.payer.id.to_uppercase()
    };
    (
        payer,
        line.procedure.as_ref().map(|code| code.value.as_str()),
        line.revenue.as_ref().map(|code| code.value.as_str()),
        &row.days,
    )
}

/// Returns the latest letter of denial that names a line's days or its claim.
fn letter(record: &PatientRecord, row: &LineRow) -> Option<Letter> {
    let claim = record.claims.get(row.id.claim)?;
    let postings = row.payment.postings.iter();
    let payers: Vec<&str> = postings
        .filter_map(|posting| record.remittances.get(posting.remittance))
        .map(|remittance| remittance.payer_control_number.as_str())
        .collect();
    let refusing = record.notes.iter().filter_map(|note| {
        let letter = note.marks.letter?;
        let names = |number: &str| note.marks.letter_names(number);
        let is_own = || names(&claim.id) || payers.iter().any(|number| names(number));
        (letter.kind == LetterKind::Denial && (letter.names_all(&row.days) || is_own()))
            .then_some(letter)
    });
    refusing.max_by_key(|letter| letter.date.value)
}

/// Returns the refusal that the line's postings leave standing.
fn standing(record: &PatientRecord, row: &LineRow) -> Option<Denial> {
    let postings = &row.payment.postings;
    let reversals = postings.iter().filter(|posting| posting.reverses).count();
    let mut originals: Vec<&Posting> = postings.iter().filter(|one| !one.reverses).collect();
    // A correction that was taken back leaves nothing decided.
    if originals.len() <= reversals {
        return None;
    }
    // A claim that was sent twice is refused as a duplicate; the first decision holds.
    while originals.len() > reversals + 1 {
        let last = *originals.last()?;
        if !adjustments(record, last).any(|one| one.reason == "18") {
            break;
        }
        originals.pop();
    }
    let posting = *originals.last()?;
    let remittance = record.remittances.get(posting.remittance)?;
    // Predeterminations decide nothing.
    if remittance.details.status_code.as_str() == "25" {
        return None;
    }
    let is_denied = remittance.status == ClaimStatus::Denied;
    let whole = row.payment.paid.unwrap_or_default() <= Money::ZERO && posting.paid <= Money::ZERO;
    let claim = record.claims.get(row.id.claim)?;
    let line = claim.lines.get(row.id.line)?;
    let stated = posting.line.and_then(|place| remittance.lines.get(place));
    let mut remarks: Vec<String> = stated.map_or_else(Vec::new, |line| line.remarks.clone());
    remarks.extend(remittance.remarks.iter().cloned());
    let total: Money = claim.lines.iter().map(|line| line.charge).sum();

    let mut refused: Vec<(Money, &Adjustment, Classified)> = Vec::new();
    for adjustment in adjustments(record, posting) {
        if adjustment.group == AdjustmentGroup::CR || adjustment.amount <= Money::ZERO {
            continue;
        }
        let meaning = if whole && !is_billed_to_be_refused(line) {
            classify_unpaid(adjustment.group, &adjustment.reason, &remarks)
        } else {
            classify(adjustment.group, &adjustment.reason, &remarks)
        };
        let counts = match meaning.class {
            ReasonClass::Pricing | ReasonClass::Notice => false,
            // What another payer paid is a refusal only where the claim was denied for it.
            ReasonClass::Coordination if adjustment.reason == "23" => is_denied,
            ReasonClass::Substantive | ReasonClass::Authorization | ReasonClass::Coverage => true,
            // Reductions of a paid line for several services at once are its price.
            _ => whole,
        };
        if counts {
            let is_line =
                stated.is_some_and(|line| line.adjustments.iter().any(|one| one == adjustment));
            let amount = if is_line {
                adjustment.amount
            } else {
                adjustment.amount.share(line.charge.cents(), total.cents())
            };
            refused.push((amount, adjustment, meaning));
        }
    }
    let service = match claim.form {
        ClaimForm::Institutional => claim
            .statement
            .as_ref()
            .map(|range| range.value.to())
            .or_else(|| row.days.last().copied()),
        ClaimForm::Professional => row.days.first().copied(),
    };
    let made = |group, code: String, meaning, amount, span| Denial {
        line: row.id,
        remittance: posting.remittance,
        group,
        code,
        meaning,
        reasons: Vec::new(),
        amount,
        whole,
        span,
        notice: remittance.payment_date,
        service,
        letter: letter(record, row),
    };
    let mut largest: Option<&(Money, &Adjustment, Classified)> = None;
    for one in &refused {
        if largest.is_none_or(|best| one.0 > best.0) {
            largest = Some(one);
        }
    }
    let Some((_, adjustment, meaning)) = largest else {
        return unexplained(remittance, posting, whole).then(|| {
            let meaning = classify(AdjustmentGroup::CO, "", &[]);
            let span = stated.map_or(remittance.span, |line| line.span);
            made(
                AdjustmentGroup::CO,
                String::new(),
                meaning,
                line.charge,
                span,
            )
        });
    };
    let amount: Money = refused.iter().map(|one| one.0).sum();
    let mut denial = made(
        adjustment.group,
        adjustment.reason.clone(),
        *meaning,
        amount,
        adjustment.span,
    );
    denial.reasons = refused
        .iter()
        .map(|(_, one, _)| format!("{:?}-{}", one.group, one.reason))
        .chain(remarks)
        .collect();
    denial.reasons.dedup();
    Some(denial)
}

/// Returns whether a claim is denied and gives no reason at all.
fn unexplained(remittance: &RemittanceClaim, posting: &Posting, whole: bool) -> bool {
    let stated = posting.line.and_then(|place| remittance.lines.get(place));
    remittance.status == ClaimStatus::Denied
        && whole
        && remittance.adjustments.is_empty()
        && stated.is_none_or(|line| line.adjustments.is_empty())
}

/// Returns the adjustments that a posting states: the line's, then the claim's.
fn adjustments<'r>(
    record: &'r PatientRecord,
    posting: &Posting,
) -> impl Iterator<Item = &'r Adjustment> {
    let remittance = record.remittances.get(posting.remittance);
    let line = remittance
        .zip(posting.line)
        .and_then(|(remittance, place)| remittance.lines.get(place));
    let of_line = line.into_iter().flat_map(|line| &line.adjustments);
    of_line.chain(
        remittance
            .into_iter()
            .flat_map(|remittance| &remittance.adjustments),
    )
}

impl Denial {
    /// Returns whether the clock of the reason asks for records.
    pub fn asks_for_records(&self) -> bool {
        self.meaning.clock == Clock::Records
    }
}
