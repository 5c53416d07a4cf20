//! What only professional claims (837P) have: place of service and the SV1 service segment.

use super::lexer::{Piece, Segment};
use super::source::Source;
use super::values;
use crate::model::{PlaceOfService, ServiceLine};
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
    for (index, piece) in segment.elements().enumerate().skip(9).take(4) {
        match (index, piece.text) {
            (9, "Y") => line.details.emergency = true,
            (11, "Y") => line.details.screening = true,
            (12, "Y") => line.details.family_planning = true,
            _ => {}
        }
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

/// Reads the composite of a procedure with its modifiers into a line: `HC:90837:GT`.
pub(super) fn procedure(
    source: &mut Source<'_>,
    segment: &Segment<'_>,
    index: usize,
    line: &mut ServiceLine,
) {
    let coded = values::coded(segment, segment.element(index));
    line.procedure = coded
        .procedure
        .map(|(code, piece)| source.located(code, piece));
    line.modifiers = coded.modifiers;
    if coded.qualifier != "HC" && !coded.qualifier.is_empty() {
        line.details.procedure_qualifier = coded.qualifier;
    }
    if let Some(piece) = coded.description {
        line.details.description = values::words(source, piece);
    }
    if coded.lacks_qualifier {
        let message = "the procedure has no qualifier before it; it is taken as a HCPCS code";
        source.trouble(segment, ProblemKind::BadValue, message);
    }
}
