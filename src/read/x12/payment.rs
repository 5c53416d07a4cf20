//! What an 835 transaction says once for all its claims: the cheque or transfer, payer and payee,
//! and the adjustments of the provider's account. It checks that the sums come out.

use super::envelope::Transaction;
use super::lexer::{Piece, Segment};
use super::source::{Source, parse_date, parse_units};
use super::{party, values};
use crate::model::{
    Adjustment, Money, Payer, Payment, ProviderAdjustment, ProviderSummary, Qualifier,
};
use crate::problem::ProblemKind;

/// Reads everything that stands before the first claim.
pub(super) fn header<'t>(source: &mut Source<'t>, transaction: &Transaction<'t>) -> Payment {
    let mut payment = Payment {
        file: source.file,
        span: source.span(transaction.first().range()),
        amount: Money::ZERO,
        handling: Qualifier::default(),
        method: Qualifier::default(),
        date: None,
        produced: None,
        trace: String::new(),
        originator: String::new(),
        payer: Payer::default(),
        payee: String::new(),
        payee_npi: String::new(),
        payee_tax_id: String::new(),
        claims_paid: Money::ZERO,
        claims: 0,
        summaries: Vec::new(),
        adjustments: Vec::new(),
    };
    for segment in transaction.segments() {
        let segment = &segment;
        match (segment.id(), segment.element(1).text) {
            ("CLP" | "LX" | "PLB", _) => break,
            ("BPR", _) => transfer(source, segment, &mut payment),
            ("TRN", _) => {
                payment.trace = segment.element(2).text.to_owned();
                payment.originator = segment.element(3).text.to_owned();
            }
            ("DTM", "405") => payment.produced = parse_date(segment.element(2).text),
            ("N1", "PR") => payment.payer = party::payer(segment),
            ("N1", "PE") => {
                payment.payee = segment.element(2).text.to_owned();
                let id = segment.element(4).text.to_owned();
                match segment.element(3).text {
                    "XX" => payment.payee_npi = id,
                    _ => payment.payee_tax_id = id,
                }
            }
            ("REF", "2U") if payment.payer.id.is_empty() => {
                payment.payer.id = segment.element(2).text.to_owned();
            }
            ("REF", "TJ") => payment.payee_tax_id = segment.element(2).text.to_owned(),
            _ => {}
        }
    }
    payment
}

fn transfer(source: &mut Source<'_>, segment: &Segment<'_>, payment: &mut Payment) {
    payment.span = source.span(segment.range());
    payment.handling = values::code(segment, 1);
    payment.method = values::code(segment, 4);
    let amount = source.money(segment, 2, "the payment");
    payment.amount = match segment.element(3).text {
        "D" => -amount,
        _ => amount,
    };
    payment.date = parse_date(segment.element(16).text);
    if payment.date.is_none() {
        let message = "the payment date (element 16) is not CCYYMMDD; the production date stands \
                       in for it where one is given";
        source.trouble(segment, ProblemKind::BadValue, message);
    }
}

/// Takes a provider summary or an adjustment of the provider's account.
pub(super) fn take(source: &mut Source<'_>, segment: &Segment<'_>, payment: &mut Payment) {
    let text = |index: usize| segment.element(index).text.to_owned();
    match segment.id() {
        "TS3" => {
            let charge = source.optional_money(segment, 5, "the provider's total charge");
            payment.summaries.push(ProviderSummary {
                span: source.span(segment.range()),
                provider: text(1),
                facility_code: text(2),
                fiscal_year_end: parse_date(segment.element(3).text),
                claims: parse_units(segment.element(4).text),
                charge: charge.map(|charge| charge.value),
            });
        }
        "PLB" => {
            for pair in 0..6 {
                let (reason, amount) = (3 + pair * 2, 4 + pair * 2);
                let is_written = !segment.element(reason).is_empty();
                if !is_written && segment.element(amount).is_empty() {
                    continue;
                }
                let reference = segment.component(reason, 2);
                payment.adjustments.push(ProviderAdjustment {
                    provider: text(1),
                    fiscal_year_end: parse_date(segment.element(2).text),
                    reason: Qualifier::new(segment.component(reason, 1).text),
                    reference: source.text_of(reference),
                    amount: source.money(segment, amount, "an adjustment of the account"),
                    span: source.span(
                        segment.element(reason).range().start..end_of(segment.element(amount)),
                    ),
                });
            }
        }
        _ => {}
    }
}

fn end_of(piece: Piece<'_>) -> usize {
    piece.range().end
}

/// Reports a payment that is not the sum of its claims less the adjustments of the account.
pub(super) fn check<'t>(source: &mut Source<'t>, transaction: &Transaction<'t>, payment: &Payment) {
    let imbalance = payment.imbalance();
    if imbalance == Money::ZERO || payment.claims == 0 && payment.adjustments.is_empty() {
        return;
    }
    let bpr = transaction.segments().find(|segment| segment.id() == "BPR");
    let Some(bpr) = bpr else {
        let message = "the transaction gives no payment (BPR) that its claims could be checked \
                       against; ask for the complete file";
        source.trouble(transaction.first(), ProblemKind::ClaimStructure, message);
        return;
    };
    let adjusted: Money = payment.adjustments.iter().map(|found| found.amount).sum();
    let message = format!(
        "the payment {} is not what {} claims were paid, {}, less the adjustments of the account, \
         {}; the difference is {}. Claims or adjustments may be missing from the file",
        payment.amount, payment.claims, payment.claims_paid, adjusted, imbalance
    );
    source.trouble(&bpr, ProblemKind::BadValue, &message);
}

/// A charge against what was paid and adjusted of it.
pub(super) struct Balance {
    charge: Money,
    paid: Money,
    adjusted: Money,
}

impl Balance {
    /// Adds up the adjustments.
    pub(super) fn of<'a>(
        charge: Money,
        paid: Money,
        adjustments: impl Iterator<Item = &'a Adjustment>,
    ) -> Self {
        Self {
            charge,
            paid,
            adjusted: adjustments.map(|adjustment| adjustment.amount).sum(),
        }
    }

    /// Returns whether the charge is the sum of its payment and its adjustments.
    pub(super) fn holds(&self) -> bool {
        self.charge == self.paid + self.adjusted
    }

    /// Reports by how much the charge differs from that sum.
    pub(super) fn report<'t>(&self, source: &mut Source<'t>, segment: &Segment<'t>) {
        let difference = self.charge - (self.paid + self.adjusted);
        let message = format!(
            "the charge {} is not the payment {} plus the adjustments {}; the difference is {}. \
             An adjustment may be missing; ask the payer",
            self.charge, self.paid, self.adjusted, difference
        );
        source.trouble(segment, ProblemKind::BadValue, &message);
    }
}

/// Returns whether the segment has a place in an 835, read or not.
pub(super) fn is_known(id: &str) -> bool {
    matches!(
        id,
        "ST" | "BPR"
            | "NTE"
            | "TRN"
            | "CUR"
            | "REF"
            | "DTM"
            | "N1"
            | "N2"
            | "N3"
            | "N4"
            | "PER"
            | "RDM"
            | "LX"
            | "TS3"
            | "TS2"
            | "CLP"
            | "CAS"
            | "NM1"
            | "MIA"
            | "MOA"
            | "AMT"
            | "QTY"
            | "SVC"
            | "LQ"
            | "PLB"
            | "DMG"
    )
}
