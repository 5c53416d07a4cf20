//! What a claim says at its own level (2300): identifiers, dates, codes, notes.

use super::hierarchy::Hierarchy;
use super::lexer::{Piece, Segment};
use super::source::{Source, parse_dates, parse_time};
use super::{claim_institutional, claim_professional, values};
use crate::model::{
    Claim, ClaimForm, ClaimFrequency, ClaimProcedure, DiagnosisRole, EventKind, Money,
    OccurrenceCode, Qualifier, ReferenceKind, ServiceDate, ValueCode,
};
use crate::problem::ProblemKind;
use crate::text::Located;

/// Opens a claim from its CLM segment and from what stands above it.
pub(super) fn open(
    source: &mut Source<'_>,
    segment: &Segment<'_>,
    form: ClaimForm,
    hierarchy: &Hierarchy<'_>,
    submitted: Option<ServiceDate>,
) -> Claim {
    let id = segment.element(1);
    if id.is_empty() {
        let message = "the claim has no patient control number (element 1); it cannot be joined \
                       to its remittance";
        source.trouble(segment, ProblemKind::BadValue, message);
    }
    let patient = hierarchy.patient();
    if patient.is_empty() {
        let message = "no subscriber or patient (NM1*IL, NM1*QC) stands above the claim; it \
                       cannot be joined to a chart";
        source.trouble(segment, ProblemKind::NoPatient, message);
    }
    let facility_code = segment.component(5, 1);
    let frequency = segment.component(5, 3);
    let (place_of_service, type_of_bill) = match form {
        ClaimForm::Professional => (
            claim_professional::place_of_service(source, facility_code),
            None,
        ),
        ClaimForm::Institutional => (
            None,
            claim_institutional::type_of_bill(source, segment, facility_code, frequency),
        ),
    };
    let mut details = hierarchy.details();
    details.signature_on_file = yes_or_no(segment.element(6).text);
    details.assignment = values::code(segment, 7);
    details.benefits_assigned = values::code(segment, 8);
    details.release = values::code(segment, 9);
    details.special_program = values::code(segment, 12);
    details.delay_reason = values::code(segment, 20);
    let causes = segment.components(11).take(3);
    details.related_causes = causes
        .map(|cause| Qualifier::new(cause.text))
        .filter(|cause| !cause.is_empty())
        .collect();
    Claim {
        file: source.file,
        span: source.span(segment.range()),
        id: id.text.to_owned(),
        form,
        patient,
        payer: hierarchy.payer(),
        payer_sequence: hierarchy.sequence(),
        submitted,
        total_charge: source.money(segment, 2, "the total charge"),
        place_of_service,
        type_of_bill,
        frequency: frequency_of(frequency.text),
        original_reference: None,
        authorizations: Vec::new(),
        statement: None,
        admission: None,
        discharge: None,
        patient_status: None,
        diagnoses: Vec::new(),
        condition_codes: Vec::new(),
        occurrence_spans: Vec::new(),
        billing: hierarchy.billing(),
        rendering: None,
        supervising: None,
        facility: None,
        lines: Vec::new(),
        details,
    }
}

/// Takes a segment that states something of the claim itself.
pub(super) fn take(source: &mut Source<'_>, segment: &Segment<'_>, claim: &mut Claim) {
    let details = &mut claim.details;
    match segment.id() {
        "DTP" => date(source, segment, claim),
        "HI" => codes(source, segment, claim),
        "CL1" => {
            details.admission_type = source.text_of(segment.element(1));
            details.admission_source = source.text_of(segment.element(2));
            claim.patient_status = source.text_of(segment.element(3));
        }
        "AMT" => details.amounts.extend(values::amount(source, segment)),
        "NTE" => details.notes.extend(values::note(source, segment)),
        "PWK" => details
            .attachments
            .push(values::attachment(source, segment)),
        "CN1" => details.contract = Some(Box::new(values::contract(source, segment))),
        "CRC" => details.indicators.push(values::indicator(segment)),
        "K3" => {
            let words = values::words(source, segment.element(1));
            details.file_information.extend(words);
        }
        _ => {}
    }
}

/// Takes a reference of the claim.
pub(super) fn reference(source: &Source<'_>, segment: &Segment<'_>, claim: &mut Claim) {
    let Some(reference) = values::reference(source, segment) else {
        return;
    };
    match reference.kind() {
        ReferenceKind::PriorAuthorization
            // REF04 names the other payer that gave the number.
            if reference.payer_id.is_empty() || reference.payer_id == claim.payer.id =>
        {
            claim.authorizations.push(reference.value);
        }
        ReferenceKind::PayerClaimControl => claim.original_reference = Some(reference.value),
        ReferenceKind::MedicalRecord => claim.patient.mrn = Some(reference.value),
        _ => claim.details.references.push(reference),
    }
}

