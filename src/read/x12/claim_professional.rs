//! What only professional claims (837P) have: place of service and the SV1 service segment.

use super::lexer::{Piece, Segment};
use super::source::Source;
use crate::model::{Modifier, PlaceOfService, ProcedureCode, ServiceLine};
use crate::problem::ProblemKind;
use crate::text::Located;

/// Reads a place of service.
pub(super) fn place_of_service(
    source: &Source<'_>,
    piece: Piece<'_>,
) -> Option<Located<PlaceOfService>> {
    PlaceOfService::new(piece.text).map(|place| source.located(place, piece))
}

/// Reads SV1 into a line.
pub(super) fn service(source: &mut Source<'_>, segment: &Segment<'_>, line: &mut ServiceLine) {
    procedure(source, segment, 1, line);
    if line.procedure.is_none() {
        let message = "the line names no procedure (element 1); checks of codes skip it";
        source.trouble(segment, ProblemKind::BadValue, message);
    }
    line.charge = source.money(segment, 2, "the line's charge");
    line.unit_basis = segment.element(3).text.to_owned();
    line.units = source.units(segment, 4);
    if let Some(place) = place_of_service(source, segment.element(5)) {
        line.place_of_service = Some(place);
    }
    for pointer in segment.components(7).filter(|pointer| !pointer.is_empty()) {
        match pointer.text.parse::<u8>() {
            Ok(number @ 1..=12) => line.diagnosis_pointers.push(number),
            _ => {
                let message = "a diagnosis pointer is not a number from 1 to 12; it is not used";
                source.trouble(segment, ProblemKind::BadValue, message);
            }
        }
    }
}

/// Reads the composite of a procedure with its modifiers: `HC:90837:GT`.
pub(super) fn procedure(
    source: &mut Source<'_>,
    segment: &Segment<'_>,
    index: usize,
    line: &mut ServiceLine,
) {
    let mut parts = segment.components(index);
    let Some(qualifier) = parts.next().filter(|qualifier| !qualifier.is_empty()) else {
        return;
    };
    let (code, lacks_qualifier) = match parts.next() {
        Some(code) => (code, false),
        // A bare code can only be the procedure: qualifiers have two characters.
        None if qualifier.text.len() == 5 => (qualifier, true),
        None => return,
    };
    line.procedure = ProcedureCode::new(code.text).map(|value| source.located(value, code));
    line.modifiers = parts
        .take(4)
        .filter_map(|modifier| Modifier::new(modifier.text))
        .collect();
    if lacks_qualifier {
        let message = "the procedure has no qualifier before it; it is taken as a HCPCS code";
        source.trouble(segment, ProblemKind::BadValue, message);
    }
}
