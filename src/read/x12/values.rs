//! Reads the segments that several transactions share: references, dates, amounts, notes,
//! adjustments, codes with their modifiers. What owns a value is for the transaction to know.

use super::lexer::{Piece, Segment};
use super::source::{Source, parse_dates, parse_time, parse_units};
use crate::model::{
    Address, Adjustment, AdjustmentGroup, Attachment, ClaimDiagnosis, ClaimNote,
    ConditionIndicator, ContractTerms, DateRange, DatedEvent, DiagnosisCode, DiagnosisRole,
    InpatientAdjudication, Modifier, Money, OutpatientAdjudication, PresentOnAdmission,
    ProcedureCode, QualifiedAmount, Qualifier, Reference, RevenueCode, ServiceDate, Units,
};
use crate::problem::ProblemKind;
use crate::text::{Located, NoteText};

/// Returns an element as a short code.
pub(super) fn code(segment: &Segment<'_>, index: usize) -> Qualifier {
    Qualifier::new(segment.element(index).text)
}

/// Reads a REF segment; `None` when it holds no number.
pub(super) fn reference(source: &Source<'_>, segment: &Segment<'_>) -> Option<Reference> {
    let value = source.text_of(segment.element(2))?;
    let payer = segment.component(4, 2);
    Some(Reference {
        qualifier: code(segment, 1),
        value,
        payer_id: payer.text.to_owned(),
    })
}

/// Reads a DTP segment.
pub(super) fn event(source: &mut Source<'_>, segment: &Segment<'_>) -> Option<DatedEvent> {
    let dates = source.dates(segment)?;
    let written = segment.element(3).text;
    Some(DatedEvent {
        qualifier: code(segment, 1),
        dates,
        time: written.get(8..).and_then(parse_time),
    })
}

/// Reads a DTM segment, whose date is one element earlier and never a range.
pub(super) fn moment(source: &mut Source<'_>, segment: &Segment<'_>) -> Option<DatedEvent> {
    let piece = segment.element(2);
    let Some(dates) = parse_dates(piece.text) else {
        let message = "the date (element 2) is not CCYYMMDD; it is left open";
        source.trouble(segment, ProblemKind::BadValue, message);
        return None;
    };
    Some(DatedEvent {
        qualifier: code(segment, 1),
        dates: source.located(dates, piece),
        time: None,
    })
}

/// Reads an AMT segment.
pub(super) fn amount(source: &mut Source<'_>, segment: &Segment<'_>) -> Option<QualifiedAmount> {
    let amount = source.optional_money(segment, 2, "the amount")?;
    Some(QualifiedAmount {
        qualifier: code(segment, 1),
        amount,
    })
}

/// Reads a QTY segment.
pub(super) fn quantity(segment: &Segment<'_>) -> Option<(Qualifier, Units)> {
    Some((code(segment, 1), parse_units(segment.element(2).text)?))
}

/// Reads an NTE segment.
pub(super) fn note(source: &Source<'_>, segment: &Segment<'_>) -> Option<ClaimNote> {
    Some(ClaimNote {
        purpose: code(segment, 1),
        text: words(source, segment.element(2))?,
    })
}

/// Returns a piece as text that must not reach a log.
pub(super) fn words(source: &Source<'_>, piece: Piece<'_>) -> Option<Located<NoteText>> {
    (!piece.is_empty()).then(|| source.located(NoteText::new(piece.text), piece))
}

/// Reads a PWK segment.
pub(super) fn attachment(source: &Source<'_>, segment: &Segment<'_>) -> Attachment {
    Attachment {
        report_type: code(segment, 1),
        transmission: code(segment, 2),
        control_number: segment.element(6).text.to_owned(),
        span: source.span(segment.range()),
    }
}

/// Reads a CN1 segment.
pub(super) fn contract(source: &mut Source<'_>, segment: &Segment<'_>) -> ContractTerms {
    let amount = source.optional_money(segment, 2, "the contract amount");
    ContractTerms {
        kind: code(segment, 1),
        amount: amount.map(|amount| amount.value),
        percent: segment.element(3).text.to_owned(),
        code: segment.element(4).text.to_owned(),
        discount: segment.element(5).text.to_owned(),
        version: segment.element(6).text.to_owned(),
    }
}

/// Reads a CRC segment.
pub(super) fn indicator(segment: &Segment<'_>) -> ConditionIndicator {
    let codes = (3..=7).map(|index| code(segment, index));
    ConditionIndicator {
        category: code(segment, 1),
        applies: segment.element(2).text == "Y",
        codes: codes.filter(|code| !code.is_empty()).collect(),
    }
}

/// Adds an N3 or N4 segment to an address.
pub(super) fn address(address: &mut Address, segment: &Segment<'_>) {
    let text = |index: usize| segment.element(index).text.to_owned();
    if segment.id() == "N3" {
        (address.street, address.unit) = (text(1), text(2));
    } else {
        (address.city, address.state, address.postal_code) = (text(1), text(2), text(3));
    }
}

/// Appends the adjustments of a CAS segment.
pub(super) fn adjust(
    source: &mut Source<'_>,
    segment: &Segment<'_>,
    adjustments: &mut Vec<Adjustment>,
) {
    let group = match segment.element(1).text {
        "CO" => AdjustmentGroup::CO,
        "PR" => AdjustmentGroup::PR,
        "OA" => AdjustmentGroup::OA,
        "PI" => AdjustmentGroup::PI,
        "CR" => AdjustmentGroup::CR,
        _ => {
            let message = "the adjustment group (element 1) is none of CO, PR, OA, PI, CR; its \
                           adjustments are not used";
            source.trouble(segment, ProblemKind::BadValue, message);
            return;
        }
    };
    let span = source.span(segment.range());
    for triplet in 0..6 {
        let reason = segment.element(2 + triplet * 3);
        if reason.is_empty() {
            continue;
        }
        let amount = source.money(segment, 3 + triplet * 3, "an adjustment's amount");
        adjustments.push(Adjustment {
            group,
            reason: reason.text.to_owned(),
            amount,
            quantity: parse_units(segment.element(4 + triplet * 3).text),
            span,
        });
    }
}

