//! What a service line says around its service segment (2400, 2410): dates, references, drugs,
//! notes.

use super::lexer::Segment;
use super::source::{Source, parse_units};
use super::values;
use crate::model::{Claim, Drug, EventKind, Money, Qualifier, Rare, ReferenceKind, ServiceLine};

/// Opens a line from its LX segment, with what the claim lends it.
pub(super) fn open(
    source: &Source<'_>,
    segment: &Segment<'_>,
    number: u32,
    claim: &Claim,
) -> ServiceLine {
    ServiceLine {
        number,
        span: source.span(segment.range()),
        procedure: None,
        modifiers: Vec::new(),
        revenue: None,
        charge: Money::ZERO,
        units: None,
        unit_basis: String::new(),
        dates: None,
        place_of_service: claim.place_of_service.clone(),
        diagnosis_pointers: Vec::new(),
        rendering: None,
        authorization: None,
        control_number: None,
        details: Rare::default(),
    }
}

/// Takes a segment that states something of the line.
pub(super) fn take(source: &mut Source<'_>, segment: &Segment<'_>, line: &mut ServiceLine) {
    // Nearly every line has its date of service and nothing else, which needs no details.
    if segment.id() == "DTP" {
        let Some(event) = values::event(source, segment) else {
            return;
        };
        match event.kind() {
            EventKind::Service => line.dates = Some(event.dates),
            _ => line.details.dates.push(event),
        }
        return;
    }
    let details = &mut *line.details;
    match segment.id() {
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
        "CTP" => {
            if let Some(drug) = details.drugs.last_mut() {
                drug.quantity = parse_units(segment.element(4).text);
                drug.unit = Qualifier::new(segment.component(5, 1).text);
                drug.span.end = source.span(segment.range()).end;
            }
        }
        _ => {}
    }
}

/// Takes a reference of the line.
pub(super) fn reference(
    source: &Source<'_>,
    segment: &Segment<'_>,
    line: &mut ServiceLine,
    payer_id: &str,
) {
    let Some(reference) = values::reference(source, segment) else {
        return;
    };
    match reference.kind() {
        ReferenceKind::PriorAuthorization
            // REF04 names the other payer that gave the number.
            if line.authorization.is_none()
                && (reference.payer_id.is_empty() || reference.payer_id == payer_id) =>
        {
            line.authorization = Some(reference.value);
        }
        ReferenceKind::LineControl => line.control_number = Some(reference.value.value),
        _ => line.details.references.push(reference),
    }
}

/// Reads the drug or supply of a LIN segment.
pub(super) fn drug(source: &Source<'_>, segment: &Segment<'_>) -> Option<Drug> {
    Some(Drug {
        code: source.text_of(segment.element(3))?,
        code_set: values::code(segment, 2),
        quantity: None,
        unit: Qualifier::default(),
        prescription: String::new(),
        span: source.span(segment.range()),
    })
}