fn date(source: &mut Source<'_>, segment: &Segment<'_>, claim: &mut Claim) {
    // An hour alone (TM) is no date.
    if segment.element(2).text == "TM" {
        let time = parse_time(segment.element(3).text);
        if segment.element(1).text == "096" {
            claim.details.discharge_time = time;
        }
        if time.is_none() {
            let message = "the time is not HHMM; it is left open";
            source.trouble(segment, ProblemKind::BadValue, message);
        }
        return;
    }
    let Some(event) = values::event(source, segment) else {
        return;
    };
    let first_day = Located::new(event.dates.value.from(), event.dates.span);
    match event.kind() {
        // A claim-level service date of older guides holds for lines without one.
        EventKind::Statement | EventKind::Service => claim.statement = Some(event.dates),
        EventKind::Admission => {
            claim.admission = Some(first_day);
            claim.details.admission_time = event.time;
        }
        EventKind::Discharge => {
            claim.discharge = Some(first_day);
            claim.details.discharge_time = event.time;
        }
        _ => claim.details.dates.push(event),
    }
}

fn codes(source: &mut Source<'_>, segment: &Segment<'_>, claim: &mut Claim) {
    let mut is_unknown = false;
    for composite in segment.elements().skip(1).take(12) {
        let code = segment.part(composite, 2);
        if code.is_empty() {
            continue;
        }
        if let Some(diagnosis) = values::diagnosis(source, segment, composite) {
            match diagnosis.role {
                DiagnosisRole::Principal => claim.diagnoses.insert(0, diagnosis.code.clone()),
                DiagnosisRole::Other => claim.diagnoses.push(diagnosis.code.clone()),
                _ => {}
            }
            claim.details.diagnoses.push(diagnosis);
            continue;
        }
        is_unknown |= !institutional_code(source, segment, composite, code, claim);
    }
    if is_unknown {
        let message = "a code has a qualifier that no claim form knows; it is not used";
        source.trouble(segment, ProblemKind::BadValue, message);
    }
}

/// Takes one code of the institutional form; returns whether its qualifier is known.
fn institutional_code(
    source: &mut Source<'_>,
    segment: &Segment<'_>,
    composite: Piece<'_>,
    code: Piece<'_>,
    claim: &mut Claim,
) -> bool {
    let details = &mut claim.details;
    let located = source.located(code.text.to_owned(), code);
    let written = segment.part(composite, 4);
    let dates = parse_dates(written.text);
    match segment.part(composite, 1).text {
        "BG" => claim.condition_codes.push(located),
        "TC" => details.treatment_codes.push(located),
        "DR" => details.drg = Some(located),
        kind @ ("BBR" | "BBQ" | "BR" | "BQ" | "BP" | "BO" | "CAH") => {
            details.procedures.push(ClaimProcedure {
                is_principal: matches!(kind, "BBR" | "BR" | "BP"),
                code: located,
                dates,
            });
            if dates.is_none() && !written.is_empty() {
                let message = "the date of a procedure is not CCYYMMDD; it is left open";
                source.trouble(segment, ProblemKind::BadValue, message);
            }
        }
        "BH" => {
            details.occurrences.push(OccurrenceCode {
                code: located,
                dates,
            });
            if dates.is_none() {
                let message = "the date of an occurrence code is not CCYYMMDD; it is left open";
                source.trouble(segment, ProblemKind::BadValue, message);
            }
        }
        "BI" => match dates {
            Some(range) => claim
                .occurrence_spans
                .push(source.located((located.value, range), composite)),
            None => {
                let message = "the dates of an occurrence span are not a range of CCYYMMDD; the \
                               span is not used";
                source.trouble(segment, ProblemKind::BadValue, message);
            }
        },
        "BE" => match Money::parse(segment.part(composite, 5).text) {
            Some(amount) => details.values.push(ValueCode {
                code: located,
                amount,
            }),
            None => {
                let message = "the amount of a value code is missing or not an amount; the code \
                               is not used";
                source.trouble(segment, ProblemKind::BadValue, message);
            }
        },
        _ => return false,
    }
    true
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "Y" => Some(true),
        "N" => Some(false),
        _ => None,
    }
}

fn frequency_of(code: &str) -> ClaimFrequency {
    match code {
        "1" => ClaimFrequency::Original,
        "2" => ClaimFrequency::InterimFirst,
        "3" => ClaimFrequency::InterimContinuing,
        "4" => ClaimFrequency::InterimLast,
        "5" => ClaimFrequency::LateCharge,
        "7" => ClaimFrequency::Replacement,
        "8" => ClaimFrequency::Void,
        _ => ClaimFrequency::Other,
    }
}