/// Reads a MIA segment.
pub(super) fn inpatient(segment: &Segment<'_>) -> InpatientAdjudication {
    let mut inpatient = InpatientAdjudication::default();
    for (index, piece) in segment.elements().enumerate().skip(1).take(24) {
        if piece.is_empty() {
            continue;
        }
        match index {
            1 => inpatient.covered_days = parse_units(piece.text),
            3 => inpatient.psychiatric_days = parse_units(piece.text),
            15 => inpatient.cost_report_days = parse_units(piece.text),
            5 | 20..=23 => inpatient.remarks.push(piece.text.to_owned()),
            _ => {
                let Some(amount) = Money::parse(piece.text) else {
                    continue;
                };
                if index == 4 {
                    inpatient.drg_amount = Some(amount);
                }
                inpatient.amounts.push((index as u8, amount));
            }
        }
    }
    inpatient
}

/// Reads a MOA segment.
pub(super) fn outpatient(segment: &Segment<'_>) -> OutpatientAdjudication {
    let remarks = (3..=7).map(|index| segment.element(index).text);
    let money = |index: usize| Money::parse(segment.element(index).text);
    OutpatientAdjudication {
        rate: segment.element(1).text.to_owned(),
        payable: money(2),
        remarks: remarks
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect(),
        renal: money(8),
        non_payable: money(9),
    }
}

/// Reads a diagnosis out of an HI composite; `None` when the composite is of another kind.
pub(super) fn diagnosis(
    source: &Source<'_>,
    segment: &Segment<'_>,
    composite: Piece<'_>,
) -> Option<ClaimDiagnosis> {
    let qualifier = segment.part(composite, 1).text;
    let role = match qualifier {
        "ABK" | "BK" => DiagnosisRole::Principal,
        "ABJ" | "BJ" => DiagnosisRole::Admitting,
        "APR" | "PR" => DiagnosisRole::ReasonForVisit,
        "ABN" | "BN" => DiagnosisRole::ExternalCause,
        "ABF" | "BF" => DiagnosisRole::Other,
        _ => return None,
    };
    let code = segment.part(composite, 2);
    Some(ClaimDiagnosis {
        role,
        code: source.located(DiagnosisCode::new(code.text)?, code),
        present_on_admission: match segment.part(composite, 9).text {
            "Y" => Some(PresentOnAdmission::Yes),
            "N" => Some(PresentOnAdmission::No),
            "U" => Some(PresentOnAdmission::Unknown),
            "W" => Some(PresentOnAdmission::Undetermined),
            "1" => Some(PresentOnAdmission::Exempt),
            _ => None,
        },
        is_icd9: !qualifier.starts_with('A'),
    })
}

/// A procedure with what its composite says of it: `HC:90837:GT`.
#[derive(Default)]
pub(super) struct Coded<'t> {
    /// The code set.
    pub(super) qualifier: Qualifier,
    /// The code, unless it is a revenue code.
    pub(super) procedure: Option<(ProcedureCode, Piece<'t>)>,
    /// The revenue code that stands in the place of a procedure (`NU`).
    pub(super) revenue: Option<RevenueCode>,
    /// Modifiers in order.
    pub(super) modifiers: Vec<Modifier>,
    /// The description, where given.
    pub(super) description: Option<Piece<'t>>,
    /// Whether the code came without its code set.
    pub(super) lacks_qualifier: bool,
}

/// Reads the composite of a procedure.
pub(super) fn coded<'t>(segment: &Segment<'t>, composite: Piece<'t>) -> Coded<'t> {
    let mut read = Coded::default();
    let mut parts = composite.split(segment.delimiters.component);
    let Some(qualifier) = parts.next().filter(|qualifier| !qualifier.is_empty()) else {
        return read;
    };
    let code = match parts.next() {
        Some(code) => code,
        // A bare code can only be the procedure: qualifiers have two characters.
        None if qualifier.text.len() == 5 => {
            read.lacks_qualifier = true;
            qualifier
        }
        None => return read,
    };
    if !read.lacks_qualifier {
        read.qualifier = Qualifier::new(qualifier.text);
    }
    if read.qualifier == "NU" {
        read.revenue = RevenueCode::new(code.text);
    } else {
        read.procedure = ProcedureCode::new(code.text).map(|procedure| (procedure, code));
    }
    for _ in 0..4 {
        let Some(modifier) = parts.next() else { break };
        read.modifiers.extend(Modifier::new(modifier.text));
    }
    read.description = parts.next().filter(|piece| !piece.is_empty());
    read
}

/// Reads the first day of a DTP segment.
pub(super) fn first_day(
    source: &mut Source<'_>,
    segment: &Segment<'_>,
) -> Option<Located<ServiceDate>> {
    let dates = source.dates(segment)?;
    Some(Located::new(dates.value.from(), dates.span))
}

/// Joins a first and a last day.
pub(super) fn range_of(from: Option<ServiceDate>, to: Option<ServiceDate>) -> Option<DateRange> {
    match (from, to) {
        (Some(from), Some(to)) => DateRange::new(from, to),
        (Some(day), None) | (None, Some(day)) => Some(DateRange::day(day)),
        (None, None) => None,
    }
}
